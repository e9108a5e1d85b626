"""Rows and cells of a text that separates them, whatever its separator and its marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from matrix_xblock.codec.common.grid import MOST_COLUMNS, WIDEST
from matrix_xblock.domain.errors import Invalid, Problem

__all__ = ["separated_rows", "split_rows"]

_SEPARATORS = (",", ";", "\t", "|")
_NAMED_SEPARATOR = re.compile("sep=(.)", re.IGNORECASE | re.DOTALL)
"""Excel's own way to name the separator, in the first line."""

_LINES_TO_LOOK_AT = 20

_MARKDOWN = re.compile(r"\A[^|]{0,2000}^[ ]*+\|.*+\n[ ]*+\|[-:| ]*-[-:| ]*+$", re.MULTILINE)
"""A line of headings between bars, and one of dashes below it."""
_DASHES = re.compile(":?-+:?")
_OPENING = (" ", '"')
"""How a cell in quotation marks can begin."""
_BAR = "\x1f"
"""Stands for a bar that is one of the words."""


def separated_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of Markdown, or of a text with separators."""
    if _MARKDOWN.search(text):
        return _markdown_rows(text)
    first, _, rest = text.partition("\n")
    if named := _NAMED_SEPARATOR.fullmatch(first.strip(" ")):
        # The line stays counted.
        return split_rows("\n" + rest, named[1])
    separator = _separator(text)
    if separator == "|":
        return _without_dashes(split_rows(text, "|"))
    return split_rows(text, separator)


def _markdown_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a Markdown table without the bars at both ends. A bar may be escaped."""
    for line, cells in _without_dashes(split_rows(text.replace("\\|", _BAR), "|")):
        inner = [cell.strip().replace(_BAR, "|") for cell in cells[1:]]
        if inner and inner[-1] == "":
            inner.pop()
        if any(inner):
            yield line, inner


def _without_dashes(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Pass over the line of dashes below headings."""
    for line, cells in rows:
        words = [cell.strip() for cell in cells]
        if not all(_DASHES.fullmatch(each) for each in words if each):
            yield line, cells


def _separator(text: str) -> str:
    """Choose the separator that splits the first lines into the most columns, most evenly."""
    lines = [line for line in text.split("\n")[:_LINES_TO_LOOK_AT] if line.strip()]
    top = "\n".join(lines)

    def evenness(separator: str) -> tuple[int, int]:
        counts = Counter(len(row) for _, row in split_rows(top, separator))
        columns, times = max(
            counts.items(), key=lambda each: (each[0] > 1, each[1], each[0]), default=(1, 0)
        )
        return (times if columns > 1 else 0, columns)

    return max(_SEPARATORS, key=evenness)


@dataclass(frozen=True)
class _Marks:
    """What a row is made of, for one separator."""

    separator: str
    blank: re.Pattern[str]
    quoted: re.Pattern[str]
    bare: re.Pattern[str]


@lru_cache(maxsize=8)
def _marks(separator: str) -> _Marks:
    mark = re.escape(separator)
    # Possessive: what does not end as a quoted cell is given up at once, and is read as it stands.
    return _Marks(
        separator,
        re.compile(rf"(?:[ \t{mark}]*+\n)++"),
        re.compile(rf'[ ]*+"((?:[^"]|"")*+)"[ ]*+(?={mark}|\n|\Z)'),
        re.compile(rf"[^{mark}\n]*+"),
    )


def split_rows(
    text: str, separator: str, *, pasted: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that hold anything, with the line that each begins on.

    A quotation mark that begins a cell and ends none is one of its words: no row is swallowed by
    it. Spreadsheets put marks around a copied cell only where it holds a line, a tab or a mark, so
    those of other `pasted` cells are its words too.
    """
    marks = _marks(separator)
    at, line = 0, 1
    while at < len(text):
        if blank := marks.blank.match(text, at):
            line += text.count("\n", at, blank.end())
            at = blank.end()
            continue
        row, end = _row(text, at, marks, pasted=pasted)
        if any(cell.strip() for cell in row):
            yield line, row
        line += text.count("\n", at, end) + 1
        at = end + 1


def _row(text: str, at: int, marks: _Marks, *, pasted: bool) -> tuple[list[str], int]:
    """Return the cells of the row that begins here, and where it ends."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    if text.find('"', at, end) < 0:
        return _bounded(text[at:end].split(marks.separator)), end
    row: list[str] = []
    while True:
        quoted = marks.quoted.match(text, at) if text.startswith(_OPENING, at) else None
        inside = quoted[1] if quoted else ""
        if quoted and not (pasted and not re.search('[\n\t"]', inside)):
            row.append(inside.replace('""', '"'))
            at = quoted.end()
        else:
            bare = marks.bare.match(text, at)
            row.append(bare[0] if bare else "")
            at = bare.end() if bare else at
        if at >= len(text) or text[at] == "\n":
            return _bounded(row), at
        if len(row) >= WIDEST:
            return _bounded([*row, ""]), at
        at += 1


def _bounded(row: list[str]) -> list[str]:
    """Return a row that is no wider than any that is taken."""
    if len(row) > WIDEST:
        raise Invalid(Problem("file", "csv_too_many_columns", {"most": MOST_COLUMNS}))
    return row
