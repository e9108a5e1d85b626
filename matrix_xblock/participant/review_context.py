"""One participant at one round, as loaded for one request."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from matrix_xblock.codec.review import ledger as rows
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.codec.review.status import SOURCES
from matrix_xblock.domain.errors import Locked, Problem, Unknown, Unreadable
from matrix_xblock.domain.framework import rounds
from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.framework.rounds import Phase, Round
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review import returns
from matrix_xblock.domain.review import review as rules
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.feedback import Responses, with_marks
from matrix_xblock.domain.review.migration import migrate
from matrix_xblock.domain.review.review import Review, Status
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.ports.hosts import Host

__all__ = [
    "ReviewContext",
    "as_shared",
    "as_signed_off",
    "attached",
    "check_editable",
    "check_open",
    "find_area",
    "find_round",
    "load_context",
    "snapshot",
    "standing_sources",
    "with_record",
    "with_rows",
    "with_snapshots",
]


@dataclass(frozen=True)
class ReviewContext:
    """One participant at one round, as loaded for one request."""

    setup: Setup
    record: Record
    round: Round
    review: Review
    now: datetime
    entries: tuple[Entry, ...] = ()
    responses: Responses = field(default_factory=Responses)
    has_snapshots: bool = False
    """Whether snapshots have been looked for, be there any or none."""

    @property
    def is_open(self) -> bool:
        """Tell whether the round takes answers.

        What staff returned stays open after the round has closed.
        """
        return self.review.status is Status.RETURNED or self.phase is Phase.OPEN

    @property
    def is_writable(self) -> bool:
        """Tell whether the review can be written in."""
        return self.is_open and self.review.is_editable

    @property
    def phase(self) -> Phase:
        """Where the round is in time."""
        return self.phases[self.round.id]

    @property
    def phases(self) -> Mapping[str, Phase]:
        """Where each round is in time."""
        return rounds.phases(
            self.setup.rounds,
            self.now,
            in_progress=self.record.in_progress,
            signed_off=self.record.signed_off,
        )

    @property
    def before(self) -> Review | None:
        """The last review signed off in an earlier round."""
        earlier = rounds.previous(
            self.setup.rounds, self.round.id, signed_off=self.record.signed_off
        )
        return self.record.review(earlier.id) if earlier else None


def load_context(
    host: Host, round_id: str, *, is_alone: bool = False, also: Collection[Kind] = ()
) -> ReviewContext:
    """Load one round: the one asked for, else the one that the participant needs next.

    The ledger is read once: where something has been signed off that may have an answer, and for
    the kinds of rows that are needed `also`. Where the round is looked at alone, as for a save of a
    form in it, what was signed off in others has no say.
    """
    setup = host.setup
    record = host.load()
    now = host.now()
    may_have_answers = _may_have_answers(record, round_id if is_alone else "")
    kinds = set(also)
    if may_have_answers:
        # While a round is being worked on, nobody is about to look at a snapshot.
        kinds |= {Kind.RESPONSE} if record.in_progress else {Kind.RESPONSE, Kind.SNAPSHOT}
    entries = host.ledger.entries(host.participant.id, *sorted(kinds)) if kinds else ()
    responses = read_responses(entries)
    if Kind.RESPONSE in kinds:
        record = _with_responses(record, responses)
    round_ = find_round(setup, round_id) if round_id else _current(setup, record, now)
    review = _review(setup, record, round_, responses)
    has_snapshots = Kind.SNAPSHOT in kinds
    return ReviewContext(setup, record, round_, review, now, entries, responses, has_snapshots)


def with_record(review_context: ReviewContext, record: Record) -> ReviewContext:
    """Return it with a record that has just been changed, at the round that comes next in it."""
    setup, responses = review_context.setup, review_context.responses
    round_ = _current(setup, record, review_context.now)
    review = _review(setup, record, round_, responses)
    return replace(review_context, record=record, round=round_, review=review)


def with_rows(review_context: ReviewContext, *rows: Entry) -> ReviewContext:
    """Return it with rows that have just been appended."""
    entries = (*review_context.entries, *rows)
    return replace(review_context, entries=entries, responses=read_responses(entries))


def _review(setup: Setup, record: Record, round_: Round, responses: Responses) -> Review:
    """Return the review of a round in today's framework, with the words of a return."""
    return migrate(returns.with_words(record.review(round_.id), responses), setup.framework)


