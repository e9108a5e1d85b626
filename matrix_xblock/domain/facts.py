"""Facts: what has happened, as the platform is told of it. No words, and no level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from matrix_xblock.domain.framework.mode import Mode

__all__ = [
    "BoardChanged",
    "CpdLogged",
    "Exported",
    "Fact",
    "OpportunityMarked",
    "OpportunityMoved",
    "Replied",
    "Responded",
    "SignedOff",
    "Started",
    "StepMoved",
]


@dataclass(frozen=True)
class Started:
    """Fact: a participant began a round. `completion`: share of rounds signed off (0 to 1)."""

    round_id: str
    completion: float = 0.0


@dataclass(frozen=True)
class SignedOff:
    """Fact: a participant signed a review off. Counts only: no level, no text."""

    round_id: str
    revision: int
    areas: int
    reflections: int
    earned: float
    possible: int
    completion: float
    """Points and share of rounds signed off (0 to 1), over all rounds of the block."""
    at: datetime | None = None
    """When, as the ledger has it. Whoever counts sign-offs knows by it that two are the same."""
    mode: Mode = Mode.SELF_REVIEW
    """What gives the points: with acceptance by course staff a sign-off publishes none."""


@dataclass(frozen=True)
class CpdLogged:
    """Fact: an entry joined the CPD log. No text."""

    type: str
    status: str
    minutes: int


@dataclass(frozen=True)
class StepMoved:
    """Fact: a next step was set, or has a new status. No text."""

    status: str


@dataclass(frozen=True)
class OpportunityMoved:
    """Fact: an opportunity is wanted, or has come further. No text."""

    type: str
    status: str


@dataclass(frozen=True)
class Responded:
    """Fact: course staff commented on a review, returned or accepted it, or took that back."""

    round_id: str
    kind: str
    comments: int
    waited_hours: int | None = None
    """Whole hours since the latest sign-off of that round; not whose review it was."""
    answers_before: int = 0
    """How often this review was answered in this round before: first answers count people."""


@dataclass(frozen=True)
class Replied:
    """Fact: a participant answered a comment. No text."""

    round_id: str


@dataclass(frozen=True)
class OpportunityMarked:
    """Fact: course staff said what has become of somebody's opportunity. No text."""

    status: str


@dataclass(frozen=True)
class BoardChanged:
    """Fact: an opportunity was posted on the board, or taken down. No text."""

    kind: str


@dataclass(frozen=True)
class Exported:
    """Fact: course staff took a file of what was signed off."""

    kind: str


Fact = (
    Started
    | SignedOff
    | CpdLogged
    | StepMoved
    | OpportunityMoved
    | Replied
    | Responded
    | OpportunityMarked
    | BoardChanged
    | Exported
)
