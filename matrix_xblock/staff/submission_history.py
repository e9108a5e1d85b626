"""Everything that the ledger holds about one participant, read for one request of staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.review.ledger import latest_rows, read_attached, read_snapshot
from matrix_xblock.codec.review.responses import ANSWERS, read_responses
from matrix_xblock.codec.review.status import SOURCES, latest_revisions, read_standing
from matrix_xblock.domain.errors import Problem, Unknown
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.feedback import Responses
from matrix_xblock.domain.review.review import Review
from matrix_xblock.domain.review.status import Standing
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost

__all__ = ["SubmissionHistory", "history_of", "open_record", "read_history"]


@wordless
@dataclass(frozen=True)
class SubmissionHistory:
    """One participant as course staff may know them: what was signed off, and what was answered."""

    person: Person
    entries: tuple[Entry, ...]
    responses: Responses
    latest: Mapping[str, Mapping[str, Any]]
    """The latest summary of each round, by round."""

    def signed_off_at(self, round_id: str) -> datetime | None:
        """Return when a round was signed off last, as far as its row says."""
        return Reading.of(self.latest.get(round_id, {})).time("signed_off_at")

    def latest_revision(self, round_id: str) -> int:
        """Return the revision that was signed off last, 0 for none."""
        return int(self.latest.get(round_id, {}).get("revision", 0))

    def answers_to(self, round_id: str) -> int:
        """Count how often the course team has answered a round, what was taken back included."""
        rows = [each.body for each in self.entries if each.kind is Kind.RESPONSE]
        sent = [each for each in rows if each.get("type") in ANSWERS]
        return len({each.get("press") for each in sent if each.get("round") == round_id})

    @property
    def revisions_seen(self) -> Mapping[str, int]:
        """The revision that was signed off last, by round."""
        return {key: self.latest_revision(key) for key in self.latest}

    def revisions(self, round_id: str) -> tuple[int, ...]:
        """Return every revision of a round, in order."""
        numbers = {
            Reading.of(each.body).integer("revision")
            for each in self.entries
            if each.kind is Kind.SUMMARY and each.body.get("round") == round_id
        }
        return tuple(sorted(numbers))

    def round_asked(self, order: Sequence[str], asked: str) -> str:
        """Return the round asked for, else the latest that was signed off."""
        if asked:
            if asked not in self.latest:
                raise Unknown(Problem("round", "nothing_signed_off"))
            return asked
        known = [key for key in order if key in self.latest] or list(self.latest)
        if not known:
            raise Unknown(Problem("round", "nothing_signed_off"))
        return known[-1]

    def signed_off(self, round_id: str, revision: int) -> tuple[Review, Framework, Attached]:
        """Return what was signed off, with the words it was answered against.

        Raises `Unknown` for another revision, `Unreadable` where a newer version wrote it.
        """
        bodies = latest_rows(self.entries, round_id, revision)
        if not bodies:
            raise Unknown(Problem("revision", "unknown_revision"))
        return *read_snapshot(bodies), read_attached(bodies)

    def with_rows(self, rows: Sequence[Entry]) -> SubmissionHistory:
        """Return it with rows that have been appended since it was read."""
        return history_of(self.person, (*self.entries, *rows))

    @property
    def standing(self) -> Standing:
        """Where they stand, as lists have it: by the row that was written last."""
        rows = [each.body for each in self.entries if each.kind is Kind.STANDING]
        return read_standing(rows[-1] if rows else None)

    def standing_sources(self) -> tuple[Entry, ...]:
        """Return the rows that a standing is worked out from."""
        return tuple(each for each in self.entries if each.kind in SOURCES)


def read_history(host: StaffHost, participant: str, *more: Kind) -> SubmissionHistory:
    """Read a participant of this course and block. Raises `Unknown` for anybody else."""
    person = host.roster.find(participant)
    if person is None:
        raise Unknown(Problem("participant", "unknown_participant"))
    entries = host.ledger.entries(participant, *SOURCES, *more)
    return history_of(person, entries)


def open_record(host: StaffHost, participant: str) -> SubmissionHistory:
    """Read what the page of a participant shows, who has opened it before, and reminders."""
    more = (Kind.SNAPSHOT, Kind.ACCESS, Kind.INTEREST, Kind.REMINDER)
    return read_history(host, participant, *more)


def history_of(person: Person, entries: tuple[Entry, ...]) -> SubmissionHistory:
    """Make a history of rows that were read already."""
    return SubmissionHistory(person, entries, read_responses(entries), latest_revisions(entries))
