"""What a page carries after an import, so that the import can be undone: marks, and what was there.

It is their own record in their own page. What comes back is read through the rules of any file.
What was there is mostly prose, so a slip is packed: even a full log fits into one request.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
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

LONGEST = 3_400_000
"""Characters of a slip: it comes in a request of its own, as large as one with a file."""
LARGEST = 8_000_000
"""Bytes of a slip unpacked: a full log of English with every text as long as it may be is 7 MB."""
MOST_BRACKETS = 200_000
"""Lists and objects of a slip unpacked, about: some times those of a full log."""
MOST_COMMAS = 400_000
"""Commas, those of the prose too: few bytes unpack to millions of numbers, which take seconds."""

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


def write_slip(here: Holdings, merged: Holdings, came_in: Collection[Key], *, owner: str) -> str:
    """Write a slip for what came in; empty where it could not be read back, or is very long.

    `owner` is who made the import, and in which block: a slip is of no use to anybody else.
    """
    before, after = things(here), things(merged)
    body = {
        "owner": _owner_mark(owner),
        "marks": [[*key, _mark(key, after[key])] for key in sorted(came_in)],
        "before": {
            "format": portable.FORMAT,
            "version": portable.VERSION,
            **_body({key: each for key, each in before.items() if key in came_in}),
        },
    }
    words = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    slip = b64encode(zlib.compress(words)).decode()
    return slip if _can_be_read(slip, owner) else ""


def _can_be_read(slip: str, owner: str) -> bool:
    """Tell whether what was there keeps the rules of files: what is very old may not."""
    try:
        read_slip(slip, owner=owner)
    except Invalid:
        return False
    return True


def read_slip(slip: str, *, owner: str) -> UndoSlip:
    """Read what a page carried. Raises `Invalid` for anything else."""
    try:
        body = read_json(_unpacked(slip))
        is_theirs = body["owner"] == _owner_mark(owner)
        marks = {tuple(key): mark for *key, mark in body["marks"]}
        before = portable.read(json.dumps(body["before"]).encode()).holdings
    except (ValueError, KeyError, TypeError, Invalid):
        raise _refusal() from None
    if not is_theirs or not all(isinstance(part, str) for key in marks for part in key):
        raise _refusal()
    return UndoSlip(marks, before)


def _unpacked(slip: str) -> bytes:
    """Unpack a slip. Raises `ValueError` for one that is none, or is larger than any of ours."""
    if len(slip) > LONGEST:
        raise ValueError
    packing = zlib.decompressobj()
    try:
        words = packing.decompress(b64decode(slip, validate=True), LARGEST)
    except zlib.error:
        raise ValueError from None
    if not packing.eof or words.count(b"[") + words.count(b"{") > MOST_BRACKETS:
        raise ValueError
    if words.count(b",") > MOST_COMMAS:
        raise ValueError
    return words


def _owner_mark(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()[:_MARK]


def _refusal() -> Invalid:
    return Invalid(Problem("file", "cannot_undo"))


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
