"""Who takes part, asked page by page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.my_people import Facilitator
from matrix_xblock.domain.staff.roster import Person, RosterFilter, RosterPage, Surroundings

__all__ = ["Roster"]


class Roster(Protocol):
    """Who takes part, and where each of them stands: filtered, sorted and paged by the host."""

    @property
    def has_names(self) -> bool:
        """Tell whether names are known; else ids stand for them."""

    @property
    def has_cohorts(self) -> bool:
        """Tell whether cohorts are known."""

    @property
    def has_everybody(self) -> bool:
        """Tell whether those who have not started are known as well."""

    def page(self, roster_filter: RosterFilter, *, start: int, length: int) -> RosterPage:
        """Return lines from `start`, counted from 0, in a fixed number of queries."""

    def counts(
        self, roster_filter: RosterFilter, rounds: Sequence[str]
    ) -> Mapping[str, Mapping[ReviewStatus, int]]:
        """Return the numbers of `page` for each of some rounds, in a fixed number of queries."""

    def around(
        self, roster_filter: RosterFilter, participant: str, round_id: str, place: int
    ) -> Surroundings:
        """Return what comes before and after a review that was at that place of the list."""

    def find(self, participant: str) -> Person | None:
        """Return somebody of this course who has a row in this block, or None."""

    def find_all(self, participants: Sequence[str]) -> Mapping[str, Person]:
        """Return those of several whom `find` returns, by id, in a fixed number of queries."""

    def named(self, participants: Sequence[str]) -> Mapping[str, Person]:
        """Return people by their ids. Who has left the course may be missing."""

    def give_ids(self, most: int) -> None:
        """Have the host give ids to people who have never come, so that a row can be about them.

        To so many at most. A host that cannot leaves them without.
        """

    def cohorts(self) -> tuple[str, ...]:
        """Return the names of the cohorts of this course in order."""

    def members(self, cohorts: Collection[str] | None = None) -> Mapping[str, str]:
        """Return the cohort of everybody who is in one, by participant, in one query.

        With `cohorts`, of those who are in one of these.
        """

    def enrolled(self) -> Mapping[str, str]:
        """Return everybody who takes part with their cohort, empty for none, in one query.

        By participant. Whoever has left is not there; who never came has no id, and is not either.
        """

    def facilitators(self) -> tuple[Facilitator, ...] | None:
        """Return who of the course team can be given cohorts, by name; None where it is not known.

        Those with the instructor role are not among them: they give.
        """
