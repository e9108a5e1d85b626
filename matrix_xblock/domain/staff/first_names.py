"""A participant's first name in a phrase: `{name}` stands for it, in the bank and nowhere else."""

from __future__ import annotations

import re

from matrix_xblock.domain.staff.roster import Person

__all__ = ["PLACE", "addressed", "first_name", "has_place", "is_named_in", "without_names"]

PLACE = "{name}"
"""What stands for a first name, in every language."""

_PLACE = re.compile(r"\{+[ \t]*name[ \t]*\}+", re.IGNORECASE)
_LEFT_OUT = (
    (re.compile(rf"\A\s*{_PLACE.pattern}[ \t]*[,:;!.]?[ \t]*", re.IGNORECASE), ""),
    (re.compile(rf"\n[ \t]*{_PLACE.pattern}[ \t]*[,:;][ \t]*", re.IGNORECASE), "\n"),
    (re.compile(rf"(?:[ \t]*,)?[ \t]*{_PLACE.pattern}", re.IGNORECASE), ""),
)
_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev"}
_NO_NAME = re.compile(r"[\d@_/\\{}<>]")
"""What is in user names and addresses, and in no first name."""
_LEAST = 2


def first_name(person: Person) -> str:
    """Return what somebody is called, as far as their full name says so; nothing where it does not.

    A site may know a user name only, or an id. With a title the whole name is what they are called.
    """
    given = person.name.rpartition(",")[2].strip() or person.name.strip(" ,")
    words = given.split()
    if person.name == person.id or not words or _NO_NAME.search(given):
        return ""
    if words[0].rstrip(".").casefold() in _TITLES:
        return " ".join(words)
    return "" if len(words) == 1 and words[0].islower() else words[0]


def has_place(text: str) -> bool:
    """Tell whether a name belongs in a phrase."""
    return _PLACE.search(text) is not None


def addressed(text: str, name: str) -> str:
    """Return a phrase with a first name in its place; without one, its place is closed up."""
    if name:
        return _PLACE.sub(lambda _: name, text)
    for place, instead in _LEFT_OUT:
        text = place.sub(instead, text)
    return text[:1].upper() + text[1:]


def is_named_in(text: str, person: Person) -> bool:
    """Tell whether a text has somebody's name, or a part of it, as a word of its own."""
    return any(each.search(text) for each in _names(person))


def without_names(text: str, person: Person) -> str:
    """Return a text with `{name}` where somebody's name stands, or a part of it."""
    for each in _names(person):
        text = each.sub(PLACE, text)
    return text


def _names(person: Person) -> list[re.Pattern[str]]:
    """Return the name as a whole, then its parts, as they are written: *Will* is no *will*."""
    if person.name == person.id:
        return []
    parts = [each.strip(".,") for each in person.name.split()]
    parts = [each for each in parts if len(each) >= _LEAST and each.casefold() not in _TITLES]
    names = dict.fromkeys([" ".join(person.name.split()), *parts])
    return [re.compile(rf"(?<!\w){re.escape(each)}(?!\w)") for each in names if each]
