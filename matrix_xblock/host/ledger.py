"""The ledger on edx-submissions.

Append-only rows, listed by SQL, kept through every upgrade since 2014.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import transaction

from matrix_xblock.domain.errors import Problem, Unavailable
from matrix_xblock.ports import Entry, Kind, Ledger

__all__ = ["ITEM_TYPE", "NoLedger", "SubmissionsLedger", "item_id", "ledger_for"]

ITEM_TYPE = "matrix_review"
"""One for all kinds: edx-submissions holds an item unique by course, student and item id alone."""

_LONGEST_ITEM_ID = 255
# The scored item has the plain usage key, so that a score set on it reaches the gradebook.
_SUFFIXES = {kind: "" if kind is Kind.SUMMARY else f"+{kind.value}" for kind in Kind}


class _Unlogged(dict[str, Any]):
    """A row that cannot be printed.

    Edx-submissions logs the whole answer when the database fails.
    """

    def __repr__(self) -> str:
        return "<row>"


def item_id(usage: str, kind: Kind) -> str:
    """Return the item id of a kind of rows.

    A usage key that leaves no room for the suffix is hashed.
    """
    suffix = _SUFFIXES[kind]
    if len(usage) + len(suffix) > _LONGEST_ITEM_ID:
        usage = hashlib.sha256(usage.encode()).hexdigest()
    return usage + suffix


def ledger_for(*, course: str, usage: str, may_record: bool) -> Ledger:
    """Return the ledger of a block, or one that refuses where there can be none."""
    if may_record and course and apps.is_installed("submissions"):
        return SubmissionsLedger(course=course, usage=usage)
    return NoLedger()


class NoLedger:
    """A host without a ledger: a preview, or a site without edx-submissions."""

    def append(self, entries: Sequence[Entry]) -> None:  # noqa: ARG002 - the port's signature
        """Refuse: nothing can be recorded here."""
        raise Unavailable(Problem("ledger", "no_ledger"))

    def entries(self, participant: str, *kinds: Kind) -> tuple[Entry, ...]:  # noqa: ARG002
        """Return nothing."""
        return ()

    def clear(self, participant: str) -> None:
        """Do nothing: there is nothing."""


class SubmissionsLedger:
    """Rows of one block in edx-submissions."""

    def __init__(self, *, course: str, usage: str) -> None:
        self._course = course
        self._kinds = {item_id(usage, kind): kind for kind in Kind}
        self._ids = {kind: identifier for identifier, kind in self._kinds.items()}

    def append(self, entries: Sequence[Entry]) -> None:
        """Write all rows or none."""
        from submissions import api

        with transaction.atomic():
            for entry in entries:
                item = self._item(entry.participant, entry.kind)
                api.create_submission(item, _Unlogged(entry.body), submitted_at=entry.at)

    def entries(self, participant: str, *kinds: Kind) -> tuple[Entry, ...]:
        """Return rows oldest first.

        Not by the api's own reader: that one creates an item where there is none.
        """
        from submissions.models import Submission

        found = Submission.objects.filter(
            student_item__student_id=participant,
            student_item__course_id=self._course,
            student_item__item_id__in=[self._ids[kind] for kind in kinds],
        ).order_by("id")
        return tuple(
            Entry(self._kinds[identifier], participant, body, at)
            for identifier, body, at in found.values_list(
                "student_item__item_id", "answer", "submitted_at"
            )
        )

    def clear(self, participant: str) -> None:
        """Soft-delete the rows of every kind, and reset the score.

        Only the scored item has a usage key for an id: others have no signal the platform reads.
        """
        from submissions import api

        for identifier, kind in self._kinds.items():
            is_scored = kind is Kind.SUMMARY
            api.reset_score(
                participant, self._course, identifier, clear_state=True, emit_signal=is_scored
            )

    def _item(self, participant: str, kind: Kind) -> dict[str, str]:
        return {
            "student_id": participant,
            "course_id": self._course,
            "item_id": self._ids[kind],
            "item_type": ITEM_TYPE,
        }
