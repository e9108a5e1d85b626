"""People and the items of edx-submissions that are about them, joined in SQL in a stated order.

Where all of a course is gone through, databases that guess at the order take twice as long: their
statistics are of a whole site, and not of a course.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import F, QuerySet

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["ITEMS", "AccountTables", "Joins", "Source"]

ITEMS = "submissions_studentitem i"

_ALL = 2**63 - 1
"""A limit beyond every row. Behind one, names are worked out once a person, and not once a line."""

_THEN = {"mysql": "STRAIGHT_JOIN", "sqlite": "CROSS JOIN"}
"""A join in the order in which it is written. PostgreSQL hashes tables in an order of its own."""

_SORTED_BY = {
    # MySQL would set room aside for the longest of names in every line.
    "name_key": "SUBSTR(COALESCE(LOWER({}), ''), 1, 40)",
    "cohort_key": "COALESCE({}, '')",
}
"""What people are sorted by, of which text."""


@wordless
@dataclass(frozen=True)
class AccountTables:
    """What stands in tables of its own, each row with the `account` that it is of.

    Joined with rows of people, it is found faster than asked for one by one. `ids` have the
    `participant`, `names` the `full_name`; who has none there goes by the `username` of a row.
    """

    ids: QuerySet[Any]
    names: QuerySet[Any]


@wordless
@dataclass(frozen=True)
class Source:
    """What is selected from, and the values in it."""

    sql: str
    values: tuple[Any, ...] = ()


class Joins:
    """The people `p` of a source, and items `i` of them. Without `tables` rows have it all."""

    def __init__(self, people: QuerySet[Any], tables: AccountTables | None) -> None:
        self.connection = connections[people.db]
        self._people = people.order_by().annotate(line_key=F("pk"))
        self._ids = None if tables is None else _selected(tables.ids, "account", "participant")
        self._names = Source("")
        self._texts = {
            "name_key": ("person_name", "q.person_name"),
            "cohort_key": ("cohort_name", "q.cohort_name"),
        }
        if tables is not None:
            names = _selected(tables.names, "account", "full_name")
            joined = f" LEFT JOIN ({names.sql}) n ON n.account = q.account"
            self._names = Source(joined, names.values)
            name = "COALESCE(NULLIF(n.full_name, ''), q.username)"
            self._texts["name_key"] = ("username", name)
        self._then = _THEN.get(self.connection.vendor, "JOIN")

    @property
    def are_keys_in_order(self) -> bool:
        """Tell whether the items of somebody come in the order of the index, without being asked.

        They do where people come first and the index has course and person. If MySQL is asked to
        sort by them as well, it sorts all lines at the end, instead of people at the beginning.
        """
        return self.connection.vendor == "mysql" and self._ids is not None

    def everybody(self) -> Source:
        """Return the people alone."""
        people = _selected(self._people, "line_key")
        return Source(f"({people.sql}) p", people.values)

    def items_first(self, *columns: str, is_whole: bool) -> Source:
        """Return items with the people whose they are: each is looked up for an item.

        Of a part of the course, the database may find it better to begin with the people.
        """
        if self._ids is None:
            return self._with_their_ids(*columns)
        then = self._then if is_whole else "JOIN"
        people = self._listed("account", *columns)
        on = f"{self._same('a.participant')} {then} {people.sql} ON p.account = a.account"
        return Source(
            f"{ITEMS} {then} ({self._ids.sql}) a ON {on}", (*self._ids.values, *people.values)
        )

    def people_first(self, *columns: str) -> Source:
        """Return people with their items: these are looked up for each of the people."""
        if self._ids is None:
            return self._with_their_ids(*columns)
        people = self._listed("account", *columns, is_once=True)
        ids = f"{self._then} ({self._ids.sql}) a ON a.account = p.account"
        on = self._same("a.participant")
        return Source(
            f"{people.sql} {ids} {self._then} {ITEMS} ON {on}", (*people.values, *self._ids.values)
        )

    def without(self, *columns: str, item: Source) -> Source:
        """Return people who have no item of a condition."""
        if self._ids is None:
            people = self._listed("participant", *columns, is_once=True)
            of_people, values, participant = people.sql, people.values, "p.participant"
        else:
            people = self._listed("account", *columns, is_once=True)
            of_people = f"{people.sql} LEFT JOIN ({self._ids.sql}) a ON a.account = p.account"
            values, participant = (*people.values, *self._ids.values), "a.participant"
        on = f"{self._same(participant)} AND {item.sql}"
        return Source(
            f"{of_people} LEFT JOIN {ITEMS} ON {on} WHERE i.id IS NULL", (*values, *item.values)
        )

    def _with_their_ids(self, *columns: str) -> Source:
        people = self._listed("participant", *columns)
        return Source(f"{ITEMS} JOIN {people.sql} ON {self._same('p.participant')}", people.values)

    def _listed(self, *columns: str, is_once: bool = False) -> Source:
        """Return people with some columns, and what they are sorted by worked out."""
        plain = [key for key in columns if key not in _SORTED_BY]
        keys = [key for key in columns if key in _SORTED_BY]
        people = _selected(self._people, *plain, *(self._texts[key][0] for key in keys))
        if not keys:
            return Source(f"({people.sql}) p", people.values)
        made = [f"{_SORTED_BY[key].format(self._texts[key][1])} AS {key}" for key in keys]
        selected = ", ".join([*(f"q.{key}" for key in plain), *made])
        limit = f" LIMIT {_ALL}" if is_once else ""
        statement = f"SELECT {selected} FROM ({people.sql}) q{self._names.sql}{limit}"  # noqa: S608 - no text of anybody's
        return Source(f"({statement}) p", (*people.values, *self._names.values))

    def _same(self, participant: str) -> str:
        is_equal = f"i.student_id = {participant}"
        if self.connection.vendor == "mysql":
            return f"{is_equal} AND CAST(i.student_id AS BINARY) = CAST({participant} AS BINARY)"
        return is_equal


def _selected(rows: QuerySet[Any], *columns: str) -> Source:
    statement, values = rows.values(*columns).query.sql_with_params()
    return Source(statement, tuple(values))
