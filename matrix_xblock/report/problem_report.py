"""Rows for the platform's problem-response report: what was signed off, in levels and counts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from matrix_xblock.codec.common.formula import guarded
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.record.state import read_record
from matrix_xblock.domain.errors import MatrixError
from matrix_xblock.domain.review.review import Review, Status, shared_part

__all__ = ["rows"]

Row = tuple[str, "OrderedDict[str, str]"]


def rows(states: Iterable[tuple[str, Any]], limit: int | None = None) -> Iterator[Row]:
    """Yield (username, columns), one for each round of each person.

    A draft gives its status and nothing else. A state that cannot be read says so.
    """
    return islice(_rows(states), limit)


def _rows(states: Iterable[tuple[str, Any]]) -> Iterator[Row]:
    for username, state in states:
        body = state.get("record") if isinstance(state, Mapping) else state
        if body in (None, {}):
            continue
        try:
            reviews = list(read_record(body).reviews.values())
        except MatrixError:
            yield username, OrderedDict(note="unreadable")
            continue
        for review in reviews:
            if review.status is not Status.NOT_STARTED:
                yield username, _columns(review)


def _columns(review: Review) -> OrderedDict[str, str]:
    columns = {"round": review.round_id, "status": review.status.value}
    if review.status is Status.SIGNED_OFF:
        columns.update(
            {
                "revision": str(review.revision),
                "signed_off_at": iso(review.signed_off_at) or "",
                "framework": review.framework,
                "earned": f"{review.earned:g}",
                "reflections": str(sum(bool(area.reflection) for area in review.areas.values())),
                **{f"level: {key}": area.level_id for key, area in shared_part(review).items()},
            }
        )
    return OrderedDict((guarded(name), guarded(value)) for name, value in columns.items())
