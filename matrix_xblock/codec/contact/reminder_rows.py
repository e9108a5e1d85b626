"""Rows of reminders: that one was sent, and that it had to be given up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.domain.contact.reminder import Reminder
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

__all__ = ["read_reminders", "write_reminder"]

VERSION = 1


def write_reminder(reminder: Reminder) -> dict[str, Any]:
    """Write a reminder as a row. The row has its own time."""
    return {
        "version": VERSION,
        "round": reminder.round_id,
        "press": reminder.press,
        "begun": reminder.is_begun,
        "sent": reminder.is_sent,
    }


def read_reminders(entries: Iterable[Entry]) -> tuple[Reminder, ...]:
    """Read reminders, oldest first. One of a newer version counts as far as it can be read."""
    return tuple(
        Reminder(
            press=reading.text("press"),
            round_id=reading.text("round"),
            at=entry.at,
            is_begun=reading.flag("begun"),
            is_sent=reading.flag("sent"),
        )
        for entry in entries
        if entry.kind is Kind.REMINDER
        for reading in [Reading.of(entry.body)]
    )
