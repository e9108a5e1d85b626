"""The answer to somebody who asks what is stored about them: to read, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.plans.opportunity import OpportunityType
from matrix_xblock.domain.record.stored_part import MARK, Part
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.page import Page

__all__ = ["Answer", "Asked", "Words", "as_json"]

VERSION = 1
_OPENED = {"access", "export"}
"""What says who opened it."""

_OPPORTUNITIES = {"opportunities", "asks"}
"""Keys under which opportunities are, in records, sign-offs and lines of the queue."""

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
class AnswerShown:
    """The page around what is stored: how much there is, and who opened it, the latest first.

    `place` stands where the parts are to be put: they are too many to be on a page as it is made.
    """

    asked: Asked
    place: str
    openings: tuple[Opening, ...]
    numbers: Mapping[str, int]


@wordless
@dataclass(frozen=True)
class Words:
    """Where words for codes are: ours by code, and those that authors gave a review.

    `framework_of` is asked with a course and a block; None stands for content that is gone.
    """

    label: Callable[[str], str]
    framework_of: Callable[[str, str], Framework | None]

    def word(self, kind: str, code: str) -> str:
        """Say a code of ours; one without words is shown."""
        words = self.label(f"{kind}.{code}")
        return code if words == f"{kind}.{code}" else words


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


class Answer:
    """The answer to be read. Who opened what of it adds up while its parts are shown."""

    def __init__(self, asked: Asked, words: Words) -> None:
        self._asked = asked
        self._words = words
        self._openings: list[Opening] = []

    def pages(self, parts: Iterable[Part]) -> Iterator[Page]:
        """Yield a piece of the page for each part. Who opened what is noted for its end."""
        for part in parts:
            if part.what in _OPENED and isinstance(part.body, Mapping):
                who, what = (str(part.body.get(key, "")) for key in ("who", "what"))
                self._openings.append(Opening(part, who, self._words.word("access", what)))
            elif part.what != MARK:  # the line that it is in says who opened it
                shown = PartShown(part, _Showing(part, self._words).whole())
                yield Page("operator/stored_part.html", shown)

    def page(self, place: str, numbers: Mapping[str, int]) -> Page:
        """Return the page around them, when all of them are known."""
        in_order = sorted(self._openings, key=lambda each: iso(each.part.at) or "", reverse=True)
        shown = AnswerShown(self._asked, place, tuple(in_order), numbers)
        return Page("operator/subject_access.html", shown)


def _written(part: Part) -> dict[str, Any]:
    return {
        "what": part.what,
        "course": part.course,
        "block": part.block,
        "at": iso(part.at),
        "deleted_by_reset": part.is_deleted,
        "body": part.body,
    }


class _Showing:
    """One part being shown. Codes of opportunities are said in words."""

    def __init__(self, part: Part, words: Words) -> None:
        self._part = part
        self._words = words

    def whole(self) -> Shown:
        """Return all of it."""
        return self._shown("", self._part.body, is_of=self._part.what == Kind.OPPORTUNITIES)

    def _shown(self, key: str, value: Any, depth: int = 0, *, is_of: bool = False) -> Shown:
        """Show a value. `is_of` tells whether it is of opportunities."""
        label = _label(key)
        if depth > _DEEPEST and isinstance(value, Mapping | list | tuple):
            return Shown(label, text=json.dumps(value, ensure_ascii=False))
        if isinstance(value, Mapping):
            inside = (
                self._shown(str(name), each, depth + 1, is_of=is_of or name in _OPPORTUNITIES)
                for name, each in value.items()
            )
            return Shown(label, inside=tuple(each for each in inside if each.text or each.inside))
        if isinstance(value, list | tuple):
            inside = (self._shown(key, each, depth + 1, is_of=is_of) for each in value)
            return Shown(label, inside=tuple(replace(each, label="") for each in inside))
        words = self._in_words(key, value) if is_of and isinstance(value, str) else None
        return Shown(label, text=words or ("" if value is None else _text(str(value))))

    def _in_words(self, key: str, code: str) -> str | None:
        """Say a code of an opportunity, None for what is none."""
        match key:
            case "status" | "reason":
                return self._words.word(f"opportunity.{key}", code)
            case "type" if code in set(OpportunityType):
                own = self._framework.opportunity_name(code) if self._framework else ""
                return own or self._words.word("opportunity.type", code)
            case "type":
                return self._authored(code, lambda known: known.opportunity_name(code))
            case "areas":
                return self._authored(code, lambda known: _area_name(known, code))
            case _:
                return None

    def _authored(self, code: str, name: Callable[[Framework], str]) -> str:
        """Say what an author has named, or its code where the content is gone."""
        known = self._framework
        return (name(known) if known else "") or f"{code} {self._words.label('stored.gone')}"

    @cached_property
    def _framework(self) -> Framework | None:
        return self._words.framework_of(self._part.course, self._part.block)


def _area_name(framework: Framework, code: str) -> str:
    every = (*framework.areas, *framework.archived.areas)
    return next((each.name for each in every if each.id == code), "")


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
