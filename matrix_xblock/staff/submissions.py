"""The list of submissions: who needs somebody of the course staff, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter, Sort
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.filters import place, query, read_filter, read_place
from matrix_xblock.staff.pages import staff_page

__all__ = ["PAGE_LENGTH", "show"]

PAGE_LENGTH = 25


def show(host: StaffHost, form: Form) -> Page:
    """Show one page of the list. A page beyond the end is the last one."""
    cohorts = host.roster.cohorts()
    order = [each.id for each in host.setup.rounds]
    try:
        roster_filter = read_filter(form, rounds=order, cohorts=cohorts)
    except Invalid as refused:
        context = _context(host, RosterFilter(), 1, cohorts)
        refused_context = {**context, "problems": refused.problems}
        return staff_page(host, "submissions", "submissions", refused_context, status=422)
    number = read_place(form, "page", least=1)
    shown = _context(host, roster_filter, number, cohorts)
    at = {"page": str(number) if number > 1 else "", **place(roster_filter)}
    return staff_page(host, "submissions", "submissions", shown, place=at)


def _context(
    host: StaffHost, roster_filter: RosterFilter, number: int, cohorts: tuple[str, ...]
) -> Mapping[str, Any]:
    page = host.roster.page(roster_filter, start=(number - 1) * PAGE_LENGTH, length=PAGE_LENGTH)
    everybody = sum(page.counts.values())
    total = page.counts.get(roster_filter.status, 0) if roster_filter.status else everybody
    last = max(1, -(-total // PAGE_LENGTH))
    if number > last:
        return _context(host, roster_filter, last, cohorts)
    first = (number - 1) * PAGE_LENGTH
    return {
        "wanted": roster_filter,
        "lines": [(each, first + n) for n, each in enumerate(page.lines)],
        "titles": host.setup.titles,
        "statuses": [
            (each, page.counts.get(each, 0), query(replace(roster_filter, status=each)))
            for each in ReviewStatus
        ],
        "all_query": query(replace(roster_filter, status=None)),
        "need_query": query(replace(roster_filter, sort=Sort.NEED, is_descending=False)),
        "everybody": everybody,
        "total": total,
        "first": first + 1,
        "last": first + len(page.lines),
        "page": number,
        "pages": last,
        "cohorts": cohorts,
        "query": query(roster_filter),
        "sorts": [(each, _sorted_by(roster_filter, each)) for each in Sort],
        "has_filters": roster_filter
        != RosterFilter(sort=roster_filter.sort, is_descending=roster_filter.is_descending),
    }


def _sorted_by(roster_filter: RosterFilter, sort: Sort) -> Mapping[str, str]:
    """Return the query of the list sorted so; sorting by the same again turns it round."""
    is_descending = roster_filter.sort is sort and not roster_filter.is_descending
    return query(replace(roster_filter, sort=sort, is_descending=is_descending))
