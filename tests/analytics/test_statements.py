"""Statements that the platform's event routing makes of our events, by its own code."""

import json
from pathlib import Path

import pytest
from ralph.models.xapi.base.statements import BaseXapiStatement

from analytics.conftest import BLOCK, COURSE
from analytics.facts import FACTS, NOON, PAYLOADS, event_of, tracked
from matrix_xblock.host.events import ROUTED, ROUTED_BY_SETTING
from matrix_xblock.plugin.analytics import vocabulary

GOLDEN = Path(__file__).parent / "golden"
OF_CHARTS = ("evaluated", "earned", "passed", "failed", "asked", "progressed")
WORDS = ("amina", "Amina", "8f14e45f", "Talent matrix")


def golden(name):
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", vocabulary.VERBS)
def test_an_event_becomes_this_statement(make, name):
    made = make(tracked(vocabulary.event_name(name), PAYLOADS[name]))

    assert made == [golden(name)]


def test_every_fact_that_the_platform_is_told_has_a_verb():
    assert set(PAYLOADS) == set(vocabulary.VERBS) == {*ROUTED, *ROUTED_BY_SETTING}


def test_each_event_has_a_verb_of_its_own_and_none_that_charts_of_the_platform_count():
    verbs = [golden(name)["verb"]["id"] for name in vocabulary.VERBS]

    assert len(set(verbs)) == len(verbs)
    assert not {verb.rpartition("/")[2] for verb in verbs} & set(OF_CHARTS)
    assert len({golden(name)["id"] for name in vocabulary.VERBS}) == len(verbs)


@pytest.mark.parametrize("name", vocabulary.VERBS)
def test_a_statement_is_valid_xapi(name):
    BaseXapiStatement.model_validate_json(json.dumps(golden(name)))


@pytest.mark.parametrize("name", vocabulary.VERBS)
def test_a_statement_holds_no_name_no_address_and_no_session(name):
    text = json.dumps(golden(name))

    assert [word for word in WORDS if word in text] == []
    assert golden(name)["actor"]["account"].keys() == {"homePage", "name"}


def test_a_course_finds_its_statements_by_their_first_parent(make):
    [made] = make(tracked(*event_of(FACTS[0])))

    [parent] = made["context"]["contextActivities"]["parent"]
    assert parent["id"].endswith(f"/course/{COURSE}")
    assert parent["definition"]["type"] == "http://adlnet.gov/expapi/activities/course"
    assert made["object"]["id"].split("/xblock/")[-1] == BLOCK


def test_a_statement_of_a_sign_off_is_the_same_whenever_the_event_is_read(make):
    once = make(tracked("matrix_review.signed_off", PAYLOADS["signed_off"]))
    again = make(
        tracked("matrix_review.signed_off", PAYLOADS["signed_off"], at=NOON.replace("12", "13"))
    )

    assert once == again


def test_statements_that_are_read_again_from_the_tracking_log_are_the_same(make):
    from event_routing_backends.management.commands.helpers.event_log_parser import (
        parse_json_event,
    )

    event = tracked("matrix_review.responded", PAYLOADS["responded"])
    line = {**event, "event": event["data"], "time": event["timestamp"], "event_source": "server"}
    del line["data"], line["timestamp"]

    assert make(parse_json_event(json.dumps(line))) == make(event)


@pytest.mark.parametrize(
    "context",
    [
        {"module": None},
        {"module": "talent"},
        {"module": {}},
        {"module": {"usage_key": None}},
        {"module": {"usage_key": "talent"}},
        {"module": {"usage_key": BLOCK.replace("matrix_review", "html")}},
        {"course_id": None},
        {"course_id": ""},
        {"course_id": "the course"},
        {"user_id": None},
        {"user_id": ""},
        {"user_id": "amina"},
        {"user_id": True},
    ],
    ids=str,
)
def test_what_does_not_come_from_a_block_of_ours_becomes_no_statement(make, context):
    assert make(tracked("matrix_review.signed_off", PAYLOADS["signed_off"], **context)) == []


FORWARDED = {"received_at": NOON, "client": {"library": {"name": "analytics-android"}}}
"""What the platform adds to an event that an app has sent by way of Segment."""


@pytest.mark.parametrize(
    "context",
    [
        {"event_source": "browser", "page": "https://lms.example.org/courses"},
        {"event_source": "mobile", **FORWARDED},
        {"event_source": "server", **FORWARDED},
        {"event_source": ["server"]},
        {"received_at": None},
    ],
    ids=str,
)
def test_what_a_browser_or_an_app_sends_becomes_no_statement_though_it_has_our_module(
    make, context
):
    assert make(tracked("matrix_review.signed_off", PAYLOADS["signed_off"], **context)) == []


@pytest.mark.parametrize("source", ["browser", "mobile", "", 5])
def test_nor_does_it_where_it_is_read_again_from_the_tracking_log(make, source):
    event = tracked("matrix_review.signed_off", PAYLOADS["signed_off"])

    assert make({**event, "event_source": source}) == []


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "signed off",
        [],
        {},
        {"round": "baseline"},
        {"schema": 2, "round": "baseline"},
        {"schema": "1", "round": "baseline"},
        {"schema": 1},
        {"schema": 1, "round": None},
        {"schema": 1, "round": ["baseline"]},
        {"schema": 1, "round": "I am growing in all of it."},
    ],
    ids=str,
)
def test_a_payload_that_means_something_else_becomes_no_statement(make, payload):
    assert make(tracked("matrix_review.signed_off", payload)) == []


def test_unknown_keys_stay_behind_whatever_they_are_called(make):
    unknown = {"user_id": 8, "username": "sam", "timestamp": "2020-01-01", "level": "growing"}
    more = {
        **PAYLOADS["signed_off"],
        **unknown,
        "context": {"course_id": "other"},
        "note": "A word.",
    }

    assert make(tracked("matrix_review.signed_off", more)) == [golden("signed_off")]


@pytest.mark.parametrize("value", [None, "two", -1, 2.5, True, 10**30, [2], "", {"a": 1}])
def test_a_value_of_another_kind_is_left_out_and_the_rest_stays(make, value):
    [made] = make(tracked("matrix_review.signed_off", {**PAYLOADS["signed_off"], "areas": value}))

    assert made["result"]["extensions"] == {
        vocabulary.extension("revision"): 2,
        vocabulary.extension("reflections"): 3,
    }


@pytest.mark.parametrize("value", [None, "yesterday", 5, "2026-11-26", "2026-11-26T20:15:30"])
def test_a_sign_off_without_a_time_of_its_own_was_when_the_platform_was_told(make, value):
    [made] = make(tracked("matrix_review.signed_off", {**PAYLOADS["signed_off"], "at": value}))

    assert made["timestamp"] == NOON


def test_the_course_may_be_gone(make):
    gone = "block-v1:Gone+NPQ+2020+type@matrix_review+block@talent"
    event = tracked(*event_of(FACTS[0]), usage=gone, course_id="course-v1:Gone+NPQ+2020")

    [made] = make(event)

    assert made["object"]["id"].endswith(gone)


def test_somebody_whose_account_is_gone_has_no_statements_and_the_others_have(amina, statements):
    from eventtracking.tracker import get_tracker

    router = get_tracker().backends["event_transformer"].backends["xapi"]
    router.bulk_send([tracked(*event_of(FACTS[0]), user=user) for user in (7, 999, 7)])

    assert [each["actor"]["account"]["name"] for each in statements] == [
        golden("started")["actor"]["account"]["name"]
    ] * 2
