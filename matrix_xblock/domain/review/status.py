"""Where a participant stands in each round, as course staff may know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from matrix_xblock.domain.review.feedback import DecisionKind, Responses
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["NEEDS_STAFF_FIRST", "ReviewStatus", "RoundStanding", "Standing", "of_round", "overall"]


class ReviewStatus(StrEnum):
    """The status of a review for course staff."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    COMMENTED = "commented"
    RETURNED = "returned"
    ACCEPTED = "accepted"


NEEDS_STAFF_FIRST = (
    ReviewStatus.WAITING,
    ReviewStatus.RETURNED,
    ReviewStatus.COMMENTED,
    ReviewStatus.IN_PROGRESS,
    ReviewStatus.NOT_STARTED,
    ReviewStatus.ACCEPTED,
)
"""The order in which reviews need somebody of the course staff."""


@wordless
@dataclass(frozen=True)
class RoundStanding:
    """One round: its status, and counts of what went with the latest sign-off.

    `signed_off_at` is an ISO time in UTC, or empty; `minutes` are of CPD that has taken place.
    """

    status: ReviewStatus
    revision: int = 0
    signed_off_at: str = ""
    minutes: int = 0
    open: int = 0


@wordless
@dataclass(frozen=True)
class Standing:
    """All rounds of one participant. `at_work` are names of staff who have a draft for them."""

    rounds: Mapping[str, RoundStanding] = field(default_factory=dict)
    at_work: tuple[str, ...] = ()


def of_round(
    responses: Responses, round_id: str, revision: int, *, at: str, minutes: int, opportunities: int
) -> RoundStanding:
    """Tell where a round stands of which that revision was signed off last."""
    decision = responses.decision(round_id, revision)
    if decision is not None:
        is_accepted = decision.kind is DecisionKind.ACCEPTED
        status = ReviewStatus.ACCEPTED if is_accepted else ReviewStatus.RETURNED
    else:
        status = (
            ReviewStatus.COMMENTED if responses.of(round_id, revision) else ReviewStatus.WAITING
        )
    return RoundStanding(status, revision, at, minutes, opportunities)


def overall(standing: Standing, rounds: Sequence[str]) -> tuple[str, RoundStanding]:
    """Return the latest round that somebody has begun, in the order of the rounds."""
    known = [key for key in rounds if key in standing.rounds] or list(standing.rounds)
    if not known:
        return "", RoundStanding(ReviewStatus.NOT_STARTED)
    return known[-1], standing.rounds[known[-1]]
