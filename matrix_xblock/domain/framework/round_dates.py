"""Dates of rounds as authors think of them: whole days, three terms of a year, and a year on."""

from __future__ import annotations

from datetime import date, time

__all__ = ["FULL_DAY", "a_year_on", "three_terms"]

FULL_DAY = {"opens": time(0, 0), "due": time(23, 59), "closes": time(23, 59)}
"""The times that dates stand for where an author gives none: a round is open on all of its days."""

_TERMS = (((9, 1), (12, 31)), ((1, 1), (3, 31)), ((4, 1), (7, 31)))
"""Month and day that each term begins and ends with. Easter moves, so the second ends in March."""
_NEW_YEAR = 9
"""Months from here on lie in the year that a school year begins in."""


def three_terms(year: int) -> tuple[tuple[date, date], ...]:
    """Return first and last day of autumn, spring and summer of the school year from that year."""
    return tuple((_day(year, *first), _day(year, *last)) for first, last in _TERMS)


def _day(year: int, month: int, day: int) -> date:
    return date(year if month >= _NEW_YEAR else year + 1, month, day)


def a_year_on(day: date) -> date:
    """Return the same day of the next year. The 28th stands for a 29 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)
