"""A whole review in words, to check, to read or to print."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.review.review import AreaReview, Review
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.prompts import PromptRow, prompt_rows

__all__ = ["Summary", "SummaryRow", "summary_of"]


@wordless
@dataclass(frozen=True)
class SummaryRow:
    """One area as it was answered, in words."""

    area: Area
    answer: AreaReview
    level: str
    descriptor: str
    target: str
    then: str
    has_comments: bool = False

    @property
    def has_words(self) -> bool:
        """Tell whether there is more to read than the level and the one aimed for."""
        texts = self.answer.reflection or self.answer.evidence or self.then
        return bool(self.descriptor or texts or self.has_comments)


@wordless
@dataclass(frozen=True)
class Summary:
    """A whole review in words, to check, to read or to print."""

    framework: Framework
    review: Review
    areas: tuple[SummaryRow, ...]
    prompts: tuple[PromptRow, ...]


def summary_of(framework: Framework, review: Review) -> Summary:
    """Put a review into words.

    Private answers are not in it, because a review does not hold them.
    """
    return Summary(
        framework=framework,
        review=review,
        areas=tuple(
            _summary_row(framework, area, review.area(area.id)) for area in framework.areas
        ),
        prompts=tuple(
            row
            for row in prompt_rows(framework.shared_prompts, review.answers.values)
            if row.is_shown and (row.text or not row.prompt.is_in_words)
        ),
    )


def _summary_row(framework: Framework, area: Area, answer: AreaReview) -> SummaryRow:
    level = next((level for level in framework.levels if level.id == answer.level_id), None)
    return SummaryRow(
        area=area,
        answer=answer,
        level=framework.level_name(answer.level_id),
        descriptor=framework.descriptor(area, level) if level else "",
        target=framework.level_name(answer.target_level_id),
        then=framework.level_name(answer.then_level_id),
    )
