"""A drawn chart as SVG: a document that stands alone, or a part of a page. No styles in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from matrix_xblock.screens.chart_drawing import ChartDrawing
from matrix_xblock.screens.chart_marks import TEXT, WIDTH, Line, Mark, Surface, Words
from matrix_xblock.screens.charts import Look
from matrix_xblock.screens.svg_text import FONT, clean, quoted

__all__ = ["chart_svg"]

INK = "#17222b"
QUIET = "#51606c"
ACCENT = "#0b5563"
MID = "#5a9fa8"
AMBER = "#b26a00"
GROUND = "#ffffff"
BORDER = "#7b8994"
EDGE = 12
"""Around a document. On a page, the page has the space."""

_LOOKS: Mapping[Look, str] = {
    Look.FILLED: f'fill="{ACCENT}" stroke="{ACCENT}"',
    Look.MID: f'fill="{MID}" stroke="{MID}"',
    Look.WHITE: f'fill="{GROUND}" stroke="{BORDER}"',
    Look.HIDDEN: f'fill="{GROUND}" stroke="{BORDER}" stroke-dasharray="3 3"',
    Look.TINT_1: 'fill="#eef5f6"',
    Look.TINT_2: 'fill="#d3e8ea"',
    Look.TINT_3: 'fill="#aed6da"',
    Look.TINT_4: 'fill="#82c0c7"',
}


def chart_svg(drawing: ChartDrawing, language: str, *, edge: int = EDGE) -> str:
    """Write a drawing, with its title and description for who does not see it."""
    width, height = WIDTH + 2 * edge, drawing.height + 2 * edge
    size = f'viewBox="{-edge} {-edge} {width} {height:g}" width="{width}" height="{height:g}"'
    direction = "rtl" if drawing.is_mirrored else "ltr"
    look = f'direction="{direction}" font-family={quoted(FONT)} font-size="{TEXT}"'
    key = drawing.key
    says = f'role="img" aria-labelledby="{key}-title" aria-describedby="{key}-desc"'
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} lang={quoted(language)} {look} {says}>',
        f'<title id="{key}-title">{clean(drawing.title)}</title>',
        f'<desc id="{key}-desc">{clean(drawing.description)}</desc>',
        *_hatch(drawing),
        f'<rect x="{-edge}" y="{-edge}" width="{width}" height="{height:g}" fill="{GROUND}"/>',
        *(_mark(each, key) for each in drawing.marks),
        "</svg>",
    )
    return "\n".join(parts)


def _hatch(drawing: ChartDrawing) -> Iterator[str]:
    """Yield the hatching where a surface has it: two values that differ on grey paper as well."""
    if any(isinstance(each, Surface) and each.look is Look.HATCHED for each in drawing.marks):
        units = 'width="5" height="5" patternUnits="userSpaceOnUse"'
        yield (
            f'<pattern id="{drawing.key}-hatch" {units} patternTransform="rotate(45)">'
            f'<rect width="5" height="5" fill="{GROUND}"/>'
            f'<rect width="2.2" height="5" fill="{AMBER}"/></pattern>'
        )


def _mark(mark: Mark, key: str) -> str:
    if isinstance(mark, Words):
        return _words(mark)
    if isinstance(mark, Line):
        ends = f'x1="{mark.x:g}" x2="{mark.x:g}" y1="{mark.y:g}" y2="{mark.y + mark.height:g}"'
        return f'<line {ends} stroke="{INK}"/>'
    return _surface(mark, key)


def _surface(mark: Surface, key: str) -> str:
    """Write a surface: what has an outline has it within its place."""
    hatched = f'fill="url(#{key}-hatch)" stroke="{AMBER}"'
    look = hatched if mark.look is Look.HATCHED else _LOOKS[mark.look]
    inset = 0.5 if "stroke" in look else 0
    place = f'x="{mark.x + inset:g}" y="{mark.y + inset:g}"'
    width, height = max(0, mark.width - 2 * inset), mark.height - 2 * inset
    return f'<rect {place} width="{width:g}" height="{height:g}" {look}/>'


def _words(mark: Words) -> str:
    weight = ' font-weight="650"' if mark.is_strong else ""
    colour = QUIET if mark.is_quiet else INK
    anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
    place = f'x="{mark.x:g}" y="{mark.y:g}"'
    return f'<text {place} fill="{colour}"{weight}{anchor}>{clean(mark.text)}</text>'
