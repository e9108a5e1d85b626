"""Rows of responses: comments, decisions, replies, and what staff know of opportunities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.plans.plans import read_offer, write_offer
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.review.feedback import (
    Author,
    Comment,
    Decision,
    DecisionKind,
    Mark,
    Reply,
    Responses,
)
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

__all__ = [
    "ANSWERS",
    "read_responses",
    "rows_that_stand",
    "write_comment",
    "write_decision",
    "write_mark",
    "write_reply",
    "write_resumed",
    "write_withdrawal",
    "write_work",
]

VERSION = 1
ANSWERS = {"commented", *DecisionKind}
"""Types of rows that course staff send about a review."""


def write_comment(comment: Comment) -> dict[str, Any]:
    """Write a comment as a row."""
    return {
        "version": VERSION,
        "type": "commented",
        "press": comment.press,
        "id": comment.id,
        "round": comment.round_id,
        "revision": comment.revision,
        "area": comment.area_id,
        "text": comment.text,
        "at": iso(comment.at),
        "by": _author(comment.by),
    }


def write_decision(decision: Decision) -> dict[str, Any]:
    """Write a decision as a row."""
    return {
        "version": VERSION,
        "type": decision.kind.value,
        "press": decision.press,
        "round": decision.round_id,
        "revision": decision.revision,
        "reason": decision.reason,
        "at": iso(decision.at),
        "by": _author(decision.by),
    }


def write_withdrawal(press: str, by: Author) -> dict[str, Any]:
    """Write that what was sent by one press is taken back."""
    return {"version": VERSION, "type": "withdrawn", "press": press, "by": _author(by)}


def write_work(round_id: str, by: Author, *, is_over: bool = False) -> dict[str, Any]:
    """Write that somebody has begun a draft, or has nothing left of it."""
    kind = "dropped" if is_over else "drafting"
    return {"version": VERSION, "type": kind, "round": round_id, "by": _author(by)}


def write_reply(reply: Reply) -> dict[str, Any]:
    """Write a participant's reply as a row."""
    return {
        "version": VERSION,
        "type": "replied",
        "id": reply.id,
        "comment": reply.comment,
        "text": reply.text,
        "at": iso(reply.at),
    }


def write_resumed(round_id: str, revision: int, at: datetime) -> dict[str, Any]:
    """Write that the participant has begun to change what was returned as that revision."""
    return {
        "version": VERSION,
        "type": "resumed",
        "round": round_id,
        "revision": revision,
        "at": iso(at),
    }


def write_mark(mark: Mark) -> dict[str, Any]:
    """Write what has become of an opportunity as a row."""
    return {
        "version": VERSION,
        "type": "marked",
        "press": mark.press,
        "opportunity": mark.opportunity,
        "status": mark.status.value,
        "reason": mark.reason.value if mark.reason else None,
        "note": mark.note,
        "at": iso(mark.at),
        "by": _author(mark.by),
        **({"offer": write_offer(mark.offer)} if mark.offer else {}),
    }


def read_responses(entries: Iterable[Entry]) -> Responses:
    """Read all responses to one participant, without those that were taken back.

    A row that a newer version wrote, or that is broken, is counted and left alone.
    """
    rows = [Reading.of(each.body) for each in entries if each.kind is Kind.RESPONSE]
    gone = _withdrawn_presses(rows)
    read = _Read()
    for row in rows:
        kind = row.text("type")
        press = row.text("press")
        if row.integer("version") != VERSION or kind not in _READERS:
            read.newer += 1
        elif kind == "withdrawn" or press not in gone:
            _READERS[kind](read, row)
            read.newer += bool(row.problems)
        elif kind in ANSWERS:
            read.taken_back(kind, row)
    return read.responses


def rows_that_stand(entries: Iterable[Entry]) -> list[Entry]:
    """Return the rows of responses without drafts, and without what was taken back."""
    rows = [(each, Reading.of(each.body)) for each in entries if each.kind is Kind.RESPONSE]
    gone = _withdrawn_presses(row for _, row in rows)
    return [
        each
        for each, row in rows
        if row.text("type") not in {"drafting", "dropped", "withdrawn"}
        and row.text("press") not in gone
    ]


def _withdrawn_presses(rows: Iterable[Reading]) -> set[str]:
    return {row.text("press") for row in rows if row.text("type") == "withdrawn"} - {""}


