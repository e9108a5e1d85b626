"""What one person signed off, as the rows of files need it. One person is held at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matrix_xblock.codec.record import trail
from matrix_xblock.codec.review import ledger
from matrix_xblock.codec.review.status import latest_revisions
from matrix_xblock.domain.errors import Unreadable
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.record.trail import RESEARCH_TEXT, latest
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.review import Review
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["KINDS", "SignedRound", "has_consented", "signed_rounds"]

KINDS = (Kind.SUMMARY, Kind.SNAPSHOT)
"""The kinds of rows that files are made of."""


@wordless
@dataclass(frozen=True)
class SignedRound:
    """The latest sign-off of one round. `review` is None where it cannot be read here."""

    person: Person
    round_id: str
    revision: int
    review: Review | None
    framework: Framework
    attached: Attached


def signed_rounds(
    person: Person, entries: tuple[Entry, ...], *, reads_attached: bool = True
) -> Iterator[SignedRound]:
    """Yield the latest sign-off of every round of one person.

    What went with a review is left out where nobody reads it.
    """
    for round_id, body in latest_revisions(entries).items():
        revision = int(body["revision"])
        rows = ledger.latest_rows(entries, round_id, revision)
        try:
            review, framework = ledger.read_snapshot(rows)
            attached = ledger.read_attached(rows) if reads_attached else Attached()
        except Unreadable:
            nothing = Framework("", "", (), ())
            yield SignedRound(person, round_id, revision, None, nothing, Attached())
        else:
            yield SignedRound(person, round_id, revision, review, framework, attached)


def has_consented(entries: tuple[Entry, ...]) -> bool:
    """Tell whether the person agrees to research today, to the text of today."""
    consent = latest(trail.read_consents(entries))
    return consent is not None and consent.is_given and consent.text == RESEARCH_TEXT
