"""The plugin app, by the platform's own machinery, whatever other plugins there are."""

import re
import sys
from importlib.metadata import entry_points
from itertools import permutations
from types import ModuleType, SimpleNamespace

import pytest
from django.apps import AppConfig
from edx_django_utils import plugins
from edx_django_utils.plugins import registry

from matrix_xblock.plugin.apps import MatrixReviewConfig
from matrix_xblock.plugin.settings.production import IGNORED_ADDRESSES, plugin_settings

LMS, STUDIO = "lms.djangoapp", "cms.djangoapp"
USAGE = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"


def another(monkeypatch, name, change):
    """Make a plugin of somebody else that changes settings in its way."""
    module = ModuleType(f"{name}.settings")
    module.plugin_settings = change
    monkeypatch.setitem(sys.modules, f"{name}.settings", module)
    places = {"production": {"relative_path": "settings"}}
    config = {"settings_config": {LMS: places, STUDIO: places}}
    return type(name, (AppConfig,), {"name": name, "plugin_app": config})


def add_in_place(settings):
    settings.TRACKING_IGNORE_URL_PATTERNS.append("^/theirs")


def add_a_new_list(settings):
    settings.TRACKING_IGNORE_URL_PATTERNS = [*settings.TRACKING_IGNORE_URL_PATTERNS, "^/copied"]


def settings_after(monkeypatch, configs, project=LMS, **changes):
    """Give the platform's settings after its plugins have had their turn, in this order."""
    settings = ModuleType("platform_settings")
    settings.TRACKING_IGNORE_URL_PATTERNS = ["^/event", "^/login"]
    settings.LIBRARY_ENABLED_BLOCKS = ["problem", "html"]
    for name, value in changes.items():
        setattr(settings, name, value)
    monkeypatch.setitem(sys.modules, "platform_settings", settings)
    in_order = {str(number): each for number, each in enumerate(configs)}
    monkeypatch.setattr(
        registry.DjangoAppRegistry, "get_available_plugins", lambda namespace: in_order
    )
    plugins.add_plugins("platform_settings", project, "production")
    return settings


@pytest.mark.parametrize("project", [LMS, STUDIO])
def test_the_platform_finds_the_app_by_its_entry_point(project):
    [entry_point] = entry_points(group=project, name="matrix_review")

    assert entry_point.load() is MatrixReviewConfig
    assert "matrix_xblock.plugin.apps.MatrixReviewConfig" in plugins.get_plugin_apps(project)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_settings_are_added_to_in_every_order_of_plugins(monkeypatch, order):
    apps = [
        MatrixReviewConfig,
        another(monkeypatch, "in_place", add_in_place),
        another(monkeypatch, "copying", add_a_new_list),
    ]

    settings = settings_after(monkeypatch, [apps[each] for each in order])

    assert sorted(settings.TRACKING_IGNORE_URL_PATTERNS) == sorted(
        ["^/event", "^/login", "^/theirs", "^/copied", IGNORED_ADDRESSES]
    )


def test_a_list_that_somebody_else_has_taken_hold_of_is_added_to(monkeypatch):
    patterns = ["^/event"]

    settings = settings_after(
        monkeypatch, [MatrixReviewConfig], TRACKING_IGNORE_URL_PATTERNS=patterns
    )

    assert settings.TRACKING_IGNORE_URL_PATTERNS is patterns
    assert patterns == ["^/event", IGNORED_ADDRESSES]


def test_twice_is_once():
    settings = SimpleNamespace(TRACKING_IGNORE_URL_PATTERNS=("^/event",))

    plugin_settings(settings)
    plugin_settings(settings)

    assert settings.TRACKING_IGNORE_URL_PATTERNS == ("^/event", IGNORED_ADDRESSES)


@pytest.mark.parametrize("value", ["^/event", 5])
def test_what_is_no_list_stays_as_it_is_and_keeps_nothing_from_starting(value):
    settings = SimpleNamespace(TRACKING_IGNORE_URL_PATTERNS=value)

    plugin_settings(settings)

    assert vars(settings) == {"TRACKING_IGNORE_URL_PATTERNS": value}


def test_a_platform_without_the_setting_gets_it():
    settings = SimpleNamespace()

    plugin_settings(settings)

    assert vars(settings) == {"TRACKING_IGNORE_URL_PATTERNS": [IGNORED_ADDRESSES]}


@pytest.mark.parametrize(
    ("of_blocks", "is_listed"),
    [
        ({"matrix_review": {"in_libraries": True}}, True),
        ({"matrix_review": {"in_libraries": "yes"}}, False),
        ({"matrix_review": "yes"}, False),
        ({}, False),
        ("nonsense", False),
        (None, False),
    ],
)
def test_the_block_is_in_the_list_of_libraries_where_the_site_wants_it(
    monkeypatch, of_blocks, is_listed
):
    settings = settings_after(monkeypatch, [MatrixReviewConfig], STUDIO, XBLOCK_SETTINGS=of_blocks)

    assert settings.LIBRARY_ENABLED_BLOCKS[:2] == ["problem", "html"]
    assert ("matrix_review" in settings.LIBRARY_ENABLED_BLOCKS) is is_listed


