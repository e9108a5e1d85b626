"""Rows of a workbook (`.xlsx`), read and written: stored values, and nothing in it is run."""

from __future__ import annotations

import io
import zipfile
import zlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS

from matrix_xblock.codec.common.formula import guarded
from matrix_xblock.codec.common.grid import MOST_COLUMNS, MOST_READ, Grid
from matrix_xblock.codec.common.sheet_xml import (
    Cell,
    SheetCells,
    merged_parts,
    number_formats,
    read_cells,
    shared_texts,
    unescaped,
)
from matrix_xblock.domain.errors import Invalid, Problem

__all__ = ["is_workbook", "read_workbook", "write_workbook"]

MOST_UNPACKED = 60 * 1024 * 1024
"""Bytes of all parts together, unpacked: twenty times what a browser can send."""
MOST_PARTS = 2000
MOST_LINES = 3 * 1_048_576
"""Rows, empty ones too, of all sheets that are read: three times what Excel has in one.

Rows that nothing is in cost time too.
"""
_FEWEST_ROWS = 2
_MEGABYTE = 1024 * 1024
_HEAD = 1024
"""Bytes in which a document type would stand."""
_ZIP = b"PK\x03\x04"
_PART = "xl/workbook.xml"
_TRACE = b"xl/worksheets/"
"""Names of parts stand in a file as they are: also in one that breaks off."""
_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    zlib.error,
    SyntaxError,  # what the parser of XML raises is one
    LookupError,
    ArithmeticError,  # a number without end
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    RuntimeError,
    AssertionError,
)
"""What reading a workbook raises that is none, or is broken somewhere."""


def is_workbook(content: bytes) -> bool:
    """Tell a workbook by its first bytes and by the part that every one has."""
    if not content.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _PART in archive.namelist()
    except _BROKEN:
        return _TRACE in content


def read_workbook(content: bytes, *, most: int = MOST_READ) -> Grid:
    """Return rows of the first sheet that people see and that has a table, with their numbers.

    Beside them the names of other sheets with something in them. Raises `Invalid` with one problem
    at `file`.
    """
    try:
        _check_parts(content)
        return _Book(content).grid(most)
    except _BROKEN:
        raise Invalid(Problem("file", "workbook_broken")) from None


