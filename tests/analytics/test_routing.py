"""The way from the block to a backend: the platform's own tracker, lists, workers and routers."""

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import permutations
from types import ModuleType

import pytest

import hosts
from analytics.conftest import BLOCK, COURSE
from analytics.facts import FACTS, event_of
from builders import a_complete_review, a_record
from matrix_xblock.host.events import ROUTED, ROUTED_BY_SETTING, sign_off_again
from matrix_xblock.host.past_sign_offs import PastSignOff
from matrix_xblock.plugin.analytics.vocabulary import event_name
from matrix_xblock.plugin.commands import backfill

LMS = "lms.djangoapp"
BY_DEFAULT = {event_name(each) for each in ROUTED}
ENGINE = "event_routing_backends.processors.xapi.transformer_processor.XApiProcessor"


def verbs(statements):
    return [each["verb"]["id"].rpartition("/")[2] for each in statements]


def test_the_platform_sends_four_events_and_those_that_the_site_names(amina, tracker, statements):
    for fact in FACTS:
        tracker.emit(*event_of(fact))

    named = ["logged-cpd", "moved-opportunity"]
    assert verbs(statements) == ["started", "signed-off", "responded", "replied", *named]


def test_a_version_of_the_package_that_is_not_known_keeps_nothing_from_starting(
    monkeypatch, platform, caplog
):
    from matrix_xblock.plugin.analytics.routing import register_transformers

    monkeypatch.setitem(sys.modules, "matrix_xblock.plugin.analytics.statements", None)

    register_transformers()

    assert "Events do not become statements" in caplog.text


@pytest.mark.parametrize("name", ["get_event_id", "get_object_iri"])
def test_a_version_without_what_our_transformer_needs_is_named(monkeypatch, platform, name):
    from event_routing_backends.processors.mixins.base_transformer import BaseTransformerMixin
    from event_routing_backends.processors.xapi.transformer import XApiTransformer

    from matrix_xblock.plugin.analytics.routing import what_is_strange

    assert what_is_strange() == ""
    owner = XApiTransformer if name in vars(XApiTransformer) else BaseTransformerMixin
    monkeypatch.delattr(owner, name)
    assert f"XApiTransformer has no {name}" in what_is_strange()


class Tracking(hosts.HostRuntime):
    """A runtime that tells the platform's tracker, as that of the LMS does."""

    def publish(self, block, event_type, event_data):
        from eventtracking.tracker import get_tracker

        super().publish(block, event_type, event_data)
        if event_type not in {"grade", "completion"}:
            get_tracker().emit(event_type, event_data)


@pytest.fixture
def participant(monkeypatch, amina, tracker):
    monkeypatch.setattr(hosts, "HostRuntime", Tracking)
    return hosts.lms().keep(a_record(a_complete_review()))


def test_a_sign_off_in_the_block_becomes_a_statement(participant, statements):
    participant.post("sign_off", round="baseline", revision="1")

    [made] = statements
    assert verbs(statements) == ["signed-off"]
    assert made["timestamp"] == hosts.ledger_rows()[0][3]["signed_off_at"]


def test_a_sign_off_that_is_sent_again_years_later_is_the_same_statement(
    participant, statements, make
):
    participant.post("sign_off", round="baseline", revision="1")
    [_, _, _, row] = hosts.ledger_rows()[0]

    past = PastSignOff(1, COURSE, BLOCK, user=7, payload=sign_off_again(row))

    assert make(backfill.event_of(past)) == [statements[0]]


def broken(*_):
    message = "analytics are out of order"
    raise RuntimeError(message)


@pytest.mark.parametrize("part", ["__init__", "transform", "get_object", "get_event_id"])
def test_a_transformer_that_raises_never_reaches_a_participant(
    monkeypatch, participant, statements, part
):
    from matrix_xblock.plugin.analytics.statements import ReviewTransformer

    monkeypatch.setattr(ReviewTransformer, part, broken)

    answer = participant.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 200
    assert [row[0] for row in hosts.ledger_rows()]
    assert statements == []


class Refusing(BaseHTTPRequestHandler):
    """A store of statements that takes none."""

    def do_POST(self):
        self.server.asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503)
        self.end_headers()

    def do_PUT(self):
        self.do_POST()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def store():
    server = HTTPServer(("127.0.0.1", 0), Refusing)
    server.asked = 0
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def send_to(monkeypatch, port):
    """Have the platform send statements to a store."""
    from edx_django_utils.cache import TieredCache
    from event_routing_backends.models import RouterConfiguration

    # The package asks for it in small letters: on MySQL that is the same.
    monkeypatch.setattr(RouterConfiguration, "XAPI_BACKEND", "xapi")
    TieredCache.dangerous_clear_all_tiers()
    RouterConfiguration.objects.create(
        enabled=True,
        backend_name="xapi",
        route_url=f"http://127.0.0.1:{port}/xapi/",
        auth_scheme=RouterConfiguration.AUTH_BASIC,
        username="lms",
        password="lms",
        configurations={},
    )