@pytest.mark.parametrize(
    ("address", "is_ignored"),
    [
        (f"/courses/course-v1:Trust+NPQ+2026/xblock/{USAGE}/handler/save_area", True),
        (f"/courses/course-v1:Trust+NPQ+2026/xblock/{USAGE}/handler/sign_off/", True),
        (f"/courses/course-v1:Trust+NPQ+2026/jump_to/{USAGE}", False),
        (f"/xblock/{USAGE}", False),
        ("/courses/c/xblock/block-v1:T+N+2+type@problem+block@one/handler/x", False),
    ],
)
def test_requests_of_the_block_and_no_others_stay_out_of_the_tracking_log(address, is_ignored):
    assert bool(re.match(IGNORED_ADDRESSES, address)) is is_ignored


SIGNED_OFF, CPD = "matrix_review.signed_off", "matrix_review.cpd_logged"


def a_list(names):
    return {"ENGINE": "any.NameWhitelistProcessor", "OPTIONS": {"whitelist": names}}


def event_routing(allowed):
    """Give settings as the platform's event routing makes them: one list in two places, a copy."""
    router = [a_list(allowed), {"ENGINE": "any.XApiProcessor", "OPTIONS": {}}]
    backends = {
        "xapi": {"OPTIONS": {"processors": router}},
        "caliper": {"OPTIONS": {"processors": [a_list(["problem_check"])]}},
    }
    outer = {"processors": [a_list(set(allowed))], "backends": backends}
    return {
        "EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS": allowed,
        "EVENT_BUS_TRACKING_LOGS": frozenset(allowed),
        "EVENT_TRACKING_BACKENDS": {
            "event_transformer": {"OPTIONS": outer},
            "tracking_logs": {"ENGINE": "any.Backend", "OPTIONS": {"backends": {"logger": {}}}},
            "segmentio": None,
        },
    }


def whitelists(backends):
    outer = backends["event_transformer"]["OPTIONS"]
    inner = [outer["backends"][name]["OPTIONS"] for name in ("xapi", "caliper")]
    return [each["processors"][0]["OPTIONS"]["whitelist"] for each in (outer, *inner)]


def test_events_go_to_analytics_where_the_platform_has_event_routing():
    settings = SimpleNamespace(**event_routing(["problem_check"]))

    plugin_settings(settings)
    plugin_settings(settings)

    outer, xapi, caliper = whitelists(settings.EVENT_TRACKING_BACKENDS)
    assert sorted(xapi) == sorted(outer) == sorted(settings.EVENT_BUS_TRACKING_LOGS)
    assert xapi is settings.EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS
    assert (SIGNED_OFF in xapi, CPD in xapi, len(xapi)) == (True, False, 5)
    assert caliper == ["problem_check"]


def test_a_list_that_the_operator_has_in_a_file_is_added_to_as_well():
    tokens = {"EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS": ["problem_check"]}
    settings = SimpleNamespace(**event_routing(["problem_check"]), ENV_TOKENS=tokens)

    plugin_settings(settings)

    assert SIGNED_OFF in tokens["EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS"]


@pytest.mark.parametrize(
    ("chosen", "is_sent"),
    [(["cpd_logged"], True), (["cpd"], False), ("cpd_logged", False), ({}, False), (None, False)],
)
def test_private_acts_go_there_only_where_the_site_names_them(chosen, is_sent):
    of_block = {"matrix_review": {"analytics_events": chosen}}
    settings = SimpleNamespace(**event_routing([]), XBLOCK_SETTINGS=of_block)

    plugin_settings(settings)

    assert (CPD in settings.EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS) is is_sent


def test_a_platform_without_event_routing_gets_none_of_its_settings():
    settings = SimpleNamespace(EVENT_TRACKING_BACKENDS={"tracking_logs": {}})

    plugin_settings(settings)

    assert vars(settings).keys() == {"EVENT_TRACKING_BACKENDS", "TRACKING_IGNORE_URL_PATTERNS"}
    assert settings.EVENT_TRACKING_BACKENDS == {"tracking_logs": {}}


def test_the_app_has_no_models_and_shows_the_web_and_the_templates_nothing():
    from pathlib import Path

    import matrix_xblock.plugin

    folder = Path(matrix_xblock.plugin.__file__).parent
    names = {path.name for path in folder.rglob("*")}

    assert not names & {"models.py", "models", "migrations", "static", "templates", "locale"}
