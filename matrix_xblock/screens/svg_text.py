"""Text of SVG documents: broken into lines by the widths of a wide font, and fit for XML."""

from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape, quoteattr

__all__ = ["FONT", "clean", "measure", "quoted", "wrapped"]

FONT = "Inter, 'Open Sans', 'Segoe UI', 'Noto Sans', Arial, sans-serif"


def wrapped(text: str, width: float, size: float, *, is_strong: bool = False) -> list[str]:
    """Break a text into lines; a word that is longer than a line is broken as well."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined, size, is_strong=is_strong) <= width:
            lines[-1] = joined
        else:
            lines += _broken(word, width, size, is_strong=is_strong)
    return lines


def _broken(word: str, width: float, size: float, *, is_strong: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and measure(parts[-1] + letter, size, is_strong=is_strong) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def measure(text: str, size: float, *, is_strong: bool = False) -> float:
    """Return how wide a text may be: no font is known here, so this is that of a wide one."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" or letter in "MWmw" for letter in text)
    return size * (0.56 * (len(text) - wide) + 0.98 * wide) * (1.1 if is_strong else 1)


def clean(text: str) -> str:
    """Return a text as XML can hold it."""
    return escape("".join(letter for letter in text if _is_legal(letter)))


def quoted(text: str) -> str:
    """Return a text as the value of an attribute, with its quotes."""
    return quoteattr("".join(letter for letter in text if _is_legal(letter)))


def _is_legal(letter: str) -> bool:
    code = ord(letter)
    if code < 0x20:  # noqa: PLR2004 - control characters
        return letter in "\t\n\r"
    return not 0xD800 <= code <= 0xDFFF and code not in {0xFFFE, 0xFFFF}  # noqa: PLR2004
