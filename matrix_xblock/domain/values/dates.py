"""Days as people write them: in one field, in three, in a cell of a file; and their range."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.days_in_words import Days, days_in_words, week_of
from matrix_xblock.domain.values.several_days import Week, span_in, week_in
from matrix_xblock.domain.values.typed import plain
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.domain.values.words_of_time import (
    ORDINAL,
    month_named,
    ordinals_in_digits,
    weekday_named,
)

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "YEAR_DIGITS",
    "is_year",
    "out_of_range",
    "read_date",
    "read_date_parts",
    "remark",
    "write_date",
]

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Times at the edge of the calendar cannot be shown in every time zone."""
LONGEST_TEXT = 60
YEAR_DIGITS = 4
TURN_OF_CENTURY = 70
"""Two digits from here on mean a year of the last century."""

_PARTS = ("day", "month", "year")
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range((date(FIRST_YEAR, 1, 1) - _EXCEL_EPOCH).days, 73416)

_TIME = re.compile(
    r"(?:[ t]+\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?| ?[ap]m)(?:z|[+-]\d{2}:?\d{2})?"
    r"| (?:am|pm|morning|afternoon|evening))$"
)
_LITTLE = frozenset({"of", "o", "the", "y"})
_LEAD = re.compile(r"^(?:on|ar|date:?|y|the day of)(?: |$)")
_END = re.compile(r"(?:the )?end of (?P<month>[a-z]+)(?: (?P<year>\d{4}))?")
_YEAR = re.compile(r"\b\d{4}$")
_MONTHS = 12
_NEAR_YEARS = 10
"""A day further off is said to be: a slip of a finger looks like that."""
_YEARS_AROUND = 8
"""A 29 February is at most so many years away."""


@dataclass(frozen=True)
class _Anchor:
    """The day from which others are meant, and whether those are to come, as for a plan."""

    today: date
    is_ahead: bool

    def is_likely(self, day: date) -> bool:
        """Tell whether a day is one that people write here, and no slip of a finger."""
        if self.is_ahead:
            return 0 <= (day - self.today).days // 365 < _NEAR_YEARS
        return not remark(day, today=self.today)

    def is_likely_year(self, number: int) -> bool:
        """Tell whether two digits behind a month are more than a day: a year that is near."""
        years = number - self.today.year % 100
        return 0 <= years <= _NEAR_YEARS if self.is_ahead else 0 <= 1 - years <= _NEAR_YEARS


def read_date_parts(day: str, month: str, year: str, *, field: str) -> date | None:
    """Read a day out of three fields; three empty ones are none. Months may be names.

    Raises `Invalid` that says which part is missing, or what is wrong.
    """
    lines = [plain(text, longest=LONGEST_TEXT) for text in (day, month, year)]
    parts = {name: line for name, line in zip(_PARTS, lines, strict=True) if line is not None}
    if len(parts) < len(_PARTS):
        raise Invalid(Problem(field, "date_not_real"))
    missing = [name for name, text in parts.items() if not text]
    if len(missing) == len(parts):
        return None
    if missing:
        raise Invalid(Problem(field, "date_without_" + "_and_".join(missing)))
    if len(parts["year"]) != YEAR_DIGITS and parts["year"].isdigit():
        raise Invalid(Problem(field, "date_needs_four_digit_year"))
    numbers = (_number(parts["day"]), _month(parts["month"]), _number(parts["year"]))
    return _real(*numbers, field=field)


