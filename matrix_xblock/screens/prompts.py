"""Review prompts with their answers, and how two versions of them differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matrix_xblock.domain.framework.framework import Prompt
from matrix_xblock.domain.review.review import Answers, visible_prompts
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.section import Difference, Section

__all__ = ["Option", "PromptRow", "prompt_differences", "prompt_rows", "prompt_section"]


@wordless
@dataclass(frozen=True)
class Option:
    """One choice of a prompt. `reveals` says that choosing it may show another prompt."""

    id: str
    text: str
    is_chosen: bool


@wordless
@dataclass(frozen=True)
class PromptRow:
    """One review prompt with what was answered. `conditions` is what its visibility hangs on."""

    prompt: Prompt
    options: tuple[Option, ...]
    text: str
    is_shown: bool

    @property
    def conditions(self) -> str:
        """Return `prompt-id=choice|choice` for the script that reveals it, or nothing."""
        return " ".join(f"{other}={'|'.join(ids)}" for other, ids in self.prompt.show_if.items())

    @property
    def answer(self) -> tuple[str, ...]:
        """Return the answer in words."""
        chosen = tuple(option.text for option in self.options if option.is_chosen)
        if self.text and not chosen:
            return (self.text,)
        return chosen


def prompt_rows(
    prompts: tuple[Prompt, ...], values: Mapping[str, tuple[str, ...]]
) -> tuple[PromptRow, ...]:
    """Lay out prompts with their answers, hidden ones too: a choice may reveal them."""
    visible = visible_prompts(prompts, values)
    return tuple(
        PromptRow(
            prompt=prompt,
            options=tuple(
                Option(c.id, c.text, c.id in values.get(prompt.id, ())) for c in prompt.choices
            ),
            text="" if prompt.choices else "".join(values.get(prompt.id, ())),
            is_shown=prompt in visible,
        )
        for prompt in prompts
    )


def prompt_section(prompts: tuple[Prompt, ...], answers: Answers, *, is_private: bool) -> Section:
    """Describe the form of the review prompts, or of the private ones."""
    return Section(
        id="private" if is_private else "answers",
        name="",
        revision=answers.version.revision,
        fields=tuple(prompt.id for prompt in prompts),
        is_private=is_private,
    )


def prompt_differences(
    prompts: tuple[Prompt, ...],
    saved: Mapping[str, tuple[str, ...]],
    here: Mapping[str, tuple[str, ...]],
) -> tuple[Difference, ...]:
    """Return the prompts of which the saved answer and the one on the page differ."""
    pairs = zip(prompt_rows(prompts, saved), prompt_rows(prompts, here), strict=True)
    differences = [
        Difference(
            old.prompt.text, "; ".join(old.answer), clean("; ".join(new.answer)), bool(old.options)
        )
        for old, new in pairs
    ]
    return tuple(each for each in differences if each.saved != each.here)
