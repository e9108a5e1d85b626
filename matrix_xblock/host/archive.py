"""Everything that a site stores of one person, in all courses: to show it, and to erase it.

It goes by tables and not by blocks: courses may be gone, content broken, rows of a newer version.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.apps import apps
from django.core.cache import cache
from django.db import router, transaction
from django.db.models import F, Min, Q, TextField, Value
from django.db.models.functions import Cast

from matrix_xblock.codec.record.names_in_rows import NAMING, Named, without_person
from matrix_xblock.codec.record.trail import read_accesses
from matrix_xblock.codec.staff.drafts import about, without_participant
from matrix_xblock.domain.record.stored_part import (
    DRAFT,
    EXPORT,
    MARK,
    NAME,
    QUEUE,
    RECORD,
    SCORE,
    Part,
)
from matrix_xblock.domain.record.trail import mark_of
from matrix_xblock.domain.values.ledger_rows import EVERYBODY, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host.items import (
    ITEM_TYPE,
    emptied_kinds,
    item_id,
    kind_of,
    read_row,
    suffix_of,
    usage_of,
)
from matrix_xblock.host.platform_modules import BLOCK_TYPE, COURSEWARE, STUDENT, platform_module
from matrix_xblock.host.transactions import bounded, lock_account

__all__ = ["Account", "Archive", "archive_of"]

T = TypeVar("T")

_DRAFTS = "matrix_desk"
_BATCH, _SMALL = 20, 100
"""Ids or courses whose rows are read or erased together, and records or small rows that are."""


@wordless
@dataclass(frozen=True)
class Account:
    """Somebody as the platform knows them. `ids` are their anonymous ids, each with its course."""

    key: int
    username: str
    name: str
    ids: tuple[tuple[str, str], ...]

    @property
    def courses(self) -> tuple[str, ...]:
        """Return the courses in which they have an id."""
        return tuple(sorted({course for course, _ in self.ids} - {""}))

    @property
    def named(self) -> Named:
        """Return everything that rows know them by."""
        ids = frozenset(each for _, each in self.ids)
        return Named(ids, frozenset({self.username, self.name} - {""}))


def archive_of(user: Any) -> Archive:
    """Return everything of an account of the platform. Where there is no LMS there is nothing."""
    student = platform_module(STUDENT)
    ids: Any = ()
    name = ""
    if student is not None:
        known = student.AnonymousUserId.objects.filter(user_id=user.pk).order_by("pk")
        ids = known.values_list("course_id", "anonymous_user_id")
        profiles = student.UserProfile.objects.filter(user_id=user.pk)
        name = profiles.values_list("name", flat=True).first() or ""
    pairs = tuple((str(course or ""), each) for course, each in ids)
    return Archive(Account(user.pk, user.username, name, pairs))


class Archive:
    """What is stored of one person."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._named = account.named
        self._ids_of: dict[str, set[str]] = defaultdict(set)
        for course, each in account.ids:
            self._ids_of[course].add(each)
        self._courseware = platform_module(COURSEWARE)
        self._has_ledger = apps.is_installed("submissions")

    def erase(self) -> Iterator[Counter[str]]:
        """Erase everything, step by step, and yield what each step has erased.

        A step is a transaction, so what is yielded stays erased. It can be stopped anywhere and run
        again. Errors of the database are raised.
        """
        if self._courseware is not None:
            yield from self._erase_fields(self._states(), Value(RECORD))
            yield from self._erase_fields(self._preferences(), F("field_name"))
        if self._has_ledger:
            for ids in _some(sorted(self._named.ids)):
                yield self._erase_rows(ids)
            for courses in _some(self.account.courses):
                yield from self._lose_names(courses)
        if self._courseware is not None:
            yield from self._drop_drafts()

    def parts(self) -> Iterator[Part]:
        """Yield everything that there is, a few rows at a time."""
        if self._courseware is not None:
            yield from self._field_parts()
        if self._has_ledger:
            for pairs in _some(self.account.ids):
                yield from self._row_parts({each for _, each in pairs})
            for courses in _some(self.account.courses):
                yield from self._export_parts(courses)
                yield from self._name_parts(courses)
        if self._courseware is not None:
            yield from self._draft_parts()

    def openings(self) -> Iterator[Part]:
        """Yield who opened what of theirs, and the files that they can have been in."""
        for pairs in _some(self.account.ids) if self._has_ledger else ():
            yield from self._row_parts({each for _, each in pairs}, suffix_of(Kind.ACCESS))
        for courses in _some(self.account.courses) if self._has_ledger else ():
            yield from self._export_parts(courses)

    def _states(self) -> Any:
        return self._courseware.StudentModule.objects.filter(
            student_id=self.account.key, module_type=BLOCK_TYPE
        ).order_by("pk")

    def _preferences(self) -> Any:
        return self._courseware.XModuleStudentPrefsField.objects.filter(
            student_id=self.account.key, module_type=BLOCK_TYPE
        ).order_by("pk")

    def _others_drafts(self) -> Any:
        fields = self._courseware.XModuleStudentPrefsField.objects
        theirs = fields.filter(field_name=_DRAFTS, module_type=BLOCK_TYPE).order_by("pk")
        return theirs.exclude(student_id=self.account.key)

    def _erase_fields(self, rows: Any, what: Value | F) -> Iterator[Counter[str]]:
        while keys := list(rows.values_list("pk", flat=True)[:_SMALL]):
            with self._alone(rows.model):
                some = rows.model.objects.filter(pk__in=keys)
                counts = Counter(some.annotate(what=what).values_list("what", flat=True))
                some.delete()
            yield counts

    @contextmanager
    def _alone(self, model: Any) -> Iterator[None]:
        """Open a transaction in which nothing of this person can be saved or signed off."""
        using = router.db_for_write(model)
        with bounded(using):
            lock_account(using, self.account.key)
            yield

    def _erase_rows(self, ids: Sequence[str]) -> Counter[str]:
        """Erase the ledger of some ids: rows, those marked as deleted too, scores, queue keys."""
        from submissions.models import Score, StudentItem, Submission

        theirs = StudentItem.objects.filter(student_id__in=ids, item_type=ITEM_TYPE)
        with self._alone(StudentItem):
            locked = theirs.order_by("pk").select_for_update()
            # MySQL finds ids of other letter case as well.
            items = {i.pk: kind_of(i.item_id) for i in locked if i.student_id in self._named.ids}
            rows = Submission._objects.filter(student_item__in=items)  # noqa: SLF001 - its name
            uuids = list(rows.values_list("uuid", flat=True))
            counts = Counter(emptied_kinds(rows))
            counts[QUEUE] = sum(kind == QUEUE for kind in items.values())
            counts[SCORE] = Score.objects.filter(student_item__in=items).count()
            StudentItem.objects.filter(pk__in=items).delete()
            _forget_cached(uuids)
        return +counts

    def _lose_names(self, courses: Sequence[str]) -> Iterator[Counter[str]]:
        """Take their name out of rows about others, and their mark out of lines about several."""
        keys = list(self._naming(courses).values_list("pk", flat=True))
        for first in range(0, len(keys), _SMALL):
            yield self._lose_some(keys[first : first + _SMALL])

    def _lose_some(self, keys: Sequence[int]) -> Counter[str]:
        from submissions.models import Submission

        rows = Submission._objects.filter(pk__in=keys).order_by("pk")  # noqa: SLF001 - its name
        changed: list[Any] = []
        counts: Counter[str] = Counter()
        with bounded(router.db_for_write(Submission)):
            list(rows.select_for_update().values_list("pk"))
            for pk, uuid, _, kind, body in _read(rows):
                left = without_person(kind, body, self._named)
                if left is None:
                    rows.filter(pk=pk).delete()
                elif left is not body:
                    rows.filter(pk=pk).update(answer=left)
                if left is not body:
                    changed.append(uuid)
                    counts[_lost(body, left)] += 1
            _forget_cached(changed)
        return counts

    def _naming(self, courses: Sequence[str]) -> Any:
        """Return the rows of some courses in whose text they may be named."""
        from submissions.models import Submission

        kinds = [
            Q(student_item__item_id__endswith=suffix_of(kind))
            for kind, lose in NAMING.items()
            if lose is not None
        ]
        rows = Submission._objects.filter(  # noqa: SLF001 - its name
            reduce(or_, kinds),
            student_item__course_id__in=courses,
            student_item__item_type=ITEM_TYPE,
        ).annotate(row=Cast("answer", TextField()))
        return rows.filter(reduce(or_, map(self._is_named_in, courses))).order_by("pk")

    def _is_named_in(self, course: str) -> Q:
        """Return what a row of a course has in its text where it may name them."""
        ids = self._ids_of[course] | self._ids_of[""]
        wanted = {*ids, *map(mark_of, ids), *self._named.names}
        texts = [Q(row__contains=json.dumps(each)[1:-1]) for each in sorted(wanted)]
        return Q(reduce(or_, texts), student_item__course_id=course)

    def _drop_drafts(self) -> Iterator[Counter[str]]:
        """Drop what others of the course staff have drafted about them."""
        rows = self._others_drafts()
        using = router.db_for_write(rows.model)
        for owner, _, _ in self._drafts_about(rows):
            dropped: list[Mapping[str, Any]] = []
            with bounded(using):
                lock_account(using, owner)
                for row in rows.filter(student_id=owner).select_for_update():
                    body = read_row(row.value) or {}
                    if dropped := about(body, self._named.ids):
                        row.value = json.dumps(without_participant(body, self._named.ids))
                        row.save(update_fields=["value"])
            yield Counter({DRAFT: len(dropped)} if dropped else {})

    def _drafts_about(self, rows: Any) -> Iterator[tuple[int, str, list[Mapping[str, Any]]]]:
        """Yield the drafts about them by whose they are: the key of an account, and a username."""
        columns = rows.values_list("student_id", "student__username", "value")
        keys = list(rows.values_list("pk", flat=True))
        for first in range(0, len(keys), _SMALL):
            for owner, username, value in columns.filter(pk__in=keys[first : first + _SMALL]):
                if drafts := about(read_row(value), self._named.ids):
                    yield owner, username, drafts

    def _field_parts(self) -> Iterator[Part]:
        for row in self._states().iterator(chunk_size=_BATCH):
            body = {"state": read_row(row.state), "grade": row.grade, "max_grade": row.max_grade}
            yield Part(RECORD, body, str(row.course_id), str(row.module_state_key), at=row.modified)
        for row in self._preferences().iterator(chunk_size=_BATCH):
            yield Part(row.field_name, read_row(row.value), at=row.modified)

    def _row_parts(self, ids: Collection[str], ending: str = "") -> Iterator[Part]:
        """Yield what the ledger has of a few ids, in three queries however much that is.

        Of items whose ids have an `ending`, where there is one.
        """
        from submissions.models import Score, StudentItem, Submission

        theirs = StudentItem.objects.filter(
            student_id__in=ids, item_type=ITEM_TYPE, item_id__endswith=ending
        ).order_by("pk")
        items = {each.pk: each for each in theirs if each.student_id in ids}
        for item in items.values():
            if kind_of(item.item_id) == QUEUE:
                yield Part(QUEUE, {"item_id": item.item_id}, item.course_id)
        rows = Submission._objects.filter(student_item__in=items)  # noqa: SLF001 - its name
        texts = rows.annotate(text=Cast("answer", TextField())).order_by("student_item_id", "pk")
        columns = texts.values_list("student_item_id", "text", "submitted_at", "status")
        for key, text, at, status in columns.iterator(chunk_size=_BATCH):
            kind, place = kind_of(items[key].item_id), _place_of(items[key])
            yield Part(kind, read_row(text) or text, *place, at, status == "D")
        for score in Score.objects.filter(student_item__in=items).order_by("pk"):
            points = {"earned": score.points_earned, "possible": score.points_possible}
            yield Part(SCORE, points, *_place_of(items[score.student_item_id]), score.created_at)

    def _export_parts(self, courses: Sequence[str]) -> Iterator[Part]:
        """Yield the lines of the trail about everybody in a block who had signed off by then."""
        from submissions.models import Submission

        signed = self._signed_items(courses)
        exports = Submission.objects.filter(
            student_item__course_id__in=courses,
            student_item__student_id=EVERYBODY,
            student_item__item_id__in={name for _, name in signed},
        ).annotate(text=Cast("answer", TextField()))
        columns = ("student_item__course_id", "student_item__item_id", "text", "submitted_at")
        for course, name, text, at in exports.order_by("pk").values_list(*columns):
            body = read_row(text) or {}
            accesses = read_accesses([Entry(Kind.ACCESS, EVERYBODY, body, at)])
            for item in signed.get((course, name), ()):
                if item.first <= at and all(each.is_about(item.student_id) for each in accesses):
                    yield Part(EXPORT, _own(body), course, item.item_id, at)

    def _signed_items(self, courses: Sequence[str]) -> Mapping[tuple[str, str], list[Any]]:
        """Return what they have signed off, by course and the item of that block's trail."""
        from submissions.models import StudentItem

        ids = {each for course in courses for each in self._ids_of[course]}
        items = StudentItem.objects.filter(
            student_id__in=ids, course_id__in=courses, item_type=ITEM_TYPE
        ).annotate(first=Min("submission__submitted_at"))
        signed: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for each in items.filter(first__isnull=False).order_by("pk"):
            if kind_of(each.item_id) == Kind.SUMMARY and each.student_id in ids:
                signed[each.course_id, item_id(each.item_id, Kind.ACCESS)].append(each)
        return signed

    def _name_parts(self, courses: Sequence[str]) -> Iterator[Part]:
        for _, _, course, kind, body in _read(self._naming(courses)):
            left = without_person(kind, body, self._named)
            if left is not body:
                yield Part(_lost(body, left), {**_own(body), "kind": kind.value}, course)

    def _draft_parts(self) -> Iterator[Part]:
        for _, username, drafts in self._drafts_about(self._others_drafts()):
            for draft in drafts:
                yield Part(DRAFT, {**draft, "by": username}, block=str(draft.get("usage", "")))


