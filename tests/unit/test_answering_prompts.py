import pytest

from builders import (
    a_choice_prompt,
    a_hidden_prompt,
    a_prompt,
    a_save,
    answers,
    named,
    prompts,
)
from matrix_xblock.domain.errors import Invalid, Stale, Unknown
from matrix_xblock.domain.framework.framework import PromptKind
from matrix_xblock.domain.review.review import ANSWER_LIMIT, Answers, answer, visible_prompts
from matrix_xblock.domain.values.versions import SavedVersion

SHARED = prompts()[:3]
CHAIN = (
    a_choice_prompt(),
    a_hidden_prompt(),
    a_prompt(id="which", show_if={"why-not": ("no-time",)}),
)


def answered(answers=None, *, asked=SHARED, save=None, **given):
    values = {name.replace("_", "-"): tuple(value) for name, value in given.items()}
    return answer(answers or Answers(), asked, values, save=save or a_save())


def by_tab(tab, sequence, seen):
    return a_save(writer=tab, sequence=sequence, seen=seen)


def test_answers_are_kept():
    answers = answered(moved=["not-yet"], why_not=["no-time"], next_step=["Shadow a lead."])

    assert answers.values == {
        "moved": ("not-yet",),
        "why-not": ("no-time",),
        "next-step": ("Shadow a lead.",),
    }


def test_a_prompt_without_an_answer_is_absent():
    assert answered(moved=["yes"], next_step=[""]).values == {"moved": ("yes",)}


def test_of_several_answers_to_a_single_choice_one_is_kept():
    assert answered(moved=["not-yet", "yes"]).values["moved"] == ("yes",)


def test_several_choices_are_kept_in_the_order_of_the_prompt():
    answers = answered(moved=["not-yet"], why_not=["no-time", "no-offer", "no-time"])

    assert answers.values["why-not"] == ("no-offer", "no-time")


def test_no_choice_at_all_is_no_answer():
    assert answered(moved=[""], why_not=[]).values == {}


@pytest.mark.parametrize("saved", [Answers(), answers(next_step=["Shadow a lead."])])
@pytest.mark.parametrize("chosen", [["perhaps"], ["yes", "perhaps"]])
def test_an_unknown_choice_is_refused_and_the_prompt_named(saved, chosen):
    with pytest.raises(Invalid) as refused:
        answered(saved, moved=chosen, next_step=["Shadow a lead."])

    assert named(refused.value.problems) == [("moved", "unknown_choice")]


def test_an_unknown_choice_alone_is_refused():
    with pytest.raises(Invalid):
        answered(moved=["perhaps"])


def test_an_answer_to_an_unknown_prompt_is_refused():
    with pytest.raises(Unknown) as refused:
        answered(stay=["A smaller class."])

    assert named(refused.value.problems) == [("prompt", "unknown_prompt")]


def test_text_is_cleaned():
    assert answered(next_step=[" one\r\ntwo "]).values["next-step"] == ("one\ntwo",)


def test_text_as_long_as_the_limit_is_kept():
    assert len(answered(next_step=["📚" * ANSWER_LIMIT]).values["next-step"][0]) == ANSWER_LIMIT


@pytest.mark.parametrize(
    ("text", "code"), [("x" * (ANSWER_LIMIT + 1), "too_long"), ("\x00", "hidden_character")]
)
def test_text_that_cannot_be_kept_is_refused_and_the_prompt_named(text, code):
    with pytest.raises(Invalid) as refused:
        answered(next_step=[text])

    assert named(refused.value.problems) == [("next-step", code)]


def test_the_answer_to_a_hidden_prompt_is_let_go():
    answers = answered(moved=["not-yet"], why_not=["no-time"])

    after = answered(answers, moved=["yes"], why_not=["no-time"], save=a_save(seen=1))

    assert after.values == {"moved": ("yes",)}


def test_a_prompt_behind_a_hidden_one_is_hidden_too():
    answers = answered(asked=CHAIN, moved=["yes"], why_not=["no-time"], which=["Too long a day."])

    assert answers.values == {"moved": ("yes",)}


def test_a_prompt_behind_a_revealed_one_is_revealed():
    answers = answered(asked=CHAIN, moved=["not-yet"], why_not=["no-time"], which=["A long day."])

    assert answers.values["which"] == ("A long day.",)


def test_what_is_wrong_in_a_hidden_prompt_stands_in_nobodys_way():
    answers = answered(asked=CHAIN, moved=["yes"], which=["x" * (ANSWER_LIMIT + 1)])

    assert answers.values == {"moved": ("yes",)}


def test_every_condition_of_a_prompt_has_to_be_met():
    both = (
        a_choice_prompt(),
        a_hidden_prompt(show_if={}),
        a_prompt(show_if={"moved": ("yes",), "why-not": ("no-time", "no-offer")}),
    )

    def shown(**given):
        values = {name.replace("_", "-"): tuple(value) for name, value in given.items()}
        return "next-step" in {prompt.id for prompt in visible_prompts(both, values)}

    assert shown(moved=["yes"], why_not=["no-time"])
    assert not shown(moved=["yes"])
    assert not shown(why_not=["no-time"])
    assert not shown(moved=["not-yet"], why_not=["no-time"])


def test_a_save_that_says_nothing_new_changes_nothing():
    once = answered(moved=["yes"])

    assert answered(once, moved=["yes"], save=a_save(seen=1)) is once


def test_equal_content_never_conflicts():
    once = answered(moved=["yes"], save=by_tab("one", 1, seen=0))

    assert answered(once, moved=["yes"], save=by_tab("two", 1, seen=0)) is once


def test_the_second_tab_cannot_overwrite_answers_it_has_not_seen():
    once = answered(moved=["yes"], save=by_tab("one", 1, seen=0))

    with pytest.raises(Stale):
        answered(once, moved=["in-part"], save=by_tab("two", 1, seen=0))


def test_a_tab_builds_on_its_own_last_answers_even_if_the_reply_was_lost():
    once = answered(moved=["yes"], save=by_tab("one", 1, seen=0))

    twice = answered(once, moved=["in-part"], save=by_tab("one", 2, seen=0))

    assert twice.values == {"moved": ("in-part",)}
    assert twice.version == SavedVersion(revision=2, writer="one", sequence=2)


def test_a_late_duplicate_of_an_older_save_of_the_same_tab_is_ignored():
    once = answered(moved=["yes"], save=by_tab("one", 1, seen=0))
    twice = answered(once, moved=["in-part"], save=by_tab("one", 2, seen=1))

    assert answered(twice, moved=["yes"], save=by_tab("one", 1, seen=0)) is twice


def test_a_text_sent_in_several_fields_is_kept_as_lines():
    assert answered(next_step=["one", "two"]).values["next-step"] == ("one\ntwo",)


def test_a_choice_prompt_is_answered_with_ids_and_not_with_words():
    with pytest.raises(Invalid):
        answered(asked=(a_choice_prompt(kind=PromptKind.MULTI_CHOICE),), moved=["Yes"])
