"""Saved filters of the queue as links over it: also those whose round or cohort has gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from matrix_xblock.domain.errors import Unreadable
from matrix_xblock.domain.staff.saved_filters import SavedFilter
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost

__all__ = ["SavedLink", "saved_links", "saved_of"]


@wordless
@dataclass(frozen=True)
class SavedLink:
    """A link to saved filters. What of them has `gone`, round or cohort, is not in its query."""

    id: str
    name: str
    query: Mapping[str, str]
    gone: tuple[str, ...]
    is_current: bool


def saved_of(host: StaffHost) -> tuple[SavedFilter, ...]:
    """Return the filters that whoever looks has saved.

    Where a newer version wrote what they keep, there are none: the list is shown all the same.
    """
    try:
        return host.load_drafts().filters
    except Unreadable:
        return ()


def saved_links(
    host: StaffHost,
    saved: Sequence[SavedFilter],
    query: Mapping[str, str],
    *,
    cohorts: Collection[str],
) -> tuple[SavedLink, ...]:
    """Return the filters of this block as links; `query` is that of the list."""
    known: Mapping[str, Collection[str]] = {
        "round": [each.id for each in host.setup.rounds],
        "cohort": cohorts,
    }
    links = []
    for each in (one for one in saved if one.usage == host.place.usage):
        gone = tuple(
            name for name, values in known.items() if each.query.get(name, "") not in {"", *values}
        )
        left = {name: value for name, value in each.query.items() if name not in gone}
        is_current = not gone and left == query
        links.append(SavedLink(each.id, each.name, left, gone, is_current))
    return tuple(links)
