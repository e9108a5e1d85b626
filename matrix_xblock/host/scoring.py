"""Points for the gradebook, from what is authored and what was signed off."""

from __future__ import annotations

from typing import Any

from xblock.scorable import Score

from matrix_xblock.codec.record import state
from matrix_xblock.domain.errors import MatrixError
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.record.engagement import totals
from matrix_xblock.host.setup import read_setup

__all__ = ["is_accepted", "possible", "score"]


def possible(block: Any) -> float:
    """Return the points of all rounds.

    1 where the authored content cannot be read, because 0 breaks gradebooks.
    """
    try:
        setup = read_setup(block)
    except MatrixError:
        return 1.0
    return float(setup.credit.possible * len(setup.rounds))


def score(block: Any) -> Score:
    """Return the points of what was signed off.

    Content that cannot be read keeps the points there are.
    """
    try:
        setup = read_setup(block)
        record = state.read_record(block.record)
    except MatrixError:
        return block.get_score()
    total = totals(record, setup.rounds, setup.credit)
    return Score(raw_earned=total.earned, raw_possible=float(total.possible))


def is_accepted(block: Any) -> bool:
    """Tell whether course staff give the points. A field of another type says nothing."""
    try:
        return bool(block.mode == Mode.ACCEPTED.value)
    except (TypeError, ValueError):
        return False
