"""Areas by levels as a table: a CSV file, or cells that were copied in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.codec.common.formula import unguarded
from matrix_xblock.codec.common.table import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    read_table,
)
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import (
    MOST_AREAS,
    MOST_LEVELS,
    Archive,
    Area,
    Framework,
    Level,
    check,
)
from matrix_xblock.domain.values.identifiers import fresh_id, is_id

__all__ = ["paste_cells", "read_csv", "read_grid", "write_csv"]

T = TypeVar("T", Area, Level)

EVERY_AREA = "*"
"""Stands for the id in the row that says what a level means where an area does not say it."""

_PROMPT = re.compile(r"prompt ?[0-9]*\Z")
_YES = {"yes", "true", "1", "x"}
_AREA_HEADS = {"area", "areas", "name"}
_KNOWN = {"id", *_AREA_HEADS, "description", "optional", "was"}
_FEWEST_LEVELS = 2


def write_csv(framework: Framework) -> str:
    """Write areas and levels, one line for each area; what is archived is not in it."""
    prompts = max((len(area.prompts) for area in framework.areas), default=0)
    heads = [f"{level.name} [{level.id}]" for level in framework.levels]
    numbered = [f"prompt {number}" for number in range(1, prompts + 1)]
    rows = [["id", "area", "description", "optional", "was", *numbered, *heads]]
    words = [level.descriptor for level in framework.levels]
    blank = [""] * (4 + prompts)
    rows.append([EVERY_AREA, *blank, *words])
    for area in framework.areas:
        asked = [*area.prompts, *[""] * (prompts - len(area.prompts))]
        descriptors = [area.descriptors.get(level.id, "") for level in framework.levels]
        optional = "yes" if area.optional else "no"
        head = [area.id, area.name, area.description, optional, " ".join(area.was)]
        rows.append([*head, *asked, *descriptors])
    return "".join(map(csv_line, rows))


def read_csv(content: bytes, base: Framework) -> Framework:
    """Read such a file in place of the areas and levels of `base`, and keep all else of it.

    Raises `Invalid` with every problem, each with its line and column.
    """
    return _Reading(read_table(content), base).framework()


def read_grid(text: str, base: Framework) -> Framework:
    """Read a table that was pasted, with a line of headings, by the same rules."""
    cells = paste_cells(text)
    if len(cells) <= 1:
        raise Invalid(Problem("table", "csv_no_rows"))
    _check_size(cells)
    rows = tuple((line, tuple(each.strip() for each in row)) for line, row in enumerate(cells, 1))
    table = Table(rows[0][1], tuple(row for row in rows[1:] if any(row[1])))
    try:
        return _Reading(table, base).framework()
    except Invalid as refused:
        raise Invalid(*(replace(each, field="table") for each in refused.problems)) from None


def _check_size(cells: Sequence[Sequence[str]]) -> None:
    """Refuse a table that is longer or wider than one out of a file may be."""
    if len(cells) > MOST_ROWS + 1:
        raise Invalid(Problem("table", "csv_too_many_rows", {"most": MOST_ROWS}))
    if max(map(len, cells)) > MOST_COLUMNS:
        raise Invalid(Problem("table", "csv_too_many_columns", {"most": MOST_COLUMNS}))
    long = next(
        (n for n, row in enumerate(cells, 1) if max(map(len, row), default=0) > LONGEST_CELL), 0
    )
    if long:
        raise Invalid(Problem("table", "csv_long_cell", {"line": long}))


def paste_cells(text: str) -> list[list[str]]:
    """Split what a spreadsheet puts on the clipboard: tabs, and quotes around lines in a cell."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    try:
        return list(csv.reader(io.StringIO(plain), delimiter="\t")) if plain else []
    except csv.Error:
        raise Invalid(Problem("table", "csv_not_text")) from None


