"""JSON of other systems, read as far as it is what it should be: nothing in it is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from matrix_xblock.domain.values.plain_text import plain

__all__ = ["children", "identifier_in", "words_in"]


def children(body: Any, name: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list; what is none of them is passed over."""
    entries = body.get(name) if isinstance(body, Mapping) else None
    return list(_objects(entries)) if isinstance(entries, list) else []


def _objects(entries: list[Any]) -> Iterator[Mapping[str, Any]]:
    yield from (each for each in entries if isinstance(each, Mapping))


def words_in(body: Mapping[str, Any], *names: str) -> str:
    """Return the first of these that has words, as plain text."""
    for name in names:
        value = body.get(name)
        if isinstance(value, str) and (words := plain(value)):
            return words
    return ""


def identifier_in(body: Any, name: str) -> str:
    """Return an id, which some write as a number."""
    value = body.get(name) if isinstance(body, Mapping) else None
    is_one = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    return str(value)[:200] if is_one else ""
