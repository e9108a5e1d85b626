"""Cells of files for spreadsheets, which run what looks like a formula."""

from __future__ import annotations

__all__ = ["guarded", "unguarded"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Keep a spreadsheet from running what somebody wrote.

    What looks as if it were marked already is marked as well, so that it comes back as it was.
    """
    return f"'{text}" if _looks_like_formula(text) else text


def unguarded(text: str) -> str:
    """Take the mark off again."""
    return text[1:] if text.startswith("'") and _looks_like_formula(text) else text


def _looks_like_formula(text: str) -> bool:
    return text.lstrip("'").lstrip(" ")[:1] in _FORMULA and bool(text.strip(" '"))