def _may_have_answers(record: Record, round_id: str) -> bool:
    """Tell whether course staff can have answered: a review, or what was asked for on the board."""
    if round_id:
        return record.review(round_id).was_signed_off
    has_asked = any(each.post for each in record.opportunities.values())
    return has_asked or any(review.was_signed_off for review in record.reviews.values())


def _current(setup: Setup, record: Record, now: datetime) -> Round:
    return rounds.current(
        setup.rounds, now, in_progress=record.in_progress, signed_off=record.signed_off
    )


def find_round(setup: Setup, round_id: str) -> Round:
    """Return the round with that id. Raises `Unknown` where there is none."""
    asked_round = next((round_ for round_ in setup.rounds if round_.id == round_id), None)
    if asked_round is None:
        raise Unknown(Problem("round", "unknown_round"))
    return asked_round


def _with_responses(record: Record, responses: Responses) -> Record:
    """Reopen what staff have returned, and move on the opportunities that they say have moved."""
    reviews = {key: returns.as_answered(each, responses) for key, each in record.reviews.items()}
    opportunities = with_marks(record.opportunities, responses.marks)
    return replace(record, reviews=reviews, opportunities=opportunities)


def find_area(framework: Framework, area_id: str) -> Area:
    """Return the area with that id. Raises `Unknown` where there is none."""
    area = framework.area(area_id)
    if area is None:
        raise Unknown(Problem("area", "unknown_area"))
    return area


def check_open(review_context: ReviewContext) -> None:
    """Refuse what comes too early or too late."""
    if not review_context.is_open:
        raise Locked(Problem("round", f"round_{review_context.phase.value}"))


def check_editable(review_context: ReviewContext) -> None:
    """Refuse what cannot be written in: too early, too late, not started or signed off."""
    check_open(review_context)
    if not review_context.review.is_editable:
        raise Locked(Problem("review", review_context.review.status.value))


def as_signed_off(host: Host, review_context: ReviewContext) -> tuple[Review, Framework]:
    """Return the review with the words it was answered against; a draft has today's words."""
    if review_context.review.status is Status.SIGNED_OFF:
        shown = snapshot(host, review_context, review_context.review.revision)
        if shown is not None:
            return shown
    return review_context.review, review_context.setup.framework


def snapshot(
    host: Host, review_context: ReviewContext, revision: int
) -> tuple[Review, Framework] | None:
    """Return what was signed off as that revision, or None where the ledger does not have it.

    What stayed with the participant is in it: this is their own page.
    """
    bodies = _snapshot_bodies(host, review_context, revision)
    if not bodies:
        return None
    shown, framework = rows.read_snapshot(bodies)
    return rules.with_own_words(shown, review_context.record.review(shown.round_id)), framework


def as_shared(host: Host, review_context: ReviewContext, revision: int) -> Review | None:
    """Return what course staff were shown of that revision, or None where it cannot be read."""
    bodies = _snapshot_bodies(host, review_context, revision)
    try:
        return rows.read_snapshot(bodies)[0] if bodies else None
    except Unreadable:
        return None


def standing_sources(review_context: ReviewContext) -> tuple[Entry, ...]:
    """Return the rows that a standing is worked out from, as they were loaded."""
    return tuple(each for each in review_context.entries if each.kind in SOURCES)


def attached(host: Host, review_context: ReviewContext, revision: int) -> Attached:
    """Return what went with that revision."""
    bodies = _snapshot_bodies(host, review_context, revision)
    return rows.read_attached(bodies) if bodies else Attached()


def with_snapshots(host: Host, review_context: ReviewContext) -> ReviewContext:
    """Return it with what was signed off, read where it is not there yet."""
    has_some = any(each.kind is Kind.SNAPSHOT for each in review_context.entries)
    if review_context.has_snapshots or has_some:
        return review_context
    snapshots = host.ledger.entries(host.participant.id, Kind.SNAPSHOT)
    entries = (*review_context.entries, *snapshots)
    return replace(review_context, entries=entries, has_snapshots=True)


def _snapshot_bodies(
    host: Host, review_context: ReviewContext, revision: int
) -> list[Mapping[str, Any]]:
    entries = with_snapshots(host, review_context).entries
    return rows.latest_rows(entries, review_context.round.id, revision)
