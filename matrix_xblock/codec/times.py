"""Times as ISO 8601 text."""

from __future__ import annotations

from datetime import datetime

__all__ = ["iso"]


def iso(time: datetime | None) -> str | None:
    """Write a time, or null where there is none."""
    return None if time is None else time.isoformat()
