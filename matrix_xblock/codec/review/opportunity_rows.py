"""The row that says which of somebody's opportunities the course team may know, for lists.

It is worked out from what was signed off and what was answered, and written after each of them, so
that the list of a course reads one small row of everybody and no review.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.plans.interest import read_interests, read_taken_back
from matrix_xblock.codec.plans.plans import read_opportunity
from matrix_xblock.codec.review.ledger import ROW_LIMIT, latest_rows
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.codec.review.status import latest_revisions
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.plans.opportunity import (
    Offer,
    OpportunityStatus,
    OpportunityType,
    Reason,
    kind_of,
)
from matrix_xblock.domain.review.feedback import Mark
from matrix_xblock.domain.review.opportunity_glance import (
    OpportunityGlance,
    glance_at,
    glances,
    unanswered,
)
from matrix_xblock.domain.review.status import Ask
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "SOURCES",
    "SignedOffOpportunities",
    "asks_of",
    "opportunities_entry",
    "read_row",
    "worked_out",
    "written",
]

VERSION = 1
SOURCES = (Kind.SUMMARY, Kind.SNAPSHOT, Kind.RESPONSE)
"""The kinds of rows that it is worked out from."""

_kind = lru_cache(maxsize=256)(kind_of)


@wordless
@dataclass(frozen=True)
class SignedOffOpportunities:
    """What one participant signed off, moved on by what was answered, and answers to the rest.

    The rest is what they have asked for on the board: rows of interest say what that is.
    """

    signed_off: tuple[OpportunityGlance, ...] = ()
    marks: tuple[Mark, ...] = ()


def opportunities_entry(participant: str, entries: Sequence[Entry], *, now: datetime) -> Entry:
    """Write the row of a participant, from all their rows of `SOURCES`, oldest first."""
    known = worked_out(entries)
    return Entry(Kind.OPPORTUNITIES, participant, written(known), now)


def worked_out(entries: Sequence[Entry]) -> SignedOffOpportunities:
    """Work out what the row of a participant says from their rows of `SOURCES`."""
    marks = read_responses(entries).marks
    as_signed = {each.opportunity: each for each in _signed_off(entries)}
    moved = glances(as_signed.values(), (), marks, posts={}, taken_back={})
    since = {each.opportunity: each.since for each in moved}
    later = tuple(
        each for each in marks if each.opportunity not in since or each.at > since[each.opportunity]
    )
    return SignedOffOpportunities(moved, later)


def asks_of(entries: Sequence[Entry], posts: Iterable[Post]) -> tuple[Ask, ...]:
    """Return what a participant waits for an answer to, from all rows of `SOURCES` and of interest.

    `posts` is the board, which says what is asked for there.
    """
    known = worked_out(entries)
    waiting = unanswered(
        known.signed_off,
        read_interests(entries).values(),
        known.marks,
        posts={each.id: each for each in posts},
        taken_back=read_taken_back(entries),
    )
    return tuple(
        Ask(each.opportunity, each.type.value, each.title, each.since.astimezone(UTC).isoformat())
        for each in waiting
    )


def read_row(body: Mapping[str, Any]) -> SignedOffOpportunities | None:
    """Read a row, or return None for one that is broken or of a newer version.

    Thousands are read for one page, so it is read without naming what is wrong with it.
    """
    try:
        if body["version"] != VERSION:
            return None
        signed_off = tuple(map(_read_glance, body["signed_off"]))
        return SignedOffOpportunities(signed_off, tuple(map(_read_mark, body["marks"])))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _signed_off(entries: Sequence[Entry]) -> Iterable[OpportunityGlance]:
    """Yield what went with the latest sign-off of each round, the latest round last."""
    latest = latest_revisions(entries)
    times = {key: str(body.get("signed_off_at") or "") for key, body in latest.items()}
    for round_id in sorted(latest, key=times.__getitem__):
        revision = int(latest[round_id]["revision"])
        for body in latest_rows(entries, round_id, revision):
            opportunities = Reading.of(body).child("opportunities")
            for key in opportunities.body:
                # A problem is one of its own: another opportunity can be read all the same.
                reading = Reading.of(opportunities.body[key])
                shown = glance_at(read_opportunity(reading), round_id)
                if shown is not None and not reading.problems:
                    yield shown


def written(known: SignedOffOpportunities) -> dict[str, Any]:
    """Write what is known as a row. Where it would not fit, words and areas are left out."""
    body = _body(known)
    if len(json.dumps(body)) > ROW_LIMIT - 1_000:
        # Hundreds of long texts outside ASCII: the list shows their types, and no words.
        bare = [replace(each, title="", area_ids=()) for each in known.signed_off]
        body = _body(replace(known, signed_off=tuple(bare)))
    return body


def _body(known: SignedOffOpportunities) -> dict[str, Any]:
    return {
        "version": VERSION,
        "signed_off": [_write_glance(each) for each in known.signed_off],
        "marks": [_write_mark(each) for each in known.marks],
    }


def _write_glance(glance: OpportunityGlance) -> dict[str, Any]:
    body = {
        "id": glance.opportunity,
        "type": glance.type.value,
        "title": glance.title,
        "since": iso(glance.since),
        "status": glance.status.value,
        "areas": list(glance.area_ids),
        "round": glance.round_id,
        "post": glance.post,
        "reason": glance.reason.value if glance.reason else "",
        "answer_by": iso(glance.answer_by),
    }
    return {key: value for key, value in body.items() if value not in ("", [], None)}


def _read_glance(body: Mapping[str, Any]) -> OpportunityGlance:
    reason = body.get("reason")
    return OpportunityGlance(
        opportunity=_text(body["id"]),
        type=_kind(_text(body["type"])) or OpportunityType.OTHER,
        title=_text(body.get("title", "")),
        since=_time(body["since"]),
        status=OpportunityStatus(body["status"]),
        area_ids=tuple(map(_text, body.get("areas", ()))),
        round_id=_text(body.get("round", "")),
        post=_text(body.get("post", "")),
        reason=Reason(reason) if reason else None,
        answer_by=_day(body),
    )


def _write_mark(mark: Mark) -> dict[str, Any]:
    body = {
        "id": mark.opportunity,
        "status": mark.status.value,
        "at": iso(mark.at),
        "reason": mark.reason.value if mark.reason else "",
        "answer_by": iso(mark.offer.answer_by) if mark.offer else None,
    }
    return {key: value for key, value in body.items() if value}


def _read_mark(body: Mapping[str, Any]) -> Mark:
    reason, day = body.get("reason"), _day(body)
    return Mark(
        press="",
        opportunity=_text(body["id"]),
        status=OpportunityStatus(body["status"]),
        at=_time(body["at"]),
        reason=Reason(reason) if reason else None,
        offer=Offer(answer_by=day) if day else None,
    )


def _day(body: Mapping[str, Any]) -> date | None:
    day = body.get("answer_by")
    return date.fromisoformat(_text(day)) if day else None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _time(value: Any) -> datetime:
    read = datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError
    return read
