"""Outcomes and rubrics of Canvas, as its CSV files have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.framework.known_table import Row, heads_of, not_read, rows_of
from matrix_xblock.codec.framework.numbers_in_files import number_in
from matrix_xblock.domain.framework.branches import Branch, leaves, without_leaves
from matrix_xblock.domain.framework.sheet import Criterion, LeftOut, Rating, Sheet, sheet_of
from matrix_xblock.domain.values.plain_text import plain

__all__ = ["is_outcomes", "is_rubric", "sheet_of_outcomes", "sheet_of_rubric"]

_OUTCOMES = {"vendorguid", "objecttype", "title"}
_OUTCOMES_READ = {*_OUTCOMES, "ratings", "description", "parentguids", "workflowstate"}
_RUBRIC = {"criterianame", "ratingname", "ratingpoints"}
_RUBRIC_READ = {*_RUBRIC, "rubricname", "criteriadescription", "ratingdescription"}
_RATING = re.compile(r"(rating(?:name|description|points))[0-9]*\Z")
"""A heading of a rating: some templates number them, others have the same three again."""


def is_outcomes(table: Table) -> bool:
    """Tell a table of outcomes by its headings."""
    return set(heads_of(table)) >= _OUTCOMES


def is_rubric(table: Table) -> bool:
    """Tell the table of a rubric by its headings."""
    return set(_heads_of_rubric(table)) >= _RUBRIC


def _heads_of_rubric(table: Table) -> tuple[str, ...]:
    return tuple(_RATING.sub(r"\1", head) for head in heads_of(table))


def sheet_of_outcomes(table: Table) -> Sheet:
    """Read outcomes: groups are what they are in, ratings are levels with what they mean.

    Without ratings, which a site may keep elsewhere, they have the levels of the form.
    """
    heads = heads_of(table)
    at = heads.index("ratings") if "ratings" in heads else len(heads)
    rows = [row for row in rows_of(table) if row["workflowstate"] != "deleted"]
    deleted = [row for row in rows_of(table) if row["workflowstate"] == "deleted"]
    branches = [
        Branch(row["vendorguid"], next(iter(row["parentguids"].split()), ""), _outcome(row, at))
        for row in rows
    ]
    groups = {row["vendorguid"] for row in rows if row["objecttype"] == "group"}
    empty = groups - {each.parent for each in branches}
    used = [each for each in branches if each.key not in empty]
    nothing = (
        LeftOut(each.criterion.name, 1, "empty_group") for each in branches if each.key in empty
    )
    sheet = Sheet(
        "canvas_outcomes",
        (),
        title="Learning outcomes",
        left_out=(
            *without_leaves(used),
            *not_read(table, _OUTCOMES_READ),
            *nothing,
            *(LeftOut(plain(row["title"]), 1, "deleted") for row in deleted),
        ),
    )
    return sheet_of(sheet, list(leaves(used)))


def _outcome(row: Row, at: int) -> Criterion:
    """Read an outcome. From the column of ratings on, points and words take turns."""
    cells = row.cells[at:]
    pairs = zip(cells[::2], cells[1::2], strict=False)
    ratings = tuple(
        Rating(plain(words), points=number_in(points)) for points, words in pairs if words
    )
    return Criterion(
        name=plain(row["title"]),
        ratings=ratings,
        description=plain(row["description"]),
        line=row.line,
    )


def sheet_of_rubric(table: Table) -> Sheet:
    """Read the criteria of a rubric: three columns for each rating."""
    heads = _heads_of_rubric(table)
    places = [at for at, head in enumerate(heads) if head == "ratingname"]
    rows = rows_of(table)
    criteria = [_criterion(row, heads, places) for row in rows if row["criterianame"]]
    names = list(dict.fromkeys(row["rubricname"] for row in rows if row["rubricname"]))
    sheet = Sheet(
        "canvas_rubric",
        (),
        title=plain(names[0]) if names else "Rubric",
        left_out=tuple(not_read(table, {*_RUBRIC_READ, *filter(_RATING.match, heads_of(table))})),
    )
    return sheet_of(sheet, criteria)


def _criterion(row: Row, heads: Sequence[str], places: Sequence[int]) -> Criterion:
    return Criterion(
        name=plain(row["criterianame"]),
        ratings=tuple(each for at in places if (each := _rating(row, heads, at)).name),
        description=plain(row["criteriadescription"]),
        line=row.line,
    )


def _rating(row: Row, heads: Sequence[str], at: int) -> Rating:
    """Read the columns of a rating from its name on, up to the name of the next."""
    end = next((n for n in range(at + 1, len(heads)) if heads[n] == "ratingname"), len(heads))
    cells = dict(zip(heads[at:end], row.cells[at:end], strict=False))
    return Rating(
        plain(cells.get("ratingname", "")),
        plain(cells.get("ratingdescription", "")),
        number_in(cells.get("ratingpoints", "")),
    )
