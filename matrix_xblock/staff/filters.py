"""Which part of the roster a page asks for, and how its links ask for it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.review.status import NEEDS_STAFF, REVIEWS, ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter, Sort
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.staff.my_people import OF_EVERYBODY

__all__ = [
    "ALL",
    "LONGEST_SEARCH",
    "place",
    "query",
    "read_filter",
    "read_place",
    "state_of",
    "with_state",
]

LONGEST_SEARCH = 100
ALL = "all"
"""Stands for every review, whatever its state. Without a state the list is of what needs staff."""

E = TypeVar("E", bound=StrEnum)


def read_filter(
    form: Form,
    *,
    rounds: Sequence[str],
    cohorts: Sequence[str],
    current: str,
    is_of_everybody: bool = False,
) -> RosterFilter:
    """Read filters. Raises `Invalid` naming each that is none of ours: it would hide people.

    Of people who have not started, `current` is the round that is meant where none is named.
    `is_of_everybody` is whether the filter *my people* is taken off.
    """
    problems: list[Problem] = []
    round_id = read_text(form, "round")
    cohort = read_text(form, "cohort")
    search = clean(read_text(form, "search"))
    if round_id and round_id not in rounds:
        problems.append(Problem("round", "unknown_filter"))
    if cohort and cohort not in cohorts:
        problems.append(Problem("cohort", "unknown_filter"))
    if (over := len(search) - LONGEST_SEARCH) > 0:
        problems.append(Problem("search", "too_long", {"limit": LONGEST_SEARCH, "over": over}))
    is_all = read_text(form, "state") == ALL
    status = None if is_all else _one_of(form, "state", ReviewStatus, problems)
    sort = _one_of(form, "sort", Sort, problems) or Sort.WAIT
    if problems:
        raise Invalid(*problems)
    wanted = RosterFilter(
        round_id=round_id,
        people_round=round_id or current,
        cohort=cohort,
        search=search,
        sort=sort,
        is_of_everybody=is_of_everybody,
    )
    return with_state(wanted, ALL if is_all else status or "")


def with_state(roster_filter: RosterFilter, state: str) -> RosterFilter:
    """Return the filters with another state: a status, all reviews, or "" for what needs staff."""
    if state == ALL:
        return replace(roster_filter, statuses=REVIEWS)
    return replace(roster_filter, statuses=(ReviewStatus(state),) if state else NEEDS_STAFF)


def read_place(form: Form, name: str, *, least: int) -> int:
    """Read a page or a place in the list; what is no number, or too small, is the first."""
    return max(whole_number(read_text(form, name)) or least, least)


def query(roster_filter: RosterFilter) -> Mapping[str, str]:
    """Return the filters by name, empty ones left out."""
    values = {
        "round": roster_filter.round_id,
        "state": state_of(roster_filter),
        "cohort": roster_filter.cohort,
        "search": roster_filter.search,
        "sort": "" if roster_filter.sort is Sort.WAIT else roster_filter.sort.value,
        "people": OF_EVERYBODY if roster_filter.is_of_everybody else "",
    }
    return {name: value for name, value in values.items() if value}


def state_of(roster_filter: RosterFilter) -> str:
    """Name the statuses that are wanted, as the list and its address do."""
    named = {NEEDS_STAFF: "", REVIEWS: ALL}
    return named.get(roster_filter.statuses, roster_filter.statuses[0].value)


def place(roster_filter: RosterFilter) -> Mapping[str, str]:
    """Return the filters that may stand in an address: a search is for a name, and may not."""
    return {name: value for name, value in query(roster_filter).items() if name != "search"}


def _one_of(form: Form, name: str, kind: type[E], problems: list[Problem]) -> E | None:
    text = read_text(form, name)
    chosen = next((each for each in kind if each.value == text), None)
    if text and chosen is None:
        problems.append(Problem(name, "unknown_filter"))
    return chosen
