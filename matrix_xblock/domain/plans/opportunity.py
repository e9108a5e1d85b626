"""An opportunity: wanted, offered, agreed, taken up, completed, or not, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from matrix_xblock.domain.errors import Invalid, Locked, Problem, Unknown
from matrix_xblock.domain.values import revisions
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.prose import problems_in, without_hidden
from matrix_xblock.domain.values.revisions import Revised
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "CLOSED",
    "LONGEST_BY",
    "MOST_OPPORTUNITIES",
    "NEXT",
    "NOTE_LIMIT",
    "OFFER_LIMITS",
    "TEXT_LIMITS",
    "Offer",
    "Opportunities",
    "Opportunity",
    "OpportunityChange",
    "OpportunityKind",
    "OpportunityStatus",
    "OpportunityType",
    "OwnType",
    "Reason",
    "apply",
    "check",
    "check_offer",
    "days_until_offered",
    "keep",
    "kind_of",
    "move",
    "step_back",
]

MOST_OPPORTUNITIES = 100
MOST_AREAS = 20
LONGEST_BY = 50
"""Characters of the name of who made a change."""

NOTE_LIMIT = 250
TEXT_LIMITS = {"detail": 1000, "host_setting": 200}
"""Characters. With its whole history, all outside ASCII, one fits in one row of the ledger."""

OFFER_LIMITS = {"what": 150, "when": 80, "where": 80, "who": 80}
"""Characters of what an offer says."""


class OpportunityType(StrEnum):
    """What kind of opportunity it is."""

    SECONDMENT = "secondment"
    SHADOWING = "shadowing"
    VISIT = "visit"
    COACHING = "coaching"
    MENTORING = "mentoring"
    PROJECT = "leading-project"
    ACTING_ROLE = "acting-role"
    NETWORK = "network"
    RESPONSIBILITY = "responsibility"
    QUALIFICATION = "qualification"
    OTHER = "other"


class OwnType(str):
    """A kind that an author has added, by its id. Its words are in the framework."""

    __slots__ = ()

    @property
    def value(self) -> str:
        """The id, as a member of an enumeration has it."""
        return str(self)


OpportunityKind = OpportunityType | OwnType


def kind_of(identifier: str) -> OpportunityKind | None:
    """Return the kind of that id, which is one of an author's own where it is no other."""
    if identifier in set(OpportunityType):
        return OpportunityType(identifier)
    return OwnType(identifier) if is_id(identifier) else None


class OpportunityStatus(StrEnum):
    """How far it has come."""

    WANTED = "wanted"
    OFFERED = "offered"
    AGREED = "agreed"
    TAKEN_UP = "taken-up"
    COMPLETED = "completed"
    NOT_POSSIBLE = "not-possible"
    DECLINED = "declined"


class Reason(StrEnum):
    """Why something was not possible this time."""

    NOT_OFFERED = "not-offered"
    COVER = "cover"
    COST = "cost"
    TIMING = "timing"
    ROLE_CHANGED = "role-changed"
    OTHER = "other"


_S = OpportunityStatus
NEXT: Mapping[OpportunityStatus, tuple[OpportunityStatus, ...]] = {
    _S.WANTED: (_S.OFFERED, _S.NOT_POSSIBLE, _S.DECLINED),
    _S.OFFERED: (_S.AGREED, _S.NOT_POSSIBLE, _S.DECLINED),
    _S.AGREED: (_S.TAKEN_UP, _S.NOT_POSSIBLE, _S.DECLINED),
    _S.TAKEN_UP: (_S.COMPLETED, _S.NOT_POSSIBLE),
    _S.COMPLETED: (),
    _S.NOT_POSSIBLE: (_S.WANTED, _S.OFFERED),
    _S.DECLINED: (_S.WANTED, _S.OFFERED),
}
"""Which steps can follow which. The way on is the first of each."""

CLOSED = (_S.COMPLETED, _S.NOT_POSSIBLE, _S.DECLINED)


@wordless
@dataclass(frozen=True)
class Offer:
    """What course staff offer: what, when and where it is, who arranges it, and by when to answer.

    All but the day are words of theirs: *Week of 25 January* is a time, *Ask Lena* a person.
    """

    what: str = ""
    when: str = ""
    where: str = ""
    who: str = ""
    answer_by: date | None = None

    def __bool__(self) -> bool:
        return self != _NO_OFFER


_NO_OFFER = Offer()


@wordless
@dataclass(frozen=True)
class OpportunityChange:
    """One line of the history: the new status, when, why, and what was offered."""

    status: OpportunityStatus
    at: datetime
    reason: Reason | None = None
    note: str = ""
    by: str = ""
    """The name of who of the course staff made it; empty for the participant."""

    offer: Offer | None = None


