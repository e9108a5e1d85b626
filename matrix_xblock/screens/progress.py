"""How far a review is, what the rest may take, and whether it is late."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.review.review import Review

__all__ = ["Progress", "is_late", "minutes_needed", "progress"]

MINUTES_AN_AREA = 1.5
MINUTES_FOR_PROMPTS = 3.0


@dataclass(frozen=True)
class Progress:
    """How far the participant is: areas with an answer, how many have a reflection, what is left.

    What is left is in minutes.
    """

    done: int
    total: int
    reflections: int
    minutes_left: int


def progress(framework: Framework, review: Review) -> Progress:
    """Count areas with an answer, and estimate the time for the rest."""
    done = sum(framework.has_level(review.area(area.id).level_id) for area in framework.areas)
    left = (len(framework.areas) - done) * MINUTES_AN_AREA
    if framework.shared_prompts and not review.answers.values:
        left += MINUTES_FOR_PROMPTS
    return Progress(
        done=done,
        total=len(framework.areas),
        reflections=sum(bool(review.area(area.id).reflection) for area in framework.areas),
        minutes_left=math.ceil(left),
    )


def minutes_needed(framework: Framework) -> int:
    """Estimate the time for a whole review, in minutes, to the next five."""
    minutes = len(framework.areas) * MINUTES_AN_AREA
    if framework.shared_prompts:
        minutes += MINUTES_FOR_PROMPTS
    return 5 * math.ceil(minutes / 5)


def is_late(due: datetime | None, now: datetime) -> bool:
    """Tell whether the due time has passed."""
    return due is not None and now > due
