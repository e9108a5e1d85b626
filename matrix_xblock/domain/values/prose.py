"""What free text may hold.

Line breaks are made one kind, hidden control characters are refused by position.
"""

from __future__ import annotations

import re
import unicodedata

from matrix_xblock.domain.errors import Problem

__all__ = ["clean", "comparable", "problems_in", "shortened", "without_hidden"]

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, but for a tab and a new line, and halves of a character.

Neither can be stored safely everywhere.
"""

# Word processors and PDF readers put these where a reader sees a new line.
_LINE_BREAKS = ("\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")
_ACCENTS = re.compile("[\u0300-\u036f]+")
"""Accents that stand apart from their letter, as some systems write them."""
_WITHOUT_ACCENTS = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
}


def clean(text: str) -> str:
    """Return the text trimmed, with every kind of line break as a newline."""
    if not text.isprintable():  # none of them is
        for line_break in _LINE_BREAKS:
            text = text.replace(line_break, "\n")
    return text.strip(" \t\n")


def comparable(text: str) -> str:
    """Return a text as it is searched: in small letters and without accents, `Llŷn` as `llyn`.

    It takes as long as the text is: to normalise one could take far longer.
    """
    return _ACCENTS.sub("", text.casefold()).translate(_WITHOUT_ACCENTS)


def problems_in(text: str, *, field: str, limit: int) -> tuple[Problem, ...]:
    """Say what is wrong with cleaned text. `limit` is in characters (code points)."""
    if len(text) <= limit and text.isprintable():  # as most are, and this is soon told
        return ()
    problems = []
    if len(text) > limit:
        problems.append(Problem(field, "too_long", {"limit": limit, "over": len(text) - limit}))
    if hidden := _HIDDEN.search(text):
        problems.append(Problem(field, "hidden_character", {"position": hidden.start() + 1}))
    return tuple(problems)


def without_hidden(text: str) -> str:
    """Leave out what nobody sees of words that are copied from elsewhere, such as a name."""
    return _HIDDEN.sub("", text)


def shortened(text: str, most: int) -> str:
    """Return a text in one line that is about so many letters wide, cut off after a word.

    What is cut off shows: the line ends in an ellipsis. A wide letter takes the room of two.
    """
    line = " ".join(text.split())
    end = _fitting(line, most)
    if end == len(line):
        return line
    end = _fitting(line, most - 1)
    before = line[: end + 1].rpartition(" ")[0]
    return f"{(before or line[:end]).rstrip(',;:.')}…"


def _fitting(line: str, most: int) -> int:
    """Return how many letters are so wide together, or less."""
    width = 0
    for number, letter in enumerate(line):
        width += 2 if letter in "MWmw" or unicodedata.east_asian_width(letter) in "WF" else 1
        if width > most:
            return number
    return len(line)
