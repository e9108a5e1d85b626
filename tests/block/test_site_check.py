"""`matrix_review check` and the system checks: sentences about what is wrong, and an exit code."""

import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import checks
from django.core.management import CommandError, call_command
from django.test import override_settings

import lms_site.install as installed
from builders import a_framework
from lms_site.user_api.accounts.signals import USER_RETIRE_LMS_MISC
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.host.events import ROUTED
from matrix_xblock.host.site import KEYS, problems_in
from matrix_xblock.plugin.analytics.routing import what_is_strange
from matrix_xblock.plugin.commands.console import LOOK_AT_IT
from matrix_xblock.plugin.settings.production import IGNORED_ADDRESSES

STORAGE = "matrix_xblock.plugin.site_checks.staticfiles_storage"
OPERATOR = Path(__file__).parents[2] / "docs" / "how-to" / "run.md"


@pytest.fixture
def site(monkeypatch):
    """An LMS on which everything is as it should be."""
    from edx_django_utils.plugins import connect_plugin_receivers

    installed.install(monkeypatch)
    connect_plugin_receivers("lms.djangoapp")
    monkeypatch.setattr(STORAGE, SimpleNamespace(exists=lambda name: True))
    with override_settings(TRACKING_IGNORE_URL_PATTERNS=[IGNORED_ADDRESSES]):
        yield monkeypatch
    USER_RETIRE_LMS_MISC.disconnect(dispatch_uid="matrix_xblock.plugin.erase_retired")


def check(**changes):
    """Run the command. Gives its findings, and its exit code."""
    out = io.StringIO()
    code = 0
    with override_settings(**changes):
        try:
            call_command("matrix_review", "check", "--json", stdout=out)
        except CommandError as refused:
            code = refused.returncode
    return json.loads(out.getvalue()), code


def problems(**changes):
    result, code = check(**changes)
    assert code == (LOOK_AT_IT if result["problems"] else 0)
    listed = [each for each in result["findings"] if each["hint"]]
    assert len(listed) == result["problems"]
    return [f"{each['sentence']} {each['hint']}" for each in listed]


def test_a_site_on_which_all_is_well_has_no_problem(site):
    assert problems() == []
    assert [each for each in checks.run_checks() if "matrix_xblock" in each.id] == []


@pytest.mark.parametrize(
    ("bucket", "names"),
    [
        ("nonsense", ["matrix_review"]),
        ({"k": "ten"}, ["k"]),
        ({"k": 2}, ["k"]),
        ({"k": True}, ["k"]),
        ({"notifications": "no"}, ["notifications"]),
        ({"my_people": "walls"}, ["my_people"]),
        ({"my_people": 3}, ["my_people"]),
        ({"in_libraries": 1}, ["in_libraries"]),
        ({"summaries": "never"}, ["summaries"]),
        ({"summaries": True}, ["summaries"]),
        ({"analytics_events": "cpd_logged"}, ["analytics_events"]),
        ({"analytics_events": ["cpd_logged", "levels"]}, ["analytics_events"]),
        ({"frameworks_dir": 5}, ["frameworks_dir"]),
        ({"research_studies": {"id": "x"}}, ["research_studies"]),
        (
            {"research_studies": [{"id": "X", "key": "short"}]},
            ["research_studies[0].id", "research_studies[0].key"],
        ),
        ({"notification": True, "k": "x"}, ["k", "notification"]),
    ],
)
def test_a_setting_of_a_wrong_type_is_named_with_what_to_do(site, bucket, names):
    spoken = problems(XBLOCK_SETTINGS={"matrix_review": bucket})

    assert [re.search(r"matrix_review: (\S+)\. \S", each)[1] for each in spoken] == names


@pytest.mark.parametrize("of_blocks", ["nonsense", ["matrix_review"], 7])
def test_settings_of_all_blocks_that_are_no_object_are_named(site, of_blocks):
    assert len(problems(XBLOCK_SETTINGS=of_blocks)) == 1


@pytest.fixture
def event_routing(site):
    """The same LMS with event routing, for which any installed app stands here."""
    site.setattr("matrix_xblock.plugin.site_checks.APP", "submissions")
    site.setattr("matrix_xblock.plugin.site_checks.what_is_strange", lambda: "")
    return site


def analytics(**changes):
    """Give what the check says of analytics: sentences, and what to do."""
    findings = check(**changes)[0]["findings"]
    return [(e["sentence"], e["hint"]) for e in findings if e["topic"] == "analytics"]


ALLOWED = [f"matrix_review.{each}" for each in (*ROUTED, "cpd_logged")]
LET_THROUGH = {"EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS": ALLOWED}


def test_the_check_says_what_analytics_are_told_of(event_routing):
    [(sentence, hint)] = analytics(**LET_THROUGH)

    assert "of matrix_review.started, matrix_review.signed_off," in sentence
    assert "cpd_logged" not in sentence
    assert hint == ""


