"""My people: the cohorts that a facilitator is given, and whether these are a filter or a wall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from matrix_xblock.domain.errors import Invalid, Problem, Stale
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Facilitator", "GivenCohorts", "MyPeople", "PeopleRule", "change_cohorts", "people_of"]


class PeopleRule(StrEnum):
    """What the cohorts of a facilitator are on this site: the operator decides."""

    FILTER = "filter"
    WALL = "wall"


@wordless
@dataclass(frozen=True)
class Facilitator:
    """Somebody of the course team who can be given cohorts. `id` is the anonymous id."""

    id: str
    name: str


@wordless
@dataclass(frozen=True)
class GivenCohorts:
    """The cohorts of one facilitator, by name. `revision` counts how often they were changed."""

    cohorts: tuple[str, ...] = ()
    revision: int = 0
    by: Author = field(default_factory=Author)
    at: datetime | None = None


@wordless
@dataclass(frozen=True)
class MyPeople:
    """Whose reviews somebody of the course team looks after.

    As a wall, nobody else's can be opened: without cohorts, nobody's.
    """

    cohorts: tuple[str, ...] = ()
    is_wall: bool = False

    @property
    def is_filter(self) -> bool:
        """Tell whether lists begin with these people, and can be widened to everybody."""
        return bool(self.cohorts) and not self.is_wall

    @property
    def limit(self) -> tuple[str, ...] | None:
        """Return the cohorts beyond which nothing can be reached, None where everybody can be."""
        return self.cohorts if self.is_wall else None


def people_of(given: GivenCohorts, rule: PeopleRule, *, is_instructor: bool) -> MyPeople:
    """Return whose reviews somebody looks after. Who gives cohorts to others has no wall."""
    if is_instructor:
        return MyPeople()
    return MyPeople(given.cohorts, is_wall=rule is PeopleRule.WALL)


def change_cohorts(
    given: GivenCohorts, chosen: Iterable[str], *, known: Sequence[str], seen: int
) -> GivenCohorts:
    """Return what a facilitator has after a change, or the same where nothing is another.

    `seen` is the revision that the form was made of. A cohort that is gone may stay as it was.
    Raises `Invalid` for any other that is not known, `Stale` where a colleague was first.
    """
    wanted = tuple(sorted(set(chosen)))
    if set(wanted) == set(given.cohorts):
        return given
    if seen != given.revision:
        raise Stale(Problem("cohorts", "cohorts_changed"))
    if not set(wanted) <= {*known, *given.cohorts}:
        raise Invalid(Problem("cohorts", "unknown_cohort"))
    return replace(given, cohorts=wanted, revision=given.revision + 1)
