"""The CPD log as a spreadsheet reads and writes it: what other systems call which column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from matrix_xblock.codec.common.csv_lines import Cell, csv_line
from matrix_xblock.codec.common.formula import unguarded
from matrix_xblock.codec.common.table import Table
from matrix_xblock.domain.cpd import cpd as rules
from matrix_xblock.domain.cpd.cpd import (
    CHOICES,
    DETAILS,
    FIELDS,
    AreaRef,
    CpdEntry,
    CpdStatus,
    CpdType,
    EntryField,
    FieldKind,
    Glance,
    named,
)
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.dates import read_date
from matrix_xblock.domain.values.durations import read_duration
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.place import Place
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "COLUMNS",
    "NEEDED",
    "CsvOptions",
    "ImportResult",
    "fingerprint",
    "guess_columns",
    "guess_month_first",
    "read_rows",
    "write_csv",
]

COLUMNS = (*(each.name for each in FIELDS), "id")
NEEDED = ("title", "start")

_BOM = "\ufeff"

_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "activity", "activity name", "name", "course", "course name", "event",
              "what", "description", "cpd", "teitl", "gweithgaredd", "enw"),
    "type": ("type", "category", "kind", "activity type", "cpd type", "math", "categori"),
    "start": ("start", "date", "start date", "from", "when", "date completed", "date of activity",
              "dyddiad", "dyddiad dechrau"),
    "end": ("end", "end date", "to", "until", "finish", "dyddiad gorffen"),
    "minutes": ("minutes", "hours", "duration", "time", "length", "time spent", "cpd hours",
                "number of hours", "how long it took", "munudau", "oriau", "hyd", "amser"),
    "interactive_minutes": ("interactive minutes", "participatory hours", "interactive",
                            "participatory", "of that, time spent with others"),
    "status": ("status", "statws", "has it taken place?"),
    "areas": ("area", "areas", "areas it is about", "standard", "standards", "maes", "meysydd"),
    "provider": ("provider", "organiser", "organisation", "delivered by", "darparwr"),
    "host_setting": ("where", "venue", "location", "setting", "where it took place", "lleoliad"),
    "mode": ("mode", "method", "how", "format", "dull"),
    "learned": ("learned", "learning", "what i learned", "notes", "reflection", "reflections",
                "key learning", "nodiadau", "myfyrdod"),
    "applied": ("applied", "application", "what i do differently now", "link to practice",
                "changes to practice"),
    "impact": ("impact level", "what has come of it so far"),
    "impact_note": ("impact", "impact note", "outcome", "how i can tell", "effaith"),
    "review_on": ("review on", "review date", "impact review date", "take another look on"),
    "evidence": ("evidence", "link", "url", "tystiolaeth"),
    "certificate": ("certificate", "tystysgrif"),
    "id": ("id", "identifier"),
}  # fmt: skip
"""What other systems call a column. Its code and our own words for it are known besides."""

_BARE_NUMBER = re.compile(r"[0-9]+[.,]?[0-9]*|[.,][0-9]+")
_AFTER = ("end_before_start", "review_before_start")
"""What a day that could not be read would break besides."""

T = TypeVar("T")
Label = Callable[[str], str]


@dataclass(frozen=True)
class CsvOptions:
    """How a file writes things: which column holds what, and how days are written.

    `areas` are known by their names, casefolded; `day_minutes` is what *a day* means.
    """

    columns: Mapping[str, int]
    is_month_first: bool
    day_minutes: int
    areas: Mapping[str, AreaRef]
    place: Place
    label: Label


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in which cell. `column` is one of `COLUMNS`."""

    line: int
    column: str
    problem: Problem


@dataclass(frozen=True)
class ImportResult:
    """What a table holds: entries, rows that say the same as another, and what is wrong or odd."""

    entries: tuple[CpdEntry, ...]
    repeated: int
    problems: tuple[RowProblem, ...]
    notices: tuple[RowProblem, ...]


def write_csv(entries: Iterable[CpdEntry], *, label: Label) -> str:
    """Write entries so that a spreadsheet opens them and `read_rows` gives them back.

    Words are the reader's; a mark at the start says UTF-8; no cell is taken for a formula.
    """
    label = cache(label)
    header: list[Cell] = [label(f"cpd.field.{name}") for name in COLUMNS]
    rows = ([_cell(entry, name, label) for name in COLUMNS] for entry in entries)
    return _BOM + "".join(map(csv_line, [header, *rows]))


