"""Which passages of a text are as they were, which are new, and which have gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Passage", "PassageKind", "passages"]

_SENTENCE = re.compile(r".*?(?:[.!?…](?:\s+|$)|\n+|$)", re.DOTALL)
"""A sentence with the white space after it: whole ones are read more easily than words."""


class PassageKind(StrEnum):
    """What has become of a passage."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@wordless
@dataclass(frozen=True)
class Passage:
    """Some sentences, one after another, that have the same fate."""

    kind: PassageKind
    text: str


def passages(before: str, now: str) -> tuple[Passage, ...]:
    """Compare two texts sentence by sentence: what was removed comes before what is there now."""
    return tuple(each for each in _passages(before, now) if each.text)


def _passages(before: str, now: str) -> Iterator[Passage]:
    old, new = _sentences(before), _sentences(now)
    bare = [each.strip() for each in old], [each.strip() for each in new]
    for tag, start, end, first, last in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Passage(PassageKind.SAME, "".join(new[first:last]))
        else:
            yield Passage(PassageKind.REMOVED, "".join(old[start:end]))
            yield Passage(PassageKind.ADDED, "".join(new[first:last]))


def _sentences(text: str) -> list[str]:
    return [each for each in _SENTENCE.findall(text) if each]
