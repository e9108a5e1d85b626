"""A placed block, as others name it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Place"]


@dataclass(frozen=True)
class Place:
    """A placed block: its usage key, and what it is called."""

    usage: str
    title: str