def guess_columns(header: Sequence[str], *, label: Label) -> dict[str, int]:
    """Find columns by what people call them, exact names first. Each is used once."""
    plain = [" ".join(cell.split()).casefold() for cell in header]
    columns: dict[str, int] = {}
    for name in COLUMNS:
        wanted = (label(f"cpd.field.{name}").casefold(), name, *_NAMES.get(name, ()))
        places = [plain.index(each) for each in wanted if each in plain]
        free = [place for place in places if place not in columns.values()]
        if free:
            columns[name] = free[0]
    return columns


def guess_month_first(table: Table, columns: Mapping[str, int]) -> bool | None:
    """Tell how days are written in numbers, or None where every one can be read both ways."""
    firsts = set()
    seconds = set()
    for _, cells in table.rows:
        for name in named(FieldKind.DAY):
            parts = _at(cells, columns.get(name)).replace("-", "/").replace(".", "/").split("/")
            first, second, *_ = [whole_number(each.strip()) for each in (*parts, "")]
            if len(parts) == len(("d", "m", "y")) and first is not None and second is not None:
                firsts.add(first)
                seconds.add(second)
    most = max(firsts, default=0)
    if most > 12 or not firsts:  # noqa: PLR2004 - months of a year
        return False
    return True if max(seconds) > 12 else None  # noqa: PLR2004


def fingerprint(entry: CpdEntry | Glance) -> tuple[str, str, int, str]:
    """Return what makes two entries the same one, whatever their ids."""
    start = entry.start if isinstance(entry.start, str) else entry.start.isoformat()
    return " ".join(entry.title.split()).casefold(), start, entry.minutes, str(entry.type)


def read_rows(table: Table, options: CsvOptions) -> ImportResult:
    """Read every row; what is wrong in any of them is named with its line and column.

    Each word is looked up once, not for every cell: a host may have to load a catalogue for it.
    """
    choices = {name: _by_word(name, options.label) for name in CHOICES}
    entries: dict[tuple[str, str, int, str], CpdEntry] = {}
    problems: list[RowProblem] = []
    notices: list[RowProblem] = []
    ids: set[str] = set()
    repeated = 0
    for line, cells in table.rows:
        row = _Row(line, cells, options, table.header, choices)
        entry = row.entry()
        problems += row.problems
        notices += row.notices
        repeated += not row.problems and fingerprint(entry) in entries
        if not row.problems and fingerprint(entry) not in entries:
            # An id that a spreadsheet has copied down with its row is that of the first one only.
            entry = _with_id(entry, entry.id if entry.id not in ids else "")
            ids.add(entry.id)
            entries[fingerprint(entry)] = entry
    return ImportResult(tuple(entries.values()), repeated, tuple(problems), tuple(notices))


