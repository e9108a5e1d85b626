from dataclasses import replace

import pytest
from hypothesis import given

import strategies
from builders import a_framework, a_prompt, an_area, areas, levels, prompts, rounds
from matrix_xblock.domain.framework.framework import (
    Archive,
    Choice,
    PromptKind,
    Visibility,
    check,
)
from matrix_xblock.domain.review.effect import effect, is_structural, next_version, own, renewed
from matrix_xblock.domain.review.migration import Difference

BEFORE = a_framework()


def with_first(**changes):
    """Give the framework with its first area changed."""
    return a_framework(areas=(replace(areas()[0], **changes), *areas()[1:]))


@pytest.mark.parametrize(
    "after",
    [
        with_first(name="Other words"),
        with_first(description="Other", prompts=("Other?",), descriptors={"growing": "Other"}),
        a_framework(areas=areas()[::-1]),
        a_framework(title="Other", source="Other", language="cy"),
        a_framework(levels=tuple(replace(each, name="Other") for each in levels())),
    ],
    ids=["name", "words", "order of areas", "head", "names of levels"],
)
def test_words_and_the_order_of_areas_are_no_new_version(after):
    assert not is_structural(BEFORE, after)
    assert renewed(BEFORE, after).version == BEFORE.version


@pytest.mark.parametrize(
    "after",
    [
        a_framework(areas=areas()[1:]),
        a_framework(areas=(*areas(), an_area(id="new", name="New"))),
        with_first(optional=True),
        with_first(was=("older",)),
        a_framework(levels=levels()[::-1]),
        a_framework(levels=levels()[1:]),
        a_framework(prompts=prompts()[1:]),
        a_framework(prompts=(a_prompt(optional=True), *prompts()[1:])),
    ],
    ids=["fewer", "more", "optional", "carries on", "order", "levels", "question", "duty"],
)
def test_what_changes_what_is_asked_is_a_new_version(after):
    assert is_structural(BEFORE, after)
    assert renewed(BEFORE, after).version == "2"


def test_a_version_that_the_author_has_changed_stays():
    after = a_framework(areas=areas()[1:], version="2027")

    assert renewed(BEFORE, after).version == "2027"


@pytest.mark.parametrize(
    ("version", "following"),
    [("1", "2"), ("9", "10"), ("2026.3", "2026.4"), ("draft", "draft-2"), ("", "-2")],
)
def test_versions_are_counted_on(version, following):
    assert next_version(version) == following


def test_the_effect_names_what_is_added_taken_out_renamed_and_restored():
    before = a_framework(archived=Archive(areas=(an_area(id="old", name="Old"),)))
    after = replace(
        before,
        areas=(replace(areas()[0], name="Knowledge"), areas()[2], an_area(id="old", name="Old")),
        archived=Archive(),
    )

    changed = effect(before, after, was=rounds(), becomes=rounds()[1:])

    assert changed.areas == Difference(
        ("Old",), ("Leading others",), (("Subject knowledge", "Knowledge"),)
    )
    assert changed.restored == ("Old",)
    assert changed.rounds.gone == (rounds()[0].title,)
    assert changed.needs_saying


def test_the_effect_names_what_is_asked_in_another_way():
    first, *rest = prompts()
    after = replace(
        with_first(optional=True, name="Knowledge"), prompts=(replace(first, optional=True), *rest)
    )

    changed = effect(BEFORE, after, was=rounds(), becomes=rounds())

    assert changed.altered == ("Knowledge", first.text)


def test_the_effect_says_whose_answers_others_see_from_now_on():
    shared, private = a_prompt(id="a", text="A?"), a_prompt(id="b", text="B?")
    private = replace(private, visibility=Visibility.PRIVATE)
    before = a_framework(prompts=(shared, private))
    turned = {Visibility.SHARED: Visibility.PRIVATE, Visibility.PRIVATE: Visibility.SHARED}
    swapped = (replace(each, visibility=turned[each.visibility]) for each in before.prompts)

    changed = effect(before, replace(before, prompts=tuple(swapped)), was=(), becomes=())

    assert (changed.opened, changed.closed, changed.altered) == (("B?",), ("A?",), ())


