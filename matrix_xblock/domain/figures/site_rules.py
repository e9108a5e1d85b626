"""What the operator has set: the least group of figures, studies, and notifications."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from matrix_xblock.domain.figures.disclosure import K
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["SiteRules", "Study", "SummaryTime"]


@wordless
@dataclass(frozen=True)
class Study:
    """A study that gets a research file: its id, and the key of its pseudonyms."""

    id: str
    key: str
    title: str = ""


class SummaryTime(StrEnum):
    """When course teams are notified of what needs them: the operator decides."""

    SAVE = "save"
    CLOCK = "clock"


@dataclass(frozen=True)
class SiteRules:
    """What the operator has set: the least group of figures, studies, and notifications."""

    k: int = K
    studies: tuple[Study, ...] = ()
    notifications: bool = True
    """Whether people are notified through the platform, where it can."""
    summaries: SummaryTime = SummaryTime.SAVE
    """Whether the first save of a day brings a summary, or only the command of the site."""