class _Read:
    """Responses while they are being read."""

    def __init__(self) -> None:
        self.comments: list[Comment] = []
        self.decisions: list[Decision] = []
        self.replies: list[Reply] = []
        self.marks: list[Mark] = []
        self.work: dict[tuple[str, str], Author] = {}
        self.presses: set[str] = set()
        self.gone: set[tuple[str, int]] = set()
        self.withdrawn: Counter[str] = Counter()
        self.resumed: set[tuple[str, int]] = set()
        self.newer = 0

    @property
    def responses(self) -> Responses:
        work = tuple((round_id, author) for (round_id, _), author in self.work.items())
        return Responses(
            comments=tuple(self.comments),
            decisions=tuple(self.decisions),
            replies=tuple(self.replies),
            marks=tuple(self.marks),
            at_work=work,
            presses=frozenset(self.presses),
            taken_back=frozenset(self.gone),
            withdrawn=dict(self.withdrawn),
            resumed=frozenset(self.resumed),
            newer=self.newer,
        )

    def taken_back(self, kind: str, row: Reading) -> None:
        """Note that there was something which is there no more, and nothing of its words."""
        round_id = row.text("round")
        self.withdrawn[round_id] += 1
        if kind == DecisionKind.RETURNED:
            self.gone.add((round_id, row.integer("revision")))

    def sent(self, press: str, round_id: str, by: Author) -> None:
        """Note a press: whoever sent something is no longer at work on it."""
        self.presses.add(press)
        self.work.pop((round_id, by.id), None)


def _comment(read: _Read, row: Reading) -> None:
    comment = Comment(
        id=row.text("id"),
        press=row.text("press"),
        round_id=row.text("round"),
        revision=row.integer("revision"),
        area_id=row.text("area"),
        text=row.text("text"),
        at=row.needed_time("at"),
        by=_read_author(row),
    )
    if not row.problems:
        read.comments.append(comment)
        read.sent(comment.press, comment.round_id, comment.by)


def _decision(read: _Read, row: Reading) -> None:
    at = row.needed_time("at")
    by = _read_author(row)
    press = row.text("press")
    round_id = row.text("round")
    revision = row.integer("revision")
    kind = row.choice("type", DecisionKind, DecisionKind.RETURNED)
    decision = Decision(press, kind, round_id, revision, at, row.text("reason"), by)
    if row.problems:
        return
    read.decisions.append(decision)
    read.sent(press, round_id, by)
    # The first version of a return had the comments in the row itself.
    for area_id, text in _old_comments(row).items():
        identifier = f"{iso(at)}.{area_id}"
        read.comments.append(Comment(identifier, press, round_id, revision, area_id, text, at, by))


def _old_comments(row: Reading) -> Mapping[str, str]:
    comments = row.child("comments")
    return {area_id: comments.text(area_id) for area_id in comments.body}


def _reply(read: _Read, row: Reading) -> None:
    reply = Reply(row.text("id"), row.text("comment"), row.text("text"), row.needed_time("at"))
    if not row.problems:
        read.replies.append(reply)
        read.presses.add(reply.id)


def _resumed(read: _Read, row: Reading) -> None:
    read.resumed.add((row.text("round"), row.integer("revision")))


def _mark(read: _Read, row: Reading) -> None:
    has_reason = row.body.get("reason") is not None
    mark = Mark(
        press=row.text("press"),
        opportunity=row.text("opportunity"),
        status=row.needed_choice("status", OpportunityStatus),
        at=row.needed_time("at"),
        reason=row.needed_choice("reason", Reason) if has_reason else None,
        note=row.text("note"),
        by=_read_author(row),
        offer=read_offer(row),
    )
    if not row.problems:
        read.marks.append(mark)
        read.presses.add(mark.press)


def _work(read: _Read, row: Reading) -> None:
    by = _read_author(row)
    key = (row.text("round"), by.id)
    if row.text("type") == "drafting":
        read.work[key] = by
    else:
        read.work.pop(key, None)


def _withdrawn(read: _Read, row: Reading) -> None:
    read.presses.add(f"withdrawn {row.text('press')}")


_READERS: Mapping[str, Callable[[_Read, Reading], None]] = {
    "commented": _comment,
    "returned": _decision,
    "accepted": _decision,
    "replied": _reply,
    "resumed": _resumed,
    "marked": _mark,
    "drafting": _work,
    "dropped": _work,
    "withdrawn": _withdrawn,
}


def _author(by: Author) -> dict[str, str]:
    return {"id": by.id, "name": by.name}


def _read_author(row: Reading) -> Author:
    by = row.child("by")
    return Author(by.text("id"), by.text("name"))