def read_date(
    text: str,
    *,
    field: str,
    is_month_first: bool = False,
    today: date | None = None,
    is_ahead: bool = False,
) -> date | None:
    """Read a day out of one text: `2 March 2026`, `2/3/26`, `2026-03-02`. Nothing is none.

    With `today`, as people type: `3 Nov`, `yesterday`, `last Tuesday`; a year that is missing makes
    it the latest day that is past, or where the field `is_ahead`, as for a plan, the next to come.
    Without it, as files have days: Excel's number of a day too, and `is_month_first` says how days
    are written in numbers. Raises `Invalid`: where a text can mean several days, the problem has
    them as choices, else its code says what is wrong.
    """
    if not text.strip():
        return None
    line = plain(text, longest=LONGEST_TEXT)
    if line is None:
        serial = Days((), "date_not_understood")
    elif today is None:
        serial = _cell(line, is_month_first=is_month_first)
    else:
        serial = _typed(line, _Anchor(today, is_ahead=is_ahead))
    if is_ahead and serial.code == "date_not_understood":
        serial = Days((), "date_ahead_not_understood")
    return _answer(serial, field=field, is_typed=today is not None)


def write_date(day: date) -> str:
    """Write a day so that `read_date` gives it back, whatever the language of the reader."""
    return f"{day.day}/{day.month}/{day.year:04d}"


def remark(day: date, *, today: date) -> str:
    """Return the code of what is worth saying of a day that was read: ahead, or far away."""
    years = abs((day - today).days) // 365
    if day > today:
        return "date_far_ahead" if years else "date_ahead"
    return "date_long_ago" if years >= _NEAR_YEARS else ""


def is_year(number: int) -> bool:
    """Tell whether a year is one that days and times may lie in."""
    return FIRST_YEAR <= number <= LAST_YEAR


def out_of_range(field: str) -> Problem:
    """Say that a day or a time lies in no year of ours."""
    limits = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
    return Problem(field, "date_out_of_range", limits)


def _answer(read: Days, *, field: str, is_typed: bool) -> date:
    days = tuple(day for day in read.days if is_year(day.year))
    if read.days and not days:
        raise Invalid(out_of_range(field))
    if not days or (read.code and not is_typed):
        raise Invalid(Problem(field, read.code if is_typed else "date_not_real"))
    if read.code:
        raise Invalid(Problem(field, read.code, choices=tuple(map(date.isoformat, days))))
    return days[0]


def _cell(line: str, *, is_month_first: bool) -> Days:
    """Read a day as it stands in a file: whole, or Excel's number of it."""
    if number := re.fullmatch(r"([0-9]{5})([.,][0-9]+)?", line):
        days = int(number[1])
        is_day = days in _EXCEL_DAYS
        return Days((_EXCEL_EPOCH + timedelta(days),) if is_day else ())
    weekday, parts = _taken_apart(line)
    if len(parts) != len(_PARTS):
        return Days((), "date_not_real")
    return _whole(*_ordered(parts, is_month_first=is_month_first), weekday)


def _typed(line: str, anchor: _Anchor) -> Days:
    """Read a day as people type it."""
    if line.startswith("-"):
        return Days((), "date_not_understood")
    line = line.removeprefix("by ") if anchor.is_ahead else line
    line = ordinals_in_digits(_LEAD.sub("", line, count=1)).rstrip(" .,;:!?")
    return (
        days_in_words(line, anchor.today, is_ahead=anchor.is_ahead)
        or (_end_of_month(line, anchor) if anchor.is_ahead else None)
        or _several(line, anchor)
        or _numbered(line, anchor)
    )


def _end_of_month(line: str, anchor: _Anchor) -> Days | None:
    """Read the last day of a month, which is when a plan is to be done by its end."""
    match = _END.fullmatch(line)
    month = month_named(match["month"]) if match else 0
    if match is None or not month:
        return None
    years = [int(match["year"])] if match["year"] else [anchor.today.year, anchor.today.year + 1]
    ends = [date(year, month, monthrange(year, month)[1]) for year in years if is_year(year)]
    near = [day for day in ends if match["year"] or day >= anchor.today]
    return Days(tuple(near[:1]), "" if near else "date_not_real")


