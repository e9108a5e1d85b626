"""How a day, a time or a line is read, shown while it is typed. Nothing is loaded or kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd.quick_add import read_quick_add
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.review import planned_step
from matrix_xblock.domain.values.dates import read_date
from matrix_xblock.domain.values.durations import read_duration
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.read_back import Read

__all__ = ["PLANNED", "read", "show"]

PLANNED = "planned"
"""The kind of a day that is said in an answer, which can become a next step."""


def show(host: Host, form: Form) -> Page:
    """Show how the words of one field are read. What is wrong with them is said at the save."""
    text = forms.read_text(form, forms.read_text(form, "field"))
    context = read(host, forms.read_text(form, "kind"), text)
    return Page("participant/fields/reading.html", context)


def read(host: Host, kind: str, text: str) -> Read:
    """Return how a day, a time or a line is read, or what it could be; nothing where neither."""
    try:
        return _READERS.get(kind, _nothing)(host, text)
    except Invalid as refused:
        asked = tuple(each for each in refused.problems if each.choices)
        return Read(asked=asked, is_planned=kind == PLANNED)


def _nothing(host: Host, text: str) -> Read:
    del host, text
    return Read()


def _day(host: Host, text: str) -> Read:
    day = read_date(text, field="", today=host.today())
    return Read(day=day, is_ahead=_is_ahead(host, day))


def _coming(host: Host, text: str) -> Read:
    day = read_date(text, field="", today=host.today(), is_ahead=True)
    return Read(day=day, is_past=day is not None and day < host.today())


def _planned(host: Host, text: str) -> Read:
    day = planned_step.day_of(text, field="", today=host.today())
    is_past = day is not None and day < host.today()
    has_no_day = day is None and bool(text.strip())
    return Read(day=day, is_past=is_past, is_planned=True, has_no_day=has_no_day)


def _time(host: Host, text: str) -> Read:
    day_minutes = host.setup.cpd.day_minutes
    return Read(minutes=read_duration(text, field="", day_minutes=day_minutes))


def _line(host: Host, text: str) -> Read:
    line = read_quick_add(text, today=host.today(), day_minutes=host.setup.cpd.day_minutes)
    return Read(
        activity=line.title,
        day=line.start,
        minutes=line.minutes,
        is_ahead=_is_ahead(host, line.start),
        later=tuple(each.field for each in line.asked),
    )


def _is_ahead(host: Host, day: date | None) -> bool:
    return day is not None and day > host.today()


_READERS: Mapping[str, Callable[[Host, str], Read]] = {
    "coming": _coming,
    "day": _day,
    "line": _line,
    PLANNED: _planned,
    "time": _time,
}
