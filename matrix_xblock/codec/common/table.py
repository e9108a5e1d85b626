"""A table out of a file that a spreadsheet has saved, whatever its encoding and separators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from matrix_xblock.codec.common.encodings import decoded
from matrix_xblock.codec.common.grid import (
    LINES_ABOVE,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_READ,
    MOST_ROWS,
    Grid,
    letter_of,
)
from matrix_xblock.codec.common.html_table import charset_of, grid_of_html, is_html_table
from matrix_xblock.codec.common.separated import separated_rows, split_rows
from matrix_xblock.codec.common.workbook import is_workbook, read_workbook
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "LONGEST_CELL",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "Table",
    "is_page",
    "read_pasted",
    "read_table",
]

_BETWEEN = " | "
_LONGEST_TOP = 200
_START = 200
"""Bytes in which a page has its first tag."""
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


@wordless
@dataclass(frozen=True)
class Table:
    """A header, and rows with the number of the line that each begins on.

    What a screen has to say of it besides:

    - `other_sheets` of a workbook were not read, and so are other tables of a web page
    - `above` are the words of each row above the header, which stands on the line `heading`, and
      those that a page has around its table
    - `tops` are the rows that may be the header: the line and the words of each
    - `encoding` is `windows` or `mac` where nothing in the file says how its letters are written,
      and one of the two was taken
    - `hidden_rows` and `hidden_columns` are read like others, though a workbook does not show them
    - `unread_columns` stand beyond the widest table that is read: by heading, else by letter
    - `uncomputed` cells of a workbook are formulas without a value, the first `uncomputed_at`
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    other_sheets: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    heading: int = 1
    tops: tuple[tuple[int, str], ...] = ()
    encoding: str = ""
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()
    unread_columns: tuple[str, ...] = ()
    uncomputed: int = 0
    uncomputed_at: str = ""


def read_table(content: bytes, *, heading: int | None = None, encoding: str = "") -> Table:
    """Read a workbook, a web page, or CSV with commas, semicolons, tabs or bars, also Markdown.

    `heading` is the line that has the headings and `encoding` how letters are written, where
    somebody has chosen; else both are guessed. Raises `Invalid` with one problem at `file`.
    """
    if is_workbook(content):
        return _table(read_workbook(content), heading)
    if content.startswith(_BOOKS):
        raise _refused("csv_is_spreadsheet")
    return _table(_grid_of_text(*decoded(content, encoding, charset_of(content))), heading)


def read_pasted(text: str, *, heading: int | None = None) -> Table:
    """Read what was pasted: a table of a page, cells as a spreadsheet copies them, else CSV."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in plain and not is_html_table(plain):
        return _table(_grid_of_rows(split_rows(plain, "\t", pasted=True)), heading)
    return _table(_grid_of_text(plain.lstrip("\ufeff"), ""), heading)


def is_page(content: bytes) -> bool:
    """Tell a page with a table in it, also one whose name says that it is a workbook."""
    if b"<" not in content[:_START]:
        return False
    try:
        return is_html_table(decoded(content)[0])
    except Invalid:
        return False


def _grid_of_text(text: str, encoding: str) -> Grid:
    if is_html_table(text):
        return grid_of_html(text)
    return _grid_of_rows(separated_rows(text), encoding)


def _grid_of_rows(lines: Iterable[tuple[int, list[str]]], encoding: str = "") -> Grid:
    """Take as many rows as are of any use, with no space around cells."""
    rows = tuple(
        (line, tuple([cell.strip(" \t\n") for cell in cells]))
        for line, cells in islice(lines, MOST_READ)
    )
    return Grid(rows, encoding=encoding)


def _table(grid: Grid, heading: int | None) -> Table:
    """Take one of the rows for the header, and those below for the table."""
    rows = grid.rows
    if not rows:
        raise _refused("csv_uncomputed" if grid.uncomputed else "csv_empty")
    lines = [line for line, _ in rows]
    at = lines.index(heading) if heading in lines else _header_at(rows)
    body = rows[at + 1 :]
    if not body:
        raise _refused("csv_uncomputed" if grid.uncomputed else "csv_no_rows")
    if len(body) > MOST_ROWS:
        raise _refused("csv_too_many_rows", most=MOST_ROWS)
    _check_cells(body)
    header = rows[at][1]
    widest = max(len(cells) for _, cells in rows[at:])
    tops = rows[:-1][:LINES_ABOVE]
    return Table(
        header=header[:MOST_COLUMNS],
        rows=tuple(_body(grid, body)),
        other_sheets=grid.others,
        above=(*(" ".join(filter(None, cells)) for _, cells in rows[:at]), *grid.around),
        heading=lines[at],
        tops=tuple(
            (line, _BETWEEN.join(filter(None, cells))[:_LONGEST_TOP]) for line, cells in tops
        ),
        encoding=grid.encoding,
        hidden_rows=sum(line in grid.hidden_rows for line in lines[at + 1 :]),
        hidden_columns=tuple(_name(header, each) for each in _hidden(grid, body)),
        unread_columns=tuple(_name(header, each) for each in _unread(grid, header, body, widest)),
        uncomputed=grid.uncomputed,
        uncomputed_at=grid.uncomputed_at,
    )


def _name(header: tuple[str, ...], place: int) -> str:
    """Name a column by its heading, else by its letter."""
    return (header[place] if place < len(header) else "") or letter_of(place)


Body = tuple[tuple[int, tuple[str, ...]], ...]


def _hidden(grid: Grid, body: Body) -> list[int]:
    """Return the hidden columns that hold something."""
    return [
        place
        for place in sorted(grid.hidden_columns)
        if any(place < len(cells) and cells[place] for _, cells in body)
    ]


def _unread(grid: Grid, header: tuple[str, ...], body: Body, widest: int) -> list[int]:
    """Return the columns beyond the last that is read that hold something."""
    places = set(grid.beyond)
    if widest > MOST_COLUMNS:
        for cells in (header, *(cells for _, cells in body)):
            places.update(at for at in range(MOST_COLUMNS, len(cells)) if cells[at])
    return sorted(places)


def _body(grid: Grid, body: Body) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows below the header.

    What was merged over several cells is in each of them; what is alone in its row stands once.
    """
    for line, cells in body:
        row = cells[:MOST_COLUMNS]
        across = grid.across.get(line)
        is_merged = across and sum(map(bool, row)) > 1
        yield line, tuple(_along(row, across)) if across and is_merged else row


def _along(row: tuple[str, ...], across: AbstractSet[int]) -> Iterator[str]:
    last = ""
    for at in range(max(len(row), max(across) + 1)):
        if at not in across:
            last = row[at] if at < len(row) else ""
        yield last


def _check_cells(body: Body) -> None:
    long = next((line for line, cells in body if max(map(len, cells)) > LONGEST_CELL), None)
    if long is not None:
        raise _refused("csv_long_cell", line=long)


def _refused(code: str, **values: int) -> Invalid:
    return Invalid(Problem("file", code, values))


def _header_at(rows: Body) -> int:
    """Find the header: the first of the top lines that is as wide as any of them."""
    top = [sum(bool(cell) for cell in cells) for _, cells in rows[:LINES_ABOVE]]
    wide = max(top)
    # A title above a table fills one or two cells; a header most of them.
    return next(place for place, filled in enumerate(top) if filled * 2 > wide)
