"""Somebody's whole record as a file that another block reads back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.cpd import cpd
from matrix_xblock.codec.record import state
from matrix_xblock.domain.errors import Invalid, Problem, Unreadable
from matrix_xblock.domain.record import holdings as rules
from matrix_xblock.domain.record.holdings import Holdings
from matrix_xblock.domain.record.trail import Access, Consent
from matrix_xblock.domain.values.place import Place
from matrix_xblock.domain.values.prose import problems_in
from matrix_xblock.domain.values.untrusted_json import read_json
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["FORMAT", "VERSION", "Portable", "read", "write"]

FORMAT = "matrix-review-record"
VERSION = 1

LONGEST_TEXT = 5000
LONGEST_TOGETHER = 200_000
"""Comments on one area are joined in a return: a hundred of the longest."""
LONGEST_KEY = 255
LARGEST_NUMBER = 2**31 - 1
"""The largest that a form takes: nothing of ours is larger."""
MOST_INSIDE = 50_000
"""Objects and lists in a file: some times as many as a full log and full plans have."""
MOST_IN_ONE = {
    "rounds": 500,
    "past": 500,
    "next_steps": 1000,
    "opportunities": 1000,
    "entries": 5000,
}
"""Far more than can be held: what is a little more is read, so that it can be said how many."""
LARGEST_REVISION = 1_000_000
"""Far above what anybody saves; one at the limit of forms could never be saved again."""

_PARTS = ("record", "private", "cpd")
_HEAD = ("made_in", "made_in_title", "owner", "salt")
_TO_READ = ("consents", "accesses", "ledger")
"""Lists that are in a file to be read by people. They stay where they were made."""
_KNOWN = {"format", "version", "made_at", *_PARTS, *_HEAD, *_TO_READ}
_BEGINNING = 200


@wordless
@dataclass(frozen=True)
class Portable:
    """A file as it was read. `owner` cannot be turned back into who it was.

    `to_read` names what is in it that stays outside, and how many there are; `has_more` tells
    whether it has details that this version does not know.
    """

    place: Place
    holdings: Holdings
    owner: str
    salt: str
    made_at: datetime | None = None
    to_read: tuple[tuple[str, int], ...] = ()
    has_more: bool = False

    def is_of(self, participant: str) -> bool:
        """Tell whether the same id made the file. Another course may have another id for them."""
        return self.owner == _hash(self.salt, participant)


def write(
    holdings: Holdings,
    *,
    place: Place,
    participant: str,
    salt: str,
    now: datetime,
    consents: Iterable[Consent],
    accesses: Iterable[Access],
    rows: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Write everything that is held. What is in the ledger is there to read; it stays here."""
    log = holdings.log
    readable = {each.id: each for each in log.readable(log.glances)}
    glances = {key: log.glances[key] for key in readable}
    whole = replace(log, glances=glances, changed=readable, unread=())
    return {
        "format": FORMAT,
        "version": VERSION,
        "owner": _hash(salt, participant),
        "salt": salt,
        "made_at": iso(now),
        "made_in": place.usage,
        "made_in_title": place.title,
        "record": state.write_record(holdings.record),
        "private": state.write_every_private(holdings.private),
        "cpd": cpd.write_log({}, whole),
        "consents": [
            {"given": each.is_given, "text": each.text, "at": iso(each.at)} for each in consents
        ],
        "accesses": [
            {"who": each.who, "what": each.act, "round": each.round_id, "at": iso(each.at)}
            for each in accesses
        ],
        "ledger": list(rows),
    }


def read(content: bytes) -> Portable:
    """Read a file through the rules of every form. Raises `Invalid` with problems at `file`."""
    reading = _opened(content)
    try:
        log = cpd.read_log(reading.body.get("cpd"))
        holdings = Holdings(
            record=state.read_record(reading.body.get("record")),
            private=state.read_every_private(reading.body.get("private")),
            log=replace(log, changed={each.id: each for each in log.entries(log.glances)}),
        )
    except Unreadable as refused:
        raise Invalid(_at_file(refused.problems[0])) from None
    if _has_lost_any(reading.body, holdings):
        raise Invalid(Problem("file", "file_broken_at", {"place": "ids"}))
    place = Place(reading.text("made_in"), reading.text("made_in_title"))
    if reading.problems or max(len(place.usage), len(place.title)) > rules.LONGEST_ID:
        raise Invalid(Problem("file", "not_a_record_file"))
    if problems := rules.check(holdings):
        raise Invalid(*problems[:10])
    return Portable(
        place,
        holdings,
        reading.text("owner"),
        reading.text("salt"),
        made_at=_time(reading),
        to_read=tuple(_to_read(reading.body)),
        has_more=_has_more(reading.body, holdings),
    )


def _time(reading: Reading) -> datetime | None:
    """Return when a file was made. One that does not say so can be read all the same."""
    return Reading.of(reading.body).time("made_at")


