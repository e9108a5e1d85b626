"""An opportunity: wanted, offered, agreed, taken up, completed, or not, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from matrix_xblock.domain.errors import Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.prose import problems_in, without_hidden
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "CLOSED",
    "LONGEST_BY",
    "MOST_CHANGES",
    "MOST_OPPORTUNITIES",
    "NEXT",
    "NOTE_LIMIT",
    "TEXT_LIMITS",
    "Opportunity",
    "OpportunityChange",
    "OpportunityKind",
    "OpportunityStatus",
    "OpportunityType",
    "OwnType",
    "Reason",
    "apply",
    "check",
    "days_until_offered",
    "keep",
    "kind_of",
    "move",
    "step_back",
]

MOST_OPPORTUNITIES = 100
MOST_CHANGES = 20
MOST_AREAS = 20
LONGEST_BY = 50
"""Characters of the name of who made a change."""

NOTE_LIMIT = 250
TEXT_LIMITS = {"detail": 1000, "host_setting": 200}
"""Characters. With its whole history, all outside ASCII, one fits in one row of the ledger."""


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
class OpportunityChange:
    """One line of the history: the new status, when, and why."""

    status: OpportunityStatus
    at: datetime
    reason: Reason | None = None
    note: str = ""
    by: str = ""
    """The name of who of the course staff made it; empty for the participant."""


@wordless
@dataclass(frozen=True)
class Opportunity:
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
    created: datetime | None = None
    updated: datetime | None = None
    revision: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether something may still come of it."""
        return self.status not in CLOSED

    @property
    def reason(self) -> Reason | None:
        """Why it was not possible, where it was not."""
        return self.history[-1].reason if self.history else None


Opportunities = Mapping[str, Opportunity]


def keep(held: Opportunities, said: Opportunity, *, seen: int, now: datetime) -> Opportunities:
    """Add an opportunity or change its words. A repeated save changes nothing."""
    kept = held.get(said.id)
    found = list(check(said))
    if kept is None:
        if len(held) >= MOST_OPPORTUNITIES:
            found.append(Problem("opportunity", "too_many", {"most": MOST_OPPORTUNITIES}))
        if found:
            raise Invalid(*found)
        begun = (OpportunityChange(said.status, now),)
        made = replace(said, history=begun, created=now, updated=now, revision=1)
        return {**held, said.id: made}
    same = replace(
        said,
        status=kept.status,
        history=kept.history,
        post=kept.post,
        created=kept.created,
        updated=kept.updated,
        revision=kept.revision,
    )
    if same == kept:
        return held
    _check_seen(kept, seen)
    if found:
        raise Invalid(*found)
    return _changed(held, same, now)


def move(
    held: Opportunities,
    opportunity_id: str,
    status: OpportunityStatus,
    *,
    seen: int,
    now: datetime,
    reason: Reason | None = None,
    note: str = "",
) -> Opportunities:
    """Take one step, dated. *Not possible* needs a reason. Doing it twice changes nothing."""
    kept = _find(held, opportunity_id)
    if kept.status is status:
        return held
    _check_seen(kept, seen)
    if status not in NEXT[kept.status]:
        raise Locked(Problem("status", "step_not_possible"))
    found = list(problems_in(note, field="note", limit=NOTE_LIMIT))
    if status is OpportunityStatus.NOT_POSSIBLE and reason is None:
        found.append(Problem("reason", "reason_missing"))
    if found:
        raise Invalid(*found)
    why = reason if status is OpportunityStatus.NOT_POSSIBLE else None
    return _changed(held, _moved(kept, OpportunityChange(status, now, why, note)), now)


def apply(
    held: Opportunities,
    opportunity_id: str,
    change: OpportunityChange,
) -> Opportunities:
    """Put a dated change that course staff have made into the history, where it is a next step.

    One that is there already, or that the participant has gone past, changes nothing.
    """
    kept = held.get(opportunity_id)
    if kept is None or change.at in {each.at for each in kept.history}:
        return held
    is_late = bool(kept.history) and change.at < kept.history[-1].at
    if is_late or change.status not in NEXT[kept.status]:
        return held
    by = without_hidden(change.by)[:LONGEST_BY]
    return _changed(held, _moved(kept, replace(change, by=by)), change.at)


def step_back(
    held: Opportunities, opportunity_id: str, *, seen: int, now: datetime
) -> Opportunities:
    """Take the latest step back."""
    kept = _find(held, opportunity_id)
    _check_seen(kept, seen)
    if len(kept.history) < 2:  # noqa: PLR2004 - the first line is the beginning
        return held
    history = kept.history[:-1]
    return _changed(held, replace(kept, status=history[-1].status, history=history), now)


def check(said: Opportunity) -> tuple[Problem, ...]:
    """Name every rule that an opportunity breaks."""
    found: list[Problem] = []
    for name, limit in TEXT_LIMITS.items():
        found.extend(problems_in(getattr(said, name), field=name, limit=limit))
    if len(said.area_ids) > MOST_AREAS:
        found.append(Problem("areas", "too_many", {"most": MOST_AREAS}))
    return tuple(found)


def days_until_offered(said: Opportunity) -> int | None:
    """Count whole days from *wanted* to the first offer, or None where there was none."""
    offered = [each.at for each in said.history if each.status is OpportunityStatus.OFFERED]
    return (offered[0] - said.history[0].at).days if offered else None


def _find(held: Opportunities, opportunity_id: str) -> Opportunity:
    if opportunity_id not in held:
        raise Unknown(Problem("opportunity", "unknown_opportunity"))
    return held[opportunity_id]


def _check_seen(kept: Opportunity, seen: int) -> None:
    if seen != kept.revision:
        raise Stale(Problem("revision", "stale"))


def _moved(kept: Opportunity, change: OpportunityChange) -> Opportunity:
    """Add a line to the history. The first says since when it is wanted, then come the latest."""
    history = (*kept.history, change)
    latest = history[1:][-(MOST_CHANGES - 1) :]
    return replace(kept, status=change.status, history=(*history[:1], *latest))


def _changed(held: Opportunities, said: Opportunity, now: datetime) -> Opportunities:
    return {**held, said.id: replace(said, updated=now, revision=said.revision + 1)}