@wordless
@dataclass(frozen=True)
class Opportunity(Revised):
    """One opportunity.

    `post` is the id of the post on the board that it comes from, or nothing. `host_setting` is a
    kind of place, never a person. Areas are ids.
    """

    id: str
    type: OpportunityKind
    detail: str = ""
    host_setting: str = ""
    area_ids: tuple[str, ...] = ()
    post: str = ""
    status: OpportunityStatus = OpportunityStatus.WANTED
    history: tuple[OpportunityChange, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether something may still come of it."""
        return self.status not in CLOSED

    @property
    def reason(self) -> Reason | None:
        """Why it was not possible, where it was not."""
        return self.history[-1].reason if self.history else None

    @property
    def is_offered(self) -> bool:
        """Tell whether an offer waits for an answer."""
        return self.status is _S.OFFERED

    @property
    def offer(self) -> Offer | None:
        """What is offered, while it may still come to that."""
        offers = [each.offer for each in self.history if each.offer]
        return offers[-1] if offers and self.is_open and self.status is not _S.WANTED else None

    @property
    def answer_by(self) -> date | None:
        """By when an offer that waits is to be answered, where that was said."""
        return self.offer.answer_by if self.offer and self.is_offered else None


Opportunities = Mapping[str, Opportunity]


def keep(
    opportunities: Opportunities, opportunity: Opportunity, *, seen: int, now: datetime
) -> Opportunities:
    """Add an opportunity or change its words. A repeated save changes nothing."""
    stored = opportunities.get(opportunity.id)
    problems = check(opportunity)
    if stored is None:
        return _added(opportunities, opportunity, problems, now)
    fixed = ("status", "history", "post")
    opportunity = revisions.edited(
        stored, opportunity, fixed=fixed, problems=problems, seen=seen, now=now
    )
    if opportunity is stored:
        return opportunities
    return {**opportunities, opportunity.id: opportunity}


def move(
    opportunities: Opportunities,
    opportunity_id: str,
    status: OpportunityStatus,
    *,
    seen: int,
    now: datetime,
    reason: Reason | None = None,
    note: str = "",
) -> Opportunities:
    """Take one step, dated. *Not possible* needs a reason. Doing it twice changes nothing."""
    stored = _find(opportunities, opportunity_id)
    if stored.status is status:
        return opportunities
    revisions.check_seen(stored.revision, seen)
    if status not in NEXT[stored.status]:
        raise Locked(Problem("status", "step_not_possible"))
    problems = list(problems_in(note, field="note", limit=NOTE_LIMIT))
    if status is OpportunityStatus.NOT_POSSIBLE and reason is None:
        problems.append(Problem("reason", "reason_missing"))
    if problems:
        raise Invalid(*problems)
    why = reason if status is OpportunityStatus.NOT_POSSIBLE else None
    moved = _moved(stored, OpportunityChange(status, now, why, note))
    return {**opportunities, opportunity_id: moved}


def apply(
    opportunities: Opportunities,
    opportunity_id: str,
    change: OpportunityChange,
) -> Opportunities:
    """Put a dated change that course staff have made into the history, where it is a next step.

    One that is there already, or that the participant has gone past, changes nothing. Nobody in
    the course staff sees the revision of what a participant keeps, so none is compared.
    """
    stored = opportunities.get(opportunity_id)
    if stored is None or change.at in {each.at for each in stored.history}:
        return opportunities
    is_late = bool(stored.history) and change.at < stored.history[-1].at
    if is_late or change.status not in NEXT[stored.status]:
        return opportunities
    by = without_hidden(change.by)[:LONGEST_BY]
    if change.offer:
        # The latest offer is the one that stands; twenty of them would not fit in a row.
        history = tuple(replace(each, offer=None) for each in stored.history)
        stored = replace(stored, history=history)
    return {**opportunities, opportunity_id: _moved(stored, replace(change, by=by))}


def step_back(
    opportunities: Opportunities, opportunity_id: str, *, seen: int, now: datetime
) -> Opportunities:
    """Take the latest step back."""
    stored = _find(opportunities, opportunity_id)
    revisions.check_seen(stored.revision, seen)
    history = revisions.without_latest(stored.history)
    if history == stored.history:
        return opportunities
    back = replace(stored, status=history[-1].status, history=history)
    return {**opportunities, opportunity_id: revisions.changed(back, now)}


def check(opportunity: Opportunity) -> tuple[Problem, ...]:
    """Name every rule that an opportunity breaks."""
    problems: list[Problem] = []
    for name, limit in TEXT_LIMITS.items():
        problems.extend(problems_in(getattr(opportunity, name), field=name, limit=limit))
    if len(opportunity.area_ids) > MOST_AREAS:
        problems.append(Problem("areas", "too_many", {"most": MOST_AREAS}))
    return tuple(problems)


def check_offer(offer: Offer, *, today: date) -> tuple[Problem, ...]:
    """Name every rule that an offer breaks, by its field."""
    problems = [] if offer.what else [Problem("what", "what_missing")]
    for name, limit in OFFER_LIMITS.items():
        problems.extend(problems_in(getattr(offer, name), field=name, limit=limit))
    if offer.answer_by and offer.answer_by < today:
        problems.append(Problem("answer_by", "day_is_past"))
    return tuple(problems)


def days_until_offered(opportunity: Opportunity) -> int | None:
    """Count whole days from *wanted* to the first offer, or None where there was none."""
    history = opportunity.history
    offered = [each.at for each in history if each.status is OpportunityStatus.OFFERED]
    return (offered[0] - history[0].at).days if offered else None


def _added(
    opportunities: Opportunities,
    opportunity: Opportunity,
    problems: tuple[Problem, ...],
    now: datetime,
) -> Opportunities:
    if len(opportunities) >= MOST_OPPORTUNITIES:
        most = {"most": MOST_OPPORTUNITIES}
        problems = (*problems, Problem("opportunity", "too_many", most))
    if problems:
        raise Invalid(*problems)
    begun = (OpportunityChange(opportunity.status, now),)
    return {
        **opportunities,
        opportunity.id: revisions.made(replace(opportunity, history=begun), now),
    }


def _find(opportunities: Opportunities, opportunity_id: str) -> Opportunity:
    if opportunity_id not in opportunities:
        raise Unknown(Problem("opportunity", "unknown_opportunity"))
    return opportunities[opportunity_id]


def _moved(opportunity: Opportunity, change: OpportunityChange) -> Opportunity:
    history = revisions.with_change(opportunity.history, change)
    return revisions.changed(replace(opportunity, status=change.status, history=history), change.at)
