"""From one time of the clock to another, as people write it: `9am to 3pm`, `9-3`, `9:00-15:30`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["ClockSpan", "read_clock_span"]

_HALF_DAY, _DAY = 12 * 60, 24 * 60
_LONGEST_USUAL = 9 * 60
"""A longer span is asked about, unless both ends say which half of the day they mean."""
_LONGEST_NIGHT = 6 * 60
_EARLIEST_USUAL = 9
"""`9-11` is two hours by the clock. `2-3` could as well be a number of hours."""

_TIME = re.compile(
    r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?|(?P<hours>\d\d)(?P<minutes>[0-5]\d))"
    r"(?: ?(?P<half>am|pm))?"
)
_ENDS = re.compile(r"(?:from )?([^-]+?)(?: ?- ?| (?:to|til|till|until|tan|i) )([^-]+)")
_BETWEEN = re.compile(r"(?:between|rhwng) (.+) (?:and|a|ac) (.+)")
_SPELT = (
    (re.compile(r"\b([ap])\.m\b\.?|\b([ap])\. m\b\.?"), lambda match: f"{match[1] or match[2]}m"),
    (re.compile(r"(?<=\d) ?y\.?([bph])\b\.?"), lambda match: "am" if match[1] == "b" else "pm"),
    (re.compile(r"\b(?:12 )?(?:noon|midday|hanner dydd)\b"), lambda _: "12pm"),
    (re.compile(r"\b(?:12 )?(?:midnight|hanner nos)\b"), lambda _: "12am"),
    (re.compile(r" ?o'? ?clock\b"), lambda _: ""),
    (re.compile(r"\bhalf(?: past)? (\d{1,2})\b"), lambda match: f"{match[1]}:30"),
    (re.compile(r"\b(?:a )?quarter past (\d{1,2})\b"), lambda match: f"{match[1]}:15"),
    (re.compile(r"\b(?:a )?quarter to (\d{1,2})\b"), lambda match: f"{_hour_before(match[1])}:45"),
)


@dataclass(frozen=True)
class ClockSpan:
    """How many minutes a span takes. Unless it `is_sure`, these are what it could mean."""

    minutes: tuple[int, ...]
    is_sure: bool = True


@wordless
@dataclass(frozen=True)
class _Time:
    """A time as written: `half` is am, pm or nothing, `style` how the hours are counted."""

    hour: int
    minute: int
    half: str
    is_bare: bool
    is_24: bool

    @property
    def literal(self) -> int:
        return self.hour * 60 + self.minute

    @property
    def possible(self) -> tuple[int, ...]:
        """The minutes of the day that it can mean."""
        if self.half:
            return (self.literal % _HALF_DAY + (_HALF_DAY if self.half == "pm" else 0),)
        if self.is_24 or self.literal >= _HALF_DAY:
            return (self.literal,)
        return self.literal, self.literal + _HALF_DAY


def read_clock_span(line: str) -> ClockSpan | None:
    """Read a plain text with numbers in digits; None for what is no span of the clock."""
    for pattern, written in _SPELT:
        line = pattern.sub(written, line)
    ends = _BETWEEN.fullmatch(line) or _ENDS.fullmatch(line)
    if ends is None:
        return None
    start = _time(ends[1])
    end = _time(ends[2])
    return _span(start, end) if start and end else None


def _time(text: str) -> _Time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    written = match["hour"] or match["hours"]
    hour = int(written)
    minute = int(match["minute"] or match["minutes"] or 0)
    is_24 = hour > 12 or written.startswith("0")  # noqa: PLR2004 - hours of half a day
    if hour * 60 + minute > _DAY or (match["half"] and not 1 <= hour <= 12):  # noqa: PLR2004
        return None
    is_bare = not (match["minute"] or match["minutes"] or match["half"])
    return _Time(hour, minute, match["half"] or "", is_bare, is_24)


def _span(start: _Time, end: _Time) -> ClockSpan | None:
    lengths = sorted(_lengths(start, end))
    if not lengths:
        return _over_midnight(start, end)
    shortest = lengths[0]
    if start.half and end.half:
        return ClockSpan((shortest,))
    if start.is_24 != end.is_24 and not (start.half or end.half):
        literal = end.literal - start.literal
        return ClockSpan((literal,)) if literal > 0 else ClockSpan((shortest,), is_sure=False)
    if start.is_bare and end.is_bare and start.hour < min(end.hour, _EARLIEST_USUAL):
        return ClockSpan((shortest, start.hour * 60, end.hour * 60), is_sure=False)
    is_clock = start.is_24 and end.is_24
    return ClockSpan((shortest,), is_sure=is_clock or shortest <= _LONGEST_USUAL)


def _lengths(start: _Time, end: _Time) -> Iterator[int]:
    for first, last in product(start.possible, end.possible):
        if last > first:
            yield last - first


def _over_midnight(start: _Time, end: _Time) -> ClockSpan | None:
    """Read `11pm-1am`. What takes most of a night is rather written the wrong way round."""
    length = (end.possible[0] - start.possible[0]) % _DAY
    return ClockSpan((length,)) if 0 < length <= _LONGEST_NIGHT else None


def _hour_before(hour: str) -> int:
    return (int(hour) - 2) % 12 + 1
