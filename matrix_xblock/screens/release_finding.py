"""What a release says in a few sentences, by rules: a clause without its number is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matrix_xblock.domain.figures.disclosure import Count
from matrix_xblock.domain.figures.nested_tables import ALL, Released
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.figures.shapes import CHOSEN
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.release_charts import BASELINE

__all__ = ["Finding", "finding_of"]


@wordless
@dataclass(frozen=True)
class Finding:
    """Each number of it stands in a chart of the same release. 0 and empty stand for not shown.

    `not_offered` are those of `not_moved` who asked for something and were offered nothing.
    `refused` people had an opportunity that was not possible, most often for `reason`.
    """

    moved: int = 0
    compared: int = 0
    most: str = ""
    least: str = ""
    not_moved: int = 0
    not_offered: int = 0
    refused: int = 0
    reason: str = ""


def finding_of(release: Release) -> Finding:
    """Return what a release says."""
    tables = release.tables
    moved = _whole(tables, f"moved-{BASELINE}")
    outcome = tables.get("opportunities")
    not_moved = outcome.rows.get("not-moved", {}) if outcome else {}
    ups = _numbers(tables, BASELINE, "up")
    areas = dict(release.words.get("areas", ()))
    return Finding(
        moved=_number(moved, "moved"),
        compared=_number(moved, ALL),
        most=areas.get(_only(ups, max(ups.values(), default=0)), ""),
        least=areas.get(_only(ups, min(ups.values(), default=0)), ""),
        not_moved=_number(moved, "not-moved"),
        not_offered=_number(not_moved, "asked"),
        refused=_number(_whole(tables, "not-possible"), CHOSEN),
        reason=_most_given(_numbers(tables, "because", CHOSEN)),
    )


def _whole(tables: Mapping[str, Released], key: str) -> Mapping[str, Count]:
    return tables[key].whole if key in tables else {}


def _number(cells: Mapping[str, Count], key: str) -> int:
    """Return a number that is shown; 0 for one that is not."""
    count = cells.get(key)
    return count if isinstance(count, int) else 0


def _numbers(tables: Mapping[str, Released], path: str, key: str) -> Mapping[str, int]:
    """Return a number of each table under a path; none where one of them is hidden.

    Which is the largest of some nobody can say where one is not known.
    """
    cells = {
        name.partition("/")[2]: table.whole[key]
        for name, table in tables.items()
        if name.startswith(f"{path}/")
    }
    numbers = {name: count for name, count in cells.items() if isinstance(count, int)}
    return numbers if len(numbers) == len(cells) else {}


def _only(numbers: Mapping[str, int], wanted: int) -> str:
    """Return what has a number, if nothing else has it."""
    having: Sequence[str] = [name for name, number in numbers.items() if number == wanted]
    return having[0] if len(having) == 1 and len(numbers) > 1 else ""


def _most_given(numbers: Mapping[str, int]) -> str:
    return _only(numbers, max(numbers.values(), default=0))
