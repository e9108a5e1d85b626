"""What the rules need from a host.

Its state, its clock, its ledger, and a place to announce facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any, Protocol

from matrix_xblock.domain.cpd.cpd import CpdLog, CpdRules
from matrix_xblock.domain.facts import SignedOff, Started
from matrix_xblock.domain.figures.disclosure import K
from matrix_xblock.domain.framework.credit import CreditRule
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.review.review import Answers
from matrix_xblock.domain.review.status import RoundStanding, Where
from matrix_xblock.domain.staff.drafts import Desk
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "BOARD",
    "EVERYBODY",
    "AuthorHost",
    "Authored",
    "BoardChanged",
    "CpdLogged",
    "Download",
    "Entry",
    "Exported",
    "Fact",
    "Form",
    "Host",
    "Kind",
    "Ledger",
    "Listed",
    "Neighbour",
    "OpportunityMarked",
    "OpportunityMoved",
    "Page",
    "Participant",
    "Person",
    "Place",
    "Replied",
    "Responded",
    "Roster",
    "RosterPage",
    "Setup",
    "SiteRules",
    "Sort",
    "StaffHost",
    "StepMoved",
    "Stream",
    "Study",
    "Wanted",
]

Form = Mapping[str, Sequence[str]]
"""An untrusted form or query: field name -> every value sent under it."""


@dataclass(frozen=True)
class CpdLogged:
    """Fact: an entry joined the CPD log. No text."""

    type: str
    status: str
    minutes: int


@dataclass(frozen=True)
class StepMoved:
    """Fact: a next step was set, or has a new status. No text."""

    status: str


@dataclass(frozen=True)
class OpportunityMoved:
    """Fact: an opportunity is wanted, or has come further. No text."""

    type: str
    status: str


@dataclass(frozen=True)
class Responded:
    """Fact: course staff commented on a review, returned or accepted it, or took that back."""

    round_id: str
    kind: str
    comments: int


@dataclass(frozen=True)
class Replied:
    """Fact: a participant answered a comment. No text."""

    round_id: str


@dataclass(frozen=True)
class OpportunityMarked:
    """Fact: course staff said what has become of somebody's opportunity. No text."""

    status: str


@dataclass(frozen=True)
class BoardChanged:
    """Fact: an opportunity was posted on the board, or taken down. No text."""

    kind: str


@dataclass(frozen=True)
class Exported:
    """Fact: course staff took a file of what was signed off."""

    kind: str


Fact = (
    Started
    | SignedOff
    | CpdLogged
    | StepMoved
    | OpportunityMoved
    | Replied
    | Responded
    | OpportunityMarked
    | BoardChanged
    | Exported
)

BOARD = "board"
"""Stands for the participant in the rows of the board, which belong to nobody."""

EVERYBODY = "everybody"
"""Stands for the participant in a row of the trail that is about all who signed off: an export."""


class Kind(StrEnum):
    """Kinds of ledger rows. Each kind of one participant in one block is a list of its own."""

    SUMMARY = "summary"
    SNAPSHOT = "snapshot"
    RESPONSE = "response"
    BOARD = "board"
    ACCESS = "access"
    CONSENT = "consent"
    STANDING = "standing"


@wordless
@dataclass(frozen=True)
class Entry:
    """One row of the ledger: a JSON object that is never changed again."""

    kind: Kind
    participant: str
    body: Mapping[str, Any]
    at: datetime


class Ledger(Protocol):
    """An append-only record, shared by everybody who may read this block."""

    @property
    def records(self) -> bool:
        """Tell whether anything can be recorded here: not in a preview."""

    def exclusively(self, participant: str) -> AbstractContextManager[None]:
        """Return a context in which nobody else decides about that participant.

        What is appended in it is kept as a whole or not at all.
        """

    def append(self, entries: Sequence[Entry]) -> None:
        """Write all the entries or none. Raises `Unavailable` where the host has no ledger."""

    def entries(self, participant: str, *kinds: Kind) -> tuple[Entry, ...]:
        """Return that participant's entries of those kinds in this block.

        Oldest first, in one query.
        """

    def clear(self, participant: str) -> None:
        """Let go of everything of that participant in this block."""

    def everybody(
        self, *kinds: Kind, start: int = 0, length: int | None = None
    ) -> Iterator[tuple[Entry, ...]]:
        """Yield the entries of those kinds of each participant who has signed anything off.

        Oldest first for each; participants in the order of their ids, from `start` on and at most
        `length` of them. Few are held at a time.
        """

    def people(self) -> int:
        """Count the participants who have signed anything off."""

    def any_of(self, kind: Kind) -> Entry | None:
        """Return an entry of a kind in this block, whoever it is about, or None.

        It takes as long for many as for few. What is the same in all of them can be asked so: each
        sign-off is counted by the mode of those before it.
        """

    def set_score(self, participant: str, *, earned: int, possible: int) -> None:
        """Set the points of a participant on their latest sign-off: they reach the gradebook."""

    def reset_score(self, participant: str) -> None:
        """Take the points of a participant back."""


