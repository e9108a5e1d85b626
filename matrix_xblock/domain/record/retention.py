"""How long records of a block stay: months after its last round has closed and its course ended."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.values.dates import is_year

__all__ = ["LEAST_MONTHS", "MOST_MONTHS", "Known", "Verdict", "end_of", "months_after", "verdict"]

LEAST_MONTHS = 1
"""Whoever has just finished has time to take their record along."""

MOST_MONTHS = 1200


class Verdict(StrEnum):
    """What is to become of the records of a block."""

    RUNNING = "running"
    WITHIN_PERIOD = "within_period"
    OVER = "over"
    NO_END = "no_end"


@dataclass(frozen=True)
class Known:
    """What is known of when a block is over. `rounds` are None where it is gone, or broken.

    Of a course that is gone itself, the last time that anything was written is what there is.
    """

    rounds: Sequence[Round] | None
    course_end: datetime | None
    last_written: datetime | None
    is_course_there: bool = True


def end_of(known: Known) -> datetime | None:
    """Return when a block was over, or None where nobody has set it.

    Of the last round and the course the later one counts: while either is open, people come back.
    """
    if not known.is_course_there:
        return known.last_written
    closes = [each.closes for each in known.rounds or ()]
    last_round = max((each for each in closes if each), default=None) if all(closes) else None
    return max((each for each in (last_round, known.course_end) if each), default=None)


def months_after(time: datetime, months: int) -> datetime:
    """Return the same day so many months later, or the last of a month that is shorter."""
    years, month = divmod(time.month - 1 + months, 12)
    year = time.year + years
    day = min(time.day, calendar.monthrange(year, month + 1)[1])
    return time.replace(year=year, month=month + 1, day=day)


def verdict(end: datetime | None, *, months: int, now: datetime, zone: tzinfo) -> Verdict:
    """Tell what is to become of records that ended then.

    Months are those of a calendar, where the site is. A year that nobody can mean is no end.
    """
    if end is not None and end > now:
        return Verdict.RUNNING
    if end is None or not is_year(end.year):
        return Verdict.NO_END
    return (
        Verdict.OVER if months_after(end.astimezone(zone), months) <= now else Verdict.WITHIN_PERIOD
    )
