"""The row that says where a participant stands, and the short texts that the queue is sorted by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.domain.review.feedback import Responses
from matrix_xblock.domain.review.status import (
    NEEDS_STAFF,
    Ask,
    ReviewStatus,
    RoundStanding,
    SignOff,
    Standing,
    of_round,
    with_asks,
)
from matrix_xblock.domain.values.dates import is_year
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

__all__ = [
    "KEY_LENGTH",
    "SOURCES",
    "Part",
    "group_of",
    "latest_revisions",
    "queue_keys",
    "read_standing",
    "read_time",
    "standing_entry",
    "status_of",
    "waiting_key",
]

VERSION = 2
"""The first had one status for everybody who waited, and counts beside it."""

SOURCES = (Kind.SUMMARY, Kind.RESPONSE, Kind.STANDING)
"""The kinds of rows that a standing is worked out from."""


def standing_entry(
    participant: str,
    entries: Sequence[Entry],
    *,
    rounds: Sequence[str],
    now: datetime,
    begun: str = "",
    asks: Sequence[Ask] | None = None,
) -> Entry:
    """Work out where a participant stands from all their rows of `SOURCES`, oldest first.

    `begun` is a round that they begin now. Rounds that were begun are known from the row before,
    and so is what they ask for, where `asks` does not say it anew.
    """
    before = _before(entries)
    responses = read_responses(entries)
    began = {key: each for key, each in before.rounds.items() if not each.signed.revision}
    if begun:
        began.setdefault(begun, RoundStanding(ReviewStatus.IN_PROGRESS, _text(now)))
    signed = {
        key: of_round(responses, key, _sign_off(entries, body))
        for key, body in latest_revisions(entries).items()
    }
    if asks is None:
        asks = next((each.asks for each in before.rounds.values() if each.asks), ())
    by_round = with_asks({**began, **signed}, asks, rounds)
    body = {
        "version": VERSION,
        "rounds": {key: _write_round(each) for key, each in by_round.items()},
        "at_work": _at_work(responses),
    }
    return Entry(Kind.STANDING, participant, body, now)


def read_standing(body: Mapping[str, Any] | None) -> Standing:
    """Read a standing. One that cannot be read, or none, is empty."""
    reading = Reading.of(body or {})
    rounds = reading.child("rounds")
    by_round = {key: _read_round(rounds.child(key)) for key in rounds.body}
    if reading.integer("version") < VERSION:
        return Standing() if rounds.problems else Standing(by_round)
    work = reading.child("at_work")
    at_work = {key: work.texts(key) for key in work.body}
    return Standing() if reading.problems else Standing(by_round, at_work)


def read_time(text: str) -> datetime | None:
    """Read a time of a standing, None for one that cannot be shown in every zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None and is_year(at.year) else None


class Part(Enum):
    """A part of the key of a line: where it begins, counted from 0, and how long it is.

    All of it are digits: every database sorts them alike, whatever language it sorts for.
    """

    GROUP = (0, 1)
    """What needs staff is one group, which is sorted by wait; each other status is its own."""

    SINCE = (1, 20)
    """Since when, in UTC, to the microsecond; zeros for not known."""

    STATUS = (21, 1)
    """The place of the status in `ReviewStatus`."""


KEY_LENGTH = sum(length for _, length in (part.value for part in Part))

_ORDER = tuple(ReviewStatus)


def group_of(status: ReviewStatus) -> int:
    """Return the group that a status is sorted in."""
    return 0 if status in NEEDS_STAFF else _ORDER.index(status)


def status_of(digit: str) -> ReviewStatus:
    """Return the status of a digit. One that is none of ours is new: somebody has to look."""
    known = {str(number): each for number, each in enumerate(_ORDER)}
    return known.get(digit, ReviewStatus.NEW)


