"""A framework of Mahara's SmartEvidence: its `.matrix` file, which is JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from matrix_xblock.codec.framework.known_json import children, identifier_in, words_in
from matrix_xblock.domain.framework.branches import Branch, leaves, without_leaves
from matrix_xblock.domain.framework.sheet import Criterion, LeftOut, Rating, Sheet, sheet_of

__all__ = ["is_mahara", "sheet_of_mahara"]

_STATES = ("begun", "incomplete", "partialcomplete", "completed")
"""The states of evidence, in the order in which Mahara has them."""
_READ = {"name", "description", "evidencestatuses", "standards", "standardelements"}
_INSIDE = "standardelement"
"""Where older files have the elements of a standard: inside it, without ids."""


def is_mahara(document: Any) -> bool:
    """Tell such a file by its standards."""
    body = document.get("framework") if isinstance(document, dict) else None
    return isinstance(body, dict) and isinstance(body.get("standards"), list)


def sheet_of_mahara(document: Mapping[str, Any]) -> Sheet:
    """Read what standards are made of as areas, standards as groups, and states as levels."""
    body = document["framework"]
    ratings = tuple(Rating(name) for name in _states(body))
    branches = [*_standards(body, ratings), *_elements(body, ratings)]
    others = (LeftOut(name, 1) for name in body if name not in _READ)
    sheet = Sheet(
        "mahara",
        (),
        title=words_in(body, "name") or "SmartEvidence framework",
        note=words_in(body, "description"),
        left_out=(*without_leaves(branches), *others),
    )
    return sheet_of(sheet, list(leaves(branches)))


def _states(body: Mapping[str, Any]) -> Iterator[str]:
    """Give the names of the states, which are in one object, or in one each."""
    states = body.get("evidencestatuses")
    parts = states if isinstance(states, list) else [states]
    named: dict[str, Any] = {}
    for part in parts:
        named.update(part if isinstance(part, dict) else {})
    yield from (name for state in _STATES if (name := words_in(named, state)))


def _standards(body: Mapping[str, Any], ratings: tuple[Rating, ...]) -> Iterator[Branch]:
    for number, each in enumerate(children(body, "standards")):
        identifier = identifier_in(each, "standardid") or f"#{number}"
        yield Branch(f"standard {identifier}", "", _area(each, ratings))
        yield from _inside(each, f"standard {identifier}", ratings)


def _inside(standard: Mapping[str, Any], key: str, ratings: tuple[Rating, ...]) -> Iterator[Branch]:
    """Give the elements in a standard. One with `parent` belongs to the last one without."""
    last = key
    for number, each in enumerate(children(standard, _INSIDE)):
        own = f"{key} element {number}"
        if each.get("parent") is True:
            yield Branch(own, last, _area(each, ratings))
        else:
            yield Branch(own, key, _area(each, ratings))
            last = own


def _elements(body: Mapping[str, Any], ratings: tuple[Rating, ...]) -> Iterator[Branch]:
    for number, each in enumerate(children(body, "standardelements")):
        inside = identifier_in(each, "parentelementid")
        is_in_another = inside not in {"", "0"}
        parent = (
            f"element {inside}"
            if is_in_another
            else f"standard {identifier_in(each, 'standardid')}"
        )
        key = identifier_in(each, "elementid") or f"#{number}"
        yield Branch(f"element {key}", parent, _area(each, ratings))


def _area(body: Mapping[str, Any], ratings: tuple[Rating, ...]) -> Criterion:
    return Criterion(
        name=words_in(body, "name", "shortname"),
        ratings=ratings,
        description=words_in(body, "description"),
    )
