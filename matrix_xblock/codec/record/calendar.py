"""Dates as a calendar file that any calendar reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Appointment", "write_calendar"]


@wordless
@dataclass(frozen=True)
class Appointment:
    """A whole day with something to do. `uid` stays the same, so that a calendar updates it."""

    uid: str
    day: date
    summary: str


def write_calendar(appointments: Iterable[Appointment], *, now: datetime) -> str:
    """Write a file of whole-day events."""
    calendar = Calendar()
    calendar.add("prodid", "-//matrix-xblock//matrix_review//EN")
    calendar.add("version", "2.0")
    for each in appointments:
        event = Event()
        event.add("uid", f"{each.uid}@matrix-review")
        event.add("dtstamp", now)
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", each.summary)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode()
