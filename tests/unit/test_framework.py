from dataclasses import replace

import pytest

from builders import (
    a_choice_prompt,
    a_framework,
    a_hidden_prompt,
    a_level,
    a_private_prompt,
    a_prompt,
    an_area,
    levels,
    named,
    problem_name,
)
from matrix_xblock.domain.framework.framework import (
    MOST_AREAS,
    MOST_CHOICES,
    MOST_LEVELS,
    MOST_PROMPTS,
    NOT_APPLICABLE,
    TEXT_LIMITS,
    Archive,
    Choice,
    Visibility,
    check,
)


def choices(count):
    return tuple(Choice(f"choice-{number}", f"Choice {number}") for number in range(count))


def the_levels(count):
    return tuple(
        a_level(id=f"level-{number}", ordinal=number, name=f"Level {number}")
        for number in range(count)
    )


def with_area(**changes):
    return a_framework(areas=(an_area(**changes),))


def with_level(**changes):
    return a_framework(areas=(an_area(),), levels=(*levels()[:2], replace(levels()[2], **changes)))


def with_prompts(*prompts):
    return a_framework(prompts=prompts)


def test_a_framework_that_keeps_the_rules_has_no_problems():
    assert check(a_framework()) == ()


def test_a_framework_without_prompts_is_fine():
    assert check(a_framework(prompts=())) == ()


@pytest.mark.parametrize(
    ("framework", "problem"),
    [
        (a_framework(id=""), ("id", "bad_id")),
        (a_framework(id="Talent"), ("id", "bad_id")),
        (a_framework(id="-talent"), ("id", "bad_id")),
        (a_framework(id="talent\n"), ("id", "bad_id")),
        (a_framework(id="x" * 101), ("id", "bad_id")),
        (a_framework(title=""), ("title", "missing_words")),
        (a_framework(title=" \n"), ("title", "missing_words")),
        (a_framework(title="x" * (TEXT_LIMITS["title"] + 1)), ("title", "too_long")),
        (a_framework(not_applicable=" "), ("not_applicable", "missing_words")),
        (a_framework(not_applicable="x" * 1001), ("not_applicable", "too_long")),
        (a_framework(version="x" * 1001), ("version", "too_long")),
        (a_framework(code="x" * 1001), ("code", "too_long")),
        (a_framework(source="x" * 3001), ("source", "too_long")),
        (a_framework(licence="x" * 3001), ("licence", "too_long")),
        (a_framework(confidence="x" * 1001), ("confidence", "too_long")),
        (a_framework(language="x" * 1001), ("language", "too_long")),
    ],
    ids=problem_name,
)
def test_the_head_of_a_framework_has_to_be_named_within_limits(framework, problem):
    assert named(check(framework)) == [problem]


@pytest.mark.parametrize(
    ("framework", "problem"),
    [
        (a_framework(areas=(an_area(),), levels=the_levels(1)), ("levels", "too_few")),
        (a_framework(areas=(an_area(),), levels=the_levels(9)), ("levels", "too_many")),
        (with_level(id="growing"), ("levels", "duplicate_id")),
        (with_level(ordinal=2), ("levels", "out_of_order")),
        (with_level(ordinal=0), ("levels", "out_of_order")),
        (with_level(id="Growing well"), ("levels[2].id", "bad_id")),
        (with_level(id=NOT_APPLICABLE), ("levels[2].id", "reserved_id")),
        (with_level(name=""), ("levels[2].name", "missing_words")),
        (with_level(name="x" * (TEXT_LIMITS["name"] + 1)), ("levels[2].name", "too_long")),
        (
            with_level(descriptor="x" * (TEXT_LIMITS["descriptor"] + 1)),
            ("levels[2].descriptor", "too_long"),
        ),
    ],
    ids=problem_name,
)
def test_a_rule_about_levels_is_named_with_its_path(framework, problem):
    assert named(check(framework)) == [problem]


@pytest.mark.parametrize(
    ("framework", "problem"),
    [
        (a_framework(areas=()), ("areas", "too_few")),
        (a_framework(areas=(an_area(), an_area())), ("areas", "duplicate_id")),
        (with_area(id=""), ("areas[0].id", "bad_id")),
        (with_area(name=""), ("areas[0].name", "missing_words")),
        (with_area(name="x" * (TEXT_LIMITS["name"] + 1)), ("areas[0].name", "too_long")),
        (
            with_area(description="x" * (TEXT_LIMITS["description"] + 1)),
            ("areas[0].description", "too_long"),
        ),
        (with_area(prompts=("Why?",) * 6), ("areas[0].prompts", "too_many")),
        (with_area(prompts=("Why?", "")), ("areas[0].prompts[1]", "missing_words")),
        (
            with_area(prompts=("x" * (TEXT_LIMITS["text"] + 1),)),
            ("areas[0].prompts[0]", "too_long"),
        ),
        (
            with_area(descriptors={"expert": "I lead."}),
            ("areas[0].descriptors.expert", "unknown_level"),
        ),
        (
            with_area(descriptors={"growing": "x" * (TEXT_LIMITS["descriptor"] + 1)}),
            ("areas[0].descriptors.growing", "too_long"),
        ),
    ],
    ids=problem_name,
)
def test_a_rule_about_areas_is_named_with_its_path(framework, problem):
    assert named(check(framework)) == [problem]


