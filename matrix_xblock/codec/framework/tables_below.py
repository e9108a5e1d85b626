"""Tables below another in one sheet: their levels are others, so they are no part of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from matrix_xblock.codec.common.table import Table
from matrix_xblock.domain.framework.sheet import LeftOut

__all__ = ["first_table", "is_sentence"]

_FEWEST = 3
"""Cells of a row of headings: an area and two levels."""
_LONGEST_HEAD = 40
_WORDS_OF_A_SENTENCE = 4
_LONGEST_NAME = 120
_LOOKED_AT = 20
"""Rows above that say what cells of the table are like."""

Cells = tuple[str, ...]


def first_table(table: Table, is_area: Callable[[str], bool]) -> tuple[Table, tuple[LeftOut, ...]]:
    """Return a table without those below it, and a name and the number of rows of each of these.

    `is_area` tells a heading of areas. Where the first headings are said again the first goes on.
    """
    starts = [at for at in range(1, len(table.rows)) if _is_header(table, at, is_area)]
    if not starts:
        return table, ()
    head = _plain(table.header)
    again = [at for at, (_, cells) in enumerate(table.rows) if _plain(cells) == head]
    ends = sorted((*starts, *again, len(table.rows)))
    gone: set[int] = set()
    named = []
    for start in starts:
        title = _title(table, start)
        end = ends[bisect_right(ends, start)]
        rows = range(_at_title(table, start), _at_title(table, end))
        gone.update(rows)
        name = title or " | ".join(filter(None, table.rows[start][1]))
        named.append(LeftOut(name[:_LONGEST_NAME], max(0, rows.stop - start - 1), "other_table"))
    rows_left = tuple(row for at, row in enumerate(table.rows) if at not in gone)
    return replace(table, rows=rows_left), tuple(named)


def is_sentence(cell: str) -> bool:
    """Tell whether a cell says something, as levels do, and names nothing, as headings do."""
    return cell.endswith(".") or len(cell.split()) >= _WORDS_OF_A_SENTENCE


def _is_header(table: Table, at: int, is_area: Callable[[str], bool]) -> bool:
    """Tell a row of other headings: it names its areas as headings do, or all about it says so."""
    cells = table.rows[at][1]
    filled = [cell for cell in cells if cell]
    if len(filled) < _FEWEST or not all(map(_is_short, filled)) or at + 1 == len(table.rows):
        return False
    if _plain(cells) == _plain(table.header) or len(set(filled)) < len(filled):
        return False
    places = [place for place, head in enumerate(table.header) if is_area(head)]
    place = places[0] if places else 0
    name = cells[place] if place < len(cells) else ""
    head = table.header[place] if place < len(table.header) else ""
    if name.casefold() == head.casefold():
        return bool(name)
    is_like_one = bool(name) and (is_area(name) or _is_of_sentences(table, at))
    return is_like_one and _is_after_gap(table, at)


def _is_after_gap(table: Table, at: int) -> bool:
    """Tell whether rows without a word, or a title after such, stand above."""
    above = _at_title(table, at)
    return above > 0 and table.rows[above][0] - table.rows[above - 1][0] > 1


def _is_of_sentences(table: Table, at: int) -> bool:
    """Tell whether the cells above are sentences, so that a row of short words is none of them."""
    until = _at_title(table, at)
    above = [cells for _, cells in table.rows[max(0, until - _LOOKED_AT) : until]]
    return all(any(not _is_short(cell) for cell in cells[1:]) for cells in above)


def _at_title(table: Table, at: int) -> int:
    return at - bool(_title(table, at))


def _title(table: Table, at: int) -> str:
    """Return the title right above a row of headings: it is alone in its row."""
    if not 1 < at < len(table.rows):
        return ""
    filled = [cell for cell in table.rows[at - 1][1] if cell]
    return filled[0] if len(filled) == 1 else ""


def _is_short(cell: str) -> bool:
    return len(cell) <= _LONGEST_HEAD and not is_sentence(cell)


def _plain(cells: Sequence[str]) -> Cells:
    plain = [cell.casefold() for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return tuple(plain)
