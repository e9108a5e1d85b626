"""The audit of a release: for every hidden cell two courses that show the same, far enough apart.

People flow through a table: from rows through parts into smaller parts. What is shown fixes the
sums, and what is hidden can be filled in otherwise. For each hidden cell the audit fills it with as
few people as the sums let it have, and with as many, and suppresses both courses again. Where both
come out as the very table that is to be stored, whoever sees it and knows every rule cannot tell
them apart, and what they are apart by is what the cell can move by. No cleverness of anybody goes
below that: it is a proof, cell by cell, and does not lean on the suppression being right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import repeat

from matrix_xblock.domain.figures.disclosure import K, Symbol
from matrix_xblock.domain.figures.nested_tables import Counted, Part, Released, leaves
from matrix_xblock.domain.figures.suppression import close, close_rows, hidden_cells

__all__ = ["audited", "extremes", "protection"]

Suppress = Callable[[Counted], Released]
Cell = tuple[str | None, str]
"""The row, None for the whole, and the key."""

OUTSIDE = "\0outside"
"""Stands for people in the release who are not in the table, while they are put elsewhere."""


def audited(counted: Counted, suppress: Suppress, *, k: int = K) -> Released:
    """Suppress a table; where the audit fails, hide its rows, and where that fails all of it."""
    released = suppress(counted)
    if _stands(counted, suppress, released, k):
        return released
    if released.rows:
        without_rows = close_rows(released)
        if _stands(counted, lambda each: close_rows(suppress(each)), without_rows, k):
            return without_rows
    return close(released)


def _stands(counted: Counted, suppress: Suppress, released: Released, k: int) -> bool:
    return all(
        protection(counted, suppress, released, cell) >= k for cell in hidden_cells(released)
    )


def protection(counted: Counted, suppress: Suppress, released: Released, cell: Cell) -> int:
    """Return by how much a hidden cell can move, as far as two courses show it."""
    low, high = extremes(counted, released, cell)
    if suppress(low) != released or suppress(high) != released:
        return 0
    row, key = cell
    part = counted.parts[key]
    rows = () if row is None else (row,)
    return high.number(part, *rows) - low.number(part, *rows)


def extremes(counted: Counted, released: Released, cell: Cell) -> tuple[Counted, Counted]:
    """Return the course with the fewest people in a hidden cell, and the one with the most."""
    row, key = cell
    around = counted.around(key)
    shown = next((each for each in around if released.is_shown(each.key)), None)
    closed = [each for each in around if row is not None and _is_closed(released, each, row)]
    if row is None or not closed:
        return _gathered(counted, shown, key)
    if released.is_shown(key):
        return _poured(counted, released, closed[-1], (row, key))
    # Its whole is hidden as well: first all that can be is poured around it, then that is gathered.
    around_it = shown.key if shown else key
    _, filled = _poured(counted, released, closed[-1], (row, around_it))
    return _gathered(counted, shown, key)[0], _gathered(filled, shown, key)[1]


def _is_closed(released: Released, part: Part, row: str) -> bool:
    """Tell whether a row hides the parts of a part that the whole shows."""
    first = part.parts[0].key
    cells = released.rows[row]
    return released.is_shown(first) and cells.get(first) is Symbol.CONFIDENTIAL


def _gathered(counted: Counted, around: Part | None, key: str) -> tuple[Counted, Counted]:
    """Gather everybody in a part outside one of its parts, and inside of it.

    Around a table that shows nothing is everybody in the release.
    """
    inside = leaves(counted.parts[key])
    whole = around or counted.tree
    elsewhere = [leaf for leaf in leaves(whole) if leaf not in inside]
    is_open = around is None
    low = _in_one(counted, leaves(whole), (elsewhere or inside)[0], with_outside=False)
    return low, _in_one(counted, leaves(whole), inside[0], with_outside=is_open)


def _in_one(counted: Counted, keys: Sequence[str], target: str, *, with_outside: bool) -> Counted:
    rows = {
        row: {
            **{key: number for key, number in numbers.items() if key not in keys},
            target: sum(numbers.get(key, 0) for key in keys)
            + (counted.outside.get(row, 0) if with_outside else 0),
        }
        for row, numbers in counted.rows.items()
    }
    return replace(counted, rows=rows, outside={} if with_outside else counted.outside)


def _poured(
    counted: Counted, released: Released, parent: Part, cell: tuple[str, str]
) -> tuple[Counted, Counted]:
    """Pour the people of the hidden rows into the parts of a part, row after row, part after part.

    This is the corner rule of transport: each row goes on filling where the one before it stopped.
    What comes first gets as much of what comes first as the sums allow; what comes last the least.
    """
    row, key = cell
    first = leaves(counted.parts[key])
    child = next(each for each in parent.parts if set(first) <= set(leaves(each)))
    order = dict.fromkeys([*first, *leaves(child), *leaves(parent), OUTSIDE])
    others = [
        each
        for company in counted.partners
        for each in company
        if each != row and _is_closed(released, parent, each)
    ]
    low = _filled(counted, [*others, row], tuple(order))
    return low, _filled(counted, [row, *others], tuple(order))


def _filled(counted: Counted, rows: Sequence[str], keys: Sequence[str]) -> Counted:
    """Fill rows one after the other with what these rows have of each key in all."""
    have = {row: {**counted.rows[row], OUTSIDE: counted.outside.get(row, 0)} for row in rows}
    stock = {key: sum(each.get(key, 0) for each in have.values()) for key in keys}
    filled: dict[str, dict[str, int]] = {}
    for row, numbers in have.items():
        others = {key: number for key, number in numbers.items() if key not in stock}
        filled[row] = {**others, **_drawn(stock, sum(map(numbers.get, keys, repeat(0))))}
    outside = {row: numbers.pop(OUTSIDE, 0) for row, numbers in filled.items()}
    return replace(counted, rows={**counted.rows, **filled}, outside={**counted.outside, **outside})


def _drawn(stock: dict[str, int], people: int) -> Mapping[str, int]:
    """Take so many people out of a stock, key after key; return how many of each."""
    taken = {}
    for key, left in stock.items():
        taken[key] = min(people, left)
        stock[key] = left - taken[key]
        people -= taken[key]
    return taken
