"""Days as people write them, in three fields or in one cell of a spreadsheet, and their range."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.whole_numbers import has_odd_digits, whole_number

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "is_year",
    "out_of_range",
    "read_date",
    "read_date_parts",
]

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Times at the edge of the calendar cannot be shown in every time zone."""
LONGEST_TEXT = 60
YEAR_DIGITS = 4
TURN_OF_CENTURY = 70
"""Two digits from here on mean a year of the last century."""

_MONTHS = (
    ("january", "ionawr"),
    ("february", "chwefror"),
    ("march", "mawrth"),
    ("april", "ebrill"),
    ("may", "mai"),
    ("june", "mehefin"),
    ("july", "gorffennaf"),
    ("august", "awst"),
    ("september", "medi"),
    ("october", "hydref"),
    ("november", "tachwedd"),
    ("december", "rhagfyr"),
)
_SHORTEST_NAME = 3
_SHORT_YEAR = 2
"""How many digits a year has that is written without its century."""

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range((date(FIRST_YEAR, 1, 1) - _EXCEL_EPOCH).days, 73416)

_TIME = re.compile(r"[ t]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?(z|[+-]\d{2}:?\d{2})?$")
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun|llun|maw|mer|iau|gwe|sad|sul)[a-z]*[, ]+")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th|af|ail|fed|eg|ydd|ain)\b")


def read_date_parts(day: str, month: str, year: str, *, field: str) -> date | None:
    """Read a day out of three fields; three empty ones are none. Months may be names.

    Raises `Invalid` that says which part is missing, or what is wrong.
    """
    if any(map(has_odd_digits, (day, month, year))):
        raise Invalid(Problem(field, "date_not_real"))
    parts = {"day": _plain(day), "month": _plain(month), "year": _plain(year)}
    missing = [name for name, text in parts.items() if not text]
    if len(missing) == len(parts):
        return None
    if missing:
        raise Invalid(Problem(field, "date_without_" + "_and_".join(missing)))
    if len(parts["year"]) != YEAR_DIGITS and parts["year"].isdigit():
        raise Invalid(Problem(field, "date_needs_four_digit_year"))
    numbers = (_number(parts["day"]), _month(parts["month"]), _number(parts["year"]))
    return _real(*numbers, field=field)


def read_date(text: str, *, field: str, is_month_first: bool = False) -> date | None:
    """Read a day out of one text: ISO, `2/3/2026`, `2 March 2026`, Excel's number of a day.

    Nothing is none. Two digits are enough for a year here. `is_month_first` is how a file writes
    days in numbers. Raises `Invalid`.
    """
    plain = _plain(text)
    if not plain:
        return None
    if len(plain) > LONGEST_TEXT or has_odd_digits(text):
        raise Invalid(Problem(field, "date_not_real"))
    if serial := re.fullmatch(r"([0-9]{5})([.,][0-9]+)?", plain):
        return _excel_day(int(serial[1]), field)
    plain = _ORDINAL.sub("", _WEEKDAY.sub("", _TIME.sub("", plain)))
    parts = [part for part in re.split(r"[\s/.,-]+", plain) if part and part not in {"of", "o"}]
    if len(parts) != len(("day", "month", "year")):
        raise Invalid(Problem(field, "date_not_real"))
    day, month, year = _ordered(parts, is_month_first=is_month_first)
    return _real(_number(day), _month(month), _full_year(year), field=field)


def is_year(number: int) -> bool:
    """Tell whether a year is one that days and times may lie in."""
    return FIRST_YEAR <= number <= LAST_YEAR


def out_of_range(field: str) -> Problem:
    """Say that a day or a time lies in no year of ours."""
    limits = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
    return Problem(field, "date_out_of_range", limits)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _ordered(parts: list[str], *, is_month_first: bool) -> tuple[str, str, str]:
    """Bring three parts into the order day, month, year."""
    first, second, third = parts
    if len(first) == YEAR_DIGITS and first.isdigit():
        return third, second, first
    if not first.isdigit() or (is_month_first and second.isdigit()):
        return second, first, third
    return first, second, third


def _number(text: str) -> int:
    return whole_number(text, most_digits=YEAR_DIGITS) or 0


def _month(text: str) -> int:
    """Return the number of a month; a name may be shortened."""
    name = text.rstrip(".")
    if len(name) < _SHORTEST_NAME:
        return _number(name)
    months = [
        number
        for number, names in enumerate(_MONTHS, start=1)
        if any(each.startswith(name) for each in names)
    ]
    return months[0] if len(months) == 1 else 0


def _full_year(text: str) -> int:
    year = _number(text)
    if len(text) != _SHORT_YEAR:
        return year
    return year + (1900 if year >= TURN_OF_CENTURY else 2000)


def _excel_day(days: int, field: str) -> date:
    if days not in _EXCEL_DAYS:
        raise Invalid(Problem(field, "date_not_real"))
    return _EXCEL_EPOCH + timedelta(days=days)


def _real(day: int, month: int, year: int, *, field: str) -> date:
    try:
        calendar_day = date(year, month, day)
    except ValueError:
        raise Invalid(Problem(field, "date_not_real")) from None
    if not is_year(year):
        raise Invalid(out_of_range(field))
    return calendar_day
