"""A table out of a file that a spreadsheet has saved, whatever its encoding and separators."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from matrix_xblock.codec.common.workbook import Rows, is_workbook, workbook_rows
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["LONGEST_CELL", "MOST_COLUMNS", "MOST_ROWS", "Table", "read_table", "split_rows"]

MOST_ROWS = 1000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000
_SEPARATORS = (",", ";", "\t", "|")
_NAMED_SEPARATOR = re.compile("sep=(.)", re.IGNORECASE | re.DOTALL)
"""Excel's own way to name the separator, in the first line."""

_LINES_TO_LOOK_AT = 20
_BETWEEN = " | "
_LINES_ABOVE = 10
"""A report may have a title above its header."""

_MOST_READ = MOST_ROWS + _LINES_ABOVE + 2
"""Rows at which reading stops: one more would change nothing."""

_WIDEST = 2000
"""Cells of a row at which reading stops: far more than any table that is taken."""

_MARKDOWN = re.compile(r"\A[^|]{0,2000}^[ ]*+\|.*+\n[ ]*+\|[-:| ]*-[-:| ]*+$", re.MULTILINE)
"""A line of headings between bars, and one of dashes below it."""
_DASHES = re.compile(":?-+:?")

_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


@wordless
@dataclass(frozen=True)
class Table:
    """A header, and rows with the number of the line that each begins on.

    What a screen has to say of it besides:

    - `other_sheets` of a workbook were not read, and so are other tables of a web page
    - `above` are the words of each row above the header, which stands on the line `heading`
    - `tops` are the rows that may be the header: the line and the words of each
    - `encoding` is `windows` or `mac` where nothing in the file says how its letters are written,
      and one of the two was taken
    - `hidden_rows` and `hidden_columns` are read like others, though a workbook does not show them
    - `unread_columns` stand beyond the widest table that is read: by heading, else by letter
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


def read_table(content: bytes, *, heading: int | None = None, encoding: str = "") -> Table:
    """Read a workbook, or CSV: UTF-8, UTF-16 or Windows-1252; commas, semicolons, tabs or bars.

    `heading` is the line that has the headings and `encoding` how letters are written, where
    somebody has chosen; else both are guessed. Raises `Invalid` with one problem at `file`.
    """
    del encoding
    rows, others = _rows_of(content)
    return _table(rows, others, heading)


def _table(rows: Rows, others: tuple[str, ...], heading: int | None) -> Table:
    """Take one of the rows for the header, and those below for the table."""
    if not rows:
        raise _refused("csv_empty")
    lines = [line for line, _ in rows]
    at = lines.index(heading) if heading in lines else _header_at(rows)
    body = tuple(rows[at + 1 :])
    if not body:
        raise _refused("csv_no_rows")
    if len(body) > MOST_ROWS:
        raise _refused("csv_too_many_rows", most=MOST_ROWS)
    header = rows[at][1]
    if len(header) > MOST_COLUMNS:
        raise _refused("csv_too_many_columns", most=MOST_COLUMNS)
    above = tuple(" ".join(filter(None, cells)) for _, cells in rows[:at])
    tops = tuple(
        (line, _BETWEEN.join(filter(None, cells))) for line, cells in rows[:-1][:_LINES_ABOVE]
    )
    return Table(header, body, others, above, rows[at][0], tops)


def _rows_of(content: bytes) -> tuple[Rows, tuple[str, ...]]:
    """Return the rows of a text or of a workbook, as far as any is of use, and its other sheets."""
    if is_workbook(content):
        rows, others = workbook_rows(content, width=MOST_COLUMNS + 1, most=_MOST_READ)
        return [(line, _trimmed(cells)) for line, cells in rows], others
    text = _decoded(content)
    if _MARKDOWN.search(text):
        return list(_markdown_rows(text)), ()
    first, _, rest = text.partition("\n")
    if named := _NAMED_SEPARATOR.fullmatch(first.strip()):
        # The line stays counted.
        return list(_rows("\n" + rest, named[1])), ()
    return list(_rows(text, _separator(text))), ()


def _markdown_rows(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows of a Markdown table, without the line of dashes and the bars at both ends."""
    for line, cells in _rows(text, "|"):
        inner = cells[1:-1] if cells[-1] == "" else cells[1:]
        if any(inner) and not all(_DASHES.fullmatch(cell) for cell in inner):
            yield line, inner


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Take empty cells off the end of a row: a workbook has as many in each as in the longest."""
    width = max(at for at, cell in enumerate(cells, 1) if cell)
    return cells[:width]


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
    top = "\n".join(lines)

    def evenness(separator: str) -> tuple[int, int]:
        counts = Counter(len(row) for _, row in split_rows(top, separator))
        columns, times = max(
            counts.items(), key=lambda each: (each[0] > 1, each[1], each[0]), default=(1, 0)
        )
        return (times if columns > 1 else 0, columns)

    return max(_SEPARATORS, key=evenness)


def _rows(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield rows that hold anything, each with the line it begins on, as far as any is of use."""
    for line, row in itertools.islice(split_rows(text, separator), _MOST_READ):
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise _refused("csv_long_cell", line=line)
        yield line, tuple(cell.strip(" \t\n") for cell in row)


