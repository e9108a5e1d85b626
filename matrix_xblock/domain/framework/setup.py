"""What an author has set up for a block: read and checked, and as it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matrix_xblock.domain.cpd.cpd import CpdRules
from matrix_xblock.domain.framework.credit import CreditRule
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.framework.sharing import Sharing

__all__ = ["Authored", "Setup"]


@dataclass(frozen=True)
class Setup:
    """What the author has set up for this block, read and checked.

    Two with the same fingerprint say the same; where nothing vouches for that it is empty.
    """

    framework: Framework
    rounds: tuple[Round, ...]
    credit: CreditRule
    notice: str
    notice_version: str
    cpd: CpdRules = field(default_factory=CpdRules)
    mode: Mode = Mode.SELF_REVIEW
    sharing: Sharing = Sharing.EVERYTHING
    archived_rounds: tuple[Round, ...] = ()
    fingerprint: str = field(default="", compare=False)

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles of rounds by id, those of archived ones too."""
        return {each.id: each.title for each in (*self.rounds, *self.archived_rounds)}


@dataclass(frozen=True)
class Authored:
    """Everything that an author sets, as it is stored: nothing of it has been checked.

    `framework`, `rounds`, `credit` and `cpd` are JSON. `left_out` names what an import of OLX could
    not read.
    """

    title: str = ""
    framework_id: str = ""
    framework: Any = None
    rounds: Any = None
    credit: Any = None
    cpd: Any = None
    mode: str = Mode.SELF_REVIEW.value
    sharing: str = Sharing.EVERYTHING.value
    notice: str = ""
    notice_version: str = "1"
    weight: float | None = None
    left_out: tuple[str, ...] = ()
