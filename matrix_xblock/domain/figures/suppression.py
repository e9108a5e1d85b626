"""What a release may show of a table: parts all together or not at all, rows only in company.

Which cells are hidden follows from published rules. Each of them hides the same whether one cell
is small or its neighbour is, so that knowing the rules says nothing about which of them it was.
`docs/reference/releases.md` explains it, and why it is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from matrix_xblock.domain.figures.disclosure import ROUNDING, Count, K, Symbol, rounded
from matrix_xblock.domain.figures.nested_tables import (
    ALL,
    Counted,
    Part,
    Released,
    inner,
    row_keys,
)
from matrix_xblock.domain.figures.shapes import CHOSEN

__all__ = [
    "Earlier",
    "at_most",
    "close",
    "close_rows",
    "hidden_cells",
    "suppress",
    "suppress_several",
]

HIDDEN = Symbol.CONFIDENTIAL


@dataclass(frozen=True)
class Earlier:
    """The same table in an earlier release of the round, and of how many people that was."""

    table: Released
    people: int


def at_most(shown: int) -> int:
    """Return the largest number that is rounded to this one."""
    return shown + ROUNDING // 2


def suppress(
    counted: Counted, *, k: int = K, earlier: Sequence[Earlier] = (), is_open: bool = True
) -> Released:
    """Return what may be shown of a table.

    Numbers up to k are hidden, k included: so whoever works out that a number is small has k + 1 of
    them to choose from. Without `is_open` nothing may be shown, for what is shown elsewhere.
    """
    least = k + 1
    open_parts = _open_parts(counted, least, earlier) if is_open else frozenset[str]()
    whole: dict[str, Count] = dict.fromkeys(counted.parts, HIDDEN)
    for part in inner(counted.tree):
        if part.key in open_parts:
            whole.update({each.key: rounded(counted.number(each)) for each in part.parts})
    if ALL in open_parts:
        whole[ALL] = rounded(counted.number(counted.tree))
    return Released(whole, _rows(counted, least, open_parts))


def close(released: Released) -> Released:
    """Hide all of a table."""
    return Released(dict.fromkeys(released.whole, HIDDEN), close_rows(released).rows)


def close_rows(released: Released) -> Released:
    """Hide the rows of a table."""
    rows = {row: dict.fromkeys(cells, HIDDEN) for row, cells in released.rows.items()}
    return Released(released.whole, rows)


def suppress_several(
    counted: Mapping[str, Counted], suppress_one: Callable[[str, Counted], Released]
) -> Mapping[str, Released]:
    """Return what may be shown of things of which everybody has one at least, each a yes or no.

    What the others do not account for is the least that one of them can be: where that would say
    something of the only one that is hidden, the smallest of the others is hidden with it.
    """
    released = {key: suppress_one(key, each) for key, each in counted.items()}
    shown = [key for key, each in released.items() if each.is_shown(CHOSEN)]
    chosen = {key: each.number(each.parts[CHOSEN]) for key, each in counted.items()}
    people = max((each.number(each.tree) for each in counted.values()), default=0)
    if shown and len(shown) == len(released) - 1 and sum(chosen[key] for key in shown) < people:
        smallest = min(shown, key=chosen.__getitem__)
        released[smallest] = close(released[smallest])
    return released


def _open_parts(counted: Counted, least: int, earlier: Sequence[Earlier]) -> frozenset[str]:
    """Return the parts whose parts are shown: where each of these is large enough.

    A part is looked into only where it is shown itself. How many the whole table is about is shown
    with its parts and not without them: else *fewer than k* would be known of all of them.
    """
    opened: set[str] = set()
    shown = {counted.tree.key}
    for part in inner(counted.tree):
        enough = [_enough(each, part, least, earlier) for each in part.parts]
        sizes = [counted.number(each) for each in part.parts]
        if part.key in shown and all(map(int.__ge__, sizes, enough)):
            opened.add(part.key)
            shown.update(each.key for each in part.parts)
    return frozenset(opened)


def _enough(part: Part, around: Part, least: int, earlier: Iterable[Earlier]) -> int:
    """Return how many people there have to be in a part.

    What an earlier release shows must have grown by more than k. What it hides is anything up to
    the least number around it that is known, and must have had room here whatever it is.
    """
    enough = least
    for each in earlier:
        # A level that was not there then is as good as hidden.
        shown = each.table.whole.get(part.key, HIDDEN)
        around_it = each.table.whole.get(around.key, HIDDEN)
        if isinstance(shown, Symbol):
            known = each.people if isinstance(around_it, Symbol) else around_it
            enough = max(enough, at_most(known))
        else:
            enough = max(enough, at_most(shown) + least)
    return enough


def _rows(
    counted: Counted, least: int, open_parts: AbstractSet[str]
) -> dict[str, dict[str, Count]]:
    """Return the cells of rows."""
    if not counted.partners:
        return {}
    rows: dict[str, dict[str, Count]] = {
        row: dict.fromkeys(row_keys(counted.tree), HIDDEN) for row in counted.rows
    }
    closed: dict[str, AbstractSet[str]] = {counted.tree.key: frozenset()}
    for part in inner(counted.tree):
        if part.by_row and part.key in open_parts and part.key in closed:
            hidden = _hidden_rows(counted, part, least, closed[part.key])
            closed.update((each.key, hidden) for each in part.parts)
            for row in counted.rows.keys() - hidden:
                rows[row].update(
                    {each.key: rounded(counted.number(each, row)) for each in part.parts}
                )
    return rows


def _hidden_rows(
    counted: Counted, part: Part, least: int, closed: AbstractSet[str]
) -> AbstractSet[str]:
    """Return the rows that do not show the parts of a part.

    Those with a small one, and their partners; then further partners, until what is hidden of each
    part comes to more than k in all.
    """
    hidden: set[str] = set()
    for company in counted.partners:
        if any(row in closed or _is_small(counted, part, least, row) for row in company):
            hidden.update(company)
    further = (company for company in counted.partners if not hidden.issuperset(company))
    while hidden and any(counted.number(each, *hidden) < least for each in part.parts):
        hidden.update(next(further))
    return hidden


def _is_small(counted: Counted, part: Part, least: int, row: str) -> bool:
    return any(counted.number(each, row) < least for each in part.parts)


def hidden_cells(released: Released) -> Iterator[tuple[str | None, str]]:
    """Yield the row and the key of every cell that is hidden; None stands for the whole."""
    for key, count in released.whole.items():
        if count is HIDDEN and key != ALL:
            yield None, key
    for row, cells in released.rows.items():
        for key, count in cells.items():
            if count is HIDDEN:
                yield row, key
