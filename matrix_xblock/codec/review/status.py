"""The row that says where a participant stands, and the short texts that lists are sorted by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.domain.plans.opportunity import CLOSED
from matrix_xblock.domain.review.feedback import Responses
from matrix_xblock.domain.review.status import (
    NEEDS_STAFF_FIRST,
    ReviewStatus,
    RoundStanding,
    Standing,
    of_round,
    overall,
)
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

__all__ = [
    "SOURCES",
    "Part",
    "latest_revisions",
    "places",
    "read_standing",
    "standing_entry",
    "where",
]

VERSION = 1
SOURCES = (Kind.SUMMARY, Kind.RESPONSE, Kind.STANDING)
"""The kinds of rows that a standing is worked out from."""


def standing_entry(
    participant: str,
    entries: Sequence[Entry],
    *,
    rounds: Sequence[str],
    now: datetime,
    begun: str = "",
) -> Entry:
    """Work out where a participant stands from all their rows of `SOURCES`, oldest first.

    `begun` is a round that they begin now. Rounds that were begun are known from the row before.
    """
    standing = _standing(entries, begun)
    key, latest = overall(standing, rounds)
    body = {
        "version": VERSION,
        "round": key,
        **_round(latest),
        "rounds": {round_id: _round(each) for round_id, each in standing.rounds.items()},
        "at_work": list(standing.at_work),
    }
    return Entry(Kind.STANDING, participant, body, now)


def read_standing(body: Mapping[str, Any] | None) -> Standing:
    """Read a standing. One that cannot be read, or none, is empty."""
    reading = Reading.of(body or {})
    rounds = reading.child("rounds")
    by_round = {key: _read_round(rounds.child(key)) for key in rounds.body}
    at_work = reading.texts("at_work")
    return Standing() if reading.problems else Standing(by_round, at_work)


class Part(Enum):
    """A part of the text of a place: where it begins, counted from 0, and how long it is.

    All of it are digits: every database sorts them alike, whatever language it sorts for.
    """

    NEED = (0, 1)
    """The place of the status in `NEEDS_STAFF_FIRST`."""

    SIGNED_OFF = (1, 20)
    """When, in UTC, to the microsecond; zeros for not yet."""

    MINUTES = (21, 7)
    OPEN = (28, 4)


def places(body: Mapping[str, Any] | None) -> Mapping[str, str]:
    """Write the texts that a list sorts by, by round, and under "" that of the latest round.

    A row that cannot be read, None, is something to look at: it waits.
    """
    if body is None:
        return {"": _place(RoundStanding(ReviewStatus.WAITING))}
    reading = Reading.of(body)
    rounds = reading.child("rounds")
    return {
        **{key: _place(_read_round(rounds.child(key))) for key in rounds.body if key},
        "": _place(_read_round(reading)),
    }


def _place(standing: RoundStanding) -> str:
    parts = {
        Part.NEED: NEEDS_STAFF_FIRST.index(standing.status),
        Part.SIGNED_OFF: _digits(standing.signed_off_at),
        Part.MINUTES: standing.minutes,
        Part.OPEN: standing.open,
    }
    texts = []
    for part, number in parts.items():
        _, length = part.value
        texts.append(str(min(max(number, 0), 10**length - 1)).zfill(length))
    return "".join(texts)


def _digits(time: str) -> int:
    """Return a time as one number that is larger for a later one."""
    try:
        at = datetime.fromisoformat(time).astimezone(UTC)
    except (ValueError, OverflowError):
        return 0
    return int(at.strftime("%Y%m%d%H%M%S%f"))


def latest_revisions(entries: Iterable[Entry]) -> Mapping[str, Mapping[str, Any]]:
    """Return the latest summary of each round, by round."""
    latest: dict[str, Mapping[str, Any]] = {}
    for each in entries:
        reading = Reading.of(each.body)
        key = reading.text("round")
        revision = reading.integer("revision")
        is_summary = each.kind is Kind.SUMMARY and not reading.problems
        if is_summary and revision >= int(latest.get(key, {}).get("revision", 0)):
            latest[key] = each.body
    return latest


def _standing(entries: Sequence[Entry], begun: str) -> Standing:
    responses = read_responses(entries)
    before = [each.body for each in entries if each.kind is Kind.STANDING]
    known = dict(read_standing(before[-1] if before else None).rounds)
    if begun:
        known.setdefault(begun, RoundStanding(ReviewStatus.IN_PROGRESS))
    signed = {
        key: _signed_round(responses, key, body) for key, body in latest_revisions(entries).items()
    }
    at_work = dict.fromkeys(author.name for _, author in responses.at_work)
    return Standing({**known, **signed}, tuple(at_work))


def _signed_round(responses: Responses, key: str, body: Mapping[str, Any]) -> RoundStanding:
    reading = Reading.of(body)
    statuses = reading.child("opportunities").child("statuses")
    closed = {status.value for status in CLOSED}
    at = reading.time("signed_off_at")
    return of_round(
        responses,
        key,
        reading.integer("revision"),
        at=at.astimezone(UTC).isoformat() if at else "",
        minutes=reading.child("cpd").integer("minutes"),
        opportunities=sum(statuses.integer(key) for key in statuses.body.keys() - closed),
    )


def _round(standing: RoundStanding) -> dict[str, Any]:
    return {
        "status": standing.status.value,
        "revision": standing.revision,
        "signed_off_at": standing.signed_off_at,
        "minutes": standing.minutes,
        "open": standing.open,
    }


def where(status: str) -> ReviewStatus:
    """Read a status. One that a newer version knows is waiting: somebody has to look."""
    return next((each for each in ReviewStatus if each.value == status), ReviewStatus.WAITING)


def _read_round(reading: Reading) -> RoundStanding:
    return RoundStanding(
        status=where(reading.text("status")),
        revision=reading.integer("revision"),
        signed_off_at=reading.text("signed_off_at"),
        minutes=reading.integer("minutes"),
        open=reading.integer("open"),
    )
