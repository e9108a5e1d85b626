"""Areas that go on over several rows: their cell was merged, left empty, or says it again.

They are one area, by lines, unless somebody wants each row by itself. Two areas of one name are not
saved: nobody could tell them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from matrix_xblock.domain.framework.sheet import Column, Sheet, Use, down
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Joined", "joined"]


@wordless
@dataclass(frozen=True)
class Joined:
    """A sheet with a row for each area, the rows that went into others, and which areas."""

    sheet: Sheet
    gone: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()


def joined(sheet: Sheet, without: Collection[int], *, is_apart: bool = False) -> Joined:
    """Join rows of one area; `without` are rows that are no areas. Apart, each gets a number."""
    area = sheet.only(Use.AREA)
    if area is None or sheet.kind != "table" or sheet.only(Use.ID):
        return Joined(sheet)
    firsts = _firsts(sheet, area, without)
    if not firsts:
        return Joined(sheet)
    names = tuple(dict.fromkeys(area.cells[first] for first in firsts.values()))
    if is_apart:
        return Joined(_with(sheet, area, _numbered(area, firsts)), frozenset(), names)
    columns = tuple(replace(each, cells=_merged(each, firsts)) for each in sheet.columns)
    return Joined(replace(sheet, columns=columns), frozenset(firsts), names)


def _firsts(sheet: Sheet, area: Column, without: Collection[int]) -> dict[int, int]:
    """Return for each row that goes on with an area the row that the area begins in."""
    groups = [
        tuple(down(each.cells)) for each in sheet.of(Use.GROUP_IN_NAME, Use.GROUP_IN_DESCRIPTION)
    ]
    words = sheet.of(Use.LEVEL, Use.DESCRIPTION, Use.PROMPT)
    firsts: dict[int, int] = {}
    first: int | None = None
    for at in range(sheet.height):
        name = area.cells[at]
        has_words = any(each.cells[at] for each in words)
        goes_on = (
            first is not None
            and at not in without
            and has_words
            and name.casefold() in {"", area.cells[first].casefold()}
            and all(group[at] == group[first] for group in groups)
        )
        if goes_on and first is not None:
            firsts[at] = first
        else:
            first = at if name and at not in without else None
    return firsts


def _merged(column: Column, firsts: dict[int, int]) -> tuple[str, ...]:
    """Put the cells of each area together, by lines. What was merged over rows is said once."""
    cells = list(column.cells)
    parts: dict[int, dict[str, None]] = {}
    for at, first in firsts.items():
        texts = parts.setdefault(first, dict.fromkeys([cells[first]] if cells[first] else []))
        if cells[at] and (column.use is not Use.AREA or not texts):
            texts[cells[at]] = None
    for first, texts in parts.items():
        cells[first] = "\n".join(texts)
    return tuple(cells)


def _numbered(area: Column, firsts: dict[int, int]) -> tuple[str, ...]:
    cells = list(area.cells)
    counts: Counter[int] = Counter()
    for at, first in firsts.items():
        counts[first] += 1
        cells[at] = f"{cells[first]} {counts[first] + 1}"
    return tuple(cells)


def _with(sheet: Sheet, area: Column, cells: tuple[str, ...]) -> Sheet:
    return replace(
        sheet,
        columns=tuple(
            replace(each, cells=cells) if each is area else each for each in sheet.columns
        ),
    )
