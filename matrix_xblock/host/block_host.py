"""The host port on a real block: fields, ledger, clock, and what is published to the platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import Any, TypeGuard
from uuid import uuid4

from xblock.scorable import Score

from matrix_xblock.codec.cpd import cpd
from matrix_xblock.codec.record import state
from matrix_xblock.domain.cpd.cpd import LONGEST_NAME, CpdLog
from matrix_xblock.domain.facts import Fact, SignedOff, Started
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.record.participant import Participant
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review.review import Answers
from matrix_xblock.domain.values.place import Place
from matrix_xblock.domain.values.prose import without_hidden
from matrix_xblock.host import person_state, services, translation
from matrix_xblock.host.events import EVENT_SCHEMA, event
from matrix_xblock.host.fields import Whole
from matrix_xblock.host.ledger import NoLedger, SubmissionsLedger, ledger_for
from matrix_xblock.host.notifications import notifications_for
from matrix_xblock.host.roster import roster_for
from matrix_xblock.host.setup import read_setup
from matrix_xblock.host.wording import label
from matrix_xblock.ports.ledger import Ledger, WaitingReviews
from matrix_xblock.ports.notifications import Notifications
from matrix_xblock.ports.roster import Roster

__all__ = ["BlockHost"]


class BlockHost:
    """One participant at work in one block."""

    def __init__(self, block: Any, viewer: services.Viewer | None = None) -> None:
        self._block = block
        self.viewer = viewer or services.viewer(block)
        self._waiting: list[Fact] | None = None

    @property
    def participant(self) -> Participant:
        """Who is working."""
        return Participant(self.viewer.id, self.viewer.name)

    @cached_property
    def setup(self) -> Setup:
        """What the author has set up."""
        return read_setup(self._block)

    @property
    def ledger(self) -> Ledger:
        """The ledger of this block; a preview has none."""
        return self._whole_ledger

    @property
    def waiting(self) -> WaitingReviews:
        """What waits for the course team in this block."""
        return self._whole_ledger

    @cached_property
    def _whole_ledger(self) -> SubmissionsLedger | NoLedger:
        block = self._block
        return ledger_for(
            course=services.course_key(block),
            usage=services.usage_key(block),
            may_record=self._may_record,
        )

    @cached_property
    def notifications(self) -> Notifications:
        """What the platform can be asked to tell people; in a preview nothing."""
        return notifications_for(self._block, may_record=self._may_record)

    @property
    def _may_record(self) -> bool:
        return self.viewer.is_participant and not self.viewer.is_preview

    @property
    def place(self) -> Place:
        """The block that they work in."""
        title = without_hidden(services.title(self._block))[:LONGEST_NAME]
        return Place(services.usage_key(self._block), title)

    @property
    def cohort(self) -> str:
        """The cohort that the participant is in now."""
        named = self._whole_roster.named([self.viewer.id])
        return named[self.viewer.id].cohort if self.viewer.id in named else ""

    @cached_property
    def _whole_roster(self) -> Roster:
        return roster_for(self._block, may_record=self._may_record)

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the day in the participant's own time zone."""
        return self.local_day(self.now())

    def local_day(self, time: datetime) -> date:
        """Return the day of a time in the participant's own time zone."""
        day: date = time.astimezone(services.zone(self.viewer)).date()
        return day

    def new_id(self) -> str:
        """Return a random id."""
        return uuid4().hex

    def label(self, code: str) -> str:
        """Return the word for a code in the participant's language."""
        with translation.speaking(self._block):
            return label(code)

    def load(self) -> Record:
        """Read the record out of `user_state`."""
        return state.read_record(self._block.record)

    def save(self, record: Record) -> None:
        """Put the record into `user_state`: the lock, or else the runtime, writes it once."""
        self._block.record = Whole(state.write_record(record, self._block.record))

    def load_private(self, round_id: str) -> Answers:
        """Read private answers out of `preferences`."""
        return state.read_private(
            self._block.matrix_private, services.usage_key(self._block), round_id
        )

    def save_private(self, round_id: str, answers: Answers) -> None:
        """Put private answers into `preferences`."""
        block = self._block
        stored = block.matrix_private
        block.matrix_private = Whole(
            state.write_private(stored, services.usage_key(block), round_id, answers)
        )

    def load_every_private(self) -> Mapping[str, Mapping[str, Answers]]:
        """Read all private answers out of `preferences`."""
        return state.read_every_private(self._block.matrix_private)

    def save_every_private(self, answers: Mapping[str, Mapping[str, Answers]]) -> None:
        """Put all private answers into `preferences`."""
        block = self._block
        block.matrix_private = Whole(state.write_every_private(answers, block.matrix_private))

    def load_cpd(self) -> CpdLog:
        """Read the CPD log out of `preferences`."""
        return cpd.read_log(self._block.matrix_cpd_log)

    def save_cpd(self, log: CpdLog) -> None:
        """Put the CPD log into `preferences`."""
        self._block.matrix_cpd_log = Whole(cpd.write_log(self._block.matrix_cpd_log, log))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Decide and keep as the only one who changes what this person keeps.

        What is published meanwhile goes out when everything has been written.
        """
        if self._waiting is not None:
            with self.transaction():
                yield
            return
        waiting = self._waiting = []
        try:
            publish = partial(self._publish, waiting)
            with person_state.locked(self._block, publish, may_record=self._may_record):
                yield
        finally:
            self._waiting = None

    def transaction(self) -> AbstractContextManager[None]:
        """Keep ledger and state in one transaction: a handler of the LMS is none by itself."""
        return person_state.transaction_of(self._block)

    def publish(self, fact: Fact) -> None:
        """Publish a tracking event; rounds also publish completion, and a sign-off a grade."""
        if _is_graded(fact):
            self._block.set_score(Score(raw_earned=fact.earned, raw_possible=fact.possible))
        if self._waiting is None:
            # State before grade: a grade without state breaks the platform's response report.
            self._block.save()
            self._publish([fact])
        else:
            self._waiting.append(fact)

    def _publish(self, facts: Sequence[Fact]) -> None:
        """Tell the platform. Events come last: a transaction does not call them back."""
        publish = self._block.runtime.publish
        for fact in facts:
            if _is_graded(fact):
                self._block.publish_grade()
            if isinstance(fact, Started | SignedOff):
                # Also at the start: a reset by staff leaves the completion of before.
                publish(self._block, "completion", {"completion": fact.completion})
        for name, payload in map(event, facts):
            publish(self._block, name, {"schema": EVENT_SCHEMA, **payload})


def _is_graded(fact: Fact) -> TypeGuard[SignedOff]:
    return isinstance(fact, SignedOff) and fact.mode is Mode.SELF_REVIEW
