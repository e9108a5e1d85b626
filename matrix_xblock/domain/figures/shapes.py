"""Which parts the tables of a release have: levels in two bands, movement, opportunities, answers.

Where a part is often small it stands as deep as it can: what it hides is hidden with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matrix_xblock.domain.figures.nested_tables import ALL, Part
from matrix_xblock.domain.framework.framework import (
    PREFER_NOT_TO_SAY,
    Framework,
    Prompt,
    PromptKind,
)

__all__ = [
    "ANSWERED",
    "ASKED_WHY",
    "CHOSEN",
    "LOWER",
    "MOVED",
    "MOVED_BY_AREAS",
    "MOVEMENT",
    "NOT_ASKED_WHY",
    "NOT_CHOSEN",
    "OPPORTUNITIES",
    "UPPER",
    "WHY",
    "YES_OR_NO",
    "Questions",
    "answers_in",
    "bands",
    "choices_in",
    "levels_in_bands",
    "moved_in",
    "questions",
    "reasons_in",
]

LOWER, UPPER = "lower-half", "upper-half"


def bands(levels: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Part the levels into a lower and an upper half. The middle one of three is in the lower."""
    middle = (len(levels) + 1) // 2
    return levels[:middle], levels[middle:]


def levels_in_bands(levels: Sequence[str]) -> Part:
    """Return the shape of a table of levels: rows show bands, the whole shows levels too."""
    lower, upper = (tuple(Part(f"level-{each}") for each in band) for band in bands(levels))
    return Part(ALL, (Part(LOWER, lower), Part(UPPER, upper)), by_row=True)


MOVEMENT = Part(ALL, (Part("up"), Part("not-up", (Part("same"), Part("down")))))
"""How people moved in an area."""

MOVED = Part(ALL, (Part("moved"), Part("not-moved")), by_row=True)
"""Whether people have moved: more areas went up than down."""

MOVED_BY_AREAS = Part(
    ALL,
    (
        Part("moved", (Part("one"), Part("several", (Part("two"), Part("three-or-more"))))),
        Part("not-moved", (Part("none"), Part("fewer"))),
    ),
    by_row=True,
)
"""The same with the net number of areas."""

_AREAS_FOR_NET_NUMBERS = 4


def moved_in(areas: int) -> Part:
    """Return the shape of the table of who has moved.

    With few areas the net number is told by how many moved in each, or cannot be at all: nobody has
    gone up in three of two. There it is not counted.
    """
    return MOVED_BY_AREAS if areas >= _AREAS_FOR_NET_NUMBERS else MOVED


OPPORTUNITIES = Part(
    ALL,
    (
        Part(
            "shared",
            (
                Part("offered", (Part("taken-up"), Part("not-taken-up")), by_row=True),
                Part("not-offered", (Part("asked"), Part("asked-for-none")), by_row=True),
            ),
            by_row=True,
        ),
        Part("shared-nothing"),
    ),
    by_row=True,
)
"""What came of the opportunities that people shared, as far as the one that went furthest."""

CHOSEN, NOT_CHOSEN = "chosen", "not-chosen"
YES_OR_NO = Part(ALL, (Part(CHOSEN), Part(NOT_CHOSEN)))
"""Whether people have one thing among several: a reason, an answer that may stand beside others."""

ASKED_WHY, NOT_ASKED_WHY = "asked-why", "not-asked-why"
ANSWERED = "answered"
WHY = Part(ALL, (Part(ANSWERED), Part("preferred-not-to-say")))
"""Whether those who were asked what got in the way named anything."""


@dataclass(frozen=True)
class Questions:
    """Two questions of a framework: have you moved, and, of those who have not, what was in it."""

    moved: Prompt
    why: Prompt

    @property
    def that_ask_why(self) -> tuple[str, ...]:
        """The answers to the first that reveal the second."""
        return self.why.show_if[self.moved.id]


def questions(framework: Framework) -> Questions | None:
    """Return the two questions: the first of several choices that another with one choice shows.

    Only choices are counted, and only of questions whose answers are shared.
    """
    shared = {each.id: each for each in framework.shared_prompts}
    for why in shared.values():
        by = [shared[key] for key in why.show_if if key in shared]
        if why.kind is PromptKind.MULTI_CHOICE and by and by[0].kind is PromptKind.CHOICE:
            both = Questions(by[0], why)
            if len(reasons_in(both)) > 1:
                return both
    return None


def answers_in(asked: Questions) -> Part:
    """Return the shape of the answers to the first question, by whether they lead to the second."""
    choices = [each.id for each in asked.moved.choices]
    why = [each for each in choices if each in asked.that_ask_why]
    others = [each for each in choices if each not in why]
    return Part(ALL, (_one_by_one(ASKED_WHY, why), _one_by_one(NOT_ASKED_WHY, others)))


def choices_in(prompt: Prompt) -> Part:
    """Return the shape of the choices of one question: each against all that come after it."""
    return _one_by_one(ALL, [each.id for each in prompt.countable])


def reasons_in(asked: Questions) -> tuple[str, ...]:
    """Return the answers to the second question that may stand beside each other."""
    return tuple(each.id for each in asked.why.choices if each.id != PREFER_NOT_TO_SAY)


def _one_by_one(key: str, choices: Sequence[str]) -> Part:
    """Return a part in which each choice stands against all that come after it."""
    first, *rest = [f"answer-{each}" for each in choices] or ["answer-"]
    if not rest:
        return Part(key, (Part(first),))
    if len(rest) == 1:
        return Part(key, (Part(first), Part(rest[0])))
    return Part(key, (Part(first), _one_by_one(f"after-{first}", choices[1:])))