def _several(line: str, anchor: _Anchor) -> Days | None:
    """Ask about several days: the first one is what an entry has. `w/c 3 Nov` is a whole week."""
    if week := week_in(line):
        read = _numbered(week.day, anchor)
        return Days(_of_week(week, read.days[0]), "date_asked") if read.days else None
    span = span_in(line)
    if span is None:
        return None
    first, last = _one_day(span.first, anchor), _one_day(span.last, anchor)
    if not (first.days and last.days):
        return None
    day = span.over_new_year(first.days[0], last.days[0])
    if day > last.days[0] and _YEAR.search(line):
        return Days((), "date_not_understood")
    return Days((day, *first.days[1:]), "date_asked" if anchor.is_ahead else "date_several_days")


def _one_day(line: str, anchor: _Anchor) -> Days:
    return days_in_words(line, anchor.today, is_ahead=anchor.is_ahead) or _numbered(line, anchor)


def _of_week(week: Week, day: date) -> tuple[date, ...]:
    """Return the days of a week to choose from, also where it begins on no Monday."""
    return week.days(day) or week_of(day)


def _numbered(line: str, anchor: _Anchor) -> Days:
    weekday, parts = _taken_apart(line)
    if len(parts) == 1:
        return _one_part(parts[0], weekday, anchor, is_ordinal=bool(ORDINAL.search(line)))
    if len(parts) == len(("day", "month")):
        return _two_parts(parts, weekday, anchor, is_sure=not re.search(r"\d ?[- ] ?\d", line))
    if len(parts) != len(_PARTS):
        return Days((), "date_not_understood")
    whole = _whole(*_ordered(parts, is_month_first=False), weekday)
    if whole.days:
        return _nearer(whole, parts, weekday, anchor)
    swapped = _whole(*_ordered(parts, is_month_first=True), weekday)
    return Days(swapped.days, "date_asked") if swapped.days else whole


def _nearer(read: Days, parts: list[str], weekday: int | None, anchor: _Anchor) -> Days:
    """Ask about `25-11-03`, where the year may come first and makes the day far nearer."""
    if max(map(len, parts)) > len("25") or anchor.is_likely(read.days[0]):
        return read
    year, month, day = parts
    other = _whole(day, month, year, weekday)
    is_near = bool(other.days) and anchor.is_likely(other.days[0])
    return Days((*read.days, *other.days), "date_asked") if is_near else read


def _one_part(text: str, weekday: int | None, anchor: _Anchor, *, is_ordinal: bool) -> Days:
    if month_named(text):
        return Days((), "date_without_day")
    if len(text) > len("31"):
        return _compact(text)
    if not _number(text):
        return Days((), "date_not_real" if text.isdigit() else "date_not_understood")
    latest = _nearest(_number(text), 0, weekday, anchor)
    return latest if latest.code or is_ordinal else Days(latest.days, "date_asked")


def _compact(text: str) -> Days:
    """Read eight digits in a row, the year first or last. Fewer could be anything."""
    if len(text) == YEAR_DIGITS and is_year(_number(text)):
        return Days((), "date_without_day_and_month")
    if not re.fullmatch("[0-9]{8}", text):
        return Days((), "date_not_understood")
    orders = (text[6:], text[4:6], text[:4]), (text[:2], text[2:4], text[4:])
    days = tuple(day for way in orders for day in _whole(*way, None).days if is_year(day.year))
    return Days(days, "" if len(days) == 1 else "date_asked" if days else "date_not_real")


def _two_parts(parts: list[str], weekday: int | None, anchor: _Anchor, *, is_sure: bool) -> Days:
    """Read a day and a month. `Nov 25` may be the month of a year, `11/25` has the month first."""
    first, second = parts
    if any(len(part) == YEAR_DIGITS and part.isdigit() for part in parts):
        is_month = any(_month(part) for part in parts)
        return Days((), "date_without_day" if is_month else "date_not_understood")
    is_named = bool(month_named(first))
    day, month = (second, first) if is_named else (first, second)
    if not (_number(day) and (_number(month) or month_named(month))):
        return Days((), "date_not_understood")
    if not is_named and _number(month) > _MONTHS >= _number(day):
        day, month, is_sure = month, day, False
    latest = _nearest(_number(day), _month(month), weekday, anchor)
    could_be_year = is_named and anchor.is_likely_year(_number(day))
    if latest.code or (is_sure and not could_be_year):
        return latest
    return Days(latest.days, "date_asked")


