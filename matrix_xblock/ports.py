"""What the rules need from a host.

Its state, its clock, its ledger, and a place to announce facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from matrix_xblock.domain.cpd import CpdLog, CpdRules
from matrix_xblock.domain.engagement import CreditRule
from matrix_xblock.domain.framework import Framework
from matrix_xblock.domain.record import Record
from matrix_xblock.domain.review import Answers, SignedOff, Started
from matrix_xblock.domain.rounds import Round

__all__ = [
    "BOARD",
    "CpdLogged",
    "Download",
    "Entry",
    "Fact",
    "Form",
    "Host",
    "Kind",
    "Ledger",
    "OpportunityMoved",
    "Page",
    "Participant",
    "Place",
    "Setup",
    "StepMoved",
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


Fact = Started | SignedOff | CpdLogged | StepMoved | OpportunityMoved

BOARD = "board"
"""Stands for the participant in the rows of the board, which belong to nobody."""


class Kind(StrEnum):
    """Kinds of ledger rows. Each kind of one participant in one block is a list of its own."""

    SUMMARY = "summary"
    SNAPSHOT = "snapshot"
    RESPONSE = "response"
    BOARD = "board"
    ACCESS = "access"
    CONSENT = "consent"


@dataclass(frozen=True)
class Entry:
    """One row of the ledger: a JSON object that is never changed again."""

    kind: Kind
    participant: str
    body: Mapping[str, Any]
    at: datetime


class Ledger(Protocol):
    """An append-only record, shared by everybody who may read this block."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Write all the entries or none. Raises `Unavailable` where the host has no ledger."""

    def entries(self, participant: str, *kinds: Kind) -> tuple[Entry, ...]:
        """Return that participant's entries of those kinds in this block.

        Oldest first, in one query.
        """

    def clear(self, participant: str) -> None:
        """Let go of everything of that participant in this block."""


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


@dataclass(frozen=True)
class Place:
    """A placed block: its usage key, and what it is called."""

    usage: str
    title: str


@dataclass(frozen=True)
class Download:
    """A file for a person."""

    content: str
    content_type: str
    filename: str


@dataclass(frozen=True)
class Page:
    """An answer for a person: a template by name, what it shows, and the HTTP status.

    With a `filename` it is kept as a file instead of shown.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    filename: str = ""


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

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which everything is kept, state included, or nothing."""

    def announce(self, fact: Fact) -> None:
        """Tell the platform: grade, completion and a tracking event, as the fact needs."""
