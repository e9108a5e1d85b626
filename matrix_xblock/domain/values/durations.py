"""How long something took, as people write it: `1h 30`, `90 min`, `an hour and a half`, `9-3`.

What can mean two things is not guessed: the refusal carries the choices, each of which can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.clock_spans import read_clock_span
from matrix_xblock.domain.values.typed import plain
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.domain.values.words_of_time import in_digits

__all__ = ["MOST_HOURS", "read_duration", "says_unit", "write_duration"]

MOST_HOURS = 1000
LONGEST_TEXT = 50
MOST_BARE_HOURS = 8
"""A bare number up to this means hours. Above it could as well mean minutes, so we ask."""

_DAYS = ("day", "days", "d", "diwrnod", "diwrnodau", "dydd", "dyddiau")
_HOURS = ("hour", "hours", "hr", "hrs", "h", "awr", "oriau")
_MINUTES = ("minute", "minutes", "mins", "min", "m", "munud", "munudau")
_UNITS = "|".join((*_DAYS, *_HOURS, *_MINUTES))
_UNIT = re.compile(rf"(?<![a-z])(?:{_UNITS})(?![a-z])")
_OF_CLOCK = re.compile(
    r"\d ?[ap]\.?m\b|noon|midday|:\d\d ?-|:\d\d to |- ?\d{1,2}:\d\d|^\d+:\d\d:\d\d$"
)
_PARTS = {"half": Fraction(1, 2), "hanner": Fraction(1, 2), "quarter": Fraction(1, 4)}
_PARTS |= {"quarters": Fraction(1, 4), "chwarter": Fraction(1, 4)}
_FRACTION_STROKE = "\u2044"
_FILLERS = ("a", "an", "of", "o", "the", ".")
_AND = ("and", "a", "ac", "&", ",")

_TOKEN = re.compile(
    r"(?P<fraction>(?:1/2|1/3|1/4|2/3|3/4)(?!\d))|(?P<number>\d{1,6}(?:[.,]\d{1,4})?|[.,]\d{1,2})(?![\d/])"
    r"|(?P<word>[a-z]+|[&,.])"
)
_ODD_DECIMALS = re.compile(r"\d+[.,](?!00|25|50|75)[0-5]\d")
"""`1.30` is 1 h 30 to one person and 1.3 h to another."""

_CLOCK = re.compile(rf"(\d{{1,4}}):([0-5]\d)(?::([0-5]\d))?(?: ?(?:{'|'.join(_HOURS)}))?")
_DAY_PART = r"(?:an? |the |all |one |1 )?(?:morning|afternoon|bore|prynhawn)"
_HALF_DAY = re.compile(
    rf"(?:an? |(\d{{1,2}}) )?(?:half|hanner) (?:an? |of an? |1 )?(?:days?|diwrnod|dydd)|{_DAY_PART}"
)
_WHOLE_DAY = re.compile(
    r"(?:all|(?:an? |the |1 )?(?:whole|full)) day|(?:trwy'r|diwrnod) (?:dydd|cyfan)"
)

_ABOUT = re.compile(
    r"(?:about|approx(?:imately)?\b\.?|around|roughly|circa\b|ca?\.|c (?=\d)|~|say|for|just"
    r"|a total of|total:?|tua|oddeutu|am) ?"
)
_OR_SO = re.compile(
    r"[ -]?ish|,? or so|,? (?:approx(?:imately)?\.?|in total|total|altogether|long)"
)
_BOUND = re.compile(
    r"(?:just )?(?:nearly|almost|over|under|more than|less than|at least|at most|up to|max\.?|>|<"
    r"|bron(?: yn)?) ?"
)
_OR_MORE = re.compile(r" ?\+| plus| or more| max(?:imum)?\.?| minimum")
_EITHER = re.compile(r"(.+?)(?: ?- ?| (?:to|or|neu|i) )(.+)")
_SLASH = re.compile(r"([1-9]\d?)/([1-9]\d?)(?: ?(?:hours|hrs))?")
"""`1/2` is half an hour, or one or two hours. `1/2 hour` is no doubt half an hour."""
_TIMES = re.compile(
    r"(\d{1,2}) ?(?:x|\*|times|lots of|sessions of) ?(.+)|(.+?) ?(?:x|\*) ?(\d{1,2})"
)


@wordless
@dataclass(frozen=True)
class _Amount:
    """Minutes; with a code, what they could be."""

    minutes: tuple[Fraction, ...]
    code: str = ""

    @property
    def is_sure(self) -> bool:
        return not self.code


@dataclass(frozen=True)
class _Sizes:
    """Minutes of *a day*, and of a number without a unit; 0 where that has to be asked."""

    day: int
    bare: int


_Reader = Callable[[str, _Sizes], _Amount | None]


def read_duration(text: str, *, field: str, day_minutes: int = 360, bare: str = "") -> int:
    """Read a duration as whole minutes; nothing is 0.

    `day_minutes` is what *a day* means, `bare` the unit of numbers that have none, where it is
    known. Raises `Invalid` where the text cannot be understood, can mean several things (the
    problem has the choices), is zero, or is longer than 1,000 hours.
    """
    if not text.strip():
        return 0
    line = plain(text, longest=LONGEST_TEXT)
    sizes = _Sizes(day_minutes, (_size(bare, day_minutes) or 0) if bare else 0)
    is_plain = line is not None and line.replace(_FRACTION_STROKE, "/").isascii()
    amount = _read(_spelt(line), sizes) if line and is_plain else None
    if amount is None:
        raise Invalid(Problem(field, "duration_not_understood"))
    return _checked(amount, field)


def says_unit(text: str) -> bool:
    """Tell whether a short text names a unit, or times of the clock: so it is more than numbers."""
    line = plain(text, longest=LONGEST_TEXT) or ""
    return bool(_UNIT.search(line) or _HALF_DAY.fullmatch(line) or _OF_CLOCK.search(line))


def write_duration(minutes: int) -> str:
    """Write whole minutes so that `read_duration` gives them back."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours}h {rest:02d}" if rest else f"{hours} h"


