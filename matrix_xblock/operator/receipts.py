"""The receipt of an erasure: what there was, what has been erased, and whether anything is left."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.errors import Invalid, Problem

__all__ = ["Receipt", "read_receipt", "write_receipt"]

VERSION = 1

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Receipt:
    """An erasure, be it of one run or of several: one that was stopped is taken up again.

    It names nobody but by the key of the account, which stays on the platform without a name.
    `left` is None until everything has been looked for again.
    """

    account: int
    begun: datetime
    before: Counts
    erased: Counts
    left: Counts | None = None
    ended: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Tell whether everything was erased, and nothing of it is there."""
        return self.left is not None and not any(self.left.values())

    def with_step(self, counts: Counts) -> Receipt:
        """Return it with what one more step has erased."""
        erased = Counter(self.erased)
        erased.update(counts)
        return replace(self, erased=dict(erased), left=None, ended=None)


def write_receipt(receipt: Receipt) -> str:
    """Write it as JSON that a person can read as well."""
    body = {
        "version": VERSION,
        "account": receipt.account,
        "begun": iso(receipt.begun),
        "ended": iso(receipt.ended),
        "is_complete": receipt.is_complete,
        "before": dict(receipt.before),
        "erased": dict(receipt.erased),
        "left": None if receipt.left is None else dict(receipt.left),
    }
    return json.dumps(body, indent=2) + "\n"


def read_receipt(text: str) -> Receipt:
    """Read one, to go on with it. Raises `Invalid` for what is none, or of a newer version."""
    try:
        raw: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid(Problem("receipt", "not_an_object")) from None
    reading = Reading.of(raw)
    if reading.integer("version") != VERSION:
        raise Invalid(Problem("receipt", "newer_version"))
    receipt = Receipt(
        reading.integer("account"),
        reading.needed_time("begun"),
        _counts(reading.child("before")),
        _counts(reading.child("erased")),
    )
    if reading.problems:
        raise Invalid(*reading.problems)
    return receipt


def _counts(reading: Reading) -> dict[str, int]:
    return {key: reading.integer(key) for key in reading.body}
