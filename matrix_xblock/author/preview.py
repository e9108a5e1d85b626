"""What a block says of itself on the unit page in Studio: what is set, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matrix_xblock.author.editor import framework_of, problems_of
from matrix_xblock.codec.framework import authored as codec
from matrix_xblock.codec.framework.setup_form import rounds_in
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.rounds import Round, in_use
from matrix_xblock.domain.framework.setup import SETTINGS
from matrix_xblock.ports.hosts import AuthorHost
from matrix_xblock.screens.page import Page

__all__ = ["preview"]


@dataclass(frozen=True)
class PreviewScreen:
    """What is set in a few lines: no framework where it cannot be used."""

    problems: tuple[Problem, ...]
    framework: Framework | None
    rounds: Sequence[Round]
    points: int
    choices: Sequence[tuple[str, str]]
    left_out: Sequence[str]


def preview(host: AuthorHost) -> Page:
    """Show framework, rounds and credit in a few lines."""
    stored = host.authored
    problems = tuple(problems_of(host, stored))
    try:
        framework = framework_of(stored, host.presets)
    except Invalid:
        framework = None
    try:
        points = codec.read_credit(stored.credit or {}).possible
    except Invalid:
        points = 0
    rounds = in_use(rounds_in(stored))
    choices = [(each.name, getattr(stored, each.name)) for each in SETTINGS if each.choices]
    shown = PreviewScreen(problems, framework, rounds, points, choices, stored.left_out)
    return Page("author/preview.html", shown)