def _nearest(day: int, month: int, weekday: int | None, anchor: _Anchor) -> Days:
    """Find the nearest day of a number, in a month or in any. Ask about another weekday.

    That is the latest one that is past; where plans are made, the next one to come.
    """
    today = anchor.today
    months = [month] if month else range(1, _MONTHS + 1)
    years = range(
        max(today.year - _YEARS_AROUND, FIRST_YEAR), min(today.year + _YEARS_AROUND, LAST_YEAR) + 1
    )
    dates = [
        each for year in years for each_month in months if (each := _date(day, each_month, year))
    ]
    past = [each for each in reversed(dates) if each <= today]
    near = [each for each in dates if each >= today] if anchor.is_ahead else past
    if not near:
        return Days((), "date_not_real")
    fitting = [each for each in near if weekday in {None, each.weekday()}]
    if fitting[:1] == near[:1]:
        return Days((near[0],))
    return Days((near[0], *fitting[:1]), "date_asked")


def _whole(day: str, month: str, year: str, weekday: int | None) -> Days:
    calendar_day = _date(_number(day), _month(month), _full_year(year))
    if calendar_day is None:
        is_day = _number(day) and _month(month) and year.isdigit()
        is_word = not is_day and not (day.isdigit() and month.isdigit())
        return Days((), "date_not_understood" if is_word else "date_not_real")
    if weekday in {None, calendar_day.weekday()} or not is_year(calendar_day.year):
        return Days((calendar_day,))
    return Days((calendar_day, week_of(calendar_day)[weekday or 0]), "date_asked")


def _taken_apart(line: str) -> tuple[int | None, list[str]]:
    """Take off the time and the weekday, and split the rest into its parts."""
    line = ORDINAL.sub("", _TIME.sub("", line)).replace("'", "")
    line = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", line)
    parts = [part for part in re.split(r"[\s/.,-]+", line) if part and part not in _LITTLE]
    for place in (0, -1):
        number = weekday_named(parts[place]) if len(parts) > 1 else None
        if number is not None and (not month_named(parts[place]) or _names_month_twice(parts)):
            del parts[place]
            return number, parts
    return None, parts


def _names_month_twice(parts: list[str]) -> bool:
    return sum(bool(month_named(part)) for part in parts) > 1


def _ordered(parts: list[str], *, is_month_first: bool) -> tuple[str, str, str]:
    """Bring three parts into the order day, month, year."""
    first, second, third = parts
    if len(first) == YEAR_DIGITS and first.isdigit():
        return (second, third, first) if month_named(third) else (third, second, first)
    if month_named(first) or (is_month_first and second.isdigit()):
        return second, first, third
    return first, second, third


def _number(text: str) -> int:
    return whole_number(text, most_digits=YEAR_DIGITS) or 0


def _month(text: str) -> int:
    """Return the number of a month; a name may be shortened."""
    return _number(text) or month_named(text)


def _full_year(text: str) -> int:
    year = _number(text)
    if len(text) != len("26") or not text.isdigit():
        return year
    return year + (1900 if year >= TURN_OF_CENTURY else 2000)


def _date(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _real(day: int, month: int, year: int, *, field: str) -> date:
    calendar_day = _date(day, month, year)
    if calendar_day is None:
        raise Invalid(Problem(field, "date_not_real"))
    if not is_year(year):
        raise Invalid(out_of_range(field))
    return calendar_day
