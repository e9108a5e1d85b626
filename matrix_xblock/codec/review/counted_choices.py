"""Rows of choices that are counted with consent: ids, no words, and which text was agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.domain.framework.framework import CONSENT_TEXT
from matrix_xblock.domain.review.counted_choices import CountedChoice
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

__all__ = ["counted_entry", "read_counted"]

VERSION = 1


def counted_entry(participant: str, counted: CountedChoice) -> Entry:
    """Write what is counted as a row. The row has its own time."""
    body: dict[str, Any] = {
        "version": VERSION,
        "round": counted.round_id,
        "question": counted.question,
        "choices": list(counted.choices),
        "text": CONSENT_TEXT,
    }
    return Entry(Kind.COUNTED, participant, body, counted.at)


def read_counted(entries: Iterable[Entry]) -> tuple[CountedChoice, ...]:
    """Read such rows, oldest first. What cannot be read takes back what was counted before."""
    return tuple(
        CountedChoice(
            round_id=reading.text("round"),
            question=reading.text("question"),
            choices=reading.texts("choices") if reading.integer("version") == VERSION else (),
            at=entry.at,
        )
        for entry in entries
        if entry.kind is Kind.COUNTED
        for reading in [Reading.of(entry.body)]
    )
