"""Sign-offs of the whole site out of the ledger, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, TextField
from django.db.models.functions import Cast

from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host.events import sign_off_again
from matrix_xblock.host.items import ITEM_TYPE, kind_of, read_row, suffix_of, usage_of
from matrix_xblock.host.platform_modules import STUDENT, platform_module, read_key

__all__ = ["PastSignOff", "past_sign_offs"]

_STRETCH = 500
_OTHER_KINDS = [suffix_of(kind) for kind in Kind if kind is not Kind.SUMMARY]


@wordless
@dataclass(frozen=True)
class PastSignOff:
    """A sign-off as the platform was told of it: where, whose, and the payload of its event.

    `user` is nobody where the account is gone, and `payload` nothing where the row is broken.
    """

    row: int
    course: str
    block: str
    user: int | None
    payload: Mapping[str, Any] | None


def past_sign_offs(
    orgs: Collection[str] | None, *, after: int = 0
) -> Iterator[Sequence[PastSignOff]]:
    """Yield sign-offs that were not reset, some at a time; those whose row comes after one.

    Databases go through rows by their key, a stretch at a time, whatever they know of indexes.
    """
    from submissions.models import Submission

    last = Submission.objects.aggregate(last=Max("pk"))["last"] or 0
    for first in range(after, last, _STRETCH):
        wanted = [row for row in _rows(first, first + _STRETCH) if _is_wanted(row, orgs)]
        if not wanted:
            continue
        users = _users(wanted)
        yield [
            PastSignOff(
                row=key,
                course=course,
                block=usage_of(item),
                user=users.get((student, course)),
                payload=sign_off_again(read_row(text) or {}),
            )
            for key, student, course, item, text in wanted
        ]


def _rows(after: int, last: int) -> list[tuple[int, str, str, str, str]]:
    from submissions.models import Submission

    of_other_kinds = Q(student_item__item_id__contains="+index+")
    for suffix in _OTHER_KINDS:
        of_other_kinds |= Q(student_item__item_id__endswith=suffix)
    rows = Submission.objects.filter(pk__gt=after, pk__lte=last, student_item__item_type=ITEM_TYPE)
    rows = rows.exclude(of_other_kinds).order_by("pk").annotate(row=Cast("answer", TextField()))
    of_item = [f"student_item__{name}" for name in ("student_id", "course_id", "item_id")]
    return list(rows.values_list("pk", *of_item, "row"))


def _is_wanted(row: tuple[int, str, str, str, str], orgs: Collection[str] | None) -> bool:
    """Tell whether a row is a sign-off, and of the organisations that are asked for."""
    _, _, course, item, _ = row
    key = read_key("CourseKey", course)
    is_of_them = not orgs or (key is not None and key.org in orgs)
    return is_of_them and kind_of(item) == Kind.SUMMARY.value


def _users(rows: Sequence[tuple[int, str, str, str, str]]) -> dict[tuple[str, str], int]:
    """Return the accounts of some rows, by the ids that people have in a course."""
    ids = platform_module(STUDENT).AnonymousUserId.objects
    known = ids.filter(anonymous_user_id__in={student for _, student, *_ in rows})
    columns = known.values_list("anonymous_user_id", "course_id", "user_id")
    return {(each, str(course)): user for each, course, user in columns}
