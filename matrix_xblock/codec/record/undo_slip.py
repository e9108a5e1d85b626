"""What a page carries after an import, so that the import can be undone: marks, and what was there.

It is their own record in their own page. What comes back is read through the rules of any file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from matrix_xblock.codec.cpd import cpd
from matrix_xblock.codec.record import portable, state
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.record.holdings import Holdings
from matrix_xblock.domain.record.undoing import Key, Thing, holding, things
from matrix_xblock.domain.values.untrusted_json import read_json
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["LONGEST", "UndoSlip", "read_slip", "write_slip"]

LONGEST = 300_000
"""Characters of a slip: beside the largest file it has to fit into one request."""

_MARK = 16


@wordless
class UndoSlip:
    """What came in, each thing with a mark of how it came in; and what it was put in place of."""

    def __init__(self, marks: Mapping[Key, str], before: Holdings) -> None:
        self.before = before
        self._marks = marks

    def unchanged(self, here: Holdings) -> frozenset[Key]:
        """Return what is still as it came in."""
        there = things(here)
        return frozenset(
            key
            for key, mark in self._marks.items()
            if key in there and _mark(key, there[key]) == mark
        )

    def changed(self, here: Holdings) -> frozenset[Key]:
        """Return what is there and is other than it came in."""
        return frozenset(self._marks.keys() & things(here).keys()) - self.unchanged(here)


def write_slip(here: Holdings, merged: Holdings, came_in: Collection[Key]) -> str:
    """Write a slip for what came in; empty where it could not be read back, or is very long."""
    before, after = things(here), things(merged)
    body = {
        "marks": [[*key, _mark(key, after[key])] for key in sorted(came_in)],
        "before": {
            "format": portable.FORMAT,
            "version": portable.VERSION,
            **_body({key: each for key, each in before.items() if key in came_in}),
        },
    }
    slip = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return slip if len(slip) <= LONGEST and _can_be_read(slip) else ""


def _can_be_read(slip: str) -> bool:
    """Tell whether what was there keeps the rules of files: what is very old may not."""
    try:
        read_slip(slip)
    except Invalid:
        return False
    return True


def read_slip(slip: str) -> UndoSlip:
    """Read what a page carried. Raises `Invalid` for anything else."""
    if len(slip) > LONGEST:
        raise Invalid(Problem("file", "cannot_undo"))
    try:
        body = read_json(slip)
        marks = {tuple(key): mark for *key, mark in body["marks"]}
        before = portable.read(json.dumps(body["before"]).encode()).holdings
    except (ValueError, KeyError, TypeError, Invalid):
        raise Invalid(Problem("file", "cannot_undo")) from None
    if not all(isinstance(part, str) for key in marks for part in key):
        raise Invalid(Problem("file", "cannot_undo"))
    return UndoSlip(marks, before)


def _body(chosen: Mapping[Key, Thing]) -> dict[str, Any]:
    part = holding(chosen)
    return {
        "record": state.write_record(part.record),
        "private": state.write_every_private(part.private),
        "cpd": cpd.write_log({}, part.log),
    }


def _mark(key: Key, thing: Thing) -> str:
    words = json.dumps(_body({key: thing}), sort_keys=True)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]
