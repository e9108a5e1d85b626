"""Rating questions of the Problem Builder block, which is at its end, and of its forerunner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matrix_xblock.domain.framework.sheet import Criterion, Rating
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.plain_text import plain
from matrix_xblock.olx.xml_of_others import words_of

__all__ = ["rating_questions"]

_RATINGS = ("pb-rating", "rating")
_TYPED = ("mcq", "quizz")
"""Older questions, which say that they are ratings by their type."""
_IDS = ("one", "two", "three", "four", "five")
_BETWEEN = ("2 of 5", "3 of 5", "4 of 5")


def rating_questions(root: Any) -> Iterator[Criterion]:
    """Yield each rating question: an area with five levels, of which the ends have words."""
    for element in root.iter(*_RATINGS, *_TYPED):
        if element.tag in _TYPED and element.get("type") != "rating":
            continue
        question = _line(element.get("question") or words_of(element.find("question")))
        name = element.get("name") or element.get("url_name") or ""
        ends = (_line(element.get("low") or ""), _line(element.get("high") or ""))
        if not (question or any(ends)):
            # In a course, a block may be named in one file and written in another.
            continue
        yield Criterion(
            name=question or name,
            ratings=tuple(map(Rating, (ends[0], *_BETWEEN, ends[1]))),
            id=name.lower() if is_id(name.lower()) else "",
            line=element.sourceline or 0,
        )


def _line(markup: str) -> str:
    return " ".join(plain(markup).split())
