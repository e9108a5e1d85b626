"""The cells of one sheet of a workbook, taken out of its XML as it comes.

openpyxl makes an object of every cell and every text, and an empty row of every row that is not
there. Here nothing is made of what is empty, so that a million empty rows cost little.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "Cell",
    "SheetCells",
    "merged_parts",
    "number_formats",
    "read_cells",
    "shared_texts",
    "unescaped",
]

_DIGITS = "0123456789"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML has none for."""
_HALVES = range(0xD800, 0xE000)
"""Numbers of which two make a character."""
_TRUE = {"1", "true"}
_CHUNK = 65_536
_MOST_PLACES = 16_384
_MOST_LINE = 10_000_000
MOST_CELLS = 1_500_000
"""Cells of a sheet, empty ones too, and texts of any part: more than twice what is taken."""
_RANGE = re.compile("([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")

Cell = tuple[str, str, str]
"""The kind of a cell, its style, and what is written in it."""


class _EnoughError(Exception):
    """All rows that are of use have been read."""


@wordless
@dataclass
class SheetCells:
    """What a sheet holds: cells by row and place, and what it hides and merges.

    `beyond` are the places of filled cells further than the last place that is read, `walked` is
    how many rows were gone through. `uncomputed` counts formulas without a value, the first of
    which is `uncomputed_at`.
    """

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    beyond: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    walked: int = 0
    uncomputed: int = 0
    uncomputed_at: str = ""


Attributes = dict[str, str]


class _Part:
    """A part of a workbook that is gone through: what begins in it is told by its name.

    Most elements are empty, so ends are listened to only where a text is.
    """

    def __init__(self) -> None:
        self.parser: Any = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._root
        self.parts: list[str] = []
        self.is_aloud = False
        self.room = MOST_CELLS

    def starts(self) -> dict[str, Callable[[Attributes], None]]:
        """Return what to do where an element begins."""
        return {}

    def text(self, words: str) -> None:
        """Take a text that has ended."""

    def read(self, file: IO[bytes]) -> None:
        """Go through the part. Raises `ValueError` where it is broken."""
        try:
            while chunk := file.read(_CHUNK):
                self.parser.Parse(chunk)
            self.parser.Parse(b"", True)  # noqa: FBT003 - the parser takes no other
        except expat.ExpatError:
            raise ValueError from None

    def _refuse(self, *_: object) -> None:
        """Refuse a document type, which no workbook has."""
        raise ValueError

    def _root(self, name: str, _: Attributes) -> None:
        """Know the prefix that all names have, if any."""
        prefix = name[: name.rfind(":") + 1]
        known = {prefix + each: start for each, start in self.starts().items()}.get

        def start(name: str, attributes: Attributes) -> None:
            do = known(name)
            if do:
                do(attributes)

        self.parser.StartElementHandler = start

    def listen(self, _: Attributes) -> None:
        """Collect the text that begins here. How it is said aloud is no part of it."""
        self.room -= 1
        if self.room < 0:
            raise ValueError
        if not self.is_aloud:
            self.parser.CharacterDataHandler = self.parts.append
            self.parser.EndElementHandler = self._ended

    def aloud(self, _: Attributes) -> None:
        """Pass over what comes until the next text: it says how the one before is spoken."""
        self.is_aloud = True

    def _ended(self, _: str) -> None:
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None
        words = "".join(self.parts)
        self.parts.clear()
        self.text(words)


class _Texts(_Part):
    """The texts that cells point to."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.runs: list[str] = []

    def starts(self) -> dict[str, Callable[[Attributes], None]]:
        return {"si": self._begin, "t": self.listen, "rPh": self.aloud}

    def _begin(self, _: Attributes) -> None:
        self.is_aloud = False
        self.join()
        self.texts.append("")

    def text(self, words: str) -> None:
        self.runs.append(words)

    def join(self) -> None:
        """Put the runs of the last text together, once: a text may have millions of them."""
        if self.runs:
            self.texts[-1] = "".join(self.runs)
            self.runs.clear()


def shared_texts(file: IO[bytes]) -> list[str]:
    """Return the texts that cells point to, in their order."""
    texts = _Texts()
    texts.read(file)
    texts.join()
    return [unescaped(each) for each in texts.texts]


def unescaped(text: str) -> str:
    """Return a text with the characters that XML has none for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda each: _character(int(each[1], 16)), text)


def _character(number: int) -> str:
    """Return a character; half of one, which no text can have, comes out as a mark."""
    return "\ufffd" if number in _HALVES else chr(number)


