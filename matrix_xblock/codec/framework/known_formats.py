"""Which format a file of another system is: each is read by its own rules, into the same sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.framework import canvas, case, long_table, mahara, moodle, ora
from matrix_xblock.codec.framework.columns import sheet_of_table
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.sheet import Sheet

__all__ = ["sheet_of_any_table", "sheet_of_document", "unknown_document"]

_TABLES: tuple[tuple[Callable[[Table], bool], Callable[[Table], Sheet]], ...] = (
    (moodle.is_moodle, moodle.sheet_of_moodle),
    (canvas.is_outcomes, canvas.sheet_of_outcomes),
    (canvas.is_rubric, canvas.sheet_of_rubric),
    (case.is_case_table, case.sheet_of_case_table),
    (long_table.is_long, long_table.sheet_of_long),
)
_DOCUMENTS: tuple[tuple[Callable[[Any], bool], Callable[[Mapping[str, Any]], Sheet]], ...] = (
    (mahara.is_mahara, mahara.sheet_of_mahara),
    (case.is_case, case.sheet_of_case),
    (ora.is_rubric, ora.sheet_of_rubric),
)

_NAMED = 4
_LONGEST_NAME = 40


def sheet_of_any_table(table: Table, *, turned: bool | None = None) -> Sheet:
    """Read a table by the rules of the system that it is from, else by its headings."""
    for is_one, read in _TABLES:
        if is_one(table):
            return read(table)
    return sheet_of_table(table, turned=turned)


def sheet_of_document(document: Any) -> Sheet | None:
    """Read JSON by the rules of the system that it is from; None where that is not known."""
    for is_one, read in _DOCUMENTS:
        if is_one(document):
            return read(document)
    return None


def unknown_document(document: Any) -> Invalid:
    """Say once what JSON seems to be that nobody here reads."""
    names = list(document)[:_NAMED] if isinstance(document, dict) else []
    keys = ", ".join(name[:_LONGEST_NAME] for name in names)
    if not keys:
        return Invalid(Problem("file", "import_unknown_json"))
    return Invalid(Problem("file", "import_unknown_json_keys", {"keys": keys}))
