"""Figures as they are drawn: cells of a heat table, bars to both sides, columns of net numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matrix_xblock.domain.figures.live import AreaLevels, AreaMovement, Movement
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "Fork",
    "Heat",
    "HeatCell",
    "HeatRow",
    "NetColumn",
    "forks",
    "heat",
    "net_columns",
    "width_of",
]

_SHADES = 4

ZERO = 33
"""Where the line stands from which bars go to both sides, in hundredths of the width."""

_MOST_UP, _MOST_DOWN = 58, 25
"""How long the longest bars are: beside them their numbers have room."""

_MOST_COLUMNS = 9
_COLUMN, _HEIGHT = 34, 60


@wordless
@dataclass(frozen=True)
class HeatCell:
    """How many people chose a level, how dark it is (0 to 4), and whether no more chose another."""

    number: int
    shade: int
    is_most: bool


@wordless
@dataclass(frozen=True)
class HeatRow:
    """An area: its levels, and beside them who has none, or one that there is no more."""

    area: str
    cells: tuple[HeatCell, ...]
    not_applicable: int
    unknown: int


@wordless
@dataclass(frozen=True)
class Heat:
    """A table of levels. `most` is its largest number; one scale is for all of it."""

    rows: tuple[HeatRow, ...]
    most: int

    @property
    def has_unknown(self) -> bool:
        """Tell whether anybody has an answer that stands in no column."""
        return any(each.unknown for each in self.rows)


@wordless
@dataclass(frozen=True)
class Fork:
    """Bars of one area to both sides of a line, in hundredths of the width."""

    movement: AreaMovement
    lower: float
    upper: float

    @property
    def start(self) -> float:
        """Return where the left bar begins."""
        return ZERO - self.lower

    @property
    def end(self) -> float:
        """Return where the right bar ends."""
        return ZERO + self.upper


@wordless
@dataclass(frozen=True)
class NetColumn:
    """People with one net number of areas: where their column stands, and how high it is.

    `reach` is -1 where those with fewer are in it as well, 1 with more, 0 where it is only this.
    """

    net: int
    number: int
    reach: int
    x: int
    height: float

    @property
    def way(self) -> str:
        """Return whether these have moved up, down, or neither."""
        return "same" if self.net == 0 else "up" if self.net > 0 else "down"

    @property
    def signed(self) -> str:
        """Return the number with its sign, as it is printed."""
        return f"{self.net:+d}".replace("-", "\N{MINUS SIGN}") if self.net else "0"

    @property
    def top(self) -> float:
        """Return where the column begins."""
        return _HEIGHT + 18 - self.height

    @property
    def middle(self) -> int:
        """Return where its numbers stand."""
        return self.x + 13


def width_of(columns: Sequence[NetColumn]) -> int:
    """Return how wide columns are drawn: a few are no wider than many."""
    return max(_COLUMN * len(columns), _COLUMN * (_MOST_COLUMNS - 1))


def heat(areas: Sequence[AreaLevels]) -> Heat:
    """Shade numbers of people by level, all by one scale. The last two answers are no levels."""
    most = max((number for each in areas for number in each.numbers[:-2]), default=0)
    return Heat(tuple(_heat_row(each, most) for each in areas), most)


def _heat_row(area: AreaLevels, most: int) -> HeatRow:
    *levels, not_applicable, unknown = area.numbers
    largest = max(levels)
    cells = [
        HeatCell(each, math.ceil(_SHADES * each / most) if most else 0, 0 < each == largest)
        for each in levels
    ]
    return HeatRow(area.area, tuple(cells), not_applicable, unknown)


def forks(movement: Movement) -> tuple[Fork, ...]:
    """Draw how people moved by area: one scale for all bars, whichever side they are on."""
    up = max((each.up for each in movement.areas), default=0)
    down = max((each.down for each in movement.areas), default=0)
    scale = min(_MOST_UP / max(up, 1), _MOST_DOWN / max(down, 1))
    return tuple(Fork(each, each.down * scale, each.up * scale) for each in movement.areas)


def net_columns(movement: Movement) -> tuple[NetColumn, ...]:
    """Draw people by the net number of areas; where there are many, both ends are put together."""
    numbers = dict(movement.nets)
    least, most = min(numbers, default=0), max(numbers, default=0)
    low, high = _window(least, most)
    folded = dict.fromkeys(range(low, high + 1), 0)
    for net, number in numbers.items():
        folded[min(max(net, low), high)] += number
    tallest = max(folded.values())
    return tuple(
        NetColumn(
            net,
            number,
            reach=-1 if net == low > least else 1 if net == high < most else 0,
            x=4 + _COLUMN * place,
            height=_HEIGHT * number / tallest if tallest else 0,
        )
        for place, (net, number) in enumerate(folded.items())
    )


def _window(least: int, most: int) -> tuple[int, int]:
    """Return from where to where columns stand for one number each, zero among them."""
    low, high = min(least, 0), max(most, 0)
    if high - low < _MOST_COLUMNS:
        return least, most
    low = max(low, -(_MOST_COLUMNS // 2))
    high = min(high, low + _MOST_COLUMNS - 1)
    return max(least, high - _MOST_COLUMNS + 1), high
