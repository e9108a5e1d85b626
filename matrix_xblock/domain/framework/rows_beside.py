"""Rows of a table that seem to be no areas: headings between areas, totals, and notes below.

Each is a guess, so each is named, and somebody can say that it is an area after all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from matrix_xblock.domain.framework.sheet import Column, Sheet, Use

__all__ = ["rows_beside"]

_TOTAL = re.compile(
    r"(?:(?:sub|grand|overall|cyfan)[ -]?)?(?:totals?|sum|average|mean|score|swm|cyfanswm)\s*:?\Z",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+(?:[.,:/][0-9]+)*\s?%?\Z")
_NOTE = re.compile(
    r"[*†‡©¹²³]|\((?:c|[0-9*])\)|(?:sources?|notes?|key|copyright|adapted from|based on|taken from|"
    r"(?:last )?(?:updated|reviewed|modified|approved|printed|exported|generated|created)|"
    r"versions?|page [0-9]+|see also|ffynhonnell|nodyn|nodiadau)(?:\b|\s|:)",
    re.IGNORECASE,
)
_NOTE_BESIDE = re.compile(
    r"[©]|\(c\)|(?:sources?|notes?|key|versions?|ffynhonnell|nodyn|nodiadau) ?:|copyright\b|"
    r"(?:adapted from|based on|taken from|see also)\b|"
    r"(?:last )?(?:updated|reviewed|modified|approved|printed|exported|generated|created)(?: |:)|"
    r"page [0-9]+ of\b",
    re.IGNORECASE,
)
"""What a note says that stands in another column than the areas, where more of one could stand."""
_LONGEST_NAME = 80
"""Characters beyond which a lonely line below a table is a note, whatever it says."""
_FEWEST = 2
"""Rows with levels, and levels, at which a table is one whose other rows can be told."""


def rows_beside(sheet: Sheet) -> dict[int, str]:
    """Return the rows that seem to be no areas, each with why: `heading`, `total` or `footnote`.

    Only where most rows say what levels mean: in a list of names, every row may be an area.
    """
    area, levels = sheet.only(Use.AREA), sheet.of(Use.LEVEL)
    is_table = sheet.kind == "table" and not sheet.only(Use.ID)
    if area is None or len(levels) < _FEWEST or not is_table:
        return {}
    full = [any(column.cells[at] for column in levels) for at in range(sheet.height)]
    totals = {at: "total" for at in range(sheet.height) if _is_total(sheet, area.cells[at], at)}
    again = [at for at in range(sheet.height) if _is_header((area, *levels), at)]
    notes_beside = dict.fromkeys(_notes_beside(sheet, area), "footnote")
    certain = {**notes_beside, **totals, **dict.fromkeys(again, "heading")}
    lonely = [
        at
        for at in range(sheet.height)
        if not full[at]
        and [each.cells[at] for each in sheet.columns if each.cells[at]] == [area.cells[at]]
    ]
    described = [at for at, is_full in enumerate(full) if is_full and at not in certain]
    headings = _headings(lonely, described)
    if len(described) < _FEWEST or len(headings) >= len(described):
        return certain
    notes = {at: "footnote" for at in lonely if at > described[-1] and _is_note(area.cells[at])}
    return {**dict.fromkeys(headings, "heading"), **notes, **certain}


def _headings(lonely: Sequence[int], described: Sequence[int]) -> list[int]:
    """Return names that stand alone right above a described area, also one above the other."""
    below, alone = set(described), set(lonely)
    return [at for at in lonely if at + 1 in below or (at + 1 in alone and at + 2 in below)]


def _notes_beside(sheet: Sheet, area: Column) -> list[int]:
    """Return rows below the last name of an area that are notes, and have nothing but one cell."""
    last = max((at for at, name in enumerate(area.cells) if name), default=sheet.height)
    below = range(last + 1, sheet.height)
    words = sheet.of(Use.LEVEL, Use.DESCRIPTION, Use.PROMPT)
    cells = {at: [each.cells[at] for each in words if each.cells[at]] for at in below}
    begins = next((at for at in below if any(map(_NOTE_BESIDE.match, cells[at]))), sheet.height)
    notes = [at for at in range(begins, sheet.height) if cells[at]]
    return notes if all(len(cells[at]) == 1 for at in notes) else []


def _is_header(columns: Sequence[Column], at: int) -> bool:
    """Tell the headings said again: a table goes on below another, or on another page."""
    return all(each.cells[at].casefold() == each.heading.casefold() for each in columns)


def _is_note(words: str) -> bool:
    return bool(_NOTE.match(words)) or len(words) > _LONGEST_NAME or words.endswith(".")


def _is_total(sheet: Sheet, name: str, at: int) -> bool:
    """Tell a row of sums: it says so, and beside it are numbers or nothing."""
    first = next((each.cells[at] for each in sheet.columns if each.cells[at]), "")
    if not any(_TOTAL.match(words) for words in (name, first)):
        return False
    cells = (each.cells[at] for each in sheet.columns if each.cells[at] not in {"", name, first})
    return all(_NUMBER.match(cell) for cell in cells)
