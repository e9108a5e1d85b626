"""Choosing what goes with a review: this round's is chosen already, one press changes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import CpdLog, CpdStatus, Filter, Glance
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.review import attachment
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant.review_context import ReviewContext
from matrix_xblock.ports.hosts import Host

__all__ = ["Offer", "chosen", "offer"]

MOST_EARLIER = 100
"""Older entries that are offered: the latest ones."""

T = TypeVar("T")


@wordless
@dataclass(frozen=True)
class Choices(Generic[T]):
    """One list to choose from: (what, is it chosen), this round's first."""

    name: str
    of_round: tuple[tuple[T, bool], ...]
    earlier: tuple[tuple[T, bool], ...]

    @property
    def total(self) -> int:
        """How many there are to choose from."""
        return len(self.of_round) + len(self.earlier)

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(is_chosen for _, is_chosen in (*self.of_round, *self.earlier))


@dataclass(frozen=True)
class Offer:
    """What can go with a review."""

    cpd: Choices[Glance]
    steps: Choices[NextStep | Opportunity]
    opportunities: Choices[NextStep | Opportunity]

    def __bool__(self) -> bool:
        return any(each.total for each in (self.cpd, self.steps, self.opportunities))

    @property
    def chosen(self) -> int:
        """How many are chosen, of all kinds."""
        return sum(each.chosen for each in (self.cpd, self.steps, self.opportunities))

    @property
    def done(self) -> int:
        """How many chosen entries are of what has taken place."""
        chosen = [*self.cpd.of_round, *self.cpd.earlier]
        return sum(is_chosen and each.status == CpdStatus.DONE for each, is_chosen in chosen)


def offer(
    host: Host, log: CpdLog, review_context: ReviewContext, form: Form | None = None
) -> Offer:
    """List what can go with the review. What `form` has chosen stays chosen."""
    record, since = review_context.record, _since(review_context)
    glances = cpd.matching(log, Filter())
    fresh = attachment.entries_since(glances, since, first_day=host.local_day(since))
    steps = attachment.plans_since(record.next_steps.values(), since)
    suggested = attachment.plans_since(record.opportunities.values(), since)
    return Offer(
        _choices("cpd", fresh, glances, form),
        _choices("steps", steps, record.next_steps.values(), form),
        _choices("opportunities", suggested, record.opportunities.values(), form),
    )


def chosen(log: CpdLog, review_context: ReviewContext, form: Form) -> Attached:
    """Read what was chosen. Raises `Invalid` where it is too much, or has gone in the meantime.

    A page that did not offer anything attaches nothing.
    """
    if "attach" not in form:
        return Attached()
    record = review_context.record
    for name in ("cpd", "steps", "opportunities"):
        attachment.check_number(form.get(name, ()))
    _check_held(form.get("cpd", ()), log.glances)
    return Attached(
        entries=log.entries(dict.fromkeys(form.get("cpd", ()))),
        steps=_held(form.get("steps", ()), record.next_steps),
        opportunities=_held(form.get("opportunities", ()), record.opportunities),
    )


def _since(review_context: ReviewContext) -> datetime:
    """Return when this round began: with the sign-off of the one before, else when it was begun."""
    before = review_context.before
    signed_off_at = before.signed_off_at if before else None
    return signed_off_at or review_context.review.started_at or review_context.now


def _choices(name: str, fresh: tuple[T, ...], every: Iterable[T], form: Form | None) -> Choices[T]:
    ids = {_id(each) for each in fresh}
    suggested = ids if form is None or "attach" not in form else set(form.get(name, ()))
    older = islice((each for each in every if _id(each) not in ids), MOST_EARLIER)
    return Choices(
        name,
        tuple((each, _id(each) in suggested) for each in fresh),
        tuple((each, _id(each) in suggested) for each in older),
    )


def _id(each: Any) -> str:
    return str(each.id)


def _held(ids: Iterable[str], known: Mapping[str, T]) -> tuple[T, ...]:
    _check_held(ids, known)
    return tuple(known[key] for key in dict.fromkeys(ids))


def _check_held(ids: Iterable[str], known: Mapping[str, object]) -> None:
    if any(key not in known for key in ids):
        raise Invalid(Problem("attached", "attached_gone"))
