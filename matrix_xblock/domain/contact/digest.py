"""The course team's summary: together and at most once a day, never a notification for each act."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["is_due"]


def is_due(last: datetime | None, now: datetime) -> bool:
    """Tell whether a summary may go: the last one, if any, was on a day before, in UTC."""
    return last is None or last.astimezone(UTC).date() < now.astimezone(UTC).date()
