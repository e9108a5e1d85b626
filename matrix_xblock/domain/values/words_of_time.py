"""English and Welsh words for months, weekdays and numbers, as people write and misspell them."""

from __future__ import annotations

import re

__all__ = [
    "ORDINAL",
    "in_digits",
    "is_number",
    "month_named",
    "ordinals_in_digits",
    "weekday_named",
]

_MONTHS = (
    ("january", "ionawr"),
    ("february", "chwefror", "febuary", "febraury"),
    ("march", "mawrth", "fawrth"),
    ("april", "ebrill"),
    ("may", "mai", "fai"),
    ("june", "mehefin", "fehefin"),
    ("july", "gorffennaf", "orffennaf"),
    ("august", "awst"),
    ("september", "medi", "fedi"),
    ("october", "hydref"),
    ("november", "tachwedd", "dachwedd"),
    ("december", "rhagfyr", "ragfyr"),
)
"""Welsh names also as they stand after *o*: `3ydd o Dachwedd`."""
_SHORTEST_NAME = 3

_WEEKDAYS = (
    ("monday", "mon", "llun"),
    ("tuesday", "tues", "tue", "mawrth", "maw", "tuseday"),
    ("wednesday", "weds", "wed", "mercher", "mer", "wensday", "wednsday"),
    ("thursday", "thurs", "thur", "thu", "iau", "thrusday"),
    ("friday", "fri", "gwener", "gwe"),
    ("saturday", "sat", "sadwrn", "sad"),
    ("sunday", "sun", "sul"),
)

_ENGLISH = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_TENS |= {"fourty": 40, "eighty": 80, "ninety": 90}
_WELSH = {"un": 1, "dau": 2, "dwy": 2, "tri": 3, "tair": 3, "pedwar": 4, "pedair": 4, "pum": 5}
_WELSH |= {"pump": 5, "chwe": 6, "chwech": 6, "saith": 7, "wyth": 8, "naw": 9, "deg": 10}
_WELSH |= {"ugain": 20}
_ONES = {word: number for number, word in enumerate(_ENGLISH, start=1)}
_NUMBERS = {**_ONES, **_TENS, **_WELSH}
_COMPOUND = re.compile(rf"\b({'|'.join(_TENS)})[ -]({'|'.join(_ENGLISH[:9])})\b")
NUMBER = rf"\b({'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b"
"""A pattern of one number word."""
_NUMBER = re.compile(NUMBER)

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", *(f"{each}th" for each in _ENGLISH[12:])),
)
_ROUND_ORDINALS = {"twentieth": 20, "thirtieth": 30}
_NAMED = {word: n for n, word in enumerate(_ORDINALS, start=1)} | _ROUND_ORDINALS
_ORDINAL_WORD = re.compile(rf"\b(?:(twenty|thirty)[ -])?({'|'.join(_NAMED)})\b")
ORDINAL = re.compile(r"(?<=\d) ?(st|nd|rd|th|af|ail|ydd|fed|eg|ain)\b")
"""What makes a number that of a day: `3rd`, `3ydd`."""


def month_named(text: str) -> int:
    """Return the number of a month by its name, which may be cut short; 0 for anything else."""
    name = text.rstrip(".")
    if len(name) < _SHORTEST_NAME or name[0].isdigit():
        return 0
    months = [n for n, names in enumerate(_MONTHS, start=1) if _begins(name, names)]
    return months[0] if len(months) == 1 else 0


def weekday_named(text: str) -> int | None:
    """Return the number of a weekday by its name or a usual short form: 0 is Monday."""
    name = text.rstrip(".,")
    return next((n for n, names in enumerate(_WEEKDAYS) if name in names), None)


def is_number(word: str) -> bool:
    """Tell whether a word is one for a number."""
    return word in _NUMBERS


def in_digits(line: str) -> str:
    """Write the number words of a plain text as digits: `forty-five minutes` is `45 minutes`."""
    line = _COMPOUND.sub(lambda word: str(_TENS[word[1]] + _ONES[word[2]]), line)
    return _NUMBER.sub(lambda word: str(_NUMBERS[word[1]]), line)


def ordinals_in_digits(line: str) -> str:
    """Write the ordinal words of a plain text with digits: `third of May` is `3th of May`."""
    return _ORDINAL_WORD.sub(
        lambda word: f"{_TENS.get(word[1] or '', 0) + _NAMED[word[2]]}th", line
    )


def _begins(name: str, names: tuple[str, ...]) -> bool:
    return any(each.startswith(name) for each in names)
