"""What an author sets up for a block: every setting, as it is stored, and as it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from matrix_xblock.domain.cpd.cpd import CpdRules
from matrix_xblock.domain.framework.credit import CreditRule
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.framework.priorities import MOST_PRIORITIES, PRIORITY_LIMIT
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.framework.sharing import Sharing

__all__ = ["SETTINGS", "Authored", "Kind", "Setting", "Setup"]


class Kind(StrEnum):
    """What a setting holds. Its field, its control, its checks and its OLX go by that."""

    LINE = "line"  # a text on one line
    TEXT = "text"  # a text on several lines
    LINES = "lines"  # short texts, one a line
    CHOICE = "choice"  # one of a few codes
    POINTS = "points"  # a number, or nothing
    NUMBERS = "numbers"  # whole numbers by name, each with a default of its own
    ROUNDS = "rounds"
    FRAMEWORK = "framework"
    FRAMEWORK_ID = "framework_id"  # the id of one that can be chosen


@dataclass(frozen=True)
class Setting:
    """One thing that an author sets.

    `name` is what the field of the block, the control of the editor and the OLX call it. `limit` is
    the most characters of a text or of a line, or the most points; `most` is the most lines there
    are. `is_content` says where the platform keeps
    it: with the content, else with the settings. What `is_own_to_course` stays as a course has set
    it when its library changes. What `goes_into_records` is checked on each page as well as in the
    editor. What is not `in_setup` no page of participants goes by.
    """

    name: str
    kind: Kind
    default: Any = None
    choices: type[StrEnum] | None = None
    limit: int = 0
    most: int = 0
    is_required: bool = False
    is_content: bool = False
    is_own_to_course: bool = False
    goes_into_records: bool = False
    in_setup: bool = True

    @property
    def is_plain(self) -> bool:
        """Tell whether it is one control of the editor, with no rules beside those of its kind."""
        return self.kind in {Kind.LINE, Kind.TEXT, Kind.LINES, Kind.CHOICE, Kind.POINTS}

    @property
    def is_text(self) -> bool:
        """Tell whether it is stored as a text."""
        return self.kind in {Kind.LINE, Kind.TEXT, Kind.LINES, Kind.CHOICE, Kind.FRAMEWORK_ID}

    @property
    def is_element(self) -> bool:
        """Tell whether it is an element of the OLX. What fits into one line is an attribute."""
        return self.kind in {Kind.TEXT, Kind.LINES, Kind.NUMBERS, Kind.ROUNDS, Kind.FRAMEWORK}

    @property
    def is_always_written(self) -> bool:
        """Tell whether OLX has it where nobody has set it.

        A default that changes later must not change an old course. Some settings may be empty.
        """
        return self.kind not in {Kind.TEXT, Kind.LINES, Kind.POINTS, Kind.FRAMEWORK}


_ROUNDS = [
    {"id": "baseline", "title": "Baseline review", "kind": "baseline"},
    {"id": "mid-point", "title": "Mid-point review", "kind": "interim"},
    {"id": "final", "title": "Final review", "kind": "final"},
]

SETTINGS = (
    Setting(
        "display_name",
        Kind.LINE,
        limit=200,
        is_required=True,
        is_own_to_course=True,
        in_setup=False,
    ),
    Setting("framework_id", Kind.FRAMEWORK_ID, default="talent-development-v1"),
    Setting(
        "notice",
        Kind.TEXT,
        default="",
        limit=10_000,
        is_content=True,
        is_own_to_course=True,
    ),
    Setting(
        "notice_version",
        Kind.LINE,
        default="1",
        limit=100,
        is_content=True,
        is_own_to_course=True,
        goes_into_records=True,
    ),
    Setting("rounds", Kind.ROUNDS, default=_ROUNDS, is_own_to_course=True),
    Setting("credit", Kind.NUMBERS, default={}),
    Setting("cpd", Kind.NUMBERS, default={}),
    Setting(
        "priorities",
        Kind.LINES,
        default="",
        limit=PRIORITY_LIMIT,
        most=MOST_PRIORITIES,
        is_content=True,
        is_own_to_course=True,
        goes_into_records=True,
    ),
    Setting("framework", Kind.FRAMEWORK, default={}, is_content=True),
    Setting("weight", Kind.POINTS, limit=10_000, is_own_to_course=True, in_setup=False),
    Setting("mode", Kind.CHOICE, default=Mode.SELF_REVIEW.value, choices=Mode),
    Setting(
        "sharing",
        Kind.CHOICE,
        default=Sharing.EVERYTHING.value,
        choices=Sharing,
        is_own_to_course=True,
    ),
)
"""Every setting, once. OLX has its elements in this order, and problems are named in it."""


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
    priorities: tuple[str, ...] = ()
    fingerprint: str = field(default="", compare=False)

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles of rounds by id, those of archived ones too."""
        return {each.id: each.title for each in (*self.rounds, *self.archived_rounds)}


@dataclass(frozen=True)
class Authored:
    """Every setting by its name, as it is stored: nothing of it has been checked.

    `framework`, `rounds`, `credit` and `cpd` are JSON. `left_out` names what an import of OLX could
    not read.
    """

    display_name: str = ""
    framework_id: str = ""
    framework: Any = None
    rounds: Any = None
    credit: Any = None
    cpd: Any = None
    mode: str = Mode.SELF_REVIEW.value
    sharing: str = Sharing.EVERYTHING.value
    notice: str = ""
    notice_version: str = "1"
    priorities: str = ""
    weight: float | None = None
    left_out: tuple[str, ...] = ()
