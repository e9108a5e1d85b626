import copy
import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

import strategies
from builders import a_credit_rule, a_framework, named
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.framework.authored import (
    read_credit,
    read_framework,
    read_framework_words,
    read_rounds,
    write_framework,
)
from matrix_xblock.domain.errors import Invalid, MatrixError
from matrix_xblock.domain.framework.framework import Area, Framework, Level, PromptKind, Visibility
from matrix_xblock.domain.framework.rounds import Round, RoundKind

SMALLEST = {
    "id": "small",
    "title": "Small",
    "levels": [
        {"id": "low", "ordinal": 1, "name": "Low"},
        {"id": "high", "ordinal": 2, "name": "High"},
    ],
    "areas": [{"id": "one", "name": "One"}],
}
ROUNDS = [
    {
        "id": "autumn",
        "title": "Autumn review",
        "kind": "baseline",
        "opens": "2026-09-01T00:00:00+01:00",
        "due": "2026-10-01T00:00:00Z",
        "closes": "2026-11-01T00:00:00+00:00",
    }
]
CREDIT = {"areas": 4, "reflections": 2, "reflections_needed": 3}
BODY = write_framework(a_framework())


def refused(read, raw):
    with pytest.raises(Invalid) as error:
        read(raw)
    return named(error.value.problems)


def test_a_framework_is_read_back_as_it_was_written():
    assert read_framework(json.loads(json.dumps(BODY))) == a_framework()


@given(strategies.frameworks)
def test_any_words_are_read_back_as_they_were_written(framework):
    reading = Reading.of(json.loads(json.dumps(write_framework(framework))))

    assert read_framework_words(reading) == framework
    assert reading.problems == []


def test_what_an_author_leaves_out_has_a_default():
    assert read_framework(SMALLEST) == Framework(
        id="small",
        title="Small",
        version="1",
        language="en",
        not_applicable="Not part of my role at the moment",
        levels=(Level("low", 1, "Low"), Level("high", 2, "High")),
        areas=(Area("one", "One"),),
    )


def test_a_prompt_is_for_the_course_team_unless_it_says_otherwise():
    body = {**SMALLEST, "prompts": [{"id": "a", "text": "A?"}]}

    [prompt] = read_framework(body).prompts

    assert (prompt.kind, prompt.visibility) == (PromptKind.TEXT, Visibility.SHARED)


def test_reading_does_not_change_what_the_author_wrote():
    body = copy.deepcopy(BODY)

    read_framework(body)

    assert body == BODY


def test_a_framework_does_not_share_its_lists_with_what_was_read():
    body = copy.deepcopy(BODY)
    framework = read_framework(body)

    body["areas"][0]["prompts"].append("Another?")
    body["areas"][0]["descriptors"]["growing"] = "Changed."
    body["prompts"][1]["show_if"]["moved"].append("yes")

    assert framework == a_framework()


def test_what_is_written_does_not_share_its_lists_with_the_framework():
    framework = a_framework()

    write_framework(framework)["areas"][0]["descriptors"]["growing"] = "Changed."

    assert framework == a_framework()


@pytest.mark.parametrize("raw", [None, [], "x", 1, True, {1: "x"}], ids=repr)
def test_anything_but_an_object_is_no_framework(raw):
    assert ("(top)", "not_an_object") in refused(read_framework, raw)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("title",), 1, ("title", "not_text")),
        (("version",), 1, ("version", "not_text")),
        (("levels",), {}, ("levels", "not_a_list")),
        (("levels", 0), "low", ("levels[0]", "not_an_object")),
        (("levels", 0, "ordinal"), True, ("levels[0].ordinal", "not_a_whole_number")),
        (("levels", 0, "ordinal"), "1", ("levels[0].ordinal", "not_a_whole_number")),
        (("areas", 0, "prompts"), "Why?", ("areas[0].prompts", "not_a_list_of_texts")),
        (("areas", 0, "prompts"), [1], ("areas[0].prompts", "not_a_list_of_texts")),
        (("areas", 0, "descriptors"), [], ("areas[0].descriptors", "not_an_object")),
        (
            ("areas", 0, "descriptors", "growing"),
            1,
            ("areas[0].descriptors.growing", "not_text"),
        ),
        (("areas", 0, "optional"), "yes", ("areas[0].optional", "not_true_or_false")),
        (("areas", 0, "optional"), 1, ("areas[0].optional", "not_true_or_false")),
        (("prompts", 0, "kind"), "slider", ("prompts[0].kind", "not_a_choice")),
        (("prompts", 0, "kind"), ["text"], ("prompts[0].kind", "not_a_choice")),
        (("prompts", 0, "visibility"), "public", ("prompts[0].visibility", "not_a_choice")),
        (("prompts", 1, "show_if"), [], ("prompts[1].show_if", "not_an_object")),
        (
            ("prompts", 1, "show_if", "moved"),
            "yes",
            ("prompts[1].show_if.moved", "not_a_list_of_texts"),
        ),
    ],
    ids=str,
)
def test_a_wrong_type_is_named_with_its_path(path, value, problem):
    assert problem in refused(read_framework, strategies.put(BODY, path, value))


