"""A framework out of a file: shown first, then in the form. And the saved one as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from matrix_xblock.author.bringing import Brought, bring, pasted
from matrix_xblock.author.editor import EditorOutcome, first_problems, framework_of, memory_in, page
from matrix_xblock.author.table_choices import TableChoices, choices_in
from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.codec.common.encodings import MAC, WINDOWS
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.common.previewed import mark_of_file
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.common.workbook import write_workbook
from matrix_xblock.codec.framework import authored as codec
from matrix_xblock.codec.framework.case import write_case
from matrix_xblock.codec.framework.framework_csv import blank_table, write_csv
from matrix_xblock.codec.framework.framework_json import write_file
from matrix_xblock.codec.framework.setup_form import framework_body, framework_tree
from matrix_xblock.codec.framework.setup_tree import Tree, read_tree, text
from matrix_xblock.codec.framework.table_memory import write_memory_text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.sheet import OUR_COLUMNS, Column, LeftOut, Use
from matrix_xblock.ports.hosts import AuthorHost
from matrix_xblock.screens.page import Download, Page, Stream

__all__ = ["export", "read"]

MOST_SHOWN = 12
"""Areas of the preview."""
MOST_WAITING = 500
"""Fields of corrections that wait for a table that they are about."""
MOST_NAMED = 30
"""Parts of a file that are named as left out; the rest is a number."""
_FIRST_CELLS = 2
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ColumnShown:
    """A column as the page shows it: its first cells, and how many hold anything."""

    heading: str
    code: str
    use: Use
    first: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Choice:
    """One of a few answers. What was only guessed has no value: another file is guessed anew."""

    value: str
    words: str
    is_taken: bool
    line: int = 0


@dataclass(frozen=True)
class ImportPreview:
    """What a file would bring into the form. Nothing of it is there yet.

    `tops` are the rows that may have the headings, `letters` the encodings where one was guessed.
    `waiting` are corrections that say nothing of this table, by the names of their fields: turned
    back, or with other headings, it has them again.
    """

    kind: str = ""
    import_of: str = ""
    columns: Sequence[ColumnShown] = ()
    uses: Sequence[Use] = tuple(Use)
    groups: Sequence[str] = ()
    group: str = ""
    can_turn: bool = False
    is_turned: bool = False
    has_levels: bool = True
    framework: Framework | None = None
    areas: Sequence[Mapping[str, object]] = ()
    tops: Sequence[Choice] = ()
    is_heading_open: bool = False
    letters: Sequence[Choice] = ()
    hidden_rows: int = 0
    hidden_columns: Sequence[str] = ()
    uncomputed: int = 0
    uncomputed_at: str = ""
    repeated_levels: Sequence[str] = ()
    repeated_areas: Sequence[str] = ()
    as_areas: Sequence[str] = ()
    is_recalled: bool = False
    joined: Sequence[str] = ()
    is_apart: bool = False
    waiting: Sequence[tuple[str, str]] = ()
    left_out: Sequence[LeftOut] = ()
    more_left_out: int = 0
    problems: Sequence[Problem] = ()


def read(host: AuthorHost, form: Form, content: bytes) -> Page:
    """Show what a file would bring; with `confirm` put it into the form. Nothing is saved.

    Nothing changes where the file is broken, or is another one than was shown.
    """
    tree = read_tree(form)
    base = codec.read_framework_words(Reading.of(framework_body(tree.get("framework", {}), [])))
    try:
        # What is pasted comes as it was copied: its spaces and line breaks are those of cells.
        content = content or pasted(tree).encode()
        memory = memory_in(host, tree)
        brought = bring(content, tree, base, tuple(host.presets.values()), memory)
    except Invalid as refused:
        brought = Brought(problems=refused.problems)
    if text(tree, "confirm") != "yes":
        return _previewed(_preview(brought, content, choices_in(tree)))
    if content and text(tree, "import_of") != mark_of_file(content):
        brought = Brought(problems=(Problem("file", "import_not_seen"),))
    if brought.framework is None:
        return page(host, tree, EditorOutcome(file_problems=brought.problems), status=422)
    return _in_the_form(host, tree, brought, brought.framework)


def _in_the_form(host: AuthorHost, tree: Tree, brought: Brought, framework: Framework) -> Page:
    """Fill the form, and say beside it what came in and what did not."""
    filled = {
        **tree,
        "framework": framework_tree(codec.write_framework(framework)),
        "table_memory": write_memory_text(brought.memory),
    }
    message = "imported"
    if not framework.title:
        filled, message = {**filled, "framework_id": ""}, "imported_own"
    left = brought.left_out[:MOST_NAMED]
    outcome = EditorOutcome("framework.title", message, imported=framework, import_left_out=left)
    return page(host, filled, outcome)


def _previewed(preview: ImportPreview) -> Page:
    return Page("author/import_preview.html", preview, status=422 if preview.problems else 200)


def _preview(brought: Brought, content: bytes, choices: TableChoices) -> ImportPreview:
    sheet, framework = brought.sheet, brought.framework
    every_one = brought.left_out
    return ImportPreview(
        kind=brought.kind,
        import_of=mark_of_file(content),
        columns=tuple(_shown(each, brought.kind) for each in brought.columns),
        groups=brought.groups,
        group=choices.group,
        can_turn=brought.kind == "table",
        is_turned=sheet is not None and sheet.is_turned,
        has_levels=sheet is None or bool(sheet.of(Use.LEVEL)),
        framework=framework,
        areas=tuple(_rows(framework)) if framework else (),
        **_of_table(brought.table, choices),
        repeated_levels=brought.repeated_levels,
        repeated_areas=brought.repeated_areas,
        as_areas=brought.as_areas,
        is_recalled=brought.is_recalled,
        joined=brought.joined,
        is_apart=choices.is_apart,
        waiting=tuple(islice(_waiting(brought, choices), MOST_WAITING)),
        left_out=every_one[:MOST_NAMED],
        more_left_out=max(0, len(every_one) - MOST_NAMED),
        problems=tuple(first_problems(brought.problems)),
    )


def _waiting(brought: Brought, choices: TableChoices) -> Iterator[tuple[str, str]]:
    """Yield what was chosen that nothing on the page stands for."""
    headings = {each.heading for each in brought.columns}
    for heading, use in choices.uses:
        if heading not in headings:
            yield "import_heading[]", heading
            yield "import_use[]", use.value
    if choices.group and len(brought.groups) <= 1:
        yield "import_group", choices.group
    if choices.is_apart and not brought.joined:
        yield "import_rows", "apart"
    if not brought.kind:
        yield from _of_unread(brought, choices)
    named = {*brought.as_areas, *(each.name for each in brought.left_out if each.may_be_area)}
    for name in sorted(choices.as_areas - named):
        yield "import_area[]", name


def _of_unread(brought: Brought, choices: TableChoices) -> Iterator[tuple[str, str]]:
    """Yield what was chosen of a whole table, where a file in between cannot be read.

    A row of headings with nothing below it is not chosen again.
    """
    if choices.heading is not None and brought.problems[0].code != "csv_no_rows":
        yield "import_line", str(choices.heading)
    if choices.is_turned is not None:
        yield "import_asked", "yes"
    if choices.is_turned:
        yield "import_turned[]", "yes"


def _of_table(table: Table | None, choices: TableChoices) -> dict[str, Any]:
    """Say what was guessed of a table, and what else there is to know of it."""
    if table is None:
        return {}
    heading, letters = str(choices.heading or ""), choices.encoding
    return {
        "tops": [
            Choice(
                "" if line == table.heading and not heading else str(line),
                words,
                line == table.heading,
                line,
            )
            for line, words in table.tops
        ],
        "is_heading_open": bool(heading) or table.heading != table.tops[0][0],
        "letters": [
            Choice(
                "" if each == table.encoding and not letters else each, each, each == table.encoding
            )
            for each in (WINDOWS, MAC)
            if table.encoding
        ],
        "hidden_rows": table.hidden_rows,
        "hidden_columns": table.hidden_columns,
        "uncomputed": table.uncomputed,
        "uncomputed_at": table.uncomputed_at,
    }


def _shown(column: Column, kind: str) -> ColumnShown:
    """Show a column; one that has a name of ours has a code for it, for the reader's language."""
    filled = column.filled
    code = column.heading if kind != "table" and column.heading in OUR_COLUMNS else ""
    return ColumnShown(column.heading, code, column.use, _first(filled), len(filled))


