"""The ledger: an append-only record of what was signed off, and of what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from matrix_xblock.domain.values.ledger_rows import Entry, Kind

__all__ = ["Ledger", "WaitingReviews"]


class Ledger(Protocol):
    """An append-only record, shared by everybody who may read this block."""

    @property
    def records(self) -> bool:
        """Tell whether anything can be recorded here: not in a preview."""

    def lock(self, participant: str, kind: Kind = Kind.SUMMARY) -> AbstractContextManager[None]:
        """Return a context in which nobody else decides about that participant.

        What is appended in it is kept as a whole or not at all. What is decided is a review, where
        no other `kind` is named.
        """

    def lock_each(self, participants: Sequence[str], kind: Kind) -> AbstractContextManager[None]:
        """Return a context in which nobody else who asks so decides about these people's rows.

        It holds for people who have no row of that kind yet. What is appended in it is kept as a
        whole or not at all.
        """

    def append(self, entries: Sequence[Entry]) -> None:
        """Write all the entries or none. Raises `Unavailable` where the host has no ledger."""

    def entries(self, participant: str, *kinds: Kind) -> tuple[Entry, ...]:
        """Return that participant's entries of those kinds in this block.

        Oldest first, in one query.
        """

    def clear(self, participant: str) -> None:
        """Let go of everything of that participant in this block, and of nothing of the course."""

    def everybody(
        self, *kinds: Kind, start: int = 0, length: int | None = None
    ) -> Iterator[tuple[Entry, ...]]:
        """Yield the entries of those kinds of each participant who has signed anything off.

        Oldest first for each; participants in the order of their ids, from `start` on and at most
        `length` of them. Few are held at a time.
        """

    def latest(self, kind: Kind) -> Iterator[Entry]:
        """Yield the latest entry of a kind of each participant who has any, in one query.

        Be it somebody who has signed anything off or not.
        """

    def all_of(self, kind: Kind) -> Iterator[tuple[Entry, ...]]:
        """Yield the entries of a kind of each participant who has any, oldest first, in one query.

        Be it somebody who has signed anything off or not.
        """

    def signers(self) -> tuple[str, ...]:
        """Return the participants who have signed anything off, in the order of their ids."""

    def of(self, participants: Sequence[str], *kinds: Kind) -> Iterator[tuple[Entry, ...]]:
        """Yield the entries of those kinds of some participants, oldest first for each."""

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


class WaitingReviews(Protocol):
    """What waits in a block, whoever it is about: a facilitator's ledger does not count that."""

    def count_waiting(self, since: datetime) -> tuple[int, int]:
        """Count the reviews that wait for course staff, and those that have come since a time.

        It takes as long for many as for few, and reads no row.
        """
