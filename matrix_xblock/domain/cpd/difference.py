"""Whether an activity made a difference: asked quietly, weeks after it, until it is answered."""

from __future__ import annotations

from datetime import date, timedelta

from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdStatus

__all__ = ["ASKED_AFTER", "is_asked"]

ASKED_AFTER = timedelta(weeks=4)
"""What changes for pupils or in a teacher's practice rarely shows before."""


def is_asked(entry: CpdEntry, *, today: date) -> bool:
    """Tell whether an entry is old enough to ask, and does not say yet what came of it."""
    is_answered = bool(entry.impact or entry.impact_note)
    last_day = entry.end or entry.start
    return entry.status is CpdStatus.DONE and not is_answered and last_day <= today - ASKED_AFTER
