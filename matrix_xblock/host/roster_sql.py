"""The lines of the roster in one statement: who is in them, in which order, and the numbers.

Written out and not composed by Django: the numbers by status come out of the same pass as the
lines. A pass over a hundred thousand people is what a page costs, and it reads no row of theirs:
the index says where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import F, QuerySet

from matrix_xblock.codec.review.status import Part
from matrix_xblock.domain.review.status import NEEDS_STAFF_FIRST, ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter, Sort
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.host.items import item_id
from matrix_xblock.host.standing_index import TEXT_AT, index_id

__all__ = ["Line", "Lines"]

_ALL = 2**62
"""A limit that nothing reaches: what has one is worked out once, and not in each place of use."""

_PLACES = range(len(NEEDS_STAFF_FIRST))
_NAMES = "SUBSTR(COALESCE(LOWER(p.person_name), ''), 1, 40)"
"""What names are sorted by. MySQL would set room aside for the longest of names in every line."""


@dataclass(frozen=True)
class Line:
    """One line: the key of the person in the source, and the text of their standing."""

    key: Any
    status: ReviewStatus
    answer: str | None
    counts: Mapping[ReviewStatus, int]


class Lines:
    """The lines of some people, sorted as is wanted."""

    def __init__(
        self, people: QuerySet[Any], roster_filter: RosterFilter, *, course: str, usage: str
    ) -> None:
        self._connection = connections[people.db]
        self._is_mysql = self._connection.vendor == "mysql"
        self._filter = roster_filter
        self._source = people.order_by().annotate(line_key=F("pk"))
        self._index = [course, index_id(course, usage, roster_filter.round_id)]
        times = 2 if self._is_mysql else 1
        self._standing = [
            value for value in (course, item_id(usage, Kind.STANDING)) for _ in range(times)
        ]
        keys = ["place", "k"] if roster_filter.sort is Sort.NEED else ["k"]
        direction = "DESC" if roster_filter.is_descending else "ASC"
        self._order = ", ".join([*(f"{key} {direction}" for key in keys), "tie ASC, line_key ASC"])

    def part(self, status: ReviewStatus | None, *, start: int, length: int) -> list[Line]:
        """Return some lines, of one status or of all."""
        lines, params = self._sql()
        numbers = ", ".join(
            f"COUNT(CASE WHEN l.place = {n} THEN 1 END) OVER () AS n{n}" for n in _PLACES
        )
        chosen = f" WHERE w.place = {NEEDS_STAFF_FIRST.index(status)}" if status else ""
        counted = ", ".join(f"q.n{n}" for n in _PLACES)
        statement = (
            f"SELECT q.line_key, q.place, s.raw_answer, {counted} FROM (SELECT w.* FROM"  # noqa: S608 - no text of anybody's
            f" (SELECT l.*, {numbers} FROM ({lines}) l) w{chosen}"
            f" ORDER BY {self._order} LIMIT {int(length)} OFFSET {int(start)}) q"
            f" {self._join_standing()}"
            f" ORDER BY {self._order}"
        )
        return [
            Line(key, NEEDS_STAFF_FIRST[place], answer, _counts(enumerate(numbers)))
            for key, place, answer, *numbers in self._rows(statement, [*params, *self._standing])
        ]

    def counts(self) -> Mapping[ReviewStatus, int]:
        """Return the numbers by status, where no line is left to read them from."""
        lines, params = self._sql()
        statement = f"SELECT l.place, COUNT(*) FROM ({lines}) l GROUP BY l.place"  # noqa: S608 - no text of anybody's
        return _counts(self._rows(statement, params))

    def _rows(self, statement: str, params: list[Any]) -> list[Any]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, params)
            return list(cursor.fetchall())

    def _sql(self) -> tuple[str, list[Any]]:
        columns = ["line_key", "participant", "person_name"]
        if self._filter.sort is Sort.COHORT:
            columns.append("cohort_name")
        people, params = self._source.values(*columns).query.sql_with_params()
        key = _key(self._filter)
        tie = _tie(self._filter)
        lines = (
            f"SELECT p.line_key, p.participant, {_place()} AS place, {key} AS k, {tie} AS tie"  # noqa: S608 - no text of anybody's
            f" FROM ({people}) p {self._join_index()} LIMIT {_ALL}"
        )
        return lines, [*params, *self._index]

    def _join_index(self) -> str:
        """Join the texts of the index. Their ids are hashed: those of people alone can differ."""
        who = self._same("i.student_id", "p.participant")
        return (
            f"LEFT JOIN submissions_studentitem i ON i.course_id = %s AND i.item_id = %s AND {who}"
        )

    def _join_standing(self) -> str:
        """Join the latest row of everybody's standing."""
        columns = {"course_id": "%s", "item_id": "%s", "student_id": "q.participant"}
        same = " AND ".join(self._same(f"t.{name}", value) for name, value in columns.items())
        return (
            f"LEFT JOIN submissions_studentitem t ON {same}"  # noqa: S608 - no text of anybody's
            " LEFT JOIN submissions_submission s ON s.status <> 'D' AND s.id ="
            " (SELECT MAX(x.id) FROM submissions_submission x WHERE x.student_item_id = t.id)"
        )

    def _same(self, column: str, value: str) -> str:
        is_equal = f"{column} = {value}"
        if self._is_mysql:
            return f"{is_equal} AND CAST({column} AS BINARY) = CAST({value} AS BINARY)"
        return is_equal


def _place() -> str:
    """Return the place of the status in `NEEDS_STAFF_FIRST`. A text that is none of ours waits."""
    none = NEEDS_STAFF_FIRST.index(ReviewStatus.NOT_STARTED)
    unknown = NEEDS_STAFF_FIRST.index(ReviewStatus.WAITING)
    known = " ".join(f"WHEN '{n}' THEN {n}" for n in _PLACES)
    status = f"CASE {_part(Part.NEED)} {known} ELSE {unknown} END"
    return f"CASE WHEN i.id IS NULL THEN {none} ELSE {status} END"


def _part(part: Part) -> str:
    """Return a part of the text; where nobody has begun it is all zeros."""
    first, length = part.value
    return f"COALESCE(SUBSTR(i.item_type, {TEXT_AT + first}, {length}), '{'0' * length}')"


def _key(roster_filter: RosterFilter) -> str:
    """Return what the lines are sorted by; by need also by their place before it."""
    keys = {
        Sort.NEED: _part(Part.SIGNED_OFF),
        Sort.NAME: _NAMES,
        Sort.COHORT: "COALESCE(p.cohort_name, '')",
        Sort.SIGNED_OFF: _part(Part.SIGNED_OFF),
        Sort.CPD: _part(Part.MINUTES),
        Sort.OPPORTUNITIES: _part(Part.OPEN),
    }
    return keys[roster_filter.sort]


def _tie(roster_filter: RosterFilter) -> str:
    """Return what ties are sorted by: names, looked up only where there can be ties by time."""
    if roster_filter.sort not in {Sort.NEED, Sort.SIGNED_OFF}:
        return _NAMES
    _, length = Part.SIGNED_OFF.value
    return f"CASE WHEN {_part(Part.SIGNED_OFF)} = '{'0' * length}' THEN {_NAMES} ELSE '' END"


def _counts(rows: Iterable[tuple[int, int]]) -> Mapping[ReviewStatus, int]:
    return {NEEDS_STAFF_FIRST[place]: int(number) for place, number in rows if number}
