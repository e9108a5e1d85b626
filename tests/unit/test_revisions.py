"""What CPD entries, next steps and opportunities share: saves that build on saves, histories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from builders import NOW
from matrix_xblock.domain.cpd.cpd import CpdEntry
from matrix_xblock.domain.errors import Invalid, Problem, Stale
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.values.revisions import (
    MOST_CHANGES,
    Revised,
    changed,
    check_seen,
    edited,
    made,
    with_change,
    without_latest,
)

LATER = NOW + timedelta(days=3)
WRONG = (Problem("text", "too_long"),)


@dataclass(frozen=True)
class Note(Revised):
    text: str = ""
    status: str = "planned"


STORED = Note(text="Visit.", status="done", created=NOW, updated=NOW, revision=4)


def save(text, *, seen=4, problems=()):
    form = Note(text=text)
    return edited(STORED, form, fixed=("status",), problems=problems, seen=seen, now=LATER)


@pytest.mark.parametrize("kind", [CpdEntry, NextStep, Opportunity])
def test_what_a_participant_keeps_and_changes_counts_its_saves_in_one_way(kind):
    assert issubclass(kind, Revised)


def test_the_first_version_is_dated():
    assert made(Note(text="Visit."), NOW) == Note(
        text="Visit.", created=NOW, updated=NOW, revision=1
    )


def test_what_comes_back_keeps_the_day_it_was_made():
    back = made(STORED, LATER)

    assert (back.created, back.updated, back.revision) == (NOW, LATER, 1)


def test_the_next_version_is_dated_and_counted():
    after = changed(STORED, LATER)

    assert (after.created, after.updated, after.revision) == (NOW, LATER, 5)


def test_a_form_changes_its_words_and_nothing_else():
    after = save("Visit twice.")

    assert after == Note(text="Visit twice.", status="done", created=NOW, updated=LATER, revision=5)


@pytest.mark.parametrize("seen", [0, 3, 4, 5])
def test_an_unchanged_save_is_let_through_whatever_it_has_seen(seen):
    assert save("Visit.", seen=seen, problems=WRONG) is STORED


@pytest.mark.parametrize("seen", [3, 5])
def test_a_save_that_has_seen_another_revision_is_stale_before_it_is_wrong(seen):
    with pytest.raises(Stale) as refused:
        save("Else.", seen=seen, problems=WRONG)

    assert refused.value.problems == (Problem("revision", "stale"),)


def test_a_save_that_breaks_a_rule_names_every_problem():
    with pytest.raises(Invalid) as refused:
        save("Else.", problems=iter(WRONG))

    assert refused.value.problems == WRONG


def test_only_the_stored_revision_is_not_stale():
    check_seen(4, 4)

    with pytest.raises(Stale):
        check_seen(4, 3)
    with pytest.raises(Stale):
        check_seen(4, 5)


@pytest.mark.parametrize("length", [0, 1, MOST_CHANGES - 1])
def test_a_history_grows_until_it_is_full(length):
    before = tuple(range(length))

    assert with_change(before, "new") == (*before, "new")


@pytest.mark.parametrize("length", [MOST_CHANGES, MOST_CHANGES + 5])
def test_a_full_history_keeps_its_beginning_and_the_latest(length):
    after = with_change(tuple(range(length)), "new")

    assert len(after) == MOST_CHANGES
    assert (after[0], after[-2:]) == (0, (length - 1, "new"))
    assert after[1] == length - MOST_CHANGES + 2


def test_the_latest_line_is_taken_back_and_the_beginning_stays():
    assert without_latest((1, 2, 3)) == (1, 2)
    assert without_latest((1,)) == (1,)
    assert without_latest(()) == ()
