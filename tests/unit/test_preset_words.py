"""The words of the frameworks that come with the package: each cell says something of its own.

A participant chooses between the cells of one area. A cell that is empty, that says what another
cell says, or that is not about the person who reads it, makes that choice a guess.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.host.framework_catalogue import preset, presets

LENGTH = range(12, 26)
"""How many words a cell may have: enough for something that one would see, and no paragraph."""

EARLIER = "talent-development-v1"
"""Its cells have been signed off against since the first version, so their words stay: some are
shorter than `LENGTH`, and its areas have no description. Every other rule holds for it too."""

EARLIER_LENGTH = range(7, 26)
ALIKE = 0.6
"""The share of words in common from which two cells are the same one with a word exchanged."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_FIRST_PERSON = frozenset({"i", "me", "my", "myself"})
_SECOND_PERSON = frozenset({"you", "your", "yours", "yourself"})
_NEXT_SENTENCE = re.compile(r"[.!?…]['\"’”)]*\s+\S")


def words(text: str) -> tuple[str, ...]:
    """Return a text without what makes no difference: case, punctuation and spaces."""
    return tuple(_WORD.findall(text.casefold()))


def cells(framework: Framework) -> dict[str, str]:
    """Return the words of each cell by its place. An empty cell borrows none from its level."""
    return {
        f"{area.id}/{level.id}": area.descriptors.get(level.id, "")
        for area in framework.areas
        for level in framework.levels
    }


def faults(framework: Framework) -> list[str]:
    """Name everything about the words of a preset that has to be mended, each with its place."""
    lengths = EARLIER_LENGTH if framework.id == EARLIER else LENGTH
    wrong = [
        *(
            fault
            for place, text in cells(framework).items()
            for fault in _cell(place, text, lengths)
        ),
        *_alike(framework),
        *(fault for area in framework.areas for fault in _prompts(area)),
        *_twice(framework),
    ]
    for area in framework.areas:
        if framework.id != EARLIER or area.description:
            wrong += _description(area)
    return wrong


def _cell(place: str, text: str, lengths: range) -> Iterator[str]:
    in_words = words(text)
    if not in_words:
        yield f"{place}: empty"
        return
    if len(in_words) not in lengths:
        yield f"{place}: {len(in_words)} words"
    if not _FIRST_PERSON & set(in_words) or _SECOND_PERSON & set(in_words):
        yield f"{place}: not in the first person"


def _alike(framework: Framework) -> Iterator[str]:
    """Compare all cells of a preset, and what its levels say where a cell says nothing."""
    every = {
        **cells(framework),
        **{f"*/{level.id}": level.descriptor for level in framework.levels},
    }
    by_place = {place: words(text) for place, text in every.items() if words(text)}
    for one, other in combinations(by_place, 2):
        if by_place[one] == by_place[other]:
            yield f"{one}, {other}: equal"
            continue
        shared, together = (
            set(by_place[one]) & set(by_place[other]),
            set(by_place[one]) | set(by_place[other]),
        )
        if len(shared) / len(together) > ALIKE:
            yield f"{one}, {other}: nearly equal"


def _prompts(area: Area) -> Iterator[str]:
    if len(area.prompts) < 2:
        yield f"{area.id}: {len(area.prompts)} prompts"
    if any(not words(prompt) or not prompt.endswith("?") for prompt in area.prompts):
        yield f"{area.id}: a prompt that asks nothing"


def _description(area: Area) -> Iterator[str]:
    if not words(area.description):
        yield f"{area.id}: no description"
    elif _NEXT_SENTENCE.search(area.description) or not area.description.endswith("."):
        yield f"{area.id}: a description that is not one sentence"


def _twice(framework: Framework) -> Iterator[str]:
    """Find prompts and descriptions that stand in two areas, or twice in one."""
    places = defaultdict(list)
    for area in framework.areas:
        for text in (area.description, *area.prompts):
            if words(text):
                places[words(text)].append(area.id)
    yield from (f"{', '.join(ids)}: the same text" for ids in places.values() if len(ids) > 1)


@pytest.mark.parametrize("framework_id", presets())
def test_each_cell_of_a_preset_says_something_of_its_own(framework_id):
    assert faults(preset(framework_id)) == []


def test_no_cell_stands_in_two_presets():
    places = defaultdict(list)
    for framework_id in presets():
        for place, text in cells(preset(framework_id)).items():
            if words(text):
                places[words(text)].append(f"{framework_id}/{place}")

    assert [in_presets for in_presets in places.values() if len(in_presets) > 1] == []


