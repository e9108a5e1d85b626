"""What a file would bring: its sheet, as corrected, and the framework that comes of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from matrix_xblock.author.table_choices import (
    TableChoices,
    beside_table,
    choices_in,
    headings_of,
    pasted,
    table_of,
)
from matrix_xblock.codec.common.file_kind import FileKind
from matrix_xblock.codec.common.kinds import kind_of, kind_of_table, refuse_other_kinds
from matrix_xblock.codec.common.table import Table, is_page
from matrix_xblock.codec.framework.columns import is_levels_down
from matrix_xblock.codec.framework.framework_csv import framework_of
from matrix_xblock.codec.framework.framework_json import is_ours, parse, read_document
from matrix_xblock.codec.framework.known_formats import (
    sheet_of_any_table,
    sheet_of_document,
    unknown_document,
)
from matrix_xblock.codec.framework.own_case import read_own_case
from matrix_xblock.codec.framework.setup_tree import Tree
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import TEXT_LIMITS, Framework
from matrix_xblock.domain.framework.origin import without_origin
from matrix_xblock.domain.framework.rows_beside import rows_beside
from matrix_xblock.domain.framework.rows_joined import joined
from matrix_xblock.domain.framework.sheet import (
    Column,
    LeftOut,
    Sheet,
    Use,
    corrected,
    first_words,
    groups_in,
    left_out,
    nameless,
    of_group,
    repeated,
    settled,
)
from matrix_xblock.domain.framework.table_memory import TableMemory, recalled
from matrix_xblock.domain.values.identifiers import fresh_id
from matrix_xblock.olx.archives import is_archive
from matrix_xblock.olx.questions import sheet_of_course

__all__ = ["Brought", "bring", "pasted"]

_OF_COURSES = {FileKind.COURSE, FileKind.ARCHIVE, FileKind.XML}
_DOCUMENTS = {FileKind.FRAMEWORK, FileKind.KNOWN_FRAMEWORK, FileKind.JSON}
_READ = {
    *_OF_COURSES,
    *_DOCUMENTS,
    FileKind.FRAMEWORK_TABLE,
    FileKind.HTML_TABLE,
    FileKind.TABLE,
    FileKind.WORKBOOK,
}
"""Kinds that a framework may be in. Any other is called by its name."""


@dataclass(frozen=True)
class Brought:
    """What a file holds, and what comes of it: a framework, or what is in its way.

    A file of our own format is a framework without a sheet. `groups` are those of the whole file,
    `as_areas` the rows that are areas because somebody said so. `memory` is what there is to
    remember once it has come in; `is_recalled` tells that a table is read as one was corrected.
    `joined` are areas of several rows, `unjoined` is the sheet before.
    """

    sheet: Sheet | None = None
    framework: Framework | None = None
    problems: tuple[Problem, ...] = ()
    groups: tuple[str, ...] = ()
    as_areas: tuple[str, ...] = ()
    table: Table | None = None
    memory: TableMemory = field(default_factory=TableMemory)
    is_recalled: bool = False
    joined: tuple[str, ...] = ()
    unjoined: Sheet | None = None

    @property
    def kind(self) -> str:
        """The code of the format, empty where nothing could be read."""
        own = "own" if self.framework else ""
        return self.sheet.kind if self.sheet else own

    @property
    def repeated_levels(self) -> tuple[str, ...]:
        """Names that two levels of a table have."""
        return repeated(each.heading for each in self.sheet.of(Use.LEVEL)) if self.sheet else ()

    @property
    def repeated_areas(self) -> tuple[str, ...]:
        """Names that two areas have."""
        return repeated(area.name for area in self.framework.areas) if self.framework else ()

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What of the file is not brought in."""
        return left_out(replace(self.sheet, columns=self.columns)) if self.sheet else ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns; those that are not used have their cells as in the file, each in its row."""
        sheet, unjoined = self.sheet, self.unjoined
        if sheet is None or unjoined is None:
            return sheet.columns if sheet else ()
        return tuple(
            before if each.use is Use.UNUSED else each
            for each, before in zip(sheet.columns, unjoined.columns, strict=True)
        )


def bring(
    content: bytes,
    tree: Tree,
    base: Framework,
    presets: Collection[Framework],
    memory: TableMemory | None = None,
) -> Brought:
    """Read a file with what was corrected on the page, and in other files before.

    Raises `Invalid` where nothing of it can be read.
    """
    if not content:
        raise Invalid(Problem("file", "table_missing"))
    kind = FileKind.HTML_TABLE if is_page(content) else kind_of(content)
    can_unpack = kind is not FileKind.ARCHIVE or is_archive(content)
    refuse_other_kinds(kind, _READ if can_unpack else _READ - {FileKind.ARCHIVE})
    memory = memory or TableMemory()
    choices = choices_in(tree)
    into = _Into(base, presets, memory)
    if kind in _OF_COURSES:
        return _of_sheet(sheet_of_course(content), choices, into)
    if kind in _DOCUMENTS:
        return _of_document(content, choices, into)
    table = table_of(content, tree, choices, memory)
    refuse_other_kinds(kind_of_table(table), _READ)
    return _of_table(table, choices, into)


@dataclass(frozen=True)
class _Into:
    """What a file comes into: the framework of the form, those that can be chosen, and a memory."""

    base: Framework
    presets: Collection[Framework]
    memory: TableMemory


def _of_table(table: Table, choices: TableChoices, into: _Into) -> Brought:
    """Read a table turned as was chosen, else as one with these headings was, else as it seems."""
    words = headings_of(table)
    before = into.memory.turn_of(words)
    guess = is_levels_down(table)
    turned = before if choices.is_turned is None else choices.is_turned
    sheet = sheet_of_any_table(table, turned=turned)
    sheet = replace(sheet, left_out=(*sheet.left_out, *beside_table(table)))
    brought = _of_sheet(sheet, choices, into)
    memory = brought.memory
    is_said = choices.heading is not None or before is not None or sheet.is_turned != guess
    if words and sheet.kind == "table" and is_said:
        rows = [row for _, row in table.tops]
        memory = memory.with_row(words, rows, is_turned=sheet.is_turned)
    is_recalled = brought.is_recalled or (before is not None and choices.is_turned is None)
    return replace(brought, table=table, memory=memory, is_recalled=is_recalled)


def _of_document(content: bytes, choices: TableChoices, into: _Into) -> Brought:
    document = parse(content)
    if framework := read_own_case(document):
        return Brought(framework=framework)
    sheet = sheet_of_document(document)
    if sheet is not None:
        return _of_sheet(sheet, choices, into)
    if not is_ours(document):
        raise unknown_document(document)
    return Brought(framework=read_document(document))


def _of_sheet(sheet: Sheet, choices: TableChoices, into: _Into) -> Brought:
    guessed = sheet
    sheet = known = recalled(guessed, into.memory)
    sheet = used = corrected(sheet, choices.uses)
    sheet, lone = _named(sheet, choices.as_areas)
    beside, as_areas = _beside(sheet, choices.as_areas)
    rows = joined(sheet, {*beside, *nameless(sheet)}, is_apart=choices.is_apart)
    sheet = settled(rows.sheet, beside, rows.gone)
    groups = groups_in(sheet)
    sheet = of_group(sheet, choices.group)
    brought = Brought(
        sheet,
        groups=groups,
        as_areas=(*as_areas, *lone),
        joined=rows.names,
        unjoined=used if rows.gone else None,
        memory=into.memory.with_uses(guessed, used),
        is_recalled=known != guessed and not choices.uses,
    )
    try:
        framework = framework_of(sheet, _begun(sheet, into.base) if sheet.is_whole else into.base)
    except Invalid as refused:
        return replace(brought, problems=refused.problems)
    made = framework if sheet.is_whole else without_origin(framework, into.presets)
    return replace(brought, framework=made)


def _beside(sheet: Sheet, as_areas: Collection[str]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Return the rows that are no areas, and the names of those that somebody says are."""
    area = sheet.only(Use.AREA)
    seeming = rows_beside(sheet)
    chosen = [at for at in seeming if area and area.cells[at] in as_areas]
    names = tuple(dict.fromkeys(area.cells[at] for at in chosen)) if area else ()
    return {at: why for at, why in seeming.items() if at not in chosen}, names


