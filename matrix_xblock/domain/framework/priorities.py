"""Priorities of the school or trust, as an author lists them: a next step can name one."""

from __future__ import annotations

__all__ = ["MOST_PRIORITIES", "PRIORITY_LIMIT", "priorities_in"]

MOST_PRIORITIES = 20
PRIORITY_LIMIT = 200
"""Characters of one priority. A step keeps its words, so that it can be read when it has gone."""


def priorities_in(text: str) -> tuple[str, ...]:
    """Return the priorities in a text that has one on each line. The same one twice is one."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))
