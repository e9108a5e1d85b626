"""A short text that a person typed, made plain so that a reader of days or times can compare it."""

from __future__ import annotations

import re
import unicodedata

from matrix_xblock.domain.values.whole_numbers import has_odd_digits

__all__ = ["plain"]

_FRACTION = re.compile("[½¼¾⅓⅔]")
_SIGNS = str.maketrans(
    {**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"), "\u2019": "'", "\u2018": "'"}
    | {"\u00d7": "x", "\u2248": "~"}
)


def plain(text: str, *, longest: int) -> str | None:
    """Return the text in lower case, with one space between words, and plain dashes.

    A sign such as `½` becomes two numbers with a stroke of its own, apart from what is before it.

    None where it is longer than anything we can read, or has digits that only look like some.
    The length is checked first: to normalise a text can take far longer than its length suggests.
    """
    line = " ".join(text.split())
    if len(line) > longest or has_odd_digits(line):
        return None
    line = _FRACTION.sub(lambda sign: f" {sign[0]} ", line)
    line = unicodedata.normalize("NFKC", line).casefold().translate(_SIGNS)
    return " ".join(line.split())
