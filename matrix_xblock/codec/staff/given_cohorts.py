"""Rows that say which cohorts a facilitator is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.staff.my_people import GivenCohorts
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

__all__ = ["read_given", "write_given"]

VERSION = 1


def write_given(given: GivenCohorts) -> dict[str, Any]:
    """Write the cohorts of a facilitator as a row. The row has its own time."""
    return {
        "version": VERSION,
        "cohorts": list(given.cohorts),
        "revision": given.revision,
        "by": given.by.name,
        "by_id": given.by.id,
    }


def read_given(entries: Iterable[Entry]) -> GivenCohorts:
    """Read what a facilitator has now: the latest row counts, and without any they have nothing.

    A row of a newer version gives nothing: nobody can tell here what it would open.
    """
    rows = [each for each in entries if each.kind is Kind.COHORTS]
    if not rows:
        return GivenCohorts()
    reading = Reading.of(rows[-1].body)
    is_known = reading.integer("version") == VERSION
    return GivenCohorts(
        cohorts=tuple(reading.texts("cohorts")) if is_known else (),
        revision=reading.integer("revision"),
        by=Author(reading.text("by_id"), reading.text("by")),
        at=rows[-1].at,
    )
