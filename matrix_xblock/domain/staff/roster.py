"""The roster: its lines, what it can be sorted by, and which part of it is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matrix_xblock.domain.review.status import NEEDS_STAFF, ReviewStatus, RoundStanding
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Neighbour", "Person", "RosterFilter", "RosterPage", "RosterRow", "Sort", "Surroundings"]


@wordless
@dataclass(frozen=True)
class Person:
    """Somebody on the roster. `id` is the anonymous id, `cohort` a name, empty for none."""

    id: str
    name: str
    cohort: str = ""


class Sort(StrEnum):
    """What the roster can be sorted by. By wait: what waits longest comes first."""

    WAIT = "wait"
    NEWEST = "newest"
    NAME = "name"
    COHORT = "cohort"


@wordless
@dataclass(frozen=True)
class RosterFilter:
    """Which part of the roster is wanted.

    `statuses` are those of the lines. An empty `round_id` stands for all rounds; who is in
    progress or has not started is asked of one round, `people_round`. Empty filters let everybody
    through. `search` is a part of a name, whatever signs are in it. `among` are the only cohorts
    that people may be of, None for any; `is_of_everybody` says that the filter *my people* is
    taken off.
    """

    statuses: tuple[ReviewStatus, ...] = NEEDS_STAFF
    round_id: str = ""
    people_round: str = ""
    cohort: str = ""
    search: str = ""
    sort: Sort = Sort.WAIT
    among: tuple[str, ...] | None = None
    is_of_everybody: bool = False

    @property
    def cohorts(self) -> tuple[str, ...] | None:
        """Return the cohorts that people have to be of, None where that does not matter."""
        if not self.cohort:
            return self.among
        is_among = self.among is None or self.cohort in self.among
        return (self.cohort,) if is_among else ()


@wordless
@dataclass(frozen=True)
class RosterRow:
    """One line of the roster: a review, or somebody who has not started.

    Who never came has no id. `at_work` are names of staff who have a draft for it.
    """

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

    def total(self, roster_filter: RosterFilter) -> int:
        """Count the lines of the statuses that are wanted."""
        return sum(self.counts.get(each, 0) for each in roster_filter.statuses)


@wordless
@dataclass(frozen=True)
class Neighbour:
    """A line before or after another: whose, which round, and its place in the list from 0."""

    participant: str
    round_id: str
    place: int


@wordless
@dataclass(frozen=True)
class Surroundings:
    """Where a line is in its list: what comes before and after, and how many there are.

    `here` is its own place from 0, None where it is in the list no longer.
    """

    before: Neighbour | None = None
    after: Neighbour | None = None
    total: int = 0
    here: int | None = None
