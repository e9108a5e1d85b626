"""Read untrusted JSON by shape.

Naming every problem by its path instead of stopping at the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TypeGuard, TypeVar

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.values.dates import is_year, out_of_range
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Reading", "is_object_of"]

E = TypeVar("E", bound=Enum)
T = TypeVar("T")

_LARGEST = 1e15


@wordless
@dataclass(frozen=True)
class Reading:
    """One JSON object being read. Readings made from it share its list of problems."""

    body: Mapping[str, Any]
    path: str = ""
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, raw: object, path: str = "", problems: list[Problem] | None = None) -> Reading:
        """Begin to read; anything but an object is a problem, read as an empty one."""
        problems = [] if problems is None else problems
        if isinstance(raw, dict | Mapping) and set(map(type, raw)) <= {str}:
            return cls(raw, path, problems)
        problems.append(Problem(path or "(top)", "not_an_object"))
        return cls({}, path, problems)

    def at(self, key: str) -> str:
        """Return the path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def text(self, key: str, default: str = "") -> str:
        """Read a string."""
        value = self.body.get(key, default)
        return value if isinstance(value, str) else self._wrong(key, "not_text", default)

    def flag(self, key: str) -> bool:
        """Read true or false; absent is false."""
        value = self.body.get(key, False)
        return (
            value
            if isinstance(value, bool)
            else self._wrong(key, "not_true_or_false", default=False)
        )

    def integer(self, key: str, default: int = 0) -> int:
        """Read a whole number. True is not one, although Python says so."""
        value = self.body.get(key, default)
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return int(value) if is_whole else self._wrong(key, "not_a_whole_number", default)

    def number(self, key: str, default: float = 0.0) -> float:
        """Read a number."""
        value = self.body.get(key, default)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_sane = is_number and abs(value) < _LARGEST  # also false for what is not a number at all
        return float(value) if is_sane else self._wrong(key, "not_a_number", default)

    def choice(self, key: str, kind: type[E], default: E) -> E:
        """Read one value of an enumeration."""
        value = self.body.get(key, default.value)
        known = {member.value: member for member in kind}
        return (
            known[value]
            if isinstance(value, str) and value in known
            else self._wrong(key, "not_a_choice", default)
        )

    def time(self, key: str) -> datetime | None:
        """Read an ISO 8601 time with its offset; absent or null is None.

        In the years that are read here every time can be shown in every zone.
        """
        value = self.body.get(key)
        if value is None:
            return None
        try:
            read = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return self._wrong(key, "not_a_time", None)
        if not self._is_in_range(read, key):
            return None
        return read if read.tzinfo is not None else self._wrong(key, "time_without_offset", None)

    def needed_time(self, key: str) -> datetime:
        """Read a time that has to be there."""
        if self.body.get(key) is None:
            self._wrong(key, "not_a_time", None)
        return self.time(key) or datetime.fromtimestamp(0, UTC)

    def day(self, key: str) -> date | None:
        """Read an ISO 8601 day; absent or null is None."""
        value = self.body.get(key)
        if value is None:
            return None
        try:
            read = date.fromisoformat(value)
        except (TypeError, ValueError):
            return self._wrong(key, "not_a_date", None)
        return read if self._is_in_range(read, key) else None

    def needed_day(self, key: str) -> date:
        """Read a day that has to be there."""
        if self.body.get(key) is None:
            self._wrong(key, "not_a_date", None)
        return self.day(key) or date.min

    def optional_choice(self, key: str, kind: type[E]) -> E | None:
        """Read one value of an enumeration, or None where there is none."""
        if self.body.get(key) is None:
            return None
        return self.choice(key, kind, next(iter(kind)))

    def needed_choice(self, key: str, kind: type[E]) -> E:
        """Read one value of an enumeration that has to be there."""
        first = next(iter(kind))
        return (
            self.choice(key, kind, first)
            if key in self.body
            else self._wrong(key, "missing", first)
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of strings."""
        value = self.body.get(key, [])
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self._wrong(key, "not_a_list_of_texts", ())

    def child(self, key: str) -> Reading:
        """Read an object inside this one; absent is empty."""
        return Reading.of(self.body.get(key, {}), self.at(key), self.problems)

    def children(self, key: str) -> Iterator[Reading]:
        """Read a list of objects."""
        value = self.body.get(key, [])
        if not isinstance(value, list | tuple):
            self._wrong(key, "not_a_list", None)
            return
        for index, item in enumerate(value):
            yield Reading.of(item, f"{self.at(key)}[{index}]", self.problems)

    def _is_in_range(self, day: date, key: str) -> bool:
        if not is_year(day.year):
            self.problems.append(out_of_range(self.at(key)))
        return is_year(day.year)

    def _wrong(self, key: str, code: str, default: T) -> T:
        self.problems.append(Problem(self.at(key), code))
        return default


def is_object_of(value: object, kind: type[T]) -> TypeGuard[Mapping[str, T]]:
    """Tell whether it is an object with values of exactly one type: true is no number here."""
    if not isinstance(value, dict):
        return False
    return not value or (
        set(map(type, value)) == {str} and set(map(type, value.values())) == {kind}
    )
