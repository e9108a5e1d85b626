"""Cells in rows, as any kind of file has them, before one row is taken for the headings."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "LINES_ABOVE",
    "LONGEST_CELL",
    "MOST_COLUMNS",
    "MOST_READ",
    "MOST_ROWS",
    "WIDEST",
    "Grid",
    "letter_of",
]

MOST_ROWS = 10_000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000

LINES_ABOVE = 10
"""A report may have a title above its header."""

MOST_READ = MOST_ROWS + LINES_ABOVE + 2
"""Rows at which reading stops: one more would change nothing."""

WIDEST = 2000
"""Cells of a row at which reading stops: far more than any table that is taken."""

_LETTERS = 26


@wordless
@dataclass(frozen=True)
class Grid:
    """Rows that hold anything, each with the number of its line, and what is known besides.

    `across` are for a line the places that the cell before them was merged over. `beyond`
    are the places of columns that hold something and are not in the rows. `around` are words that
    stand outside of the table, `encoding` is empty where a file says how its letters are written.
    `uncomputed` counts formulas that nobody has computed, from `uncomputed_at` on.
    """

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    others: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    across: Mapping[int, AbstractSet[int]] = field(default_factory=dict)
    hidden_rows: AbstractSet[int] = frozenset()
    hidden_columns: AbstractSet[int] = frozenset()
    beyond: AbstractSet[int] = frozenset()
    encoding: str = ""
    uncomputed: int = 0
    uncomputed_at: str = ""


def letter_of(place: int) -> str:
    """Return how a spreadsheet names a column: `A` is at 0, `AA` at 26."""
    letters = ""
    while place >= 0:
        place, letter = divmod(place, _LETTERS)
        letters = chr(ord("A") + letter) + letters
        place -= 1
    return letters
