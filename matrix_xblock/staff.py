"""What course staff do with what was signed off.

They read and append to the ledger, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from matrix_xblock.codec import board as rows
from matrix_xblock.codec.ledger import is_of, write_return
from matrix_xblock.domain import board
from matrix_xblock.domain.board import Post
from matrix_xblock.domain.errors import Problem, Stale, Unknown
from matrix_xblock.domain.feedback import Return
from matrix_xblock.domain.feedback import write_return as check_return
from matrix_xblock.ports import BOARD, Entry, Kind, Ledger

__all__ = ["post_opportunity", "return_review", "take_down"]


def post_opportunity(ledger: Ledger, post: Post, *, now: datetime) -> Post:
    """Post an opportunity on the board, or new words for one. Raises `Invalid`."""
    posted = board.write_post(post)
    ledger.append([Entry(Kind.BOARD, BOARD, rows.write_post(posted), now)])
    return posted


def take_down(ledger: Ledger, post_id: str, *, now: datetime) -> None:
    """Take a post down. Who has shown interest keeps the opportunity."""
    ledger.append([Entry(Kind.BOARD, BOARD, rows.write_closing(post_id), now)])


def return_review(
    ledger: Ledger,
    participant: str,
    *,
    round_id: str,
    reason: str,
    comments: Mapping[str, str],
    now: datetime,
) -> Return:
    """Hand the latest signed-off revision of a round back, with a reason and comments by area.

    Raises `Unknown` where nothing was signed off, `Stale` where it has been returned already.
    """
    entries = ledger.entries(participant, Kind.SUMMARY, Kind.RESPONSE)
    signed_off = [
        int(entry.body["revision"])
        for entry in entries
        if entry.kind is Kind.SUMMARY and entry.body.get("round") == round_id
    ]
    if not signed_off:
        raise Unknown(Problem("round", "nothing_signed_off"))
    revision = max(signed_off)
    if any(
        entry.kind is Kind.RESPONSE and is_of(entry.body, round_id, revision) for entry in entries
    ):
        raise Stale(Problem("revision", "stale"))
    returned = check_return(
        round_id=round_id, revision=revision, reason=reason, comments=comments, now=now
    )
    ledger.append([Entry(Kind.RESPONSE, participant, write_return(returned), now)])
    return returned
