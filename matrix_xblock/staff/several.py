"""Several reviews looked at together: how each stands now, and what a press has done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from matrix_xblock.codec.review.status import SOURCES
from matrix_xblock.domain.errors import Locked, Problem, Unknown
from matrix_xblock.domain.review.feedback import UNDO_MINUTES, Decision, check_undo
from matrix_xblock.domain.staff.drafts import StaffDrafts
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.staff.several import SeenReview, Verdict, press_of, verdict
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.staff.selection import seen_in
from matrix_xblock.staff.submission_history import SubmissionHistory, history_of

__all__ = ["LookedAt", "SeveralOutcome", "look", "until", "verdict_of"]


@wordless
@dataclass(frozen=True)
class LookedAt:
    """A selected review as it stands now: whose, what may be done about it, what was decided.

    `others` are those who have a draft for it, `has_draft` tells of whoever looks. `undo_problem`
    is why an acceptance of this press cannot be taken back.
    """

    key: str
    seen: SeenReview
    person: Person
    verdict: Verdict
    decision: Decision | None = None
    others: tuple[str, ...] = ()
    has_draft: bool = False
    undo_problem: Problem | None = None


@wordless
@dataclass(frozen=True)
class SeveralOutcome:
    """What has become of several: `act` is accept or undo, `done` counts those it was done to.

    `left_out` are those that had changed meanwhile, `failed` those that could not be saved.
    `taken` are the keys of what can be undone `until` then. `is_notified` is whether the platform
    was asked to notify those who were accepted.
    """

    act: str
    press: str
    number: int
    done: int
    left_out: tuple[LookedAt, ...] = ()
    failed: tuple[LookedAt, ...] = ()
    taken: tuple[str, ...] = ()
    until: datetime | None = None
    is_notified: bool = False


def look(
    host: StaffHost, keys: Sequence[str], press: str, *, staff_drafts: StaffDrafts | None = None
) -> tuple[LookedAt, ...]:
    """Look at reviews as they stand, in a fixed number of queries; at drafts where they are given.

    Raises `Unknown` for anybody who is not of this course and block.
    """
    every = {key: seen_in(key) for key in keys}
    people = host.roster.find_all(tuple({each.participant: None for each in every.values()}))
    if any(each.participant not in people for each in every.values()):
        raise Unknown(Problem("participant", "unknown_participant"))
    rows = {each[0].participant: each for each in host.ledger.of(tuple(people), *SOURCES)}
    drafts = {
        (key.participant, key.round_id)
        for key, draft in (staff_drafts or StaffDrafts()).drafts.items()
        if key.usage == host.place.usage and draft.text
    }
    histories = {who: history_of(person, rows.get(who, ())) for who, person in people.items()}
    return tuple(
        _looked_at(host, key, seen, histories[seen.participant], press, drafts)
        for key, seen in every.items()
    )


def verdict_of(
    host: StaffHost, history: SubmissionHistory, seen: SeenReview, press: str
) -> Verdict:
    """Tell whether a review can be accepted by a press, by the rows of its person."""
    return verdict(
        seen,
        history.standing.rounds.get(seen.round_id),
        history.responses,
        latest=history.latest_revision(seen.round_id),
        by=host.author.id,
        press=press,
    )


def until(looked: Sequence[LookedAt]) -> datetime | None:
    """Return until when all that a press has done can be taken back."""
    times = [each.decision.at for each in looked if each.decision]
    return min(times) + timedelta(minutes=UNDO_MINUTES) if times else None


def _looked_at(
    host: StaffHost,
    key: str,
    seen: SeenReview,
    history: SubmissionHistory,
    press: str,
    drafts: set[tuple[str, str]],
) -> LookedAt:
    at, who = seen.round_id, history.person
    decided = verdict_of(host, history, seen, press)
    responses = history.responses
    others = responses.at_work
    return LookedAt(
        key,
        seen,
        who,
        decided,
        responses.decision(at, history.latest_revision(at)),
        tuple(by.name for where, by in others if where == at and by.id != host.author.id),
        (who.id, at) in drafts,
        _undo_problem(host, history, seen, press) if decided is Verdict.DONE else None,
    )


def _undo_problem(
    host: StaffHost, history: SubmissionHistory, seen: SeenReview, press: str
) -> Problem | None:
    own_press, latest = press_of(press, seen.round_id), history.revisions_seen
    try:
        check_undo(history.responses, own_press, by=host.author.id, latest=latest, now=host.now())
    except Locked as locked:
        return locked.problems[0]
    return None
