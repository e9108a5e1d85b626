"""Deciding about several reviews at once: which of them still are as they were seen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from matrix_xblock.domain.review.feedback import Responses
from matrix_xblock.domain.review.status import ReviewStatus, RoundStanding
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["MOST_AT_ONCE", "SeenReview", "Verdict", "press_of", "verdict"]

MOST_AT_ONCE = 500
"""Reviews that can be decided about together."""


@wordless
@dataclass(frozen=True)
class SeenReview:
    """A review as somebody saw it in a list: which revision, and how it stood.

    `since` is the text of the standing that was shown: anything that happened later changes it.
    """

    participant: str
    round_id: str
    revision: int
    status: ReviewStatus
    since: str


class Verdict(StrEnum):
    """What a press may do about a review, or has done; the rest is why it is left out."""

    READY = "ready"
    DONE = "done"
    UNDONE = "undone"
    DECIDED = "decided"
    CHANGED = "changed"
    OWN = "own"
    NOTHING = "nothing"


def press_of(press: str, round_id: str) -> str:
    """Return the id by which one press is known in a round: undoing one leaves the other."""
    return hashlib.sha256(f"{press} {round_id}".encode()).hexdigest()[:32]


def verdict(
    seen: SeenReview,
    standing: RoundStanding | None,
    responses: Responses,
    *,
    latest: int,
    by: str,
    press: str,
) -> Verdict:
    """Tell whether a review can be accepted as it was seen, unopened, by somebody with that press.

    `latest` is the revision that was signed off last, 0 for none.
    """
    own_press = press_of(press, seen.round_id)
    if own_press in responses.presses:
        return Verdict.DONE
    if f"withdrawn {own_press}" in responses.presses:
        return Verdict.UNDONE
    if seen.participant == by:
        return Verdict.OWN
    if not latest or not seen.revision:
        return Verdict.NOTHING
    return _as_seen(seen, standing, responses, latest)


def _as_seen(
    seen: SeenReview, standing: RoundStanding | None, responses: Responses, latest: int
) -> Verdict:
    if seen.revision != latest or standing is None:
        return Verdict.CHANGED
    if responses.decision(seen.round_id, latest) is not None:
        return Verdict.DECIDED
    is_as_seen = (standing.status, standing.since) == (seen.status, seen.since)
    return Verdict.READY if is_as_seen else Verdict.CHANGED
