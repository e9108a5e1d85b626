"""One participant at one round, as loaded for one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from matrix_xblock.codec import ledger as rows
from matrix_xblock.codec.reading import Reading
from matrix_xblock.domain import review as rules
from matrix_xblock.domain import rounds
from matrix_xblock.domain.errors import Locked, Problem, Unknown
from matrix_xblock.domain.framework import Framework
from matrix_xblock.domain.review import Record, Review, Status
from matrix_xblock.domain.rounds import Phase, Round
from matrix_xblock.ports import Entry, Host, Kind, Setup

__all__ = ["Sitting", "as_signed_off", "check_open", "find_round", "sit", "snapshot"]


@dataclass(frozen=True)
class Sitting:
    """One participant at one round, as loaded for one request."""

    setup: Setup
    record: Record
    round: Round
    review: Review
    now: datetime
    entries: tuple[Entry, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether the round takes answers.

        What staff returned stays open after the round has closed.
        """
        return self.review.status is Status.RETURNED or self.phase is Phase.OPEN

    @property
    def phase(self) -> Phase:
        """Where the round is in time."""
        return self.phases[self.round.id]

    @property
    def phases(self) -> Mapping[str, Phase]:
        """Where each round is in time."""
        return rounds.phases(self.setup.rounds, self.now, signed_off=self.record.signed_off)

    @property
    def before(self) -> Review | None:
        """The last review signed off in an earlier round."""
        earlier = rounds.previous(
            self.setup.rounds, self.round.id, signed_off=self.record.signed_off
        )
        return self.record.review(earlier.id) if earlier else None


def sit(host: Host, round_id: str) -> Sitting:
    """Load one round: the one asked for, else the current one.

    The ledger is read only after a sign-off.
    """
    setup, record, now = host.setup, host.load(), host.now()
    round_ = find_round(setup, round_id) if round_id else _current(setup, record, now)
    review = record.review(round_.id)
    entries: tuple[Entry, ...] = ()
    if review.status is Status.SIGNED_OFF:
        entries = host.ledger.entries(host.participant.id, Kind.SNAPSHOT, Kind.RESPONSE)
        review = _with_return(review, entries)
    return Sitting(setup, record, round_, review, now, entries)


def _current(setup: Setup, record: Record, now: datetime) -> Round:
    return rounds.current(
        setup.rounds, now, in_progress=record.in_progress, signed_off=record.signed_off
    )


def find_round(setup: Setup, round_id: str) -> Round:
    found = next((round_ for round_ in setup.rounds if round_.id == round_id), None)
    if found is None:
        raise Unknown(Problem("round", "unknown_round"))
    return found


def _with_return(review: Review, entries: tuple[Entry, ...]) -> Review:
    """Reopen the review where staff have returned the revision that was signed off."""
    for entry in entries:
        is_return = entry.kind is Kind.RESPONSE and entry.body.get("type") == "returned"
        if is_return and rows.is_of(entry.body, review.round_id, review.revision):
            review = rules.reopen(review, rows.read_return(Reading.of(entry.body)))
    return review


def check_open(sitting: Sitting) -> None:
    if not sitting.is_open:
        raise Locked(Problem("round", f"round_{sitting.phase.value}"))


def as_signed_off(sitting: Sitting) -> tuple[Review, Framework]:
    """Return the review with the words it was answered against; a draft has today's words."""
    if sitting.review.status is Status.SIGNED_OFF:
        found = snapshot(sitting, sitting.review.revision)
        if found is not None:
            return found
    return sitting.review, sitting.setup.framework


def snapshot(sitting: Sitting, revision: int) -> tuple[Review, Framework] | None:
    found = [
        entry
        for entry in sitting.entries
        if entry.kind is Kind.SNAPSHOT and rows.is_of(entry.body, sitting.round.id, revision)
    ]
    latest = max((entry.at for entry in found), default=None)
    bodies = [entry.body for entry in found if entry.at == latest]
    return rows.read_snapshot(bodies) if bodies else None
