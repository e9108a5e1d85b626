"""What figures count of a summary row: levels, and what went with them, read as it comes by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from matrix_xblock.codec.common.reading import is_object_of
from matrix_xblock.codec.review.ledger import VERSION
from matrix_xblock.domain.figures.sign_offs import (
    AnswerCodes,
    Choices,
    OpportunitySummary,
    SignOff,
)
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.values.ledger_rows import Entry

__all__ = ["read_sign_offs"]

T = TypeVar("T")

_SHARING: Mapping[str, Sharing] = {each.value: each for each in Sharing}

_MOST_DAYS = 100_000
"""Days that nobody waits. A row that names more was not written here, and has no place in sums."""


def read_sign_offs(
    summaries: Iterable[Entry],
    framework: Framework,
    today: Mapping[str, str],
    newer: set[str] | None = None,
) -> Iterator[SignOff]:
    """Read summaries, one at a time. Those that are not as they should be are left out.

    `today` has the cohort of everybody who takes part, by participant, empty for none: nobody else
    is counted. It stands in for the cohort that the rows of earlier versions do not say. Whose
    rows a newer version has written is put into `newer`: what these mean is not known here.

    Not by a `Reading`, which takes as long for a row as all counting does.
    """
    encode = partial(_answers, AnswerCodes.of(framework))
    opportunities_read: dict[str, OpportunitySummary | None] = {}
    choices_read: dict[str, Choices | None] = {}
    newer = set() if newer is None else newer
    for entry in summaries:
        body, who = entry.body, entry.participant
        if who not in today:
            continue
        if body.get("version", VERSION) != VERSION:
            newer.add(who)
            continue
        round_id, answers = body.get("round"), encode(body.get("levels", {}))
        shared = _read_once(_opportunities, body.get("opportunities", {}), opportunities_read)
        if not isinstance(round_id, str) or answers is None or shared is None:
            continue
        cohort, sharing = body.get("cohort"), _sharing(body.get("sharing"))
        chosen = _read_once(_chosen, body.get("choices"), choices_read)
        if isinstance(cohort, str):
            yield SignOff(who, cohort, round_id, entry.at, answers, shared, sharing, chosen)
        else:
            signed = (who, today[who], round_id, entry.at, answers, shared, sharing, chosen)
            yield SignOff(*signed, is_as_today=True)


def _read_once(read: Callable[[object], T], value: object, known: dict[str, T]) -> T:
    """Read what is the same for many once, and keep it once. What is too deep is like no other."""
    try:
        key = repr(value)
    except RecursionError:
        return read(value)
    if key not in known:
        known[key] = read(value)
    return known[key]


def _answers(codes: AnswerCodes, levels: object) -> bytes | None:
    """Encode levels; None where they are not as they should be.

    Most reviews have every area of the framework and no other: these need no second look.
    """
    if not isinstance(levels, dict):
        return None
    if len(levels) == len(codes.areas):
        try:
            return codes.encode_all(levels)
        except (KeyError, TypeError):
            pass
    return codes.encode(levels) if is_object_of(levels, str) else None


def _sharing(value: object) -> Sharing | None:
    return _SHARING.get(value) if isinstance(value, str) else None


def _chosen(choices: object) -> Choices | None:
    if not is_object_of(choices, list):
        return None
    return {name: frozenset(filter(_is_text, picked)) for name, picked in choices.items()}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _opportunities(body: object) -> OpportunitySummary | None:
    """Read the counts of opportunities; None where they are not as they should be."""
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
