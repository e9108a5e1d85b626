"""JSON that somebody else has written: files, texts that a page carries, and OLX."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["DEEPEST", "read_json"]

DEEPEST = 50
"""Levels inside one another. Nothing of ours has ten; some hundreds stop whoever copies them."""

_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of a character, which JSON can escape and no page, file or row can hold."""

Pairs = list[tuple[str, Any]]


def read_json(text: str | bytes, *, pairs: Callable[[Pairs], Any] | None = None) -> Any:
    """Read a document. `pairs` makes an object of its pairs.

    Raises `ValueError` for what is no JSON, for half a character anywhere in it, and for more
    levels than anything of ours has.
    """
    try:
        document = json.loads(text, object_pairs_hook=pairs, parse_constant=_refuse)
    except RecursionError:
        raise ValueError from None
    if not _is_sound(document):
        raise ValueError
    return document


def _refuse(name: str) -> float:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not know."""
    raise ValueError(name)


def _is_sound(document: object) -> bool:
    """Look at every text, one level after the other."""
    level: list[object] = [document]
    for _ in range(DEEPEST):
        if any(_HALVES.search(each) for each in level if isinstance(each, str)):
            return False
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return True
    return False


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return (*value.keys(), *value.values())
    return value if isinstance(value, list) else ()
