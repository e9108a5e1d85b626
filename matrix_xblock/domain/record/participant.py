"""Who is working."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Participant"]


@wordless
@dataclass(frozen=True)
class Participant:
    """Who is working: an anonymous id, which the ledger knows, and the name for the heading."""

    id: str
    name: str
