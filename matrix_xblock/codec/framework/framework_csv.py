"""Areas by levels as a table: a CSV file, or cells that were copied in a spreadsheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.codec.common.separated import split_rows
from matrix_xblock.codec.common.table import read_table
from matrix_xblock.codec.framework.columns import EVERY_AREA, OUR_HEADS, sheet_of_table
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
from matrix_xblock.domain.framework.sheet import Column, Sheet, Use, settled
from matrix_xblock.domain.values.identifiers import fresh_id, is_id

__all__ = ["blank_table", "framework_of", "paste_cells", "read_csv", "write_csv"]

T = TypeVar("T", Area, Level)

_YES = {"yes", "true", "1", "x"}
_FEWEST_LEVELS = 2


def write_csv(framework: Framework) -> str:
    """Write areas and levels, one line for each area; what is archived is not in it."""
    prompts = max((len(area.prompts) for area in framework.areas), default=0)
    heads = [f"{level.name} [{level.id}]" for level in framework.levels]
    numbered = [f"prompt {number}" for number in range(1, prompts + 1)]
    rows = [[*OUR_HEADS, *numbered, *heads]]
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


def blank_table(framework: Framework) -> list[str]:
    """Return the headings of a table that is still to be written, with the levels there are."""
    return ["Group", "Area", "Description", *(level.name for level in framework.levels)]


def read_csv(content: bytes, base: Framework) -> Framework:
    """Read such a file in place of the areas and levels of `base`, and keep all else of it.

    Raises `Invalid` with every problem, each with its line and column.
    """
    return framework_of(sheet_of_table(read_table(content)), base)


def paste_cells(text: str) -> list[list[str]]:
    """Split what a spreadsheet puts on the clipboard: tabs, and quotes around lines in a cell."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return [row for _, row in split_rows(plain, "\t", pasted=True)]


def framework_of(sheet: Sheet, base: Framework) -> Framework:
    """Put a sheet in place of the areas and levels of `base`, and keep all else of it.

    Raises `Invalid` with every problem, each with the line that it is in.
    """
    return _Reading(settled(sheet), base).framework()


@dataclass
class _Reading:
    """One sheet being read over what is there."""

    sheet: Sheet
    base: Framework
    problems: list[Problem] = field(default_factory=list)

    def framework(self) -> Framework:
        """Put it all together, and check it by the rules of any framework."""
        names = self.sheet.only(Use.AREA)
        if names is None:
            raise Invalid(Problem("file", "csv_no_area_column", {"line": 1}))
        columns = self._level_columns()
        levels = self._levels(columns) if columns else self.base.levels
        areas = self._areas(names, list(zip(columns, levels, strict=False)))
        if self.problems:
            raise Invalid(*self.problems)
        made = self._archived(levels, areas)
        if problems := [each for each in check(made) if not self._is_of_form(each)]:
            raise Invalid(*(self._at_line(each) for each in problems))
        return made

    def _is_of_form(self, problem: Problem) -> bool:
        """Tell that a title is still to be typed into the form: no file of areas can have it."""
        return problem.field == "title" and not self.sheet.is_whole and not self.base.title

    def _level_columns(self) -> tuple[Column, ...]:
        columns = self.sheet.of(Use.LEVEL)
        has_others = len(self.base.levels) >= _FEWEST_LEVELS
        if not columns and (self.sheet.is_whole or has_others):
            return columns
        if len(columns) < _FEWEST_LEVELS:
            raise Invalid(Problem("file", "csv_few_levels", {"line": 1}))
        if len(columns) > MOST_LEVELS:
            counts = {"count": len(columns), "least": _FEWEST_LEVELS, "most": MOST_LEVELS}
            raise Invalid(Problem("file", "import_many_levels", counts))
        return columns

    def _levels(self, columns: Sequence[Column]) -> tuple[Level, ...]:
        known = [*self.base.levels, *self.base.archived.levels]
        taken = {level.id for level in known}
        made = []
        for place, column in enumerate(columns, 1):
            name, identifier = _named(" ".join(column.heading.split("\n")))
            old = _match(known, identifier, name)
            key = identifier or (old.id if old else fresh_id(name, taken, "level"))
            taken.add(key)
            made.append(Level(key, place, name, self._for_every_area(column)))
        for key, count in Counter(level.id for level in made).items():
            if count > 1:
                self.problems.append(Problem("file", "csv_level_twice", {"line": 1, "id": key}))
        return tuple(made)

    def _for_every_area(self, column: Column) -> str:
        return next(
            (column.cells[at] for at, each in enumerate(self._ids) if each == EVERY_AREA), ""
        )

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        ids = self.sheet.only(Use.ID)
        return ids.cells if ids else ("",) * self.sheet.height

    @cached_property
    def _rows(self) -> list[int]:
        """Where the rows of areas are."""
        return [at for at, identifier in enumerate(self._ids) if identifier != EVERY_AREA]

    def _areas(self, names: Column, levels: Sequence[tuple[Column, Level]]) -> tuple[Area, ...]:
        known = [*self.base.areas, *self.base.archived.areas]
        if len(self._rows) > MOST_AREAS:
            counts = {"count": len(self._rows), "most": MOST_AREAS}
            raise Invalid(Problem("file", "import_many_areas", counts))
        taken = {area.id for area in known} | set(self._ids)
        made: dict[str, Area] = {}
        for at in self._rows:
            name = self._name(names.cells[at], at)
            given = self._ids[at]
            old = _match([each for each in known if each.id not in made], given, name)
            key = given or (old.id if old else fresh_id(name, taken, "area"))
            taken.add(key)
            if key in made:
                place: dict[str, str | int] = {"line": self.sheet.lines[at], "id": key}
                self.problems.append(Problem("file", "csv_area_twice", place))
            made[key] = self._area(Area(key, name), at, levels, old)
        return tuple(made.values())

    def _name(self, name: str, at: int) -> str:
        groups = (column.cells[at] for column in self.sheet.of(Use.GROUP_IN_NAME))
        others = (each for each in groups if each and each != name)
        return ": ".join((*others, name)) if name else ""

    def _area(
        self,
        named: Area,
        at: int,
        levels: Sequence[tuple[Column, Level]],
        old: Area | None,
    ) -> Area:
        """Read one row. What has no column stays as it was."""
        before = old or named
        words = {level.id: column.cells[at] for column, level in levels}
        hidden = {
            level_id: text for level_id, text in before.descriptors.items() if level_id not in words
        }
        described = self.sheet.of(Use.GROUP_IN_DESCRIPTION, Use.DESCRIPTION)
        asked = self.sheet.of(Use.PROMPT)
        optional, was = self.sheet.only(Use.OPTIONAL), self.sheet.only(Use.WAS)
        return Area(
            id=named.id,
            name=named.name,
            description="\n".join(column.cells[at] for column in described if column.cells[at])
            if described
            else before.description,
            prompts=tuple(column.cells[at] for column in asked if column.cells[at])
            if asked
            else before.prompts,
            descriptors={**{level_id: text for level_id, text in words.items() if text}, **hidden},
            optional=optional.cells[at].casefold() in _YES if optional else before.optional,
            was=tuple(was.cells[at].split()) if was else before.was,
        )

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
        line = self.sheet.lines[self._rows[int(place[1])]] if place else 1
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
