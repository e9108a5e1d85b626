"""The lines of the queue: the keys of a block in the order that the database has them in.

Written out and not composed by Django. What needs staff is a range of one index, so that a page of
it takes as long for many as for few; numbers by status are one pass over an id a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from matrix_xblock.codec.review.status import KEY_LENGTH, Part, group_of, status_of
from matrix_xblock.domain.review.status import REVIEWS, ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter, Sort
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host.roster_joins import AccountTables, Joins, Source
from matrix_xblock.host.standing_index import block_id, read_tally, round_hash, tally_range

__all__ = ["Line", "Lines"]

_ORDER = tuple(ReviewStatus)
_BLOCK_LENGTH = len(block_id("", ""))
_AT = f"SUBSTR(i.item_id, {_BLOCK_LENGTH + KEY_LENGTH + 1}, 16)"
"""The hash of the round in an id."""

_IS_AT = f"CASE WHEN {_AT} = %s THEN TRUE ELSE FALSE END"
"""PostgreSQL guesses that hardly a line is equal to something worked out, and then tries them all
for every one of the people."""

_IS_KEY = "i.item_id >= %s AND i.item_id < %s"
"""Ids say which block they are of: they alone come in their order."""

_IN_COURSE = f"i.course_id = %s AND {_IS_KEY}"
"""With the course, all ids of a person stand together in an index."""

_NAMED = (Sort.NAME, Sort.COHORT)

_FEW = 2
"""From so many people a line on, going through the lines is shorter than through the people."""


@dataclass(frozen=True)
class Line:
    """One line: the key of the person in the source, the hash of the round, and the status."""

    key: Any
    round_hash: str
    status: ReviewStatus


@wordless
@dataclass(frozen=True)
class _Tally:
    """How many people there are, and how many of them have each id that is counted."""

    people: int
    by_id: Mapping[str, int]


@wordless
@dataclass(frozen=True)
class _Chosen:
    """What lines are selected from, and what they are sorted by.

    Without an end their order backwards is not known, though they have one.
    """

    source: Source
    order: tuple[str, ...]
    is_down: bool = False
    has_end: bool = True


class Lines:
    """The reviews of some people, or those people who have not come to a round.

    `tables` are what `Joins` finds beside the people.
    """

    def __init__(
        self,
        people: QuerySet[Any],
        roster_filter: RosterFilter,
        *,
        course: str,
        usage: str,
        tables: AccountTables | None = None,
    ) -> None:
        self._joins = Joins(people, tables)
        self._filter = roster_filter
        self._block = block_id(course, usage)
        self._course = course
        self._is_whole = roster_filter.cohorts is None and not roster_filter.search

    def part(self, *, start: int, length: int) -> list[Line]:
        """Return some lines of the statuses that are wanted.

        Those of the second half are counted from the end, where lines can be: it is nearer.
        """
        total = sum(self.counts().get(each, 0) for each in self._filter.statuses)
        end = min(start + length, total)
        if start >= end:
            return []
        chosen = self._chosen(total)
        is_from_end = chosen.has_end and start > total // 2
        order = ", ".join(
            f"{each} DESC" if is_from_end != chosen.is_down else each for each in chosen.order
        )
        first = total - end if is_from_end else start
        statement = f"{chosen.source.sql} ORDER BY {order} LIMIT {end - start} OFFSET {first}"
        rows = self._rows(statement, chosen.source.values)
        lines = [Line(key, at, status_of(status)) for key, at, status in rows]
        return lines[::-1] if is_from_end else lines

    def counts(self) -> Mapping[ReviewStatus, int]:
        """Return the numbers by status under the other filters."""
        return self._counts

    def counts_in(self, round_id: str) -> Mapping[ReviewStatus, int]:
        """Return the numbers by status in one round, whichever is asked for."""
        return self._by_status(round_id, round_id)

    @cached_property
    def _counts(self) -> Mapping[ReviewStatus, int]:
        return self._by_status(self._filter.round_id, self._filter.people_round)

    @cached_property
    def _tally(self) -> _Tally:
        """Count by ids that say all of somebody's statuses: many people have the same."""
        bounds = tally_range(self._block)
        if self._is_whole:
            source = self._joins.items_first("line_key", is_whole=True)
            condition = Source(_IS_KEY, bounds)
        else:
            source = self._joins.people_first("line_key")
            condition = Source(_IN_COURSE, (self._course, *bounds))
        people = self._joins.everybody()
        statement = (
            f"SELECT i.item_id, COUNT(*) FROM {source.sql} WHERE {condition.sql}"  # noqa: S608 - no text of anybody's
            f" GROUP BY i.item_id UNION ALL SELECT '', COUNT(*) FROM {people.sql}"
        )
        numbers = dict(self._rows(statement, [*source.values, *condition.values, *people.values]))
        return _Tally(numbers.pop("", 0), numbers)

    def _by_status(self, round_id: str, people_round: str) -> Mapping[ReviewStatus, int]:
        """Add up the rounds that are asked for. Who has not begun a round has no status in it."""
        counts = dict.fromkeys(_ORDER, 0)
        rounds = {round_hash(each) for each in (round_id,) if each}
        of_people = round_hash(people_round)
        for identifier, number in self._tally.by_id.items():
            for digit, at in read_tally(identifier):
                status = status_of(digit)
                if at == of_people:
                    counts[ReviewStatus.NOT_STARTED] -= number
                is_review = status in REVIEWS and (not rounds or at in rounds)
                if is_review or (status is ReviewStatus.IN_PROGRESS and at == of_people):
                    counts[status] += number
        counts[ReviewStatus.NOT_STARTED] += self._tally.people
        return {key: number for key, number in counts.items() if number > 0}

    def _chosen(self, total: int) -> _Chosen:
        if ReviewStatus.NOT_STARTED in self._filter.statuses:
            return self._not_started()
        is_named = self._filter.sort in _NAMED
        chosen = self._by_name(total) if is_named else self._by_wait()
        wanted = self._wanted_keys()
        source = chosen.source
        statement = f"SELECT p.line_key, {_AT}, {_part(Part.STATUS)} FROM {source.sql}{wanted.sql}"  # noqa: S608 - no text of anybody's
        return replace(chosen, source=Source(statement, (*source.values, *wanted.values)))

    def _wanted_keys(self) -> Source:
        """Return the condition for what is wanted of all keys of the block."""
        wanted = self._filter.statuses
        groups = sorted({group_of(each) for each in wanted})
        conditions, values = _IS_KEY, self._range(groups[0], groups[-1])
        if {each for each in _ORDER if group_of(each) in groups} != set(wanted):
            digits = [str(_ORDER.index(each)) for each in wanted]
            is_status = f"{_part(Part.STATUS)} IN ({_marks(digits)})"
            conditions += f" AND CASE WHEN {is_status} THEN TRUE ELSE FALSE END"
            values += digits
        is_of_people = ReviewStatus.IN_PROGRESS in wanted
        if round_id := self._filter.people_round if is_of_people else self._filter.round_id:
            conditions += f" AND {_IS_AT}"
            values.append(round_hash(round_id))
        return Source(conditions, tuple(values))

    def _by_wait(self) -> _Chosen:
        """Go through the keys as they stand, until a page is full."""
        source = self._joins.items_first("line_key", is_whole=self._is_whole)
        return _Chosen(
            Source(f"{source.sql} WHERE ", source.values),
            ("i.item_id", "i.id"),
            is_down=self._filter.sort is Sort.NEWEST,
        )

    def _by_name(self, total: int) -> _Chosen:
        """Sort people, and look their keys up until a page is full.

        Where there are few lines, most people are looked up for nothing: then these are sorted.
        """
        names = self._names()
        order = (*self._name_order(), "i.item_id")
        if self._is_whole and total * _FEW < self._tally.people:
            source = self._joins.items_first("line_key", *names, is_whole=True)
            return _Chosen(Source(f"{source.sql} WHERE ", source.values), order)
        source = self._joins.people_first("line_key", *names)
        in_course = f"{source.sql} WHERE i.course_id = %s AND "
        keys = Source(in_course, (*source.values, self._course))
        if self._joins.are_keys_in_order:
            return _Chosen(keys, self._name_order(), has_end=False)
        return _Chosen(keys, order)

    def _not_started(self) -> _Chosen:
        """Return the people who have no key in the round: by name, since nothing else is known."""
        values = (self._course, *self._range(0, len(_ORDER)), round_hash(self._filter.people_round))
        key = Source(f"{_IN_COURSE} AND {_IS_AT}", values)
        people = self._joins.without("line_key", *self._names(), item=key)
        status = _ORDER.index(ReviewStatus.NOT_STARTED)
        statement = f"SELECT p.line_key, '', '{status}' FROM {people.sql}"  # noqa: S608 - no text of anybody's
        return _Chosen(Source(statement, people.values), self._name_order())

    def _names(self) -> tuple[str, ...]:
        return ("cohort_key", "name_key") if self._filter.sort is Sort.COHORT else ("name_key",)

    def _name_order(self) -> tuple[str, ...]:
        return tuple(f"p.{key}" for key in (*self._names(), "line_key"))

    def _range(self, first: int, last: int) -> list[str]:
        """Return the bounds of some groups: letters come after digits in every language."""
        end = str(last + 1) if last < len(_ORDER) - 1 else "a"
        return [f"{self._block}{first}", f"{self._block}{end}"]

    def _rows(self, statement: str, params: Sequence[Any]) -> list[Any]:
        with self._joins.connection.cursor() as cursor:
            cursor.execute(statement, list(params))
            return list(cursor.fetchall())


def _part(part: Part) -> str:
    first, length = part.value
    return f"SUBSTR(i.item_id, {_BLOCK_LENGTH + first + 1}, {length})"


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))
