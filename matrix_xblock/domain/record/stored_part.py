"""One thing that is stored of somebody: what it is, where, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "DRAFT",
    "EXPORT",
    "MARK",
    "NAME",
    "QUEUE",
    "RECORD",
    "SCORE",
    "UNKNOWN",
    "Part",
    "counted",
]

RECORD, QUEUE, SCORE = "record", "queue", "score"
"""What is theirs beside preferences and rows: reviews, keys of the queue, points."""

DRAFT, NAME, MARK, EXPORT = "draft", "name", "mark", "export"
"""What is about them elsewhere: a draft of course staff, their name in a row about somebody else,
their mark in a line about several, and a line about several or everybody in a block."""

UNKNOWN = "unknown"
"""A row of a kind that this version does not know."""


@wordless
@dataclass(frozen=True)
class Part:
    """One thing that is stored, as it is stored.

    `what` names it as `docs/data-protection.md` does: a field, a kind of row, or what the page says
    beside them. `is_deleted` tells of a row that a reset has marked, and that is still there.
    """

    what: str
    body: Any
    course: str = ""
    block: str = ""
    at: datetime | None = None
    is_deleted: bool = False


def counted(parts: Iterable[Part]) -> dict[str, int]:
    """Count parts by what they are."""
    return dict(Counter(part.what for part in parts))
