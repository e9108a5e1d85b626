"""Times and days as ISO 8601 text."""

from __future__ import annotations

from datetime import date, datetime

__all__ = ["iso"]


def iso(time: datetime | date | None) -> str | None:
    """Write a time or a day, or null where there is none."""
    return None if time is None else time.isoformat()
