"""Last time: what a participant signed off of an area in the round before, beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.review.feedback import Comment, Reply, Responses
from matrix_xblock.domain.review.review import AreaReview, Review
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["LastTime", "last_times"]


@wordless
@dataclass(frozen=True)
class LastTime:
    """An area as it was signed off, in words; `name` where it was called otherwise then."""

    name: str
    level: str
    target: str
    is_reached: bool
    reflection: str
    evidence: str
    comments: tuple[tuple[Comment, tuple[Reply, ...]], ...]
    signed_off_at: datetime | None


def last_times(
    framework: Framework, area: Area, review: Review, before: Review | None, responses: Responses
) -> tuple[LastTime, ...]:
    """Return what was answer of the area, or of each area that it has taken the place of."""
    if before is None:
        return ()
    ids = [area.id] if area.id in before.areas else area.was
    by_area = responses.conversations(before.round_id, before.revision)
    now = review.area(area.id)
    return tuple(
        _last_time(framework, area_id, now, before, by_area.get(area_id, ()))
        for area_id in ids
        if area_id in before.areas
    )


def _last_time(
    framework: Framework,
    area_id: str,
    now: AreaReview,
    before: Review,
    comments: tuple[tuple[Comment, tuple[Reply, ...]], ...],
) -> LastTime:
    answer = before.areas[area_id]
    names = dict(before.outline.areas) if before.outline else {}
    is_same = framework.area(area_id) is not None
    return LastTime(
        name="" if is_same else names.get(area_id, ""),
        level=_level_name(framework, before, answer.level_id),
        target=_level_name(framework, before, answer.target_level_id),
        is_reached=_is_reached(framework, now.level_id, answer.target_level_id),
        reflection=answer.reflection,
        evidence=answer.evidence,
        comments=comments,
        signed_off_at=before.signed_off_at,
    )


def _level_name(framework: Framework, before: Review, level_id: str) -> str:
    """Return what a level is called today, else what it was called then."""
    past = dict(before.outline.levels) if before.outline else {}
    return framework.level_name(level_id) or past.get(level_id, "")


def _is_reached(framework: Framework, level_id: str, target_level_id: str) -> bool:
    """Tell whether somebody is where they wanted to be, or further."""
    order = [level.id for level in framework.levels]
    if level_id not in order or target_level_id not in order:
        return False
    return order.index(level_id) >= order.index(target_level_id)
