"""Rows of the ledger: what kinds there are, and whom one is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["BOARD", "EVERYBODY", "OF_NOBODY", "Entry", "Kind"]

BOARD = "board"
"""Stands for the participant in the rows of the board, which belong to nobody."""

EVERYBODY = "everybody"
"""Stands for the participant in a row of the trail that is about all who signed off: an export."""

OF_NOBODY = frozenset({BOARD, EVERYBODY})
"""What stands for a participant and is none: rows that belong to a course team as a whole."""


class Kind(StrEnum):
    """Kinds of ledger rows. Each kind of one participant in one block is a list of its own."""

    SUMMARY = "summary"
    SNAPSHOT = "snapshot"
    RESPONSE = "response"
    BOARD = "board"
    ACCESS = "access"
    CONSENT = "consent"
    STANDING = "standing"
    INTEREST = "interest"
    OPPORTUNITIES = "opportunities"
    COHORTS = "cohorts"


@wordless
@dataclass(frozen=True)
class Entry:
    """One row of the ledger: a JSON object that is never changed again."""

    kind: Kind
    participant: str
    body: Mapping[str, Any]
    at: datetime
