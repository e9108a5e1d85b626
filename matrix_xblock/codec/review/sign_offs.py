"""What figures count of a summary row: levels, and what went with them, read as it comes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from matrix_xblock.codec.common.reading import is_object_of
from matrix_xblock.domain.figures.sign_offs import (
    NO_OPPORTUNITIES,
    AnswerCodes,
    OpportunitySummary,
    SignOff,
)
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.values.ledger_rows import Entry

__all__ = ["read_sign_offs"]

_NONE_ATTACHED: Mapping[str, object] = {"statuses": {}, "reasons": {}, "days_until_offered": []}
"""What most rows say: it is not looked at part by part."""

_MOST_DAYS = 100_000
"""Days that nobody waits. A row that names more was not written here, and has no place in sums."""


def read_sign_offs(
    summaries: Iterable[Entry], framework: Framework, groups: Mapping[str, str]
) -> Iterator[SignOff]:
    """Read summaries, one at a time. Those that are not as they should be are left out.

    `groups` has the group of everybody who is in one, by participant.

    Not by a `Reading`, which takes as long for a row as all counting does.
    """
    encode = AnswerCodes.of(framework).encode
    same: dict[OpportunitySummary, OpportunitySummary] = {}
    for entry in summaries:
        body, who = entry.body, entry.participant
        round_id = body.get("round")
        levels = body.get("levels", {})
        opportunities = _opportunities(body.get("opportunities", {}))
        if isinstance(round_id, str) and is_object_of(levels, str) and opportunities is not None:
            # What is the same for many is kept once.
            shared = same.setdefault(opportunities, opportunities)
            yield SignOff(who, groups.get(who, ""), round_id, entry.at, encode(levels), shared)


def _opportunities(body: object) -> OpportunitySummary | None:
    """Read the counts of opportunities; None where they are not as they should be."""
    if body == _NONE_ATTACHED:
        return NO_OPPORTUNITIES
    if not isinstance(body, dict):
        return None
    statuses = body.get("statuses", {})
    reasons = body.get("reasons", {})
    days = body.get("days_until_offered", [])
    if not is_object_of(statuses, int) or not is_object_of(reasons, int):
        return None
    if not isinstance(days, list):
        return None
    numbers = [each for each in days if isinstance(each, int) and abs(each) <= _MOST_DAYS]
    return OpportunitySummary(_met(statuses), _met(reasons), min(numbers, default=None))


def _met(counts: Mapping[str, int]) -> frozenset[str]:
    return frozenset(key for key, number in counts.items() if number)
