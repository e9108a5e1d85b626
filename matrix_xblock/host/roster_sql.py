"""The lines of the queue: the keys of a block in the order that the database has them in.

Written out and not composed by Django. What needs staff is a range of one index, so that a page of
it takes as long for many as for few; numbers by status are one pass over the keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import F, QuerySet

from matrix_xblock.codec.review.status import KEY_LENGTH, Part, group_of, status_of
from matrix_xblock.domain.review.status import REVIEWS, ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter, Sort
from matrix_xblock.host.standing_index import block_id, round_hash

__all__ = ["Line", "Lines"]

_ORDER = tuple(ReviewStatus)
_BLOCK_LENGTH = len(block_id("", ""))
_AT = f"SUBSTR(i.item_id, {_BLOCK_LENGTH + KEY_LENGTH + 1}, 16)"
"""The hash of the round in an id."""

_IS_KEY = "i.item_id >= %s AND i.item_id < %s"
"""Ids say which block they are of."""

_IN_COURSE = "i.course_id = %s AND "

_NAMES = "SUBSTR(COALESCE(LOWER(p.person_name), ''), 1, 40)"
"""What names are sorted by. MySQL would set room aside for the longest of names in every line."""


@dataclass(frozen=True)
class Line:
    """One line: the key of the person in the source, the hash of the round, and the status."""

    key: Any
    round_hash: str
    status: ReviewStatus


class Lines:
    """The reviews of some people, or those people who have not come to a round."""

    def __init__(
        self, people: QuerySet[Any], roster_filter: RosterFilter, *, course: str, usage: str
    ) -> None:
        self._connection = connections[people.db]
        self._is_mysql = self._connection.vendor == "mysql"
        self._filter = roster_filter
        self._source = people.order_by().annotate(line_key=F("pk"))
        self._block = block_id(course, usage)
        self._course = course

    def part(self, *, start: int, length: int) -> list[Line]:
        """Return some lines of the statuses that are wanted."""
        statement, params = self._chosen()
        statement = f"{statement} LIMIT {int(length)} OFFSET {int(start)}"
        return [
            Line(key, at, status_of(status)) for key, at, status in self._rows(statement, params)
        ]

    def counts(self) -> Mapping[ReviewStatus, int]:
        """Return the numbers by status under the other filters."""
        source, params = self._joined(is_in_order=False)
        people, of_people = self._source.values("line_key").query.sql_with_params()
        groups = f"{_part(Part.STATUS)}, {_AT}"
        statement = (
            f"SELECT {groups}, COUNT(*) {source} GROUP BY {groups}"  # noqa: S608 - no text of anybody's
            f" UNION ALL SELECT '', '', COUNT(*) FROM ({people}) p"
        )
        values = [*params, *self._range(0, len(_ORDER)), *of_people]
        return self._counted(self._rows(statement, values))

    def _counted(self, rows: Iterable[tuple[str, str, int]]) -> Mapping[ReviewStatus, int]:
        """Add the rounds up that are asked for. Who has not begun a round has no key in it."""
        counts = dict.fromkeys(_ORDER, 0)
        rounds = {round_hash(each) for each in (self._filter.round_id,) if each}
        of_people = round_hash(self._filter.people_round)
        for digit, at, number in rows:
            status = status_of(digit)
            if not digit:
                counts[ReviewStatus.NOT_STARTED] += number
                continue
            if at == of_people:
                counts[ReviewStatus.NOT_STARTED] -= number
            is_review = status in REVIEWS and (not rounds or at in rounds)
            if is_review or (status is ReviewStatus.IN_PROGRESS and at == of_people):
                counts[status] += number
        return {status: number for status, number in counts.items() if number > 0}

    def _chosen(self) -> tuple[str, list[Any]]:
        if ReviewStatus.NOT_STARTED in self._filter.statuses:
            return self._not_started()
        wanted = self._filter.statuses
        source, params = self._joined(is_in_order=self._filter.sort in {Sort.WAIT, Sort.NEWEST})
        groups = sorted({group_of(each) for each in wanted})
        conditions, values = "", self._range(groups[0], groups[-1])
        if {each for each in _ORDER if group_of(each) in groups} != set(wanted):
            digits = [str(_ORDER.index(each)) for each in wanted]
            conditions += f" AND {_part(Part.STATUS)} IN ({_marks(digits)})"
            values += digits
        is_of_people = ReviewStatus.IN_PROGRESS in wanted
        if round_id := self._filter.people_round if is_of_people else self._filter.round_id:
            conditions += f" AND {_AT} = %s"
            values.append(round_hash(round_id))
        statement = (
            f"SELECT p.line_key, {_AT}, {_part(Part.STATUS)} {source}{conditions}"
            f" ORDER BY {self._order()}"
        )
        return statement, [*params, *values]

    def _not_started(self) -> tuple[str, list[Any]]:
        """Return the people who have no key in the round: by name, since nothing else is known."""
        people, params = self._people_sql()
        order = "COALESCE(p.cohort_name, ''), " if self._filter.sort is Sort.COHORT else ""
        status = _ORDER.index(ReviewStatus.NOT_STARTED)
        statement = (
            f"SELECT p.line_key, '', '{status}' FROM ({people}) p"  # noqa: S608 - no text of anybody's
            f" LEFT JOIN submissions_studentitem i ON {_IN_COURSE}{_IS_KEY}"
            f" AND {_AT} = %s AND {self._same('i.student_id', 'p.participant')}"
            f" WHERE i.id IS NULL ORDER BY {order}{_NAMES}, p.line_key"
        )
        at = round_hash(self._filter.people_round)
        return statement, [*params, self._course, *self._range(0, len(_ORDER)), at]

    def _joined(self, *, is_in_order: bool) -> tuple[str, list[Any]]:
        """Return keys with the people whose they are. What follows is the range of the keys.

        By the range alone they come in their order. With the course, all keys of a person stand
        together in an index that has everything that is counted.
        """
        people, params = self._people_sql()
        is_key = _IS_KEY if is_in_order else _IN_COURSE + _IS_KEY
        source = (
            f"FROM submissions_studentitem i JOIN ({people}) p"
            f" ON {self._same('i.student_id', 'p.participant')} WHERE {is_key}"
        )
        return source, params if is_in_order else [*params, self._course]

    def _people_sql(self) -> tuple[str, list[Any]]:
        columns = ["line_key", "participant"]
        is_by_name = ReviewStatus.NOT_STARTED in self._filter.statuses
        if is_by_name or self._filter.sort in {Sort.NAME, Sort.COHORT}:
            columns.append("person_name")
        if self._filter.sort is Sort.COHORT:
            columns.append("cohort_name")
        statement, params = self._source.values(*columns).query.sql_with_params()
        return statement, list(params)

    def _order(self) -> str:
        orders = {
            Sort.WAIT: "i.item_id, i.id",
            Sort.NEWEST: "i.item_id DESC, i.id DESC",
            Sort.NAME: f"{_NAMES}, i.item_id",
            Sort.COHORT: f"COALESCE(p.cohort_name, ''), {_NAMES}, i.item_id",
        }
        return orders[self._filter.sort]

    def _range(self, first: int, last: int) -> list[Any]:
        """Return the bounds of some groups: letters come after digits in every language."""
        end = str(last + 1) if last < len(_ORDER) - 1 else "a"
        return [f"{self._block}{first}", f"{self._block}{end}"]

    def _rows(self, statement: str, params: Sequence[Any]) -> list[Any]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, list(params))
            return list(cursor.fetchall())

    def _same(self, column: str, value: str) -> str:
        is_equal = f"{column} = {value}"
        if self._is_mysql:
            return f"{is_equal} AND CAST({column} AS BINARY) = CAST({value} AS BINARY)"
        return is_equal


def _part(part: Part) -> str:
    first, length = part.value
    return f"SUBSTR(i.item_id, {_BLOCK_LENGTH + first + 1}, {length})"


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))
