"""Who is at work in a block: a participant, somebody of the course staff, or an author."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, tzinfo
from typing import Protocol

from matrix_xblock.domain.cpd.cpd import CpdLog
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.facts import Fact
from matrix_xblock.domain.figures.site_rules import SiteRules
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.setup import Authored, Setup
from matrix_xblock.domain.framework.table_memory import TableMemory
from matrix_xblock.domain.record.participant import Participant
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.review.review import Answers
from matrix_xblock.domain.staff.drafts import StaffDrafts
from matrix_xblock.domain.staff.my_people import MyPeople, PeopleRule
from matrix_xblock.domain.values.place import Place
from matrix_xblock.ports.ledger import Ledger, WaitingReviews
from matrix_xblock.ports.notifications import Notifications
from matrix_xblock.ports.roster import Roster

__all__ = ["AuthorHost", "Host", "StaffHost", "SummaryHost"]


class SummaryHost(Protocol):
    """What a summary for the course team needs: of somebody's save, or of a time of the clock."""

    @property
    def ledger(self) -> Ledger:
        """The ledger of this block."""

    @property
    def waiting(self) -> WaitingReviews:
        """What waits for the course team in this block."""

    @property
    def notifications(self) -> Notifications:
        """What the platform can be asked to tell people."""

    def now(self) -> datetime:
        """Return the time, aware."""

    def lock(self) -> AbstractContextManager[None]:
        """Return a context in which nobody else changes what whoever is at work keeps."""


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
    def waiting(self) -> WaitingReviews:
        """What waits for the course team in this block."""

    @property
    def notifications(self) -> Notifications:
        """What the platform can be asked to tell people."""

    @property
    def place(self) -> Place:
        """The block that they work in."""

    @property
    def cohort(self) -> str:
        """The cohort that the participant is in now, empty for none."""

    def now(self) -> datetime:
        """Return the time, aware."""

    def today(self) -> date:
        """Return the day that it is where the participant is."""

    def local_day(self, time: datetime) -> date:
        """Return the day of a time where the participant is."""

    def new_id(self) -> str:
        """Return an id that nothing else has."""

    def label(self, code: str) -> str:
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

        It is read anew. When the context ends, everything is kept and what was published is told to
        the platform; where anything fails, nothing is. Raises `Busy` where it is not to be had in
        time.
        """

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context in which everything is kept, state included, or nothing."""

    def publish(self, fact: Fact) -> None:
        """Tell the platform: grade, completion and a tracking event, as the fact needs."""


class StaffHost(Protocol):
    """Somebody of the course staff at work in one block: the ledger, the roster, their own drafts.

    Nothing in it leads to what a participant keeps. Behind a wall, ledger and roster know the
    people of the facilitator's cohorts, and nobody else is there.
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
    def notifications(self) -> Notifications:
        """What the platform can be asked to tell people."""

    @property
    def is_instructor(self) -> bool:
        """Tell whether they have the instructor role, which gives cohorts to facilitators."""

    @property
    def people_rule(self) -> PeopleRule:
        """What cohorts that are given mean on this site. Raises `Misconfigured`."""

    @property
    def my_people(self) -> MyPeople:
        """Whose reviews they look after, by what they were given. Raises `Misconfigured`."""

    @property
    def among(self) -> tuple[str, ...] | None:
        """The cohorts whose people ledger and roster know, None where they know everybody."""

    def only_my_people(self) -> StaffHost:
        """Return the same host with a ledger and a roster of their own people alone."""

    @property
    def site(self) -> SiteRules:
        """What the operator has set. Raises `Misconfigured` where it breaks a rule."""

    def now(self) -> datetime:
        """Return the time, aware."""

    def today(self) -> date:
        """Return the day that it is where they are."""

    def local_day(self, time: datetime) -> date:
        """Return the day that it was where they are."""

    def new_id(self) -> str:
        """Return an id that nothing else has."""

    def label(self, code: str) -> str:
        """Return the word for a code in their language."""

    def load_drafts(self) -> StaffDrafts:
        """Return their own drafts and phrases. Raises `Unreadable` for those of a newer version."""

    def save_drafts(self, staff_drafts: StaffDrafts) -> None:
        """Keep their drafts and phrases."""

    def lock(self) -> AbstractContextManager[None]:
        """Return a context in which nobody else changes what they keep.

        It is read anew. When the context ends, everything is kept and what was published is told to
        the platform; where anything fails, nothing is. Raises `Busy` where it is not to be had in
        time.
        """

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context in which everything is kept, state included, or nothing."""

    def publish(self, fact: Fact) -> None:
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
    def broken_presets(self) -> Sequence[tuple[str, Problem]]:
        """Files of this site whose framework cannot be chosen, each with the reason."""

    @property
    def ledger(self) -> Ledger:
        """What has been signed off in this block, where the ledger can be reached."""

    @property
    def zone(self) -> tzinfo:
        """The time zone of the dates on the page."""

    def today(self) -> date:
        """Return the day that it is there."""

    def new_id(self) -> str:
        """Return an id that nothing else has."""

    def write(self, authored: Authored) -> None:
        """Put it into the fields of the block."""

    @property
    def table_memory(self) -> TableMemory:
        """What was corrected in tables that came into this block."""

    def remember_tables(self, memory: TableMemory) -> None:
        """Keep it for the next table."""