@wordless
@dataclass
class _Row:
    line: int
    cells: Sequence[str]
    options: CsvOptions
    header: Sequence[str]
    known: Mapping[str, Mapping[str, Any]]
    problems: list[RowProblem] = field(default_factory=list)
    notices: list[RowProblem] = field(default_factory=list)

    def entry(self) -> CpdEntry:
        entry = CpdEntry(
            id="",
            title=self._line("title"),
            type=self._choice("type") or CpdType.OTHER,
            start=self._start(),
            minutes=self._minutes("minutes"),
            status=self._choice("status") or CpdStatus.DONE,
            areas=self._areas(),
            **{each.name: self._detail(each) for each in DETAILS},
            source="import",
            made_in=self.options.place.usage,
            made_in_title=self.options.place.title,
        )
        failed = {each.column for each in self.problems}
        for problem in rules.check(entry):
            is_told = problem.field in failed or ("start" in failed and problem.code in _AFTER)
            if not is_told:
                self._wrong(self.problems, problem.field, problem)
        return _with_id(entry, self._text("id"))

    def _detail(self, field: EntryField) -> Any:
        match field.kind:
            case FieldKind.CHOICE:
                return self._choice(field.name)
            case FieldKind.DAY:
                return self._day(field.name)
            case FieldKind.MINUTES:
                return self._minutes(field.name)
            case FieldKind.TEXT:
                return self._text(field.name)
            case _:
                return self._line(field.name)

    def _line(self, name: str) -> str:
        return " ".join(self._text(name).split())

    def _text(self, name: str) -> str:
        text = _at(self.cells, self.options.columns.get(name))
        if not text:
            return ""
        return clean(unguarded(text))

    def _wrong(self, into: list[RowProblem], column: str, problem: Problem) -> None:
        into.append(RowProblem(self.line, column, problem))

    def _tried(self, name: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Invalid as refused:
            self._wrong(self.problems, name, refused.problems[0])
            return otherwise

    def _day(self, name: str) -> date | None:
        text, first = self._text(name), self.options.is_month_first
        return self._tried(name, lambda: read_date(text, field=name, is_month_first=first), None)

    def _start(self) -> date:
        start = self._day("start")
        if start is None and not any(each.column == "start" for each in self.problems):
            self._wrong(self.problems, "start", Problem("start", "start_missing"))
        return start or date.min

    def _minutes(self, name: str) -> int:
        """Read a time; a bare number means what the column is called. 0 says nothing here."""
        text = self._text(name)
        unit = _unit(_at(self.header, self.options.columns.get(name)))
        is_bare = _BARE_NUMBER.fullmatch(text) is not None
        if is_bare and not text.strip("0.,"):
            return 0
        day = self.options.day_minutes
        return self._tried(
            name, lambda: read_duration(text, field=name, day_minutes=day, bare=unit), 0
        )

    def _choice(self, name: str) -> Any:
        """Find a value by its word or code; one that is not known is said to be."""
        word = self._line(name).casefold()
        if word and word not in self.known[name]:
            self._wrong(self.notices, name, Problem(name, "row_choice_unknown"))
        return self.known[name].get(word)

    def _areas(self) -> tuple[AreaRef, ...]:
        names = self._text("areas").casefold().split(";")
        areas = list(_named(names, self.options.areas))
        if None in areas:
            self._wrong(self.notices, "areas", Problem("areas", "row_area_unknown"))
        return tuple(dict.fromkeys(each for each in areas if each is not None))


def _named(pieces: Sequence[str], areas: Mapping[str, AreaRef]) -> Iterator[AreaRef | None]:
    """Find areas by their names, of which some have a semicolon in them; nothing for an unknown."""
    longest = 1 + max((name.count(";") for name in areas), default=0)
    at = 0
    while at < len(pieces):
        names = {n: ";".join(pieces[at : at + n]).strip() for n in range(longest, 0, -1)}
        length = next((n for n, name in names.items() if name in areas), 1)
        if names[length]:
            yield areas.get(names[length])
        at += length


def _by_word(name: str, label: Label) -> dict[str, Any]:
    """Return the values of a column by what they are called, the first of two that are the same."""
    pairs = [(word, each) for each in CHOICES[name] for word in _names(name, each, label)]
    return dict(reversed(pairs))


def _names(name: str, value: StrEnum, label: Label) -> tuple[str, str]:
    """Return what a value is called: its code, and its word as a cell is compared with it."""
    return value.value, label(f"cpd.{name}.{value.value}").casefold()


def _with_id(entry: CpdEntry, identifier: str) -> CpdEntry:
    """Give the id that the file says, else one that the same row always has."""
    known = identifier if is_id(identifier) else ""
    words = "\n".join(map(str, fingerprint(entry)))
    made = "csv-" + hashlib.sha256(words.encode()).hexdigest()[:24]
    return CpdEntry(**{**vars(entry), "id": known or made})


def _unit(header: str) -> str:
    """Return the unit of bare numbers in a column; most logs keep hours."""
    return "min" if any(word in header.casefold() for word in ("min", "munud")) else "h"


def _at(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and 0 <= place < len(cells) else ""


def _cell(entry: CpdEntry, name: str, label: Label) -> Cell:
    value = getattr(entry, name)
    if name in CHOICES:
        return label(f"cpd.{name}.{value.value}") if value else None
    if name == "areas":
        return "; ".join(area.name for area in entry.areas) or None
    cell: Cell = value
    return cell or None
