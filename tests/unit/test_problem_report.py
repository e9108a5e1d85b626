"""The platform's problem-response report shows where people are, and never what they wrote."""

from collections import OrderedDict
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from builders import (
    NOW,
    a_record,
    a_return,
    a_returned_review,
    a_review,
    a_signed_off_review,
    an_area_review,
    answers,
)
from matrix_xblock.codec.record.state import write_record
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.record.record import ImportedReview, YearNote
from matrix_xblock.domain.review.review import Status
from matrix_xblock.report import problem_report

SECRET = "SECRET"


def a_state(*reviews):
    return {"record": write_record(a_record(*reviews)), "earned": 10.0}


def rows(*states, limit=None):
    return list(problem_report.rows([("ada", state) for state in states], limit))


def everything_typed(**changes):
    """Make a review in which every text that somebody can type is the secret."""
    area = an_area_review(reflection=SECRET, evidence=SECRET)
    fields = {
        "areas": {"subject": area},
        "answers": answers(next_step=[SECRET]),
        "returned": a_return(reason=SECRET, comments={"subject": SECRET}),
    }
    return a_review(**{**fields, **changes})


def test_a_signed_off_review_gives_levels_and_counts_in_that_order():
    areas = {
        "subject": an_area_review(reflection="Much."),
        "networks": an_area_review(level_id="established"),
    }
    review = a_signed_off_review(areas=areas, earned=7.5)

    [(username, row)] = rows(a_state(review))

    assert username == "ada"
    assert row == OrderedDict(
        [
            ("round", "baseline"),
            ("status", "signed_off"),
            ("revision", "1"),
            ("signed_off_at", NOW.isoformat()),
            ("framework", "talent@1"),
            ("earned", "7.5"),
            ("reflections", "1"),
            ("level: subject", "growing"),
            ("level: networks", "established"),
        ]
    )


@pytest.mark.parametrize(
    "review", [everything_typed(), a_returned_review(revision=2)], ids=["draft", "returned"]
)
def test_what_is_being_written_gives_its_status_only(review):
    assert rows(a_state(review)) == [
        ("ada", OrderedDict(round="baseline", status=review.status.value))
    ]


def test_each_round_is_a_row_of_its_own():
    state = a_state(a_signed_off_review(), a_review(round_id="final"))

    listed = [(row["round"], row["status"]) for _, row in rows(state)]

    assert listed == [("baseline", "signed_off"), ("final", "in_progress")]


@pytest.mark.parametrize("status", Status)
def test_nothing_that_anybody_typed_is_in_any_row(status):
    record = replace(
        a_record(everything_typed(status=status, signed_off_at=NOW)),
        next_steps={"one": NextStep("one", SECRET)},
        year_notes={"2025": YearNote(SECRET)},
        past=(ImportedReview(SECRET, SECRET, everything_typed()),),
    )

    assert SECRET not in repr(rows({"record": write_record(record), "note": SECRET}))


@pytest.mark.parametrize("state", [None, {}, {"earned": 1.0}, {"record": None}, {"record": {}}])
def test_who_has_written_nothing_has_no_row(state):
    assert rows(state) == []


@pytest.mark.parametrize(
    "record",
    [{"version": 99}, {"version": "1"}, {"version": 2, "rounds": 5}, ["x"], "x", 7],
    ids=repr,
)
def test_a_record_that_cannot_be_read_says_so(record):
    assert rows({"record": record}) == [("ada", OrderedDict(note="unreadable"))]


def test_a_record_that_cannot_be_read_hides_nobody_else():
    read = rows({"record": {"version": 99}}, a_state(a_review()))

    assert [list(row) for _, row in read] == [["note"], ["round", "status"]]


def test_the_report_stops_at_its_limit_and_asks_for_nobody_more():
    asked = count()
    people = ((f"person-{number}", a_state(a_review())) for number in asked)

    first = list(problem_report.rows(people, 2))

    assert [username for username, _ in first] == ["person-0", "person-1"]
    assert next(asked) == 2


def test_a_limit_counts_rows_and_not_people():
    state = a_state(a_review(), a_review(round_id="final"))

    assert len(rows(state, state, limit=3)) == 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_taken_for_a_formula(start):
    [(_, row)] = rows(a_state(a_review(round_id=f"{start}1")))

    assert row["round"] == f"'{start}1"


@settings(max_examples=300)
@given(st.lists(strategies.documents | strategies.documents.map(lambda body: {"record": body})))
def test_any_state_gives_rows_of_text(states):
    cells = [cell for _, row in rows(*states) for cell in (*row, *row.values())]

    assert all(isinstance(cell, str) for cell in cells)


@settings(max_examples=300)
@given(strategies.broken(a_state(everything_typed(status=Status.SIGNED_OFF), a_returned_review())))
def test_any_broken_record_gives_rows_or_says_that_it_cannot_be_read(state):
    assert all(
        row == OrderedDict(note="unreadable") or {"round", "status"} <= row.keys()
        for _, row in rows(state)
    )
