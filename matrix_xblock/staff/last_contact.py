"""When the course team was last in touch with somebody, and about what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from matrix_xblock.codec.contact.reminder_rows import read_reminders
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.domain.contact.reminder import sent
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["SOURCES", "LastContact", "last_contact"]

SOURCES = (Kind.RESPONSE, Kind.REMINDER)
"""The kinds of rows that say so."""


@wordless
@dataclass(frozen=True)
class LastContact:
    """A time, and `what` it was: a comment, a decision, an opportunity, or a reminder."""

    at: datetime
    what: str


def last_contact(entries: Sequence[Entry]) -> LastContact | None:
    """Return the last time, from all rows of `SOURCES` of one participant; None for never."""
    return max(_contacts(entries), key=lambda each: each.at, default=None)


def _contacts(entries: Sequence[Entry]) -> Iterator[LastContact]:
    """Yield every time. A decision comes before the comments that were sent with it: it says more.

    What was taken back, or could not be sent, is none.
    """
    responses = read_responses(entries)
    yield from (LastContact(each.at, each.kind.value) for each in responses.decisions)
    yield from (LastContact(each.at, "comment") for each in responses.comments)
    yield from (LastContact(each.at, "opportunity") for each in responses.marks)
    yield from (LastContact(each.at, "reminder") for each in sent(read_reminders(entries)))
