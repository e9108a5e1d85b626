"""A form that somebody filled in: every problem found at once, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.dates import read_date, read_date_parts
from matrix_xblock.domain.values.durations import read_duration
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.prose import clean

__all__ = ["DATE_PARTS", "Filled", "as_typed", "days_as_typed", "with_answers"]

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

DATE_PARTS = ("day", "month", "year")


class Filled:
    """Values of a form, read one by one; what cannot be read is noted under its field."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.problems: list[Problem] = []

    @property
    def failed(self) -> frozenset[str]:
        """The fields that could not be read."""
        return frozenset(problem.field for problem in self.problems)

    def text(self, name: str) -> str:
        """Read a text, trimmed."""
        return clean(read_text(self.form, name))

    def line(self, name: str) -> str:
        """Read a text of one line."""
        return " ".join(self.text(name).split())

    def identifier(self, name: str) -> str:
        """Read an id that the page gave. Raises `Invalid` for anything else: nobody types ids."""
        identifier_text = read_text(self.form, name)
        if not is_id(identifier_text):
            raise Invalid(Problem(name, "invalid"))
        return identifier_text

    def optional_identifier(self, name: str) -> str:
        """Read an id that the page gave, or nothing."""
        return self.identifier(name) if read_text(self.form, name) else ""

    def day(self, name: str) -> date | None:
        """Read a day out of three fields; three empty ones are none."""
        parts = [read_text(self.form, f"{name}-{part}") for part in DATE_PARTS]
        return self._tried(lambda: read_date_parts(*parts, field=name), None)

    def needed_day(self, name: str) -> date:
        """Read a day that has to be there."""
        return self._needed_day(name, self.day(name))

    def said_day(self, name: str, *, today: date, is_ahead: bool = False) -> date | None:
        """Read a day as people type it into one field.

        A page that was open before there was one field sends three.
        """
        if name not in self.form:
            return self.day(name)
        text = self.line(name)
        return self._tried(
            lambda: read_date(text, field=name, today=today, is_ahead=is_ahead), None
        )

    def needed_said_day(self, name: str, *, today: date, is_ahead: bool = False) -> date:
        """Read a day as people type it into one field. It has to be there."""
        return self._needed_day(name, self.said_day(name, today=today, is_ahead=is_ahead))

    def minutes(self, name: str, *, day_minutes: int) -> int:
        """Read how long something took, in minutes; nothing is 0."""
        text = self.line(name)
        return self._tried(lambda: read_duration(text, field=name, day_minutes=day_minutes), 0)

    def choice(self, name: str, kind: type[E]) -> E | None:
        """Read one of several values, or none."""
        text = read_text(self.form, name)
        chosen = next((each for each in kind if each.value == text), None)
        if text and chosen is None:
            self.problems.append(Problem(name, "unknown_choice"))
        return chosen

    def needed_choice(self, name: str, kind: type[E]) -> E:
        """Read one of several values that has to be there."""
        chosen = self.choice(name, kind)
        if chosen is None and name not in self.failed:
            self.problems.append(Problem(name, f"{name}_missing"))
        return chosen or next(iter(kind))

    def among(self, name: str, known: Mapping[str, T]) -> tuple[T, ...]:
        """Read any number of known keys, in the order in which they are known."""
        chosen = set(self.form.get(name, ()))
        if chosen - known.keys() - {""}:
            self.problems.append(Problem(name, "unknown_choice"))
        return tuple(value for key, value in known.items() if key in chosen)

    def refuse(self, broken: tuple[Problem, ...] = (), *, order: Sequence[str] = ()) -> None:
        """Raise `Invalid` with everything found, the rules that the whole breaks included.

        A field that could not be read breaks no rule besides. `order` is that of the page.
        """
        problems = [*self.problems, *(each for each in broken if each.field not in self.failed)]
        places = {name: place for place, name in enumerate(order)}
        if problems:
            raise Invalid(*sorted(problems, key=lambda each: places.get(each.field, len(places))))

    def _needed_day(self, name: str, day: date | None) -> date:
        if day is None and name not in self.failed:
            self.problems.append(Problem(name, f"{name}_missing"))
        return day or date.min

    def _tried(self, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Invalid as refused:
            self.problems.extend(refused.problems)
            return otherwise


def with_answers(form: Form) -> Form:
    """Put what was chosen, where a field was asked about, in the place of what was typed there.

    Whoever typed something else instead of choosing has answered by that.
    """
    ends = ("-choice", "-asked")
    chosen = {
        name.removesuffix("-choice"): values
        for name, values in form.items()
        if name.endswith("-choice") and any(values)
    }
    standing = {
        name: values
        for name, values in chosen.items()
        if read_text(form, name) == read_text(form, f"{name}-asked")
    }
    others = {name: values for name, values in form.items() if not name.endswith(ends)}
    return {**others, **standing}


def days_as_typed(form: Form, names: Iterable[str]) -> dict[str, list[str]]:
    """Return days as they were typed: into one field, or into the three of an older page."""
    return {name: [as_typed(form, name)] for name in names}


def as_typed(form: Form, name: str) -> str:
    """Return a day as it was typed: into one field, or into the three of an older page."""
    if name in form:
        return read_text(form, name)
    return " ".join(read_text(form, f"{name}-{part}") for part in DATE_PARTS).strip()
