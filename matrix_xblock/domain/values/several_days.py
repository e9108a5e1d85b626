"""Several days in one text, as people write them: `14-16 March 2026`, `w/c 2 March`.

Here they are told apart as texts of one day each. What a day means is for others to read, by the
same rule in a cell of a file and in a field that somebody types into.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.domain.values.words_of_time import weekday_named

__all__ = ["Span", "Week", "span_in", "week_in"]

_FROM = r"(?:from |o )?"
_ORDINAL = r"(?: ?(?:st|nd|rd|th|af|ail|ydd|fed|eg|ain)\b)?"
_DAY = rf"\d{{1,2}}{_ORDINAL}"
_RUN = r"(?P<run> ?--? ?| (?:to|until|till|i) )"
_TWO = r" ?[&+] ?| (?:and|a|ac) "
_OF_MONTH = re.compile(
    rf"{_FROM}(?:(?P<weekday>[a-z]+)\.?,? )?(?P<first>{_DAY})(?:{_RUN}|{_TWO}| ?[,/] ?)"
    rf"(?:(?P<other>[a-z]+)\.?,? )?(?P<last>{_DAY}) ?(?:of |o )?(?P<rest>[a-z].*)"
)
_AFTER_MONTH = re.compile(
    rf"{_FROM}(?P<month>[a-z]+\.?) (?P<first>{_DAY})(?:{_RUN}|{_TWO}| ?[,/] ?)(?P<last>{_DAY})"
    r"(?P<rest>,? \d{4})?"
)
_IN_NUMBERS = re.compile(
    rf"{_FROM}(?P<first>\d{{1,2}})\.?(?:{_RUN}|{_TWO})(?P<last>\d{{1,2}})"
    r"(?P<rest>(?P<stroke>[/.])\d{1,2}(?:(?P=stroke)\d{2,4})?)"
)
_ISO = re.compile(
    rf"{_FROM}(?P<first>(?P<month>\d{{4}}-\d{{1,2}}-)\d{{1,2}})(?P<run> ?(?:/|--?) ?)"
    r"(?:(?P<last>\d{4}-\d{1,2}-\d{1,2})|(?<=/)(?P<day>\d{1,2}))"
)
_WHOLE = re.compile(
    rf"{_FROM}(?P<first>.+?)(?:(?P<run> --? | (?:to|until|till|i) )|{_TWO})(?P<last>.+)"
)
_JOINED = re.compile(
    rf"{_FROM}(?P<first>\d{{1,2}}[/. ][^-]+)(?:(?P<run>-)|(?<=[a-z])/|(?<=\d{{4}})/)(?P<last>\d.+)"
)
_ENDS_IN_YEAR = re.compile(r"(?:[ ./-]|, )(\d{4}|\d\d)$")
_YEAR_OF_WORDS = re.compile(r"[a-z]\.?,? (\d{4})$")
_MONTH_AND_DAY = re.compile(r"[a-z]+\.? \d{1,2}")

_WEEK = re.compile(
    r"(?P<begins>w/?c|w/?b|w\.[cb]\.|(?:week|wk\.?) (?:commencing|comm?|beginning|beg|starting)\.?"
    r"|(?:yr )?wythnos (?:yn|sy'n) dechrau)"
    r"(?=[ :.\d])|(?P<ends>w/?e|w\.e\.|(?:week|wk\.?) ending)(?=[ :.\d])"
    r"|(?:week|wk\.?) of\b|(?:yn ystod )?wythnos\b"
)
_SUNDAY, _FRIDAY = 6, 4


@wordless
@dataclass(frozen=True)
class Span:
    """The first and the last of several days as texts of one day each.

    `is_run`: those between them are meant as well. Of `14 & 16 March` they are not. `is_year_last`:
    a year stands at the end alone.
    """

    first: str
    last: str
    is_run: bool
    is_year_last: bool = False

    def over_new_year(self, first: date, last: date) -> date:
        """Return the first day: of `30 December to 2 January 2026` it is in the year before."""
        is_before = self.is_year_last and first > last and (first.month, first.day) != (2, 29)
        return first.replace(year=first.year - 1) if is_before else first

    def fits(self, first: date, last: date) -> bool:
        """Tell whether days can be the first and the last of this text, and all between them."""
        return self.is_run or last - first == timedelta(1)


@wordless
@dataclass(frozen=True)
class Week:
    """A week that is named by one of its days, by its first, or by its last."""

    day: str
    begins: bool
    ends: bool

    def days(self, day: date) -> tuple[date, ...]:
        """Return its days from Monday on; none where the day that is named cannot be meant so."""
        monday = day - timedelta(day.weekday())
        if (self.begins and day != monday) or (self.ends and day.weekday() < _FRIDAY):
            return ()
        last = day.weekday() if self.ends else _SUNDAY
        return tuple(monday + timedelta(n) for n in range(last + 1))


def week_in(line: str) -> Week | None:
    """Tell a week from a plain text, such as `w/c 2 March 2026`."""
    match = _WEEK.match(line)
    day = line[match.end() :].lstrip(" :.").removeprefix("the ") if match else ""
    return Week(day, bool(match["begins"]), bool(match["ends"])) if match and day else None


def span_in(line: str) -> Span | None:
    """Tell the first and the last day from a plain text: each gets what stands there once."""
    for pattern, spelt in _SPELT:
        match = pattern.fullmatch(line)
        days = spelt(match) if match else None
        if match and days:
            is_year_last = spelt is _whole and days[0] != match["first"]
            return Span(*days, is_run=bool(match["run"]), is_year_last=is_year_last)
    return None


def _of_month(match: re.Match[str]) -> tuple[str, str] | None:
    """Read `14-16 March 2026` and `Sat 14 & Sun 15 March 2026`."""
    weekdays = [match["weekday"] or "", match["other"] or ""]
    if any(each and weekday_named(each) is None for each in weekdays):
        return None
    first, last = (
        f"{weekday} {day} {match['rest']}".strip()
        for weekday, day in zip(weekdays, (match["first"], match["last"]), strict=True)
    )
    return first, last


def _after_month(match: re.Match[str]) -> tuple[str, str]:
    """Read `March 14-16, 2026`."""
    month, rest = match["month"], match["rest"] or ""
    return f"{month} {match['first']}{rest}", f"{month} {match['last']}{rest}"


def _in_numbers(match: re.Match[str]) -> tuple[str, str]:
    """Read `14-16/3/2026`."""
    return f"{match['first']}{match['rest']}", f"{match['last']}{match['rest']}"


def _iso(match: re.Match[str]) -> tuple[str, str]:
    """Read `2026-03-14/2026-03-16` and `2026-03-14/16`."""
    return match["first"], match["last"] or f"{match['month']}{match['day']}"


def _whole(match: re.Match[str]) -> tuple[str, str]:
    """Read `28 February to 2 March 2026`: a year that stands once is that of both."""
    first, last = match["first"], match["last"]
    year = _ENDS_IN_YEAR.search(last)
    is_month_first = bool(year and len(year[1]) > len("26") and _MONTH_AND_DAY.fullmatch(first))
    if year and (is_month_first or not _ENDS_IN_YEAR.search(first)):
        return f"{first}{year[0]}", last
    if (year := _YEAR_OF_WORDS.search(first)) and re.search(r"[a-z]\.?$", last):
        return first, f"{last} {year[1]}"
    return first, last


_SPELT = (
    (_ISO, _iso),
    (_OF_MONTH, _of_month),
    (_AFTER_MONTH, _after_month),
    (_IN_NUMBERS, _in_numbers),
    (_WHOLE, _whole),
    (_JOINED, _whole),
)
"""Ways to write several days, the surest first."""
