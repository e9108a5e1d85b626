"""The host port on a real block: fields, ledger, clock, and what is announced to the platform."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from xblock.scorable import Score

from matrix_xblock.codec import state
from matrix_xblock.domain.record import Record
from matrix_xblock.domain.review import Answers, SignedOff
from matrix_xblock.host import services
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.host.setup import read_setup
from matrix_xblock.ports import Fact, Ledger, Participant, Setup

__all__ = ["EVENT_SCHEMA", "BlockHost"]

EVENT_SCHEMA = 1


class BlockHost:
    """One participant at work in one block."""

    def __init__(self, block: Any) -> None:
        self._block = block
        self.viewer = services.viewer(block)

    @property
    def participant(self) -> Participant:
        """Who is working."""
        return Participant(self.viewer.id, self.viewer.name)

    @cached_property
    def setup(self) -> Setup:
        """What the author has set up."""
        return read_setup(self._block)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of this block; a preview has none."""
        may_record = self.viewer.is_participant and not self.viewer.is_preview
        block = self._block
        return ledger_for(
            course=services.course_key(block),
            usage=services.usage_key(block),
            may_record=may_record,
        )

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    def load(self) -> Record:
        """Read the record out of `user_state`."""
        return state.read_record(self._block.record)

    def save(self, record: Record) -> None:
        """Put the record into `user_state`.

        The runtime writes it once, at the end of the request.
        """
        self._block.record = state.write_record(record)

    def load_private(self, round_id: str) -> Answers:
        """Read private answers out of `preferences`."""
        return state.read_private(
            self._block.matrix_private, services.usage_key(self._block), round_id
        )

    def save_private(self, round_id: str, answers: Answers) -> None:
        """Put private answers into `preferences`."""
        block = self._block
        block.matrix_private = state.write_private(
            block.matrix_private, services.usage_key(block), round_id, answers
        )

    def together(self) -> AbstractContextManager[None]:
        """Keep ledger and state in one transaction: a handler of the LMS is none by itself."""
        return transaction.atomic()

    def announce(self, fact: Fact) -> None:
        """Publish completion and a tracking event; a sign-off also gives a grade."""
        publish = self._block.runtime.publish
        if isinstance(fact, SignedOff):
            self._grade(fact)
        # Also at the start: a reset by staff leaves the completion of before.
        publish(self._block, "completion", {"completion": fact.completion})
        publish(self._block, *_event(fact))

    def _grade(self, fact: SignedOff) -> None:
        """Publish the points.

        State before grade: a grade without state breaks the platform's response report.
        """
        self._block.set_score(Score(raw_earned=fact.earned, raw_possible=fact.possible))
        self._block.save()
        self._block.publish_grade()


def _event(fact: Fact) -> tuple[str, dict[str, str | int | float]]:
    """Return the name and the payload of the tracking event: ids and counts, no level, no text."""
    payload: dict[str, str | int | float] = {"schema": EVENT_SCHEMA, "round": fact.round_id}
    if not isinstance(fact, SignedOff):
        return "matrix_review.started", payload
    counts = {
        "revision": fact.revision,
        "areas": fact.areas,
        "reflections": fact.reflections,
        "earned": fact.earned,
        "possible": fact.possible,
    }
    return "matrix_review.signed_off", {**payload, **counts}
