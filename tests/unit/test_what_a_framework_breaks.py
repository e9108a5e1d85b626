"""Each rule of a framework that is broken is told with its path, its code and its limit."""

from datetime import date

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
)
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.framework.framework import (
    NOT_APPLICABLE,
    TEXT_LIMITS,
    Archive,
    Choice,
    check,
)


def with_area(**changes):
    return a_framework(areas=(an_area(**changes),))


def with_prompt(**changes):
    return a_framework(prompts=(a_choice_prompt(**changes),))


def with_archived(**parts):
    return a_framework(archived=Archive(**parts))


def with_level(**changes):
    return a_framework(levels=(*levels(), a_level(**{"id": "more", "ordinal": 9, **changes})))


def over(name):
    """Give a text one character too long, and how that is told."""
    limit = TEXT_LIMITS[name]
    return "x" * (limit + 1), {"limit": limit, "over": 1}


def too_long(path, name):
    return [Problem(path, "too_long", over(name)[1])]


def missing(path):
    return [Problem(path, "missing_words")]


def bad_id(path):
    return [Problem(path, "bad_id")]


def twice(path, identifier):
    return [Problem(path, "duplicate_id", {"id": identifier})]


def too_many(path, most):
    return [Problem(path, "too_many", {"most": most})]


def too_few(path, least):
    return [Problem(path, "too_few", {"least": least})]


def some_levels(number):
    return tuple(
        a_level(id=f"l{each}", ordinal=each, name=f"Level {each}") for each in range(number)
    )


def some_choices(number):
    return tuple(Choice(f"c{each}", f"Choice {each}") for each in range(number))


def some_areas(number):
    return tuple(an_area(id=f"a{each}", descriptors={}) for each in range(number))


def some_prompts(number):
    return tuple(a_prompt(id=f"p{each}") for each in range(number))


TEXT = over("text")[0]
LEFT = a_level(id="left", name="Left")

