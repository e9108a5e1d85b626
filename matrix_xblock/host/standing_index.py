"""Where everybody stands, as one short text a person and round: what lists sort, filter and count.

Edx-submissions has no table for it, but items: a text is the end of an item's type. It is written
with every row of a standing, in the same transaction, and can be made anew from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, TextField
from django.db.models.functions import Cast

from matrix_xblock.codec.review.status import places
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.exact import exactly
from matrix_xblock.host.items import ITEM_TYPE, item_id, read_row

__all__ = ["TEXT_AT", "StandingIndex", "index_id"]

_PREFIX = f"{ITEM_TYPE}:"
TEXT_AT = len(_PREFIX) + 1
"""Where the text begins in the type of an item, counted from 1 as SQL does."""

_LATEST, _MADE = "latest", "made"
_LAYOUT = "1"
"""To be counted up with any change of the texts: all are then made anew."""

_BATCH = 500


def index_id(course: str, usage: str, round_id: str) -> str:
    """Return the item id of a round's texts, or of the latest rounds' where none is named.

    All of it is hashed: whatever differs in letter case only has another id.
    """
    return _block(course, usage) + (_hash(round_id) if round_id else _LATEST)


class StandingIndex:
    """The texts of one block."""

    def __init__(self, *, course: str, usage: str) -> None:
        self._course = course
        self._usage = usage
        self._block = _block(course, usage)

    def lock(self, participants: Iterable[str]) -> None:
        """Lock the items of their standings: the text is that of the row that is written last."""
        standings = self._standings(student_id__in=set(participants))
        _locked(standings.values_list("pk", flat=True))

    def write(self, entries: Sequence[Entry]) -> None:
        """Write the texts of rows that have just been written; their items are locked."""
        latest = {each.participant: each.body for each in entries}
        self._write({who: places(body) for who, body in latest.items()})

    def forget(self, participant: str) -> None:
        """Delete the texts of somebody whose rows are reset."""
        self._items(exactly(student_id=participant)).delete()

    def complete(self) -> None:
        """Write the texts of rows that are older than this index, once for each block."""
        made = {"student_id": "", "course_id": self._course, "item_id": self._block + _MADE}
        if self._items(**made, item_type=_PREFIX + _LAYOUT).exists():
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
        _by_key(marked).update(item_type=_PREFIX + _LAYOUT)
        if not marked:
            marks = [model(**made, item_type=_PREFIX + _LAYOUT)]
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
        return {who[item]: places(read_row(text)) for item, text in rows}

    def _write(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        missing = {
            (who, index_id(self._course, self._usage, round_id)): _PREFIX + text
            for who, rounds in texts.items()
            for round_id, text in rounds.items()
        }
        stale = []
        # MySQL finds the ids of somebody else as well, which differ in letter case.
        items = [
            each for each in self._items(student_id__in=set(texts)) if each.student_id in texts
        ]
        for item in items:
            text = missing.pop((item.student_id, item.item_id), None)
            if text is None:
                stale.append(item.pk)
            elif text != item.item_type:
                _by_key([item.pk]).update(item_type=text)
        if stale:
            _by_key(stale).delete()
        self._make(missing)

    def _make(self, types: Mapping[tuple[str, str], str]) -> None:
        model = self._items().model
        model.objects.bulk_create(
            model(student_id=who, course_id=self._course, item_id=identifier, item_type=item_type)
            for (who, identifier), item_type in types.items()
        )

    def _standings(self, **more: Any) -> Any:
        from submissions.models import StudentItem

        standing = exactly(course_id=self._course, item_id=item_id(self._usage, Kind.STANDING))
        return StudentItem.objects.filter(standing, **more)

    def _items(self, *conditions: Any, **more: Any) -> Any:
        from submissions.models import StudentItem

        of_block = {"course_id": self._course, "item_id__startswith": self._block}
        return StudentItem.objects.filter(**of_block).filter(*conditions, **more)


def _locked(keys: Iterable[int]) -> list[Any]:
    """Lock items and return them, in one order: nobody waits for somebody who waits for them."""
    return list(_by_key(list(keys)).order_by("pk").select_for_update())


def _by_key(keys: Sequence[int]) -> Any:
    """Return items by nothing but their keys: MySQL locks what it passes on any other way."""
    from submissions.models import StudentItem

    return StudentItem.objects.filter(pk__in=keys)


def _block(course: str, usage: str) -> str:
    return f"{_hash(f'{course} {usage}')}+index+"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
