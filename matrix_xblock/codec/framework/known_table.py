"""Tables whose headings are known: rows by heading, and which columns nobody reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from matrix_xblock.codec.common.table import Table
from matrix_xblock.domain.framework.sheet import EXAMPLES, LeftOut

__all__ = ["Row", "heads_of", "not_read", "rows_of"]


class Row(dict[str, str]):
    """A line of a file by its headings; a cell that is missing is empty.

    `cells` are all of them, also those that no heading stands above.
    """

    def __init__(self, heads: Sequence[str], line: int, cells: Sequence[str]) -> None:
        super().__init__(reversed(list(zip(heads, cells, strict=False))))
        self.line = line
        self.cells = cells

    def __missing__(self, head: str) -> str:
        return ""


def heads_of(table: Table) -> tuple[str, ...]:
    """Return the headings without spaces and whatever their case: `Short name` is `shortname`."""
    return tuple("".join(head.split()).replace("_", "").casefold() for head in table.header)


def rows_of(table: Table) -> list[Row]:
    """Return every line by its headings."""
    heads = heads_of(table)
    return [Row(heads, line, cells) for line, cells in table.rows]


def not_read(table: Table, read: Collection[str]) -> Iterator[LeftOut]:
    """Name every column with a heading that is not read, and how many rows it has."""
    for at, head in enumerate(heads_of(table)):
        cells = [cells[at] for _, cells in table.rows if at < len(cells) and cells[at]]
        if head and head not in read and cells:
            yield LeftOut(table.header[at], len(cells), examples=tuple(cells[:EXAMPLES]))
