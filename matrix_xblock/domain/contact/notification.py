"""A notification: what has happened and in which review. No word, no level, no other person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["MOST_AT_ONCE", "Notification", "Subject"]

MOST_AT_ONCE = 100
"""People in one request to the platform: it hands them on to a worker as one message."""


class Subject(StrEnum):
    """What somebody is told of."""

    COMMENTED = "commented"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    OFFERED = "offered"
    START = "start"
    FINISH = "finish"
    SUMMARY = "summary"


@wordless
@dataclass(frozen=True)
class Notification:
    """What the platform is asked to say. `round_title` is authored, and empty for none.

    `number` is how many reviews the course team's summary is about, `recent` how many of them came
    since the summary before.
    """

    subject: Subject
    round_title: str = ""
    number: int = 0
    recent: int = 0