def _checked(amount: _Amount, field: str) -> int:
    whole = tuple(dict.fromkeys(int(each + Fraction(1, 2)) for each in amount.minutes))
    choices = tuple(write_duration(each) for each in whole if 0 < each <= MOST_HOURS * 60)
    if amount.code and choices:
        raise Invalid(Problem(field, amount.code, choices=choices))
    if whole[0] == 0:
        raise Invalid(Problem(field, "duration_zero"))
    if whole[0] > MOST_HOURS * 60:
        raise Invalid(Problem(field, "duration_out_of_range", {"most": MOST_HOURS}))
    return whole[0]


def _spelt(line: str) -> str:
    """Write numbers in digits and units apart: `forty-five`, `half-day`, `10,000 minutes`."""
    line = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", in_digits(line))
    line = re.sub(rf"(?<=[a-z0-9])-(?=(?:and|an?|quarters?|hanner|half|{_UNITS})\b)", " ", line)
    line = re.sub(r"(?<=\d)-(?=1/2|1/4|3/4)", " ", line)
    line = re.sub(r"(?<=\d)ish\b", "", line)
    return line.replace("'s ", "s ").replace("s' ", "s ")


def _read(line: str, sizes: _Sizes) -> _Amount | None:
    line = _without(_ABOUT, _OR_SO, line)
    if _SLASH.fullmatch(line):
        return _slash(line)
    line = line.replace(_FRACTION_STROKE, "/")
    readers: tuple[_Reader, ...] = (_clock, _span, _part_of_day, _bound, _times, _sum, _either)
    return next((amount for each in readers if (amount := each(line, sizes))), None)


