"""What charts are drawn with: lines of words and surfaces, and pieces of them under each other.

Units are those of which a column of paper has 340. Texts have more room than their letters need,
since no font is known and a narrow page shows them larger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.charts import Look
from matrix_xblock.screens.svg_text import measure, wrapped

__all__ = [
    "TEXT",
    "WIDTH",
    "Line",
    "Mark",
    "Piece",
    "Surface",
    "Words",
    "beside",
    "gap",
    "lines",
    "mirrored",
    "room",
    "stacked",
]

WIDTH = 340
TEXT = 13
"""The size of all words: weight and colour tell them apart."""
_ROOM = 13.5
"""The size that words have room for: so large they are on a page of 320 pixels."""
_LINE = 17


@wordless
@dataclass(frozen=True)
class Words:
    """A line of words: its middle, start or end stands at x, and its foot on y."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    is_strong: bool = False
    is_quiet: bool = False


@dataclass(frozen=True)
class Surface:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    look: Look


@dataclass(frozen=True)
class Line:
    """An upright line that bars begin at."""

    x: float
    y: float
    height: float


Mark = Words | Surface | Line


@dataclass(frozen=True)
class Piece:
    """Marks that belong together, and how high they are."""

    height: float
    marks: tuple[Mark, ...]


def mirrored(mark: Mark) -> Mark:
    """Return a mark as it stands for a reader from right to left."""
    width = mark.width if isinstance(mark, Surface) else 0
    return replace(mark, x=WIDTH - mark.x - width)


def stacked(pieces: Iterable[Piece], between: float = 0) -> Piece:
    """Put pieces under each other."""
    y = 0.0
    marks: list[Mark] = []
    for each in pieces:
        marks += (replace(mark, y=mark.y + y) for mark in each.marks)
        y += each.height + between
    return Piece(max(0.0, y - between), tuple(marks))


def lines(
    text: str,
    *,
    x: float = 0,
    width: float = WIDTH,
    anchor: str = "start",
    is_strong: bool = False,
    is_quiet: bool = False,
    size: float = _ROOM,
    most: int = 99,
) -> Piece:
    """Return words in lines: where there are more than fit, the last ends in an ellipsis."""
    parts = wrapped(text, width, size, is_strong=is_strong)
    if len(parts) > most:
        rest = " ".join(parts[most - 1 :])
        parts = [*parts[: most - 1], _cut(rest, width, size, is_strong=is_strong)]
    marks = tuple(
        Words(x, 13 + _LINE * n, line, anchor, is_strong, is_quiet) for n, line in enumerate(parts)
    )
    return Piece(_LINE * len(parts), marks)


def _cut(text: str, width: float, size: float, *, is_strong: bool) -> str:
    """Return the beginning of a text, as much as fits into a line with an ellipsis."""
    while text and measure(f"{text}…", size, is_strong=is_strong) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def room(text: str) -> float:
    """Return how much room a text has to have."""
    return measure(text, _ROOM)


def beside(piece: Piece, *marks: Mark) -> Piece:
    """Put marks beside a piece that has room for them."""
    return Piece(max(piece.height, _LINE), (*piece.marks, *marks))


def gap(height: float) -> Piece:
    """Return a piece of nothing."""
    return Piece(height, ())
