"""The days of something that repeats, by a rule as calendars write it (RFC 5545)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Budget", "RepeatRule", "read_rule", "repeated_days"]

LONGEST_RULE = 500
_WEEKDAYS = {name: at for at, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_BY_DAY = re.compile(r"([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)")
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T.*)?")
_KNOWN = {
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST",
}  # fmt: skip
_TIME_OF_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND"}
"""With one value each these say again when it starts."""
_MONTHS = 12


@wordless
@dataclass(frozen=True)
class RepeatRule:
    """How something repeats: DAILY, WEEKLY, MONTHLY or YEARLY, every `interval` of them.

    `count` is how many there are, 0 where `until`, or nothing, ends it. `by_day` are weekdays with
    which of them, 0 for each one.
    """

    freq: str
    interval: int = 1
    count: int = 0
    until: date | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: frozenset[int] = frozenset()
    by_month: frozenset[int] = frozenset()
    by_place: tuple[int, ...] = ()
    week_start: int = 0


@dataclass
class Budget:
    """Days that may still be looked at: rules can be written that never come true."""

    days: int


def read_rule(text: str) -> RepeatRule | None:
    """Read `FREQ=WEEKLY;BYDAY=TU`. Nothing where it is not of the kinds that we work out."""
    parts = dict(each.partition("=")[::2] for each in text[:LONGEST_RULE].upper().split(";"))
    odd = {name for name in parts if name not in _KNOWN and parts[name]}
    is_odd = any(name not in _TIME_OF_DAY or "," in parts[name] for name in odd)
    if len(text) > LONGEST_RULE or is_odd:
        return None
    try:
        return _rule(parts)
    except ValueError:
        return None


def _rule(parts: Mapping[str, str]) -> RepeatRule | None:
    freq = parts.get("FREQ", "")
    by_day = [_BY_DAY.fullmatch(each) for each in _listed(parts, "BYDAY")]
    interval, times = int(parts.get("INTERVAL", "1")), int(parts.get("COUNT", "0"))
    if freq not in _PERIODS or None in by_day or interval < 1 or times < 0:
        return None
    end = _DAY.fullmatch(parts["UNTIL"]) if "UNTIL" in parts else None
    if "UNTIL" in parts and end is None:
        return None
    return RepeatRule(
        freq,
        interval,
        times,
        date(*map(int, end.groups())) if end else None,
        tuple((int(each[1] or 0), _WEEKDAYS[each[2]]) for each in by_day if each),
        frozenset(map(int, _listed(parts, "BYMONTHDAY"))),
        frozenset(map(int, _listed(parts, "BYMONTH"))),
        tuple(map(int, _listed(parts, "BYSETPOS"))),
        _WEEKDAYS.get(parts.get("WKST", "MO"), 0),
    )


def _listed(parts: Mapping[str, str], name: str) -> list[str]:
    return parts[name].split(",") if parts.get(name) else []


def repeated_days(rule: RepeatRule, first: date, last: date, budget: Budget) -> Iterator[date]:
    """Yield the days from the first to the last. Stops early where the budget is used up."""
    made = 0
    end = min(last, rule.until) if rule.until else last
    for period in _PERIODS[rule.freq](rule, first):
        if period[0] > end or budget.days <= 0:
            return
        budget.days -= len(period)
        days = [day for day in period if _is_meant(rule, first, day)]
        for day in _at_places(days, rule.by_place):
            if day < first:
                continue
            if day > end:
                return
            yield day
            made += 1
            if made == rule.count:
                return


def _is_meant(rule: RepeatRule, first: date, day: date) -> bool:
    if rule.by_month and day.month not in rule.by_month:
        return False
    last_of_month = monthrange(day.year, day.month)[1]
    if rule.by_month_day and not rule.by_month_day & {day.day, day.day - last_of_month - 1}:
        return False
    if rule.by_day:
        return any(day.weekday() == at and _is_nth(rule, day, nth) for nth, at in rule.by_day)
    if rule.by_month_day or rule.freq == "DAILY":
        return True
    if rule.freq == "WEEKLY":
        return day.weekday() == first.weekday()
    is_month = rule.freq == "MONTHLY" or bool(rule.by_month) or day.month == first.month
    return is_month and day.day == first.day


def _is_nth(rule: RepeatRule, day: date, nth: int) -> bool:
    """Tell whether it is the second Tuesday of its month, or of its year where no month is said."""
    if not nth or rule.freq in {"DAILY", "WEEKLY"}:
        return True
    if rule.freq == "YEARLY" and not rule.by_month:
        place, size = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    else:
        place, size = day.day, monthrange(day.year, day.month)[1]
    return nth in {(place - 1) // 7 + 1, -((size - place) // 7 + 1)}


def _at_places(days: list[date], places: tuple[int, ...]) -> list[date]:
    if not places:
        return days
    chosen = {days[at - 1 if at > 0 else at] for at in places if at and abs(at) <= len(days)}
    return sorted(chosen)


def _days(rule: RepeatRule, first: date) -> Iterator[list[date]]:
    for day in _steps(first, rule.interval):
        yield [day]


def _weeks(rule: RepeatRule, first: date) -> Iterator[list[date]]:
    monday = first - timedelta((first.weekday() - rule.week_start) % 7)
    for day in _steps(monday, 7 * rule.interval):
        yield [day + timedelta(n) for n in range(7)]


def _months(rule: RepeatRule, first: date) -> Iterator[list[date]]:
    for months in count(first.year * _MONTHS + first.month - 1, rule.interval):
        year, month = divmod(months, _MONTHS)
        if year > _LAST_YEAR:
            return
        yield _of_month(year, month + 1)


def _years(rule: RepeatRule, first: date) -> Iterator[list[date]]:
    for year in range(first.year, _LAST_YEAR + 1, rule.interval):
        yield [day for month in range(1, _MONTHS + 1) for day in _of_month(year, month)]


_LAST_YEAR = 2200
_PERIODS = {"DAILY": _days, "WEEKLY": _weeks, "MONTHLY": _months, "YEARLY": _years}
"""Periods of which each may have days that are meant, as lists of all their days."""


def _steps(first: date, days: int) -> Iterator[date]:
    for place in count():
        try:
            yield first + timedelta(place * days)
        except OverflowError:
            return


def _of_month(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