def _without(before: re.Pattern[str], after: re.Pattern[str], line: str) -> str:
    if match := before.match(line):
        line = line[match.end() :]
    ends = [match.start() for match in after.finditer(line) if match.end() == len(line)]
    return line[: ends[0]] if ends else line


def _clock(line: str, sizes: _Sizes) -> _Amount | None:
    """Read `1:30` and `1:30:00`. Many hours may be minutes, or a time of the day: we ask."""
    match = _CLOCK.fullmatch(line)
    if match is None:
        return None
    hours = int(match[1])
    minutes = int(match[2])
    total = Fraction(hours * 60 + minutes) + Fraction(int(match[3] or 0), 60)
    if match[3] or sizes.bare or total <= MOST_BARE_HOURS * 60:
        return _Amount((total,))
    short = () if minutes else (Fraction(hours),)
    return _Amount((*short, total), "duration_needs_unit")


def _span(line: str, sizes: _Sizes) -> _Amount | None:
    del sizes
    span = read_clock_span(line)
    if span is None:
        return None
    minutes = tuple(map(Fraction, span.minutes))
    return _Amount(minutes, "" if span.is_sure else "duration_asked")


def _part_of_day(line: str, sizes: _Sizes) -> _Amount | None:
    """Ask how long half a day was, or a whole one that is stressed: schools differ."""
    if match := _HALF_DAY.fullmatch(line):
        return _Amount((int(match[1] or 1) * Fraction(sizes.day, 2),), "duration_asked")
    return _Amount((Fraction(sizes.day),), "duration_asked") if _WHOLE_DAY.fullmatch(line) else None


def _bound(line: str, sizes: _Sizes) -> _Amount | None:
    """Ask about `at least 2 hours` and `2+ hours`, which say no length."""
    rest = _without(_BOUND, _OR_MORE, re.sub(r"(?<=\d)\+(?= ?[a-z])", "", line))
    amount = _sum(rest, sizes) if rest != line else None
    return replace(amount, code=amount.code or "duration_asked") if amount else None


def _times(line: str, sizes: _Sizes) -> _Amount | None:
    """Read `3 x 2 hours` and `2 h x 3`, where the unit is said."""
    match = _TIMES.fullmatch(line)
    if match is None:
        return None
    times = int(match[1] or match[4])
    each = _with_unit(match[2] or match[3], sizes)
    return _Amount((times * each.minutes[0],)) if each else None


def _either(line: str, sizes: _Sizes) -> _Amount | None:
    """Ask about `1-2 hours`, `30 min to 1 h` and `an hour or two`."""
    if re.fullmatch(r"an? couple (?:of )?hours", line):
        return _Amount((Fraction(120),), "duration_asked")
    match = _EITHER.fullmatch(line)
    if match is None:
        return None
    first, second = _same_unit(match[1], match[2])
    low = _with_unit(first, sizes)
    high = _with_unit(second, sizes)
    return _Amount((*low.minutes, *high.minutes), "duration_asked") if low and high else None


def _slash(line: str) -> _Amount | None:
    """Ask about `3/4`, which is a part of an hour, or three or four of them."""
    match = _SLASH.fullmatch(line)
    if match is None or int(match[1]) >= int(match[2]):
        return None
    first = int(match[1])
    second = int(match[2])
    part = (Fraction(first, second),) if _TOKEN.fullmatch(f"{first}/{second}") else ()
    return _Amount(tuple(60 * Fraction(each) for each in (*part, first, second)), "duration_asked")


def _same_unit(first: str, second: str) -> tuple[str, str]:
    """Give the unit of one side to the other one: `1` and `2 hours`, `an hour` and `2`."""
    units = [_UNIT.findall(each) for each in (first, second)]
    if units[1] and not units[0]:
        return f"{first} {units[1][-1]}", second
    return first, f"{second} {units[0][-1]}" if units[0] and not units[1] else second


def _with_unit(line: str, sizes: _Sizes) -> _Amount | None:
    amount = _sum(line, sizes)
    return amount if amount and amount.is_sure and re.search("[a-z]", line) else None


