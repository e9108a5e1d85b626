"""What a participant has changed in a review since course staff returned it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.review.review import AreaReview, Review
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["AreaChange", "Changes", "Edit", "changes_since"]


class Edit(StrEnum):
    """How an answer is another than before."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


_FIELDS = {
    "reflection": "reflection",
    "evidence": "evidence",
    "target": "target_level_id",
    "then": "then_level_id",
}
"""What is compared beside the level: what it is called, and the field that holds it."""


@wordless
@dataclass(frozen=True)
class AreaChange:
    """An area that was changed. The levels are ids, the same one where that was not changed."""

    area_id: str
    level_before: str
    level_now: str
    edits: Mapping[str, Edit] = field(default_factory=dict)

    @property
    def has_moved(self) -> bool:
        """Tell whether the level is another."""
        return self.level_before != self.level_now


@wordless
@dataclass(frozen=True)
class Changes:
    """Everything that was changed: areas in their order, and answers by the id of the question."""

    areas: tuple[AreaChange, ...] = ()
    answers: Mapping[str, Edit] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.areas or self.answers)


def changes_since(before: Review, now: Review, framework: Framework) -> Changes:
    """Compare a review with what was signed off before. What was not touched is left out."""
    areas = (
        _area_change(area.id, before.area(area.id), now.area(area.id)) for area in framework.areas
    )
    return Changes(
        areas=tuple(each for each in areas if each.has_moved or each.edits),
        answers=dict(_answers(before, now, framework)),
    )


def _area_change(area_id: str, before: AreaReview, now: AreaReview) -> AreaChange:
    pairs = {
        name: _edit(getattr(before, attribute), getattr(now, attribute))
        for name, attribute in _FIELDS.items()
    }
    edits = {name: edit for name, edit in pairs.items() if edit is not None}
    return AreaChange(area_id, before.level_id, now.level_id, edits)


def _answers(before: Review, now: Review, framework: Framework) -> Iterator[tuple[str, Edit]]:
    for prompt in framework.shared_prompts:
        then = before.answers.values.get(prompt.id, ())
        edit = _edit(then, now.answers.values.get(prompt.id, ()))
        if edit is not None:
            yield prompt.id, edit


def _edit(before: object, now: object) -> Edit | None:
    if before == now:
        return None
    if not before:
        return Edit.ADDED
    return Edit.CHANGED if now else Edit.REMOVED
