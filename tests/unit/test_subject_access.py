"""The answer to somebody who asks what is stored about them, as JSON and to be read."""

import json
from datetime import UTC, datetime

import pytest

from builders import NOW
from matrix_xblock.domain.record.stored_part import Part
from matrix_xblock.operator.subject_access import Asked, as_json, as_page

ASKED = Asked(7, "amina", "Amina Khan", (("course-v1:A", "anon-7"),), NOW)


def shown(body):
    [part] = as_page(ASKED, [Part("record", body)], {}).names["parts"]
    return part.body


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

    names = as_page(ASKED, parts, {}).names

    assert list(names["parts"]) == []
    assert [(each.who, each.what) for each in names["openings"]] == [
        ("Lena", "csv"),
        ("Sam", "review"),
    ]
