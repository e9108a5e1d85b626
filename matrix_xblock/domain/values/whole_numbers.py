"""Whole numbers in untrusted text, read in this one place.

Python calls `²` a digit and cannot read it, and raises for a number of some thousand digits.
"""

from __future__ import annotations

__all__ = ["has_odd_digits", "whole_number"]

MOST_DIGITS = 9


def whole_number(text: str, *, most_digits: int = MOST_DIGITS) -> int | None:
    """Read plain digits as a number; nothing for whatever else, a sign or a blank included."""
    is_plain = text.isascii() and text.isdigit() and len(text) <= most_digits
    return int(text) if is_plain else None


def has_odd_digits(text: str) -> bool:
    """Tell whether a text holds digits that only look like some, such as `2¹` or `①`.

    As plain digits they would say something else: `2¹` is a number with a footnote, not 21.
    """
    return not text.isascii() and any(each.isdigit() > each.isdecimal() for each in text)
