"""Charts of talent matrix reviews in Aspects: a dashboard in Superset, and the views behind it.

One file beside `matrix_review.py`, for sites with tutor-contrib-aspects. It needs nothing but
Tutor. `docs/how-to/analyst.md` says what is seen, and how to install it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import yaml
from tutor import hooks

NAMESPACE = UUID("8d0c4f3e-3c0b-5f0e-9a51-6f2d1f7e4b18")
"""Ids in Superset are made of this and a name, so that a later version finds what it replaces."""

ASPECTS_DATABASE = "21174b6c-4d40-4958-8161-d6c3cf5e77b6"
"""The connection that Aspects has to ClickHouse."""

TEXT, NUMBER, TIME = "STRING", "INT64", "DATETIME"
PLACE = {"org": TEXT, "course_key": TEXT, "block": TEXT}
OF_A_ROUND = {**PLACE, "round": TEXT, "place": NUMBER, "people": NUMBER}

PEOPLE = {
    "metric_name": "people",
    "verbose_name": "People",
    "expression": "sum(people)",
    "metric_type": None,
    "extra": {},
}
"""The number that charts show."""

DATASETS: dict[str, dict[str, str]] = {
    "matrix_funnel": {**OF_A_ROUND, "step": TEXT},
    "matrix_days_to_sign_off": {**OF_A_ROUND, "days": TEXT, "median_days": NUMBER},
    "matrix_days_to_answer": {**OF_A_ROUND, "days": TEXT, "median_days": NUMBER},
    "matrix_returns": {**OF_A_ROUND, "signed_off": TEXT},
    "matrix_replies": {**OF_A_ROUND, "reply": TEXT},
    "matrix_weeks": {**OF_A_ROUND, "step": TEXT, "week": TIME},
    "matrix_opportunities": {**PLACE, "place": NUMBER, "status": TEXT, "people": NUMBER},
    "matrix_organisations": {
        **{name: each for name, each in OF_A_ROUND.items() if name != "block"},
        "step": TEXT,
        "reviews": NUMBER,
    },
    "matrix_released": {
        **PLACE,
        "release_id": TEXT,
        "round": TEXT,
        "made_at": TIME,
        "k": NUMBER,
        "people": NUMBER,
        "figure": TEXT,
        "figure_title": TEXT,
        "about": TEXT,
        "part": TEXT,
        "part_title": TEXT,
        "number": NUMBER,
        "symbol": TEXT,
    },
}
"""The views that charts may read, with their columns."""


def bars(x_axis: str, series: str = "", **where: str) -> dict[str, Any]:
    """Give the settings of bars of people, one for each value of a column."""
    return {
        "viz_type": "echarts_timeseries_bar",
        "x_axis": x_axis,
        "groupby": [series] if series else [],
        "metrics": ["people"],
        "adhoc_filters": [
            {
                "clause": "WHERE",
                "expressionType": "SIMPLE",
                "subject": column,
                "operator": "!=",
                "comparator": value,
            }
            for column, value in where.items()
        ],
        "row_limit": 10000,
        "order_desc": True,
        "show_legend": bool(series),
        "show_value": True,
        "rich_tooltip": True,
        "x_axis_sort_asc": True,
        "y_axis_title": "People: 20 is 20 or more",
        "y_axis_title_margin": 50,
        "y_axis_title_position": "Left",
        "y_axis_format": "SMART_NUMBER",
    }


def table(*columns: str, **where: str) -> dict[str, Any]:
    """Give the settings of a table as the view has it."""
    return {
        **{key: each for key, each in bars("", **where).items() if key == "adhoc_filters"},
        "viz_type": "table",
        "query_mode": "raw",
        "all_columns": list(columns),
        "row_limit": 10000,
        "order_by_cols": [],
        "include_search": True,
        "server_page_length": 50,
    }


CHARTS: dict[str, tuple[str, dict[str, Any]]] = {
    "Started, signed off, answered": ("matrix_funnel", bars("round", "step")),
    "People by week": (
        "matrix_weeks",
        {**bars("week", "step"), "groupby": ["round", "step"], "time_grain_sqla": "P1W"},
    ),
    "Days to sign-off": ("matrix_days_to_sign_off", bars("round", "days", days="All")),
    "Days to an answer": ("matrix_days_to_answer", bars("round", "days", days="All")),
    "Median days to sign-off": (
        "matrix_days_to_sign_off",
        table("course_key", "round", "median_days", "people", place="1"),
    ),
    "Median days to an answer": (
        "matrix_days_to_answer",
        table("course_key", "round", "median_days", "people", place="1"),
    ),
    "Returns": ("matrix_returns", bars("round", "signed_off")),
    "Replies": ("matrix_replies", bars("round", "reply")),
    "Opportunities": ("matrix_opportunities", bars("status")),
    "Organisations": ("matrix_organisations", bars("round", "step")),
    "Shared figures": (
        "matrix_released",
        table(
            *("course_key", "round", "made_at", "figure", "figure_title", "about"),
            *("part", "part_title", "number", "symbol"),
        ),
    ),
}
"""Each chart: the view that it reads, and its settings."""

HELP = """## How to read this

