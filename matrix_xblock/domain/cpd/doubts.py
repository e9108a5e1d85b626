"""What an entry is asked about before it is saved: it is in the log already, or it is ahead.

Neither is wrong. Once answered the entry is saved as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdLog, CpdStatus, Glance
from matrix_xblock.domain.values.prose import comparable
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Doubts", "doubts"]

_WORD = re.compile(r"\w+")


@wordless
@dataclass(frozen=True)
class Doubts:
    """`same` is an entry that says the same; `is_ahead`: marked as done on a day to come."""

    same: Glance | None = None
    is_ahead: bool = False

    def __bool__(self) -> bool:
        return self.is_ahead or self.same is not None


def doubts(log: CpdLog, entry: CpdEntry, *, today: date) -> Doubts:
    """Return what is worth asking of an entry that is new, or whose title, day or status is."""
    before = log.glances.get(entry.id)
    shown = (entry.title, entry.start.isoformat(), entry.status.value)
    if before and (before.title, before.start, before.status) == shown:
        return Doubts()
    is_ahead = entry.status is CpdStatus.DONE and entry.start > today
    return Doubts(_likely_same(log, entry), is_ahead)


def _likely_same(log: CpdLog, entry: CpdEntry) -> Glance | None:
    """Return another entry of that day whose title has the same words, or all of them and more."""
    day = entry.start.isoformat()
    words = _words(entry.title)
    others = (each for key, each in log.glances.items() if key != entry.id and each.start == day)
    return next((each for each in others if _is_within(words, _words(each.title))), None)


def _is_within(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and (one <= other or other <= one)


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(comparable(title)))
