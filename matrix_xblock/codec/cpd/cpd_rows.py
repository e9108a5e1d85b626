"""The rows of a CPD log that somebody kept elsewhere: what each says, and what has to be asked."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache, partial
from typing import Any

from matrix_xblock.codec.common.formula import unguarded
from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.cpd.cpd_columns import Label, bare_unit
from matrix_xblock.domain.cpd import cpd as rules
from matrix_xblock.domain.cpd.cpd import (
    CHOICES,
    DETAILS,
    AreaRef,
    CpdEntry,
    CpdStatus,
    CpdType,
    EntryField,
    FieldKind,
    Glance,
)
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.day_cells import read_days
from matrix_xblock.domain.values.durations import read_duration, says_unit
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.place import Place
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "PART_OF_DAY",
    "Aside",
    "Ask",
    "ImportOptions",
    "ImportResult",
    "Row",
    "RowProblem",
    "Same",
    "Word",
    "fingerprint",
    "read_rows",
]

_TOTAL = re.compile(r"(?:(?:grand|sub|running|yearly|annual)[ -]?)?(?:totals?|sum|cyfanswm)\b.*")
_TOTAL_ALONE = re.compile(
    r"(?:(?:grand|sub|running|yearly|annual)[ -]?)?(?:totals?|sum|cyfanswm)"
    r"(?: (?:hours|time|oriau))?:?"
)
_MAYBE_TOTAL = re.compile(r"\x1e(?:" + _TOTAL_ALONE.pattern + r")(?=\x1f|\Z)")
"""A cell of a row as it is spelt for its key that is the word for a total and nothing else."""
_NUMBER = re.compile(r"[0-9]+[.,]?[0-9]*|[.,][0-9]+")
_POINTS = re.compile(
    r"([0-9]+[.,]?[0-9]*) ?(?:cpd )?(?:credits?|points?|pts|pwyntiau|pwynt)", re.IGNORECASE
)
_PART = re.compile(r"0?[.,][0-9]{3,}")
PART_OF_DAY = "part-of-day"
"""The unit of numbers that Excel has made of times."""
_OF_UNIT = {"min": 1, "h": 60, PART_OF_DAY: 24 * 60}
_ISO = re.compile(r"PT(?:([0-9]{1,4})H)?(?:([0-9]{1,6})M)?(?:[0-9]+S)?", re.IGNORECASE)
"""A length as calendars and timers write it: `PT1H30M`."""

_AFTER = ("end_before_start", "review_before_start")
"""What a day that could not be read would break besides."""


_DaysRead = tuple[date | None, date | None, tuple[Problem, ...]]


class Ask(StrEnum):
    """What a file leaves open for a whole column."""

    UNIT = "unit"
    POINT = "point"
    MONTH = "month"


@wordless
@dataclass(frozen=True)
class ImportOptions:
    """How a file writes things, and what was decided about its rows.

    `columns` has the field of each column, "" for none. `areas` are known by their names,
    casefolded; `day_minutes` is what *a day* means, `point_minutes` what one credit is, 0 where
    nobody has said. `unit` is that of bare numbers whose heading names none: "min", "h" or
    `PART_OF_DAY`. `meanings` are codes by field and casefolded word; "" leaves the word out.
    `left_out` are rows that stay out, `both` rows that come in although they say the same as
    another, by their keys. `leaves_wrong_out`: rows that cannot be read stay out as well.
    """

    columns: Sequence[str]
    is_month_first: bool
    day_minutes: int
    areas: Mapping[str, AreaRef]
    place: Place
    label: Label
    unit: str = ""
    point_minutes: int = 0
    is_month_enough: bool = False
    leaves_months_out: bool = False
    meanings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    both: frozenset[str] = frozenset()
    leaves_wrong_out: bool = False


@wordless
@dataclass(frozen=True)
class RowProblem:
    """What is wrong or odd in which cell. `column` is one of `COLUMNS`, `text` what is in it.

    `key` stands for the row in a form, and still does when the file has been mended elsewhere.
    """

    line: int
    column: str
    problem: Problem
    text: str = ""
    key: str = ""


@wordless
@dataclass(frozen=True)
class Row:
    """An entry, and the line and the row that it comes from."""

    line: int
    key: str
    entry: CpdEntry


@wordless
@dataclass(frozen=True)
class Same:
    """A row that says in all its cells what an earlier line says. `cells` are the filled ones."""

    line: int
    earlier: int
    key: str
    cells: tuple[str, ...]


@wordless
@dataclass(frozen=True)
class Aside:
    """A row that is no activity: a sum of others, or a heading between them."""

    line: int
    is_total: bool
    words: str


@wordless
@dataclass(frozen=True)
class Word:
    """A word that is none of ours, as it was first written, and in how many rows it stands."""

    field: str
    text: str
    rows: int

    @property
    def key(self) -> tuple[str, str]:
        """What `ImportOptions.meanings` knows it by."""
        return self.field, self.text.casefold()


@wordless
@dataclass(frozen=True)
class ImportResult:
    """What a table holds, and what keeps some of it out.

    `left_out` counts rows by choice, `waiting` those that what is asked has to be answered for.
    """

    rows: tuple[Row, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    notices: tuple[RowProblem, ...] = ()
    same: tuple[Same, ...] = ()
    asides: tuple[Aside, ...] = ()
    words: tuple[Word, ...] = ()
    asks: frozenset[Ask] = frozenset()
    left_out: int = 0
    waiting: int = 0


def fingerprint(entry: CpdEntry | Glance) -> tuple[str, str, int, str]:
    """Return what makes two entries look like the same one, whatever their ids."""
    start = entry.start if isinstance(entry.start, str) else entry.start.isoformat()
    return " ".join(entry.title.split()).casefold(), start, entry.minutes, str(entry.type)


def read_rows(table: Table, options: ImportOptions) -> ImportResult:
    """Read every row; what is wrong in any of them is named with its line and column.

    Each word is looked up once, not for every cell: a host may have to load a catalogue for it.
    """
    reading = _Reading(options, [bare_unit(each) for each in table.header])
    for line, cells in table.rows:
        reading.read(line, cells)
    return reading.result()


class _Reading:
    """A table as far as it has been read."""

    def __init__(self, options: ImportOptions, units: Sequence[str]) -> None:
        self.options = options
        self.places: dict[str, list[tuple[int, str]]] = {}
        """Where the cells of a field stand, and the unit of bare numbers there."""
        for at, (name, unit) in enumerate(zip(options.columns, units, strict=False)):
            if name:
                self.places.setdefault(name, []).append((at, unit))
        self.width = len(options.columns)
        self.alone = {name: at[0][0] for name, at in self.places.items() if len(at) == 1}
        self.known = {name: _by_word(name, options.label) for name in CHOICES}
        self.details = [
            each for each in DETAILS if each.name in options.columns and each.name != "end"
        ]
        self.days = cache(self._read_days)
        self.lengths = cache(partial(read_duration, day_minutes=options.day_minutes))
        """Days and lengths that were read: a log has many rows and few of either."""
        self.first_lines: dict[str, int] = {}
        self.times: Counter[str] = Counter()
        self.ids: set[str] = set()
        self.asks: set[Ask] = set()
        self.words: dict[tuple[str, str], Word] = {}
        self.rows: list[Row] = []
        self.problems: list[RowProblem] = []
        self.notices: list[RowProblem] = []
        self.same: list[Same] = []
        self.asides: list[Aside] = []
        self.left_out = 0
        self.waiting = 0

    def read(self, line: int, cells: Sequence[str]) -> None:
        """Take the next row for what it is."""
        words = [" ".join(each.split()) for each in cells]
        words += [""] * (self.width - len(words))
        filled = [(at, text) for at, text in enumerate(words) if text]
        spelt = "\x1f".join([f"{at}\x1e{text}" for at, text in filled]).casefold()
        whole = hashlib.sha256(spelt.encode()).hexdigest()[:24]
        key = f"{whole}-{self.times[whole]}"
        self.times[whole] += 1
        earlier = self.first_lines.setdefault(whole, line)
        if not_entry := self._not_entry(line, filled, spelt):
            self.asides.append(not_entry)
        elif key in self.options.left_out:
            self.left_out += 1
        elif earlier != line and key not in self.options.both:
            self.same.append(Same(line, earlier, key, tuple(text for _, text in filled)))
        else:
            self._entry(line, key, cells, words)

    def _read_days(self, text: str, *, field: str) -> _DaysRead:
        """Read a day or several, or name what is wrong with them."""
        options = self.options
        is_month_first, is_month_enough = options.is_month_first, options.is_month_enough
        try:
            first, last = read_days(
                text, field=field, is_month_first=is_month_first, is_month_enough=is_month_enough
            )
        except Invalid as refused:
            return None, None, refused.problems
        return first, last, ()

    def result(self) -> ImportResult:
        """Return what has come of it."""
        return ImportResult(
            rows=tuple(self.rows),
            problems=tuple(self.problems),
            notices=tuple(self.notices),
            same=tuple(self.same),
            asides=tuple(self.asides),
            words=tuple(self.words.values()),
            asks=frozenset(self.asks),
            left_out=self.left_out,
            waiting=self.waiting,
        )

    def _not_entry(self, line: int, filled: Sequence[tuple[int, str]], spelt: str) -> Aside | None:
        """Tell a total by its word, or by having nothing but numbers; a heading stands alone."""
        columns = self.options.columns
        has_day = any(columns[at] == "start" for at, _ in filled if at < self.width)
        if has_day and not _MAYBE_TOTAL.search(spelt):
            return None
        filled = [each for each in filled if each[0] < len(columns)]
        named_total = any(_TOTAL_ALONE.fullmatch(text.casefold()) for _, text in filled)
        if not filled or (has_day and not named_total):
            return None
        words = [text for _, text in filled if not _NUMBER.fullmatch(text)]
        is_total = not words or any(_TOTAL.fullmatch(each.casefold()) for each in words)
        is_alone = len(filled) == 1 and len(columns) > len(("title", "start"))
        is_heading = is_alone and columns[filled[0][0]] in {"", "id", "title"}
        return Aside(line, is_total, " ".join(words)) if is_total or is_heading else None

    def _entry(self, line: int, key: str, cells: Sequence[str], words: Sequence[str]) -> None:
        row = _Row(line, key, cells, words, self)
        # An id that a spreadsheet has copied down with its row is that of the first one only.
        identifier = row.identifier()
        entry = row.entry(f"csv-{key}" if identifier in self.ids else identifier)
        is_month_alone = Ask.MONTH in row.asks and self.options.leaves_months_out
        if is_month_alone or (row.problems and self.options.leaves_wrong_out):
            self.left_out += 1
            return
        self.asks |= row.asks
        for name, text in row.unknown:
            word = Word(name, text, 1)
            before = self.words.get(word.key)
            self.words[word.key] = replace(before, rows=before.rows + 1) if before else word
        self.problems += row.problems
        self.notices += row.notices
        self.waiting += bool(row.asks and not row.problems)
        if not row.problems and not row.asks:
            self.ids.add(entry.id)
            self.rows.append(Row(line, key, entry))


class _Row:
    """One row, read cell by cell."""

    def __init__(
        self,
        line: int,
        key: str,
        cells: Sequence[str],
        words: Sequence[str],
        reading: _Reading,
    ) -> None:
        self.line = line
        self.key = key
        self.cells = cells
        self.words = words
        self.reading = reading
        self.options = reading.options
        self.problems: list[RowProblem] = []
        self.notices: list[RowProblem] = []
        self.asks: set[Ask] = set()
        self.unknown: list[tuple[str, str]] = []

    def identifier(self) -> str:
        """Return the id that the file has, else one that the same row always gets.

        A number counts the rows of a form: the first row of another form has the same one.
        """
        text = self._text("id")
        return text if is_id(text) and not text.isdigit() else f"csv-{self.key}"

    def entry(self, identifier: str) -> CpdEntry:
        """Return what the row says; what is wrong, odd or open stands beside it."""
        start, until = self._days("start")
        last = max(filter(None, (*self._days("end"), until)), default=None)
        details = {each.name: self._detail(each) for each in self.reading.details}
        entry = CpdEntry(
            id=identifier,
            title=self._line("title"),
            type=self._choice("type") or CpdType.OTHER,
            start=start or date.min,
            end=last if last != start else None,
            minutes=self._minutes("minutes"),
            status=self._choice("status") or CpdStatus.DONE,
            areas=self._areas(),
            **details,
            source="import",
            made_in=self.options.place.usage,
            made_in_title=self.options.place.title,
        )
        failed = {each.column for each in self.problems}
        has_day = start is not None
        if not has_day and "start" not in failed and Ask.MONTH not in self.asks:
            self._wrong("start", Problem("start", "start_missing"))
        for problem in rules.check(entry):
            is_told = problem.field in failed or (not has_day and problem.code in _AFTER)
            if not is_told:
                self._wrong(problem.field, problem)
        return entry

    def _detail(self, field: EntryField) -> Any:
        match field.kind:
            case FieldKind.CHOICE:
                return self._choice(field.name)
            case FieldKind.DAY:
                return self._days(field.name)[0]
            case FieldKind.MINUTES:
                return self._minutes(field.name)
            case FieldKind.TEXT:
                return self._text(field.name)
            case _:
                return self._line(field.name)

    def _text(self, name: str) -> str:
        """Return what the cells of a field say, with the lines that are in them."""
        return "\n\n".join([clean(unguarded(self.cells[at])) for at, _ in self._filled(name)])

    def _line(self, name: str) -> str:
        at = self.reading.alone.get(name)
        if at is not None:
            return self._words(at)
        return " ".join(filter(None, [self._words(at) for at, _ in self._filled(name)]))

    def _filled(self, name: str) -> list[tuple[int, str]]:
        """Return where the field stands in this row, and the unit of bare numbers there."""
        places = self.reading.places.get(name)
        return [each for each in places if self.words[each[0]]] if places else []

    def _words(self, at: int) -> str:
        words = self.words[at]
        return words if "'" not in words else " ".join(unguarded(self.cells[at]).split())

    def _wrong(self, column: str, problem: Problem) -> None:
        self.problems.append(self._at(column, problem))

    def _odd(self, column: str, code: str, **values: str) -> None:
        self.notices.append(self._at(column, Problem(column, code, values)))

    def _at(self, column: str, problem: Problem) -> RowProblem:
        return RowProblem(self.line, column, problem, self._line(column), self.key)

    def _days(self, name: str) -> tuple[date | None, date | None]:
        text = self._line(name)
        if not text:
            return None, None
        first, last, problems = self.reading.days(text, field=name)
        for problem in problems:
            if problem.code == "date_month_only":
                self.asks.add(Ask.MONTH)
            else:
                self._wrong(name, problem)
        return first, last

    def _minutes(self, name: str) -> int:
        """Add up the times of a row: timers have a column of hours and one of minutes."""
        return sum([self._time(name, self._words(at), unit) for at, unit in self._filled(name)])

    def _time(self, name: str, text: str, unit: str) -> int:
        """Read a time. A bare number means what its heading says, else what was answered."""
        points = _POINTS.fullmatch(text)
        is_bare = _NUMBER.fullmatch(text) is not None
        if is_bare and not text.strip("0.,"):
            return 0
        if points or (is_bare and unit == "points"):
            return self._points(points[1] if points else text)
        if is_bare and not unit and (_PART.fullmatch(text) or self.options.unit == PART_OF_DAY):
            return self._part_of_day(text)
        if unit == "points" and not says_unit(text):
            self._wrong(name, Problem(name, "duration_not_understood"))
            return 0
        return self._length(name, text, unit or self.options.unit, is_bare=is_bare)

    def _length(self, name: str, text: str, bare: str, *, is_bare: bool) -> int:
        if match := _ISO.fullmatch(text):
            text = f"{int(match[1] or 0) * 60 + int(match[2] or 0)} min"
        bare = "" if bare in {"points", PART_OF_DAY} else bare
        try:
            return self.reading.lengths(text, field=name, bare=bare)
        except Invalid as refused:
            [problem] = refused.problems
        if is_bare and problem.code == "duration_needs_unit":
            self.asks.add(Ask.UNIT)
        elif problem.code == "duration_asked" and len(problem.choices) == 1:
            # What can mean one thing alone, such as half of a day, means that.
            self._odd(name, "row_time_taken", time=problem.choices[0])
            return read_duration(problem.choices[0], field=name)
        else:
            self._wrong(name, problem)
        return 0

    def _part_of_day(self, number: str) -> int:
        """Read what Excel makes of 1:30: a part of 24 hours, of which the file shows the number."""
        if not self.options.unit:
            self.asks.add(Ask.UNIT)
        return _whole_minutes(number, _OF_UNIT.get(self.options.unit, 0))

    def _points(self, number: str) -> int:
        if not self.options.point_minutes:
            self.asks.add(Ask.POINT)
        return _whole_minutes(number, self.options.point_minutes)

    def _choice(self, name: str) -> Any:
        """Find a value by its word or code. Of one that is not known it is asked what it means."""
        text = self._line(name)
        word = text.casefold()
        if not word or word in self.reading.known[name]:
            return self.reading.known[name].get(word)
        self.unknown.append((name, text))
        return self.reading.known[name].get(self.options.meanings.get((name, word), ""))

    def _areas(self) -> tuple[AreaRef, ...]:
        text = self._text("areas")
        if not text:
            return ()
        names = text.casefold().split(";")
        areas = list(_named(names, self.options.areas))
        if None in areas:
            self._odd("areas", "row_area_unknown")
        return tuple(dict.fromkeys(each for each in areas if each is not None))


def _whole_minutes(number: str, size: int) -> int:
    """Return the minutes of so many units; of more than an entry can have, one too many."""
    return int(min(float(number.replace(",", ".")) * size + 0.5, rules.MOST_MINUTES + 1))


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