@pytest.mark.parametrize(
    ("framework", "problem"),
    [
        (with_prompts(a_prompt(), a_prompt()), ("prompts", "duplicate_id")),
        (with_prompts(a_prompt(id="Next step")), ("prompts[0].id", "bad_id")),
        (with_prompts(a_prompt(text="")), ("prompts[0].text", "missing_words")),
        (
            with_prompts(a_prompt(text="x" * (TEXT_LIMITS["text"] + 1))),
            ("prompts[0].text", "too_long"),
        ),
        (with_prompts(a_choice_prompt(choices=choices(1))), ("prompts[0].choices", "too_few")),
        (
            with_prompts(a_choice_prompt(choices=choices(MOST_CHOICES + 1))),
            ("prompts[0].choices", "too_many"),
        ),
        (
            with_prompts(a_choice_prompt(choices=(Choice("a", "A"), Choice("a", "B")))),
            ("prompts[0].choices", "duplicate_id"),
        ),
        (
            with_prompts(a_choice_prompt(choices=(Choice("a", "A"), Choice("b b", "B")))),
            ("prompts[0].choices[1].id", "bad_id"),
        ),
        (
            with_prompts(a_choice_prompt(choices=(Choice("a", "A"), Choice("b", "")))),
            ("prompts[0].choices[1].text", "missing_words"),
        ),
        (
            with_prompts(
                a_choice_prompt(
                    choices=(Choice("a", "A"), Choice("b", "x" * (TEXT_LIMITS["choice"] + 1)))
                )
            ),
            ("prompts[0].choices[1].text", "too_long"),
        ),
        (
            with_prompts(a_prompt(choices=choices(1))),
            ("prompts[0].choices", "too_many"),
        ),
    ],
    ids=problem_name,
)
def test_a_rule_about_prompts_is_named_with_its_path(framework, problem):
    assert named(check(framework)) == [problem]


@pytest.mark.parametrize(
    "prompts",
    [
        pytest.param((a_hidden_prompt(), a_choice_prompt()), id="a later prompt"),
        pytest.param((a_prompt(show_if={"nobody": ("yes",)}),), id="an unknown prompt"),
        pytest.param((a_prompt(show_if={"nobody": ()}),), id="an unknown prompt, no choice"),
        pytest.param((a_prompt(show_if={"next-step": ("yes",)}),), id="itself"),
        pytest.param((a_choice_prompt(), a_prompt(show_if={"moved": ()})), id="no choice"),
        pytest.param(
            (a_choice_prompt(), a_prompt(show_if={"moved": ("perhaps",)})), id="an unknown choice"
        ),
        pytest.param(
            (a_choice_prompt(), a_prompt(show_if={"moved": ("yes", "perhaps")})),
            id="a known and an unknown choice",
        ),
        pytest.param(
            (a_choice_prompt(visibility=Visibility.PRIVATE), a_hidden_prompt()),
            id="a private prompt for a shared one",
        ),
        pytest.param(
            (a_choice_prompt(), a_private_prompt(show_if={"moved": ("yes",)})),
            id="a shared prompt for a private one",
        ),
    ],
)
def test_only_a_known_choice_of_an_earlier_prompt_of_the_same_readers_can_reveal_one(prompts):
    assert [code for _, code in named(check(with_prompts(*prompts)))] == ["unknown_condition"]


def test_a_condition_that_cannot_be_met_is_named_with_its_path():
    prompts = (a_choice_prompt(), a_prompt(show_if={"moved": ("perhaps",)}))

    assert named(check(with_prompts(*prompts))) == [
        ("prompts[1].show_if.moved", "unknown_condition")
    ]


def test_a_condition_names_each_choice_once():
    prompts = (a_choice_prompt(), a_prompt(show_if={"moved": ("yes", "yes")}))

    assert named(check(with_prompts(*prompts))) == [("prompts[1].show_if.moved", "duplicate_id")]


def test_a_private_prompt_can_reveal_another_private_one():
    prompts = (
        a_choice_prompt(visibility=Visibility.PRIVATE),
        a_private_prompt(show_if={"moved": ("yes",)}),
    )

    assert check(with_prompts(*prompts)) == ()


