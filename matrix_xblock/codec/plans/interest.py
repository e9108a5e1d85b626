"""Rows of interest: what somebody would like of the board, and what they have taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.plans.board import Interest
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

__all__ = ["read_interests", "read_taken_back", "write_interest", "write_taken_back"]

VERSION = 1


def write_interest(interest: Interest) -> dict[str, Any]:
    """Write that somebody would like what a post offers."""
    return {
        "version": VERSION,
        "type": "wanted",
        "post": interest.post,
        "opportunity": interest.opportunity,
        "at": iso(interest.at),
    }


def write_taken_back(post_id: str) -> dict[str, Any]:
    """Write that it is wanted no more."""
    return {"version": VERSION, "type": "taken_back", "post": post_id}


def read_interests(entries: Iterable[Entry]) -> Mapping[str, Interest]:
    """Read one participant's rows: what they would like now, by post, the earliest first.

    A row of a newer version, or a broken one, is left out.
    """
    interests: dict[str, Interest] = {}
    for entry in entries:
        reading = Reading.of(entry.body)
        if entry.kind is not Kind.INTEREST or reading.integer("version") != VERSION:
            continue
        post = reading.text("post")
        if reading.text("type") == "taken_back":
            interests.pop(post, None)
        elif reading.text("type") == "wanted":
            interest = Interest(post, reading.text("opportunity"), reading.needed_time("at"))
            if not reading.problems:
                interests[post] = interest
    return interests


def read_taken_back(entries: Iterable[Entry]) -> Mapping[str, datetime]:
    """Read one participant's rows: the posts that they would like no more, and since when."""
    taken_back: dict[str, datetime] = {}
    for entry in entries:
        reading = Reading.of(entry.body)
        if entry.kind is not Kind.INTEREST or reading.integer("version") != VERSION:
            continue
        post = reading.text("post")
        if reading.text("type") == "taken_back":
            taken_back[post] = entry.at
        else:
            taken_back.pop(post, None)
    return taken_back
