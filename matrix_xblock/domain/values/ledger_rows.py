"""Rows of the ledger: what kinds there are, and whom one is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "BANK",
    "BOARD",
    "EVERYBODY",
    "OF_NOBODY",
    "RELEASES",
    "TEAM",
    "Entry",
    "Kind",
]

BOARD = "board"
"""Stands for the participant in the rows of the board, which belong to nobody."""

BANK = "bank"
"""Stands for the participant in the rows of a course team's comment bank, which is about nobody."""

TEAM = "team"
"""Stands for the participant in rows of the course team's summaries, which are about nobody."""

EVERYBODY = "everybody"
"""Stands for the participant in a row of the trail that is about all who signed off: an export."""

RELEASES = "releases"
"""Stands for the participant in the rows of releases, which are about nobody."""

OF_NOBODY = frozenset({BANK, BOARD, EVERYBODY, RELEASES})
"""What stands for a participant and is none: rows that belong to a course team as a whole."""


class Kind(StrEnum):
    """Kinds of ledger rows. Each kind of one participant in one block is a list of its own.

    The bank is of a whole course: every block of it has the same.
    """

    SUMMARY = "summary"
    SNAPSHOT = "snapshot"
    RESPONSE = "response"
    BOARD = "board"
    ACCESS = "access"
    CONSENT = "consent"
    STANDING = "standing"
    INTEREST = "interest"
    OPPORTUNITIES = "opportunities"
    RELEASE = "release"
    BANK = "bank"
    REMINDER = "reminder"
    DIGEST = "digest"
    COHORTS = "cohorts"
    COUNTED = "counted"


@wordless
@dataclass(frozen=True)
class Entry:
    """One row of the ledger: a JSON object that is never changed again."""

    kind: Kind
    participant: str
    body: Mapping[str, Any]
    at: datetime
