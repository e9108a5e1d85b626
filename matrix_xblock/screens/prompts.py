"""Review prompts with their answers, and how two versions of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matrix_xblock.domain.framework.framework import PREFER_NOT_TO_SAY, Prompt, PromptKind
from matrix_xblock.domain.plans.next_step import Owner, StepStatus
from matrix_xblock.domain.review import planned_step
from matrix_xblock.domain.review.planned_step import PlannedStep
from matrix_xblock.domain.review.review import Answers, visible_prompts
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.read_back import Read
from matrix_xblock.screens.section import Difference, Section

__all__ = [
    "Option",
    "PromptForm",
    "PromptRow",
    "prompt_differences",
    "prompt_rows",
    "prompt_section",
]


@wordless
@dataclass(frozen=True)
class Option:
    """One choice of a prompt."""

    id: str
    text: str
    is_chosen: bool

    @property
    def is_alone(self) -> bool:
        """Tell whether no other choice stands beside it."""
        return self.id == PREFER_NOT_TO_SAY


@wordless
@dataclass(frozen=True)
class PromptRow:
    """One review prompt with what was answered.

    `planned` is what should happen, by whom and when, where the prompt asks for that; `read` is
    how the last of these is read, where a step can be made of it.
    """

    prompt: Prompt
    options: tuple[Option, ...]
    text: str
    is_shown: bool
    planned: PlannedStep | None = None
    read: Read | None = None

    @property
    def owners(self) -> tuple[tuple[str, bool], ...]:
        """Return who could do it, and who was chosen."""
        chosen = self.planned.owner if self.planned else ""
        return tuple((each.value, each.value == chosen) for each in Owner)

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


@wordless
@dataclass(frozen=True)
class PromptForm:
    """Review prompts that are saved together, with their answers."""

    section: Section
    rows: tuple[PromptRow, ...]


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
            text=_text(prompt, values.get(prompt.id, ())),
            is_shown=prompt in visible,
            planned=_planned(prompt, values.get(prompt.id, ())),
        )
        for prompt in prompts
    )


def _text(prompt: Prompt, values: tuple[str, ...]) -> str:
    if prompt.choices:
        return ""
    if prompt.kind is PromptKind.STEP:
        return "".join(values[:1])
    return "\n".join(planned_step.as_texts(values))


def _planned(prompt: Prompt, values: tuple[str, ...]) -> PlannedStep | None:
    return planned_step.read(values) if prompt.kind is PromptKind.STEP else None


def prompt_section(prompts: tuple[Prompt, ...], answers: Answers, *, is_private: bool) -> Section:
    """Describe the form of the review prompts, or of the private ones."""
    return Section(
        id="private" if is_private else "answers",
        name="",
        revision=answers.version.revision,
        fields=tuple(name for prompt in prompts for name in _fields(prompt)),
        is_private=is_private,
    )


def _fields(prompt: Prompt) -> tuple[str, ...]:
    """Return the names under which problems of a prompt are shown."""
    parts = ("who", "when", "step") if prompt.kind is PromptKind.STEP else ()
    return (prompt.id, *(f"{prompt.id}.{part}" for part in parts))


def prompt_differences(
    prompts: tuple[Prompt, ...],
    saved: Mapping[str, tuple[str, ...]],
    here: Mapping[str, tuple[str, ...]],
) -> tuple[Difference, ...]:
    """Return the prompts of which the saved answer and the one on the page differ."""
    pairs = zip(prompt_rows(prompts, saved), prompt_rows(prompts, here), strict=True)
    every = (each for old, new in pairs for each in _differences(old, new))
    return tuple(each for each in every if each.saved != each.here)


def _differences(old: PromptRow, new: PromptRow) -> Iterator[Difference]:
    if old.prompt.is_consent:
        yield Difference("counted", _agreed(old), _agreed(new), kind="counted")
        return
    texts = "; ".join(old.answer), clean("; ".join(new.answer))
    yield Difference(old.prompt.text, *texts, bool(old.options))
    if old.planned and new.planned:
        yield Difference("planned_who", old.planned.owner, new.planned.owner, kind="owner")
        yield Difference("planned_when", old.planned.when, new.planned.when)
        ticks = _ticked(old.planned), _ticked(new.planned)
        yield Difference("planned_step", *ticks, kind="step")


def _agreed(row: PromptRow) -> str:
    return "yes" if row.answer else ""


def _ticked(planned: PlannedStep) -> str:
    return StepStatus.PLANNED.value if planned.is_step else ""
