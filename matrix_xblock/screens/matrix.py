"""The matrix: a row for each area, a cell for each level, and how two versions of a row differ."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Area, Framework, Level
from matrix_xblock.domain.review.review import AreaReview, Review
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.section import Difference, Section

__all__ = ["AreaRow", "Cell", "area_differences", "area_row", "area_rows", "area_section"]


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
    answer: AreaReview
    section: Section
    cells: tuple[Cell, ...]
    is_not_applicable: bool
    was_not_applicable: bool
    comment: str
    was_reviewed: bool

    @property
    def is_written(self) -> bool:
        """Tell whether anything is written behind the level."""
        return bool(self.answer.reflection or self.answer.evidence or self.answer.target_level_id)


def area_rows(framework: Framework, review: Review, before: Review | None) -> tuple[AreaRow, ...]:
    """Lay out the matrix.

    `before` is the last signed-off round: its levels are marked, never chosen.
    """
    return tuple(area_row(framework, area, review, before) for area in framework.areas)


def area_row(framework: Framework, area: Area, review: Review, before: Review | None) -> AreaRow:
    """Lay out one row."""
    answer = review.area(area.id)
    was = _levels_before(area, before)
    cells = tuple(
        Cell(level, framework.descriptor(area, level), level.id == answer.level_id, level.id in was)
        for level in framework.levels
    )
    return AreaRow(
        area=area,
        answer=answer,
        section=area_section(area, answer),
        cells=cells,
        is_not_applicable=answer.level_id == NOT_APPLICABLE,
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


def area_section(area: Area, answer: AreaReview) -> Section:
    """Describe the form of one area."""
    return Section(
        id=f"area-{area.id}",
        name=area.name,
        revision=answer.version.revision,
        fields=("level_id", "reflection", "target_level_id", "evidence", "then_level_id"),
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
