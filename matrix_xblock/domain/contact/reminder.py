"""A reminder of a round: to whom one may go, and how often. Each leaves a row that they see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from matrix_xblock.domain.framework.rounds import Phase, Round, phases
from matrix_xblock.domain.review.status import ReviewStatus, Standing
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["MOST_A_ROUND", "NotDue", "Reminder", "has_begun", "sent", "why_not"]

MOST_A_ROUND = 3
LEAST_APART = timedelta(days=1)


class NotDue(StrEnum):
    """Why somebody gets no reminder now."""

    SIGNED_OFF = "signed_off"
    NOT_OPEN = "not_open"
    ENOUGH = "enough"
    TOO_SOON = "too_soon"


@wordless
@dataclass(frozen=True)
class Reminder:
    """A reminder of one round, sent by one press. `is_sent` is false where it had to be given up.

    `is_begun` tells that they had a draft: they were reminded to finish, else to start.
    """

    press: str
    round_id: str
    at: datetime
    is_begun: bool = False
    is_sent: bool = True


def sent(reminders: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Return those that went out, in their order."""
    given_up = {(each.press, each.round_id) for each in reminders if not each.is_sent}
    return tuple(each for each in reminders if (each.press, each.round_id) not in given_up)


def has_begun(standing: Standing, round_id: str) -> bool:
    """Tell whether somebody has a draft of a round that they have never signed off."""
    in_round = standing.rounds.get(round_id)
    return in_round is not None and in_round.status is ReviewStatus.IN_PROGRESS


def why_not(
    round_id: str,
    rounds: Sequence[Round],
    standing: Standing,
    reminders: Sequence[Reminder],
    *,
    now: datetime,
) -> NotDue | None:
    """Return why somebody is not reminded of a round, None where they may be."""
    signed_off = {key for key, each in standing.rounds.items() if each.signed.revision}
    if round_id in signed_off:
        return NotDue.SIGNED_OFF
    begun = {key for key in standing.rounds if has_begun(standing, key)}
    if phases(rounds, now, in_progress=begun, signed_off=signed_off)[round_id] is not Phase.OPEN:
        return NotDue.NOT_OPEN
    before = [each.at for each in sent(reminders) if each.round_id == round_id]
    if len(before) >= MOST_A_ROUND:
        return NotDue.ENOUGH
    return NotDue.TOO_SOON if any(now - at < LEAST_APART for at in before) else None