- Numbers are of people, in whole steps: with a step of 10, *20* says 20 to 29. Nothing of fewer \
people than a step is shown.
- Parts of a whole (days, returns, replies) are shown together or not at all.
- Weeks begin on Monday (UTC). This week is shown once it is over.
- *People by week* says how many had come so far by the end of each week.
- *Organisations* adds up what its courses show. Only those who see all courses see it.
- *Shared figures* are those that a course team has shared. *c* is hidden.
- Exact numbers are in the review itself: Course team, Figures.
"""

TABS = {
    "Rounds": list(CHARTS)[:4],
    "Answers": list(CHARTS)[4:9],
    "Across courses": list(CHARTS)[9:],
    "Help": [],
}


def identifier(*names: str) -> str:
    """Give the id of something, always the same."""
    return str(uuid5(NAMESPACE, "/".join(names)))


def dataset(name: str, columns: dict[str, str]) -> dict[str, Any]:
    """Give a view as Superset knows it."""
    return {
        "_file_name": f"{name}.yaml",
        "table_name": name,
        "schema": "{{ DBT_PROFILE_TARGET_DATABASE }}",
        "sql": "",
        "main_dttm_col": next((key for key, each in columns.items() if each == TIME), None),
        "description": "Talent matrix reviews. No row is of fewer people than the site's k.",
        "columns": [
            {
                "column_name": column,
                "verbose_name": column.replace("_", " ").capitalize(),
                "type": kind,
                "is_dttm": kind == TIME,
                "is_active": True,
                "groupby": True,
                "filterable": True,
                "expression": None,
                "extra": {},
            }
            for column, kind in columns.items()
        ],
        "metrics": [] if "number" in columns else [PEOPLE],
        "filter_select_enabled": True,
        "offset": 0,
        "extra": {},
        "uuid": identifier("dataset", name),
        "version": "1.0.0",
        "database_uuid": ASPECTS_DATABASE,
    }


def chart(name: str, view: str, params: dict[str, Any]) -> dict[str, Any]:
    """Give a chart as Superset imports it."""
    return {
        "_file_name": f"matrix_{name.replace(',', '').replace(' ', '_')}.yaml",
        "slice_name": name,
        "description": None,
        "viz_type": params["viz_type"],
        "params": params,
        "query_context": None,
        "cache_timeout": None,
        "uuid": identifier("chart", name),
        "version": "1.0.0",
        "dataset_uuid": identifier("dataset", view),
    }


def positions() -> dict[str, Any]:
    """Give what stands where on the dashboard: a tab for each question, two charts in a row."""
    placed: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["TABS-matrix"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": [], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": "Talent matrix"}},
    }

    def place(kind: str, key: str, parents: list[str], **meta: Any) -> list[str]:
        """Put something below what is around it; give the way to it."""
        whole = f"{kind}-matrix-{key}" if key else f"{kind}-matrix"
        placed[whole] = {
            "type": kind,
            "id": whole,
            "children": [],
            "parents": parents,
            "meta": meta,
        }
        if parents[1:]:
            placed[parents[-1]]["children"].append(whole)
        return [*parents, whole]

    tabs = place("TABS", "", ["ROOT_ID"])
    for title, names in TABS.items():
        key = title.replace(" ", "-")
        tab = place("TAB", key, tabs, text=title)
        for start in range(0, len(names), 2):
            row = place("ROW", f"{key}-{start}", tab, background="BACKGROUND_TRANSPARENT")
            for name in names[start : start + 2]:
                number = list(CHARTS).index(name)
                about = {"chartId": number + 1, "uuid": identifier("chart", name)}
                place("CHART", str(number), row, width=6, height=50, sliceName=name, **about)
    row = place("ROW", "help", [*tabs, "TAB-matrix-Help"])
    place("MARKDOWN", "help", row, width=12, height=50, code=HELP)
    return placed


def native_filter(column: str, title: str) -> dict[str, Any]:
    """Give a filter of the whole dashboard by a column that every view has."""
    return {
        "id": f"NATIVE_FILTER-matrix-{column}",
        "name": title,
        "description": "",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "cascadeParentIds": [],
        "controlValues": {
            "defaultToFirstItem": False,
            "enableEmptyFilter": False,
            "inverseSelection": False,
            "multiSelect": True,
            "searchAllOptions": False,
        },
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "targets": [
            {"column": {"name": column}, "datasetUuid": identifier("dataset", "matrix_funnel")}
        ],
    }


def dashboard() -> dict[str, Any]:
    """Give the dashboard, for course staff and for operators."""
    return {
        "_file_name": "Talent_Matrix.yaml",
        "_roles": [
            "{{ SUPERSET_ROLES_MAPPING.instructor }}",
            "{{ SUPERSET_ROLES_MAPPING.operator }}",
        ],
        "dashboard_title": "Talent matrix",
        "description": "Participation in talent matrix reviews.",
        "css": "",
        "slug": "talent-matrix",
        "uuid": identifier("dashboard"),
        "published": True,
        "position": positions(),
        "metadata": {
            "color_scheme": "supersetColors",
            "cross_filters_enabled": False,
            "native_filter_configuration": [
                native_filter("org", "Organisation"),
                native_filter("course_key", "Course"),
            ],
            "refresh_frequency": 0,
        },
        "version": "1.0.0",
    }


def assets() -> str:
    """Give all of it as YAML documents, as Aspects imports them."""
    documents = [
        *(dataset(name, columns) for name, columns in DATASETS.items()),
        *(chart(name, view, params) for name, (view, params) in CHARTS.items()),
        dashboard(),
    ]
    text: str = yaml.safe_dump_all(documents, explicit_start=True, sort_keys=False, width=1000)
    return text


# Views come after the tables that Aspects and its dbt make (94). The user is the one who makes
# those tables. k is that of the site.
MAKE_VIEWS = r"""
{% if CLICKHOUSE_HOST is defined %}
export CLICKHOUSE_PASSWORD='{{ CLICKHOUSE_ADMIN_PASSWORD }}'
./manage.py lms matrix_review clickhouse views \
    --url "{% if CLICKHOUSE_SECURE_CONNECTION %}https{% else %}http{% endif %}://\
{{ CLICKHOUSE_CLUSTER_DDL_NODE_HOST or CLICKHOUSE_HOST }}:{{ CLICKHOUSE_INTERNAL_HTTP_PORT }}" \
    --user "{{ CLICKHOUSE_ADMIN_USER }}" \
    --events "{{ ASPECTS_XAPI_DATABASE }}" \
    --reporting "{{ DBT_PROFILE_TARGET_DATABASE }}" \
    --stored-in "{{ ASPECTS_EVENT_SINK_DATABASE }}" \
    --cluster "{{ CLICKHOUSE_CLUSTER_NAME }}" \
    --months "{{ MATRIX_ANALYTICS_MONTHS }}"
{% endif %}
"""

hooks.Filters.CONFIG_DEFAULTS.add_item(("MATRIX_ANALYTICS_MONTHS", 36))
hooks.Filters.CLI_DO_INIT_TASKS.add_item(("lms", MAKE_VIEWS), priority=98)
hooks.Filters.ENV_PATCHES.add_item(("superset-extra-assets", assets()))