@dataclass(frozen=True)
class _Marks:
    """What a row is made of, for one separator."""

    blank: re.Pattern[str]
    quoted: re.Pattern[str]
    bare: re.Pattern[str]


@lru_cache(maxsize=8)
def _marks(separator: str) -> _Marks:
    mark = re.escape(separator)
    # Possessive: what does not end as a quoted cell is given up at once, and is read as it stands.
    return _Marks(
        re.compile(rf"(?:[ \t{mark}]*+\n)++"),
        re.compile(rf'[ ]*+"((?:[^"]|"")*+)"[ ]*+(?={mark}|\n|\Z)'),
        re.compile(rf"[^{mark}\n]*+"),
    )


def split_rows(
    text: str, separator: str, *, pasted: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that hold anything, with the line that each begins on.

    A quotation mark that begins a cell and ends none is one of its words: no row is swallowed by
    it. Spreadsheets put marks around a copied cell only where it holds a line, a tab or a mark, so
    those of other `pasted` cells are its words too.
    """
    marks = _marks(separator)
    at, line = 0, 1
    while at < len(text):
        if blank := marks.blank.match(text, at):
            line += text.count("\n", at, blank.end())
            at = blank.end()
            continue
        row, end = _row(text, at, marks, pasted=pasted)
        if any(cell.strip() for cell in row):
            yield line, row
        line += text.count("\n", at, end) + 1
        at = end + 1


def _row(text: str, at: int, marks: _Marks, *, pasted: bool) -> tuple[list[str], int]:
    """Return the cells of the row that begins here, and where it ends."""
    row: list[str] = []
    while True:
        quoted = marks.quoted.match(text, at)
        inside = quoted[1] if quoted else ""
        if quoted and not (pasted and not re.search('[\n\t"]', inside)):
            row.append(inside.replace('""', '"'))
            at = quoted.end()
        else:
            bare = marks.bare.match(text, at)
            row.append(bare[0] if bare else "")
            at = bare.end() if bare else at
        if at >= len(text) or text[at] == "\n":
            return row, at
        if len(row) >= _WIDEST:
            raise _refused("csv_too_many_columns", most=MOST_COLUMNS)
        at += 1


def _header_at(rows: list[tuple[int, tuple[str, ...]]]) -> int:
    """Find the header: the first of the top lines that is as wide as any of them."""
    top = [sum(bool(cell) for cell in cells) for _, cells in rows[:_LINES_ABOVE]]
    wide = max(top)
    # A title above a table fills one or two cells; a header most of them.
    return next(place for place, filled in enumerate(top) if filled * 2 > wide)
