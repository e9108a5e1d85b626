"""Lines of the CSV files that we write: texts in quotes and guarded, numbers bare."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from matrix_xblock.codec.common.formula import guarded

__all__ = ["Cell", "csv_line"]

Cell = str | int | date | None


def csv_line(cells: Iterable[Cell]) -> str:
    """Write a line. A text is in quotes, an empty one too; None, a missing value, is nothing."""
    return ",".join(map(_written, cells)) + "\r\n"


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    text = guarded(str(cell)).replace('"', '""')
    return f'"{text}"'
