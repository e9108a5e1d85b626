"""The overview of a review: how far each area is, what is left, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Area, Framework, Prompt
from matrix_xblock.domain.review.review import (
    Answers,
    AreaReview,
    Review,
    gaps,
    is_answered,
    visible_prompts,
)
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["AreaStatus", "Overview", "Questions", "overview_of", "questions_of"]


class AreaStatus(StrEnum):
    """How far one area is. Done is a level with a reflection, or *not part of my role*."""

    NOT_STARTED = "not_started"
    LEVEL_CHOSEN = "level_chosen"
    DONE = "done"


@dataclass(frozen=True)
class Questions:
    """How many questions are shown, and how many of them are answered."""

    total: int
    answered: int

    @property
    def is_begun(self) -> bool:
        """Tell whether any is answered."""
        return self.answered > 0

    @property
    def is_done(self) -> bool:
        """Tell whether all are answered."""
        return self.answered >= self.total


@wordless
@dataclass(frozen=True)
class Overview:
    """A review in progress as a list of what there is to do.

    `statuses` are by area; `next_area` is the first one that needs an answer. `enough` is how many
    reflections count for credit, 0 where none do.
    """

    statuses: Mapping[str, AreaStatus]
    levels: int
    reflections: int
    enough: int
    missing: int
    next_area: Area | None
    questions: Questions
    private: Questions


def overview_of(
    framework: Framework, review: Review, private: Answers, *, reflections_needed: int
) -> Overview:
    """Say how far a review is. `reflections_needed` is what the course gives credit for."""
    missing = gaps(review, framework)
    answers = [review.area(area.id) for area in framework.areas]
    unanswered = (
        area for area in framework.areas if not framework.has_level(review.area(area.id).level_id)
    )
    return Overview(
        statuses={area.id: _status(framework, review.area(area.id)) for area in framework.areas},
        levels=sum(framework.has_level(each.level_id) for each in answers),
        reflections=sum(bool(each.reflection) for each in answers),
        enough=min(reflections_needed, len(answers)),
        missing=len(missing),
        next_area=next(unanswered, None),
        questions=questions_of(framework.shared_prompts, review.answers.values),
        private=questions_of(framework.private_prompts, private.values),
    )


def questions_of(prompts: tuple[Prompt, ...], values: Mapping[str, tuple[str, ...]]) -> Questions:
    """Count the questions that the answers show, and the answers."""
    visible = [each for each in visible_prompts(prompts, values) if each.is_asked_by_itself]
    answers = sum(is_answered(values.get(prompt.id, ())) for prompt in visible)
    return Questions(len(visible), answers)


def _status(framework: Framework, answer: AreaReview) -> AreaStatus:
    if not framework.has_level(answer.level_id):
        return AreaStatus.NOT_STARTED
    is_done = answer.reflection or answer.level_id == NOT_APPLICABLE
    return AreaStatus.DONE if is_done else AreaStatus.LEVEL_CHOSEN