def queue_keys(body: Mapping[str, Any] | None) -> Mapping[str, str]:
    """Write what a list sorts by, by round.

    A row that cannot be read, None, is something to look at: it is new, under no round.
    """
    if body is None:
        return {"": _key(RoundStanding(ReviewStatus.NEW))}
    rounds = Reading.of(body).child("rounds")
    return {key: _key(_read_round(rounds.child(key))) for key in rounds.body}


def waiting_key(since: datetime | None = None) -> str:
    """Return what the keys of all that needs staff begin with, or the first after a time."""
    group = str(group_of(NEEDS_STAFF[0]))
    if since is None:
        return group
    later = (since + timedelta(microseconds=1)).isoformat()
    return f"{group}{_digits(later):0{Part.SINCE.value[1]}}"


def _key(standing: RoundStanding) -> str:
    since = _digits(standing.since)
    status = _ORDER.index(standing.status)
    return f"{group_of(standing.status)}{since:0{Part.SINCE.value[1]}}{status}"


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


def _before(entries: Sequence[Entry]) -> Standing:
    rows = [each.body for each in entries if each.kind is Kind.STANDING]
    return read_standing(rows[-1] if rows else None)


def _sign_off(entries: Sequence[Entry], body: Mapping[str, Any]) -> SignOff:
    """Count what a revision brought; next steps are compared with the revision before."""
    reading = Reading.of(body)
    statuses = reading.child("opportunities").child("statuses")
    at = reading.time("signed_off_at")
    revision = reading.integer("revision")
    steps = _sum(reading.child("next_steps"))
    earlier = [
        _sum(Reading.of(each.body).child("next_steps"))
        for each in entries
        if each.kind is Kind.SUMMARY
        and each.body.get("round") == body.get("round")
        and each.body.get("revision") == revision - 1
    ]
    changed = reading.child("changed")
    return SignOff(
        revision=revision,
        at=_text(at) if at else "",
        reflections=reading.integer("reflections"),
        steps=steps,
        opportunities=_sum(statuses),
        changed_areas=changed.integer("areas"),
        changed_answers=changed.integer("answers"),
        steps_added=max(steps - earlier[-1], 0) if earlier else 0,
    )


def _sum(counts: Reading) -> int:
    return sum(counts.integer(key) for key in counts.body)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _at_work(responses: Responses) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for round_id, author in responses.at_work:
        names.setdefault(round_id, []).append(author.name)
    return {key: list(dict.fromkeys(each)) for key, each in names.items()}


_COUNTS = (
    "revision",
    "reflections",
    "steps",
    "opportunities",
    "changed_areas",
    "changed_answers",
    "steps_added",
)


def _write_round(standing: RoundStanding) -> dict[str, Any]:
    signed = standing.signed
    counts = {name: getattr(signed, name) for name in _COUNTS if getattr(signed, name)}
    return {
        "status": standing.status.value,
        "since": standing.since,
        "signed_off_at": signed.at,
        **counts,
        **({"replied": list(standing.replied)} if standing.replied else {}),
        **({"asks": [_write_ask(each) for each in standing.asks]} if standing.asks else {}),
    }


def _write_ask(ask: Ask) -> dict[str, str]:
    return {
        "opportunity": ask.opportunity,
        "type": ask.type,
        "title": ask.title,
        "since": ask.since,
    }


def _read_status(text: str, revision: int) -> ReviewStatus:
    """Read a status. One that a newer version knows is new: somebody has to look."""
    if text == "waiting" and revision > 1:
        return ReviewStatus.RESUBMITTED
    return next((each for each in ReviewStatus if each.value == text), ReviewStatus.NEW)


def _read_round(reading: Reading) -> RoundStanding:
    signed = SignOff(
        at=reading.text("signed_off_at"), **{name: reading.integer(name) for name in _COUNTS}
    )
    asks = tuple(
        Ask(each.text("opportunity"), each.text("type"), each.text("title"), each.text("since"))
        for each in reading.children("asks")
    )
    return RoundStanding(
        status=_read_status(reading.text("status"), signed.revision),
        since=reading.text("since") or signed.at,
        signed=signed,
        replied=reading.texts("replied"),
        asks=asks,
    )
