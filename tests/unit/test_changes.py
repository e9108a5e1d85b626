"""What was changed since a review was returned: named area by area, and nothing made up."""

from dataclasses import replace

import pytest

from builders import (
    a_complete_review,
    a_form,
    a_framework,
    a_record,
    a_review,
    a_setup,
    an_area_review,
    answers,
    every_area,
    prompts,
    rounds,
)
from fakes import FakeHost, hand_back
from matrix_xblock import participant
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.review.changes import AreaChange, Edit, changes_since

FRAMEWORK = a_framework(prompts=prompts())


def changed(before, now):
    some = [a_review(areas={"subject": each}) for each in (before, now)]
    return changes_since(*some, FRAMEWORK).areas


def test_what_was_not_touched_is_left_out():
    review = a_complete_review()

    assert not changes_since(review, review, FRAMEWORK)


def test_a_level_has_where_it_came_from_and_where_it_went():
    before, now = an_area_review(level_id="growing"), an_area_review(level_id="established")

    assert changed(before, now) == (AreaChange("subject", "growing", "established"),)


@pytest.mark.parametrize("name", ["reflection", "evidence"])
@pytest.mark.parametrize(
    ("before", "now", "edit"),
    [("", "New.", Edit.ADDED), ("Old.", "New.", Edit.CHANGED), ("Old.", "", Edit.REMOVED)],
)
def test_words_are_added_changed_or_removed(name, before, now, edit):
    [change] = changed(an_area_review(**{name: before}), an_area_review(**{name: now}))

    assert (change.has_moved, change.edits) == (False, {name: edit})


def test_a_save_of_the_same_words_is_no_change():
    now = an_area_review()

    assert changed(now, replace(now, version=replace(now.version, revision=7))) == ()


def test_an_answer_to_a_question_is_named_by_the_question():
    question = FRAMEWORK.shared_prompts[0].id
    before = a_complete_review(answers=answers())
    now = a_complete_review(answers=answers(**{question.replace("-", "_"): ["Words."]}))
    now = replace(now, answers=replace(now.answers, values={question: ("Words.",)}))

    assert changes_since(before, now, FRAMEWORK).answers == {question: Edit.ADDED}


@pytest.mark.parametrize("sharing", Sharing)
def test_check_your_answers_says_what_was_changed_since_the_return(sharing):
    review = a_complete_review(areas=every_area(level_id="growing", reflection="First."))
    setup = a_setup(rounds=rounds(), sharing=sharing)
    host = FakeHost(record=a_record(review), setup=setup)
    participant.sign_off(host, a_form(revision="1", sharing=sharing.value))
    hand_back(host)
    form = {"area": "subject", "level_id": "established", "reflection": "First."}
    participant.save_area(host, a_form(round="baseline", revision="0", **form))

    names = participant.show(host, a_form(screen="check", round="baseline")).names

    [change] = names["changes"].areas
    assert (change.id, change.level_before, change.level_now) == (
        "subject",
        "Growing",
        "Established",
    )
    assert change.edits == ()


def test_a_review_that_was_never_returned_has_no_changes_to_name():
    host = FakeHost(record=a_record(a_complete_review()))

    assert participant.show(host, a_form(screen="check")).names["changes"] is None
