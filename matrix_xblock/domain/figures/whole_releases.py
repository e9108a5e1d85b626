"""Whether a stored release has every table, group and word that it was made with.

What is missing would not be missed on its page: an area without its table would not be there.
"""

from __future__ import annotations

from collections.abc import Iterator

from matrix_xblock.domain.figures.nested_tables import Released
from matrix_xblock.domain.figures.releases import (
    SINCE_BASELINE,
    SINCE_LAST,
    Release,
    private_tables,
)
from matrix_xblock.domain.framework.framework import PREFER_NOT_TO_SAY

__all__ = ["is_whole"]

_BY_MOVE = {"not-moved", "the-rest"}
_MORE_THAN_TWO = 3
"""With two levels there is no movement by area, and with one area none of people beside it."""


def is_whole(release: Release) -> bool:
    """Tell whether nothing of a release is missing. A cell that a table has lost is hidden."""
    tables = {each for each in release.tables if not each.startswith("because/")}
    return (
        all(_ids(release, kind) for kind in ("areas", "levels"))
        and tables == {*_of_areas(release), *_of_people(release), *_of_answers(release)}
        and all(_has_its_rows(release, key, table) for key, table in release.tables.items())
        and all(_has_its_words(release, key, table) for key, table in release.tables.items())
    )


def _ids(release: Release, kind: str) -> tuple[str, ...]:
    return tuple(key for key, _ in release.words.get(kind, ()))


def _since(release: Release) -> Iterator[str]:
    if release.baseline:
        yield SINCE_BASELINE
    if release.last not in {"", release.baseline}:
        yield SINCE_LAST


def _of_areas(release: Release) -> Iterator[str]:
    by_area = ["levels"]
    if len(_ids(release, "levels")) >= _MORE_THAN_TWO:
        by_area += _since(release)
    for path in by_area:
        yield from (f"{path}/{each}" for each in _ids(release, "areas"))


def _of_people(release: Release) -> Iterator[str]:
    yield from ("opportunities", "not-possible")
    if len(_ids(release, "areas")) > 1:
        yield from (f"moved-{since}" for since in _since(release))


def _of_answers(release: Release) -> Iterator[str]:
    """Yield the tables of questions: of one choice in one table, of several in one each."""
    if any(release.words.get(kind) for kind in ("questions", "answers", "why")):
        yield from ("answers", "why")
        yield from (f"why/{each}" for each in _ids(release, "why") if each != PREFER_NOT_TO_SAY)
    for question in _ids(release, "private"):
        path = private_tables(question)
        if path in release.tables:
            yield path
        else:
            yield from (f"{path}/{each}" for each in _ids(release, path) or ("",))


def _has_its_rows(release: Release, key: str, table: Released) -> bool:
    rows = set(table.rows)
    if key == "opportunities":
        return rows in (set(), _BY_MOVE)
    is_by_group = key.startswith(("levels/", "moved-"))
    return rows == ({each.id for each in release.groups} if is_by_group else set())


def _has_its_words(release: Release, key: str, table: Released) -> bool:
    """Tell whether each level or answer of a table has words. Those of areas are in its key."""
    answers = key if key.startswith("private/") else "answers"
    named = {f"level-{each}" for each in _ids(release, "levels")}
    named |= {f"answer-{each}" for each in _ids(release, answers)}
    if key == "answers" and len(_ids(release, "questions")) != 2:  # noqa: PLR2004 - two are asked
        return False
    return all(each in named for each in table.whole if each.startswith(("level-", "answer-")))
