"""The form of a CPD entry: out of an entry into fields, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from matrix_xblock.codec.common.filled import Filled, date_fields
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd.cpd import (
    AreaRef,
    Certificate,
    CpdEntry,
    CpdStatus,
    CpdType,
    Goal,
    Impact,
    Mode,
    check,
    check_goal,
)
from matrix_xblock.domain.values.durations import write_duration
from matrix_xblock.domain.values.place import Place

__all__ = ["area_key", "entry_fields", "goal_fields", "read_entry", "read_goal"]

_BARE_NUMBER = re.compile("[0-9.,]*[0-9][0-9.,]*")
_LINES = ("title", "provider", "host_setting")
_TEXTS = ("learned", "applied", "impact_note", "evidence")
_CHOICES = ("type", "mode", "status", "impact", "certificate")
_ORDER = (
    "title",
    "type",
    "start",
    "minutes",
    "status",
    "areas",
    "end",
    "interactive_minutes",
    "provider",
    "host_setting",
    "mode",
    "learned",
    "applied",
    "impact",
    "impact_note",
    "review_on",
    "evidence",
    "certificate",
)
"""The fields from the top of the form to its end."""


def area_key(area: AreaRef) -> str:
    """Name an area in a form. Ids hold no colon."""
    return f"{area.framework}:{area.id}"


def read_entry(
    form: Form, *, areas: Mapping[str, AreaRef], day_minutes: int, place: Place
) -> CpdEntry:
    """Read an entry. Raises `Invalid` with every problem at its field.

    `areas` are those that the form offered, by `area_key`.
    """
    filled = Filled(form)
    texts: dict[str, Any] = {name: filled.line(name) for name in _LINES}
    texts |= {name: filled.text(name) for name in _TEXTS}
    entry = CpdEntry(
        id=filled.identifier("id"),
        type=filled.needed_choice("type", CpdType),
        start=filled.needed_day("start"),
        end=filled.day("end"),
        minutes=filled.minutes("minutes", day_minutes=day_minutes),
        interactive_minutes=filled.minutes("interactive_minutes", day_minutes=day_minutes),
        mode=filled.choice("mode", Mode),
        status=filled.choice("status", CpdStatus) or CpdStatus.DONE,
        areas=filled.among("areas", areas),
        impact=filled.choice("impact", Impact),
        review_on=filled.day("review_on"),
        certificate=filled.choice("certificate", Certificate),
        next_step=filled.optional_identifier("next_step"),
        opportunity=filled.optional_identifier("opportunity"),
        made_in=place.usage,
        made_in_title=place.title,
        **texts,
    )
    broken = check(entry)
    if "minutes" in filled.failed:
        broken = tuple(each for each in broken if each.code != "more_than_whole")
    filled.refuse(broken, order=_ORDER)
    return entry


def entry_fields(entry: CpdEntry) -> dict[str, list[str]]:
    """Fill the form with an entry."""
    fields = {name: [getattr(entry, name)] for name in (*_LINES, *_TEXTS)}
    for name in _CHOICES:
        chosen = getattr(entry, name)
        fields[name] = [chosen.value if chosen else ""]
    for name in ("minutes", "interactive_minutes"):
        fields[name] = [write_duration(getattr(entry, name)) if getattr(entry, name) else ""]
    for name in ("start", "end", "review_on"):
        fields |= date_fields(name, getattr(entry, name))
    links = {"next_step": [entry.next_step], "opportunity": [entry.opportunity]}
    areas = {"areas": [area_key(area) for area in entry.areas]}
    return {**fields, **links, **areas, "id": [entry.id], "revision": [str(entry.revision)]}


def read_goal(form: Form, *, day_minutes: int) -> Goal | None:
    """Read a goal; no time is none. A number without a unit means hours here."""
    filled = Filled(form)
    said = filled.line("goal")
    if not said:
        return None
    hours = f"{said} h" if _BARE_NUMBER.fullmatch(said) else said
    filled = Filled({**form, "goal": [hours]})
    goal = Goal(
        minutes=filled.minutes("goal", day_minutes=day_minutes),
        start=filled.needed_day("goal_start"),
        end=filled.needed_day("goal_end"),
    )
    filled.refuse(check_goal(goal))
    return goal


def goal_fields(goal: Goal | None, *, start: date, end: date) -> dict[str, list[str]]:
    """Fill the form with the goal, or with the year that it could be for."""
    said = [write_duration(goal.minutes)] if goal else [""]
    return {
        "goal": said,
        **date_fields("goal_start", goal.start if goal else start),
        **date_fields("goal_end", goal.end if goal else end),
    }
