"""Where everybody stands, as one key a person and round: what the queue sorts, filters and counts.

Edx-submissions has no table for it, but items: the id of an item is the key, and the index that the
database has of ids is the queue. What is counted stands beside it in one more item a person, whose
id says the status of every round. Both are written with every row of a standing, in the same
transaction, and can be made anew from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, TextField
from django.db.models.functions import Cast

from matrix_xblock.codec.review.status import KEY_LENGTH, Part, queue_keys, waiting_key
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.exact import exactly
from matrix_xblock.host.items import ITEM_TYPE, item_id, read_row

__all__ = ["StandingIndex", "block_id", "read_tally", "round_hash", "tally_range"]

_MADE = "made"
_LAYOUT = f"{ITEM_TYPE}:3"
"""To be counted up with any change of the keys: all are then made anew."""

_BATCH = 500

_TALLY = "t"
"""What an id begins with that says the status of every round: no key of the queue does."""
_TALLY_START = len(_TALLY) + 4
"""Behind it and its number come the rounds."""

_ROUND_LENGTH = 16
_EACH = 1 + _ROUND_LENGTH
_MOST_EACH = 12
"""Rounds in one id, which has 255 characters. Who has more of them has more of these ids."""


def block_id(course: str, usage: str) -> str:
    """Return what the ids of a block's keys begin with.

    All of it is hashed: whatever differs in letter case only has another id.
    """
    return f"{_hash(f'{course} {usage}')}+index+"


def round_hash(round_id: str) -> str:
    """Return what stands for a round behind the key."""
    return _hash(round_id)[:_ROUND_LENGTH]


def tally_range(block: str) -> tuple[str, str]:
    """Return the bounds of the ids that are counted."""
    return f"{block}{_TALLY}", f"{block}{chr(ord(_TALLY) + 1)}"


def read_tally(identifier: str) -> Iterator[tuple[str, str]]:
    """Yield the digit of the status and the hash of each round of an id that is counted."""
    of_rounds = identifier[len(block_id("", "")) + _TALLY_START :]
    for first in range(0, len(of_rounds), _EACH):
        yield of_rounds[first], of_rounds[first + 1 : first + _EACH]


class StandingIndex:
    """The keys of one block."""

    def __init__(self, *, course: str, usage: str) -> None:
        self._course = course
        self._usage = usage
        self._block = block_id(course, usage)

    def lock(self, participants: Iterable[str]) -> None:
        """Lock the items of their standings: the keys are those of the row that is written last."""
        standings = self._standings(student_id__in=set(participants))
        _locked(standings.values_list("pk", flat=True))

    def write(self, entries: Sequence[Entry]) -> None:
        """Write the keys of rows that have just been written; their items are locked."""
        latest = {each.participant: each.body for each in entries}
        self._write({who: queue_keys(body) for who, body in latest.items()})

    def forget(self, participant: str) -> None:
        """Delete the keys of somebody whose rows are reset."""
        self._items(exactly(student_id=participant)).delete()

    def count_waiting(self, since: datetime) -> tuple[int, int]:
        """Count the keys of what needs staff, and those of them that are of later than a time."""
        from submissions.models import StudentItem

        first = self._block + waiting_key()
        waiting = StudentItem.objects.filter(course_id=self._course, item_id__startswith=first)
        recent = waiting.filter(item_id__gte=self._block + waiting_key(since))
        return waiting.count(), recent.count()

    def complete(self) -> None:
        """Write the keys of rows that are older than this index, once for each block."""
        made = {"student_id": "", "course_id": self._course, "item_id": self._block + _MADE}
        if self._items(**made, item_type=_LAYOUT).exists():
            return
        with transaction.atomic():
            keys = list(self._standings().order_by("pk").values_list("pk", flat=True))
            for first in range(0, len(keys), _BATCH):
                self._write(self._read(keys[first : first + _BATCH]))
            self._mark(made)

    def _mark(self, made: Mapping[str, str]) -> None:
        """Say that the index is made. Two may come to this at once: the second finds it said."""
        model = self._items().model
        marked = list(self._items(**made).values_list("pk", flat=True))
        _by_key(marked).update(item_type=_LAYOUT)
        if not marked:
            marks = [model(**made, item_type=_LAYOUT)]
            model.objects.bulk_create(marks, ignore_conflicts=True)

    def _read(self, keys: Sequence[int]) -> dict[str, Mapping[str, str]]:
        """Read where people stand, by person. Who was reset stands nowhere."""
        from submissions.models import Submission

        who = {item.pk: item.student_id for item in _locked(keys)}
        submissions = Submission.objects.filter(student_item__in=keys).order_by()
        last = submissions.values("student_item").annotate(last=Max("pk"))
        rows = (
            Submission.objects.filter(pk__in=[each["last"] for each in last])
            .annotate(row=Cast("answer", TextField()))
            .values_list("student_item_id", "row")
        )
        return {who[item]: queue_keys(read_row(text)) for item, text in rows}

    def _write(self, keys: Mapping[str, Mapping[str, str]]) -> None:
        """Have these keys, by person and round, and no others of these people."""
        missing = {
            (who, _place(key)): self._block + key
            for who, rounds in keys.items()
            for key in _with_tallies(rounds)
        }
        stale = []
        # MySQL finds the ids of somebody else as well, which differ in letter case.
        items = [each for each in self._items(student_id__in=set(keys)) if each.student_id in keys]
        for item in items:
            at = _place(item.item_id[len(self._block) :])
            identifier = missing.pop((item.student_id, at), None)
            if identifier is None:
                stale.append(item.pk)
            elif identifier != item.item_id:
                _by_key([item.pk]).update(item_id=identifier)
        if stale:
            _by_key(stale).delete()
        self._make(missing)

    def _make(self, identifiers: Mapping[tuple[str, str], str]) -> None:
        model = self._items().model
        model.objects.bulk_create(
            model(student_id=who, course_id=self._course, item_id=identifier, item_type=ITEM_TYPE)
            for (who, _), identifier in identifiers.items()
        )

    def _standings(self, **more: Any) -> Any:
        from submissions.models import StudentItem

        standing = exactly(course_id=self._course, item_id=item_id(self._usage, Kind.STANDING))
        return StudentItem.objects.filter(standing, **more)

    def _items(self, *conditions: Any, **more: Any) -> Any:
        from submissions.models import StudentItem

        of_block = {"course_id": self._course, "item_id__startswith": self._block}
        return StudentItem.objects.filter(**of_block).filter(*conditions, **more)


def _with_tallies(rounds: Mapping[str, str]) -> Iterator[str]:
    """Yield what ids say of somebody behind the block: a key for each round, and all statuses."""
    status, _ = Part.STATUS.value
    statuses = []
    for round_id, key in rounds.items():
        yield key + round_hash(round_id)
        statuses.append(key[status] + round_hash(round_id))
    statuses.sort()
    for number, first in enumerate(range(0, len(statuses), _MOST_EACH)):
        yield f"{_TALLY}{number:04}" + "".join(statuses[first : first + _MOST_EACH])


def _place(key: str) -> str:
    """Return what stays of an id when a status changes: its round, or the number of a tally."""
    return key[:_TALLY_START] if key.startswith(_TALLY) else key[KEY_LENGTH:]


def _locked(keys: Iterable[int]) -> list[Any]:
    """Lock items and return them, in one order: nobody waits for somebody who waits for them."""
    return list(_by_key(list(keys)).order_by("pk").select_for_update())


def _by_key(keys: Sequence[int]) -> Any:
    """Return items by nothing but their keys: MySQL locks what it passes on any other way."""
    from submissions.models import StudentItem

    return StudentItem.objects.filter(pk__in=keys)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
