"""Filters of the queue that somebody of the course staff has saved under a name, for one block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matrix_xblock.domain.errors import Invalid, Problem, Unknown
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["FILTER_NAME_LIMIT", "MOST_FILTERS", "SavedFilter", "add_filter", "remove_filter"]

MOST_FILTERS = 20
"""Saved filters of one person in one block."""

FILTER_NAME_LIMIT = 60


@wordless
@dataclass(frozen=True)
class SavedFilter:
    """Filters under a name: `query` has those that are set. A search for a name is never one."""

    id: str
    usage: str
    name: str
    query: Mapping[str, str] = field(default_factory=dict)


def add_filter(
    saved: tuple[SavedFilter, ...], new: SavedFilter
) -> tuple[tuple[SavedFilter, ...], bool]:
    """Add filters: return all with them, and whether anything is new.

    The same press twice, or the same name for the same, changes nothing.
    """
    name = " ".join(clean(new.name).split())
    problems = list(problems_in(name, field="filter_name", limit=FILTER_NAME_LIMIT))
    if not name:
        problems.append(Problem("filter_name", "filter_name_missing"))
    if not new.query:
        problems.append(Problem("filter_name", "no_filters"))
    here = [each for each in saved if each.usage == new.usage]
    same = [each for each in here if each.name.casefold() == name.casefold()]
    if any(each.id == new.id or each.query == new.query for each in same):
        return saved, False
    if same:
        problems.append(Problem("filter_name", "filter_name_taken"))
    elif len(here) >= MOST_FILTERS:
        problems.append(Problem("filter_name", "too_many_filters", {"most": MOST_FILTERS}))
    if problems:
        raise Invalid(*problems)
    return (*saved, SavedFilter(new.id, new.usage, name, new.query)), True


def remove_filter(saved: tuple[SavedFilter, ...], filter_id: str) -> tuple[SavedFilter, ...]:
    """Remove filters. Raises `Unknown` where there are none such."""
    left = tuple(each for each in saved if each.id != filter_id)
    if left == saved:
        raise Unknown(Problem("filter", "unknown_saved_filter"))
    return left