def _sum(line: str, sizes: _Sizes) -> _Amount | None:
    """Read numbers with units, the largest unit first: `1 hour and 30 minutes`, `1h30`.

    We ask about `1 hour 90 minutes`, which may say one length in two units.
    """
    parts = _parts(line, sizes)
    if not parts:
        return None
    if len(parts) == 1:
        return _alone(*parts[0], sizes)
    total = Fraction(0)
    smaller_than = Fraction(0)
    is_odd = False
    for place, (number, written, size) in enumerate(parts):
        each = size or (_rest(number, written, smaller_than) if place else None)
        if each is None or (place and size and size >= smaller_than):
            return None
        is_odd |= bool(place) and number * each >= smaller_than
        total, smaller_than = total + number * each, Fraction(each)
    return _Amount((total,), "duration_asked" if is_odd else "")


def _alone(number: Fraction, written: str, size: int | None, sizes: _Sizes) -> _Amount:
    """Read one number. Without a unit it is hours, unless it could as well be minutes."""
    if size is None and sizes.bare:
        return _Amount((number * sizes.bare,))
    if _ODD_DECIMALS.fullmatch(written) and size in {None, 60}:
        hours, minutes = re.split("[.,]", written)
        return _Amount((Fraction(int(hours) * 60 + int(minutes)), number * 60), "duration_asked")
    if size is None and not written and number < 1:
        return _Amount((number * 60, number * sizes.day), "duration_asked")
    if size is None and number > MOST_BARE_HOURS:
        short = (number,) if number.denominator == 1 else ()
        return _Amount((*short, number * 60), "duration_needs_unit")
    return _Amount((number * (size or 60),))


def _rest(number: Fraction, written: str, before: Fraction) -> Fraction | None:
    """Return what a last number without a unit counts: `1h 30`, `an hour and a half`."""
    if number < 1 and not written:
        return before
    return Fraction(1) if before == 60 and number.denominator == 1 and number < 60 else None  # noqa: PLR2004


def _parts(line: str, sizes: _Sizes) -> list[tuple[Fraction, str, int | None]]:
    """Split into (number, as written, minutes of its unit); nothing where more is said."""
    parts: list[tuple[Fraction, str, int | None]] = []
    number = None
    written = ""
    is_joined = False
    for kind, text in _tokens(line):
        if kind == "word" and (size := _size(text, sizes.day)):
            if number is None and size == 1:
                return []  # a unit alone: the end of `a.m.`, or somebody has just begun to type
            parts.append((Fraction(1) if number is None else number, written, size))
            number, written = None, ""
        elif kind == "word" and text not in _PARTS:
            if text not in {*_FILLERS, *_AND}:
                return []
        elif (number := _joined(number, kind, text, is_joined=is_joined)) is None:
            return []
        else:
            written = text if kind == "number" else ""
        is_joined = text in _AND or (is_joined and text in _FILLERS)
    return parts if number is None else [*parts, (number, written, None)]


def _joined(before: Fraction | None, kind: str, text: str, *, is_joined: bool) -> Fraction | None:
    """Put a number to the one before it: `1 1/2`, `2 and a half`, `3 quarters`."""
    if kind == "number":
        return None if before is not None else Fraction(text.replace(",", "."))
    value = _PARTS.get(text) or Fraction(text)
    if before is None:
        return value
    if before.denominator != 1 or value >= 1:
        return None
    return before + value if kind == "fraction" or is_joined else before * value


def _tokens(line: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(line):
        match = _TOKEN.match(line, at)
        if match is None:
            yield "word", "?"
            return
        yield match.lastgroup or "", match[0]
        at = match.end() + (line[match.end() : match.end() + 1] == " ")


def _size(unit: str, day_minutes: int) -> int | None:
    """Return the minutes of a unit."""
    if unit in _DAYS:
        return day_minutes
    if unit in _HOURS:
        return 60
    return 1 if unit in _MINUTES else None
