"""What becomes of a draft when its framework is changed: nothing is lost, and people are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matrix_xblock.domain.framework.framework import Area, Framework, Prompt, PromptKind
from matrix_xblock.domain.review import planned_step
from matrix_xblock.domain.review.review import (
    EVIDENCE_LIMIT,
    REFLECTION_LIMIT,
    ArchivedAnswers,
    AreaReview,
    Review,
)

__all__ = ["Difference", "Edition", "difference", "edition", "migrate"]

Named = Sequence[tuple[str, str]]
"""Ids with names, in order."""


@dataclass(frozen=True)
class Difference:
    """How two lists of named things differ: names that are new, gone, or called otherwise."""

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.renamed)


@dataclass(frozen=True)
class Edition:
    """What somebody is told who is writing while the framework is changed."""

    areas: Difference
    levels: Difference
    has_aside: bool


def difference(before: Named, after: Named) -> Difference:
    """Compare two lists by id."""
    old = dict(before)
    new = dict(after)
    return Difference(
        added=tuple(name for key, name in after if key not in old),
        gone=tuple(name for key, name in before if key not in new),
        renamed=tuple((old[key], name) for key, name in after if old.get(key, name) != name),
    )


def edition(review: Review, framework: Framework) -> Edition | None:
    """Tell what has changed since a draft was begun, or nothing where all is as it was."""
    if not review.is_editable or not review.framework:
        return None
    areas = levels = Difference()
    if review.outline is not None:
        areas = difference(review.outline.areas, [(a.id, a.name) for a in framework.areas])
        levels = difference(review.outline.levels, [(e.id, e.name) for e in framework.levels])
    is_other = review.framework != framework.name
    return Edition(areas, levels, bool(review.archived)) if areas or levels or is_other else None


def migrate(review: Review, framework: Framework) -> Review:
    """Bring a draft to the framework of today.

    What is no longer asked is set aside and comes back with its area or question. An area that
    carries others on begins with what was said of them, where nothing was said of it yet. A
    question that asks for words, and asked for a step before, has the words of that answer.
    """
    if not review.is_editable:
        return review
    every = {**review.archived.areas, **review.areas}
    today = {area.id: area for area in framework.areas}
    continued = {key: area_review for key, area_review in every.items() if key in today}
    begun = {
        area.id: area_review
        for area in framework.areas
        if area.id not in continued and (area_review := _carried(area, every)) is not None
    }
    areas = {**continued, **begun}
    answers = {**review.archived.answers, **review.answers.values}
    asked = {prompt.id: prompt for prompt in framework.shared_prompts}
    archived = ArchivedAnswers(
        areas={key: area_review for key, area_review in every.items() if key not in today},
        answers={key: texts for key, texts in answers.items() if key not in asked},
    )
    values = {
        key: as_asked
        for key, texts in answers.items()
        if key in asked and (as_asked := _as_asked(asked[key], texts))
    }
    if (areas, values, archived) == (review.areas, review.answers.values, review.archived):
        return review
    return replace(
        review, areas=areas, answers=replace(review.answers, values=values), archived=archived
    )


def _as_asked(prompt: Prompt, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Bring the answer to a question that asks for words to one text."""
    if prompt.kind is not PromptKind.TEXT or len(texts) < 2:  # noqa: PLR2004 - it is one already
        return texts
    words = "\n".join(planned_step.as_texts(texts))
    return (words,) if words else ()


def _carried(area: Area, areas: Mapping[str, AreaReview]) -> AreaReview | None:
    """Join what was said of the areas that this one carries on; a level only where all agree."""
    before = [areas[key] for key in area.was if key in areas]
    if not before:
        return None
    return AreaReview(
        reflection=_joined((each.reflection for each in before), REFLECTION_LIMIT),
        evidence=_joined((each.evidence for each in before), EVIDENCE_LIMIT),
        level_id=_agreed(each.level_id for each in before),
        target_level_id=_agreed(each.target_level_id for each in before),
    )


def _joined(texts: Iterable[str], limit: int) -> str:
    """Join as many texts as a form takes; all of them are set aside as well."""
    joined = ""
    for text in texts:
        longer = f"{joined}\n\n{text}" if joined and text else joined or text
        joined = longer if len(longer) <= limit else joined
    return joined


def _agreed(chosen: Iterable[str]) -> str:
    values = set(chosen)
    return values.pop() if len(values) == 1 else ""
