"""Facts: what has happened, as the platform is told of it. No words, and no level."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.domain.framework.mode import Mode

__all__ = ["SignedOff", "Started"]


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
    mode: Mode = Mode.SELF_REVIEW
    """What gives the points: with acceptance by course staff a sign-off publishes none."""
