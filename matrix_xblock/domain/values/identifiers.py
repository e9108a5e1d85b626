"""Ids for what an author has named."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection

__all__ = ["fresh_id", "is_id"]

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\Z")
_LONGEST = 60


def is_id(identifier: str) -> bool:
    """Tell whether a text may be the id of something authored."""
    return bool(_ID.match(identifier))


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
