"""Erasing everything of one person: step by step, with a receipt that is true at each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from matrix_xblock.domain.record.stored_part import EXPORT, Part, counted
from matrix_xblock.operator.receipts import Receipt

__all__ = ["PersonArchive", "count", "erase"]


class PersonArchive(Protocol):
    """Everything that is stored of one person."""

    def parts(self) -> Iterator[Part]:
        """Yield everything that there is."""

    def erase(self) -> Iterator[Mapping[str, int]]:
        """Erase it step by step, and yield what each step has erased for good."""


def count(parts: Iterable[Part]) -> dict[str, int]:
    """Count what there is to erase. A line about everybody is theirs to know, not to erase."""
    return counted(part for part in parts if part.what != EXPORT)


def erase(
    archive: PersonArchive,
    receipt: Receipt,
    *,
    save: Callable[[Receipt], None],
    now: Callable[[], datetime],
) -> Receipt:
    """Erase everything, then look for it again. The receipt is saved with every step.

    Stopped anywhere, it can be run again with the receipt that was saved last.
    """
    save(receipt)
    for step in archive.erase():
        if step:
            receipt = receipt.with_step(step)
            save(receipt)
    receipt = replace(receipt, left=count(archive.parts()), ended=now())
    save(receipt)
    return receipt
