"""Rows of a workbook (`.xlsx`), read and written: stored values, and nothing in it is run."""

from __future__ import annotations

import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from matrix_xblock.codec.common.formula import guarded
from matrix_xblock.domain.errors import Invalid, Problem

__all__ = ["Rows", "is_workbook", "workbook_rows", "write_workbook"]

MOST_UNPACKED = 60 * 1024 * 1024
"""Bytes of all parts together, unpacked: twenty times what a browser can send."""
MOST_PARTS = 2000
MOST_LINES = 3 * 1_048_576
"""Rows, empty ones too, of all sheets that are read: three times what Excel has in one.

A row may claim any number, and every one before it is walked through.
"""
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


Rows = list[tuple[int, tuple[str, ...]]]


def workbook_rows(content: bytes, *, width: int, most: int) -> tuple[Rows, tuple[str, ...]]:
    """Return rows that hold anything, with their numbers: the first `most`, up to `width` cells.

    Beside them the names of other sheets that people see and that hold anything. Raises `Invalid`
    with one problem at `file`.
    """
    try:
        _check_parts(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        rows: Rows = []
        others: list[str] = []
        walked = itertools.count(1)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
            if rows and any(_filled(sheet, width, 1, walked)):
                others.append(sheet.title)
            elif not rows:
                rows = list(_filled(sheet, width, most, walked))
    except _BROKEN:
        raise Invalid(Problem("file", "workbook_broken")) from None
    return rows, tuple(others)


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


def _filled(
    sheet: Any, width: int, most: int, walked: Iterator[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    count = 0
    for number, row in enumerate(sheet.iter_rows(max_col=width, values_only=True), 1):
        if next(walked) > MOST_LINES:
            raise Invalid(Problem("file", "workbook_broken"))
        cells = tuple(_words(cell) for cell in row)
        if any(cells):
            yield number, cells
            count += 1
        if count >= most:
            return


def _words(value: object) -> str:
    """Return a cell as somebody would type it: days and times as ISO 8601, whole numbers bare."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip(" \t\n")


def write_workbook(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Write rows of texts into a workbook of one sheet. What looks like a formula is marked."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([guarded(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