RULES = {
    "id": (a_framework(id="no id"), bad_id("id")),
    "no title": (a_framework(title=" "), missing("title")),
    "long title": (a_framework(title=over("title")[0]), too_long("title", "title")),
    "no word for not applicable": (a_framework(not_applicable=""), missing("not_applicable")),
    "long word for not applicable": (
        a_framework(not_applicable=over("name")[0]),
        too_long("not_applicable", "name"),
    ),
    "long note": (a_framework(note=over("description")[0]), too_long("note", "description")),
    **{
        f"long {name}": (a_framework(**{name: TEXT}), too_long(name, "text"))
        for name in ("version", "code", "source", "licence", "confidence", "language")
    },
    "valid to before it is valid": (
        a_framework(valid_from=date(2026, 2, 2), valid_to=date(2026, 2, 1)),
        [Problem("valid_to", "dates_out_of_order")],
    ),
    "valid for one day": (
        a_framework(valid_from=date(2026, 2, 2), valid_to=date(2026, 2, 2)),
        [],
    ),
    "valid from a day on": (a_framework(valid_from=date(2026, 2, 2)), []),
    "made from too many": (a_framework(maps_from=("x",) * 61), too_many("maps_from", 60)),
    "made from as many as can be": (a_framework(maps_from=("x",) * 60), []),
    "made from none": (a_framework(maps_from=("x", " ")), missing("maps_from[1]")),
    "made from a long name": (
        a_framework(maps_from=(over("name")[0],)),
        too_long("maps_from[0]", "name"),
    ),
    "one level": (a_framework(levels=some_levels(1), areas=some_areas(1)), too_few("levels", 2)),
    "two levels": (a_framework(levels=some_levels(2), areas=some_areas(1)), []),
    "eight levels": (a_framework(levels=some_levels(8), areas=some_areas(1)), []),
    "nine levels": (
        a_framework(levels=some_levels(9), areas=some_areas(1)),
        too_many("levels", 8),
    ),
    "two levels of one id": (with_level(id="growing"), twice("levels", "growing")),
    "two levels of one place": (
        with_level(ordinal=3),
        [Problem("levels", "out_of_order")],
    ),
    "a level out of order": (with_level(ordinal=0), [Problem("levels", "out_of_order")]),
    "an id of a level": (with_level(id="no id"), bad_id("levels[3].id")),
    "a reserved id of a level": (
        with_level(id=NOT_APPLICABLE),
        [Problem("levels[3].id", "reserved_id", {"id": NOT_APPLICABLE})],
    ),
    "no name of a level": (with_level(name=""), missing("levels[3].name")),
    "a long name of a level": (
        with_level(name=over("name")[0]),
        too_long("levels[3].name", "name"),
    ),
    "long words of a level": (
        with_level(descriptor=over("descriptor")[0]),
        too_long("levels[3].descriptor", "descriptor"),
    ),
    "no area": (a_framework(areas=()), too_few("areas", 1)),
    "sixty areas": (a_framework(areas=some_areas(60)), []),
    "sixty-one areas": (a_framework(areas=some_areas(61)), too_many("areas", 60)),
    "two areas of one id": (a_framework(areas=some_areas(1) * 2), twice("areas", "a0")),
    "an id of an area": (with_area(id="no id"), bad_id("areas[0].id")),
    "no name of an area": (with_area(name=" "), missing("areas[0].name")),
    "a long name of an area": (
        with_area(name=over("name")[0]),
        too_long("areas[0].name", "name"),
    ),
    "a long description": (
        with_area(description=over("description")[0]),
        too_long("areas[0].description", "description"),
    ),
    "five questions": (with_area(prompts=("Why?",) * 5), []),
    "six questions": (with_area(prompts=("Why?",) * 6), too_many("areas[0].prompts", 5)),
    "an empty question": (with_area(prompts=("Why?", "")), missing("areas[0].prompts[1]")),
    "a long question": (with_area(prompts=(TEXT,)), too_long("areas[0].prompts[0]", "text")),
    "an area it was, twice": (with_area(was=("old", "old")), twice("areas[0].was", "old")),
    "an area it was, of no id": (with_area(was=("old", "no id")), bad_id("areas[0].was[1]")),
    "words for a level that is none": (
        with_area(descriptors={"godlike": "I do all."}),
        [Problem("areas[0].descriptors.godlike", "unknown_level", {"id": "godlike"})],
    ),
    "words for a level that was archived": (
        a_framework(
            areas=(an_area(descriptors={"left": "I did."}),), archived=Archive(levels=(LEFT,))
        ),
        [],
    ),
    "long words for a level": (
        with_area(descriptors={"growing": over("descriptor")[0]}),
        too_long("areas[0].descriptors.growing", "descriptor"),
    ),
    "twenty-one prompts": (a_framework(prompts=some_prompts(21)), too_many("prompts", 20)),
    "twenty prompts": (a_framework(prompts=some_prompts(20)), []),
    "two prompts of one id": (a_framework(prompts=some_prompts(1) * 2), twice("prompts", "p0")),
    "an id of a prompt": (with_prompt(id="no id"), bad_id("prompts[0].id")),
    "a prompt without words": (with_prompt(text=" "), missing("prompts[0].text")),
    "a long prompt": (with_prompt(text=TEXT), too_long("prompts[0].text", "text")),
    "one choice": (with_prompt(choices=some_choices(1)), too_few("prompts[0].choices", 2)),
    "twenty-one choices": (
        with_prompt(choices=some_choices(21)),
        too_many("prompts[0].choices", 20),
    ),
    "twenty choices": (with_prompt(choices=some_choices(20)), []),
    "choices of a text": (
        a_framework(prompts=(a_prompt(choices=some_choices(1)),)),
        too_many("prompts[0].choices", 0),
    ),
    "two choices of one id": (
        with_prompt(choices=some_choices(1) * 2),
        twice("prompts[0].choices", "c0"),
    ),
    "an id of a choice": (
        with_prompt(choices=(*some_choices(1), Choice("no id", "No"))),
        bad_id("prompts[0].choices[1].id"),
    ),
    "a choice without words": (
        with_prompt(choices=(*some_choices(1), Choice("c", ""))),
        missing("prompts[0].choices[1].text"),
    ),
    "a long choice": (
        with_prompt(choices=(*some_choices(1), Choice("c", over("choice")[0]))),
        too_long("prompts[0].choices[1].text", "choice"),
    ),
    "a condition that is met twice": (
        a_framework(
            prompts=(a_choice_prompt(), a_hidden_prompt(show_if={"moved": ("yes", "yes")}))
        ),
        twice("prompts[1].show_if.moved", "yes"),
    ),
    "a condition without a choice": (
        a_framework(prompts=(a_choice_prompt(), a_hidden_prompt(show_if={"moved": ()}))),
        [Problem("prompts[1].show_if.moved", "unknown_condition", {"id": "moved"})],
    ),
    "a condition of no choice": (
        a_framework(prompts=(a_choice_prompt(), a_hidden_prompt(show_if={"moved": ("no",)}))),
        [Problem("prompts[1].show_if.moved", "unknown_condition", {"id": "moved"})],
    ),
    "a condition of a later prompt": (
        a_framework(prompts=(a_hidden_prompt(), a_choice_prompt())),
        [Problem("prompts[0].show_if.moved", "unknown_condition", {"id": "moved"})],
    ),
    "a private prompt behind a shared one": (
        a_framework(
            prompts=(a_choice_prompt(), a_private_prompt(show_if={"moved": ("yes",)})),
        ),
        [Problem("prompts[1].show_if.moved", "unknown_condition", {"id": "moved"})],
    ),
    "two kinds of one id": (
        a_framework(opportunities=(Choice("visit", "A"), Choice("visit", "B"))),
        twice("opportunities", "visit"),
    ),
    "forty kinds": (a_framework(opportunities=some_choices(40)), []),
    "forty-one kinds": (
        a_framework(opportunities=some_choices(41)),
        too_many("opportunities", 40),
    ),
    "an archived kind without words": (
        with_archived(opportunities=(Choice("own", ""),)),
        missing("archived.opportunities[0].text"),
    ),
    "an archived level of no id": (
        with_archived(levels=(a_level(id="no id"),)),
        bad_id("archived.levels[0].id"),
    ),
    "an archived level without a name": (
        with_archived(levels=(LEFT, a_level(id="other", name=""))),
        missing("archived.levels[1].name"),
    ),
    "a long name of an archived level": (
        with_archived(levels=(a_level(id="left", name=over("name")[0]),)),
        too_long("archived.levels[0].name", "name"),
    ),
    "an archived area without a name": (
        with_archived(areas=(an_area(id="left", name=""),)),
        missing("archived.areas[0].name"),
    ),
    "words of an archived area for an archived level": (
        with_archived(areas=(an_area(id="a", descriptors={"left": "I did."}),), levels=(LEFT,)),
        [],
    ),
    "an archived prompt without words": (
        with_archived(prompts=(a_prompt(id="left", text=""),)),
        missing("archived.prompts[0].text"),
    ),
    "an archived level that is still there": (
        with_archived(levels=(a_level(id="growing"),)),
        twice("archived.levels", "growing"),
    ),
    "an archived area that is still there": (
        with_archived(areas=(an_area(),)),
        twice("archived.areas", "subject"),
    ),
    "an archived prompt that is still there": (
        with_archived(prompts=(a_choice_prompt(),)),
        twice("archived.prompts", "moved"),
    ),
    "an archived kind that is still there": (
        a_framework(
            opportunities=(Choice("visit", ""),),
            archived=Archive(opportunities=(Choice("visit", "A day"),)),
        ),
        twice("archived.opportunities", "visit"),
    ),
    "two archived levels of one id": (
        with_archived(levels=(LEFT, LEFT)),
        twice("archived.levels", "left"),
    ),
    "two hundred archived levels": (with_archived(levels=some_levels(200)), []),
    "too many archived levels": (
        with_archived(levels=some_levels(201)),
        too_many("archived.levels", 200),
    ),
}


@pytest.mark.parametrize(("framework", "problems"), RULES.values(), ids=RULES)
def test_what_a_framework_breaks_is_told_with_its_path_and_limit(framework, problems):
    assert list(check(framework)) == problems