def _check_parts(content: bytes) -> None:
    """Refuse a workbook that would unpack to more than any table needs, or that has entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or size > MOST_UNPACKED:
            most = {"most": MOST_UNPACKED // _MEGABYTE}
            raise Invalid(Problem("file", "workbook_too_large", most))
        for part in parts:
            with archive.open(part) as file:
                if b"<!DOCTYPE" in file.read(_HEAD):
                    raise Invalid(Problem("file", "workbook_broken"))


class _Book:
    """A workbook that is being read: openpyxl says what its parts are, the cells are streamed."""

    def __init__(self, content: bytes) -> None:
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()
        self.archive: zipfile.ZipFile = reader.archive
        self.epoch: datetime = reader.wb.epoch
        self.sheets: list[tuple[Any, Any]] = list(reader.parser.find_sheets())
        self.strings = reader.package.find(SHARED_STRINGS)
        self.room = MOST_LINES

    def grid(self, most: int) -> Grid:
        """Read the sheets: one whole, of the others whether anything is in them.

        It is the first with a table in it: a cover or a page of instructions may stand before it.
        """
        taken, name = SheetCells(), ""
        others = []
        for title, target, is_seen in self._parts():
            is_open = is_seen and not _has_table(taken)
            read = self._cells(target, most=most if is_open else 1)
            if is_open and read.rows and (not taken.rows or _has_table(read)):
                others.extend([name] if taken.rows else [])
                taken, name = read, title
            elif read.rows:
                others.append(title)
        return self._grid_of(taken, tuple(others))

    def _parts(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the name and part of each sheet of cells, and whether people see it. None twice."""
        names, targets = set(self.archive.namelist()), set()
        for sheet, relation in self.sheets:
            target = relation.target
            if "chartsheet" not in relation.Type and target in names and target not in targets:
                targets.add(target)
                yield sheet.name, target, sheet.state == "visible"

    def _cells(self, target: str, *, most: int) -> SheetCells:
        with self.archive.open(target) as file:
            cells = read_cells(file, width=MOST_COLUMNS, most=most, room=self.room)
        self.room -= cells.walked
        return cells

    def _grid_of(self, cells: SheetCells, others: tuple[str, ...]) -> Grid:
        value = self._values()
        rows = {
            number: {at: value(cell) for at, cell in row.items()}
            for number, row in cells.rows.items()
        }
        across = _spread(rows, merged_parts(cells))
        return Grid(
            rows=tuple((line, _in_places(row)) for line, row in rows.items() if any(row.values())),
            others=others,
            across=across,
            hidden_rows=cells.hidden_rows,
            hidden_columns=cells.hidden_columns,
            beyond=cells.beyond,
            uncomputed=cells.uncomputed,
            uncomputed_at=cells.uncomputed_at,
        )

    def _values(self) -> Callable[[Cell], str]:
        """Return what makes words of a cell. Texts and styles are read once."""
        texts: dict[str, str] = {}
        if self.strings is not None:
            with self.archive.open(self.strings.PartName[1:]) as file:
                texts = {str(at): _tidy(text) for at, text in enumerate(shared_texts(file))}
        formats: list[str] = []
        if ARC_STYLE in self.archive.namelist():
            with self.archive.open(ARC_STYLE) as file:
                styles, own = number_formats(file)
            formats = [own.get(each) or BUILTIN_FORMATS.get(each, "General") for each in styles]
        dates = {str(at) for at, each in enumerate(formats) if is_date_format(each)}
        spans = {str(at) for at, each in enumerate(formats) if is_timedelta_format(each)}

        def value(cell: Cell) -> str:
            kind, style, written = cell
            if kind == "s":
                return texts[written]
            if kind == "n":
                return self._number(written, is_date=style in dates, is_span=style in spans)
            if kind == "b":
                return str(written == "1")
            return _words(from_ISO8601(written)) if kind == "d" else _tidy(unescaped(written))

        return value

    def _number(self, written: str, *, is_date: bool, is_span: bool) -> str:
        """Return a number as it is shown: of a fraction 15 digits, which is what is stored."""
        if is_date:
            try:
                return _words(from_excel(float(written), self.epoch, timedelta=is_span))
            except (OverflowError, ValueError):
                return written
        if written.isdigit():
            return written
        number = float(written)
        return str(int(number)) if number.is_integer() else f"{number:.15g}"


def _has_table(cells: SheetCells) -> bool:
    """Tell a table: two rows with more than one cell."""
    wide = (row for row in cells.rows.values() if len(row) > 1)
    return len(list(islice(wide, _FEWEST_ROWS))) == _FEWEST_ROWS


def _in_places(row: Mapping[int, str]) -> tuple[str, ...]:
    """Return the cells of a row up to its last that holds anything."""
    width = max(at for at, cell in row.items() if cell) + 1
    return tuple(row.get(at, "") for at in range(width))


def _spread(
    rows: dict[int, dict[int, str]], parts: list[tuple[range, range]]
) -> Mapping[int, set[int]]:
    """Say the words of a merged cell in each of its rows; return the places it takes beside them.

    No more than the cells there are is spread over: parts that overlap are no workbook's.
    """
    across: defaultdict[int, set[int]] = defaultdict(set)
    room = len(rows) * MOST_COLUMNS
    numbers = sorted(rows)
    for lines, places in parts:
        words = rows.get(lines[0], {}).get(places[0], "") if lines and places else ""
        if not words:
            continue
        first, *others = range(places[0], min(places.stop, MOST_COLUMNS))
        for number in numbers[bisect_left(numbers, lines[0]) : bisect_left(numbers, lines.stop)]:
            room -= 1 + len(others)
            if room < 0:
                raise ValueError("parts overlap")
            rows[number][first] = words
            across[number].update(others)
    return across


def _words(value: object) -> str:
    """Return a cell as somebody would type it: days and times as ISO 8601, whole numbers bare."""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, date | time):
        return value.isoformat()
    return _tidy(str(value))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n")


def write_workbook(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Write rows of texts into a workbook of one sheet. What looks like a formula is marked."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([guarded(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