@pytest.mark.parametrize(
    ("after", "is_reordered"), [(levels()[::-1], True), (levels()[1:], False), (levels(), False)]
)
def test_the_effect_says_that_levels_are_in_another_order(after, is_reordered):
    changed = effect(BEFORE, a_framework(levels=after), was=(), becomes=())

    assert changed.is_reordered is is_reordered


def test_nothing_changed_needs_no_saying():
    assert not effect(BEFORE, BEFORE, was=rounds(), becomes=rounds()).needs_saying


def test_an_unchanged_preset_keeps_its_id_and_a_changed_one_says_where_it_is_from():
    changed = with_first(name="Ours")

    assert own(BEFORE, [BEFORE]) == BEFORE
    assert (own(changed, [BEFORE]).id, own(changed, [BEFORE]).maps_from) == (
        "talent-own",
        ("talent@1",),
    )
    assert own(own(changed, [BEFORE]), [BEFORE]) == own(changed, [BEFORE])


@given(strategies.frameworks)
def test_no_framework_differs_from_itself(framework):
    assert not is_structural(framework, framework)


@pytest.mark.parametrize("version", ["x" * 500, "x" * 499 + "9", "9" * 500, "v" + "٣" * 499])
def test_a_version_that_is_counted_on_is_still_one(version):
    framework = a_framework(version=version)
    changed = replace(framework, areas=framework.areas[:2])

    assert check(renewed(framework, changed)) == ()
    assert renewed(framework, changed).version != version


def test_what_is_made_from_a_framework_with_a_long_version_keeps_the_rules():
    preset = a_framework(version="x" * 500)

    assert check(own(replace(preset, title="Mine"), [preset])) == ()


def compared(after, becomes=None):
    return effect(BEFORE, after, was=rounds(), becomes=rounds() if becomes is None else becomes)


def test_levels_questions_and_rounds_that_come_and_go_are_named():
    fewer = compared(a_framework(levels=levels()[1:], prompts=prompts()[1:]), rounds()[:2])

    assert fewer.levels == Difference(gone=(levels()[0].name,))
    assert fewer.prompts == Difference(gone=(prompts()[0].text,))
    assert fewer.rounds == Difference(gone=("Final review",))


def test_words_need_no_saying_and_each_of_the_rest_does():
    assert not compared(with_first(name="Other words")).needs_saying
    assert compared(a_framework(areas=areas()[1:])).needs_saying
    assert compared(BEFORE, rounds()[:2]).needs_saying


def test_what_is_new_is_neither_altered_nor_turned():
    more = compared(
        a_framework(
            areas=(*areas(), an_area(id="new", name="New")),
            prompts=(*prompts(), a_prompt(id="new", text="New?")),
        )
    )

    assert (more.altered, more.opened, more.closed) == ((), (), ())


@pytest.mark.parametrize("turned", [Visibility.PRIVATE, Visibility.SHARED])
def test_a_question_that_is_seen_by_others_than_before_is_named(turned):
    other = ({*Visibility} - {turned}).pop()
    was = a_framework(prompts=(a_prompt(visibility=other),))
    becomes = a_framework(prompts=(a_prompt(visibility=turned),))

    changed = effect(was, becomes, was=rounds(), becomes=rounds())

    words = (a_prompt().text,)
    assert (changed.opened, changed.closed) == (
        (words, ()) if turned is Visibility.SHARED else ((), words)
    )
    assert changed.altered == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"choices": (Choice("yes", "Yes"), Choice("no", "No"))},
        {"show_if": {"other": ("yes",)}},
        {"optional": True},
        {"kind": PromptKind.MULTI_CHOICE},
    ],
    ids=["choices", "condition", "duty", "kind"],
)
def test_a_question_that_is_asked_in_another_way_is_altered(changes):
    asked = (replace(prompts()[0], **changes), *prompts()[1:])

    changed = compared(a_framework(prompts=asked))

    assert changed.altered == (prompts()[0].text,)
    assert changed.needs_saying


def test_an_id_of_ones_own_is_as_long_as_an_id_may_be():
    preset = a_framework(id="a" * 100)

    made = own(replace(preset, title="Mine"), [preset])

    assert made.id == "a" * 96 + "-own"
