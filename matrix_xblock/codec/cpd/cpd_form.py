"""The form of a CPD entry: out of an entry into fields, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from matrix_xblock.codec.common.filled import Filled, as_typed
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd.cpd import (
    CHOICES,
    DETAILS,
    FIELDS,
    AreaRef,
    CpdEntry,
    CpdStatus,
    CpdType,
    EntryField,
    FieldKind,
    Goal,
    check,
    check_goal,
)
from matrix_xblock.domain.cpd.quick_add import QuickAdd
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.dates import read_date, write_date
from matrix_xblock.domain.values.durations import write_duration
from matrix_xblock.domain.values.place import Place

__all__ = [
    "FOLDS",
    "ORDER",
    "area_key",
    "entry_fields",
    "goal_fields",
    "quick_fields",
    "read_entry",
    "read_goal",
    "start_as_read",
]

_BARE_NUMBER = re.compile("[0-9.,]*[0-9][0-9.,]*")
_ON_TOP = ("title", "start", "minutes", "type", "status")
FOLDS = {
    "areas": ("areas",),
    "detail": (
        "end",
        "interactive_minutes",
        "provider",
        "host_setting",
        "mode",
        "certificate",
        "learned",
        "applied",
        "evidence",
        "next_step",
        "opportunity",
    ),
    "difference": ("impact", "impact_note", "review_on"),
}
"""What the form folds away, by fold: nobody has to fill it in."""
ORDER = (*_ON_TOP, *(name for names in FOLDS.values() for name in names))
"""The fields from the top of the form to its end."""


def area_key(area: AreaRef) -> str:
    """Name an area in a form. Ids hold no colon."""
    return f"{area.framework}:{area.id}"


def read_entry(
    form: Form, *, areas: Mapping[str, AreaRef], day_minutes: int, place: Place, today: date
) -> CpdEntry:
    """Read an entry. Raises `Invalid` with every problem at its field.

    `areas` are those that the form offered, by `area_key`; `today` is what *yesterday* is before.
    """
    filled = Filled(form)
    details: dict[str, Any] = {
        each.name: _read_detail(filled, each, day_minutes=day_minutes, today=today)
        for each in DETAILS
    }
    entry = CpdEntry(
        id=filled.identifier("id"),
        title=filled.line("title"),
        type=filled.needed_choice("type", CpdType),
        start=filled.needed_said_day("start", today=today),
        minutes=filled.minutes("minutes", day_minutes=day_minutes),
        status=filled.choice("status", CpdStatus) or CpdStatus.DONE,
        areas=filled.among("areas", areas),
        **details,
        next_step=filled.optional_identifier("next_step"),
        opportunity=filled.optional_identifier("opportunity"),
        made_in=place.usage,
        made_in_title=place.title,
    )
    broken = check(entry)
    if "minutes" in filled.failed:
        broken = tuple(each for each in broken if each.code != "more_than_whole")
    filled.refuse(broken, order=ORDER)
    return entry


def entry_fields(entry: CpdEntry) -> dict[str, list[str]]:
    """Fill the form with an entry."""
    fields = {
        "id": [entry.id],
        "revision": [str(entry.revision)],
        "next_step": [entry.next_step],
        "opportunity": [entry.opportunity],
    }
    for each in FIELDS:
        fields |= _filled_in(each, getattr(entry, each.name))
    return fields


def quick_fields(read: QuickAdd, *, today: date) -> dict[str, list[str]]:
    """Fill the form with what a line was read as. What is asked about stays open."""
    asked = {problem.field for problem in read.asked}
    start = read.start or (None if "start" in asked else today)
    return {
        "title": [read.title],
        "start": [write_date(start) if start else ""],
        "minutes": [write_duration(read.minutes) if read.minutes else ""],
    }


def start_as_read(form: Form, *, today: date) -> date | None:
    """Return the day that a form would be saved with, to show how it was read."""
    try:
        return read_date(as_typed(form, "start"), field="start", today=today)
    except Invalid:
        return None


def _read_detail(filled: Filled, field: EntryField, *, day_minutes: int, today: date) -> Any:
    match field.kind:
        case FieldKind.CHOICE:
            return filled.choice(field.name, CHOICES[field.name])
        case FieldKind.DAY:
            return filled.said_day(field.name, today=today, is_ahead=field.is_ahead)
        case FieldKind.MINUTES:
            return filled.minutes(field.name, day_minutes=day_minutes)
        case FieldKind.TEXT:
            return filled.text(field.name)
        case _:
            return filled.line(field.name)


def _filled_in(field: EntryField, value: Any) -> dict[str, list[str]]:
    match field.kind:
        case FieldKind.AREAS:
            return {field.name: [area_key(area) for area in value]}
        case FieldKind.CHOICE:
            return {field.name: [value.value if value else ""]}
        case FieldKind.DAY:
            return {field.name: [write_date(value) if value else ""]}
        case FieldKind.MINUTES:
            return {field.name: [write_duration(value) if value else ""]}
        case _:
            return {field.name: [value]}


def read_goal(form: Form, *, day_minutes: int, today: date) -> Goal | None:
    """Read a goal; no time is none. A number without a unit means hours here."""
    filled = Filled(form)
    text = filled.line("goal")
    if not text:
        return None
    hours = f"{text} h" if _BARE_NUMBER.fullmatch(text) else text
    filled = Filled({**form, "goal": [hours]})
    goal = Goal(
        minutes=filled.minutes("goal", day_minutes=day_minutes),
        start=filled.needed_said_day("goal_start", today=today),
        end=filled.needed_said_day("goal_end", today=today, is_ahead=True),
    )
    filled.refuse(check_goal(goal))
    return goal


def goal_fields(goal: Goal | None, *, start: date, end: date) -> dict[str, list[str]]:
    """Fill the form with the goal, or with the year that it could be for."""
    time = [write_duration(goal.minutes)] if goal else [""]
    return {
        "goal": time,
        "goal_start": [write_date(goal.start if goal else start)],
        "goal_end": [write_date(goal.end if goal else end)],
    }
