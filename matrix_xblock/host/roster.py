"""The roster in SQL: people of a course joined with where they stand, filtered, sorted and paged.

Who the people are comes from a source: the LMS, a host's own, or else the ledger itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from django.apps import apps
from django.db.models import F, Max, QuerySet, TextField, Value
from django.db.models.functions import Cast

from matrix_xblock.codec.review.status import read_standing
from matrix_xblock.domain.review.status import ReviewStatus, RoundStanding, Standing
from matrix_xblock.domain.staff.my_people import Facilitator
from matrix_xblock.domain.staff.roster import (
    Neighbour,
    Person,
    RosterFilter,
    RosterPage,
    RosterRow,
    Surroundings,
)
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host import lms, services
from matrix_xblock.host.exact import exactly, one_of
from matrix_xblock.host.items import item_id, read_row
from matrix_xblock.host.roster_sql import Line, Lines
from matrix_xblock.host.standing_index import StandingIndex, round_hash
from matrix_xblock.ports.roster import Roster

__all__ = ["LedgerPeople", "NobodyListed", "Source", "SqlRoster", "roster_for"]


class Source(Protocol):
    """Where people come from. What is not known is said on the page."""

    has_names: bool
    has_cohorts: bool
    has_everybody: bool

    def people(self, course: str) -> QuerySet[Any]:
        """Return one row a person of the course.

        Annotated with `participant` (the anonymous id, null or empty for who never came),
        `person_name` and `cohort_name` (null or empty for none).
        """


def roster_for(block: Any, *, may_record: bool) -> Roster:
    """Return the roster of a block's course, from the best source that there is.

    A host of its own can name people by the XBlock service `matrix_people`, a `Source`.
    """
    course = services.course_key(block)
    usage = services.usage_key(block)
    if not (may_record and course and apps.is_installed("submissions")):
        return NobodyListed()
    own = services.service(block, "matrix_people")
    source = own or lms.people_source() or LedgerPeople(usage)
    identify = partial(services.anonymous_id, block)
    return SqlRoster(source, course=course, usage=usage, identify=identify)


class _Filtered:
    """The people of a source that has nothing but all of them: its rows are filtered."""

    def __init__(self, source: Source) -> None:
        self.people = source.people
        self.team = getattr(source, "team", None)

    def tables(self, course: str) -> None:
        """Return nothing: all is in the rows of the people."""

    def among(self, course: str, participants: Sequence[str]) -> QuerySet[Any]:
        """Return those of some ids."""
        return self.people(course).filter(participant__in=list(participants))

    def in_cohorts(self, course: str, cohorts: Collection[str]) -> QuerySet[Any]:
        """Return those of some cohorts."""
        return self.people(course).filter(cohort_name__in=list(cohorts))

    def cohorts(self, course: str) -> tuple[str, ...]:
        """Return the cohorts that anybody is in, in order."""
        names = self.people(course).order_by().values_list("cohort_name", flat=True).distinct()
        return tuple(sorted(name for name in names if name))


class LedgerPeople:
    """Whoever has a row in the ledger, by id: all there is where the platform tells nothing."""

    has_names = has_cohorts = has_everybody = False

    def __init__(self, usage: str) -> None:
        self._item = item_id(usage, Kind.STANDING)

    def people(self, course: str) -> QuerySet[Any]:
        """Return those who stand somewhere."""
        from submissions.models import StudentItem

        people: QuerySet[Any] = StudentItem.objects.filter(
            exactly(course_id=course, item_id=self._item)
        ).annotate(participant=F("student_id"), person_name=F("student_id"), cohort_name=Value(""))
        return people


class NobodyListed:
    """The roster of a preview: nobody takes part there."""

    has_names = has_cohorts = has_everybody = False

    def page(self, roster_filter: RosterFilter, *, start: int, length: int) -> RosterPage:  # noqa: ARG002
        """Return an empty page."""
        return RosterPage((), {})

    def counts(
        self,
        roster_filter: RosterFilter,  # noqa: ARG002 - the port's signature
        rounds: Sequence[str],
    ) -> Mapping[str, Mapping[ReviewStatus, int]]:
        """Count nobody."""
        return {each: {} for each in rounds}

    def around(  # the port's signature
        self,
        roster_filter: RosterFilter,  # noqa: ARG002
        participant: str,  # noqa: ARG002
        round_id: str,  # noqa: ARG002
        place: int,  # noqa: ARG002
    ) -> Surroundings:
        """Return nobody."""
        return Surroundings()

    def find(self, participant: str) -> Person | None:  # noqa: ARG002
        """Return nobody."""
        return None

    def find_all(self, participants: Sequence[str]) -> Mapping[str, Person]:  # noqa: ARG002
        """Return nobody."""
        return {}

    def named(self, participants: Sequence[str]) -> Mapping[str, Person]:  # noqa: ARG002
        """Return nobody."""
        return {}

    def give_ids(self, most: int) -> None:
        """Do nothing."""

    def cohorts(self) -> tuple[str, ...]:
        """Return none."""
        return ()

    def members(self, cohorts: Collection[str] | None = None) -> Mapping[str, str]:  # noqa: ARG002
        """Return none."""
        return {}

    def enrolled(self) -> Mapping[str, str]:
        """Return nobody."""
        return {}

    def facilitators(self) -> tuple[Facilitator, ...] | None:
        """Return nobody."""
        return ()


class SqlRoster:
    """The roster of one block. `identify` gives an anonymous id to a username."""

    def __init__(
        self,
        source: Source,
        *,
        course: str,
        usage: str,
        identify: Callable[[str], str] = str,
    ) -> None:
        self._identify = identify
        self._people = source if isinstance(source, lms.LmsPeople) else _Filtered(source)
        self._course = course
        self._usage = usage
        self._index = StandingIndex(course=course, usage=usage)
        self._item = item_id(usage, Kind.STANDING)
        self._signed_off = item_id(usage, Kind.SUMMARY)
        self.has_names = source.has_names
        self.has_cohorts = source.has_cohorts
        self.has_everybody = source.has_everybody

    def page(self, roster_filter: RosterFilter, *, start: int, length: int) -> RosterPage:
        """Return some lines: who they are and where they stand, and the numbers."""
        if roster_filter.cohorts == ():
            return RosterPage((), {})
        lines = self._lines(roster_filter)
        rows = lines.part(start=start, length=length)
        return RosterPage(self._listed(roster_filter, rows), lines.counts())

    def counts(
        self, roster_filter: RosterFilter, rounds: Sequence[str]
    ) -> Mapping[str, Mapping[ReviewStatus, int]]:
        """Return numbers of several rounds: one pass over the ids of people has them all."""
        if roster_filter.cohorts == ():
            return {each: {} for each in rounds}
        lines = self._lines(roster_filter)
        return {each: lines.counts_in(each) for each in rounds}

    def around(
        self, roster_filter: RosterFilter, participant: str, round_id: str, place: int
    ) -> Surroundings:
        """Return the neighbours by where the review was: a list may have moved on since."""
        if roster_filter.cohorts == ():
            return Surroundings()
        first = max(place - 1, 0)
        lines = self._lines(roster_filter)
        rows = lines.part(start=first, length=place + 2 - first)
        listed = self._listed(roster_filter, rows)
        ids = [(each.person.id, each.round_id) for each in listed]
        is_here = (participant, round_id) in ids
        here = ids.index((participant, round_id)) if is_here else place - first
        return Surroundings(
            before=_neighbour(ids, here - 1, first),
            after=_neighbour(ids, here + 1 if is_here else here, first),
            total=RosterPage((), lines.counts()).total(roster_filter),
            here=here + first if is_here else None,
        )

    def find(self, participant: str) -> Person | None:
        """Return somebody who has a row here; the name may be missing for who has left."""
        return self.find_all([participant]).get(participant)

    def find_all(self, participants: Sequence[str]) -> Mapping[str, Person]:
        """Return those of several who have a row here, by two queries."""
        from submissions.models import StudentItem

        items = StudentItem.objects.filter(
            exactly(course_id=self._course),
            one_of("item_id", [self._item, self._signed_off]),
            student_id__in=list(participants),
        )
        # Compared here once more: MySQL finds ids of other letter case as well.
        listed = set(items.values_list("student_id", flat=True))
        here = [who for who in participants if who and who in listed]
        named = self.named(here) if here else {}
        return {who: named.get(who, Person(who, who)) for who in here}

    def named(self, participants: Sequence[str]) -> Mapping[str, Person]:
        """Return people by their ids, in one query."""
        people = self._people.among(self._course, participants)
        columns = ("participant", "person_name", "cohort_name")
        known = {row[0]: _person(*row) for row in people.values_list(*columns)}
        return {who: known[who] for who in participants if who in known}

    def give_ids(self, most: int) -> None:
        """Ask the LMS: other sources have ids for everybody, or none to give."""
        if isinstance(self._people, lms.LmsPeople):
            self._people.give_ids(self._course, most)

    def cohorts(self) -> tuple[str, ...]:
        """Return the cohorts that anybody is in."""
        if not self.has_cohorts:
            return ()
        return self._people.cohorts(self._course)

    def members(self, cohorts: Collection[str] | None = None) -> Mapping[str, str]:
        """Return who is in which cohort."""
        if not self.has_cohorts or (cohorts is not None and not cohorts):
            return {}
        return {who: cohort for who, cohort in self._cohorts_of(cohorts) if who and cohort}

    def enrolled(self) -> Mapping[str, str]:
        """Return everybody with the cohort that they are in."""
        return {who: cohort or "" for who, cohort in self._cohorts_of(None) if who}

    def facilitators(self) -> tuple[Facilitator, ...] | None:
        """Return the team as the source knows it. Who never came is given an id now."""
        if self._people.team is None:
            return None
        team = [
            Facilitator(each.id or self._identify(each.username), each.name)
            for each in self._people.team(self._course)
        ]
        known = [each for each in team if each.id]
        return tuple(sorted(known, key=lambda each: (each.name.casefold(), each.id)))

    def _cohorts_of(self, cohorts: Collection[str] | None) -> Iterable[tuple[str, str]]:
        people = self._in(cohorts).order_by()
        return people.values_list("participant", "cohort_name")

    def _in(self, cohorts: Collection[str] | None) -> QuerySet[Any]:
        """Return the people of some cohorts, None for all."""
        if cohorts is None:
            return self._people.people(self._course)
        return self._people.in_cohorts(self._course, cohorts)

    def _listed(self, roster_filter: RosterFilter, rows: Sequence[Line]) -> tuple[RosterRow, ...]:
        """Say who stands in some lines, and how."""
        columns = ("participant", "person_name", "cohort_name")
        people = self._people.people(self._course).filter(pk__in={row.key for row in rows})
        known = {key: _person(*row) for key, *row in people.values_list("pk", *columns)}
        standings = self._standings([each.id for each in known.values() if each.id])
        return tuple(
            _row(roster_filter, known[row.key], row, standings.get(known[row.key].id, Standing()))
            for row in rows
            if row.key in known
        )

    def _standings(self, participants: Sequence[str]) -> Mapping[str, Standing]:
        """Read where some people stand, by their latest rows."""
        from submissions.models import Submission

        mine = exactly(student_item__course_id=self._course, student_item__item_id=self._item)
        latest = (
            Submission.objects.filter(mine, student_item__student_id__in=participants)
            .order_by()
            .values("student_item")
            .annotate(last=Max("pk"))
        )
        rows = (
            Submission.objects.filter(pk__in=latest.values("last"))
            .annotate(row=Cast("answer", TextField()))
            .values_list("student_item__student_id", "row")
        )
        return {who: read_standing(read_row(text)) for who, text in rows}

    def _lines(self, roster_filter: RosterFilter) -> Lines:
        """Return the lines of everybody whom the filters other than the status let through."""
        people = self._in(roster_filter.cohorts)
        for word in roster_filter.search.split():
            people = people.filter(person_name__icontains=word)
        self._index.complete()
        tables = self._people.tables(self._course)
        return Lines(people, roster_filter, course=self._course, usage=self._usage, tables=tables)


@wordless
@dataclass(frozen=True)
class _Round:
    """A round of somebody's standing, by the hash that the index has of it."""

    id: str = ""
    standing: RoundStanding | None = None
    at_work: tuple[str, ...] = ()


def _round_at(standing: Standing, at: str) -> _Round:
    for key, each in standing.rounds.items():
        if round_hash(key) == at:
            return _Round(key, each, standing.at_work.get(key, ()))
    return _Round()


def _row(roster_filter: RosterFilter, person: Person, row: Line, standing: Standing) -> RosterRow:
    """Make a line of a row. Its status is that which it was counted by, whatever is in the row."""
    if not row.round_hash:
        return RosterRow(person, roster_filter.people_round, RoundStanding(row.status))
    round_ = _round_at(standing, row.round_hash)
    in_round = round_.standing or RoundStanding(row.status)
    return RosterRow(person, round_.id, replace(in_round, status=row.status), round_.at_work)


def _person(participant: str | None, name: str | None, cohort: str | None) -> Person:
    return Person(participant or "", name or participant or "", cohort or "")


def _neighbour(ids: Sequence[tuple[str, str]], index: int, first: int) -> Neighbour | None:
    """Return a line as a neighbour. Who never came has no page to go to."""
    if not 0 <= index < len(ids) or not ids[index][0]:
        return None
    return Neighbour(*ids[index], first + index)
