"""Points and places in the files of other systems, which write them as numbers or as texts."""

from __future__ import annotations

import math

__all__ = ["number_in"]

_LONGEST = 20


def number_in(value: object) -> float | None:
    """Return a number, or None for whatever is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and len(value) > _LONGEST:
        return None
    try:
        number = float(value) if isinstance(value, (int, float, str)) else math.nan
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