class _Formats(_Part):
    """The formats of numbers, and which one each style has."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[int] = []
        self.formats: dict[int, str] = {}
        self.is_of_cells = False

    def starts(self) -> dict[str, Callable[[Attributes], None]]:
        return {
            "numFmt": self._format,
            "cellXfs": self._cells,
            "cellStyleXfs": self._others,
            "cellStyles": self._others,
            "xf": self._style,
        }

    def _format(self, attributes: Attributes) -> None:
        self.formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")

    def _cells(self, _: Attributes) -> None:
        self.is_of_cells = True

    def _others(self, _: Attributes) -> None:
        self.is_of_cells = False

    def _style(self, attributes: Attributes) -> None:
        if self.is_of_cells:
            self.styles.append(int(attributes.get("numFmtId", "0")))


def number_formats(file: IO[bytes]) -> tuple[list[int], dict[int, str]]:
    """Return the number of the format that each style has, and the formats that are no built-in."""
    formats = _Formats()
    formats.read(file)
    return formats.styles, formats.formats


class _Cells(_Part):
    """One sheet being read. A row is kept where the next one begins, if anything is in it."""

    def __init__(self, width: int, most: int, room: int) -> None:
        super().__init__()
        self.cells = SheetCells()
        self.width, self.most, self.room_of_rows = width, most, room
        self.room_of_cells = MOST_CELLS
        self.runs: list[str] = []
        self.row: dict[int, Cell] = {}
        self.walked = self.numbered = self.number = self.columns = 0
        self.begun: Attributes = {}
        self.place = -1
        self.places: dict[str, int] = {}
        self.kind = self.style = self.reference = ""
        self.formulas: dict[int, str] = {}

    def starts(self) -> dict[str, Callable[[Attributes], None]]:
        return {
            "row": self._row,
            "c": self._cell,
            "f": self._formula,
            "v": self.listen,
            "t": self.listen,
            "rPh": self.aloud,
            "col": self._column,
            "mergeCell": self._merged,
        }

    def _row(self, attributes: Attributes) -> None:
        if self.formulas:
            self.count_uncomputed()
        if self.row:
            self.keep()
        self.walked += 1
        if self.walked > self.room_of_rows:
            raise ValueError
        self.begun = attributes
        self.place = -1

    def _cell(self, attributes: Attributes) -> None:
        self._join()
        self.room_of_cells -= 1
        if self.room_of_cells < 0:
            raise ValueError
        reference = attributes.get("r")
        self.place = self._place(reference.rstrip(_DIGITS)) if reference else self.place + 1
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.reference = reference or ""
        self.is_aloud = False

    def _formula(self, _: Attributes) -> None:
        self.formulas[self.place] = self.reference

    def count_uncomputed(self) -> None:
        """Count the formulas of the row that has ended without a value, not even an empty one."""
        for place, reference in self.formulas.items():
            if place not in self.row and place < self.width:
                self.cells.uncomputed += 1
                self.cells.uncomputed_at = self.cells.uncomputed_at or reference
        self.formulas.clear()

    def text(self, words: str) -> None:
        if not words:
            if self.kind == "str":  # the value of the formula is an empty text
                self.formulas.pop(self.place, None)
            return
        if self.place >= self.width:
            self.cells.beyond.add(self.place)
        elif self.kind == "inlineStr" and self.place in self.row:
            self.runs.append(words)
        else:
            self.row[self.place] = (self.kind, self.style, words)

    def _join(self) -> None:
        """Put the runs of the cell that has ended together, once."""
        if self.runs:
            kind, style, first = self.row[self.place]
            self.row[self.place] = (kind, style, first + "".join(self.runs))
            self.runs.clear()

    def keep(self) -> None:
        """Keep the row that has ended. One without a number is the next after the last with one."""
        self._join()
        number = int(float(self.begun.get("r", self.number + self.walked - self.numbered)))
        if not abs(number) < _MOST_LINE:
            raise ValueError
        self.number, self.numbered = number, self.walked
        self.cells.rows[number], self.row = self.row, {}
        if self.begun.get("hidden") in _TRUE:
            self.cells.hidden_rows.add(number)
        if len(self.cells.rows) >= self.most:
            raise _EnoughError

    def _column(self, attributes: Attributes) -> None:
        self.columns += 1
        if self.columns > _MOST_PLACES:
            raise ValueError
        if attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]) - 1, int(attributes["max"])
            self.cells.hidden_columns.update(range(first, min(last, self.width)))

    def _merged(self, attributes: Attributes) -> None:
        self.cells.merged.append(attributes.get("ref", ""))

    def _place(self, letters: str) -> int:
        place = self.places.get(letters)
        if place is None:
            place = self.places[letters] = _place_of(letters)
            if not 0 <= place < _MOST_PLACES:
                raise ValueError
        return place


def _place_of(letters: str) -> int:
    """Return where a column stands: `A` at 0, `AA` at 26."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def read_cells(file: IO[bytes], *, width: int, most: int, room: int) -> SheetCells:
    """Read the first rows that hold anything, up to a width.

    Raises `ValueError` and its like where the part is broken, or has more rows than there is room.
    """
    reading = _Cells(width, most, room)
    with suppress(_EnoughError):
        reading.read(file)
        reading.count_uncomputed()
        if reading.row:
            reading.keep()
    reading.cells.walked = reading.walked
    return reading.cells


def merged_parts(cells: SheetCells) -> list[tuple[range, range]]:
    """Return the rows and the places of every part of a sheet that was made one cell."""
    parts = []
    for reference in cells.merged:
        if part := _RANGE.fullmatch(reference):
            rows = range(int(part[2]), int(part[4]) + 1)
            parts.append((rows, range(_place_of(part[1]), _place_of(part[3]) + 1)))
    return parts
