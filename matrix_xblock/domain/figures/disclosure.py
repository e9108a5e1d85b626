"""What may be shown of a group: small numbers are hidden, and what would give them away.

Counts below k are confidential, zero too; then as many more that nothing hidden can be worked out
by adding and subtracting; the rest is rounded to the nearest five.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median as middle

from matrix_xblock.domain.errors import Problem

__all__ = [
    "LEAST_K",
    "REST",
    "ROUNDING",
    "TOTAL",
    "WHOLE",
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
    "with_margins",
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

WHOLE = "\0whole"
REST = "\0rest"
TOTAL = "\0total"
"""Margins. No group and no category has such an id; people without a group have the empty one."""


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
        return self.hidden_cells * 2 > self.cells

    @property
    def hidden_cells(self) -> int:
        """Count cells that are not shown, totals left out."""
        return sum(cell is Symbol.CONFIDENTIAL for cell in self._counted)

    @property
    def cells(self) -> int:
        """Count all cells in which anybody can be, totals left out."""
        return len(self._counted)

    @property
    def _counted(self) -> list[Count]:
        every = (cell for line in self.lines for cell in line.cells.values())
        return [cell for cell in every if cell is not Symbol.NOT_APPLICABLE]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines."""
        return (self.whole, *self.groups.values())


def publish(table: Table, *, k: int = K, by_group: bool = True) -> Published:
    """Return what may be shown of a table. Without `by_group` only the whole is."""
    rows = with_margins(table, k, by_group=by_group)
    hidden = suppressed(rows, k)

    def line(row: str) -> Line:
        if row not in rows:
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


def with_margins(table: Table, k: int, *, by_group: bool = True) -> Rows:
    """Put small groups together, so that every row is of at least k people, and add it all up.

    The rest is never shown. It is a row all the same, for it can be had by taking away.
    """
    sizes = {group: sum(counts.values()) for group, counts in table.groups.items()}
    shown = _groups_to_show(sizes, k) if by_group else []
    folded = [counts for group, counts in table.groups.items() if group not in shown]
    rows = {group: table.groups[group] for group in shown}
    if shown and any(sum(counts.values()) for counts in folded):
        rows[REST] = _sum(folded)
    rows[WHOLE] = _sum(table.groups.values())
    return {
        row: {
            **{each: counts.get(each, 0) for each in table.categories},
            TOTAL: sum(counts.values()),
        }
        for row, counts in rows.items()
    }


def _groups_to_show(sizes: Mapping[str, int], k: int) -> list[str]:
    """Return groups of at least k, by id, that leave a rest of nobody or of at least k."""
    largest_first = sorted(sizes, key=lambda group: (-sizes[group], group))
    shown = [group for group in largest_first if sizes[group] >= k]
    while shown and 0 < sum(sizes.values()) - sum(sizes[group] for group in shown) < k:
        shown.pop()
    return sorted(shown)


def _sum(lines: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    added: Counter[str] = Counter()
    for counts in lines:
        added.update(counts)
    return added


def suppressed(rows: Rows, k: int) -> frozenset[Cell]:
    """Return the cells that must not be shown: small ones, and others to protect them.

    It ends, for every turn hides one more.
    """
    hidden = {
        (row, column)
        for row, counts in rows.items()
        for column, count in counts.items()
        if count < k
    }
    while (further := next(_to_hide(rows, hidden, k), None)) is not None:
        hidden.add(further)
    return frozenset(hidden)


def _to_hide(rows: Rows, hidden: AbstractSet[Cell], k: int) -> Iterator[Cell]:
    """Yield further cells to hide, for as long as anything is given away."""
    lines = list(_lines(rows))
    for line in lines:
        inside = [rows[row][column] for row, column in line if (row, column) in hidden]
        # Where its margin is hidden too, nobody knows what the hidden cells of a line add up to.
        is_tiny = line[-1] not in hidden and sum(inside) < k
        if inside and (len(inside) == 1 or is_tiny):
            yield from _smallest(rows, line, hidden)
    for cell in _given_away(rows, hidden):
        for line in lines:
            if cell in line:
                yield from _smallest(rows, line, hidden)


def _lines(rows: Rows) -> Iterator[list[Cell]]:
    """Yield every line that adds up, its margin last. Columns do where there are groups."""
    columns = list(rows[WHOLE])
    for row in rows:
        yield [(row, column) for column in columns]
    if len(rows) > 1:
        for column in columns:
            yield [(row, column) for row in rows]


def _smallest(rows: Rows, line: Sequence[Cell], hidden: AbstractSet[Cell]) -> Iterator[Cell]:
    """Yield the smallest cell of a line that is still shown, the first of them.

    That is the margin only when nothing else is left: it comes last and no part is larger.
    """
    if shown := [cell for cell in line if cell not in hidden]:
        yield min(shown, key=lambda cell: rows[cell[0]][cell[1]])


Node = tuple[str, str]
"""A row or a column, and which."""


def _given_away(rows: Rows, hidden: AbstractSet[Cell]) -> list[Cell]:
    """Return hidden cells that can be worked out exactly from those that are shown.

    Each row and each column that adds up is a node, each hidden cell an edge between its two. What
    flows round a circle of edges, more here and less there, changes no sum: only an edge that is
    on no circle, a bridge, has one value.
    """
    links: dict[Node, list[tuple[Node, Cell]]] = {}
    for row, column in sorted(hidden):
        # Columns of a single row add up to nothing known: together they are one node.
        ends: tuple[Node, Node] = ("row", row), ("column", column if len(rows) > 1 else "")
        for here, there in (ends, ends[::-1]):
            links.setdefault(here, []).append((there, (row, column)))
    return _bridges(links)


def _bridges(links: Mapping[Node, Sequence[tuple[Node, Cell]]]) -> list[Cell]:
    """Return the edges behind which no other way leads back."""
    order: dict[Node, int] = {}
    bridges: list[Cell] = []

    # It goes at most as deep as there are columns, twice.
    def earliest(node: Node, came_by: Cell | None) -> int:
        """Return the first node on the way here that a way from here on leads back to."""
        order[node] = earliest_here = len(order)
        for there, cell in links[node]:
            if cell == came_by:
                continue
            is_new = there not in order
            back = earliest(there, cell) if is_new else order[there]
            if is_new and back > order[node]:
                bridges.append(cell)
            earliest_here = min(earliest_here, back)
        return earliest_here

    for node in links:
        if node not in order:
            earliest(node, None)
    return bridges
