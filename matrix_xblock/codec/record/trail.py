"""Rows of the trail: who opened a record, and consents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.domain.record.trail import Access, Consent
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

__all__ = [
    "first_shared",
    "lines_about",
    "read_accesses",
    "read_consents",
    "write_access",
    "write_consent",
]

VERSION = 1


def write_access(access: Access) -> dict[str, Any]:
    """Write an opening as a row. The row has its own time."""
    body = {
        "version": VERSION,
        "who": access.who,
        "who_id": access.who_id,
        "what": access.act,
        "round": access.round_id,
    }
    return {**body, "among": list(access.among)} if access.among else body


def write_consent(consent: Consent) -> dict[str, Any]:
    """Write a consent as a row. The row has its own time."""
    return {"version": VERSION, "given": consent.is_given, "text": consent.text}


def read_accesses(entries: Iterable[Entry]) -> tuple[Access, ...]:
    """Read openings, latest first. A row of a newer version still says when."""
    accesses = [
        Access(
            who=reading.text("who"),
            act=reading.text("what"),
            round_id=reading.text("round"),
            at=entry.at,
            who_id=reading.text("who_id"),
            among=reading.texts("among"),
        )
        for entry in entries
        if entry.kind is Kind.ACCESS
        for reading in [Reading.of(entry.body)]
    ]
    return tuple(sorted(accesses, key=lambda each: each.at, reverse=True))


def first_shared(own: Iterable[Entry]) -> datetime | None:
    """Return since when somebody can be in a file of course staff, None where they cannot be.

    That is since they first signed off, or asked for something on the board.
    """
    shared = (Kind.SUMMARY, Kind.INTEREST)
    return min((each.at for each in own if each.kind in shared), default=None)


def lines_about(participant: str, since: datetime, lines: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the lines about everybody, or about several, that somebody can be meant in."""
    later = (each for each in lines if each.at >= since)
    return tuple(each for each in later if read_accesses([each])[0].is_about(participant))


def read_consents(entries: Iterable[Entry]) -> tuple[Consent, ...]:
    """Read consents, oldest first. What cannot be read is no consent."""
    return tuple(
        Consent(reading.flag("given"), reading.text("text"), entry.at)
        for entry in entries
        if entry.kind is Kind.CONSENT
        for reading in [Reading.of(entry.body)]
    )
