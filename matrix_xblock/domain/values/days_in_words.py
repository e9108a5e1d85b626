"""Days that are said from today: `yesterday`, `last Tuesday`, `3 days ago`, `in 2 weeks`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.domain.values.words_of_time import in_digits, weekday_named

__all__ = ["Days", "days_in_words", "week_of"]

_NEAR = {
    "day before yesterday": -2, "the day before yesterday": -2, "echdoe": -2,
    "yesterday": -1, "yest": -1, "yesturday": -1, "last night": -1, "ddoe": -1, "neithiwr": -1,
    "today": 0, "earlier today": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
    "tonight": 0, "heddiw": 0, "bore ma": 0, "heno": 0,
    "tomorrow": 1, "tommorow": 1, "tomorow": 1, "yfory": 1,
}  # fmt: skip
_WEEKS = {
    "this week": 0, "yr wythnos hon": 0, "wythnos yma": 0,
    "last week": -1, "past week": -1, "wythnos diwethaf": -1, "yr wythnos diwethaf": -1,
    "week before last": -2, "the week before last": -2, "next week": 1, "wythnos nesaf": 1,
}  # fmt: skip
_WITHOUT_DAY = re.compile(
    r"(?:last|this|next|past) (?:month|year)|earlier this (?:month|year)|mis (?:diwethaf|yma|hwn)"
    r"|\d{1,2} months? ago|a month ago"
)
_WEEKENDS = re.compile(
    r"(?:(?:at|over|on|this|last) )?(?:the )?(?:last )?weekend|(?:dros )?y penwythnos"
)
_WEEKEND_AHEAD = re.compile(
    r"(?:(?:at|over|on|this|(next)) )?(?:the )?(?:(next) )?weekend|(?:dros )?y penwythnos"
)
_PART_OF_DAY = re.compile(
    r" (?:in the |y )?(?:morning|afternoon|evening|night|am|pm|bore|prynhawn|nos)"
)
_AGO = re.compile(
    r"(\d{1,3}|an?) (day|week|fortnight|diwrnod|wythnos)s? (ago|back|yn \u00f4l|yn ol)"
)
_IN = re.compile(
    r"(?:in|within|ymhen) (\d{1,3}|an?) (day|week|fortnight|diwrnod|wythnos)(?:s'?|'s)?(?: time)?"
    r"|(\d{1,3}|an?) (day|week|fortnight)(?:s'?|'s)? (?:from (?:now|today)|time)"
)
_WEEK_ON = re.compile(r"(?:an? )?week (?:on )?([a-z]+)|([a-z]+) week")
_WEEK_AGO_TODAY = re.compile(r"(?:an?|1) week (?:ago )?today|a week ago today|today last week")
_WEEKDAY = re.compile(
    r"(?:(?P<before>last|this past|past|this|next|last week|this week|next week),? (?:on )?)?"
    r"(?P<dydd>dydd )?(?P<day>[a-z]+)"
    r"(?: (?P<after>just gone|gone|last|diwethaf|last week|this week|next week|nesaf))?"
)
_SAID = {"just gone": "past", "gone": "past", "this past": "past", "diwethaf": "last"}
_SAID |= {"nesaf": "next"}

_Weekday = Callable[[date, int], tuple[date, ...]]


@wordless
@dataclass(frozen=True)
class Days:
    """One day without a code is read. With a code these are asked about, or nothing can be read."""

    days: tuple[date, ...]
    code: str = ""


def days_in_words(line: str, today: date, *, is_ahead: bool = False) -> Days | None:
    """Read a plain text; None where it says no day from today.

    A weekday alone is the latest one; where `is_ahead`, the next one to come.
    """
    line = in_digits(_PART_OF_DAY.sub("", line)) if line not in _NEAR else line
    if line in _NEAR:
        return Days((today + timedelta(_NEAR[line]),))
    if line in _WEEKS:
        return Days(week_of(today + timedelta(7 * _WEEKS[line])), "date_asked")
    if _WITHOUT_DAY.fullmatch(line):
        return Days((), "date_without_day")
    ahead = _ahead(line, today) if is_ahead else None
    if ahead is None and _WEEKENDS.fullmatch(line):
        return Days(_weekends(today), "date_asked")
    return ahead or _ago(line, today) or _weekday(line, today, is_ahead=is_ahead)


def week_of(day: date) -> tuple[date, ...]:
    """Return the days of a week, Monday first."""
    monday = day - timedelta(day.weekday())
    return tuple(monday + timedelta(n) for n in range(7))


def _weekends(today: date) -> tuple[date, ...]:
    """Return the Saturday and the Sunday before today, and today where it is one of them."""
    saturday = today - timedelta((today.weekday() - 5) % 7)
    sunday = today - timedelta((today.weekday() - 6) % 7)
    return tuple(sorted({saturday, sunday}))


def _ahead(line: str, today: date) -> Days | None:
    """Read what only a plan says: a weekend to come, or a time from now."""
    if match := _WEEKEND_AHEAD.fullmatch(line):
        return Days(_coming_weekends(today, is_next=bool(match[1] or match[2])), "date_asked")
    if match := _IN.fullmatch(line):
        return _away(match[1] or match[3], match[2] or match[4], today, 1)
    match = _WEEK_ON.fullmatch(line)
    return _week_on(match[1] or match[2], today) if match else None


def _week_on(word: str, today: date) -> Days | None:
    """Read `Friday week`, which is a week after the next Friday, and `a week tomorrow`."""
    if word in {"today", "tomorrow"}:
        return Days((today + timedelta(7 + _NEAR[word]),))
    number = weekday_named(word)
    days = _coming(today, number) if number is not None else ()
    code = "date_asked" if len(days) > 1 else ""
    return Days(tuple(day + timedelta(7) for day in days), code) if days else None


def _coming_weekends(today: date, *, is_next: bool) -> tuple[date, ...]:
    """Return the next Saturday and Sunday, and the two after them where those may be meant."""
    weekend = week_of(today)[5:]
    later = tuple(day + timedelta(7) for day in weekend) if is_next or today in weekend else ()
    return (*(day for day in weekend if day >= today), *later)


def _ago(line: str, today: date) -> Days | None:
    if _WEEK_AGO_TODAY.fullmatch(line):
        return Days((today - timedelta(7),))
    match = _AGO.fullmatch(line)
    return _away(match[1], match[2], today, -1) if match else None


def _away(number: str, unit: str, today: date, sign: int) -> Days:
    """Count from today. A number of weeks is rarely meant to the day: we ask which one."""
    count = sign * (int(number) if number.isdigit() else 1)
    if unit in {"day", "diwrnod"}:
        return Days((today + timedelta(count),))
    weeks = count * (2 if unit == "fortnight" else 1)
    return Days(week_of(today + timedelta(7 * weeks)), "date_asked")


def _weekday(line: str, today: date, *, is_ahead: bool) -> Days | None:
    match = _WEEKDAY.fullmatch(line)
    if match is None or (match["before"] and match["after"]):
        return None
    number = weekday_named(match["day"])
    if number is None or (match["day"] in {"mawrth", "maw"} and not match["dydd"]):
        return None
    word = match["before"] or match["after"] or ("coming" if is_ahead else "")
    days = _BY_WORD[_SAID.get(word, word)](today, number)
    if is_ahead and word in {"this", "this week"} and days[0] < today:
        return Days(_coming(today, number), "date_asked")
    return Days(days, "date_asked" if len(days) > 1 else "")


def _latest(today: date, number: int) -> tuple[date, ...]:
    """Return the latest such day; where that is today, a week ago could be meant as well."""
    back = (today.weekday() - number) % 7
    return (today - timedelta(back),) if back else (today, today - timedelta(7))


def _coming(today: date, number: int) -> tuple[date, ...]:
    """Return the next such day; where that is today, a week from now could be meant as well."""
    ahead = (number - today.weekday()) % 7
    return (today + timedelta(ahead),) if ahead else (today, today + timedelta(7))


def _past(today: date, number: int) -> tuple[date, ...]:
    return (today - timedelta((today.weekday() - number) % 7 or 7),)


def _last(today: date, number: int) -> tuple[date, ...]:
    """Return the latest one before today. To some people one of this week is not *last*."""
    (latest,) = _past(today, number)
    return (latest, latest - timedelta(7)) if latest in week_of(today) else (latest,)


def _next(today: date, number: int) -> tuple[date, ...]:
    soonest = today + timedelta((number - today.weekday()) % 7 or 7)
    return (soonest, soonest + timedelta(7)) if soonest in week_of(today) else (soonest,)


def _of_week(weeks: int) -> _Weekday:
    return lambda today, number: (week_of(today + timedelta(7 * weeks))[number],)


_BY_WORD: dict[str, _Weekday] = {
    "": _latest,
    "coming": _coming,
    "past": _past,
    "last": _last,
    "next": _next,
    "this": _of_week(0),
    "this week": _of_week(0),
    "last week": _of_week(-1),
    "next week": _of_week(1),
}
