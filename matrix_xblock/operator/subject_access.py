"""The answer to somebody who asks what is stored about them: to read, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.record.stored_part import MARK, Part
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.page import Page

__all__ = ["Asked", "as_json", "as_page"]

VERSION = 1
_OPENED = {"access", "export"}
"""What says who opened it."""

_DEEPEST = 12
"""Lists in lists that are shown: deeper, nothing of ours is, and a page could not be made."""


@wordless
@dataclass(frozen=True)
class Asked:
    """Who asks, and when it was looked for."""

    account: int
    username: str
    name: str
    ids: tuple[tuple[str, str], ...]
    at: datetime


@wordless
@dataclass(frozen=True)
class Shown:
    """A value as it is shown: words, or what it is made of, each with its label."""

    label: str
    text: str = ""
    inside: tuple[Shown, ...] = ()


@wordless
@dataclass(frozen=True)
class PartShown:
    """One thing that is stored, to be read."""

    part: Part
    body: Shown


@wordless
@dataclass(frozen=True)
class Opening:
    """Who opened what of it, and where."""

    part: Part
    who: str
    what: str


@wordless
@dataclass(frozen=True)
class _Answer:
    """The page: what is stored, in the order in which it is found, and who opened it."""

    asked: Asked
    parts: Iterable[PartShown]
    openings: Iterable[Opening]
    numbers: Mapping[str, int]


def as_json(asked: Asked, parts: Iterable[Part]) -> Iterator[str]:
    """Yield the answer as JSON, a part at a time."""
    head = {
        "version": VERSION,
        "at": iso(asked.at),
        "account": asked.account,
        "username": asked.username,
        "name": asked.name,
        "ids": [{"course": course, "id": each} for course, each in asked.ids],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ',\n"parts": ['
    for number, part in enumerate(parts):
        yield (",\n" if number else "\n") + json.dumps(_written(part), ensure_ascii=False)
    yield "\n]}\n"


def as_page(asked: Asked, parts: Iterable[Part], numbers: Mapping[str, int]) -> Page:
    """Return the answer as a page that stands alone."""
    openings: list[Opening] = []
    return Page(
        "operator/subject_access.html",
        _Answer(asked, _noting(parts, openings), _in_order(openings), numbers),
    )


def _noting(parts: Iterable[Part], openings: list[Opening]) -> Iterator[PartShown]:
    """Yield parts as they are shown, and note who opened what: that is shown behind them."""
    for part in parts:
        if part.what in _OPENED and isinstance(part.body, Mapping):
            who, what = (str(part.body.get(key, "")) for key in ("who", "what"))
            openings.append(Opening(part, who, what))
        elif part.what != MARK:  # the line that it is in says who opened it
            yield PartShown(part, _shown("", part.body))


def _in_order(openings: Sequence[Opening]) -> Iterator[Opening]:
    """Yield them, the latest first. They are all known when a page comes to them."""
    yield from sorted(openings, key=lambda each: iso(each.part.at) or "", reverse=True)


def _written(part: Part) -> dict[str, Any]:
    return {
        "what": part.what,
        "course": part.course,
        "block": part.block,
        "at": iso(part.at),
        "deleted_by_reset": part.is_deleted,
        "body": part.body,
    }


def _shown(label: str, value: Any, depth: int = 0) -> Shown:
    if depth > _DEEPEST and isinstance(value, Mapping | list | tuple):
        return Shown(label, text=json.dumps(value, ensure_ascii=False))
    if isinstance(value, Mapping):
        inside = (_shown(_label(str(key)), each, depth + 1) for key, each in value.items())
        return Shown(label, inside=tuple(each for each in inside if each.text or each.inside))
    if isinstance(value, list | tuple):
        return Shown(label, inside=tuple(_shown("", each, depth + 1) for each in value))
    return Shown(label, text="" if value is None else _text(str(value)))


def _text(text: str) -> str:
    """Return a time without what nobody reads of it, and anything else as it is."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if text.isdigit() or len(text) <= len("2026-01-01") else f"{time:%Y-%m-%d %H:%M %Z}"


def _label(key: str) -> str:
    """Return a key as words: ids of rounds and areas are keys as well. Of a block it stays."""
    if ":" in key:
        return key
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