@pytest.mark.parametrize("is_there", [True, False], ids=["refusing", "absent"])
def test_a_backend_that_refuses_or_is_absent_never_reaches_a_participant(
    monkeypatch, participant, statements, store, is_there
):
    send_to(monkeypatch, store.server_port if is_there else 9)

    answer = participant.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 200
    assert verbs(statements) == ["signed-off"]
    assert bool(store.asked) is is_there


def test_a_store_that_hangs_keeps_nobody_waiting_as_only_workers_speak_to_it(
    monkeypatch, participant, statements
):
    from eventtracking.tasks import send_event

    queued = []
    monkeypatch.setattr(send_event, "delay", lambda *asked: queued.append(asked))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        send_to(monkeypatch, silent.getsockname()[1])

        answer = participant.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 200
    assert queued
    assert statements == []


def settings_of(monkeypatch, order, **changes):
    """Give the settings of an LMS after its plugins, the real ones among them, in this order."""
    from edx_django_utils import plugins
    from edx_django_utils.plugins import registry
    from event_routing_backends.apps import EventRoutingBackendsConfig

    from matrix_xblock.plugin.apps import MatrixReviewConfig

    places = {"settings_config": {LMS: {"production": {"relative_path": "settings"}}}}
    other = type("Other", (), {"name": "another_plugin", "plugin_app": places})
    module = ModuleType("another_plugin.settings")
    module.plugin_settings = add_their_own
    monkeypatch.setitem(sys.modules, "another_plugin.settings", module)
    settings = ModuleType("lms_settings")
    settings.LMS_ROOT_URL = "https://lms.example.org"
    settings.ENV_TOKENS = changes
    vars(settings).update(changes)
    monkeypatch.setitem(sys.modules, "lms_settings", settings)
    apps = [MatrixReviewConfig, EventRoutingBackendsConfig, other]
    in_order = {str(number): apps[each] for number, each in enumerate(order)}
    monkeypatch.setattr(
        registry.DjangoAppRegistry, "get_available_plugins", lambda namespace: in_order
    )
    for phase in ("common", "production"):
        plugins.add_plugins("lms_settings", LMS, phase)
    return settings


def add_their_own(settings):
    settings.EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS.append("theirs")


def lists_of(settings):
    """Give every list that an event has to be in before it becomes a statement."""
    outer = settings.EVENT_TRACKING_BACKENDS["event_transformer"]["OPTIONS"]
    lists = [outer["processors"], outer["backends"]["xapi"]["OPTIONS"]["processors"]]
    return [
        settings.EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS,
        settings.EVENT_BUS_TRACKING_LOGS,
        *(set(each["OPTIONS"]["whitelist"]) for [each, *_] in lists),
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_our_events_are_in_every_list_in_every_order_of_plugins(monkeypatch, order):
    settings = settings_of(monkeypatch, order)

    ours = [
        {each for each in names if each.startswith("matrix_review")} for names in lists_of(settings)
    ]
    assert ours == [BY_DEFAULT] * 4
    assert "theirs" in settings.EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS
    assert "problem_check" in settings.EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS
    caliper = settings.EVENT_TRACKING_BACKENDS["event_transformer"]["OPTIONS"]["backends"][
        "caliper"
    ]
    assert not BY_DEFAULT & set(caliper["OPTIONS"]["processors"][0]["OPTIONS"]["whitelist"])


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_list_of_the_operators_own_is_added_to_in_every_order(monkeypatch, order):
    own = {"EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS": ["problem_check"]}

    settings = settings_of(monkeypatch, order, **own)

    for names in lists_of(settings):
        assert set(names) >= BY_DEFAULT


@pytest.mark.parametrize("wanted", ROUTED_BY_SETTING)
def test_a_site_that_names_an_event_sends_it(monkeypatch, wanted):
    of_block = {"matrix_review": {"analytics_events": [wanted]}}

    settings = settings_of(monkeypatch, (0, 1, 2), XBLOCK_SETTINGS=of_block)

    for names in lists_of(settings):
        assert {e for e in names if e.startswith("matrix")} == {*BY_DEFAULT, event_name(wanted)}