def test_wrong_types_and_broken_rules_are_named_at_once():
    body = {**SMALLEST, "title": "", "levels": [*SMALLEST["levels"], 7], "areas": []}

    assert set(refused(read_framework, body)) >= {
        ("levels[2]", "not_an_object"),
        ("title", "missing_words"),
        ("areas", "too_few"),
    }


@settings(max_examples=300)
@given(strategies.documents | strategies.broken(BODY))
def test_any_document_is_read_as_a_framework_or_refused(raw):
    with suppress(MatrixError):
        json.dumps(write_framework(read_framework(raw)), allow_nan=False)


def test_rounds_are_read():
    assert read_rounds(ROUNDS) == (
        Round(
            "autumn",
            "Autumn review",
            RoundKind.BASELINE,
            opens=datetime(2026, 8, 31, 23, tzinfo=UTC),
            due=datetime(2026, 10, 1, tzinfo=UTC),
            closes=datetime(2026, 11, 1, tzinfo=UTC),
        ),
    )


def test_a_round_needs_an_id_and_a_title_only():
    assert read_rounds([{"id": "once", "title": "Once"}]) == (Round("once", "Once"),)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (None, ("rounds", "not_a_list")),
        ({}, ("rounds", "not_a_list")),
        ("autumn", ("rounds", "not_a_list")),
        ([], ("rounds", "too_few")),
        (["autumn"], ("rounds[0]", "not_an_object")),
        ([{"id": "a", "title": "A", "kind": "weekly"}], ("rounds[0].kind", "not_a_choice")),
        ([{"id": "a", "title": "A", "due": "soon"}], ("rounds[0].due", "not_a_time")),
        ([{"id": "a", "title": "A", "due": 1768232400}], ("rounds[0].due", "not_a_time")),
        (
            [{"id": "a", "title": "A", "due": "2026-03-02T09:30:00"}],
            ("rounds[0].due", "time_without_offset"),
        ),
        (
            [{"id": "a", "title": "A", "opens": "2026-03-02"}],
            ("rounds[0].opens", "time_without_offset"),
        ),
    ],
    ids=str,
)
def test_what_is_wrong_with_rounds_is_named_with_its_path(raw, problem):
    assert problem in refused(read_rounds, raw)


def test_every_problem_of_rounds_is_named_at_once():
    raw = [{"id": "a", "title": 1, "due": "soon"}, {"id": "a", "title": "A"}]

    assert set(refused(read_rounds, raw)) == {
        ("rounds[0].title", "not_text"),
        ("rounds[0].due", "not_a_time"),
        ("rounds[0].title", "missing_words"),
        ("rounds", "duplicate_id"),
    }


@settings(max_examples=300)
@given(strategies.documents | strategies.broken(ROUNDS))
def test_any_document_is_read_as_rounds_or_refused(raw):
    with suppress(MatrixError):
        read_rounds(raw)


def test_parts_of_the_credit_that_are_not_named_keep_their_default():
    assert read_credit({"areas": 6}) == a_credit_rule(areas=6)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (None, ("credit", "not_an_object")),
        ([], ("credit", "not_an_object")),
        ({"areas": "4"}, ("credit.areas", "not_a_whole_number")),
        ({"areas": 4.0}, ("credit.areas", "not_a_whole_number")),
        ({"areas": True}, ("credit.areas", "not_a_whole_number")),
        ({"areas": -1}, ("credit.areas", "out_of_range")),
        ({"reflections_needed": 10**400}, ("credit.reflections_needed", "out_of_range")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_with_credit_is_named_with_its_path(raw, problem):
    assert problem in refused(read_credit, raw)


@settings(max_examples=300)
@given(strategies.documents | strategies.broken(CREDIT))
def test_any_document_is_read_as_a_credit_rule_or_refused(raw):
    with suppress(MatrixError):
        read_credit(raw)
