"""A sign-off as it counts: its number, its points, and what the platform is told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matrix_xblock.domain.facts import SignedOff
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.record import engagement
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review import returns
from matrix_xblock.domain.review.feedback import Responses
from matrix_xblock.domain.review.review import Review
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["CountedSignOff", "counted"]


@wordless
@dataclass(frozen=True)
class CountedSignOff:
    """A review that is signed off, the record with it as it is kept, and the fact."""

    review: Review
    record: Record
    fact: SignedOff


def counted(
    record: Record,
    review: Review,
    setup: Setup,
    *,
    responses: Responses,
    latest: int,
    attached: int,
    mode: Mode,
) -> CountedSignOff:
    """Number a review that has just been signed off, and work out its points.

    Numbers go on from `latest`, the one that the ledger holds, 0 for none: a record that was reset
    begins again at 1. Points never fall. `attached` is how many CPD entries go with it.
    """
    credit = engagement.credit(review, setup.framework, setup.credit, entries=attached)
    signed = replace(
        review,
        revision=max(review.revision, latest + 1),
        earned=max(credit.earned, review.earned),
    )
    changed = record.with_review(returns.to_keep(signed, responses))
    return CountedSignOff(signed, changed, _fact(signed, changed, setup, mode))


def _fact(review: Review, record: Record, setup: Setup, mode: Mode) -> SignedOff:
    total = engagement.totals(record, setup.rounds, setup.credit)
    return SignedOff(
        round_id=review.round_id,
        revision=review.revision,
        areas=sum(each.is_reviewed for each in review.areas.values()),
        reflections=sum(bool(each.reflection) for each in review.areas.values()),
        earned=total.earned,
        possible=total.possible,
        completion=total.completion,
        at=review.signed_off_at,
        mode=mode,
    )
