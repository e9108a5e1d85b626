"""The dashboard for Superset and the job that makes its views, rendered by Tutor with Aspects."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from analytics.generated import course_of, statements_of
from analytics.small_numbers import Round
from matrix_xblock.plugin.clickhouse.release_rows import release_rows
from matrix_xblock.plugin.clickhouse.schema import FIGURES
from matrix_xblock.plugin.management.commands.matrix_review import Command
from released import a_release

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = [
    ROOT / "docs" / "tutor" / f"{name}.py" for name in ("matrix_review", "matrix_review_aspects")
]
PACKAGES = ROOT / ".venv-analytics" / "tutor"
ASSETS = "env/plugins/aspects/apps/superset/pythonpath/assets.yaml"
OF_ASPECTS = (
    PACKAGES / "tutoraspects/templates/aspects/build/aspects-superset/openedx-assets/assets"
)
NEEDED = {
    "datasets": {"table_name", "schema", "sql", "columns", "metrics", "database_uuid"},
    "charts": {"slice_name", "viz_type", "params", "dataset_uuid"},
    "dashboards": {"dashboard_title", "slug", "position", "metadata", "_roles", "description"},
}
"""What Superset or the import of Aspects does not go without; `uuid` and `version` in all."""

JOBS = """
import json, sys
import tutor.commands.cli
from tutor import config, env, hooks
hooks.Actions.CORE_READY.do()
hooks.Actions.PROJECT_ROOT_READY.do(sys.argv[1])
known = config.load_full(sys.argv[1])
jobs = [
    (service, env.render_str(known, text))
    for service, text in hooks.Filters.CLI_DO_INIT_TASKS.iterate()
    if "matrix_review" in text or "dbt.sh" in text
]
print(json.dumps(jobs))
"""
"""What Tutor runs at `do init`, in order, of Aspects' dbt and of ours."""


