"""The roster in SQL: people of a course joined with where they stand, filtered, sorted and paged.

Who the people are comes from a source: the LMS, a host's own, or else the ledger itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.apps import apps
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Lower

from matrix_xblock.codec.standing import read_standing, where
from matrix_xblock.domain.standing import NEEDS_STAFF_FIRST, RoundStanding, Where, overall
from matrix_xblock.host import lms, services
from matrix_xblock.host.json_sql import JsonText
from matrix_xblock.host.ledger import item_id
from matrix_xblock.ports import (
    Kind,
    Listed,
    Neighbour,
    Person,
    Roster,
    RosterPage,
    Sort,
    Wanted,
)

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
    course, usage = services.course_key(block), services.usage_key(block)
    if not (may_record and course and apps.is_installed("submissions")):
        return NobodyListed()
    own = services.service(block, "matrix_people")
    source = own or lms.people_source() or LedgerPeople(usage)
    return SqlRoster(source, course=course, usage=usage)


class LedgerPeople:
    """Whoever has a row in the ledger, by id: all there is where the platform tells nothing."""

    has_names = has_cohorts = has_everybody = False

    def __init__(self, usage: str) -> None:
        self._item = item_id(usage, Kind.STANDING)

    def people(self, course: str) -> QuerySet[Any]:
        """Return those who stand somewhere."""
        from submissions.models import StudentItem

        people: QuerySet[Any] = StudentItem.objects.filter(
            course_id=course, item_id=self._item
        ).annotate(participant=F("student_id"), person_name=F("student_id"), cohort_name=Value(""))
        return people


class NobodyListed:
    """The roster of a preview: nobody takes part there."""

    has_names = has_cohorts = has_everybody = False

    def page(self, wanted: Wanted, *, start: int, length: int) -> RosterPage:  # noqa: ARG002
        """Return an empty page."""
        return RosterPage((), {})

    def around(  # the port's signature
        self,
        wanted: Wanted,  # noqa: ARG002
        participant: str,  # noqa: ARG002
        place: int,  # noqa: ARG002
    ) -> tuple[Neighbour, Neighbour]:
        """Return nobody."""
        return None, None

    def find(self, participant: str) -> Person | None:  # noqa: ARG002
        """Return nobody."""
        return None

    def named(self, participants: Sequence[str]) -> Mapping[str, Person]:  # noqa: ARG002
        """Return nobody."""
        return {}

    def cohorts(self) -> tuple[str, ...]:
        """Return none."""
        return ()

    def members(self) -> Mapping[str, str]:
        """Return none."""
        return {}


class SqlRoster:
    """The roster of one block."""

    def __init__(self, source: Source, *, course: str, usage: str) -> None:
        self._source = source
        self._course = course
        self._item = item_id(usage, Kind.STANDING)
        self._signed_off = item_id(usage, Kind.SUMMARY)
        self.has_names = source.has_names
        self.has_cohorts = source.has_cohorts
        self.has_everybody = source.has_everybody

    def page(self, wanted: Wanted, *, start: int, length: int) -> RosterPage:
        """Return some lines, in two queries: the numbers by status, and the lines."""
        found = self._found(wanted)
        counted = found.order_by().values("where").annotate(number=Count("pk"))
        counts: Counter[Where] = Counter()
        for row in counted:
            counts[where(row["where"])] += row["number"]
        columns = ("participant", "person_name", "cohort_name", "standing")
        rows = self._sorted(self._of_status(found, wanted), wanted).values_list(*columns)
        return RosterPage(
            tuple(_listed(wanted, *row) for row in rows[start : start + length]), counts
        )

    def around(self, wanted: Wanted, participant: str, place: int) -> tuple[Neighbour, Neighbour]:
        """Return the neighbours by where the participant was: a list may have moved on since."""
        first = max(place - 1, 0)
        rows = self._sorted(self._of_status(self._found(wanted), wanted), wanted)
        # Who never came has no page to go to: ids may be missing among the neighbours.
        ids = list(rows.values_list("participant", flat=True)[first : place + 2])
        if participant in ids:
            here = ids.index(participant)
            after = here + 1
        else:
            here = after = place - first
        before = _neighbour(ids, here - 1, first)
        return before, _neighbour(ids, after, first)

    def find(self, participant: str) -> Person | None:
        """Return somebody who has a row here; the name may be missing for who has left."""
        from submissions.models import StudentItem

        here = StudentItem.objects.filter(
            student_id=participant,
            course_id=self._course,
            item_id__in=[self._item, self._signed_off],
        )
        if not participant or not here.exists():
            return None
        return self.named([participant]).get(participant, Person(participant, participant))

    def named(self, participants: Sequence[str]) -> Mapping[str, Person]:
        """Return people by their ids, in one query."""
        people = self._people().filter(participant__in=list(participants))
        columns = ("participant", "person_name", "cohort_name")
        return {row[0]: _person(*row) for row in people.values_list(*columns)}

    def cohorts(self) -> tuple[str, ...]:
        """Return the cohorts that anybody is in."""
        if not self.has_cohorts:
            return ()
        names = self._people().order_by().values_list("cohort_name", flat=True).distinct()
        return tuple(sorted(name for name in names if name))

    def members(self) -> Mapping[str, str]:
        """Return who is in which cohort."""
        if not self.has_cohorts:
            return {}
        pairs = self._people().order_by().values_list("participant", "cohort_name")
        return {participant: cohort for participant, cohort in pairs if participant and cohort}

    def _people(self) -> QuerySet[Any]:
        return self._source.people(self._course)

    def _found(self, wanted: Wanted) -> QuerySet[Any]:
        """Return everybody whom the filters other than the status let through."""
        people = self._people()
        if wanted.cohort:
            people = people.filter(cohort_name=wanted.cohort)
        for word in wanted.search.split():
            people = people.filter(person_name__icontains=word)
        people = people.annotate(standing=self._latest_standing())
        none = Value(Where.NOT_STARTED.value, output_field=TextField())
        return people.annotate(where=Coalesce(_value(wanted, "status"), none))

    def _latest_standing(self) -> Subquery:
        """Return the text of the latest row of each person."""
        from submissions.models import Submission

        rows = Submission.objects.filter(
            student_item__student_id=OuterRef("participant"),
            student_item__course_id=self._course,
            student_item__item_id=self._item,
        )
        return Subquery(rows.order_by("-id").values("answer")[:1], output_field=TextField())

    def _of_status(self, found: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
        return found.filter(where=wanted.status.value) if wanted.status else found

    def _sorted(self, found: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
        """Sort; ties by name, and by key, so that no line is on two pages."""
        key = _SORTS[wanted.sort](wanted)
        if not isinstance(key, tuple):
            key = (key,)
        ordered = [each.desc() if wanted.is_descending else each.asc() for each in key]
        return found.order_by(*ordered, Lower("person_name"), "pk")


def _value(wanted: Wanted, name: str) -> JsonText:
    """Return a value of the standing, of the wanted round or of the latest."""
    path = ("rounds", wanted.round_id, name) if wanted.round_id else (name,)
    return JsonText("standing", *path)


def _number(wanted: Wanted, name: str) -> Coalesce:
    number = Cast(_value(wanted, name), IntegerField())
    return Coalesce(number, Value(0), output_field=IntegerField())


def _text(wanted: Wanted, name: str) -> Coalesce:
    return Coalesce(_value(wanted, name), Value(""), output_field=TextField())


def _need(wanted: Wanted) -> tuple[Any, ...]:
    ranks = [When(Q(where=each.value), then=n) for n, each in enumerate(NEEDS_STAFF_FIRST)]
    rank = Case(*ranks, default=len(ranks), output_field=IntegerField())
    return rank, _text(wanted, "signed_off_at")


_SORTS: Mapping[Sort, Any] = {
    Sort.NEED: _need,
    Sort.NAME: lambda _: Lower("person_name"),
    Sort.COHORT: lambda _: Coalesce("cohort_name", Value(""), output_field=CharField()),
    Sort.SIGNED_OFF: lambda wanted: _text(wanted, "signed_off_at"),
    Sort.CPD: lambda wanted: _number(wanted, "minutes"),
    Sort.OPPORTUNITIES: lambda wanted: _number(wanted, "open"),
}


def _listed(
    wanted: Wanted, participant: str | None, name: str, cohort: str | None, standing: str | None
) -> Listed:
    read = read_standing(json.loads(standing) if standing else None)
    key, latest = overall(read, ())
    if wanted.round_id:
        key = wanted.round_id
        latest = read.rounds.get(key, RoundStanding(Where.NOT_STARTED))
    return Listed(_person(participant, name, cohort), key, latest, read.at_work)


def _person(participant: str | None, name: str | None, cohort: str | None) -> Person:
    return Person(participant or "", name or participant or "", cohort or "")


def _neighbour(ids: Sequence[str | None], index: int, first: int) -> Neighbour:
    if not 0 <= index < len(ids):
        return None
    found = ids[index]
    return (found, first + index) if found else None
