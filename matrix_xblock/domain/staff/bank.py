"""The comment bank: phrases to use again, somebody's own and those that a course team shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from matrix_xblock.domain.errors import Invalid, Problem, Stale, Unknown
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "MOST_PHRASES",
    "MOST_TEAM_PHRASES",
    "PHRASE_LIMIT",
    "Bank",
    "Phrase",
    "TeamPhrase",
    "add",
    "change",
    "may_change",
    "named",
    "remove",
]

MOST_PHRASES = 50
MOST_TEAM_PHRASES = 200
PHRASE_LIMIT = 500
"""Characters of a phrase."""


class Bank(StrEnum):
    """Whose phrases: somebody's own, which nobody else sees, or those of the course team."""

    OWN = "own"
    TEAM = "team"


@wordless
@dataclass(frozen=True)
class Phrase:
    """A phrase of somebody's own. `revision` counts how often it was changed."""

    id: str
    text: str
    revision: int = 0


@wordless
@dataclass(frozen=True)
class TeamPhrase:
    """A phrase that a course team shares. `by` added it; `last_by` changed it last, if anybody."""

    id: str
    text: str
    by: Author
    at: datetime
    revision: int = 0
    last_by: Author | None = None


P = TypeVar("P", bound=Phrase | TeamPhrase)

_MOST = {Phrase: (MOST_PHRASES, "bank_full"), TeamPhrase: (MOST_TEAM_PHRASES, "team_bank_full")}
"""How many there can be, and what is wrong with one more."""


def add(phrases: Sequence[P], phrase: P) -> tuple[tuple[P, ...], bool]:
    """Return the phrases with one more, and whether it is new: the same words twice are not."""
    text = _checked(phrase.text)
    if any(text == each.text for each in phrases):
        return tuple(phrases), False
    most, code = _MOST[type(phrase)]
    if len(phrases) >= most:
        raise Invalid(Problem("phrase", code, {"most": most}))
    return (*phrases, replace(phrase, text=text)), True


def named(phrases: Sequence[P], phrase_id: str) -> P:
    """Return the phrase of an id. Raises `Unknown` where it is not there."""
    for each in phrases:
        if each.id == phrase_id:
            return each
    raise Unknown(Problem("phrase", "unknown_phrase"))


def change(phrase: P, text: str, *, seen: int) -> P:
    """Return a phrase with other words. Raises `Stale` where it was changed in the meantime."""
    text = _checked(text)
    if text == phrase.text:
        return phrase
    _check_seen(phrase, seen)
    return replace(phrase, text=text, revision=phrase.revision + 1)


def remove(phrases: Sequence[P], phrase: P, *, seen: int) -> tuple[P, ...]:
    """Return the phrases without one. Raises `Stale` where it was changed in the meantime."""
    _check_seen(phrase, seen)
    return tuple(each for each in phrases if each.id != phrase.id)


def may_change(phrase: TeamPhrase, who: Author, *, is_instructor: bool) -> bool:
    """Tell whether somebody may change or remove a phrase of the team: its author may."""
    return is_instructor or phrase.by.id == who.id


def _check_seen(phrase: Phrase | TeamPhrase, seen: int) -> None:
    if seen != phrase.revision:
        raise Stale(Problem("phrase", "phrase_changed"))


def _checked(text: str) -> str:
    """Return the words of a phrase, cleaned. Raises `Invalid` for none, and for too many."""
    text = clean(text)
    problems = list(problems_in(text, field="phrase", limit=PHRASE_LIMIT))
    if not text:
        problems.append(Problem("phrase", "missing_words"))
    if problems:
        raise Invalid(*problems)
    return text