def _to_read(body: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name in _TO_READ:
        rows = body.get(name)
        if isinstance(rows, list) and rows:
            yield name, len(rows)


def _has_more(body: Mapping[str, Any], holdings: Holdings) -> bool:
    """Tell whether a file has keys, anywhere in what is read, that nobody here knows."""
    record, log = holdings.record, holdings.log
    return (
        bool(body.keys() - _KNOWN)
        or not all(isinstance(body.get(name, []), list) for name in _TO_READ)
        or state.write_record(record, body.get("record")) != state.write_record(record)
        or cpd.write_log(body.get("cpd"), log) != cpd.write_log({}, log)
    )


def _has_lost_any(body: Mapping[str, Any], holdings: Holdings) -> bool:
    """Tell whether two things in a file have one id: only the last of them was read."""
    record, log = holdings.record, holdings.log
    lists = (
        ("record", "next_steps", len(record.next_steps)),
        ("record", "opportunities", len(record.opportunities)),
        ("cpd", "entries", len(log.glances) + len(log.unread)),
    )
    return any(len(body.get(part, {}).get(name, ())) != count for part, name, count in lists)


def _opened(content: bytes) -> Reading:
    try:
        body = read_json(content, pairs=_without_doubles)
    except _Doubled:
        raise Invalid(Problem("file", "file_broken_at", {"place": "keys"})) from None
    except ValueError as broken:
        raise Invalid(_unreadable(content, broken)) from None
    reading = Reading.of(body)
    if reading.problems or reading.body.get("format") != FORMAT:
        raise Invalid(Problem("file", "not_a_record_file"))
    version = reading.integer("version")
    if version > VERSION:
        raise Invalid(Problem("file", "newer_file"))
    if version != VERSION:
        raise Invalid(Problem("file", "not_a_record_file"))
    for part in _PARTS:
        reading.child(part)
    if reading.problems:
        raise Invalid(*map(_at_file, reading.problems))
    read = {key: reading.body[key] for key in (*_PARTS, *_HEAD) if key in reading.body}
    if _has_too_much(read):
        raise Invalid(Problem("file", "file_broken_at", {"place": "size"}))
    if not all(_is_storable(key, value) for key, value in _values(read)):
        raise Invalid(Problem("file", "file_broken_at", {"place": "characters"}))
    return reading


def _unreadable(content: bytes, broken: ValueError) -> Problem:
    """Say of a file that is no JSON whether it is one of ours that breaks off, or was changed."""
    if FORMAT.encode() not in content[:_BEGINNING]:
        return Problem("file", "not_a_record_file")
    if isinstance(broken, json.JSONDecodeError):
        return Problem("file", "record_cut_off")
    return Problem("file", "file_broken_at", {"place": "characters"})


class _Doubled(ValueError):
    """Two values have one key. Which of them was meant, nobody knows."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) != len(pairs):
        raise _Doubled
    return body


def _has_too_much(body: Mapping[str, Any]) -> bool:
    """Tell whether there is so much in a file that reading it would take seconds."""
    is_long = any(
        isinstance(each := body.get(part, {}).get(name), dict | list) and len(each) > most
        for part in _PARTS
        for name, most in MOST_IN_ONE.items()
    )
    return is_long or next(islice(_containers(body), MOST_INSIDE, None), None) is not None


def _containers(body: Mapping[str, Any]) -> Iterator[object]:
    """Give every object and list of a document, without looking at what they are called."""
    waiting: list[object] = [body]
    while waiting:
        one = waiting.pop()
        yield one
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting.extend(each for each in inner if isinstance(each, dict | list))


def _values(body: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Give every value of a document, however deep, with what it is called."""
    waiting: list[tuple[str, object]] = list(body.items())
    while waiting:
        name, value = waiting.pop()
        yield name, value
        if isinstance(value, Mapping):
            together = "comments" if name in {"returned", "comments"} else ""
            waiting.extend((together or key, inner) for key, inner in value.items())
            yield from (("", _Key(key)) for key in value)
        elif isinstance(value, list):
            waiting.extend((name, inner) for inner in value)


class _Key(str):
    """A text that names something."""

    __slots__ = ()


def _is_storable(name: str, value: object) -> bool:
    """Tell whether a value is one that every later page and every row can hold.

    What no form shows is not checked anywhere else: ids, names of frameworks and areas, counts.
    """
    if isinstance(value, str):
        limit = LONGEST_TOGETHER if name == "comments" else LONGEST_TEXT
        limit = LONGEST_KEY if isinstance(value, _Key) else limit
        return not problems_in(value, field="", limit=limit)
    largest = LARGEST_REVISION if name in {"revision", "rev"} else LARGEST_NUMBER
    return not isinstance(value, int | float) or 0 <= value <= largest


def _at_file(problem: Problem) -> Problem:
    """Say at the file what could not be read in it. The path names no words of anybody."""
    if problem.code == "newer_version":
        return Problem("file", "newer_file")
    return Problem("file", "file_broken_at", {"place": problem.field[:80]})


def _hash(salt: str, participant: str) -> str:
    return hashlib.sha256(f"{salt}:{participant}".encode()).hexdigest()
