"""What a change of a framework means for those who have been asked already."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from matrix_xblock.domain.framework.framework import (
    TEXT_LIMITS,
    Area,
    Framework,
    Prompt,
    Visibility,
)
from matrix_xblock.domain.framework.origin import UNNAMED, has_own_areas
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.review.migration import Difference, difference
from matrix_xblock.domain.values.identifiers import fresh_id

__all__ = ["Effect", "Usage", "effect", "is_structural", "next_version", "own", "renewed"]

_NUMBER_AT_END = re.compile(r"[0-9]{1,9}\Z")
_LONGEST_ID = 100


@dataclass(frozen=True)
class Usage:
    """What has been signed off in a block: people, reviews, and reviews by round."""

    people: int = 0
    reviews: int = 0
    rounds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What an author changes, by name. `needs_saying` tells whether it is more than words.

    `altered` are areas and questions that stay and are asked in another way; `opened` are questions
    whose answers course staff see from now on, `closed` those whose answers they see no more.
    """

    areas: Difference
    levels: Difference
    prompts: Difference
    rounds: Difference
    restored: tuple[str, ...]
    needs_saying: bool
    altered: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    is_reordered: bool = False
    """Whether levels that stay are in another order."""


def effect(
    before: Framework, after: Framework, *, was: Sequence[Round], becomes: Sequence[Round]
) -> Effect:
    """Compare what is saved with what an author wants to save."""
    rounds = difference([(e.id, e.title) for e in was], [(e.id, e.title) for e in becomes])
    archived = {area.id for area in before.archived.areas}
    return Effect(
        areas=difference(*([(e.id, e.name) for e in each.areas] for each in (before, after))),
        levels=difference(*([(e.id, e.name) for e in each.levels] for each in (before, after))),
        prompts=difference(*([(e.id, e.text) for e in each.prompts] for each in (before, after))),
        rounds=rounds,
        restored=tuple(area.name for area in after.areas if area.id in archived),
        needs_saying=is_structural(before, after) or bool(rounds.gone),
        altered=(*_altered_areas(before, after), *_altered_prompts(before, after)),
        opened=_turned(before, after, Visibility.SHARED),
        closed=_turned(before, after, Visibility.PRIVATE),
        is_reordered=_order_of_those_in(before, after) != _order_of_those_in(after, before),
    )


def _altered_areas(before: Framework, after: Framework) -> Iterator[str]:
    old = {area.id: _area_structure(area) for area in before.areas}
    for area in after.areas:
        if old.get(area.id, _area_structure(area)) != _area_structure(area):
            yield area.name


def _altered_prompts(before: Framework, after: Framework) -> Iterator[str]:
    old = {prompt.id: prompt for prompt in before.prompts}
    for prompt in after.prompts:
        was = old.get(prompt.id, prompt)
        if _prompt_structure(replace(was, visibility=prompt.visibility)) != _prompt_structure(
            prompt
        ):
            yield prompt.text


def _turned(before: Framework, after: Framework, to: Visibility) -> tuple[str, ...]:
    """Name the questions that stay and whose answers are now seen by others than before."""
    old = {prompt.id: prompt.visibility for prompt in before.prompts}
    return tuple(
        prompt.text
        for prompt in after.prompts
        if prompt.visibility is to is not old.get(prompt.id, to)
    )


def _order_of_those_in(framework: Framework, other: Framework) -> list[str]:
    """Return the ids of the levels that both have, in the order of the first."""
    shared = {level.id for level in other.levels}
    return [level.id for level in framework.levels if level.id in shared]


def is_structural(before: Framework, after: Framework) -> bool:
    """Tell whether more than words has changed: what is asked, on which scale, and of whom."""
    return _structure(before) != _structure(after)


def _structure(framework: Framework) -> object:
    return (
        [level.id for level in framework.levels],
        {_area_structure(area) for area in framework.areas},
        [_prompt_structure(prompt) for prompt in framework.prompts],
    )


def _area_structure(area: Area) -> tuple[str, bool, tuple[str, ...]]:
    return (area.id, area.optional, area.was)


def _prompt_structure(prompt: Prompt) -> object:
    choices = [choice.id for choice in prompt.choices]
    conditions = {key: set(ids) for key, ids in prompt.show_if.items()}
    flags = (prompt.optional, prompt.names_next_step, prompt.counted_with_consent)
    return (prompt.id, prompt.kind, choices, conditions, prompt.visibility, flags)


def next_version(version: str) -> str:
    """Count a version on: `1` becomes `2`, `2026.3` becomes `2026.4`, `draft` becomes `draft-2`.

    It stays as long as a version may be.
    """
    at_end = _NUMBER_AT_END.search(version)
    stem = version[: at_end.start()] if at_end else f"{version}-"
    number = str(int(at_end.group()) + 1 if at_end else 2)
    return f"{stem[: TEXT_LIMITS['text'] - len(number)]}{number}"


def renewed(before: Framework, after: Framework) -> Framework:
    """Give what has been used a new version where it is still called as before."""
    return replace(after, version=next_version(before.version)) if _same(before, after) else after


def _same(before: Framework, after: Framework) -> bool:
    return before.name == after.name and is_structural(before, after)


def own(framework: Framework, presets: Collection[Framework]) -> Framework:
    """Give what was made from a preset an id of its own, and say which one it was made from.

    Areas of one's own under the id of a preset were not made from it.
    """
    by_id = {name: each for each in presets for name in (each.id, _own_id(each))}
    preset = by_id.get(framework.id)
    if framework.id == UNNAMED or (preset and has_own_areas(framework, preset)):
        return replace(framework, id=fresh_id(framework.title, by_id, "framework"), maps_from=())
    if preset is None or preset == framework:
        return framework
    if framework.id != preset.id:
        return framework
    named = preset.name[: TEXT_LIMITS["name"]]
    origins = tuple(dict.fromkeys((*framework.maps_from, named)))
    return replace(framework, id=_own_id(preset), maps_from=origins)


def _own_id(preset: Framework) -> str:
    return f"{preset.id[: _LONGEST_ID - 4]}-own"
