"""How long something took, as people write it: `1h 30`, `1:30`, `90 min`, `1,5`, `2 days`."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.whole_numbers import has_odd_digits

__all__ = ["MOST_HOURS", "read_duration", "write_duration"]

MOST_HOURS = 1000
LONGEST_TEXT = 50
MOST_BARE_HOURS = 24
"""A bare number up to this means hours. Above it could as well mean minutes, so we ask."""

_DAYS = ("day", "days", "d", "diwrnod", "diwrnodau", "dydd", "dyddiau")
_HOURS = ("hour", "hours", "hr", "hrs", "h", "awr", "oriau")
_MINUTES = ("minute", "minutes", "mins", "min", "m", "munud", "munudau")
_WORDS = {"half": "0.5", "an": "1", "a": "1", "one": "1", "hanner": "0.5"}

_NUMBER = r"\d+(?:[.,]\d+)?"
_PART = re.compile(rf"({_NUMBER})\s*([a-z]+)?\s*")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")
_FILLER = re.compile(r"\b(?:and|a|of)\b|,\s")


def read_duration(text: str, *, field: str, day_minutes: int = 360) -> int:
    """Read a duration as whole minutes; nothing is 0.

    A number without a unit means hours. `day_minutes` is what *a day* means. Raises `Invalid` where
    it cannot be understood, is zero, or is longer than 1,000 hours.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("\u2044", "/").split()).casefold()
    if not plain:
        return 0
    if len(plain) > LONGEST_TEXT or not plain.isascii() or has_odd_digits(text):
        raise Invalid(Problem(field, "duration_not_understood"))
    minutes = _minutes(_spelt(plain), field, day_minutes)
    whole = int(minutes.to_integral_value(rounding=ROUND_HALF_UP))
    if whole == 0:
        raise Invalid(Problem(field, "duration_zero"))
    if whole > MOST_HOURS * 60:
        raise Invalid(Problem(field, "duration_out_of_range", {"most": MOST_HOURS}))
    return whole


def write_duration(minutes: int) -> str:
    """Write whole minutes so that `read_duration` gives them back."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours}h {rest:02d}" if rest else f"{hours} h"


def _spelt(plain: str) -> str:
    """Turn fractions and number words into numbers: `1 1/2 h`, `half a day`, `10,000 minutes`."""
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    plain = re.sub(r"\b(half|hanner) an? \b", r"\1 ", plain)
    plain = re.sub(r"(\d+) ?1/2", lambda half: f"{half[1]}.5", plain)
    plain = plain.replace("1/2", "0.5").replace("3/4", "0.75").replace("1/4", "0.25")
    return re.sub(r"\b(half|hanner|an|a|one)\b(?= )", lambda half: _WORDS[half[1]], plain)


def _minutes(plain: str, field: str, day_minutes: int) -> Decimal:
    if clock := _CLOCK.fullmatch(plain):
        return Decimal(int(clock[1]) * 60 + int(clock[2]))
    parts = _parts(_FILLER.sub(" ", plain).strip())
    if not parts:
        raise Invalid(Problem(field, "duration_not_understood"))
    total, smaller_than = Decimal(0), 0
    for place, (number, unit) in enumerate(parts):
        size = _size(unit, day_minutes, before=smaller_than, is_alone=len(parts) == 1)
        if size is None or (place and size >= smaller_than):
            raise Invalid(Problem(field, "duration_not_understood"))
        total, smaller_than = total + number * size, size
    if len(parts) == 1 and not parts[0][1] and parts[0][0] > MOST_BARE_HOURS:
        raise Invalid(Problem(field, "duration_needs_unit"))
    return total


def _parts(plain: str) -> list[tuple[Decimal, str]]:
    """Split into (number, unit) pairs; nothing where something else is in between."""
    parts, at = [], 0
    while at < len(plain):
        part = _PART.match(plain, at)
        if part is None:
            return []
        parts.append((Decimal(part[1].replace(",", ".")), part[2] or ""))
        at = part.end()
    return parts


def _size(unit: str, day_minutes: int, *, before: int, is_alone: bool) -> int | None:
    """Return the minutes of a unit. Without one: hours, or what comes after the unit before it."""
    if unit in _DAYS:
        return day_minutes
    if unit in _HOURS:
        return 60
    if unit in _MINUTES:
        return 1
    if unit:
        return None
    if is_alone:
        return 60
    return {60: 1}.get(before)
