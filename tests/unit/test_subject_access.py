"""The answer to somebody who asks what is stored about them, as JSON and to be read."""

import json
from datetime import UTC, datetime

import pytest

from builders import NOW, a_framework
from matrix_xblock.domain.framework.framework import Archive, Choice
from matrix_xblock.domain.record.stored_part import Part
from matrix_xblock.operator.subject_access import Answer, Asked, Words, as_json

ASKED = Asked(7, "amina", "Amina Khan", (("course-v1:A", "anon-7"),), NOW)


GONE = Words(label=lambda code: code, framework_of=lambda course, block: None)


def shown(body, what="record", words=GONE):
    [page] = Answer(ASKED, words).pages([Part(what, body)])
    return page.names["body"]


def words(value):
    return [value.label, value.text, *(word for each in value.inside for word in words(each))]


def test_nothing_stored_is_an_answer():
    assert json.loads("".join(as_json(ASKED, [])))["parts"] == []


def test_every_part_is_in_the_json_as_it_is_stored():
    part = Part("summary", {"level": "é"}, "course", "block", NOW, is_deleted=True)

    answer = json.loads("".join(as_json(ASKED, [part, part])))

    assert answer["username"] == "amina"
    assert answer["parts"] == 2 * [
        {
            "what": "summary",
            "course": "course",
            "block": "block",
            "at": NOW.isoformat(),
            "deleted_by_reset": True,
            "body": {"level": "é"},
        }
    ]


@pytest.mark.parametrize("body", [None, [], {}, "text", 5, {"a": None}, [[{"b": [1]}]]])
def test_anything_that_is_stored_can_be_shown(body):
    assert shown(body)


def test_keys_are_read_as_words_and_what_is_empty_is_left_out():
    value = shown({"signed_off_at": "2026-01-14T16:10:00.123456+00:00", "x": "", "block-v1:A_b": 3})

    assert [each for each in words(value) if each] == [
        "Signed off at",
        "2026-01-14 16:10 UTC",
        "block-v1:A_b",
        "3",
    ]


@pytest.mark.parametrize("text", ["20260114", "2026-01-14", "12345678", "A visit", "2026"])
def test_what_is_no_time_is_shown_as_it_is(text):
    assert shown(text).text == text


def test_who_opened_it_is_a_list_of_its_own_the_latest_first():
    access = {"who": "Sam", "what": "review"}
    early, late = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2))
    parts = [
        Part("access", access, at=early),
        Part("mark", access),
        Part("export", {"who": "Lena", "what": "csv"}, at=late),
    ]

    answer = Answer(ASKED, GONE)
    assert list(answer.pages(parts)) == []

    openings = answer.page("here", {}).names["openings"]
    assert [(each.who, each.what) for each in openings] == [("Lena", "csv"), ("Sam", "review")]


OURS = {
    "opportunity.type.visit": "Visit",
    "opportunity.status.taken-up": "Started",
    "stored.gone": "(no longer in the course)",
}
HERE = a_framework(
    opportunities=(Choice("twinning", "A twin school"),),
    archived=Archive(opportunities=(Choice("exchange", "An exchange"),)),
)
THERE = Words(lambda code: OURS.get(code, code), lambda course, block: HERE)
AREA = HERE.areas[0]


def of_opportunity(words=THERE, what="record", **body):
    body = {"state": {"record": {"opportunities": {"one": body}}}}
    return [each for each in texts(shown(body, what, words)) if each]


def texts(value):
    return [value.text, *(text for each in value.inside for text in texts(each))]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"type": "twinning"}, "A twin school"),
        ({"type": "exchange"}, "An exchange"),
        ({"type": "visit"}, "Visit"),
        ({"type": "taken-out"}, "taken-out (no longer in the course)"),
        ({"areas": [AREA.id]}, AREA.name),
        ({"areas": ["gone"]}, "gone (no longer in the course)"),
        ({"history": [{"status": "taken-up"}]}, "Started"),
        ({"status": "of-the-future"}, "of-the-future"),
        ({"type": 7}, "7"),
        ({"detail": "visit"}, "visit"),
    ],
)
def test_an_opportunity_is_said_in_the_words_of_the_course_or_in_ours(body, text):
    assert of_opportunity(**body) == [text]


def test_of_a_course_that_is_gone_the_codes_are_shown_with_a_note():
    words = Words(THERE.label, lambda course, block: None)

    assert of_opportunity(words, type="twinning") == ["twinning (no longer in the course)"]
    assert of_opportunity(words, type="visit") == ["Visit"]


def test_a_list_row_of_opportunities_is_all_of_them_and_other_rows_are_as_they_are_stored():
    row = {"signed_off": [{"type": "twinning"}]}

    assert "A twin school" in texts(shown(row, "opportunities", THERE))
    assert "twinning" in texts(shown(row, "response", THERE))


def test_the_content_of_a_course_is_read_once_a_part_and_only_where_it_is_needed():
    asked = []
    words = Words(THERE.label, lambda course, block: asked.append(course))

    of_opportunity(words, status="taken-up")
    assert asked == []
    of_opportunity(words, type="twinning", areas=["a", "b"])
    assert len(asked) == 1
