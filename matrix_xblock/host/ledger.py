"""The ledger on edx-submissions.

Append-only rows, listed by SQL, kept through every upgrade since 2014.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max, TextField
from django.db.models.functions import Cast

from matrix_xblock.domain.errors import Problem, Unavailable, Unknown
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.exact import exactly, one_of
from matrix_xblock.host.items import ITEM_TYPE, item_id, read_row
from matrix_xblock.host.row_times import TimeText, time_reader
from matrix_xblock.host.standing_index import StandingIndex

__all__ = ["NoLedger", "SubmissionsLedger", "ledger_for"]

_DECIDED_ABOUT = (Kind.SUMMARY, Kind.INTEREST)
"""Kinds of which an item is locked: without a row of either there is nothing to answer."""

_STAYS = (Kind.BANK, Kind.COHORTS)
"""What a reset leaves: the bank is the course's, and a facilitator's cohorts are no review."""

_SOME = 10
"""Rows to look at for one that is ours."""
_BATCH, _SMALL_ROWS = 20, 500
"""People who are read at once: with all their words, or with compact rows only."""


class _Unlogged(dict[str, Any]):
    """A row that cannot be printed.

    Edx-submissions logs the whole answer when the database fails.
    """

    def __repr__(self) -> str:
        return "<row>"


def ledger_for(*, course: str, usage: str, may_record: bool) -> SubmissionsLedger | NoLedger:
    """Return the ledger of a block, or one that refuses where there can be none."""
    if may_record and course and apps.is_installed("submissions"):
        return SubmissionsLedger(course=course, usage=usage)
    return NoLedger()


class NoLedger:
    """A host without a ledger: a preview, or a site without edx-submissions."""

    records = False

    def lock(  # the port's signature
        self,
        participant: str,  # noqa: ARG002
        kind: Kind = Kind.SUMMARY,  # noqa: ARG002
    ) -> AbstractContextManager[None]:
        """Return a context that does nothing: nothing is decided here."""
        return nullcontext()

    def lock_each(
        self,
        participants: Sequence[str],  # noqa: ARG002 - the port's signature
        kind: Kind,  # noqa: ARG002
    ) -> AbstractContextManager[None]:
        """Return a context that does nothing."""
        return nullcontext()

    def append(self, entries: Sequence[Entry]) -> None:  # noqa: ARG002 - the port's signature
        """Refuse: nothing can be recorded here."""
        raise Unavailable(Problem("ledger", "no_ledger"))

    def entries(self, participant: str, *kinds: Kind) -> tuple[Entry, ...]:  # noqa: ARG002
        """Return nothing."""
        return ()

    def clear(self, participant: str) -> None:
        """Do nothing: there is nothing."""

    def everybody(
        self,
        *kinds: Kind,  # noqa: ARG002
        start: int = 0,  # noqa: ARG002
        length: int | None = None,  # noqa: ARG002
    ) -> Iterator[tuple[Entry, ...]]:
        """Yield nobody."""
        return iter(())

    def latest(self, kind: Kind) -> Iterator[Entry]:  # noqa: ARG002
        """Yield nothing."""
        return iter(())

    def all_of(self, kind: Kind) -> Iterator[tuple[Entry, ...]]:  # noqa: ARG002
        """Yield nobody."""
        return iter(())

    def signers(self) -> tuple[str, ...]:
        """Return nobody."""
        return ()

    def of(self, participants: Sequence[str], *kinds: Kind) -> Iterator[tuple[Entry, ...]]:  # noqa: ARG002
        """Yield nobody."""
        return iter(())

    def count_waiting(self, since: datetime) -> tuple[int, int]:  # noqa: ARG002
        """Count nothing."""
        return 0, 0

    def people(self) -> int:
        """Count nobody."""
        return 0

    def any_of(self, kind: Kind) -> Entry | None:  # noqa: ARG002
        """Return nothing."""
        return None

    def set_score(self, participant: str, *, earned: int, possible: int) -> None:  # noqa: ARG002
        """Refuse: there is no sign-off to score."""
        raise Unavailable(Problem("ledger", "no_ledger"))

    def reset_score(self, participant: str) -> None:
        """Do nothing: there is none."""


class SubmissionsLedger:
    """Rows of one block in edx-submissions."""

    records = True

    def __init__(self, *, course: str, usage: str) -> None:
        self._course = course
        self._index = StandingIndex(course=course, usage=usage)
        self._kinds = {item_id(usage, kind): kind for kind in Kind}
        self._ids = {kind: identifier for identifier, kind in self._kinds.items()}

    def append(self, entries: Sequence[Entry]) -> None:
        """Write all rows or none."""
        from submissions import api

        items: dict[int, dict[str, str]] = {}
        standings = [each for each in entries if each.kind is Kind.STANDING]
        with transaction.atomic():
            self._make_items(entries)
            if standings:
                self._index.lock(each.participant for each in standings)
            for entry in entries:
                item = self._item(entry.participant, entry.kind)
                row = api.create_submission(item, _Unlogged(entry.body), submitted_at=entry.at)
                items[row["student_item"]] = item
            if connection.vendor == "mysql":
                _check_items(items)
            if standings:
                self._index.write(standings)

    def _make_items(self, entries: Sequence[Entry]) -> None:
        """Make the items that are not there yet.

        Edx-submissions would fail where two people write the first row of an item at once.
        """
        wanted = dict.fromkeys((each.participant, each.kind) for each in entries)
        self._make_missing(list(wanted))

    def _make_missing(self, wanted: Sequence[tuple[str, Kind]]) -> None:
        from submissions.models import StudentItem

        existing = set(
            StudentItem.objects.filter(
                student_id__in={who for who, _ in wanted},
                course_id=self._course,
                item_id__in={self._ids[kind] for _, kind in wanted},
            ).values_list("student_id", "item_id")
        )
        for who, kind in wanted:
            if (who, self._ids[kind]) not in existing:
                item = self._item(who, kind)
                item_type = item.pop("item_type")
                StudentItem.objects.get_or_create(**item, defaults={"item_type": item_type})

    def entries(self, participant: str, *kinds: Kind) -> tuple[Entry, ...]:
        """Return rows oldest first.

        Not by the api's own reader: that one creates an item where there is none.
        """
        return self._entries([participant], kinds)

    @contextmanager
    def lock(self, participant: str, kind: Kind = Kind.SUMMARY) -> Iterator[None]:
        """Lock what the participant signed off or asked for, where the database locks rows.

        Whoever has signed nothing off may have asked for something on the board, which two of the
        course team can answer. An item that is not there cannot be locked: of any kind but reviews
        it is made. Databases that lock as a whole, as SQLite does, refuse the second of two.
        """
        with transaction.atomic():
            if kind is not Kind.SUMMARY:
                self._make_missing([(participant, kind)])
            kinds = _DECIDED_ABOUT if kind is Kind.SUMMARY else (kind,)
            list(self._items(participant, *kinds).order_by("pk").select_for_update())
            yield

    @contextmanager
    def lock_each(self, participants: Sequence[str], kind: Kind) -> Iterator[None]:
        """Lock the items of a kind, in one order, and make those that are not there."""
        from submissions.models import StudentItem

        wanted = set(participants)
        items = StudentItem.objects.filter(
            exactly(course_id=self._course, item_id=self._ids[kind]), student_id__in=wanted
        )
        with transaction.atomic():
            missing = wanted - set(items.values_list("student_id", flat=True))
            StudentItem.objects.bulk_create(
                [StudentItem(**self._item(who, kind)) for who in sorted(missing)],
                ignore_conflicts=True,
            )
            list(items.order_by("pk").select_for_update().values_list("pk"))
            yield

    def everybody(
        self, *kinds: Kind, start: int = 0, length: int | None = None
    ) -> Iterator[tuple[Entry, ...]]:
        """Yield everybody's small rows by one query, and whole snapshots in batches.

        MySQL's driver would hold all the words of a course in memory at once.
        """
        if Kind.SNAPSHOT not in kinds and length is None and not start:
            rows = self._rows(*(self._ids[kind] for kind in kinds))
            signed = self._signed().order_by().values("student_id")
            if kinds != (Kind.SUMMARY,):
                rows = rows.filter(student_item__student_id__in=signed)
            yield from _by_person(self._read(rows, kinds))
            return
        stop = None if length is None else start + length
        ids = list(self._signed().values_list("student_id", flat=True)[start:stop])
        yield from self.of(ids, *kinds)

    def latest(self, kind: Kind) -> Iterator[Entry]:
        """Yield the last row of everybody's item: the one with the highest key."""
        of_kind = self._rows(self._ids[kind]).order_by()
        last = of_kind.values("student_item").annotate(last=Max("pk")).values("last")
        return self._read(self._rows(self._ids[kind]).filter(pk__in=last), [kind])

    def all_of(self, kind: Kind) -> Iterator[tuple[Entry, ...]]:
        """Yield everybody's rows of one kind, person by person."""
        return _by_person(self._read(self._rows(self._ids[kind]), [kind]))

    def signers(self) -> tuple[str, ...]:
        """Return the people who have a row that was not reset."""
        return tuple(self._signed().values_list("student_id", flat=True))

    def of(self, participants: Sequence[str], *kinds: Kind) -> Iterator[tuple[Entry, ...]]:
        """Yield the rows of some people, in batches that hold as few words at a time."""
        size = _BATCH if Kind.SNAPSHOT in kinds else _SMALL_ROWS
        for first in range(0, len(participants), size):
            yield from _by_person(self._entries(participants[first : first + size], kinds))

    def count_waiting(self, since: datetime) -> tuple[int, int]:
        """Count keys of the queue."""
        self._index.complete()
        return self._index.count_waiting(since)

    def people(self) -> int:
        """Count the people who have a row that was not reset."""
        number: int = self._signed().count()
        return number

    def any_of(self, kind: Kind) -> Entry | None:
        """Return whichever row the index leads to: sorting them would grow with the course."""
        return next(self._parsed(self._rows(self._ids[kind]).order_by()[:_SOME], [kind]), None)

    def set_score(self, participant: str, *, earned: int, possible: int) -> None:
        """Set a score on the latest sign-off."""
        from submissions import api
        from submissions.models import Submission

        latest = (
            Submission.objects.filter(student_item__in=self._items(participant, Kind.SUMMARY))
            .order_by("-id")
            .values_list("uuid", flat=True)
            .first()
        )
        if latest is None:
            raise Unknown(Problem("round", "nothing_signed_off"))
        api.set_score(str(latest), earned, possible)
        self._check_score(participant, (earned, possible))

    def reset_score(self, participant: str) -> None:
        """Reset the score; what was signed off stays."""
        from submissions import api

        api.reset_score(participant, self._course, self._ids[Kind.SUMMARY])
        self._check_score(participant, None)

    def _check_score(self, participant: str, wanted: tuple[int, int] | None) -> None:
        """See that a score is as it was set: edx-submissions logs some failures and goes on."""
        from submissions import api

        score = api.get_score(self._item(participant, Kind.SUMMARY))
        points = (score["points_earned"], score["points_possible"]) if score else None
        if points != wanted:
            raise Unavailable(Problem("ledger", "score_not_kept"))

    def _entries(self, participants: Sequence[str], kinds: Sequence[Kind]) -> tuple[Entry, ...]:
        """Return rows of some people, each person's together and oldest first.

        The ids of rows are compared once more: MySQL finds those of other letter case as well.
        """
        rows = self._rows(*(self._ids[kind] for kind in kinds))
        rows = rows.filter(student_item__student_id__in=participants)
        wanted = set(participants)
        return tuple(each for each in self._read(rows, kinds) if each.participant in wanted)

    def _read(self, rows: Any, kinds: Sequence[Kind]) -> Iterator[Entry]:
        """Yield rows, each person's together and oldest first."""
        yield from self._parsed(rows.order_by("student_item__student_id", "id"), kinds)

    def _parsed(self, rows: Any, kinds: Sequence[Kind]) -> Iterator[Entry]:
        """Yield the rows that hold a JSON object: any other is none of ours, and stops no list."""
        columns = ["student_item__student_id", "row", "time"]
        # The ids of items are long: they are not sent for each row where all have the same.
        if len(kinds) != 1:
            columns.append("student_item__item_id")
        read_time = time_reader()
        texts = rows.annotate(row=Cast("answer", TextField()), time=TimeText("submitted_at"))
        batches = texts.values_list(*columns).iterator(chunk_size=_SMALL_ROWS)
        for participant, text, time, *identifiers in batches:
            body = read_row(text)
            at = read_time(time)
            if body is not None and at is not None:
                kind = self._kinds[identifiers[0]] if identifiers else kinds[0]
                yield Entry(kind, participant, body, at)

    def _rows(self, *identifiers: str) -> Any:
        from submissions.models import Submission

        of_kinds = one_of("student_item__item_id", identifiers)
        return Submission.objects.filter(exactly(student_item__course_id=self._course), of_kinds)

    def _signed(self) -> Any:
        from submissions.models import StudentItem

        item = self._ids[Kind.SUMMARY]
        signed = StudentItem.objects.filter(exactly(course_id=self._course, item_id=item))
        return signed.filter(submission__status="A").order_by("student_id").distinct()

    def _items(self, participant: str, *kinds: Kind) -> Any:
        from submissions.models import StudentItem

        theirs = exactly(student_id=participant, course_id=self._course)
        of_kinds = one_of("item_id", [self._ids[kind] for kind in kinds])
        return StudentItem.objects.filter(theirs, of_kinds)

    def clear(self, participant: str) -> None:
        """Soft-delete the rows of every kind of this block, and reset the score.

        Only the scored item has a usage key for an id: others have no signal the platform reads.
        The cohorts of a facilitator are not their own review, and stay.
        """
        from submissions import api

        for identifier, kind in self._kinds.items():
            if kind in _STAYS:
                continue
            is_scored = kind is Kind.SUMMARY
            api.reset_score(
                participant, self._course, identifier, clear_state=True, emit_signal=is_scored
            )
        self._index.forget(participant)

    def _item(self, participant: str, kind: Kind) -> dict[str, str]:
        return {
            "student_id": participant,
            "course_id": self._course,
            "item_id": self._ids[kind],
            "item_type": ITEM_TYPE,
        }


def _check_items(items: Mapping[int, dict[str, str]]) -> None:
    """Refuse rows that came to other items: MySQL takes ids of other letter case for them."""
    from submissions.models import StudentItem

    stored = StudentItem.objects.filter(pk__in=items).values(
        "pk", "student_id", "course_id", "item_id"
    )
    if any(row.items() - {("pk", row["pk"]), *items[row["pk"]].items()} for row in stored):
        raise Unavailable(Problem("ledger", "no_ledger"))


def _by_person(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    for _, rows in groupby(entries, key=lambda each: each.participant):
        yield tuple(rows)
