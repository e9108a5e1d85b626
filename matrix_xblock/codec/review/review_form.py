"""The forms of a review: what is said of an area, and answers to prompts."""

from __future__ import annotations

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.framework.framework import Prompt, PromptKind
from matrix_xblock.domain.review.review import AreaReview

__all__ = ["STEP_PARTS", "read_answers", "read_area"]

STEP_PARTS = ("who", "when", "step")
"""What is sent of a planned step beside its words: `answer-<prompt id>.who`, and so on."""


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
    return {prompt.id: _answer(form, prompt) for prompt in prompts}


def _answer(form: Form, prompt: Prompt) -> tuple[str, ...]:
    name = f"answer-{prompt.id}"
    if prompt.kind is not PromptKind.STEP:
        return tuple(form.get(name, ()))
    return tuple(read_text(form, each) for each in (name, *(f"{name}.{p}" for p in STEP_PARTS)))
