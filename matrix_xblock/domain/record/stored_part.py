"""One thing that is stored of somebody: what it is, where, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Part"]


@wordless
@dataclass(frozen=True)
class Part:
    """One thing that is stored, as it is stored.

    `what` names it as `docs/data-protection.md` does: a field, a kind of row, or what the page says
    beside them. `is_deleted` tells of a row that a reset has marked, and that is still there.
    """

    what: str
    body: Any
    course: str = ""
    block: str = ""
    at: datetime | None = None
    is_deleted: bool = False
