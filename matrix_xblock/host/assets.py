"""Styles and scripts: which files the pages of each audience are made of.

A build makes one small file of each kind for an audience; in a checkout they are served as they
are written. `setup.py` reads these lists too, so this imports nothing but the standard library.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["SCRIPTS", "STYLES", "built", "scripts", "styles"]

_PARTICIPANT_SCRIPTS = (
    "public/js/json.js",
    "public/js/download.js",
    "public/js/picture.js",
    "public/js/asks.js",
    "public/js/drafts.js",
    "public/js/fields.js",
    "public/js/sign_off.js",
    "public/js/grow.js",
    "public/js/addresses.js",
    "public/js/saves.js",
    "public/js/sections.js",
    "public/js/screens.js",
    "public/js/matrix.js",
)
_START = "public/js/start.js"
"""Comes last: it puts off what all others set up."""
SCRIPTS = {
    "participant": (*_PARTICIPANT_SCRIPTS, _START),
    "staff": (
        *_PARTICIPANT_SCRIPTS,
        "public/js/charts.js",
        "public/js/staff.js",
        "public/js/stay.js",
        "public/js/picks.js",
        _START,
    ),
    "author": (
        "public/js/json.js",
        "public/js/asks.js",
        "public/js/grow.js",
        "public/js/unread.js",
        "public/js/unsaved.js",
        "public/js/author.js",
    ),
}
"""In their order, by audience. Course staff take part too."""

_REVIEW_STYLES = (
    "public/css/review/base.css",
    "public/css/review/headings.css",
    "public/css/review/head.css",
    "public/css/review/buttons.css",
    "public/css/review/boxes.css",
    "public/css/review/progress.css",
    "public/css/review/matrix.css",
    "public/css/review/area.css",
    "public/css/review/overview.css",
    "public/css/review/sign_off.css",
    "public/css/review/fields.css",
    "public/css/review/entries.css",
    "public/css/review/wide.css",
    "public/css/review/wishes.css",
    "public/css/review/paper.css",
)
_SCREEN_STYLES = {
    "public/css/review/progress.css",
    "public/css/review/area.css",
    "public/css/review/overview.css",
    "public/css/review/sign_off.css",
    "public/css/review/entries.css",
    "public/css/review/wishes.css",
    "public/css/review/paper.css",
}
"""Of screens that the editor has not, and of paper."""
_PICTURE_STYLES = (
    "public/css/review/picture.css",
    "public/css/review/asked.css",
)
STYLES = {
    "participant": (*_REVIEW_STYLES, *_PICTURE_STYLES),
    "paper": (*_REVIEW_STYLES, *_PICTURE_STYLES, "public/css/review/one_page.css"),
    "staff": (
        *_REVIEW_STYLES,
        *_PICTURE_STYLES,
        "public/css/staff/rounds.css",
        "public/css/staff/lists.css",
        "public/css/staff/queue.css",
        "public/css/staff/picks.css",
        "public/css/staff/opportunities.css",
        "public/css/staff/review.css",
        "public/css/staff/bank.css",
        "public/css/staff/figures.css",
        "public/css/staff/releases.css",
        "public/css/staff/media.css",
    ),
    "author": (
        *(each for each in _REVIEW_STYLES if each not in _SCREEN_STYLES),
        "public/css/author/editor.css",
        "public/css/author/folds.css",
        "public/css/author/cards.css",
        "public/css/author/import.css",
        "public/css/author/wide.css",
    ),
}
"""In their order, by audience: what comes later is stronger. Pages to print are an audience."""


def scripts(audience: str) -> tuple[str, ...]:
    """Return the scripts that a page loads, in their order."""
    return _served(built(audience, "js"), SCRIPTS[audience])


def styles(audience: str) -> tuple[str, ...]:
    """Return the style sheets that a page loads, in their order."""
    return _served(built(audience, "css"), STYLES[audience])


def built(audience: str, kind: str) -> str:
    """Return the one file that a build makes for an audience."""
    return f"public/built/{audience}.{kind}"


@cache
def _served(one: str, sources: tuple[str, ...]) -> tuple[str, ...]:
    static = files("matrix_xblock") / "static"
    return (one,) if static.joinpath(one).is_file() else sources
