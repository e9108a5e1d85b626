"""What has been signed off in a block, counted in the ledger."""

from __future__ import annotations

from collections import Counter

from matrix_xblock.codec.ledger import read_mode
from matrix_xblock.codec.reading import Reading
from matrix_xblock.codec.standing import latest_revisions
from matrix_xblock.domain.effect import Usage
from matrix_xblock.domain.mode import Mode
from matrix_xblock.ports import Kind, Ledger

__all__ = ["mode_of", "usage"]


def usage(ledger: Ledger) -> Usage | None:
    """Count people and reviews, or return nothing where this host does not reach the ledger."""
    if not ledger.records:
        return None
    people, rounds, areas = 0, Counter[str](), Counter[str]()
    for rows in ledger.everybody(Kind.SUMMARY):
        people += 1
        for round_id, summary in latest_revisions(rows).items():
            rounds[round_id] += 1
            areas.update(Reading.of(summary).child("levels").body)
    return Usage(people, rounds.total(), rounds, areas)


def mode_of(ledger: Ledger) -> Mode | None:
    """Return what gives credit since the first sign-off, or nothing where there was none."""
    first = ledger.first(Kind.SUMMARY) if ledger.records else None
    return None if first is None else read_mode(first.body)
