"""What each page shows, as plain values: templates hold the words, this holds the choices."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Area, Framework, Level, Prompt
from matrix_xblock.domain.review.review import Answers, AreaReview, Review, visible_prompts
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "AreaRow",
    "Cell",
    "Difference",
    "Option",
    "Progress",
    "PromptRow",
    "Section",
    "Summary",
    "area_differences",
    "area_rows",
    "area_section",
    "minutes_needed",
    "progress",
    "prompt_differences",
    "prompt_rows",
    "prompt_section",
    "summary",
]

MINUTES_AN_AREA = 1.5
MINUTES_FOR_PROMPTS = 3.0


@wordless
@dataclass(frozen=True)
class Section:
    """A form that is saved as one.

    Its id on the page, what it is called, and the revision it is at.
    """

    id: str
    name: str
    revision: int
    fields: tuple[str, ...]
    is_private: bool = False


@wordless
@dataclass(frozen=True)
class Cell:
    """One level of one area: a radio with its descriptor."""

    level: Level
    descriptor: str
    is_chosen: bool
    was_chosen: bool


@wordless
@dataclass(frozen=True)
class AreaRow:
    """One row of the matrix."""

    area: Area
    said: AreaReview
    section: Section
    cells: tuple[Cell, ...]
    is_not_applicable: bool
    was_not_applicable: bool
    comment: str
    was_reviewed: bool

    @property
    def is_written(self) -> bool:
        """Tell whether anything is written behind the level."""
        return bool(self.said.reflection or self.said.evidence or self.said.target_level_id)


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
        return tuple(option.text for option in self.options if option.is_chosen) or tuple(
            [self.text][: bool(self.text)]
        )


@dataclass(frozen=True)
class Progress:
    """How far the participant is: areas with an answer, and minutes that the rest may take."""

    done: int
    total: int
    minutes_left: int


@wordless
@dataclass(frozen=True)
class SummaryRow:
    """One area as it was answered, in words."""

    area: Area
    said: AreaReview
    level: str
    descriptor: str
    target: str
    then: str


@wordless
@dataclass(frozen=True)
class Summary:
    """A whole review in words, to check, to read or to print."""

    framework: Framework
    review: Review
    areas: tuple[SummaryRow, ...]
    prompts: tuple[PromptRow, ...]


@wordless
@dataclass(frozen=True)
class Difference:
    """One field of which two versions exist. `is_authored`: they are in the framework's words."""

    field: str
    saved: str
    here: str
    is_authored: bool = False


def area_rows(framework: Framework, review: Review, before: Review | None) -> tuple[AreaRow, ...]:
    """Lay out the matrix.

    `before` is the last signed-off round: its levels are marked, never chosen.
    """
    return tuple(area_row(framework, area, review, before) for area in framework.areas)


def area_row(framework: Framework, area: Area, review: Review, before: Review | None) -> AreaRow:
    """Lay out one row."""
    said = review.area(area.id)
    was = _levels_before(area, before)
    cells = tuple(
        Cell(level, framework.descriptor(area, level), level.id == said.level_id, level.id in was)
        for level in framework.levels
    )
    return AreaRow(
        area=area,
        said=said,
        section=area_section(area, said),
        cells=cells,
        is_not_applicable=said.level_id == NOT_APPLICABLE,
        was_not_applicable=NOT_APPLICABLE in was,
        comment=review.returned.comments.get(area.id, "") if review.returned else "",
        was_reviewed=bool(was),
    )


def _levels_before(area: Area, before: Review | None) -> frozenset[str]:
    """Return what was chosen for the area, or for those that it has taken the place of."""
    if before is None:
        return frozenset()
    ids = [area.id] if area.id in before.areas else area.was
    return frozenset(before.area(area_id).level_id for area_id in ids) - {""}


def area_section(area: Area, said: AreaReview) -> Section:
    """Describe the form of one area."""
    return Section(
        id=f"area-{area.id}",
        name=area.name,
        revision=said.stamp.revision,
        fields=("level_id", "reflection", "target_level_id", "evidence", "then_level_id"),
    )


def prompt_section(prompts: tuple[Prompt, ...], kept: Answers, *, is_private: bool) -> Section:
    """Describe the form of the review prompts, or of the private ones."""
    return Section(
        id="private" if is_private else "answers",
        name="",
        revision=kept.stamp.revision,
        fields=tuple(prompt.id for prompt in prompts),
        is_private=is_private,
    )


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


def progress(framework: Framework, review: Review) -> Progress:
    """Count areas with an answer, and estimate the time for the rest."""
    done = sum(framework.has_level(review.area(area.id).level_id) for area in framework.areas)
    left = (len(framework.areas) - done) * MINUTES_AN_AREA
    if framework.shared_prompts and not review.answers.values:
        left += MINUTES_FOR_PROMPTS
    return Progress(done=done, total=len(framework.areas), minutes_left=math.ceil(left))


def minutes_needed(framework: Framework) -> int:
    """Estimate the time for a whole review, in minutes, to the next five."""
    minutes = len(framework.areas) * MINUTES_AN_AREA
    if framework.shared_prompts:
        minutes += MINUTES_FOR_PROMPTS
    return 5 * math.ceil(minutes / 5)


def summary(framework: Framework, review: Review) -> Summary:
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
            if row.is_shown
        ),
    )


def _summary_row(framework: Framework, area: Area, said: AreaReview) -> SummaryRow:
    level = next((level for level in framework.levels if level.id == said.level_id), None)
    return SummaryRow(
        area=area,
        said=said,
        level=framework.level_name(said.level_id),
        descriptor=framework.descriptor(area, level) if level else "",
        target=framework.level_name(said.target_level_id),
        then=framework.level_name(said.then_level_id),
    )


def area_differences(
    framework: Framework, saved: AreaReview, here: AreaReview
) -> tuple[Difference, ...]:
    """Return the fields of an area of which the saved version and the one on the page differ."""
    levels = [
        Difference(
            name,
            framework.level_name(getattr(saved, name)),
            framework.level_name(getattr(here, name)),
            is_authored=True,
        )
        for name in ("level_id", "target_level_id", "then_level_id")
    ]
    texts = [
        Difference(name, getattr(saved, name), clean(getattr(here, name)))
        for name in ("reflection", "evidence")
    ]
    return tuple(each for each in [*levels, *texts] if each.saved != each.here)


def prompt_differences(
    prompts: tuple[Prompt, ...],
    saved: Mapping[str, tuple[str, ...]],
    here: Mapping[str, tuple[str, ...]],
) -> tuple[Difference, ...]:
    """Return the prompts of which the saved answer and the one on the page differ."""
    pairs = zip(prompt_rows(prompts, saved), prompt_rows(prompts, here), strict=True)
    found = [
        Difference(
            old.prompt.text, "; ".join(old.answer), clean("; ".join(new.answer)), bool(old.options)
        )
        for old, new in pairs
    ]
    return tuple(each for each in found if each.saved != each.here)


def by_field(
    problems: tuple[Problem, ...], fields: tuple[str, ...]
) -> tuple[tuple[str, Problem | None], ...]:
    """Pair every field with its first problem, so that old messages go and new ones come."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.field, problem)
    return tuple((name, first.get(name)) for name in fields)


def is_late(due: datetime | None, now: datetime) -> bool:
    """Tell whether the due time has passed."""
    return due is not None and now > due
