"""Charts of figures: what is counted, by row and column, before it is drawn or put into words.

A chart has no words of ours: what is called by a code is named by the host, in the language of its
reader. Whatever has such tables can be drawn: a release of one course, a report over several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "SIDE_BY_SIDE",
    "Chart",
    "Form",
    "Look",
    "Name",
    "Row",
    "Sign",
    "described",
    "shown",
    "worded",
]

SIDE_BY_SIDE = 4
"""So many pairs of numbers have room beside each other."""


class Form(StrEnum):
    """How a chart is drawn."""

    HEAT = "heat"
    """Rows of numbers, darker where there are more people."""
    SPLIT = "split"
    """Two parts of a whole in one bar, a number at each end."""
    DIVERGING = "diverging"
    """Two bars away from a line, and what is neither as a number."""
    BARS = "bars"
    """A bar for each number, within the outline of everybody."""
    PROGRESS = "progress"
    """How many of everybody have come how far, in one bar a row."""


class Look(StrEnum):
    """How a surface looks: four values that differ without colour, five tints, and what is hidden.

    Hidden is an empty outline of dashes: nobody takes it for a small number, or for none.
    """

    FILLED = "filled"
    MID = "mid"
    HATCHED = "hatched"
    WHITE = "white"
    HIDDEN = "hidden"
    TINT_1 = "tint-1"
    TINT_2 = "tint-2"
    TINT_3 = "tint-3"
    TINT_4 = "tint-4"


@wordless
@dataclass(frozen=True)
class Name:
    """What something is called: words of the course, or a code, maybe with such words in it."""

    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class Sign:
    """A line of the legend."""

    look: Look
    name: Name


@wordless
@dataclass(frozen=True)
class Row:
    """Numbers of people, one a column; None where there is nothing to show.

    `total` is how many the row is about, where it says so. `within` is what several rows stand
    under; a deeper row is a part of the one before it.
    """

    name: Name
    counts: tuple[Count | None, ...]
    total: Count | None = None
    depth: int = 0
    within: Name | None = None


@wordless
@dataclass(frozen=True)
class Chart:
    """One chart. The key names its file; `since` is the round that it compares with.

    `k` is the largest number that it hides, where that is another than everywhere else.

    `total` is everybody whom the chart is about, which is what outlines stand for. The title, what
    stands under it, notes, and the rules that hold for every chart are the host's to say.
    """

    key: str
    form: Form
    subject: Name
    columns: tuple[Name, ...]
    rows: tuple[Row, ...]
    legend: tuple[Sign, ...] = ()
    total: Count | None = None
    since: str = ""
    k: int = 0
    part: int = 1
    parts: int = 1
    title: str = ""
    under: str = ""
    notes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[Count, ...]:
        """All numbers that it has, hidden ones included."""
        return tuple(count for row in self.rows for count in row.counts if count is not None)

    @property
    def hidden(self) -> int:
        """Count the numbers that are not shown."""
        return sum(count is Symbol.CONFIDENTIAL for count in self.cells)

    @property
    def is_hidden(self) -> bool:
        """Tell whether it has no number to show."""
        return self.hidden == len(self.cells)

    @property
    def has_totals(self) -> bool:
        """Tell whether rows say how many they are about."""
        return any(row.total is not None for row in self.rows)


def shown(count: Count | None) -> str:
    """Return a number as it is shown: what is rounded to nothing is no nothing."""
    if count is None:
        return ""
    if isinstance(count, Symbol):
        return count.value
    return str(count) if count else Symbol.LOW.value


def worded(chart: Chart, say: Callable[[Name], str]) -> Chart:
    """Return a chart in which everything is called by words."""

    def named(name: Name) -> Name:
        return Name(text=say(name)) if name.code else name

    return replace(
        chart,
        subject=named(chart.subject),
        columns=tuple(map(named, chart.columns)),
        legend=tuple(replace(each, name=named(each.name)) for each in chart.legend),
        rows=tuple(
            replace(row, name=named(row.name), within=row.within and named(row.within))
            for row in chart.rows
        ),
    )


def described(chart: Chart) -> str:
    """Say every number of a chart, row by row, and what stands beneath it."""
    return " ".join((*map("{}.".format, _sentences(chart)), *chart.notes, *chart.rules))


def _sentences(chart: Chart) -> Iterator[str]:
    for row in chart.rows:
        numbers = [
            f"{column.text} {shown(count)}"
            for column, count in zip(chart.columns, row.counts, strict=True)
            if count is not None
        ]
        names = [each.text for each in (row.within, row.name) if each]
        total = [f"(n = {shown(row.total)})"] if row.total is not None else []
        yield f"{' '.join((', '.join(names), *total))}: {', '.join(numbers)}"
