"""What has just been done about a review, to whom, and until when it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import MatrixError, Problem
from matrix_xblock.domain.plans.opportunity import OpportunityStatus
from matrix_xblock.domain.review.feedback import (
    UNDO_MINUTES,
    Comment,
    Decision,
    Responses,
    check_undo,
)
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Outcome", "Returning", "Sent", "sent_by"]

COMMENTED = "commented"


@wordless
@dataclass(frozen=True)
class Sent:
    """What one press has sent about a review: `kind` is commented, or what was decided.

    `until` is the time until which whoever looks can take it back, None where they cannot; `place`
    is where the review was in the list that it was reached from. `is_notified` tells that the
    platform was asked to notify them.
    """

    kind: str
    person: Person
    round_id: str
    revision: int
    press: str
    until: datetime | None
    place: int = 0
    is_notified: bool = False


@wordless
@dataclass(frozen=True)
class Returning:
    """The form of a return: its reason as it was typed, and what was wrong with it."""

    fields: Form = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    is_open: bool = False


@wordless
@dataclass(frozen=True)
class Outcome:
    """What has just been done, or what was wrong with it and what was typed.

    `marked` is what an opportunity has become, `marking` the id of one whose form is shown again.
    `has_drafts_again` tells that comments were taken back, `is_next` that the page is of the review
    after the one that was answered. `is_notified` tells that the platform was asked to notify the
    participant, which cannot be undone.
    """

    is_sent: bool = False
    sent: Sent | None = None
    is_next: bool = False
    is_undone: bool = False
    is_notified: bool = False
    has_drafts_again: bool = False
    marked: OpportunityStatus | None = None
    problems: tuple[Problem, ...] = ()
    typed: Form = field(default_factory=dict)
    marking: str = ""
    is_stale: bool = False
    returning: Returning = Returning()


def sent_by(
    responses: Responses,
    press: str,
    person: Person,
    *,
    by: str,
    latest: Mapping[str, int],
    now: datetime,
    place: int,
) -> Sent | None:
    """Return what a press has sent, None for nothing; `by` is whoever looks at it."""
    parts = [each for each in responses.sent if each.press == press]
    if not parts:
        return None
    decision = next((each for each in parts if isinstance(each, Decision)), None)
    try:
        check_undo(responses, press, by=by, latest=latest, now=now)
        until = _until(parts)
    except MatrixError:
        until = None
    kind = decision.kind.value if decision else COMMENTED
    first = parts[0]
    return Sent(kind, person, first.round_id, first.revision, press, until, place)


def _until(parts: list[Comment | Decision]) -> datetime:
    return min(each.at for each in parts) + timedelta(minutes=UNDO_MINUTES)
