"""The items of edx-submissions that hold our rows: their ids and type, and how a row is read."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from matrix_xblock.domain.record.stored_part import QUEUE, UNKNOWN
from matrix_xblock.domain.values.ledger_rows import Kind

__all__ = [
    "ITEM_TYPE",
    "emptied_kinds",
    "item_id",
    "kind_of",
    "read_row",
    "suffix_of",
    "usage_of",
]

ITEM_TYPE = "matrix_review"
"""One for all kinds: edx-submissions holds an item unique by course, student and item id alone."""

_LONGEST_ITEM_ID = 255
_BANK = f"{ITEM_TYPE}+bank"
_KEYS = "+index+"
_KINDS = frozenset(kind.value for kind in Kind)

# The scored item has the plain usage key, so that a score set on it reaches the gradebook.
_SUFFIXES = {kind: "" if kind is Kind.SUMMARY else f"+{kind.value}" for kind in Kind}


def item_id(usage: str, kind: Kind) -> str:
    """Return the item id of a kind of rows.

    That of the bank is the same in a whole course. A usage key that leaves no room for the suffix
    is hashed.
    """
    if kind is Kind.BANK:
        return _BANK
    suffix = _SUFFIXES[kind]
    if len(usage) + len(suffix) > _LONGEST_ITEM_ID:
        usage = hashlib.sha256(usage.encode()).hexdigest()
    return usage + suffix


def suffix_of(kind: Kind) -> str:
    """Return what the item ids of a kind end with, in every block."""
    return f"+{kind.value}"


def kind_of(identifier: str) -> str:
    """Return the kind of rows that an item id stands for, `QUEUE` for a key of the queue.

    What a newer version has made is `UNKNOWN`.
    """
    if _KEYS in identifier:
        return QUEUE
    _, _, last = identifier.rpartition("+")
    if last in _KINDS and identifier != last:
        return last
    return Kind.SUMMARY.value if "@" in last or "+" not in identifier else UNKNOWN


def emptied_kinds(rows: Any) -> list[str]:
    """Return the kinds of rows that are about to be deleted, and empty them.

    Where any plugin listens, Django loads each row as a whole before it deletes it: large ones take
    memory, and of a broken one a warning shows the words.
    """
    kinds = [kind_of(each) for each in rows.values_list("student_item__item_id", flat=True)]
    rows.order_by().update(answer={})
    return kinds


def usage_of(identifier: str) -> str:
    """Return the usage key in an item id, empty where there is none or a hash of it."""
    usage, _, last = identifier.rpartition("+")
    whole = identifier if "@" in last else usage
    return whole if "@" in whole else ""


def read_row(text: str | None) -> dict[str, Any] | None:
    """Return the object in the text of a row, or None for what is none of ours."""
    try:
        body = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
