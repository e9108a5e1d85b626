"""The roster: its lines, what it can be sorted by, and which part of it is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matrix_xblock.domain.review.status import ReviewStatus, RoundStanding
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Neighbour", "Person", "RosterFilter", "RosterPage", "RosterRow", "Sort"]


@wordless
@dataclass(frozen=True)
class Person:
    """Somebody on the roster. `id` is the anonymous id, `cohort` a name, empty for none."""

    id: str
    name: str
    cohort: str = ""


class Sort(StrEnum):
    """What the roster can be sorted by. By need: who waits longest comes first."""

    NEED = "need"
    NAME = "name"
    COHORT = "cohort"
    SIGNED_OFF = "signed_off"
    CPD = "cpd"
    OPPORTUNITIES = "opportunities"


@wordless
@dataclass(frozen=True)
class RosterFilter:
    """Which part of the roster is wanted.

    An empty `round_id` stands for the latest round of each; empty filters let everybody through.
    `search` is a part of a name, whatever signs are in it.
    """

    round_id: str = ""
    status: ReviewStatus | None = None
    cohort: str = ""
    search: str = ""
    sort: Sort = Sort.NEED
    is_descending: bool = False


@wordless
@dataclass(frozen=True)
class RosterRow:
    """One line of the roster. Who never came has no id."""

    person: Person
    round_id: str
    standing: RoundStanding
    at_work: tuple[str, ...] = ()


@wordless
@dataclass(frozen=True)
class RosterPage:
    """Some lines of the roster, and how many there are by status under the other filters."""

    lines: tuple[RosterRow, ...]
    counts: Mapping[ReviewStatus, int]


Neighbour = tuple[str, int] | None
"""(participant id, place in the list), or None at either end."""
