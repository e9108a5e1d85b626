"""A competency framework of Moodle: the CSV that its administrators export.

Competencies that others are in become groups, and the scale becomes levels.
"""

from __future__ import annotations

from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.framework.known_table import Row, heads_of, not_read, rows_of
from matrix_xblock.domain.framework.branches import Branch, leaves, without_leaves
from matrix_xblock.domain.framework.sheet import Criterion, Rating, Sheet, sheet_of
from matrix_xblock.domain.values.plain_text import plain

__all__ = ["is_moodle", "sheet_of_moodle"]

_NEEDED = {"parentidnumber", "idnumber", "shortname"}
_READ = {*_NEEDED, "description", "descriptionformat", "scalevalues", "isframework"}
_NO = {"", "0", "no", "false"}


def is_moodle(table: Table) -> bool:
    """Tell such a table by its headings."""
    return set(heads_of(table)) >= _NEEDED


def sheet_of_moodle(table: Table) -> Sheet:
    """Read competencies with the scale of each, else with that of their framework."""
    rows = rows_of(table)
    whole = next((row for row in rows if row["isframework"].casefold() not in _NO), None)
    scale = whole["scalevalues"] if whole else ""
    branches = [_branch(row, scale) for row in rows if row is not whole]
    title = plain(whole["shortname"]) if whole else "Moodle competencies"
    sheet = Sheet(
        "moodle",
        (),
        title=title,
        note=plain(whole["description"]) if whole else "",
        left_out=(*without_leaves(branches), *not_read(table, _READ)),
    )
    return sheet_of(sheet, list(leaves(branches)))


def _branch(row: Row, scale: str) -> Branch:
    levels = [plain(each) for each in (row["scalevalues"] or scale).split(",")]
    criterion = Criterion(
        name=plain(row["shortname"]),
        ratings=tuple(Rating(each) for each in levels if each),
        description=plain(row["description"]),
        line=row.line,
    )
    return Branch(row["idnumber"] or f"line {row.line}", row["parentidnumber"], criterion)