@pytest.mark.parametrize("framework_id", [key for key in presets() if key.startswith("npq-")])
def test_an_npq_is_valid_until_it_is_replaced_by_one_beside_it(framework_id):
    framework = preset(framework_id)

    assert "Valid until replaced" in framework.note
    assert (framework.valid_from is None, framework.valid_to) == (False, None)
    assert framework.id.endswith(f"-v{framework.version}")


GOOD = preset("npq-senior-leadership-v1")
FIRST, SECOND, *REST = GOOD.areas
CELL = FIRST.descriptors["learning"]


def with_first(**changes) -> Framework:
    """Return the good preset with another first area."""
    return replace(GOOD, areas=(replace(FIRST, **changes), SECOND, *REST))


def with_cell(text: str, level_id: str = "leading") -> Framework:
    """Return the good preset with another text in one cell of its first area."""
    return with_first(descriptors={**FIRST.descriptors, level_id: text})


def of_words(count: int) -> str:
    return " ".join(["I", *(f"word{number}" for number in range(count - 1))])


def test_the_preset_that_is_spoilt_below_has_no_fault():
    assert faults(GOOD) == []


@pytest.mark.parametrize("text", ["", "   ", "…"])
def test_an_empty_cell_is_refused(text):
    assert faults(with_cell(text)) == ["school-culture/leading: empty"]


def test_a_cell_that_is_left_out_is_refused_also_where_its_level_has_words():
    spoilt = with_first(descriptors={"learning": CELL})

    assert [fault for fault in faults(spoilt) if "empty" in fault] == [
        "school-culture/applying: empty",
        "school-culture/embedding: empty",
        "school-culture/leading: empty",
    ]


@pytest.mark.parametrize("text", [CELL, CELL.upper(), CELL.rstrip(".") + " !", f" {CELL} "])
def test_two_equal_cells_of_an_area_are_refused(text):
    assert faults(with_cell(text)) == ["school-culture/learning, school-culture/leading: equal"]


def test_a_cell_of_another_area_is_refused():
    assert faults(with_cell(SECOND.descriptors["leading"].lower())) == [
        "school-culture/leading, teaching/leading: equal"
    ]


def test_a_cell_that_only_exchanges_a_word_is_refused():
    assert faults(with_cell(CELL.replace("I ask", "I often ask"))) == [
        "school-culture/learning, school-culture/leading: nearly equal"
    ]


def test_a_cell_that_repeats_what_its_level_says_anyway_is_refused():
    assert "school-culture/leading, */leading: equal" in faults(
        with_cell(GOOD.levels[-1].descriptor)
    )


@pytest.mark.parametrize("count", [1, 11, 26, 60])
def test_a_cell_that_is_too_short_or_too_long_is_refused(count):
    assert faults(with_cell(of_words(count))) == [f"school-culture/leading: {count} words"]


@pytest.mark.parametrize("count", [12, 25])
def test_a_cell_may_have_twelve_to_twenty_five_words(count):
    assert faults(with_cell(of_words(count))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Leaders set out what the school stands for and hold all of their colleagues to it.",
        "I know that you set out what your school stands for and hold all colleagues to it.",
    ],
)
def test_a_cell_that_is_not_in_the_first_person_is_refused(text):
    assert faults(with_cell(text)) == ["school-culture/leading: not in the first person"]


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_prompts_are_refused(count):
    assert faults(with_first(prompts=FIRST.prompts[:count])) == [f"school-culture: {count} prompts"]


@pytest.mark.parametrize("prompt", ["", "Think about your corridors."])
def test_a_prompt_that_asks_nothing_is_refused(prompt):
    assert faults(with_first(prompts=(*FIRST.prompts, prompt))) == [
        "school-culture: a prompt that asks nothing"
    ]


def test_a_prompt_of_another_area_is_refused():
    assert faults(with_first(prompts=(FIRST.prompts[0], SECOND.prompts[0]))) == [
        "school-culture, teaching: the same text"
    ]


def test_a_description_of_another_area_is_refused():
    assert faults(with_first(description=SECOND.description)) == [
        "school-culture, teaching: the same text"
    ]


def test_an_area_without_a_description_is_refused():
    assert faults(with_first(description="")) == ["school-culture: no description"]


@pytest.mark.parametrize(
    "text",
    ["How we live here. And why.", "What is it like? Like this.", "Habits", "How “so.” Or so."],
)
def test_a_description_of_more_or_less_than_one_sentence_is_refused(text):
    assert faults(with_first(description=text)) == [
        "school-culture: a description that is not one sentence"
    ]
