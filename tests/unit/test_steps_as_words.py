"""An answer in parts, where nobody asks for parts: its words are read, and none of its codes."""

from dataclasses import replace

import pytest

from builders import (
    a_form,
    a_framework,
    a_prompt,
    a_record,
    a_review,
    a_setup,
    a_signed_off_review,
    answers,
    days,
)
from fakes import FakeHost
from matrix_xblock import participant
from matrix_xblock.domain.framework.framework import PromptKind, Visibility
from matrix_xblock.domain.record.record import ImportedReview
from matrix_xblock.domain.review.migration import migrate
from matrix_xblock.domain.review.planned_step import as_texts
from matrix_xblock.participant import my_record, one_page

ASKED = a_prompt(id="plan", kind=PromptKind.STEP, names_next_step=True)
OWN = a_prompt(id="plan", kind=PromptKind.STEP, visibility=Visibility.PRIVATE)
IN_PARTS = answers(plan=["Lead a phase.", "both", "By Easter", "step"])
WORDS = "Lead a phase.\nBy Easter"


def in_words(prompt):
    """Make a framework that asks for words, under the id of a question that asked for a step."""
    return a_framework(prompts=(replace(prompt, kind=PromptKind.TEXT),))


def record_words(host):
    return my_record.words(host, a_form()).names


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((), ()),
        (("Lead.",), ("Lead.",)),
        (("Lead.", "both"), ("Lead.",)),
        (("Lead.", "", "By Easter"), ("Lead.", "By Easter")),
        (("Lead.", "me", "By Easter", "step"), ("Lead.", "By Easter")),
        (("", "school"), ()),
        (("yes", "no"), ("yes", "no")),
        (("yes", "no", "in-part", "later", "never"), ("yes", "no", "in-part", "later", "never")),
    ],
)
def test_an_answer_of_parts_reads_as_its_words_and_any_other_as_it_is(values, texts):
    assert as_texts(values) == texts


def test_a_draft_keeps_its_words_when_its_question_asks_for_words_alone():
    draft = migrate(a_review(answers=IN_PARTS), in_words(ASKED))

    assert draft.answers.values == {"plan": (WORDS,)}


def test_who_and_when_alone_are_no_answer_in_words():
    draft = migrate(a_review(answers=answers(plan=["", "both"])), in_words(ASKED))

    assert draft.answers.values == {}


def test_a_question_that_asks_for_words_now_shows_the_words_of_a_private_step():
    host = FakeHost(record=a_record(a_review()), setup=a_setup(framework=in_words(OWN)))
    host.save_private("baseline", IN_PARTS)

    page = participant.show(host, a_form(screen="private"))

    assert [row.text for row in page.names["form"].rows] == [WORDS]


def test_a_round_from_elsewhere_whose_question_nobody_knows_is_read_in_words():
    past = a_signed_off_review(answers=IN_PARTS, signed_off_at=days(-300))
    host = FakeHost(setup=a_setup(framework=a_framework(prompts=())))
    host.save(replace(host.load(), past=(ImportedReview("other", "Last year", past),)))

    [shown] = record_words(host)["signed_rounds"]

    assert [row.answer for row in shown.summary.prompts] == [(WORDS,)]


def test_a_private_step_says_who_in_words():
    host = FakeHost(
        record=a_record(a_review()), setup=a_setup(framework=a_framework(prompts=(OWN,)))
    )
    host.label = {"owner.both": "Both"}.__getitem__
    host.save_private("baseline", IN_PARTS)

    assert record_words(host)["private"] == ((OWN.text, "Lead a phase.; Both; By Easter"),)


def test_a_private_step_whose_question_nobody_knows_is_read_in_words():
    host = FakeHost(record=a_record(a_review()), setup=a_setup(framework=a_framework(prompts=())))
    host.save_private("baseline", IN_PARTS)

    assert record_words(host)["private"] == (("Plan", "Lead a phase.; By Easter"),)


def test_the_one_page_summary_has_no_code_for_a_wish():
    draft = a_review(answers=answers(plan=["", "both"]))
    host = FakeHost(record=a_record(draft), setup=a_setup(framework=a_framework(prompts=(ASKED,))))

    assert one_page.show(host, a_form(round="baseline")).names["one_page"].wish == ""