def _first(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the first cells that differ."""
    return tuple(islice(dict.fromkeys(cells), _FIRST_CELLS))


def _rows(framework: Framework) -> Sequence[Mapping[str, object]]:
    """Give the first areas, each with what its levels mean there."""
    return [
        {
            "name": area.name,
            "description": area.description,
            "prompts": area.prompts,
            "empty": sum(not framework.descriptor(area, each) for each in framework.levels),
            "cells": [
                (level.name, framework.descriptor(area, level)) for level in framework.levels
            ],
        }
        for area in framework.areas[:MOST_SHOWN]
    ]


def export(host: AuthorHost, form: Form) -> Download | Stream:
    """Return the saved framework as JSON, CASE, or areas and levels as CSV; or a blank table."""
    framework = framework_of(host.authored, host.presets)
    kind = read_text(form, "format")
    if kind == "csv":
        name = f"{framework.id}.csv"
        return Download("\ufeff" + write_csv(framework), "text/csv", filename=name)
    if kind == "blank":
        heads = [blank_table(framework)]
        return Stream(iter([write_workbook("Areas", heads)]), _XLSX, "areas-and-levels.xlsx")
    if kind == "blank-csv":
        line = "\ufeff" + csv_line(blank_table(framework))
        return Download(line, "text/csv", "areas-and-levels.csv")
    if kind == "case":
        document = write_case(framework, host.today())
        return Download(document, "application/json", f"{framework.id}-case.json")
    return Download(write_file(framework), "application/json", f"{framework.id}.json")
