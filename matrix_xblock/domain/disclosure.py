"""What may be shown of a group: small numbers are hidden, and what would give them away.

Counts below k are confidential, zero too; then as many more that nothing hidden can be worked out
by adding and subtracting; the rest is rounded to the nearest five.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median as middle

from matrix_xblock.domain.errors import Problem

__all__ = [
    "LEAST_K",
    "ROUNDING",
    "Count",
    "K",
    "Line",
    "Published",
    "Symbol",
    "Table",
    "check_k",
    "in_full_batches",
    "median",
    "publish",
    "rounded",
    "suppressed",
]

K = 10
LEAST_K = 5
MOST_K = 1000
ROUNDING = 5


class Symbol(StrEnum):
    """What stands for a number that is not shown, as the Department for Education writes it."""

    CONFIDENTIAL = "c"
    NOT_APPLICABLE = "z"
    UNAVAILABLE = "x"
    LOW = "low"


Count = int | Symbol
Cell = tuple[str, str]
"""(row, column)"""

WHOLE, REST, TOTAL = "", "\0rest", "\0total"


@dataclass(frozen=True)
class Table:
    """Counts of people by group and category: everybody is in one of each.

    `groups` maps group ids to counts by category.
    """

    categories: tuple[str, ...]
    groups: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Line:
    """One line as it may be shown."""

    total: Count
    cells: Mapping[str, Count]


@dataclass(frozen=True)
class Published:
    """A table as it may be shown: the whole course, and groups by id."""

    whole: Line
    groups: Mapping[str, Line] = field(default_factory=dict)

    @property
    def is_mostly_hidden(self) -> bool:
        """Tell whether more than half of the cells are not shown."""
        cells = [cell for line in self.lines for cell in line.cells.values()]
        return sum(isinstance(cell, Symbol) for cell in cells) * 2 > len(cells)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines."""
        return (self.whole, *self.groups.values())


def publish(table: Table, *, k: int = K, by_group: bool = True) -> Published:
    """Return what may be shown of a table. Without `by_group` only the whole is."""
    rows = _rows(table, k, by_group=by_group)
    hidden = suppressed(rows, k)

    def line(row: str) -> Line:
        if row not in rows or rows[WHOLE][TOTAL] < k:
            return Line(Symbol.CONFIDENTIAL, dict.fromkeys(table.categories, Symbol.CONFIDENTIAL))
        shown: dict[str, Count] = {
            column: Symbol.CONFIDENTIAL if (row, column) in hidden else rounded(count)
            for column, count in rows[row].items()
        }
        return Line(shown.pop(TOTAL), shown)

    groups = {group: line(group) for group in table.groups} if by_group else {}
    return Published(line(WHOLE), groups)


def rounded(count: int) -> int:
    """Round to the nearest five. A whole number never lies half way."""
    return ROUNDING * round(count / ROUNDING)


