"""Cells of files for spreadsheets, which run what looks like a formula."""

from __future__ import annotations

__all__ = ["FORMULA", "guarded"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Keep a spreadsheet from running what somebody wrote."""
    return f"'{text}" if text.lstrip(" ")[:1] in FORMULA and text.strip(" ") else text
