"""Rubrics of Open Response Assessment in OLX."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matrix_xblock.domain.framework.sheet import Criterion, Rating
from matrix_xblock.domain.values.plain_text import plain
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.olx.xml_of_others import words_of

__all__ = ["rubric_criteria"]


def rubric_criteria(root: Any) -> Iterator[Criterion]:
    """Yield the criteria of every rubric: an area each, with its options as levels."""
    for rubric in root.iter("rubric"):
        for criterion in rubric.findall("criterion"):
            prompt = plain(words_of(criterion.find("prompt")))
            yield Criterion(
                name=_named(criterion) or prompt,
                description=prompt,
                ratings=tuple(_option(each) for each in criterion.findall("option")),
                line=criterion.sourceline or 0,
            )


def _named(element: Any) -> str:
    return plain(words_of(element.find("label"))) or plain(words_of(element.find("name")))


def _option(element: Any) -> Rating:
    points = whole_number(element.get("points") or "")
    words = plain(words_of(element.find("explanation")))
    return Rating(_named(element), words, None if points is None else float(points))