@wordless
@dataclass(frozen=True)
class Participant:
    """Who is working: an anonymous id, which the ledger knows, and the name for the heading."""

    id: str
    name: str


@dataclass(frozen=True)
class Setup:
    """What the author has set up for this block, read and checked."""

    framework: Framework
    rounds: tuple[Round, ...]
    credit: CreditRule
    notice: str
    notice_version: str
    cpd: CpdRules = field(default_factory=CpdRules)
    mode: Mode = Mode.SELF_REVIEW
    sharing: Sharing = Sharing.EVERYTHING
    archived_rounds: tuple[Round, ...] = ()

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


@wordless
@dataclass(frozen=True)
class Study:
    """A study that gets a research file: its id, and the key of its pseudonyms."""

    id: str
    key: str
    title: str = ""


@dataclass(frozen=True)
class SiteRules:
    """What the operator has set: the least group that figures are shown of, and studies."""

    k: int = K
    studies: tuple[Study, ...] = ()


@dataclass(frozen=True)
class Place:
    """A placed block: its usage key, and what it is called."""

    usage: str
    title: str


@wordless
@dataclass(frozen=True)
class Download:
    """A file for a person."""

    content: str
    content_type: str
    filename: str


@wordless
@dataclass(frozen=True)
class Stream:
    """A file that is made while it is sent: parts of text or bytes."""

    parts: Iterator[str] | Iterator[bytes]
    content_type: str
    filename: str


