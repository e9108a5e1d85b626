"""What somebody asked for over all rounds, and what came of it. Counts, and no score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityStatus
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["TAKEN_UP", "Asked", "asked_for"]

_S = OpportunityStatus
TAKEN_UP = frozenset({_S.TAKEN_UP, _S.COMPLETED})
OFFERED = TAKEN_UP | {_S.OFFERED, _S.AGREED}


@wordless
@dataclass(frozen=True)
class Asked:
    """Opportunities, those that something may still come of first; how many went how far."""

    opportunities: tuple[Opportunity, ...]
    offered: int
    taken_up: int


def asked_for(opportunities: Iterable[Opportunity]) -> Asked:
    """Count what was offered and taken up, whatever became of it afterwards."""
    every = sorted(opportunities, key=lambda each: not each.is_open)
    passed = [{each.status, *(change.status for change in each.history)} for each in every]
    return Asked(
        tuple(every),
        offered=sum(bool(OFFERED & each) for each in passed),
        taken_up=sum(bool(TAKEN_UP & each) for each in passed),
    )
