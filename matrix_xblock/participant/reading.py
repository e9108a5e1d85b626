"""How a day, a time or a line is read, shown while it is typed. Nothing is loaded or kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd.quick_add import read_quick_add
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.dates import read_date
from matrix_xblock.domain.values.durations import read_duration
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["Read", "read", "show"]


@wordless
@dataclass(frozen=True)
class Read:
    """What was read. `asked` has the choices where it could be several things.

    A day that is not where the field expects one is ahead, or for a plan past. `later` names the
    fields of a line that are asked about in the form that follows.
    """

    activity: str = ""
    day: date | None = None
    minutes: int = 0
    is_ahead: bool = False
    is_past: bool = False
    asked: tuple[Problem, ...] = ()
    later: tuple[str, ...] = ()


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
        return Read(asked=tuple(each for each in refused.problems if each.choices))


def _nothing(host: Host, text: str) -> Read:
    del host, text
    return Read()


def _day(host: Host, text: str) -> Read:
    day = read_date(text, field="", today=host.today())
    return Read(day=day, is_ahead=_is_ahead(host, day))


def _coming(host: Host, text: str) -> Read:
    day = read_date(text, field="", today=host.today(), is_ahead=True)
    return Read(day=day, is_past=day is not None and day < host.today())


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
    "time": _time,
}
