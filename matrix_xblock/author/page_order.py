"""The order of the page: which control of the editor stands before which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from matrix_xblock.codec.framework.setup_tree import Tree, items, text
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.framework.credit import PARTS
from matrix_xblock.domain.framework.round_dates import FULL_DAY

__all__ = ["in_page_order", "with_names"]

_SECTIONS = (
    "display_name",
    "framework_id",
    "framework.title",
    "framework.source",
    "framework.licence",
    "terms_year",
    "rounds",
    "framework.levels",
    "framework.not_applicable",
    "framework.areas",
    "framework.prompts",
    "framework.opportunities",
    "priorities",
    "mode",
    "credit",
    "weight",
    "cpd",
    "sharing",
    "notice",
    "notice_version",
    "framework.language",
    "framework.valid_from",
    "framework.valid_to",
    "framework.note",
)
_INSIDE = (
    *("title", "name", "text", "kind", "visibility", "descriptor", "descriptors"),
    *(*FULL_DAY, *(f"{name}_time" for name in FULL_DAY)),
    *("description", "prompts", "optional", "was", "choices"),
    *("counted_with_consent", "show_if"),
    *(*PARTS, "reflections_needed", "cpd_needed", "day_minutes", "goal_minutes"),
)
_STEP = re.compile(r"\[([0-9]+)\]|([^.\[\]]+)")
_DESCRIPTOR = re.compile(r".*\.descriptors\.([^.\[\]]+)\Z")

_Key = tuple[tuple[int, int], ...]


def in_page_order(tree: Tree, problems: Sequence[Problem]) -> list[Problem]:
    """Return problems in the order of their controls; what belongs to none comes first."""
    ranks = {name: place for place, name in enumerate((*_INSIDE, *_levels(tree)))}
    return sorted(problems, key=lambda each: _key(each.field, ranks))


def _key(field: str, ranks: Mapping[str, int]) -> _Key:
    if not field:
        return ()
    sections = (place for place, name in enumerate(_SECTIONS) if _is_in(field, name))
    place = next(sections, len(_SECTIONS))
    rest = field.removeprefix(_SECTIONS[place]) if place < len(_SECTIONS) else ""
    steps = (
        (0, int(number)) if number else (1, ranks.get(name, len(ranks)))
        for number, name in _STEP.findall(rest)
    )
    return (0, place), *steps


def _is_in(field: str, section: str) -> bool:
    return field == section or field.startswith((f"{section}.", f"{section}["))


def with_names(tree: Tree, problem: Problem) -> Mapping[str, Any]:
    """Return the values of a problem with the name of the level that its control is about."""
    is_about = _DESCRIPTOR.match(problem.field[:500])
    level = _levels(tree).get(is_about[1], "") if is_about else ""
    return {**problem.values, "level": level} if level else problem.values


def _levels(tree: Tree) -> dict[str, str]:
    """Return the names of the levels by id, in their order."""
    framework = tree.get("framework")
    levels = items(framework, "levels") if isinstance(framework, dict) else ()
    return {text(each, "id"): text(each, "name") for each in levels}
