"""A stored release as rows of a table: what it shows, and a symbol for what it hides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.figures.releases import Release

__all__ = ["release_rows"]

_PRIVATE = "private/"
"""Choices that people agreed to have counted in releases, and not to have copied from there."""

_KINDS_OF_WORDS = {"level": ("levels",), "answer": ("answers", "why")}
"""Where the words of a part are, by what its key begins with."""


def release_rows(release: Release, place: Mapping[str, str]) -> Iterator[str]:
    """Yield the rows of a release as JSON. `place` has its organisation, course and block."""
    head = {
        **place,
        "release_id": release.id,
        "round": release.round_id,
        "made_at": release.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "k": release.k,
        "people": release.people,
        "is_interim": release.is_interim,
    }
    for figure, about, part, count in _cells(release):
        yield json.dumps(
            {
                **head,
                "figure": figure,
                "figure_title": _figure_title(release, figure),
                "about": about,
                "part": part,
                "part_title": _part_title(release, part),
                **_shown(count),
            }
        )


def _cells(release: Release) -> Iterator[tuple[str, str, str, Count]]:
    """Yield every number that the release shows or hides: of what, of whom, of which part."""
    groups = {each.id: each.name for each in release.groups}
    for key, table in release.tables.items():
        if key.startswith(_PRIVATE):
            continue
        for part, count in table.whole.items():
            yield key, "", part, count
        for row, cells in table.rows.items():
            for part, count in cells.items():
                yield key, groups.get(row) or row, part, count
    for each in release.participation:
        for part in ("enrolled", "started", "signed_off"):
            yield f"participation/{each.round_id}", "", part, getattr(each, part)
    yield "days-to-offer", "", "median", release.days_to_offer


def _shown(count: Count) -> dict[str, Any]:
    if isinstance(count, Symbol):
        return {"number": None, "symbol": count.value}
    return {"number": count, "symbol": ""}


def _figure_title(release: Release, figure: str) -> str:
    _, _, about = figure.rpartition("/")
    return _text(release, ("areas", "why"), about) or release.titles.get(about, "")


def _part_title(release: Release, part: str) -> str:
    kind, _, key = part.partition("-")
    return _text(release, _KINDS_OF_WORDS.get(kind, ()), key)


def _text(release: Release, kinds: Sequence[str], key: str) -> str:
    """Return what something was called when the release was made, empty where nobody wrote it."""
    words = (pair for each in kinds for pair in release.words.get(each, ()))
    return next((text for name, text in words if name == key), "")