def _place_of(item: Any) -> tuple[str, str]:
    return item.course_id, usage_of(item.item_id)


def _some(every: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield a sequence a few at a time."""
    for first in range(0, len(every), _BATCH):
        yield every[first : first + _BATCH]


def _read(rows: Any) -> Iterator[tuple[int, Any, str, Kind, Mapping[str, Any]]]:
    """Yield rows that can be read, each with its course and kind."""
    texts = rows.annotate(text=Cast("answer", TextField()))
    for pk, uuid, course, identifier, text in texts.values_list(
        "pk", "uuid", "student_item__course_id", "student_item__item_id", "text"
    ).iterator(chunk_size=_SMALL):
        body = read_row(text)
        if body is not None:
            yield pk, uuid, course, Kind(kind_of(identifier)), body


def _lost(body: Mapping[str, Any], left: Mapping[str, Any] | None) -> str:
    """Return what a row has lost: their name, or no more than their mark."""
    has_name = left is None or {**body, "among": None} != {**left, "among": None}
    return NAME if has_name else MARK


def _own(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line without the marks of others."""
    return {key: value for key, value in body.items() if key != "among"}


def _forget_cached(uuids: Sequence[Any]) -> None:
    """Edx-submissions keeps rows in the platform's cache by their ids."""
    from submissions.models import Submission

    names = [Submission.get_cache_key(str(each)) for each in uuids]
    transaction.on_commit(lambda: cache.delete_many(names))
