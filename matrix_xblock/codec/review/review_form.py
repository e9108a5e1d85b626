"""The forms of a review: what is said of an area, and answers to prompts."""

from __future__ import annotations

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.framework.framework import Prompt
from matrix_xblock.domain.review.review import AreaReview

__all__ = ["read_answers", "read_area"]


def read_area(form: Form) -> AreaReview:
    """Read what is said of one area."""
    return AreaReview(
        level_id=read_text(form, "level_id"),
        reflection=read_text(form, "reflection"),
        evidence=read_text(form, "evidence"),
        target_level_id=read_text(form, "target_level_id"),
        then_level_id=read_text(form, "then_level_id"),
    )


def read_answers(form: Form, prompts: tuple[Prompt, ...]) -> dict[str, tuple[str, ...]]:
    """Read the answers to these prompts, sent as `answer-<prompt id>`."""
    return {prompt.id: tuple(form.get(f"answer-{prompt.id}", ())) for prompt in prompts}
