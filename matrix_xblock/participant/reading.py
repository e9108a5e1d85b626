"""How a day, a time or a line is read, shown while it is typed. Nothing is loaded or kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd.quick_add import read_quick_add
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.dates import read_date
from matrix_xblock.domain.values.durations import read_duration
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["read", "show"]


def show(host: Host, form: Form) -> Page:
    """Show how the words of one field are read. What is wrong with them is said at the save."""
    text = forms.read_text(form, forms.read_text(form, "field"))
    context = read(host, forms.read_text(form, "kind"), text)
    return Page("participant/fields/reading.html", context)


def read(host: Host, kind: str, text: str) -> Mapping[str, Any]:
    """Return how a day, a time or a line is read, or what it could be; nothing where neither."""
    try:
        return _READERS.get(kind, _nothing)(host, text)
    except Invalid as refused:
        return {"asked": [each for each in refused.problems if each.choices]}


def _nothing(host: Host, text: str) -> Mapping[str, Any]:
    del host, text
    return {}


def _day(host: Host, text: str) -> Mapping[str, Any]:
    today = host.today()
    day = read_date(text, field="", today=today)
    return {"day": day, "is_ahead": day is not None and day > today}


def _time(host: Host, text: str) -> Mapping[str, Any]:
    day_minutes = host.setup.cpd.day_minutes
    return {"minutes": read_duration(text, field="", day_minutes=day_minutes)}


def _line(host: Host, text: str) -> Mapping[str, Any]:
    today = host.today()
    read = read_quick_add(text, today=today, day_minutes=host.setup.cpd.day_minutes)
    asked = {each.field for each in read.asked}
    is_ahead = read.start is not None and read.start > today
    return {
        "activity": read.title,
        "day": read.start,
        "minutes": read.minutes,
        "is_ahead": is_ahead,
        "later": [name for name in ("start", "minutes") if name in asked],
    }


_READERS: Mapping[str, Callable[[Host, str], Mapping[str, Any]]] = {
    "day": _day,
    "time": _time,
    "line": _line,
}