def tutor(folder, *arguments, script="from tutor.commands.cli import main; main()"):
    environment = {
        **os.environ,
        "PYTHONPATH": str(PACKAGES),
        "TUTOR_ROOT": str(folder / "root"),
        "TUTOR_PLUGINS_ROOT": str(folder / "plugins"),
    }
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site of Tutor with Aspects and both of our files."""
    folder = tmp_path_factory.mktemp("tutor")
    (folder / "plugins").mkdir()
    for each in PLUGINS:
        (folder / "plugins" / each.name).symlink_to(each)
    enabled = ["aspects", *(each.stem for each in PLUGINS)]
    (folder / "root").mkdir()
    (folder / "root" / "config.yml").write_text(yaml.safe_dump({"PLUGINS": enabled}))
    tutor(folder, "config", "save", "--set", "MATRIX_ANALYTICS_MONTHS=48")
    return folder


@pytest.fixture(scope="module")
def assets(folder):
    """What Aspects imports of ours, by kind."""
    documents = yaml.safe_load_all((folder / "root" / ASSETS).read_text(encoding="utf-8"))
    kinds = {"table_name": "datasets", "slice_name": "charts", "dashboard_title": "dashboards"}
    sorted_ = {kind: [] for kind in kinds.values()}
    for each in filter(None, documents):
        [kind] = [kind for name, kind in kinds.items() if name in each]
        sorted_[kind].append(each)
    return sorted_


def test_there_is_one_dashboard_and_a_dataset_for_each_view(assets):
    assert [each["dashboard_title"] for each in assets["dashboards"]] == ["Talent matrix"]
    assert {each["table_name"] for each in assets["datasets"]} == set(FIGURES)


@pytest.mark.parametrize("kind", list(NEEDED))
def test_assets_have_what_the_import_needs_and_no_key_that_those_of_aspects_have_not(assets, kind):
    known = set()
    for path in (OF_ASPECTS / kind).glob("*.yaml"):
        known |= set(yaml.safe_load(path.read_text(encoding="utf-8")))

    for each in assets[kind]:
        assert NEEDED[kind] | {"uuid", "version", "_file_name"} <= set(each)
        assert set(each) <= known


def test_every_id_is_another_and_what_one_names_is_there(assets):
    ids = [each["uuid"] for kind in assets.values() for each in kind]
    datasets = {each["uuid"] for each in assets["datasets"]}
    charts = {each["uuid"] for each in assets["charts"]}
    [dashboard] = assets["dashboards"]
    placed = [each for each in dashboard["position"].values() if isinstance(each, dict)]
    filters = dashboard["metadata"]["native_filter_configuration"]
    connections = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (OF_ASPECTS / "databases").glob("*Clickhouse.yaml")
    ]

    assert len(set(ids)) == len(ids)
    assert {each["dataset_uuid"] for each in assets["charts"]} == datasets
    assert {each["meta"]["uuid"] for each in placed if each["type"] == "CHART"} == charts
    assert {each["targets"][0]["datasetUuid"] for each in filters} <= datasets
    assert {each["database_uuid"] for each in assets["datasets"]} == {
        each["uuid"] for each in connections
    }


def test_everything_on_the_dashboard_is_where_its_parents_say(assets):
    [dashboard] = assets["dashboards"]
    places = {key: each for key, each in dashboard["position"].items() if isinstance(each, dict)}

    for key, each in places.items():
        assert each["id"] == key
        assert all(places[child]["parents"][-1] == key for child in each.get("children", ()))
    reached = {child for each in places.values() for child in each.get("children", ())}
    assert set(places) - reached == {"ROOT_ID", "GRID_ID", "HEADER_ID"}


def test_course_staff_and_operators_see_it_and_the_row_filter_of_aspects_holds(assets):
    [dashboard] = assets["dashboards"]

    assert dashboard["_roles"] == ["Instructor", "Operator"]
    for each in assets["datasets"]:
        assert each["schema"] == "reporting"
        assert "course_key" in {column["column_name"] for column in each["columns"]}


@pytest.fixture(scope="module")
def site(warehouse):
    """Two courses with people who have come as far as anybody can, and a release."""
    warehouse.empty()
    whole = Round(20, (20, 20, 20), (20, 20, 20), (20, 30, 40), 30)
    for number in (1, 2):
        warehouse.receive(statements_of(course_of("Trust", number), whole))
    place = {"org": "Trust", "course_key": course_of("Trust", 1), "block": "block"}
    rows = "\n".join(release_rows(a_release(), place))
    warehouse.run(f"INSERT INTO event_sink.matrix_releases FORMAT JSONEachRow\n{rows}")
    return warehouse


def test_every_dataset_has_the_columns_of_its_view(assets, site):
    for each in assets["datasets"]:
        rows = site.rows(f"DESCRIBE TABLE reporting.{each['table_name']}")
        kinds = {row["name"]: row["type"] for row in rows}
        for column in each["columns"]:
            assert column["is_dttm"] == kinds[column["column_name"]].startswith("Date")
            is_number = re.search("Int|Float", kinds[column["column_name"]]) is not None
            assert (column["type"] == "INT64") == is_number, column


def sql_of(chart, view, course):
    """Give what Superset asks for a chart, with the row filter of somebody in one course."""
    params = chart["params"]
    where = [f"course_key IN ('{course}')"] if course else ["1 = 1"]
    where += [
        f"{each['subject']} {each['operator']} '{each['comparator']}'"
        for each in params["adhoc_filters"]
    ]
    if params["viz_type"] == "table":
        columns, grouped = params["all_columns"], ""
    else:
        columns = [params["x_axis"], *params["groupby"]]
        grouped = f" GROUP BY {', '.join(columns)}"
        columns = [*columns, "sum(people) AS shown"]
    return f"SELECT {', '.join(columns)} FROM reporting.{view} WHERE {' AND '.join(where)}{grouped}"


def test_every_chart_gives_rows_and_those_of_a_course_are_fewer(assets, site):
    views = {each["uuid"]: each["table_name"] for each in assets["datasets"]}
    for chart in assets["charts"]:
        view = views[chart["dataset_uuid"]]
        everywhere = site.rows(sql_of(chart, view, ""))
        of_one = site.rows(sql_of(chart, view, course_of("Trust", 1)))
        nowhere = site.rows(sql_of(chart, view, course_of("Elsewhere", 1)))
        if view == "matrix_opportunities":
            assert everywhere == []  # this site sends none
            continue
        assert everywhere, chart["slice_name"]
        assert nowhere == []
        assert (of_one == []) == (view == "matrix_organisations")


def test_a_chart_of_a_column_that_is_shown_in_parts_leaves_out_the_whole(assets, site):
    [chart] = [each for each in assets["charts"] if each["slice_name"] == "Days to sign-off"]

    rows = site.rows(sql_of(chart, "matrix_days_to_sign_off", course_of("Trust", 1)))

    assert {each["days"]: each["shown"] for each in rows} == {
        "Up to a week": 40,
        "One to four weeks": 40,
        "Four weeks or more": 40,
    }


@pytest.fixture(scope="module")
def jobs(folder):
    return json.loads(tutor(folder, str(folder / "root"), script=JOBS))


def test_the_views_are_made_after_the_tables_of_aspects_by_a_command_that_we_have(jobs):
    services = [service for service, _ in jobs]
    [job] = [text for service, text in jobs if service == "lms"]
    password, command = job.strip().split("\n", 1)

    assert services.index("lms") > services.index("aspects")
    assert password.startswith("export CLICKHOUSE_PASSWORD=")
    words = subprocess.run(
        ["sh", "-c", command.replace("./manage.py", "printf '%s\\n'")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    parser = Command().create_parser("manage.py", "matrix_review")
    options = parser.parse_args(words[2:])
    assert (options.command, options.what, options.months) == ("clickhouse", "views", 48)
    assert options.url == "http://clickhouse:8123"
    assert (options.events, options.reporting) == ("openedx", "reporting")
    assert (options.stored_in, options.cluster, options.user) == ("event_sink", "", "ch_admin")
