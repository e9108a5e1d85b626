"""What free text may hold.

Line breaks are made one kind, hidden control characters are refused by position.
"""

from __future__ import annotations

import unicodedata

from matrix_xblock.domain.errors import Problem

__all__ = ["clean", "problems_in"]

# Word processors and PDF readers put these where a reader sees a new line.
_LINE_BREAKS = ("\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")


def clean(text: str) -> str:
    """Return the text trimmed, with every kind of line break as a newline."""
    for line_break in _LINE_BREAKS:
        text = text.replace(line_break, "\n")
    return text.strip(" \t\n")


def problems_in(text: str, *, field: str, limit: int) -> tuple[Problem, ...]:
    """Say what is wrong with cleaned text. `limit` is in characters (code points)."""
    found = []
    if len(text) > limit:
        found.append(Problem(field, "too_long", {"limit": limit, "over": len(text) - limit}))
    if (position := _first_hidden(text)) is not None:
        found.append(Problem(field, "hidden_character", {"position": position + 1}))
    return tuple(found)


def _first_hidden(text: str) -> int | None:
    """Find the first control character or lone surrogate.

    Neither can be stored safely everywhere.
    """
    for position, character in enumerate(text):
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            return position
    return None
