"""Ids for what an author has named."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection

__all__ = ["fresh_id"]

_LONGEST = 60


def fresh_id(name: str, taken: Collection[str], fallback: str) -> str:
    """Make an id of a name: `Leading others` becomes `leading-others`, or `leading-others-2`.

    A name without a Latin letter or digit gives `fallback` with a number.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    if stem and stem not in taken and stem != "not-applicable":
        return stem
    return next(
        made
        for number in itertools.count(2 if stem else 1)
        if (made := f"{stem or fallback}-{number}") not in taken
    )
