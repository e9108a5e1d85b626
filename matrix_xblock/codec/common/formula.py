"""Cells of files for spreadsheets, which run what looks like a formula."""

from __future__ import annotations

import re

__all__ = ["guarded", "unguarded"]

_SIGNS = r"=+\-@＝＋－＠"  # noqa: RUF001 - full-width signs: some spreadsheets take them for the others
_BEFORE = r"\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff'\""
"""What may stand before a sign without hiding it from every spreadsheet. Quotes may be doubled."""

# Where a cell can begin: also where a file is opened with another separator than it was written
# with. Quotes then hold nothing together, and a line inside a cell begins a row.
_RISKY = re.compile(
    rf"(?:(?<=[;\t\r\n])|\A)(?=(?:(?![;\t\r\n])[{_BEFORE}])*[{_SIGNS}])|\A(?=[ '\"]*[\t\r])"
)


def guarded(text: str) -> str:
    """Keep a spreadsheet from running what somebody wrote.

    What looks as if it were marked already is marked as well, so that it comes back as it was.
    """
    return _RISKY.sub("'", text)


def unguarded(text: str) -> str:
    """Take the marks off again."""
    if "'" not in text:
        return text
    marks = {each.start() for each in _RISKY.finditer(text)}
    return "".join(sign for place, sign in enumerate(text) if sign != "'" or place not in marks)
