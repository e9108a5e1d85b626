"""Rubrics as long tables: a row for each criterion and level, as some exports have them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.framework.known_table import Row, heads_of, not_read, rows_of
from matrix_xblock.codec.framework.numbers_in_files import number_in
from matrix_xblock.domain.framework.sheet import Criterion, Rating, Sheet, sheet_of
from matrix_xblock.domain.values.plain_text import plain

__all__ = ["is_long", "sheet_of_long"]

_PARTS: Mapping[str, re.Pattern[str]] = {
    "area": re.compile(r"(?:criteri(?:on|a)|area|competenc[ye]|skill)(?:name|label)?\Z"),
    "description": re.compile(
        r"(?:criterion|criteria|area|competency|skill)(?:prompt|description)\Z"
    ),
    "level": re.compile(r"(?:option|rating|level)(?:name|label)?\Z"),
    "words": re.compile(
        r"(?:(?:option|rating|level)(?:explanation|description)|explanation|descriptor|description)\Z"
    ),
    "points": re.compile(r"(?:(?:option|rating|level)?(?:points?|scores?))\Z"),
}
_NEEDED = {"area", "level"}


def _parts(table: Table) -> dict[str, str]:
    """Return the heading of each part, the first one that can be it."""
    heads = heads_of(table)
    matches = {
        part: next((head for head in heads if pattern.match(head)), "")
        for part, pattern in _PARTS.items()
    }
    return {part: head for part, head in matches.items() if head}


def is_long(table: Table) -> bool:
    """Tell such a table: it names criteria and levels side by side, and criteria more than once."""
    parts = _parts(table)
    if not parts.keys() >= _NEEDED:
        return False
    names = [row[parts["area"]] for row in rows_of(table)]
    return len(set(filter(None, names))) < len(names)


def sheet_of_long(table: Table) -> Sheet:
    """Put the rows of each criterion together. An empty name is that of the row above."""
    parts = _parts(table)
    rows: dict[str, list[Row]] = {}
    name = ""
    for row in rows_of(table):
        name = plain(row[parts["area"]]) or name
        rows.setdefault(name, []).append(row)
    sheet = Sheet(
        "rubric_table", (), title="Rubric", left_out=tuple(not_read(table, parts.values()))
    )
    return sheet_of(sheet, [_criterion(name, group, parts) for name, group in rows.items()])


def _criterion(name: str, rows: list[Row], parts: Mapping[str, str]) -> Criterion:
    def cell(row: Row, part: str) -> str:
        return plain(row[parts[part]]) if part in parts else ""

    return Criterion(
        name=name,
        description=next(filter(None, (cell(row, "description") for row in rows)), ""),
        ratings=tuple(
            Rating(cell(row, "level"), cell(row, "words"), number_in(cell(row, "points")))
            for row in rows
            if cell(row, "level")
        ),
        line=rows[0].line,
    )
