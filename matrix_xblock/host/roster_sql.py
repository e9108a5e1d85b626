"""The lines of the roster in one statement: who is in them, in which order, and the numbers.

Written out and not composed by Django: each value is read once, and the numbers by status come out
of the same pass as the lines. A pass over a hundred thousand people is what a page costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import F, QuerySet

from matrix_xblock.domain.standing import NEEDS_STAFF_FIRST, Where
from matrix_xblock.host.standing_sql import StandingText
from matrix_xblock.ports import Sort, Wanted

__all__ = ["Line", "Lines"]

_ALL = 2**62
"""A limit that nothing reaches: what has one is worked out once, and not in each place of use."""

_NAMES = "COALESCE(LOWER(p.person_name), '')"


@dataclass(frozen=True)
class Line:
    """One line: the key of the person in the source, and the text of their standing."""

    key: Any
    status: Where
    answer: str | None
    counts: Mapping[Where, int]


class Lines:
    """The lines of some people, sorted as is wanted."""

    def __init__(self, people: QuerySet[Any], wanted: Wanted, *, course: str, item: str) -> None:
        self._connection = connections[people.db]
        self._wanted = wanted
        self._source = people.order_by().annotate(line_key=F("pk"))
        self._place = (course, item)
        self._text = StandingText(self._connection.vendor, "s.raw_answer", wanted.round_id)
        self._key = _key(self._text, wanted)
        keys = ["place", "k"] if wanted.sort is Sort.NEED else ["k"]
        direction = "DESC" if wanted.is_descending else "ASC"
        self._order = ", ".join([*(f"{key} {direction}" for key in keys), "tie ASC, line_key ASC"])

    def part(self, status: Where | None, *, start: int, length: int) -> list[Line]:
        """Return some lines, of one status or of all."""
        lines, params = self._sql()
        places = range(len(NEEDS_STAFF_FIRST))
        numbers = ", ".join(
            f"SUM(CASE WHEN l.place = {n} THEN 1 ELSE 0 END) OVER () AS n{n}" for n in places
        )
        chosen = f" WHERE w.place = {NEEDS_STAFF_FIRST.index(status)}" if status else ""
        counted = ", ".join(f"q.n{n}" for n in places)
        statement = (
            f"SELECT q.line_key, q.place, t.raw_answer, {counted} FROM (SELECT w.* FROM"  # noqa: S608 - no text of anybody's
            f" (SELECT l.*, {numbers} FROM ({lines}) l) w{chosen}"
            f" ORDER BY {self._order} LIMIT {int(length)} OFFSET {int(start)}) q"
            f" LEFT JOIN submissions_submission t ON t.id = q.entry_id ORDER BY {self._order}"
        )
        return [
            Line(key, NEEDS_STAFF_FIRST[place], answer, _counts(enumerate(numbers)))
            for key, place, answer, *numbers in self._rows(statement, params)
        ]

    def counts(self) -> Mapping[Where, int]:
        """Return the numbers by status, where no line is left to read them from."""
        lines, params = self._sql()
        statement = f"SELECT l.place, COUNT(*) FROM ({lines}) l GROUP BY l.place"  # noqa: S608 - no text of anybody's
        return _counts(self._rows(statement, params))

    def _joins(self) -> str:
        if self._connection.vendor == "mysql":
            return _ITEM + _EXACT + _LATEST
        is_filtered = bool(self._wanted.cohort or self._wanted.search)
        return _ITEM + _LATEST if is_filtered else _ALL_LATEST

    def _rows(self, statement: str, params: list[Any]) -> list[Any]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, params)
            return list(cursor.fetchall())

    def _sql(self) -> tuple[str, list[Any]]:
        columns = ["line_key", "participant", "person_name"]
        if self._wanted.sort is Sort.COHORT:
            columns.append("cohort_name")
        people, params = self._source.values(*columns).query.sql_with_params()
        vendor = self._connection.vendor
        lines = (
            f"SELECT p.line_key, s.id AS entry_id, {self._text.rank()} AS place, {self._key} AS k,"  # noqa: S608 - no text of anybody's
            f" {_tie(self._text, self._wanted)} AS tie FROM ({people}) p"
            f" {self._joins()} LIMIT {_ALL}"
        )
        places = self._place * 2 if vendor == "mysql" else self._place
        return lines, [*params, *places]


# The item and the latest of its rows. A reset lets go of all rows of an item: where the latest is
# deleted there is none. Either the index is asked for each person, which MySQL is good at and which
# is right for the few whom a filter lets through, or for all items of the block at once.
_EXACT = (
    " AND CAST(i.course_id AS BINARY) = CAST(%s AS BINARY)"
    " AND CAST(i.item_id AS BINARY) = CAST(%s AS BINARY)"
    " AND CAST(i.student_id AS BINARY) = CAST(p.participant AS BINARY)"
)
_ITEM = (
    "LEFT JOIN submissions_studentitem i ON i.course_id = %s AND i.item_id = %s"
    " AND i.student_id = p.participant"
)
_LATEST = (
    " LEFT JOIN submissions_submission s ON s.status <> 'D' AND s.id ="
    " (SELECT MAX(x.id) FROM submissions_submission x WHERE x.student_item_id = i.id)"
)
_ALL_LATEST = (
    "LEFT JOIN (SELECT i.student_id AS who, MAX(x.id) AS latest"
    " FROM submissions_studentitem i JOIN submissions_submission x ON x.student_item_id = i.id"
    " WHERE i.course_id = %s AND i.item_id = %s GROUP BY i.student_id) d"
    " ON d.who = p.participant"
    " LEFT JOIN submissions_submission s ON s.status <> 'D' AND s.id = d.latest"
)


def _key(text: StandingText, wanted: Wanted) -> str:
    """Return what the lines are sorted by; by need also by their place before it."""
    keys = {
        Sort.NEED: text.signed_off_at(),
        Sort.NAME: _NAMES,
        Sort.COHORT: "COALESCE(p.cohort_name, '')",
        Sort.SIGNED_OFF: text.signed_off_at(),
        Sort.CPD: text.number("minutes"),
        Sort.OPPORTUNITIES: text.number("open"),
    }
    return keys[wanted.sort]


def _tie(text: StandingText, wanted: Wanted) -> str:
    """Return what ties are sorted by: names, looked up only where there can be ties by time."""
    if wanted.sort not in {Sort.NEED, Sort.SIGNED_OFF}:
        return _NAMES
    return f"CASE WHEN {text.is_signed_off()} THEN '' ELSE {_NAMES} END"


def _counts(rows: Iterable[tuple[int, int]]) -> Mapping[Where, int]:
    return {NEEDS_STAFF_FIRST[place]: int(number) for place, number in rows if number}
