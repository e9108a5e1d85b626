"""Rows of a release for a spreadsheet: one for each cell, numbers and symbols as stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.figures.releases import Release

__all__ = ["COLUMNS", "Row", "release_rows"]

COLUMNS = (
    "release",
    "round",
    "round_title",
    "made_on",
    "made_by",
    "interim",
    "k",
    "table",
    "about",
    "about_name",
    "group",
    "group_name",
    "part",
    "part_name",
    "people",
)

Row = Mapping[str, str | int | date | None]

_NAMES_OF = {
    "levels": "areas",
    "since-baseline": "areas",
    "since-last": "areas",
    "why": "why",
}
"""Which names go with what a table is about."""

_PARTS = {"level-": "levels", "answer-": "answers"}
"""Which names go with a part, by how its key begins."""


def release_rows(release: Release, *, made_on: date) -> Iterator[Row]:
    """Yield the cells of a release, each with what it is of, in codes and in words."""
    titles = dict(release.words.get("rounds", ()))
    head: Row = {
        "release": release.id,
        "round": release.round_id,
        "round_title": titles.get(release.round_id, ""),
        "made_on": made_on,
        "made_by": release.by,
        "interim": "yes" if release.is_interim else "no",
        "k": release.k,
    }
    for each in (*_participation(release, titles), *_of_tables(release)):
        yield {**head, **each}


def _participation(release: Release, titles: Mapping[str, str]) -> Iterator[Row]:
    for each in release.participation:
        about = {"table": "participation", "about": each.round_id}
        numbers = {
            "enrolled": each.enrolled,
            "started": each.started,
            "signed-off": each.signed_off,
        }
        for part, count in numbers.items():
            name = titles.get(each.round_id, "")
            yield {**about, "about_name": name, "part": part, "people": _plain(count)}
    days = _plain(release.days_to_offer)
    yield {"table": "days-to-offer", "part": "median-days", "people": days}


def _of_tables(release: Release) -> Iterator[Row]:
    groups = {each.id: each.name for each in release.groups}
    for key, table in release.tables.items():
        path, _, about = key.partition("/")
        names = dict(release.words.get(_NAMES_OF.get(path, ""), ()))
        head = {"table": path, "about": about, "about_name": names.get(about, "")}
        for group, cells in (("", table.whole), *table.rows.items()):
            row = {**head, "group": group, "group_name": groups.get(group, "")}
            for part, count in cells.items():
                name = _part_name(release, part)
                yield {**row, "part": part, "part_name": name, "people": _plain(count)}


def _part_name(release: Release, part: str) -> str:
    for beginning, kind in _PARTS.items():
        if part.startswith(beginning):
            return dict(release.words.get(kind, ())).get(part.removeprefix(beginning), "")
    return ""


def _plain(count: Count) -> str | int:
    return count.value if isinstance(count, Symbol) else count
