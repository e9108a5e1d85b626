"""What goes with a review at sign-off: the participant chooses, and only that is shared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdStatus, Glance
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity

__all__ = ["MOST_ATTACHED", "Attached", "check_number", "entries_since", "plans_since"]

MOST_ATTACHED = 200
"""Of each kind, so that a sign-off stays a few rows."""


@dataclass(frozen=True)
class Attached:
    """What somebody chose to go with a review, as it was at that moment."""

    entries: tuple[CpdEntry, ...] = ()
    steps: tuple[NextStep, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()

    @property
    def done(self) -> tuple[CpdEntry, ...]:
        """The entries of what has taken place: only these count."""
        return tuple(entry for entry in self.entries if entry.status is CpdStatus.DONE)

    @property
    def minutes(self) -> int:
        """Time spent on what has taken place."""
        return sum(entry.minutes for entry in self.done)

    def __bool__(self) -> bool:
        return bool(self.entries or self.steps or self.opportunities)


def entries_since(
    glances: Iterable[Glance], since: datetime, *, first_day: date
) -> tuple[Glance, ...]:
    """Return the entries of a round, as many as can go with a review.

    An entry is of the round in which the activity was or in which it was written: what somebody
    adds late has gone with no earlier review. `first_day` is the day of `since` where they are.
    """
    start = first_day.isoformat()
    recent = [each for each in glances if each.start >= start or _is_written(each, since)]
    return tuple(recent[:MOST_ATTACHED])


def _is_written(glance: Glance, since: datetime) -> bool:
    """Tell whether an entry was written since then. A time that cannot be read is none."""
    try:
        return bool(glance.written) and datetime.fromisoformat(glance.written) >= since
    except (TypeError, ValueError):
        return False


def plans_since(
    plans: Iterable[NextStep | Opportunity], since: datetime
) -> tuple[NextStep | Opportunity, ...]:
    """Return what is open, and what has changed since the round began."""
    recent = [each for each in plans if each.is_open or (each.updated and each.updated >= since)]
    return tuple(recent[:MOST_ATTACHED])


def check_number(chosen: Collection[object]) -> None:
    """Raise `Invalid` where more is chosen than can go with a review."""
    if len(chosen) > MOST_ATTACHED:
        raise Invalid(Problem("attached", "too_many_attached", {"most": MOST_ATTACHED}))
