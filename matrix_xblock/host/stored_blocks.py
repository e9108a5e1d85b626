"""The blocks of which a site stores anything about people: when they are over, and removing it.

They are found by what is stored. A course may be gone, or its content broken.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import router
from django.db.models import Max, Q

from matrix_xblock.codec.record import state
from matrix_xblock.codec.review.status import read_standing
from matrix_xblock.codec.staff import drafts
from matrix_xblock.domain.errors import Misconfigured
from matrix_xblock.domain.framework.rounds import Round, in_use
from matrix_xblock.domain.record.retention import Known
from matrix_xblock.domain.record.stored_part import RECORD
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.host.items import ITEM_TYPE, emptied_kinds, item_id, kind_of, read_row, usage_of
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.host.placed_blocks import placed_blocks
from matrix_xblock.host.platform_modules import (
    BLOCK_TYPE,
    COURSEWARE,
    OVERVIEWS,
    STUDENT,
    platform_module,
    read_key,
)
from matrix_xblock.host.setup import read_setup
from matrix_xblock.host.standing_index import block_id
from matrix_xblock.host.transactions import bounded, bounded_waits, lock_accounts

__all__ = ["StoredBlock", "StoredFields", "courses_of", "removing", "stored_fields"]

_SMALL = 100
_FEW = 20
"""Fields that are changed in one transaction: meanwhile the people whose they are cannot save."""

_Body = Mapping[str, Any]
_FIELDS: Mapping[str, tuple[Callable[[_Body], Collection[str]], Callable[[_Body, str], Any]]] = {
    "matrix_private": (state.blocks_of_private, state.without_block),
    "matrix_desk": (drafts.blocks_of_drafts, drafts.without_block),
}
"""Fields that one person has for all blocks: of which blocks, and how they lose one. The CPD log
stays: it belongs to the person and to no course."""

StoredFields = Mapping[str, Sequence[tuple[str, int, int]]]
"""By block the fields that hold anything of it: name, key, and key of the account."""


def courses_of(orgs: Collection[str] | None) -> dict[str, list[StoredBlock]]:
    """Return the courses of some organisations, or of all, and the blocks of each."""
    courses = _stored_courses()
    return {key: each for key, each in courses.items() if not orgs or each[0].org in orgs}


def stored_fields(usages: Collection[str]) -> StoredFields:
    """Return the fields that hold anything of some blocks. All of them are read, once."""
    rows = platform_module(COURSEWARE).XModuleStudentPrefsField.objects.filter(
        field_name__in=_FIELDS, module_type=BLOCK_TYPE
    )
    stored: dict[str, list[tuple[str, int, int]]] = {each: [] for each in usages}
    columns = ("field_name", "pk", "student_id", "value")
    for name, key, account, value in rows.values_list(*columns).iterator(chunk_size=_SMALL):
        blocks_of, _ = _FIELDS[name]
        for usage in stored.keys() & blocks_of(read_row(value) or {}):
            stored[usage].append((name, key, account))
    return stored


@contextmanager
def removing() -> Iterator[None]:
    """Have many blocks removed one after the other: how long to wait for locks is set once."""
    from submissions.models import StudentItem

    courseware = platform_module(COURSEWARE)
    models = (StudentItem, courseware.StudentModule, courseware.XModuleStudentPrefsField)
    with bounded_waits({router.db_for_write(each) for each in models}):
        yield


def _stored_courses() -> dict[str, list[StoredBlock]]:
    """Return the blocks of which anything is stored, by course.

    What has a key that cannot be read is no block of a course: it must not stop the others.
    """
    from submissions.models import StudentItem

    states = _states().values_list("course_id", "module_state_key").order_by().distinct()
    items = StudentItem.objects.filter(item_type=ITEM_TYPE).values_list("course_id", "item_id")
    places = {(str(course), str(usage)) for course, usage in states}
    places |= {(course, usage_of(item)) for course, item in items.order_by().distinct().iterator()}
    courses: dict[str, list[StoredBlock]] = {}
    for course, usage in sorted(places):
        if _key(course) is not None and read_key("UsageKey", usage) is not None:
            courses.setdefault(course, []).append(StoredBlock(course, usage))
    return courses


def _states() -> Any:
    return platform_module(COURSEWARE).StudentModule.objects.filter(module_type=BLOCK_TYPE)


class StoredBlock:
    """What is stored about people in one block."""

    def __init__(self, course: str, usage: str) -> None:
        self.course = course
        self.usage = usage

    @property
    def org(self) -> str:
        """The organisation of the course."""
        return str(_key(self.course).org)

    def known(self) -> Known:
        """Return what is known of when it is over."""
        overviews = platform_module(OVERVIEWS)
        if overviews is None:
            return Known(self._rounds(), None, None)
        overview = overviews.CourseOverview.objects.filter(id=_key(self.course))
        course = overview.values("end").first()
        if course is None:
            return Known(None, None, self._last_written(), is_course_there=False)
        return Known(self._rounds(), course["end"], None)

    def count(self, fields: StoredFields) -> Counter[str]:
        """Count what `remove` would remove."""
        counts = Counter(kind_of(item) for item in self._rows().values_list(_ITEM, flat=True))
        counts[RECORD] = self._records().count()
        counts.update(name for name, _, _ in fields[self.usage])
        return +counts

    def remove(self, fields: StoredFields) -> Iterator[Counter[str]]:
        """Remove it step by step, and yield what each step has removed for good."""
        yield from _removed(self._records(), lambda some: [RECORD] * len(some))
        yield from self._remove_items(self._items())
        of_block = fields[self.usage]
        for first in range(0, len(of_block), _FEW):
            yield self._change_fields(of_block[first : first + _FEW])

    def count_left_over(self) -> Counter[str]:
        """Count what resets have left, as `remove_left_over` would remove it."""
        counts = Counter(kind_of(item) for item in self._marked().values_list(_ITEM, flat=True))
        for students in self._without_record():
            rows = self._rows().filter(student_item__student_id__in=students).exclude(status="D")
            counts.update(kind_of(item) for item in rows.values_list(_ITEM, flat=True))
        return counts

    def remove_left_over(self) -> Iterator[Counter[str]]:
        """Remove rows that a reset has marked, and those of people whose record it has removed."""
        without_record = list(self._without_record())
        yield from _removed(self._marked(), emptied_kinds)
        for students in without_record:
            yield from self._remove_items(self._items().filter(student_id__in=students))

    def _items(self) -> Any:
        from submissions.models import StudentItem

        named = {item_id(self.usage, kind) for kind in Kind} - {item_id(self.usage, Kind.BANK)}
        ours = Q(item_id__in=named) | Q(item_id__startswith=f"{self.usage}+")
        ours |= Q(item_id__startswith=block_id(self.course, self.usage))
        items = StudentItem.objects.filter(ours, course_id=self.course, item_type=ITEM_TYPE)
        # Figures about groups are made to outlast their course.
        return items.exclude(item_id=item_id(self.usage, Kind.RELEASE)).order_by("pk")

    def _rows(self) -> Any:
        from submissions.models import Submission

        rows = Submission._objects.filter(student_item__in=self._items().order_by())  # noqa: SLF001
        return rows.order_by("pk")

    def _marked(self) -> Any:
        return self._rows().filter(status="D")

    def _records(self) -> Any:
        rows = _states().filter(course_id=_key(self.course), module_state_key=self._usage_key)
        return rows.order_by("pk")

    @property
    def _usage_key(self) -> Any:
        return read_key("UsageKey", self.usage)

    def _last_written(self) -> Any:
        times = [
            self._records().aggregate(last=Max("modified"))["last"],
            self._rows().aggregate(last=Max("submitted_at"))["last"],
        ]
        return max((each for each in times if each), default=None)

    def _rounds(self) -> Sequence[Round] | None:
        for block in placed_blocks(self.course):
            if str(block.scope_ids.usage_id) == self.usage:
                try:
                    return in_use(read_setup(block).rounds)
                except Misconfigured:
                    return None
        return None

    def _remove_items(self, items: Any) -> Iterator[Counter[str]]:
        from submissions.models import Submission

        def kinds(some: Any) -> list[str]:
            return emptied_kinds(Submission._objects.filter(student_item__in=some))  # noqa: SLF001

        yield from _removed(items, kinds)

    def _change_fields(self, some: Sequence[tuple[str, int, int]]) -> Counter[str]:
        """Let fields lose this block. They may have changed, or gone, since they were read."""
        fields = platform_module(COURSEWARE).XModuleStudentPrefsField.objects
        using = router.db_for_write(fields.model)
        changed = []
        with bounded(using):
            lock_accounts(using, {account for _, _, account in some})
            locked = fields.select_for_update().filter(pk__in=[key for _, key, _ in some])
            for field in locked.order_by("pk"):
                _, without_block = _FIELDS[field.field_name]
                left = without_block(read_row(field.value) or {}, self.usage)
                if left is not None:
                    field.value = json.dumps(left)
                    changed.append(field)
            if changed:
                fields.bulk_update(changed, ["value"])
        return Counter(each.field_name for each in changed)

    def _without_record(self) -> Iterator[list[str]]:
        """Yield those who have begun or signed off here, and have no record any more."""
        signed = self._items().filter(item_id=self.usage, submission__isnull=False)
        students = sorted({*signed.values_list("student_id", flat=True), *self._begun()})
        ids = platform_module(STUDENT).AnonymousUserId.objects
        for first in range(0, len(students), _SMALL):
            some = students[first : first + _SMALL]
            known = ids.filter(anonymous_user_id__in=some)
            accounts = dict(known.values_list("anonymous_user_id", "user_id"))
            records = self._records().filter(student_id__in=accounts.values())
            with_record = set(records.values_list("student_id", flat=True))
            if gone := [each for each in some if accounts.get(each) not in with_record]:
                yield gone

    def _begun(self) -> Iterator[str]:
        """Yield those who have begun a round and not signed it off.

        Who was reminded, or has asked for something on the board, can have rows without a record.
        """
        ledger = ledger_for(course=self.course, usage=self.usage, may_record=True)
        for row in ledger.latest(Kind.STANDING):
            rounds = read_standing(row.body).rounds.values()
            if any(each.status is ReviewStatus.IN_PROGRESS for each in rounds):
                yield row.participant


_ITEM = "student_item__item_id"


def _removed(rows: Any, count: Callable[[Any], list[str]]) -> Iterator[Counter[str]]:
    """Delete rows some at a time, each in a transaction of its own."""
    while keys := list(rows.values_list("pk", flat=True)[:_SMALL]):
        some = rows.model._base_manager.filter(pk__in=keys)  # noqa: SLF001 - public in Django
        with bounded(router.db_for_write(rows.model)):
            list(some.order_by("pk").select_for_update().values_list("pk"))
            counts = Counter(count(some))
            some.delete()
        yield counts
        if len(keys) < _SMALL:
            return


@cache
def _key(course: str) -> Any:
    return read_key("CourseKey", course)
