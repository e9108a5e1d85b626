"""What course staff see of a signed-off review: a setting of the block that people are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Part", "Seen", "Sharing", "Shown", "WhoSees", "narrower", "shows", "who_sees"]


class Sharing(StrEnum):
    """What course staff see of a review that is signed off, from the most to the least.

    *Levels* leaves reflections and evidence with the participant, *answers* the levels as well: of
    these there are figures about groups only.
    """

    EVERYTHING = "everything"
    LEVELS = "levels"
    ANSWERS = "answers"


def narrower(one: Sharing, other: Sharing) -> Sharing:
    """Return which of the two shows course staff less."""
    order = list(Sharing)
    return max(one, other, key=order.index)


class Part(StrEnum):
    """A part of a review that course staff may see once it is signed off.

    *Words* are reflections and evidence.
    """

    LEVELS = "levels"
    WORDS = "words"
    ANSWERS = "answers"


_SHOWN: Mapping[Sharing, frozenset[Part]] = {
    Sharing.EVERYTHING: frozenset(Part),
    Sharing.LEVELS: frozenset({Part.LEVELS, Part.ANSWERS}),
    Sharing.ANSWERS: frozenset({Part.ANSWERS}),
}


def shows(sharing: Sharing, part: Part) -> bool:
    """Tell whether course staff see that part of a signed-off review."""
    return part in _SHOWN[sharing]


class Seen(StrEnum):
    """What there is to see of a participant, in the order that people are told of it."""

    PROGRESS = "progress"
    DRAFT = "draft"
    LEVELS = "levels"
    WORDS = "words"
    ANSWERS = "answers"
    PLANS = "plans"
    INTEREST = "interest"
    PRIVATE = "private"
    POINTS = "points"


class Shown(StrEnum):
    """When course staff see it."""

    ALWAYS = "always"
    AT_ONCE = "at_once"
    SIGNED_OFF = "signed_off"
    TICKED = "ticked"
    IN_FIGURES = "in_figures"
    COUNTED = "counted"
    NOT_SHOWN = "not_shown"
    NEVER = "never"


@dataclass(frozen=True)
class WhoSees:
    """One line of who sees what: what it is, and when course staff see it."""

    what: Seen
    shown: Shown


def who_sees(
    sharing: Sharing, *, has_questions: bool, has_private: bool, has_counted: bool = False
) -> tuple[WhoSees, ...]:
    """Say of everything when course staff see it. What a course does not ask has no line.

    `has_counted` is whether people can agree that a private choice of theirs is counted.
    """
    has_levels = shows(sharing, Part.LEVELS)
    lines = {
        Seen.PROGRESS: Shown.ALWAYS,
        Seen.DRAFT: Shown.NOT_SHOWN,
        Seen.LEVELS: Shown.SIGNED_OFF if has_levels else Shown.IN_FIGURES,
        Seen.WORDS: _once(sharing, Part.WORDS),
        Seen.ANSWERS: _once(sharing, Part.ANSWERS),
        Seen.PLANS: Shown.TICKED,
        Seen.INTEREST: Shown.AT_ONCE,
        Seen.PRIVATE: Shown.COUNTED if has_counted else Shown.NEVER,
        Seen.POINTS: Shown.SIGNED_OFF,
    }
    asked = {Seen.ANSWERS: has_questions, Seen.PRIVATE: has_private}
    return tuple(WhoSees(what, shown) for what, shown in lines.items() if asked.get(what, True))


def _once(sharing: Sharing, part: Part) -> Shown:
    return Shown.SIGNED_OFF if shows(sharing, part) else Shown.NEVER
