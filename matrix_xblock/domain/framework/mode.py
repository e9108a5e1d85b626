"""What gives credit: the participant's own sign-off, or that course staff accept it."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Mode", "in_force"]


class Mode(StrEnum):
    """What gives credit: the participant's own sign-off, or that course staff accept it.

    One for a block: a score of the one kind hides every grade of the other.
    """

    SELF_REVIEW = "self-review"
    ACCEPTED = "accepted"


def in_force(authored: Mode, used: Mode | None) -> Mode:
    """Return the mode that counts: the one of the first sign-off in a block.

    A change after that is refused, because scores of both kinds would hide one another.
    """
    return used or authored