@dataclass
class _Reading:
    """One table being read over what is there."""

    table: Table
    base: Framework
    problems: list[Problem] = field(default_factory=list)

    def framework(self) -> Framework:
        """Put it all together, and check it by the rules of any framework."""
        name_at = self._area_column()
        columns = self._level_columns(name_at)
        levels = self._levels(columns)
        areas = self._areas(name_at, dict(zip(columns, levels, strict=True)))
        if self.problems:
            raise Invalid(*self.problems)
        made = self._archived(levels, areas)
        if problems := check(made):
            raise Invalid(*(self._at_line(each) for each in problems))
        return made

    @cached_property
    def _heads(self) -> list[str]:
        return [head.casefold() for head in self.table.header]

    def _area_column(self) -> int:
        columns = [at for at, head in enumerate(self._heads) if head in _AREA_HEADS]
        if columns:
            return columns[0]
        if self._heads[0] in _KNOWN or _PROMPT.match(self._heads[0]):
            raise Invalid(Problem("file", "csv_no_area_column", {"line": 1}))
        return 0

    def _level_columns(self, name_at: int) -> list[int]:
        heads = self._heads
        columns = [
            at
            for at, head in enumerate(heads)
            if head and at != name_at and head not in _KNOWN and not _PROMPT.match(head)
        ]
        if len(columns) < _FEWEST_LEVELS:
            raise Invalid(Problem("file", "csv_few_levels", {"line": 1}))
        if len(columns) > MOST_LEVELS:
            raise Invalid(Problem("file", "too_many", {"most": MOST_LEVELS}))
        return columns

    def _levels(self, columns: Sequence[int]) -> tuple[Level, ...]:
        known = [*self.base.levels, *self.base.archived.levels]
        taken = {level.id for level in known}
        made = []
        for place, column in enumerate(columns, 1):
            name, identifier = _named(unguarded(self.table.header[column]))
            old = _match(known, identifier, name)
            key = identifier or (old.id if old else fresh_id(name, taken, "level"))
            taken.add(key)
            words = self._for_every_area(column)
            made.append(Level(key, place, name, words))
        for key, count in Counter(level.id for level in made).items():
            if count > 1:
                self.problems.append(Problem("file", "csv_level_twice", {"line": 1, "id": key}))
        return tuple(made)

    def _for_every_area(self, column: int) -> str:
        for _, cells in self.table.rows:
            if self._cell(cells, "id") == EVERY_AREA:
                return unguarded(_at(cells, column))
        return ""

    def _areas(self, name_at: int, levels: Mapping[int, Level]) -> tuple[Area, ...]:
        known = [*self.base.areas, *self.base.archived.areas]
        rows = [row for row in self.table.rows if self._cell(row[1], "id") != EVERY_AREA]
        if len(rows) > MOST_AREAS:
            raise Invalid(Problem("file", "too_many", {"most": MOST_AREAS}))
        taken = {area.id for area in known} | {self._cell(cells, "id") for _, cells in rows}
        made: dict[str, Area] = {}
        for line, cells in rows:
            name = unguarded(_at(cells, name_at))
            given = self._cell(cells, "id")
            old = _match([each for each in known if each.id not in made], given, name)
            key = given or (old.id if old else fresh_id(name, taken, "area"))
            taken.add(key)
            if key in made:
                place: dict[str, str | int] = {"line": line, "column": name_at + 1, "id": key}
                self.problems.append(Problem("file", "csv_area_twice", place))
            made[key] = self._area(key, name, cells, levels, old)
        return tuple(made.values())

    def _area(
        self,
        key: str,
        name: str,
        cells: Sequence[str],
        levels: Mapping[int, Level],
        old: Area | None,
    ) -> Area:
        """Read one line. What has no column stays as it was."""
        before = old or Area(key, name)
        words = {level.id: unguarded(_at(cells, at)) for at, level in levels.items()}
        hidden = {
            level_id: text for level_id, text in before.descriptors.items() if level_id not in words
        }
        heads = self._heads
        asked = [at for at, head in enumerate(heads) if _PROMPT.match(head)]
        prompts = [unguarded(_at(cells, at)) for at in asked]
        optional = self._cell(cells, "optional").casefold() in _YES
        was = tuple(self._cell(cells, "was").split())
        return Area(
            id=key,
            name=name,
            description=self._cell(cells, "description")
            if "description" in heads
            else before.description,
            prompts=tuple(each for each in prompts if each) if asked else before.prompts,
            descriptors={**{level_id: text for level_id, text in words.items() if text}, **hidden},
            optional=optional if "optional" in heads else before.optional,
            was=was if "was" in heads else before.was,
        )

    def _cell(self, cells: Sequence[str], head: str) -> str:
        return unguarded(_at(cells, self._places[head])) if head in self._places else ""

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Where each heading stands, the first of two that are the same."""
        return {head: at for at, head in reversed(list(enumerate(self._heads)))}

    def _archived(self, levels: tuple[Level, ...], areas: tuple[Area, ...]) -> Framework:
        """Keep what is not in the table in the archive, and take out of it what has come back."""
        archive = self.base.archived
        level_ids = {level.id for level in levels}
        area_ids = {area.id for area in areas}
        return replace(
            self.base,
            levels=levels,
            areas=areas,
            archived=Archive(
                levels=tuple(
                    level
                    for level in (*archive.levels, *self.base.levels)
                    if level.id not in level_ids
                ),
                areas=tuple(
                    area for area in (*archive.areas, *self.base.areas) if area.id not in area_ids
                ),
                prompts=archive.prompts,
                opportunities=archive.opportunities,
            ),
        )

    def _at_line(self, problem: Problem) -> Problem:
        """Say in which line the area stands that a rule names by its place."""
        place = re.match(r"areas\[([0-9]+)\]", problem.field)
        rows = [row for row in self.table.rows if self._cell(row[1], "id") != EVERY_AREA]
        line = rows[int(place[1])][0] if place else 1
        return replace(problem, values={**problem.values, "line": line})


def _named(head: str) -> tuple[str, str]:
    """Split `Growing [growing]` into name and id."""
    name, bracket, identifier = head.removesuffix("]").rpartition("[")
    is_named = bool(bracket) and head.endswith("]") and is_id(identifier)
    return (name.rstrip(), identifier) if is_named else (head, "")


def _match(known: Iterable[T], identifier: str, name: str) -> T | None:
    """Find what is meant: by its id, else by its name whatever the case."""
    for each in known:
        is_named = not identifier and each.name.casefold() == name.casefold()
        if each.id == identifier or is_named:
            return each
    return None


def _at(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""