@pytest.mark.parametrize(
    ("framework", "path"),
    [
        (a_framework(levels=the_levels(MOST_LEVELS), areas=(an_area(),)), "levels"),
        (
            a_framework(areas=tuple(an_area(id=f"area-{n}") for n in range(MOST_AREAS))),
            "areas",
        ),
        (
            with_prompts(*(a_prompt(id=f"prompt-{n}") for n in range(MOST_PROMPTS))),
            "prompts",
        ),
        (with_prompts(a_choice_prompt(choices=choices(MOST_CHOICES))), "choices"),
        (with_area(name="x" * TEXT_LIMITS["name"], prompts=("Why?",) * 5), "area"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_limit_itself_is_allowed(framework, path):
    assert check(framework) == ()


@pytest.mark.parametrize(
    ("framework", "problem"),
    [
        (
            a_framework(areas=tuple(an_area(id=f"area-{n}") for n in range(MOST_AREAS + 1))),
            ("areas", "too_many"),
        ),
        (
            with_prompts(*(a_prompt(id=f"prompt-{n}") for n in range(MOST_PROMPTS + 1))),
            ("prompts", "too_many"),
        ),
    ],
    ids=problem_name,
)
def test_one_more_than_the_limit_is_refused(framework, problem):
    assert named(check(framework)) == [problem]


def test_every_problem_is_named_at_once():
    broken = a_framework(
        id="",
        title="",
        levels=(a_level(id="growing", ordinal=3, name=""), a_level(id="growing", ordinal=2)),
        areas=(an_area(name=""), an_area(descriptors={"expert": "I lead."})),
        prompts=(a_prompt(text=""),),
    )

    assert set(named(check(broken))) == {
        ("id", "bad_id"),
        ("title", "missing_words"),
        ("levels", "duplicate_id"),
        ("levels", "out_of_order"),
        ("levels[0].name", "missing_words"),
        ("areas", "duplicate_id"),
        ("areas[0].name", "missing_words"),
        ("areas[1].descriptors.expert", "unknown_level"),
        ("prompts[0].text", "missing_words"),
    }


def test_a_text_that_is_too_long_says_by_how_much():
    [problem] = check(with_area(name="x" * (TEXT_LIMITS["name"] + 7)))

    assert problem.values == {"limit": TEXT_LIMITS["name"], "over": 7}


def test_an_area_is_found_by_its_id():
    framework = a_framework()

    assert framework.area("leadership") == framework.areas[1]
    assert framework.area("unknown") is None


def test_not_applicable_has_the_words_of_the_framework():
    framework = a_framework(not_applicable="Not in my school")

    assert framework.level_name(NOT_APPLICABLE) == "Not in my school"


def test_an_unknown_level_has_no_words():
    assert a_framework().level_name("expert") == ""


def test_a_level_has_its_name():
    assert a_framework().level_name("growing") == "Growing"


def test_an_area_says_in_its_own_words_what_a_level_means():
    framework = a_framework()

    assert framework.descriptor(framework.areas[0], framework.levels[1]) == (
        "I plan my subject with support."
    )


def test_an_area_without_words_of_its_own_takes_those_of_the_level():
    framework = a_framework()

    assert framework.descriptor(framework.areas[1], framework.levels[1]) == (
        "I do this with support."
    )


@pytest.mark.parametrize(
    ("level_id", "may_be_chosen"),
    [("growing", True), (NOT_APPLICABLE, True), ("expert", False), ("", False)],
)
def test_a_level_of_the_framework_or_not_applicable_may_be_chosen(level_id, may_be_chosen):
    assert a_framework().has_level(level_id) is may_be_chosen


def test_prompts_are_apart_by_who_reads_the_answers():
    framework = a_framework()

    assert [prompt.id for prompt in framework.shared_prompts] == ["moved", "why-not", "next-step"]
    assert [prompt.id for prompt in framework.private_prompts] == ["stay"]


def test_a_kind_of_opportunity_has_the_words_of_its_author_an_archived_one_too():
    framework = a_framework(
        opportunities=(Choice("visit", "A day away"), Choice("coaching", "Coaching")),
        archived=Archive(opportunities=(Choice("sabbatical", "A term away"),)),
    )

    names = [
        framework.opportunity_name(kind) for kind in ("coaching", "sabbatical", "visit", "network")
    ]

    assert names == ["Coaching", "A term away", "A day away", ""]


@pytest.mark.parametrize(
    ("kind", "problems"),
    [
        (Choice("visit", ""), []),
        (Choice("sabbatical", "A term away"), []),
        (Choice("sabbatical", " "), [("opportunities[0].text", "missing_words")]),
        (Choice("Sabbatical!", "Away"), [("opportunities[0].id", "bad_id")]),
        (
            Choice("visit", "x" * (TEXT_LIMITS["choice"] + 1)),
            [("opportunities[0].text", "too_long")],
        ),
        (
            Choice("sabbatical", "x" * (TEXT_LIMITS["choice"] + 1)),
            [("opportunities[0].text", "too_long")],
        ),
    ],
)
def test_a_kind_of_opportunity_of_ones_own_needs_words_and_none_may_be_too_long(kind, problems):
    assert named(check(a_framework(opportunities=(kind,)))) == problems
