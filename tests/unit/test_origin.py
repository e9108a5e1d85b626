"""Areas of one's own do not go by the name and the source of a ready-made framework."""

from dataclasses import replace

import pytest

from builders import a_framework
from matrix_xblock.domain.framework.authoring import check_framework
from matrix_xblock.domain.framework.framework import Area
from matrix_xblock.domain.framework.origin import check_origin, without_origin
from matrix_xblock.domain.review.effect import own

HEADSHIP = a_framework(
    id="headship",
    title="NPQ Headship",
    source="gov.uk",
    licence="OGL",
    note="Names as published.",
    confidence="high",
    areas=tuple(Area(f"a{n}", f"Area {n}") for n in range(4)),
)


def renamed(count, **changes):
    """Type another name over so many areas of the ready-made framework."""
    ours = tuple(replace(area, name=f"Ours {area.id}") for area in HEADSHIP.areas[:count])
    return replace(HEADSHIP, areas=(*ours, *HEADSHIP.areas[count:]), **changes)


def refused(framework, presets=(HEADSHIP,)):
    return [problem.field for problem in check_origin(framework, presets)]


def test_a_ready_made_framework_that_is_changed_here_and_there_keeps_its_name_and_source():
    assert refused(HEADSHIP) == refused(renamed(2)) == []
    assert without_origin(renamed(2), [HEADSHIP]) == renamed(2)


def test_areas_typed_over_most_of_a_ready_made_framework_need_a_name_and_a_source():
    assert refused(renamed(3)) == ["title", "source", "licence", "note"]


def test_another_name_and_source_are_enough_and_the_licence_may_be_the_same():
    assert refused(renamed(4, title="Ours", source="Our trust")) == []


def test_a_name_that_reads_the_same_is_the_same():
    assert refused(renamed(4, title=" npq  HEADSHIP", source="Our trust")) == ["title"]


def test_a_source_that_several_have_in_common_belongs_to_the_one_with_the_areas():
    other = replace(HEADSHIP, id="other", title="Other", areas=renamed(4).areas)

    assert refused(renamed(4, title="Ours"), [HEADSHIP, other]) == []


def test_areas_of_ones_own_lose_all_that_is_of_the_ready_made_framework_and_nothing_else():
    ours = without_origin(renamed(4), [HEADSHIP])

    assert (ours.title, ours.source, ours.licence, ours.note, ours.confidence) == ("",) * 5
    assert (ours.areas, ours.levels, ours.prompts) == (
        renamed(4).areas,
        HEADSHIP.levels,
        HEADSHIP.prompts,
    )


def test_areas_of_ones_own_are_kept_under_an_id_of_their_own():
    ours = renamed(4, title="Our framework", source="Our trust")

    assert (own(ours, [HEADSHIP]).id, own(ours, [HEADSHIP]).maps_from) == ("our-framework", ())
    assert own(renamed(1), [HEADSHIP]).maps_from == (HEADSHIP.name,)


@pytest.mark.parametrize(
    "name",
    [
        "Leadership",
        " leadership ",
        "LEADERSHIP",
        "Leader\u200bship",
        "Ｌeadership",
        "Leaders\u00adhip",
    ],
)
def test_two_areas_that_read_alike_are_a_problem_at_the_second(name):
    areas = (Area("a", "Leadership"), Area("b", "Teaching"), Area("c", name))

    [problem] = check_framework(a_framework(areas=areas))

    assert (problem.field, problem.code) == ("areas[2].name", "area_named_twice")
    assert problem.values == {"name": name, "first": 1}


@pytest.mark.parametrize("other", ["Leaderships", "Léadership", "Leader ship", ""])
def test_areas_that_read_differently_are_none(other):
    areas = (Area("a", "Leadership"), Area("b", other), Area("c", ""))

    assert not [p for p in check_framework(a_framework(areas=areas)) if p.code != "missing_words"]
