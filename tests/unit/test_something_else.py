"""*Something else* has a box of its own, and *Prefer not to say* stands alone."""

import pytest

from builders import a_framework, a_review, a_save, an_area_review, answers
from matrix_xblock.domain.framework.framework import (
    PREFER_NOT_TO_SAY,
    SOMETHING_ELSE,
    Choice,
    Prompt,
    PromptKind,
    Visibility,
)
from matrix_xblock.domain.review.migration import migrate
from matrix_xblock.domain.review.review import Answers, answer
from matrix_xblock.screens.overview import questions_of
from matrix_xblock.screens.prompts import prompt_rows
from matrix_xblock.screens.summary import summary_of

BOX = "why--something-else"
WHY = Prompt(
    "why",
    "What got in the way?",
    PromptKind.MULTI_CHOICE,
    choices=(
        Choice("no-time", "No time"),
        Choice("no-offer", "Nothing was offered"),
        Choice(SOMETHING_ELSE, "Something else"),
        Choice(PREFER_NOT_TO_SAY, "Prefer not to say"),
    ),
)


def a_framework_that_asks(*prompts):
    return a_framework(prompts=prompts or (WHY,))


def answered(saved=(), **given):
    before = Answers({"why": tuple(saved)}) if saved else Answers()
    prompts = a_framework_that_asks().shared_prompts
    values = {name.replace("_", "-"): tuple(texts) for name, texts in given.items()}
    return answer(before, prompts, values, save=a_save()).values


def test_a_prompt_with_something_else_is_followed_by_a_box():
    asked = a_framework_that_asks().asked

    assert [(each.id, each.text, each.kind) for each in asked] == [
        ("why", "What got in the way?", PromptKind.MULTI_CHOICE),
        (BOX, "Something else", PromptKind.TEXT),
    ]
    assert asked[1].is_in_words
    assert asked[1].optional


def test_a_prompt_without_something_else_has_no_box():
    plain = Prompt("moved", "Moved?", PromptKind.CHOICE, (Choice("y", "Yes"), Choice("n", "No")))

    assert a_framework_that_asks(plain).asked == (plain,)


def test_the_box_of_a_private_prompt_is_private():
    private = Prompt(WHY.id, WHY.text, WHY.kind, WHY.choices, visibility=Visibility.PRIVATE)
    framework = a_framework_that_asks(private)

    assert [each.id for each in framework.private_prompts] == ["why", BOX]
    assert framework.shared_prompts == ()


def test_an_authored_prompt_under_the_name_of_a_box_takes_its_place():
    own = Prompt(BOX, "What else?", PromptKind.TEXT)

    assert [each.text for each in a_framework_that_asks(WHY, own).asked] == [WHY.text, "What else?"]


def test_what_something_else_is_can_be_said():
    assert answered(why=[SOMETHING_ELSE], why__something_else=["A long illness."]) == {
        "why": (SOMETHING_ELSE,),
        BOX: ("A long illness.",),
    }


def test_the_words_go_with_the_choice():
    assert answered(why=["no-time"], why__something_else=["A long illness."]) == {
        "why": ("no-time",)
    }


def test_the_box_is_no_question_of_its_own():
    prompts = a_framework_that_asks().shared_prompts

    counted = questions_of(prompts, {"why": (SOMETHING_ELSE,), BOX: ("Illness.",)})

    assert (counted.total, counted.answered) == (1, 1)


@pytest.mark.parametrize(("words", "shown"), [("", ["why"]), ("Illness.", ["why", BOX])])
def test_an_empty_box_is_not_in_the_summary(words, shown):
    values = {"why": [SOMETHING_ELSE], "why__something_else": [words] if words else []}
    review = a_review(answers=answers(**values), areas={"subject": an_area_review()})

    summary = summary_of(a_framework_that_asks(), review)

    assert [row.prompt.id for row in summary.prompts] == shown


def test_the_words_are_not_set_aside_when_a_draft_moves_to_another_version():
    values = {"why": [SOMETHING_ELSE], "why__something_else": ["Illness."]}
    review = a_review(answers=answers(**values))

    moved = migrate(review, a_framework_that_asks())

    assert moved.answers.values[BOX] == ("Illness.",)
    assert not moved.archived


@pytest.mark.parametrize(
    ("saved", "given", "stored"),
    [
        ([], [PREFER_NOT_TO_SAY], [PREFER_NOT_TO_SAY]),
        ([], ["no-time", PREFER_NOT_TO_SAY], [PREFER_NOT_TO_SAY]),
        (["no-time"], ["no-time", PREFER_NOT_TO_SAY], [PREFER_NOT_TO_SAY]),
        ([PREFER_NOT_TO_SAY], ["no-time", PREFER_NOT_TO_SAY], ["no-time"]),
        (
            [PREFER_NOT_TO_SAY],
            ["no-time", "no-offer", PREFER_NOT_TO_SAY],
            ["no-time", "no-offer"],
        ),
    ],
)
def test_prefer_not_to_say_and_every_other_choice_take_each_other_away(saved, given, stored):
    assert answered(saved, why=given) == {"why": tuple(stored)}


def test_the_page_knows_which_choice_stands_alone():
    [why, _] = prompt_rows(a_framework_that_asks().shared_prompts, {})

    assert [option.id for option in why.options if option.is_alone] == [PREFER_NOT_TO_SAY]
