from dataclasses import replace

import pytest
from hypothesis import given

import strategies
from builders import a_framework, a_prompt, an_area, areas, levels, prompts, rounds
from matrix_xblock.domain.framework.framework import Archive, Visibility, check
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

    told = effect(before, after, was=rounds(), becomes=rounds()[1:])

    assert told.areas == Difference(
        ("Old",), ("Leading others",), (("Subject knowledge", "Knowledge"),)
    )
    assert told.restored == ("Old",)
    assert told.rounds.gone == (rounds()[0].title,)
    assert told.needs_saying


def test_the_effect_names_what_is_asked_in_another_way():
    first, *rest = prompts()
    after = replace(
        with_first(optional=True, name="Knowledge"), prompts=(replace(first, optional=True), *rest)
    )

    told = effect(BEFORE, after, was=rounds(), becomes=rounds())

    assert told.altered == ("Knowledge", first.text)


def test_the_effect_says_whose_answers_others_see_from_now_on():
    shared, private = a_prompt(id="a", text="A?"), a_prompt(id="b", text="B?")
    private = replace(private, visibility=Visibility.PRIVATE)
    before = a_framework(prompts=(shared, private))
    turned = {Visibility.SHARED: Visibility.PRIVATE, Visibility.PRIVATE: Visibility.SHARED}
    swapped = (replace(each, visibility=turned[each.visibility]) for each in before.prompts)

    told = effect(before, replace(before, prompts=tuple(swapped)), was=(), becomes=())

    assert (told.opened, told.closed, told.altered) == (("B?",), ("A?",), ())


@pytest.mark.parametrize(
    ("after", "is_reordered"), [(levels()[::-1], True), (levels()[1:], False), (levels(), False)]
)
def test_the_effect_says_that_levels_are_in_another_order(after, is_reordered):
    told = effect(BEFORE, a_framework(levels=after), was=(), becomes=())

    assert told.is_reordered is is_reordered


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
