"""What the words of one field were read as: shown beside it while it is typed, and as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Read"]


@wordless
@dataclass(frozen=True)
class Read:
    """What was read. `asked` has the choices where it could be several things.

    A day that is not where the field expects one is ahead, or for a plan past. `later` names the
    fields of a line that are asked about in the form that follows. Of an answer that can become a
    next step (`is_planned`) a day is chosen at once, and words without a day are an answer too.
    """

    activity: str = ""
    day: date | None = None
    minutes: int = 0
    is_ahead: bool = False
    is_past: bool = False
    asked: tuple[Problem, ...] = ()
    later: tuple[str, ...] = ()
    is_planned: bool = False
    has_no_day: bool = False
