"""Rubrics as JSON, as Open Response Assessment of Open edX keeps them: criteria with options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matrix_xblock.codec.framework.known_json import children, words_in
from matrix_xblock.codec.framework.numbers_in_files import number_in
from matrix_xblock.domain.framework.sheet import Criterion, LeftOut, Rating, Sheet, sheet_of

__all__ = ["is_rubric", "sheet_of_rubric"]

_WRAPPINGS = ("rubric", "rubric_definition")


_LISTS = ("criteria", "rubric_criteria")
"""What a rubric calls its criteria: by itself, and as a field of the block."""


def _criteria(body: Any) -> list[Mapping[str, Any]]:
    """Return the criteria in their order, which each may say."""
    criteria = next(filter(None, (children(body, name) for name in _LISTS)), [])
    return sorted(criteria, key=lambda each: number_in(each.get("order_num")) or 0.0)


def _body(document: Any) -> Any:
    """Return what holds the criteria: the document, or the rubric in it."""
    inside = (document.get(name) for name in _WRAPPINGS) if isinstance(document, dict) else ()
    return next((each for each in inside if isinstance(each, dict)), document)


def is_rubric(document: Any) -> bool:
    """Tell a rubric by criteria that have options."""
    return any("options" in each for each in _criteria(_body(document)))


def sheet_of_rubric(document: Mapping[str, Any]) -> Sheet:
    """Read each criterion as an area and its options as levels, the fewest points first."""
    body = _body(document)
    criteria = _criteria(body)
    feedback = sum(1 for each in criteria if each.get("feedback") not in {None, "disabled", ""})
    sheet = Sheet(
        "ora",
        (),
        title=words_in(document, "title", "name") or "Rubric",
        left_out=(LeftOut("feedback", feedback),) if feedback else (),
    )
    return sheet_of(sheet, [_criterion(each) for each in criteria])


def _criterion(body: Mapping[str, Any]) -> Criterion:
    return Criterion(
        name=words_in(body, "label", "name", "prompt"),
        description=words_in(body, "prompt"),
        ratings=tuple(
            Rating(
                words_in(each, "label", "name"),
                words_in(each, "explanation"),
                number_in(each.get("points")),
            )
            for each in children(body, "options")
        ),
    )
