"""The letters of a file that does not say how it writes them."""

from __future__ import annotations

import re
from contextlib import suppress

from matrix_xblock.domain.errors import Invalid, Problem

__all__ = ["MAC", "WINDOWS", "decoded"]

WINDOWS, MAC = "windows", "mac"
_PAGES = {WINDOWS: "cp1252", MAC: "mac-roman"}

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LOOKED_AT = 4096
"""Bytes that show whether every other one is empty."""
_MOST_EMPTY, _FEWEST_EMPTY = 0.05, 0.4

_HIGH = re.compile(rb"[\x80-\xff]")
_MOST_HIGH = 2000
"""Letters beyond ASCII that are weighed; the rest of a file is written as they are."""


def decoded(content: bytes, chosen: str = "", declared: str = "") -> tuple[str, str]:
    """Return the text, and `windows` or `mac` where only a guess or a choice can tell.

    `declared` is what a page says of itself. Raises `Invalid` where this is no text.
    """
    text, encoding = _text(content, chosen, declared)
    if "\x00" in text:
        raise Invalid(Problem("file", "csv_not_text"))
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"), encoding


def _text(content: bytes, chosen: str, declared: str) -> tuple[str, str]:
    unicode = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    try:
        return content.decode(unicode or _wide(content) or "utf-8-sig"), ""
    except UnicodeDecodeError:
        if declared and chosen not in _PAGES:
            with suppress(LookupError):
                return content.decode(declared, errors="replace"), ""
        page = chosen if chosen in _PAGES else _likelier(content)
        # Windows has no letter for five bytes. They come out as a mark.
        return content.decode(_PAGES[page], errors="replace"), page


def _wide(content: bytes) -> str:
    """Tell UTF-16 without a mark: in most texts every other byte of it is empty."""
    even, odd = content[:_LOOKED_AT:2], content[1:_LOOKED_AT:2]
    if not odd:
        return ""
    first, second = even.count(0) / len(even), odd.count(0) / len(odd)
    if first <= _MOST_EMPTY and second >= _FEWEST_EMPTY:
        return "utf-16-le"
    if second <= _MOST_EMPTY and first >= _FEWEST_EMPTY:
        return "utf-16-be"
    return ""


def _likelier(content: bytes) -> str:
    """Weigh what the letters beyond ASCII would be, where they stand."""
    windows = mac = 0
    for count, high in enumerate(_HIGH.finditer(content)):
        if count >= _MOST_HIGH:
            break
        around = content[max(0, high.start() - 1) : high.end() + 1]
        before = chr(around[0]) if high.start() else " "
        after = chr(around[-1]) if high.end() < len(content) else " "
        windows += _weight(high[0].decode("cp1252", "replace"), before, after)
        mac += _weight(high[0].decode("mac-roman"), before, after)
    return MAC if mac > windows else WINDOWS


_OPENING, _CLOSING = "“‘„«", "’”»…"
_BETWEEN_WORDS = "–—•·"
_WITH_NUMBERS = "£€°½¼¾±×§©®™"
_LOWER, _CAPITAL, _STRANGE = 2, 1, -4
_SIGN, _APOSTROPHE, _MISPLACED = 6, 8, -2
_COMMON = "éèêëâàäîïôöûüçñ"
_OFTEN = 4


def _weight(letter: str, before: str, after: str) -> int:
    """Say how much a letter between two others speaks for its encoding."""
    starts_word, ends_word = not before.isalnum(), not after.isalnum()
    if letter.isalpha():
        return _weight_of_letter(letter, before, after)
    if letter == "’" and before.isalpha() and after.isalpha():
        return _APOSTROPHE
    if letter in _OPENING:
        return _SIGN if starts_word and not ends_word else _MISPLACED
    if letter in _CLOSING:
        return _SIGN if not before.isspace() and ends_word else _MISPLACED
    if letter in _BETWEEN_WORDS:
        return _SIGN if before.isspace() or before.isdigit() or after.isspace() else _MISPLACED
    return _LOWER if letter in _WITH_NUMBERS or letter.isspace() else _STRANGE


def _weight_of_letter(letter: str, before: str, after: str) -> int:
    """Lower case stands beside letters; a capital begins a word or is among others."""
    is_alone = not before.isalpha() and not after.isalpha()
    if letter.islower():
        often = _OFTEN if letter in _COMMON else _LOWER
        return _MISPLACED if is_alone else often
    if is_alone or before.islower():
        return _STRANGE
    return _CAPITAL