def test_the_check_says_what_course_staff_can_see_of_private_acts(event_routing):
    chosen = {"matrix_review": {"analytics_events": ["cpd_logged"]}}

    _, (sentence, hint) = analytics(**LET_THROUGH, XBLOCK_SETTINGS=chosen)

    assert "of cpd_logged: " in sentence
    assert "course staff can see what one person did" in sentence
    assert hint == ""


@pytest.mark.parametrize("allowed", [{}, {**LET_THROUGH, "EVENT_BUS_TRACKING_LOGS": set()}])
def test_events_that_a_list_lets_not_through_are_a_problem(event_routing, allowed):
    [(sentence, hint)] = analytics(**allowed)

    assert sentence.startswith("Analytics are not told of matrix_review.started")
    assert "add_events(globals())" in hint


def test_a_version_of_event_routing_that_is_not_known_is_a_problem_and_says_what_to_do(
    event_routing,
):
    event_routing.setattr("matrix_xblock.plugin.site_checks.what_is_strange", what_is_strange)

    [(sentence, hint)] = analytics(**LET_THROUGH)

    assert sentence.startswith("Analytics are told nothing: event_routing_backends has changed")
    assert "backfill" in hint


def test_without_event_routing_nothing_is_said_of_analytics(site):
    assert analytics() == []


def test_every_setting_that_the_page_for_operators_lists_is_known():
    rows = re.split(r"\n## ", OPERATOR.read_text(encoding="utf-8").split("\n## Settings\n")[1])[0]

    assert set(re.findall(r"^\| `(\w+)`", rows, re.MULTILINE)) == KEYS
    assert problems_in(settings.XBLOCK_SETTINGS["matrix_review"]) == ()


@pytest.mark.parametrize("name", ["id", "key"])
def test_two_studies_that_share_an_id_or_a_key_are_named_without_the_key(site, name):
    studies = [{"id": f"study-{n}", "title": "A", "key": f"{n}" * 32} for n in range(2)]
    studies[1][name] = studies[0][name]

    [problem] = problems(XBLOCK_SETTINGS={"matrix_review": {"research_studies": studies}})

    assert f"the same {name}" in problem
    assert "0" * 32 not in problem


@pytest.mark.parametrize("folder", ["/no/such/folder", "\0", __file__])
def test_a_folder_of_frameworks_that_is_not_there_is_named(site, folder):
    [problem] = problems(XBLOCK_SETTINGS={"matrix_review": {"frameworks_dir": folder}})

    assert "names no folder" in problem


def test_a_framework_of_the_site_that_cannot_be_used_is_named(site, tmp_path):
    (tmp_path / "ours.json").write_text("{}")

    [problem] = problems(XBLOCK_SETTINGS={"matrix_review": {"frameworks_dir": str(tmp_path)}})

    assert "ours.json" in problem


def test_what_nobody_reads_in_a_framework_of_the_site_is_named_with_its_place(site, tmp_path):
    body = {**write_framework(a_framework()), "descripton": "x"}
    (tmp_path / "ours.json").write_text(json.dumps(body))

    [problem] = problems(XBLOCK_SETTINGS={"matrix_review": {"frameworks_dir": str(tmp_path)}})

    assert "ours.json can be chosen, but" in problem


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"TRACKING_IGNORE_URL_PATTERNS": ["^/event"]}, "tracking log notes each request"),
        ({"TRACKING_IGNORE_URL_PATTERNS": 5}, "tracking log notes each request"),
        ({"INSTALLED_APPS": []}, "There is no ledger"),
    ],
)
def test_what_is_missing_on_the_site_is_a_problem_and_a_warning_at_start(site, changes, words):
    if "INSTALLED_APPS" in changes:
        left = [each for each in settings.INSTALLED_APPS if each != "submissions"]
        changes = {"INSTALLED_APPS": left}

    assert any(words in each for each in problems(**changes))
    with override_settings(**changes):
        warnings = [each for each in checks.run_checks(tags=["matrix_review"]) if words in each.msg]
    assert [each.level for each in warnings] == [checks.WARNING]


def test_a_receiver_that_is_not_connected_is_a_problem(site):
    USER_RETIRE_LMS_MISC.disconnect(dispatch_uid="matrix_xblock.plugin.erase_retired")

    [problem] = problems()

    assert "Nothing is erased" in problem


def test_styles_that_are_not_collected_are_a_problem(site):
    site.setattr(STORAGE, SimpleNamespace(exists=lambda name: False))

    [problem] = problems()

    assert "collectstatic" in problem


def test_in_studio_nothing_is_asked_of_the_lms():
    result, _ = check()

    assert {each["topic"] for each in result["findings"]} == {
        "version",
        "block",
        "static",
        "platform",
        "settings",
    }


def test_people_read_sentences(site):
    out = io.StringIO()

    call_command("matrix_review", "check", stdout=out)

    assert "The ledger can be read." in out.getvalue().splitlines()
