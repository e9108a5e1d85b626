"""The list of submissions: who needs somebody of the course staff, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter, RosterRow, Sort
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.filters import place, query, read_filter, read_place
from matrix_xblock.staff.pages import staff_page

__all__ = ["PAGE_LENGTH", "SubmissionsScreen", "show"]

PAGE_LENGTH = 25
_Query = Mapping[str, str]


@wordless
@dataclass(frozen=True)
class SubmissionsScreen:
    """One page of the list, and how its links ask for another.

    `lines` have their place in the whole list, `statuses` how many people and the query of them.
    """

    roster_filter: RosterFilter
    lines: tuple[tuple[RosterRow, int], ...]
    titles: Mapping[str, str]
    statuses: tuple[tuple[ReviewStatus, int, _Query], ...]
    all_query: _Query
    need_query: _Query
    query: _Query
    sorts: tuple[tuple[Sort, _Query], ...]
    everybody: int
    total: int
    first: int
    last: int
    page: int
    pages: int
    cohorts: tuple[str, ...]
    has_filters: bool
    problems: tuple[Problem, ...] = ()


def show(host: StaffHost, form: Form) -> Page:
    """Show one page of the list. A page beyond the end is the last one."""
    cohorts = host.roster.cohorts()
    order = [each.id for each in host.setup.rounds]
    try:
        roster_filter = read_filter(form, rounds=order, cohorts=cohorts)
    except Invalid as refused:
        shown = replace(_shown(host, RosterFilter(), 1, cohorts), problems=refused.problems)
        return staff_page(host, "submissions", "submissions", shown, status=422)
    number = read_place(form, "page", least=1)
    shown = _shown(host, roster_filter, number, cohorts)
    at = {"page": str(number) if number > 1 else "", **place(roster_filter)}
    return staff_page(host, "submissions", "submissions", shown, place=at)


def _shown(
    host: StaffHost, roster_filter: RosterFilter, number: int, cohorts: tuple[str, ...]
) -> SubmissionsScreen:
    page = host.roster.page(roster_filter, start=(number - 1) * PAGE_LENGTH, length=PAGE_LENGTH)
    everybody = sum(page.counts.values())
    total = page.counts.get(roster_filter.status, 0) if roster_filter.status else everybody
    last = max(1, -(-total // PAGE_LENGTH))
    if number > last:
        return _shown(host, roster_filter, last, cohorts)
    first = (number - 1) * PAGE_LENGTH
    return SubmissionsScreen(
        roster_filter=roster_filter,
        lines=tuple((each, first + n) for n, each in enumerate(page.lines)),
        titles=host.setup.titles,
        statuses=tuple(
            (each, page.counts.get(each, 0), query(replace(roster_filter, status=each)))
            for each in ReviewStatus
        ),
        all_query=query(replace(roster_filter, status=None)),
        need_query=query(replace(roster_filter, sort=Sort.NEED, is_descending=False)),
        query=query(roster_filter),
        sorts=tuple((each, _sorted_by(roster_filter, each)) for each in Sort),
        everybody=everybody,
        total=total,
        first=first + 1,
        last=first + len(page.lines),
        page=number,
        pages=last,
        cohorts=cohorts,
        has_filters=roster_filter
        != RosterFilter(sort=roster_filter.sort, is_descending=roster_filter.is_descending),
    )


def _sorted_by(roster_filter: RosterFilter, sort: Sort) -> Mapping[str, str]:
    """Return the query of the list sorted so; sorting by the same again turns it round."""
    is_descending = roster_filter.sort is sort and not roster_filter.is_descending
    return query(replace(roster_filter, sort=sort, is_descending=is_descending))
