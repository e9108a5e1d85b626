"""Rows of a release for a spreadsheet: one for each cell, numbers and symbols as stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.figures.releases import Release, private_k, private_tables

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

_PRIVATE = "private"


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
        head, answers = _about(release, key)
        for group, cells in (("", table.whole), *table.rows.items()):
            row = {**head, "group": group, "group_name": groups.get(group, "")}
            for part, count in cells.items():
                name = _part_name(release, part, answers)
                yield {**row, "part": part, "part_name": name, "people": _plain(count)}


def _about(release: Release, key: str) -> tuple[Row, str]:
    """Return what a table is about, and which words name the answers in it.

    A private question has words and a k of its own; of several choices each has a table.
    """
    path, _, about = key.partition("/")
    if path != _PRIVATE:
        names = dict(release.words.get(_NAMES_OF.get(path, ""), ()))
        return {"table": path, "about": about, "about_name": names.get(about, "")}, "answers"
    question, _, choice = about.partition("/")
    answers = private_tables(question)
    texts = (_word(release, _PRIVATE, question), _word(release, answers, choice))
    name = ": ".join(text for text in texts if text)
    k = private_k(release.k)
    return {"table": path, "about": about, "about_name": name, "k": k}, answers


def _part_name(release: Release, part: str, answers: str) -> str:
    for beginning, kind in (("level-", "levels"), ("answer-", answers)):
        if part.startswith(beginning):
            return _word(release, kind, part.removeprefix(beginning))
    return ""


def _word(release: Release, kind: str, key: str) -> str:
    return dict(release.words.get(kind, ())).get(key, "")


def _plain(count: Count) -> str | int:
    return count.value if isinstance(count, Symbol) else count