@wordless
@dataclass(frozen=True)
class Page:
    """An answer for a person: a template by name, what it shows, and the HTTP status.

    With a `filename` it is kept as a file instead of shown.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    filename: str = ""


@wordless
@dataclass(frozen=True)
class Person:
    """Somebody on the roster. `id` is the anonymous id, `cohort` a name, empty for none."""

    id: str
    name: str
    cohort: str = ""


class Sort(StrEnum):
    """What the roster can be sorted by. By need: who waits longest comes first."""

    NEED = "need"
    NAME = "name"
    COHORT = "cohort"
    SIGNED_OFF = "signed_off"
    CPD = "cpd"
    OPPORTUNITIES = "opportunities"


@wordless
@dataclass(frozen=True)
class Wanted:
    """Which part of the roster is wanted.

    An empty `round_id` stands for the latest round of each; empty filters let everybody through.
    `search` is a part of a name, whatever signs are in it.
    """

    round_id: str = ""
    status: Where | None = None
    cohort: str = ""
    search: str = ""
    sort: Sort = Sort.NEED
    is_descending: bool = False


@wordless
@dataclass(frozen=True)
class Listed:
    """One line of the roster. Who never came has no id."""

    person: Person
    round_id: str
    standing: RoundStanding
    at_work: tuple[str, ...] = ()


@wordless
@dataclass(frozen=True)
class RosterPage:
    """Some lines of the roster, and how many there are by status under the other filters."""

    lines: tuple[Listed, ...]
    counts: Mapping[Where, int]


class Roster(Protocol):
    """Who takes part, and where each of them stands: filtered, sorted and paged by the host."""

    @property
    def has_names(self) -> bool:
        """Tell whether names are known; else ids stand for them."""

    @property
    def has_cohorts(self) -> bool:
        """Tell whether cohorts are known."""

    @property
    def has_everybody(self) -> bool:
        """Tell whether those who have not started are known as well."""

    def page(self, wanted: Wanted, *, start: int, length: int) -> RosterPage:
        """Return lines from `start`, counted from 0, in a fixed number of queries."""

    def around(self, wanted: Wanted, participant: str, place: int) -> tuple[Neighbour, Neighbour]:
        """Return who comes before and after a participant who was at that place of the list."""

    def find(self, participant: str) -> Person | None:
        """Return somebody of this course who has a row in this block, or None."""

    def named(self, participants: Sequence[str]) -> Mapping[str, Person]:
        """Return people by their ids. Who has left the course may be missing."""

    def cohorts(self) -> tuple[str, ...]:
        """Return the names of the cohorts of this course in order."""

    def members(self) -> Mapping[str, str]:
        """Return the cohort of everybody who is in one, by participant, in one query."""


Neighbour = tuple[str, int] | None
"""(participant id, place in the list), or None at either end."""


class Host(Protocol):
    """One participant at work in one block."""

    @property
    def participant(self) -> Participant:
        """Who is working."""

    @property
    def setup(self) -> Setup:
        """What the author has set up.

        Raises `Misconfigured` where it breaks a rule.
        """

    @property
    def ledger(self) -> Ledger:
        """The ledger of this block."""

    @property
    def place(self) -> Place:
        """The block that they work in."""

    def now(self) -> datetime:
        """Return the time, aware."""

    def today(self) -> date:
        """Return the day that it is where the participant is."""

    def local_day(self, time: datetime) -> date:
        """Return the day of a time where the participant is."""

    def new_id(self) -> str:
        """Return an id that nothing else has."""

    def say(self, code: str) -> str:
        """Return the word for a code in the participant's language, for what is downloaded."""

    def load(self) -> Record:
        """Return the participant's record. Raises `Unreadable` where a newer version wrote it."""

    def save(self, record: Record) -> None:
        """Keep the record."""

    def load_private(self, round_id: str) -> Answers:
        """Return the private answers of a round, which nobody else ever reads."""

    def save_private(self, round_id: str, answers: Answers) -> None:
        """Keep the private answers of a round."""

    def load_every_private(self) -> Mapping[str, Mapping[str, Answers]]:
        """Return all private answers of the participant: usage key -> round id -> answers."""

    def save_every_private(self, answers: Mapping[str, Mapping[str, Answers]]) -> None:
        """Keep all private answers; rounds that are not among them are let go."""

    def load_cpd(self) -> CpdLog:
        """Return the participant's CPD log, the same in every block."""

    def save_cpd(self, log: CpdLog) -> None:
        """Keep the CPD log that was loaded last, with its changes."""

    def lock(self) -> AbstractContextManager[None]:
        """Return a context in which nobody else changes what the participant keeps.

        It is read anew. When the context ends, everything is kept and what was announced is told to
        the platform; where anything fails, nothing is. Raises `Busy` where it is not to be had in
        time.
        """

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which everything is kept, state included, or nothing."""

    def announce(self, fact: Fact) -> None:
        """Tell the platform: grade, completion and a tracking event, as the fact needs."""


class StaffHost(Protocol):
    """Somebody of the course staff at work in one block: the ledger, the roster, their own desk.

    Nothing in it leads to what a participant keeps.
    """

    @property
    def author(self) -> Author:
        """Who is working."""

    @property
    def setup(self) -> Setup:
        """What the author has set up. Raises `Misconfigured` where it breaks a rule."""

    @property
    def ledger(self) -> Ledger:
        """The ledger of this block."""

    @property
    def roster(self) -> Roster:
        """Who takes part in this course."""

    @property
    def place(self) -> Place:
        """The block that they work in."""

    @property
    def site(self) -> SiteRules:
        """What the operator has set. Raises `Misconfigured` where it breaks a rule."""

    def now(self) -> datetime:
        """Return the time, aware."""

    def today(self) -> date:
        """Return the day that it is where they are."""

    def new_id(self) -> str:
        """Return an id that nothing else has."""

    def load_desk(self) -> Desk:
        """Return their own drafts and phrases. Raises `Unreadable` for those of a newer version."""

    def save_desk(self, kept: Desk) -> None:
        """Keep their drafts and phrases."""

    def lock(self) -> AbstractContextManager[None]:
        """Return a context in which nobody else changes what they keep.

        It is read anew. When the context ends, everything is kept and what was announced is told to
        the platform; where anything fails, nothing is. Raises `Busy` where it is not to be had in
        time.
        """

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which everything is kept, state included, or nothing."""

    def announce(self, fact: Fact) -> None:
        """Tell the platform by a tracking event."""


class AuthorHost(Protocol):
    """Somebody who sets a block up, in Studio or a library."""

    @property
    def authored(self) -> Authored:
        """What is stored now."""

    @property
    def presets(self) -> Mapping[str, Framework]:
        """The frameworks that can be chosen, by id: those of the package and of this site."""

    @property
    def is_in_course(self) -> bool:
        """Tell whether people take part where the block is: not in a library."""

    @property
    def found_everywhere(self) -> Collection[str]:
        """The ids of those that every site has, because the package brings them."""

    @property
    def broken_presets(self) -> Sequence[str]:
        """The names of files of this site that hold no framework."""

    @property
    def ledger(self) -> Ledger:
        """What has been signed off in this block, where the ledger can be reached."""

    @property
    def zone(self) -> tzinfo:
        """The time zone of the dates on the page."""

    def new_id(self) -> str:
        """Return an id that nothing else has."""

    def write(self, authored: Authored) -> None:
        """Put it into the fields of the block."""
