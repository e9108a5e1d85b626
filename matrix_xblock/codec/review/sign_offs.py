"""What figures count of a summary row: levels, and what went with them, read as it comes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from matrix_xblock.codec.common.reading import is_object_of
from matrix_xblock.codec.review.ledger import VERSION
from matrix_xblock.domain.figures.sign_offs import (
    NO_OPPORTUNITIES,
    AnswerCodes,
    Choices,
    OpportunitySummary,
    SignOff,
)
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.values.ledger_rows import Entry

__all__ = ["read_sign_offs"]

_NONE_ATTACHED: Mapping[str, object] = {"statuses": {}, "reasons": {}, "days_until_offered": []}
"""What most rows say: it is not looked at part by part."""

_NONE_CHOSEN: Choices = {}
_ChoicesOnce = dict[tuple[tuple[str, ...], ...], Choices]

_SHARING: Mapping[str, Sharing] = {each.value: each for each in Sharing}

_MOST_DAYS = 100_000
"""Days that nobody waits. A row that names more was not written here, and has no place in sums."""


def read_sign_offs(
    summaries: Iterable[Entry],
    framework: Framework,
    today: Mapping[str, str],
    sharing: Sharing,
    newer: set[str] | None = None,
) -> Iterator[SignOff]:
    """Read summaries, one at a time. Those that are not as they should be are left out.

    `today` has the cohort of everybody who takes part, by participant, empty for none: nobody else
    is counted. It and `sharing` stand in for what the rows of earlier versions do not say. Whose
    rows a newer version has written is put into `newer`: what these mean is not known here.

    Not by a `Reading`, which takes as long for a row as all counting does.
    """
    encode = AnswerCodes.of(framework).encode
    same: dict[OpportunitySummary, OpportunitySummary] = {}
    same_choices: _ChoicesOnce = {}
    newer = set() if newer is None else newer
    for entry in summaries:
        body, who = entry.body, entry.participant
        if who not in today:
            continue
        if body.get("version", VERSION) != VERSION:
            newer.add(who)
            continue
        round_id, levels = body.get("round"), body.get("levels", {})
        opportunities = _opportunities(body.get("opportunities", {}))
        if not isinstance(round_id, str) or not is_object_of(levels, str) or opportunities is None:
            continue
        # What is the same for many is kept once.
        shared = same.setdefault(opportunities, opportunities)
        answers = encode(levels)
        cohort, shared_as = body.get("cohort"), _sharing(body.get("sharing"))
        if isinstance(cohort, str) and shared_as:
            chosen = _chosen(body.get("choices"), same_choices)
            yield SignOff(who, cohort, round_id, entry.at, answers, shared, shared_as, chosen)
        else:
            signed = (who, today[who], round_id, entry.at, answers, shared, sharing)
            yield SignOff(*signed, is_as_today=True)


def _sharing(value: object) -> Sharing | None:
    return _SHARING.get(value) if isinstance(value, str) else None


def _chosen(choices: object, same: _ChoicesOnce) -> Choices | None:
    """Read what was chosen; what is the same for many is kept once."""
    if choices == {}:
        return _NONE_CHOSEN
    if not is_object_of(choices, list):
        return None
    key = tuple((name, *map(str, picked)) for name, picked in choices.items())
    if key not in same:
        same[key] = {name: frozenset(picked) for name, *picked in key}
    return same[key]


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
    return OpportunitySummary(
        _met(statuses),
        _met(reasons),
        min(numbers, default=None),
        tuple(sorted(statuses.items())),
        tuple(sorted(reasons.items())),
    )


def _met(counts: Mapping[str, int]) -> frozenset[str]:
    return frozenset(key for key, number in counts.items() if number)
