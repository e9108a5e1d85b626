"""What has been signed off in a block, counted in the ledger."""

from __future__ import annotations

from collections import Counter

from matrix_xblock.codec.review.ledger import read_mode
from matrix_xblock.codec.review.status import latest_revisions
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.review.effect import Usage
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.ports.ledger import Ledger

__all__ = ["mode_of", "usage"]


def usage(ledger: Ledger) -> Usage | None:
    """Count people and reviews, or return nothing where this host does not reach the ledger."""
    if not ledger.records:
        return None
    people, rounds = 0, Counter[str]()
    for rows in ledger.everybody(Kind.SUMMARY):
        people += 1
        rounds.update(latest_revisions(rows).keys())
    return Usage(people, rounds.total(), rounds)


def mode_of(ledger: Ledger) -> Mode | None:
    """Return what gives credit since the first sign-off, or nothing where there was none."""
    signed_off = ledger.any_of(Kind.SUMMARY) if ledger.records else None
    return None if signed_off is None else read_mode(signed_off.body)
