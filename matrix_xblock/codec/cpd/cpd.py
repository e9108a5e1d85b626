"""The CPD log as JSON; an entry is read only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.revisions import REVISION, read_revision, write_revision
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.common.unknown_keys import leaves, with_unknown
from matrix_xblock.domain.cpd.cpd import (
    BY_HAND,
    CHOICES,
    DETAILS,
    FIELDS,
    AreaRef,
    CpdEntry,
    CpdLog,
    CpdStatus,
    CpdType,
    EntryField,
    FieldKind,
    Glance,
    Goal,
)
from matrix_xblock.domain.errors import Problem, Unreadable
from matrix_xblock.domain.values.dates import is_year

__all__ = ["VERSION", "read_entry", "read_log", "write_entry", "write_log"]

VERSION = 1

_ENTRY = leaves(
    *(each.name for each in FIELDS),
    *("id", "next_step", "opportunity", "source", "made_in", "made_in_title"),
    *REVISION,
)
_GOAL = leaves("minutes", "start", "end", "revision")
_LOG = leaves("version", "entries", "goal", "columns")


class _Stored(Mapping[str, CpdEntry]):
    """Entries as they are stored: reading a thousand of them whole takes longer than a page."""

    def __init__(self, bodies: Mapping[str, Any]) -> None:
        self._bodies = bodies

    def __getitem__(self, entry_id: str) -> CpdEntry:
        reading = Reading.of(self._bodies[entry_id])
        entry = read_entry(reading)
        if reading.problems:
            raise Unreadable(*reading.problems)
        return entry

    def __iter__(self) -> Iterator[str]:
        return iter(self._bodies)

    def __len__(self) -> int:
        return len(self._bodies)


def read_log(raw: object) -> CpdLog:
    """Read `{"version": 1, "entries": [entry], "goal": goal, "columns": {heading: field}}`.

    Nothing yet is an empty log.

    Raises `Unreadable` for anything else, so that what is stored is never overwritten by a guess.
    Of entries that lists cannot show, each is kept as it is beside the rest.
    """
    if not raw:
        return CpdLog()
    reading = Reading.of(raw)
    if reading.integer("version") != VERSION or reading.problems:
        raise Unreadable(Problem("version", "newer_version"))
    bodies = reading.body.get("entries", [])
    if not isinstance(bodies, list | tuple):
        raise Unreadable(Problem("entries", "not_a_list"))
    pairs = [(_tried(each), each) for each in bodies]
    goal = reading.child("goal")
    columns = reading.child("columns")
    log = CpdLog(
        glances={glance.id: glance for glance, _ in pairs if glance},
        stored=_Stored({glance.id: each for glance, each in pairs if glance}),
        unread=tuple(each for glance, each in pairs if glance is None),
        goal=_goal(goal) if "minutes" in goal.body else None,
        goal_revision=goal.integer("revision"),
        columns={head: columns.text(head) for head in columns.body},
    )
    if reading.problems:
        raise Unreadable(*reading.problems)
    return log


def write_log(raw: object, log: CpdLog) -> dict[str, Any]:
    """Write a log that was read from `raw`: what did not change goes back as it was."""
    stored = raw.get("entries", []) if isinstance(raw, Mapping) else []
    bodies = {_id(each): each for each in stored}
    goal: dict[str, Any] = {"revision": log.goal_revision}
    head = raw if isinstance(raw, Mapping) else {}
    if log.goal is not None:
        days = {"start": log.goal.start.isoformat(), "end": log.goal.end.isoformat()}
        goal = {"minutes": log.goal.minutes, **days, **goal}
    columns = {"columns": dict(log.columns)} if log.columns else {}
    return {
        **{key: head[key] for key in head if key not in _LOG},
        **columns,
        "version": VERSION,
        "entries": [
            with_unknown(write_entry(log.changed[key]), bodies.get(key), _ENTRY)
            if key in log.changed
            else bodies[key]
            for key in log.glances
        ]
        + list(log.unread),
        "goal": with_unknown(goal, head.get("goal"), _GOAL),
    }


def read_entry(reading: Reading) -> CpdEntry:
    """Read an entry; what is wrong with it is among the problems of the reading."""
    details: dict[str, Any] = {each.name: _read_detail(reading, each) for each in DETAILS}
    return CpdEntry(
        id=reading.text("id"),
        title=reading.text("title"),
        type=reading.needed_choice("type", CpdType),
        start=reading.needed_day("start"),
        minutes=reading.integer("minutes"),
        status=reading.choice("status", CpdStatus, CpdStatus.DONE),
        areas=tuple(
            AreaRef(each.text("framework"), each.text("id"), each.text("name"))
            for each in reading.children("areas")
        ),
        **details,
        next_step=reading.text("next_step"),
        opportunity=reading.text("opportunity"),
        source=reading.text("source", BY_HAND),
        made_in=reading.text("made_in"),
        made_in_title=reading.text("made_in_title"),
        **read_revision(reading),
    )


def write_entry(entry: CpdEntry) -> dict[str, Any]:
    """Write an entry so that `read_entry` gives an equal one back. What is not said is left out."""
    body: dict[str, Any] = {
        "id": entry.id,
        "title": entry.title,
        "type": entry.type.value,
        "start": iso(entry.start),
        "minutes": entry.minutes,
        "status": entry.status.value,
        "areas": [dict(vars(area)) for area in entry.areas],
        **{each.name: _written_detail(entry, each) for each in DETAILS},
        "next_step": entry.next_step,
        "opportunity": entry.opportunity,
        "source": entry.source,
        "made_in": entry.made_in,
        "made_in_title": entry.made_in_title,
        **write_revision(entry),
    }
    return {
        key: value
        for key, value in body.items()
        if key in {"id", "title"} or value not in (None, "", [])
    }


def _read_detail(reading: Reading, field: EntryField) -> Any:
    match field.kind:
        case FieldKind.CHOICE:
            return reading.optional_choice(field.name, CHOICES[field.name])
        case FieldKind.DAY:
            return reading.day(field.name)
        case FieldKind.MINUTES:
            return reading.integer(field.name)
        case _:
            return reading.text(field.name)


def _written_detail(entry: CpdEntry, field: EntryField) -> Any:
    value = getattr(entry, field.name)
    match field.kind:
        case FieldKind.CHOICE:
            return value.value if value else None
        case FieldKind.DAY:
            return iso(value)
        case _:
            return value or None


def _id(body: object) -> str:
    identifier = body.get("id") if isinstance(body, Mapping) else None
    return identifier if isinstance(identifier, str) else ""


def _tried(body: Any) -> Glance | None:
    """Read what lists need, or nothing where it is not there."""
    try:
        return _glance(body)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _glance(body: Mapping[str, Any]) -> Glance:
    """Read what lists need. A value of the wrong type raises, as one that is missing does."""
    text = body.get
    glance = Glance(
        body["id"],
        body["title"],
        body["type"],
        text("status", "done"),
        body["start"],
        text("minutes", 0),
        tuple((area["framework"], area["id"], area["name"]) for area in text("areas", ())),
        text("review_on", ""),
        text("next_step", ""),
        text("opportunity", ""),
        _written(body),
    )
    # Joining raises for what is no text, at the speed that a thousand entries need.
    "".join((*glance[:5], *glance[7:]))
    for area in glance.areas:
        "".join(area)
    if not isinstance(glance.minutes, int):
        raise TypeError
    if not (_is_day(glance.start) and (not glance.review_on or _is_day(glance.review_on))):
        raise ValueError
    return glance


def _written(body: Mapping[str, Any]) -> str:
    """Return when an entry was written by hand; a time that is no text makes no line unreadable."""
    created = body.get("created")
    is_by_hand = body.get("source", BY_HAND) == BY_HAND
    return created if is_by_hand and isinstance(created, str) else ""


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    """Tell whether a text is a day of ours. Raises `ValueError` for what is no day at all."""
    return is_year(date.fromisoformat(text).year)


def _goal(reading: Reading) -> Goal:
    return Goal(reading.integer("minutes"), reading.needed_day("start"), reading.needed_day("end"))
