"""What course staff see of a signed-off review: a setting of the block that people are told."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Sharing", "narrower"]


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
