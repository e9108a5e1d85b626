"""Charts drawn: texts and surfaces with their places, each form of chart in its own way.

Everything is drawn from left to right, from the top of each piece, and pieces stand under each
other; for a reader from right to left the whole is turned at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.chart_marks import (
    TEXT,
    WIDTH,
    Line,
    Mark,
    Piece,
    Surface,
    Words,
    beside,
    gap,
    lines,
    mirrored,
    room,
    stacked,
)
from matrix_xblock.screens.charts import (
    SIDE_BY_SIDE,
    Chart,
    Form,
    Look,
    Name,
    Row,
    Sign,
    described,
    shown,
)
from matrix_xblock.screens.svg_text import wrapped

__all__ = ["ChartDrawing", "draw_chart"]

_SIDE = 11
"""Of a sign in the legend."""
_STEP = 12
"""How much deeper a part stands than what it is a part of."""
_FEW_ROWS = 14
"""With more, names have one line, so that a chart is no longer than a page."""
HIDDEN = Symbol.CONFIDENTIAL


@wordless
@dataclass(frozen=True)
class ChartDrawing:
    """A chart as it is drawn, with its title and all its numbers in words."""

    key: str
    title: str
    description: str
    height: float
    marks: tuple[Mark, ...]
    is_mirrored: bool = False


def draw_chart(chart: Chart, *, has_head: bool = True, is_mirrored: bool = False) -> ChartDrawing:
    """Draw a chart that has its words.

    Without a head where a page has its title above it, and the rules that hold for every chart.
    """
    head = (
        lines(chart.title, is_strong=True, most=3),
        lines(chart.under, is_quiet=True, most=3),
    )
    notes = (*chart.notes, *(chart.rules if has_head else ()))
    foot = stacked([lines(each, is_quiet=True) for each in notes])
    body = stacked(_FORMS[chart.form](chart))
    pieces = (*(head if has_head else ()), _legend(chart), body, foot)
    whole = stacked([each for each in pieces if each.marks], between=7)
    marks = tuple(map(mirrored, whole.marks)) if is_mirrored else whole.marks
    title = f"{chart.title}. {chart.under}"
    return ChartDrawing(chart.key, title, described(chart), whole.height, marks, is_mirrored)


# The legend


def _legend(chart: Chart) -> Piece:
    """Return the signs, as many in a line as there is room for."""
    rows: list[list[Sign]] = []
    left = 0.0
    for sign in chart.legend:
        width = _SIDE + 5 + room(sign.name.text) + 14
        if not rows or width > left:
            rows.append([])
            left = WIDTH + 14
        rows[-1].append(sign)
        left -= width
    return stacked(map(_signs, rows), between=2)


def _signs(signs: Sequence[Sign]) -> Piece:
    """Return one line of signs; the name of a sign that stands alone may have several."""
    pieces: list[Piece] = []
    x = 0.0
    for sign in signs:
        words = lines(
            sign.name.text, x=x + _SIDE + 5, width=WIDTH - x - _SIDE - 5, is_quiet=True, most=2
        )
        pieces.append(beside(words, Surface(x, 3, _SIDE, _SIDE, sign.look)))
        x += _SIDE + 5 + room(sign.name.text) + 14
    return Piece(
        max(each.height for each in pieces), tuple(mark for each in pieces for mark in each.marks)
    )


# Rows of numbers


def _heat(chart: Chart) -> Iterator[Piece]:
    width = WIDTH / len(chart.columns)
    yield from _columns([each.text for each in chart.columns], width)
    numbers = [count for count in chart.cells if isinstance(count, int)]
    for row in chart.rows:
        yield gap(3)
        yield _named(row, _most(len(chart.rows)))
        yield _tints(row, width, max(numbers, default=1))


def _columns(heads: Sequence[str], width: float) -> Iterator[Piece]:
    """Yield what stands over columns: their names, or numbers where names have no room."""
    if not _fit(heads, width - 4):
        yield from (lines(f"{n}: {head}", is_quiet=True, most=1) for n, head in enumerate(heads, 1))
        heads = [str(n) for n in range(1, len(heads) + 1)]
    yield _heads(heads, width)


def _fit(heads: Sequence[str], width: float) -> bool:
    """Tell whether names have room over their columns, none of them broken within a word."""
    broken = [(head, wrapped(head, width, TEXT)) for head in heads]
    is_whole = all(head.split() == " ".join(parts).split() for head, parts in broken)
    return is_whole and all(len(parts) <= 3 for _, parts in broken)  # noqa: PLR2004 - lines


def _heads(heads: Sequence[str], width: float) -> Piece:
    """Return the names of columns, the last line of each on one height."""
    pieces = [
        lines(head, x=width * (n + 0.5), width=width - 4, anchor="middle", is_quiet=True, size=TEXT)
        for n, head in enumerate(heads)
    ]
    height = max(each.height for each in pieces)
    lowered = (
        replace(mark, y=mark.y + height - each.height) for each in pieces for mark in each.marks
    )
    return Piece(height, tuple(lowered))


def _most(rows: int) -> int:
    """Return how many lines the names of so many rows may have."""
    return 2 if rows <= _FEW_ROWS else 1


def _named(row: Row, most: int) -> Piece:
    """Return the name of a row with how many it is about."""
    total = f"n = {shown(row.total)}" if row.total is not None else ""
    width = WIDTH - (room(total) + 10 if total else 0)
    name = lines(row.name.text, width=width, most=most)
    return beside(name, Words(WIDTH, 13, total, "end", is_quiet=True)) if total else name


def _tints(row: Row, width: float, most: int) -> Piece:
    """Return the numbers of a row, the largest of them strong."""
    largest = max((each for each in row.counts if isinstance(each, int)), default=0)
    marks: list[Mark] = []
    for n, count in enumerate(row.counts):
        if count is not None:
            x = width * n
            look = _tint(count, most)
            marks.append(Surface(x + 1, 0, width - 2, 19, look))
            is_largest = count == largest
            marks.append(
                Words(x + width / 2, 14, shown(count), "middle", is_largest, look is Look.HIDDEN)
            )
    return Piece(20, tuple(marks))


def _tint(count: Count, most: int) -> Look:
    """Return the tint of a number: quarters of the largest one."""
    if isinstance(count, Symbol):
        return Look.HIDDEN if count is HIDDEN else Look.WHITE
    tints = (Look.TINT_1, Look.TINT_2, Look.TINT_3, Look.TINT_4)
    return tints[min(3, 4 * count // (most + 1))]


# Two parts of a whole


_SPLIT_FROM, _SPLIT_TO = 176, 294


def _split(chart: Chart) -> Iterator[Piece]:
    """Yield a line for each row, or rows side by side where few stand under each name."""
    blocks = [
        (within, list(rows)) for within, rows in groupby(chart.rows, key=lambda row: row.within)
    ]
    if blocks[0][0] and max(len(rows) for _, rows in blocks) <= SIDE_BY_SIDE:
        yield from _grid(blocks)
        return
    most = _most(len(chart.rows))
    for within, rows in blocks:
        if within:
            yield gap(4)
            yield lines(within.text, most=most)
        yield from (_halves(row, most) for row in rows)


def _grid(blocks: Sequence[tuple[Name | None, list[Row]]]) -> Iterator[Piece]:
    """Yield a line of pairs for each name that rows stand under."""
    _, first = blocks[0]
    width = WIDTH / len(first)
    yield from _columns([row.name.text for row in first], width)
    for within, rows in blocks:
        yield gap(3)
        yield lines(within.text if within else "", most=_most(len(blocks)))
        pairs = [_pair(row, width * n, width) for n, row in enumerate(rows)]
        yield Piece(28, tuple(mark for pair in pairs for mark in pair))


def _pair(row: Row, x: float, width: float) -> Iterator[Mark]:
    """Yield two numbers with a bar of two parts beneath them."""
    lower, upper = row.counts
    yield Words(x + 6, 13, shown(lower), is_strong=True)
    yield Words(x + width - 8, 13, shown(upper), "end", is_strong=True)
    yield from _two_parts(row, x + 6, 17, width - 14, 8)


def _halves(row: Row, most: int) -> Piece:
    """Return a bar of two parts, with the number of each at its end."""
    width = _SPLIT_TO - _SPLIT_FROM
    indent = _STEP if row.within else 0
    name = lines(row.name.text, x=indent, width=_SPLIT_FROM - 50 - indent, is_quiet=True, most=most)
    lower, upper = row.counts
    numbers = (
        Words(_SPLIT_FROM - 6, 13, shown(lower), "end", is_strong=True),
        Words(_SPLIT_TO + 6, 13, shown(upper), is_strong=True),
    )
    return beside(name, *_two_parts(row, _SPLIT_FROM, 3, width, 11), *numbers)


def _two_parts(row: Row, x: float, y: float, width: float, height: float) -> Iterator[Surface]:
    lower, upper = row.counts
    if isinstance(lower, int) and isinstance(upper, int):
        part = width * lower / max(1, lower + upper)
        yield Surface(x, y, part, height, Look.MID)
        yield Surface(x + part, y, width - part, height, Look.FILLED)
    else:
        yield Surface(x, y, width, height, Look.HIDDEN)


# Away from a line


_ZERO = 104
_ROOM_DOWN, _ROOM_UP = 64.0, 148.0


def _diverging(chart: Chart) -> Iterator[Piece]:
    same, not_up = chart.columns[2], chart.columns[3]
    yield lines(same.text, x=WIDTH, anchor="end", is_quiet=True)
    scale = _common_scale(chart.rows)
    for row in chart.rows:
        yield _named(row, _most(len(chart.rows)))
        yield _away(row, scale)
        together = row.counts[3]
        if together is not None:
            yield lines(f"{not_up.text}: {shown(together)}", is_quiet=True)
        yield gap(2)


def _common_scale(rows: Sequence[Row]) -> float:
    """Return how long one person is, on both sides of the line."""
    down, up = ([c for row in rows if isinstance(c := row.counts[n], int)] for n in (0, 1))
    return min(_ROOM_DOWN / max([1, *down]), _ROOM_UP / max([1, *up]))


def _away(row: Row, scale: float) -> Piece:
    down, up, same, _ = row.counts
    marks: list[Mark] = []
    for count, look, way in ((down, Look.HATCHED, -1), (up, Look.FILLED, 1)):
        length = count * scale if isinstance(count, int) else 24
        x = _ZERO - length if way < 0 else _ZERO
        marks.append(Surface(x, 3, length, 12, look if isinstance(count, int) else Look.HIDDEN))
        end = _ZERO + way * (length + 5)
        anchor = "end" if way < 0 else "start"
        marks.append(Words(end, 14, shown(count), anchor, is_strong=True))
    marks.append(Line(_ZERO, 0, 18))
    if same is not None:
        marks.append(Words(WIDTH, 14, shown(same), "end", is_quiet=True))
    return Piece(19, tuple(marks))


# Bars in outlines


_NUMBER = 40
_BARS_FROM = {1: 224, 2: 168}
"""Where bars begin, by how many stand in a row."""


def _bars(chart: Chart) -> Iterator[Piece]:
    """Yield a line for each row: its name, and for each column a number and a bar."""
    start = _BARS_FROM[len(chart.columns)]
    width = (WIDTH - start) / len(chart.columns)
    if len(chart.columns) > 1:
        heads = [
            lines(each.text, x=start + width * n + 8, width=width - 8, is_quiet=True)
            for n, each in enumerate(chart.columns)
        ]
        yield Piece(
            max(each.height for each in heads), tuple(m for each in heads for m in each.marks)
        )
    everybody = [_everybody(chart, n) for n in range(len(chart.columns))]
    for row in chart.rows:
        indent = _STEP * row.depth
        name = lines(row.name.text, x=indent, width=start - indent - 2, most=_most(len(chart.rows)))
        bars = (
            _bar(count, row.depth, start + width * n, width, everybody[n])
            for n, count in enumerate(row.counts)
            if count is not None
        )
        piece = beside(name, *(mark for bar in bars for mark in bar))
        yield Piece(piece.height + 2, piece.marks)


def _everybody(chart: Chart, column: int) -> int:
    """Return how many people the whole length of a bar is."""
    whole = [row.counts[column] for row in chart.rows if not row.depth]
    numbers = [count for count in whole if isinstance(count, int)]
    return chart.total if isinstance(chart.total, int) else max(1, sum(numbers))


def _bar(count: Count, depth: int, x: float, width: float, everybody: int) -> Iterator[Mark]:
    yield Words(x + _NUMBER - 6, 13, shown(count), "end", is_strong=True)
    x, width = x + _NUMBER, width - _NUMBER
    if not isinstance(count, int):
        yield Surface(x, 3, width, 11, Look.HIDDEN)
        return
    yield Surface(x, 3, width, 11, Look.WHITE)
    length = width * min(1, count / everybody)
    yield Surface(x, 3, length, 11, Look.MID if depth else Look.FILLED)


# How far


def _progress(chart: Chart) -> Iterator[Piece]:
    numbers = [count for count in chart.cells if isinstance(count, int)]
    for row in chart.rows:
        yield lines(row.name.text, is_strong=True, most=1)
        numbers_in_words = (
            f"{column.text} {shown(count)}"
            for column, count in zip(chart.columns, row.counts, strict=True)
            if count is not None
        )
        yield lines(" · ".join(numbers_in_words), is_quiet=True)
        yield _one_in_another(row, max([*numbers, 1]))
        yield gap(6)


def _one_in_another(row: Row, most: int) -> Piece:
    """Return one bar in another: who is further stands before those who are not so far."""
    looks = (Look.FILLED, Look.MID, Look.WHITE)
    known = [
        Surface(0, 3, WIDTH * count / most, 12, look)
        for count, look in zip(row.counts, looks, strict=True)
        if isinstance(count, int)
    ]
    return Piece(18, tuple(reversed(known)) or (Surface(0, 3, WIDTH, 12, Look.HIDDEN),))


_FORMS: Mapping[Form, Callable[[Chart], Iterator[Piece]]] = {
    Form.HEAT: _heat,
    Form.SPLIT: _split,
    Form.DIVERGING: _diverging,
    Form.BARS: _bars,
    Form.PROGRESS: _progress,
}