def in_full_batches(people: Sequence[str], k: int = K) -> Sequence[str]:
    """Return the first of them that make full batches of k.

    Figures move when k more have come in, so that one more sign-off never shows.
    """
    return people[: len(people) // k * k]


def median(values: Sequence[int], k: int = K) -> Count:
    """Return the median, or that it is confidential where there are fewer than k."""
    return round(middle(values)) if len(values) >= k else Symbol.CONFIDENTIAL


def check_k(k: int) -> tuple[Problem, ...]:
    """Name what is wrong with the least group of a site."""
    if LEAST_K <= k <= MOST_K:
        return ()
    return (Problem("k", "out_of_range", {"least": LEAST_K, "most": MOST_K}),)


Rows = Mapping[str, Mapping[str, int]]
"""Counts by row and column, margins included: WHOLE is the last row, TOTAL the last column."""


def _rows(table: Table, k: int, *, by_group: bool) -> Rows:
    """Put small groups together, so that every row is of nobody or of at least k people."""
    sizes = {group: sum(counts.values()) for group, counts in table.groups.items()}
    large = sorted((group for group in sizes if sizes[group] >= k), key=lambda g: (-sizes[g], g))
    if not by_group:
        large = []
    while large and 0 < sum(sizes.values()) - sum(sizes[group] for group in large) < k:
        large.pop()
    shown = {group: dict(table.groups[group]) for group in table.groups if group in large}
    small = [counts for group, counts in table.groups.items() if group not in large]
    rest = _sum(table, small)
    rows = {**shown, REST: rest} if shown and sum(rest.values()) else shown
    rows[WHOLE] = _sum(table, table.groups.values())
    return {
        row: {
            **{each: counts.get(each, 0) for each in table.categories},
            TOTAL: sum(counts.values()),
        }
        for row, counts in rows.items()
    }


def _sum(table: Table, lines: object) -> dict[str, int]:
    listed: list[Mapping[str, int]] = list(lines)  # type: ignore[call-overload]
    return {each: sum(counts.get(each, 0) for counts in listed) for each in table.categories}


def suppressed(rows: Rows, k: int) -> frozenset[Cell]:
    """Return the cells that must not be shown: small ones, and others to protect them."""
    hidden = {
        (row, column)
        for row, counts in rows.items()
        for column, count in counts.items()
        if count < k
    }
    while True:
        weak = next(_weak_lines(rows, hidden, k), None)
        if weak is None:
            return frozenset(hidden)
        hidden.add(weak)


def _weak_lines(rows: Rows, hidden: set[Cell], k: int) -> Iterator[Cell]:
    """Yield a further cell to hide for each line that gives something away."""
    for line in _lines(rows):
        inside = [cell for cell in line if cell in hidden]
        is_summed = line[-1] not in hidden
        small = is_summed and sum(rows[row][column] for row, column in inside) < k
        if inside and (len(inside) == 1 or small):
            yield from _next_of(rows, line, hidden)
    for row, column in sorted(_bridges(rows, hidden)):
        for line in _lines(rows):
            if (row, column) in line:
                yield from _next_of(rows, line, hidden)


def _lines(rows: Rows) -> Iterator[list[Cell]]:
    """Yield every line that adds up, its margin last. Columns do where there are groups."""
    columns = list(rows[WHOLE])
    for row in rows:
        yield [(row, column) for column in columns]
    if len(rows) > 1:
        for column in columns:
            yield [(row, column) for row in rows]


def _next_of(rows: Rows, line: Sequence[Cell], hidden: set[Cell]) -> Iterator[Cell]:
    """Yield the smallest cell of a line that is still shown; its margin only when all else is."""
    left = [cell for cell in line[:-1] if cell not in hidden] or [
        cell for cell in line if cell not in hidden
    ]
    if left:
        yield min(left, key=lambda cell: (rows[cell[0]][cell[1]], cell))


def _bridges(rows: Rows, hidden: set[Cell]) -> Iterator[Cell]:
    """Yield hidden cells that the shown ones give away.

    Hidden cells are edges between their row and their column. In a table that adds up both ways, a
    cell can be worked out exactly when its edge is on no round trip.
    """
    has_columns = len(rows) > 1
    for cell in hidden:
        others = hidden - {cell}
        if not _connected(cell, others, has_columns=has_columns):
            yield cell


def _connected(cell: Cell, edges: set[Cell], *, has_columns: bool) -> bool:
    """Tell whether a way leads from the row of a cell to its column along other hidden cells."""

    def nodes(edge: Cell) -> tuple[tuple[str, str], tuple[str, str]]:
        # Where columns add up to nothing, all of them are one end that nothing is known about.
        return ("row", edge[0]), ("column", edge[1] if has_columns else "")

    ways: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for edge in edges:
        one, other = nodes(edge)
        ways.setdefault(one, []).append(other)
        ways.setdefault(other, []).append(one)
    start, goal = nodes(cell)
    seen, open_ends = {start}, [start]
    while open_ends:
        for node in ways.get(open_ends.pop(), ()):
            if node not in seen:
                seen.add(node)
                open_ends.append(node)
    return goal in seen
