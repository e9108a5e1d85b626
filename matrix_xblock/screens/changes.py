"""What somebody has changed since a review was returned, in the words of the framework."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.review.changes import Changes, Edit
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["ChangeShown", "ChangesShown", "changes_in_words"]


@wordless
@dataclass(frozen=True)
class ChangeShown:
    """One area: its name, both levels where they differ, and what else was changed."""

    id: str
    name: str
    level_before: str
    level_now: str
    edits: tuple[tuple[str, Edit], ...]
    has_moved: bool


@wordless
@dataclass(frozen=True)
class ChangesShown:
    """All changes: areas, and (question, how it was changed)."""

    areas: tuple[ChangeShown, ...]
    answers: tuple[tuple[str, Edit], ...]

    def __bool__(self) -> bool:
        return bool(self.areas or self.answers)


def changes_in_words(changes: Changes, then: Framework, today: Framework) -> ChangesShown:
    """Name what was changed. A level that is no longer there has the name that it had `then`."""
    names = {area.id: area.name for area in today.areas}
    return ChangesShown(
        areas=tuple(
            ChangeShown(
                id=each.area_id,
                name=names[each.area_id],
                level_before=_level(each.level_before, then, today),
                level_now=_level(each.level_now, today, then),
                edits=tuple(each.edits.items()),
                has_moved=each.has_moved,
            )
            for each in changes.areas
        ),
        answers=tuple(
            (prompt.text, changes.answers[prompt.id])
            for prompt in today.shared_prompts
            if prompt.id in changes.answers
        ),
    )


def _level(level_id: str, framework: Framework, other: Framework) -> str:
    return framework.level_name(level_id) or other.level_name(level_id)
