"""Whose areas a framework has: those of a ready-made one, changed here and there, or one's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.framework.framework import TEXT_LIMITS, Framework

__all__ = ["UNNAMED", "as_read", "check_origin", "has_own_areas", "without_origin"]

UNNAMED = "own-framework"
"""The id of a framework of one's own until it is saved under a name."""

_NAMES = ("title", "source")
_WITH_THE_SOURCE = ("licence", "note")
"""These say something of the source. Areas of one's own may have the same licence from elsewhere.
"""
_UNSEEN: dict[str, Any] = {
    "code": "",
    "confidence": "",
    "valid_from": None,
    "valid_to": None,
    "maps_from": (),
}


def as_read(name: str) -> str:
    """Return a name as people read it: case, spaces and what nobody sees make no difference.

    No name is longer than this reads; of a longer one it is said that it is too long.
    """
    plain = unicodedata.normalize("NFKC", name[: TEXT_LIMITS["name"]]).casefold()
    seen = (each for each in plain if unicodedata.category(each) != "Cf")
    return " ".join("".join(seen).split())


def has_own_areas(framework: Framework, preset: Framework) -> bool:
    """Tell whether fewer than half of the areas are called as one of the ready-made framework."""
    theirs = {as_read(area.name) for area in preset.areas}
    shared = [area for area in framework.areas if as_read(area.name) in theirs]
    return 2 * len(shared) < len(framework.areas)


def without_origin(framework: Framework, presets: Collection[Framework]) -> Framework:
    """Take the name, the source and all else of a ready-made framework from areas of one's own."""
    carried = dict(_carried(framework, presets))
    if not carried:
        return framework
    cleared: dict[str, Any] = dict.fromkeys(carried, "")
    return replace(framework, id=UNNAMED, **{**_UNSEEN, **cleared})


def check_origin(framework: Framework, presets: Collection[Framework]) -> Iterator[Problem]:
    """Refuse areas of one's own under the name of a ready-made framework, or as of its source."""
    for name, preset in _carried(framework, presets):
        yield Problem(name, f"{name}_of_another", {"title": preset.title})


def _carried(
    framework: Framework, presets: Collection[Framework]
) -> Iterator[tuple[str, Framework]]:
    """Give what the framework has of a ready-made one that its areas are not of."""
    for name in _NAMES:
        lenders = _lenders(framework, presets, name)
        if not lenders:
            continue
        yield name, lenders[0]
        for other in _WITH_THE_SOURCE if name == "source" else ():
            words = getattr(framework, other).split()
            same = [each for each in lenders if words and words == getattr(each, other).split()]
            yield from ((other, each) for each in same[:1])


def _lenders(framework: Framework, presets: Collection[Framework], name: str) -> list[Framework]:
    """Return whose name or source it is, first the one that the framework was made from.

    Where one of them has the areas too, it is that one, and nothing is carried.
    """
    words = as_read(getattr(framework, name))
    same = [each for each in presets if words and as_read(getattr(each, name)) == words]
    if not all(has_own_areas(framework, each) for each in same):
        return []
    return sorted(same, key=lambda each: each.id != framework.id)
