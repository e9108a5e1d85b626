"""The opportunities of a course in one list: its lines, their order, and which part is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matrix_xblock.domain.plans.opportunity import NEXT, OpportunityStatus
from matrix_xblock.domain.review.opportunity_glance import OpportunityGlance
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "ALWAYS_COUNTED",
    "ANSWERS",
    "ListedOpportunity",
    "OpportunityFilter",
    "OpportunityList",
    "answers_to",
    "days_waited",
    "part_of",
]

_S = OpportunityStatus
ANSWERS = (_S.OFFERED, _S.AGREED, _S.NOT_POSSIBLE)
"""What course staff can say of an opportunity; the rest is the participant's to say."""

ALWAYS_COUNTED = (_S.WANTED, _S.OFFERED, _S.TAKEN_UP, _S.COMPLETED, _S.NOT_POSSIBLE)
"""What the list has a heading for also where it is nothing. The other two show where there are any.
"""


@wordless
@dataclass(frozen=True)
class ListedOpportunity:
    """One line of the list: whose it is, and how far it has come."""

    participant: str
    glance: OpportunityGlance


@wordless
@dataclass(frozen=True)
class OpportunityFilter:
    """Which part of the list is wanted; what is empty lets everything through.

    `is_of_everybody` says that the filter *my people* is taken off.
    """

    status: OpportunityStatus = _S.WANTED
    type: str = ""
    area_id: str = ""
    cohort: str = ""
    is_of_everybody: bool = False


@wordless
@dataclass(frozen=True)
class OpportunityList:
    """Lines of one status, grouped by type with the longest wait first, and numbers.

    `counts` are by status, and `of_types` by type in that status, under the other filters.
    """

    lines: tuple[ListedOpportunity, ...]
    counts: Mapping[OpportunityStatus, int]
    of_types: Mapping[str, int]


def part_of(
    listed: Iterable[ListedOpportunity],
    wanted: OpportunityFilter,
    *,
    types: Sequence[str],
    cohorts: Mapping[str, str],
) -> OpportunityList:
    """Return a part of a list. `types` are in the order in which they are shown.

    `cohorts` says in which cohort each participant is, and is asked only where that is a filter.
    """
    places = {each: place for place, each in enumerate(types)}
    matching = [each for each in listed if _matches(each, wanted, cohorts)]
    lines = [each for each in matching if each.glance.status is wanted.status]
    lines.sort(key=lambda each: _order(each, places))
    return OpportunityList(
        tuple(lines),
        Counter(each.glance.status for each in matching),
        Counter(each.glance.type.value for each in lines),
    )


def answers_to(status: OpportunityStatus) -> tuple[OpportunityStatus, ...]:
    """Return what course staff can say of an opportunity that has come so far."""
    return tuple(each for each in ANSWERS if each in NEXT[status])


def days_waited(since: date, today: date) -> int:
    """Count the days since then; a clock that is ahead makes none."""
    return max((today - since).days, 0)


def _matches(
    each: ListedOpportunity, wanted: OpportunityFilter, cohorts: Mapping[str, str]
) -> bool:
    glance = each.glance
    return (
        wanted.type in {"", glance.type.value}
        and (not wanted.area_id or wanted.area_id in glance.area_ids)
        and (not wanted.cohort or cohorts.get(each.participant) == wanted.cohort)
    )


def _order(each: ListedOpportunity, places: Mapping[str, int]) -> tuple[int, str, float, str, str]:
    glance = each.glance
    kind = glance.type.value
    at = places.get(kind, len(places))
    return at, kind, glance.since.timestamp(), each.participant, glance.opportunity
