"""A day in a cell of a file: one day, the first and last of several, or a month without a day."""

from __future__ import annotations

import re
from datetime import date

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.dates import LONGEST_TEXT, read_date
from matrix_xblock.domain.values.several_days import span_in, week_in
from matrix_xblock.domain.values.typed import plain
from matrix_xblock.domain.values.words_of_time import month_named

__all__ = ["is_clock", "is_day", "read_days"]

_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d\d){1,2}(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?")
_MONTH_NAMED = re.compile(r"([a-z]+)[ ./-]*(\d{4}|\d\d)")
_MONTH_IN_NUMBERS = re.compile(r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})|(\d{4})[/.-](\d{1,2})")


def is_clock(text: str) -> bool:
    """Tell whether a cell has a time of the clock and no day: `09:00`, `9 am`."""
    return bool(_CLOCK.fullmatch(plain(text, longest=LONGEST_TEXT) or ""))


def is_day(text: str) -> bool:
    """Tell whether a cell can be read as a day, as several or as a month, in either order."""
    for is_month_first in (False, True):
        try:
            first, _ = read_days(
                text, field="", is_month_first=is_month_first, is_month_enough=True
            )
        except Invalid:
            continue
        return first is not None
    return False


def read_days(
    text: str, *, field: str, is_month_first: bool, is_month_enough: bool
) -> tuple[date | None, date | None]:
    """Read the first and the last day; the last is None where there is one day alone.

    `is_month_enough`: `March 2026` is its first day. Raises `Invalid`, with `date_month_only` where
    that has to be asked.
    """
    try:
        return read_date(text, field=field, is_month_first=is_month_first), None
    except Invalid as refused:
        line = plain(text, longest=LONGEST_TEXT) or ""
        if month := _month(line):
            if is_month_enough:
                return read_date(f"1/{month[0]}/{month[1]}", field=field), None
            raise Invalid(Problem(field, "date_month_only")) from None
        days = _first_and_last(line, field, is_month_first=is_month_first)
        if days is None:
            raise Invalid(*refused.problems) from None
        return days


def _month(line: str) -> tuple[int, str] | None:
    """Return the number of a month and its year as it is written."""
    if match := _MONTH_NAMED.fullmatch(line):
        month = month_named(match[1])
        return (month, match[2]) if month else None
    if match := _MONTH_IN_NUMBERS.fullmatch(line):
        return int(match["month"] or match[4]), match["year"] or match[3]
    return None


def _first_and_last(
    line: str, field: str, *, is_month_first: bool
) -> tuple[date | None, date | None] | None:
    """Read `14/3/2026 - 16/3/2026`, `14-16 March 2026`, or `w/c 2 March 2026`: a whole week.

    Raises `Invalid` where two days are apart: they are no time from one to the other.
    """
    week, span = week_in(line), span_in(line)
    texts = (week.day,) if week else (span.first, span.last) if span else ()
    try:
        days = [read_date(each, field=field, is_month_first=is_month_first) for each in texts]
    except Invalid:
        return None
    if week and days and days[0]:
        of_week = week.days(days[0])
        return (of_week[0], of_week[-1]) if of_week else None
    first, last = days if span and not week else (None, None)
    if not (first and last and span):
        return None
    first = span.over_new_year(first, last)
    if not span.fits(first, last):
        raise Invalid(Problem(field, "date_days_apart"))
    return first, last
