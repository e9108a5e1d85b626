"""Values out of the text of a row in SQL, by the words around them.

Not by the functions that databases have for JSON: PostgreSQL before 16 gives up a whole list for
one row that is no JSON, each database has other names for them, and what a list needs stands in the
same order in every row of ours. What is not there is null, whatever the text.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, TextField, Value
from django.db.models.functions import LPad, NullIf, Replace, StrIndex, Substr

__all__ = ["NOUGHT", "number_after", "text_after"]

_LONGEST = 64
"""Characters of a value that lists are made of: a status, or a time."""
NOUGHT = "0" * 10
"""The number 0, with as many digits as every number here."""


def text_after(column: str, *marks: str) -> Substr:
    """Return what stands up to the next quotation mark after these marks, one after the other."""
    return _until('"', _after(column, *marks))


def number_after(column: str, *marks: str) -> LPad:
    """Return the whole number after these marks with zeros before it, so that it sorts as text."""
    rest = Replace(_after(column, *marks), Value("}"), Value(","), output_field=TextField())
    return LPad(_until(",", rest), len(NOUGHT), Value("0"), output_field=TextField())


def _after(column: str, *marks: str) -> Substr:
    """Return the text after the marks, null where one is missing."""
    *before, last = marks
    rest: F | Substr = F(column)
    for mark in before:
        rest = Substr(rest, _end_of(mark, rest), output_field=TextField())
    return Substr(rest, _end_of(last, rest), _LONGEST, output_field=TextField())


def _end_of(mark: str, text: F | Substr) -> Any:
    return NullIf(StrIndex(text, Value(mark)), Value(0)) + len(mark)


def _until(sign: str, text: Substr | Replace) -> Substr:
    end = NullIf(StrIndex(text, Value(sign)), Value(0))
    return Substr(text, 1, end - 1, output_field=TextField())