def _named(sheet: Sheet, as_areas: Collection[str]) -> tuple[Sheet, tuple[str, ...]]:
    """Put the words of rows that name no area into the column of areas, where somebody says so."""
    area = sheet.only(Use.AREA)
    places = {*nameless(sheet), *rows_beside(sheet)} if area else set()
    rows = {at: first_words(sheet, at) for at in sorted(places) if area and not area.cells[at]}
    chosen = {at: words for at, words in rows.items() if words in as_areas}
    if not chosen:
        return sheet, ()
    columns = tuple(
        replace(
            each,
            cells=tuple(
                chosen[at] if each is area and at in chosen else cell
                for at, cell in enumerate(each.cells)
            ),
        )
        for each in sheet.columns
    )
    return replace(sheet, columns=columns), tuple(dict.fromkeys(chosen.values()))


def _begun(sheet: Sheet, base: Framework) -> Framework:
    """Begin the framework of another system. Without levels of its own it has those of the form."""
    title = sheet.title[: TEXT_LIMITS["title"]]
    return Framework(
        id=sheet.identifier or fresh_id(title, (), "framework"),
        title=title,
        levels=() if sheet.of(Use.LEVEL) else base.levels,
        areas=(),
        source=sheet.source[: TEXT_LIMITS["text"]],
        licence=sheet.licence[: TEXT_LIMITS["text"]],
        note=sheet.note[: TEXT_LIMITS["description"]],
    )
