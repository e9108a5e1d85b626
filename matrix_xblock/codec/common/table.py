"""A table out of a file that a spreadsheet has saved, whatever its encoding and separators."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["LONGEST_CELL", "MOST_COLUMNS", "MOST_ROWS", "Table", "read_table"]

MOST_ROWS = 1000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000
_SEPARATORS = (",", ";", "\t", "|")
_NAMED_SEPARATOR = re.compile("sep=(.)", re.IGNORECASE | re.DOTALL)
"""Excel's own way to name the separator, in the first line."""

_LINES_TO_LOOK_AT = 20
_LINES_ABOVE = 10
"""A report may have a title above its header."""

_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


@wordless
@dataclass(frozen=True)
class Table:
    """A header, and rows with the number of the line that each begins on."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(content: bytes) -> Table:
    """Read a CSV file: UTF-8, UTF-16 or Windows-1252; commas, semicolons, tabs or bars.

    Raises `Invalid` with one problem at `file`.
    """
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    if named := _NAMED_SEPARATOR.fullmatch(first.strip()):
        # The line stays counted.
        rows = list(_rows("\n" + rest, named[1]))
    else:
        rows = list(_rows(text, _separator(text)))
    if not rows:
        raise _refused("csv_empty")
    at = _header_at(rows)
    body = tuple(rows[at + 1 :])
    if not body:
        raise _refused("csv_no_rows")
    if len(body) > MOST_ROWS:
        raise _refused("csv_too_many_rows", most=MOST_ROWS)
    header = rows[at][1]
    if len(header) > MOST_COLUMNS:
        raise _refused("csv_too_many_columns", most=MOST_COLUMNS)
    return Table(header, body)


def _refused(code: str, **values: int) -> Invalid:
    return Invalid(Problem("file", code, values))


def _decoded(content: bytes) -> str:
    if content.startswith(_BOOKS):
        raise _refused("csv_is_spreadsheet")
    text = _text(content)
    if "\x00" in text:
        raise _refused("csv_not_text")
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")


def _text(content: bytes) -> str:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Windows calls ANSI. Five bytes have no letter there; they come out as a mark.
        return content.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """Choose the separator that splits the first lines into the most columns, most evenly."""
    lines = [line for line in text.split("\n")[:_LINES_TO_LOOK_AT] if line.strip()]

    def evenness(separator: str) -> tuple[int, int]:
        counts = Counter(len(row) for row in _split(lines, separator))
        columns, times = max(
            counts.items(), key=lambda each: (each[0] > 1, each[1], each[0]), default=(0, 0)
        )
        return (times if columns > 1 else 0, columns)

    return max(_SEPARATORS, key=evenness)


def _split(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return []


def _rows(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield rows that hold anything, each with the line it begins on."""
    # Not splitlines(), which also splits at characters that people have inside a cell.
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    line = 1
    try:
        for row in reader:
            if any(len(cell) > LONGEST_CELL for cell in row):
                raise _refused("csv_long_cell", line=line)
            if any(cell.strip() for cell in row):
                yield line, tuple(cell.strip(" \t\n") for cell in row)
            line = reader.line_num + 1
    except csv.Error:
        raise _refused("csv_broken_line", line=line) from None


def _header_at(rows: list[tuple[int, tuple[str, ...]]]) -> int:
    """Find the header: the first of the top lines that is as wide as any of them."""
    top = [sum(bool(cell) for cell in cells) for _, cells in rows[:_LINES_ABOVE]]
    wide = max(top)
    # A title above a table fills one or two cells; a header most of them.
    return next(place for place, filled in enumerate(top) if filled * 2 > wide)
