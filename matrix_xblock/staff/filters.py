"""Which part of the roster a page asks for, and how its links ask for it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter, Sort
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.domain.values.whole_numbers import whole_number

__all__ = ["LONGEST_SEARCH", "place", "query", "read_filter", "read_place"]

LONGEST_SEARCH = 100
E = TypeVar("E", bound=StrEnum)


def read_filter(form: Form, *, rounds: Sequence[str], cohorts: Sequence[str]) -> RosterFilter:
    """Read filters. Raises `Invalid` naming each that is none of ours: it would hide people."""
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
    status = _one_of(form, "status", ReviewStatus, problems)
    sort = _one_of(form, "sort", Sort, problems) or Sort.NEED
    if problems:
        raise Invalid(*problems)
    is_descending = read_text(form, "order") == "desc"
    return RosterFilter(round_id, status, cohort, search, sort, is_descending)


def read_place(form: Form, name: str, *, least: int) -> int:
    """Read a page or a place in the list; what is no number, or too small, is the first."""
    return max(whole_number(read_text(form, name)) or least, least)


def query(roster_filter: RosterFilter) -> Mapping[str, str]:
    """Return the filters by name, empty ones left out."""
    values = {
        "round": roster_filter.round_id,
        "status": roster_filter.status.value if roster_filter.status else "",
        "cohort": roster_filter.cohort,
        "search": roster_filter.search,
        "sort": "" if roster_filter.sort is Sort.NEED else roster_filter.sort.value,
        "order": "desc" if roster_filter.is_descending else "",
    }
    return {name: value for name, value in values.items() if value}


def place(roster_filter: RosterFilter) -> Mapping[str, str]:
    """Return the filters that may stand in an address: a search is for a name, and may not."""
    return {name: value for name, value in query(roster_filter).items() if name != "search"}


def _one_of(form: Form, name: str, kind: type[E], problems: list[Problem]) -> E | None:
    text = read_text(form, name)
    chosen = next((each for each in kind if each.value == text), None)
    if text and chosen is None:
        problems.append(Problem(name, "unknown_filter"))
    return chosen
