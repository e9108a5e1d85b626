"""The matrix picture as an SVG document that stands alone: no styles, no scripts, no addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.picture import CIRCLE, Drawing, Mark, Picture, PictureSign, draw
from matrix_xblock.screens.svg_text import FONT, clean, measure, quoted, wrapped

__all__ = ["FileWords", "RowWords", "svg_document"]

EDGE = 24
NAMES = 306
LEVELS_FROM = 340
LEVELS = 512
LEVEL = 128
"""The least width of a level, so that its name stands over it."""
WORDS = 200
ROW = 44
SCALE = 1.25
"""How much larger marks are than on a page: what stands in them is as large as other words."""
LINE = 18
SMALL = 14
TEXT = 15
TITLE = 24
INK = "#17222b"
QUIET = "#51606c"
ACCENT = "#0b5563"
GROUND = "#ffffff"
HAIR = "#d5dce1"
PIP = "#aab5bd"
BORDER = "#7b8994"
SAYS = 'role="img" aria-labelledby="title desc"'


@wordless
@dataclass(frozen=True)
class RowWords:
    """What is said of an area: its level, how it has moved, and everything as a sentence.

    `level` is empty where none is chosen, and `moved` says so.
    """

    level: str
    moved: str
    sentence: str


@wordless
@dataclass(frozen=True)
class FileWords:
    """The words of the document, in the language of its reader. `key` has one for each sign."""

    heading: str
    under: str
    area: str
    now: str
    rows: tuple[RowWords, ...]
    key: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class _Sheet:
    """The measures of a document: it is wide enough for the names of its levels."""

    levels: int
    is_mirrored: bool

    @property
    def span(self) -> int:
        return max(LEVELS, LEVEL * self.levels)

    @property
    def width(self) -> int:
        return LEVELS_FROM + self.span + 16 + WORDS + EDGE

    def x(self, from_start: float) -> float:
        """Return where something stands that is so far from where reading starts."""
        return self.width - from_start if self.is_mirrored else from_start

    def on_track(self, place: float) -> float:
        """Return where a place on the track of a drawing is."""
        start = self.width - LEVELS_FROM - self.span if self.is_mirrored else LEVELS_FROM
        return start + self.span * place / 100

    def stretch(self, ends: tuple[float, float]) -> tuple[float, float]:
        """Return both ends of a line on the track."""
        return self.on_track(ends[0]), self.on_track(ends[1])


def svg_document(picture: Picture, words: FileWords, *, is_mirrored: bool = False) -> str:
    """Draw the whole picture, `is_mirrored` for a reader from right to left."""
    sheet = _Sheet(len(picture.levels), is_mirrored)
    body, y = _head(sheet, picture, words)
    for row, row_words in zip(picture.rows, words.rows, strict=True):
        names = wrapped(row.name, NAMES, TEXT, is_strong=True)
        now = _said(row_words)
        height = max(ROW, LINE * max(len(names), len(now)) + 14)
        middle = y + height / 2
        drawing = draw(row.track, is_mirrored=is_mirrored)
        body += [*_row_words(sheet, names, now, middle), *_track(sheet, drawing, middle)]
        y += height
        body.append(_rule(sheet, y))
    key, y = _key(sheet, picture, words, y + 36)
    return _root(sheet, y + EDGE, words, [*body, *key])


def _root(sheet: _Sheet, height: float, words: FileWords, body: Iterable[str]) -> str:
    size = f'width="{sheet.width}" height="{height:g}" viewBox="0 0 {sheet.width} {height:g}"'
    says = " ".join(row.sentence for row in words.rows)
    language = f"lang={quoted(words.language)}"
    direction = "rtl" if sheet.is_mirrored else "ltr"
    look = f'direction="{direction}" font-family={quoted(FONT)}'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {language} {look} {SAYS}>',
            f'<title id="title">{clean(words.heading)}. {clean(words.under)}</title>',
            f'<desc id="desc">{clean(says)}</desc>',
            f'<rect width="100%" height="100%" fill="{GROUND}"/>',
            _text(sheet.x(EDGE), 50, words.heading, size=TITLE, weight=600),
            _text(sheet.x(EDGE), 76, words.under, colour=QUIET),
            *body,
            "</svg>",
            "",
        )
    )


def _head(sheet: _Sheet, picture: Picture, words: FileWords) -> tuple[list[str], float]:
    """Return the names of the columns, the last line of each on one height."""
    width = sheet.span / sheet.levels
    names = [wrapped(name, width - 6, SMALL, is_strong=True) for name in picture.levels]
    lines = max(len(name) for name in names)
    last = 112.0 + LINE * (lines - 1)
    parts = [
        _text(sheet.x(EDGE), last, words.area, size=SMALL, colour=QUIET),
        _text(sheet.x(_words_from(sheet)), last, words.now, size=SMALL, colour=QUIET),
    ]
    for number, name in enumerate(names):
        x = sheet.x(LEVELS_FROM + width * (number + 0.5))
        for n, line in enumerate(reversed(name)):
            parts.append(_text(x, last - LINE * n, line, size=SMALL, weight=600, anchor="middle"))
    return [*parts, _rule(sheet, last + 12)], last + 12


def _words_from(sheet: _Sheet) -> int:
    return LEVELS_FROM + sheet.span + 16


def _said(row_words: RowWords) -> list[list[tuple[str, bool]]]:
    """Return the lines beside a row: each of texts, with whether it is strong."""
    level = wrapped(row_words.level, WORDS, TEXT, is_strong=True)
    if level and row_words.moved:
        last = f"{level[-1]}, {row_words.moved}"
        if measure(last, TEXT, is_strong=True) <= WORDS:
            strong: list[list[tuple[str, bool]]] = [[(line, True)] for line in level[:-1]]
            return [*strong, [(level[-1], True), (f", {row_words.moved}", False)]]
    moved = wrapped(row_words.moved, WORDS, TEXT)
    return [*([(line, True)] for line in level), *([(line, False)] for line in moved)]


def _row_words(
    sheet: _Sheet, names: list[str], lines: list[list[tuple[str, bool]]], middle: float
) -> Iterator[str]:
    for line, y in zip(names, _heights(len(names), middle), strict=True):
        yield _text(sheet.x(EDGE), y, line, weight=600)
    for parts, y in zip(lines, _heights(len(lines), middle), strict=True):
        yield _parts(sheet.x(_words_from(sheet)), y, parts)


def _parts(x: float, y: float, parts: list[tuple[str, bool]]) -> str:
    """Write texts of different weight on one line."""
    looks = {True: f'font-weight="600" fill="{INK}"', False: f'fill="{QUIET}"'}
    spans = (f"<tspan {looks[is_strong]}>{clean(text)}</tspan>" for text, is_strong in parts)
    return f'<text x="{x:g}" y="{y:g}" font-size="{TEXT}">{"".join(spans)}</text>'


def _heights(count: int, middle: float) -> list[float]:
    first = middle - LINE * (count - 1) / 2 + 5
    return [first + LINE * n for n in range(count)]


def _track(sheet: _Sheet, drawing: Drawing, y: float) -> Iterator[str]:
    """Draw one row: what is later stands before what is earlier."""
    x = sheet.on_track
    if drawing.is_outside_role:
        yield _line(sheet.stretch(drawing.ends), y, colour=BORDER, dashes="2 6")
        return
    yield _line(sheet.stretch(drawing.ends), y, colour=HAIR)
    yield from (_circle(x(place), y, 3, fill=PIP) for place in drawing.places)
    yield from _lines(sheet, drawing, y)
    for mark in drawing.marks:
        yield from _was(x(mark.x) + SCALE * mark.shift, y, mark.label)
    if drawing.want is not None:
        yield _ring(x(drawing.want), y, drawing.ring)
    if drawing.now is not None:
        yield _dot(x(drawing.now), y)


def _lines(sheet: _Sheet, drawing: Drawing, y: float) -> Iterator[str]:
    if drawing.line and drawing.is_fall:
        left, right = sheet.stretch(drawing.line)
        yield _box(left, y - 2, right - left, 4, colour=ACCENT, stroke=1)
    elif drawing.line:
        yield _line(sheet.stretch(drawing.line), y, colour=ACCENT, stroke=5)
    if drawing.to_go:
        yield _line(sheet.stretch(drawing.to_go), y, colour=ACCENT, stroke=2.5, dashes="0.01 6")


def _was(x: float, y: float, label: str) -> Iterator[str]:
    """Draw the sign of earlier rounds, each letter in its place."""
    mark = Mark(x, 0.0, label, is_beside=False)
    width = SCALE * mark.width
    height = SCALE * CIRCLE
    where = (x - width / 2, y - height / 2, width, height)
    yield _box(*where, colour=QUIET, stroke=1.5, round_=height / 2)
    for letter, shift in mark.letters:
        yield _text(x + SCALE * shift, y + 5, letter, size=SMALL, weight=600, anchor="middle")


def _ring(x: float, y: float, radius: float) -> str:
    return _circle(x, y, SCALE * radius, fill=GROUND, colour=ACCENT, stroke=2.5)


def _dot(x: float, y: float) -> str:
    return _circle(x, y, SCALE * 8.75, fill=ACCENT, colour=GROUND, stroke=3)


def _key(sheet: _Sheet, picture: Picture, words: FileWords, y: float) -> tuple[list[str], float]:
    """Return the key, on as many lines as it needs."""
    parts: list[str] = []
    at = float(EDGE)
    for sign, sign_words in zip(picture.signs, words.key, strict=True):
        width = 40 + measure(sign_words, TEXT) + 24
        if at > EDGE and at + width > sheet.width:
            at, y = float(EDGE), y + 34
        parts += [*_sign(sign, sheet.x(at + 14), y)]
        parts.append(_text(sheet.x(at + 38), y + 5, sign_words, colour=QUIET))
        at += width
    return parts, y


def _sign(sign: PictureSign, x: float, y: float) -> Iterator[str]:
    if sign.kind == "was":
        yield from _was(x, y, sign.label)
        return
    if sign.kind in {"want", "reached"}:
        yield _ring(x, y, 8 if sign.kind == "want" else 11.5)
    if sign.kind in {"now", "reached"}:
        yield _dot(x, y)


def _rule(sheet: _Sheet, y: float) -> str:
    return _line((EDGE, sheet.width - EDGE), y, colour=HAIR)


def _line(
    ends: tuple[float, float], y: float, *, colour: str, stroke: float = 1, dashes: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    cap = ' stroke-linecap="round"' if stroke > 1 and dashes else ""
    where = f'x1="{ends[0]:g}" x2="{ends[1]:g}" y1="{y:g}" y2="{y:g}"'
    return f'<line {where} stroke="{colour}" stroke-width="{stroke:g}"{dashed}{cap}/>'


def _circle(
    x: float, y: float, radius: float, *, fill: str, colour: str = "none", stroke: float = 0
) -> str:
    where = f'cx="{x:g}" cy="{y:g}" r="{radius:g}"'
    return f'<circle {where} fill="{fill}" stroke="{colour}" stroke-width="{stroke:g}"/>'


def _box(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    colour: str,
    stroke: float,
    round_: float = 0,
) -> str:
    where = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_:g}"'
    return f'<rect {where} fill="{GROUND}" stroke="{colour}" stroke-width="{stroke:g}"/>'


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: int = TEXT,
    weight: int = 400,
    colour: str = INK,
    anchor: str = "start",
) -> str:
    look = f'font-size="{size}" font-weight="{weight}" fill="{colour}" text-anchor="{anchor}"'
    return f'<text x="{x:g}" y="{y:g}" {look}>{clean(text)}</text>'
