"""Kinds of opportunities in JSON and in forms."""

from __future__ import annotations

from collections.abc import Collection

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import read_text
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.plans.opportunity import OpportunityKind, OpportunityType, kind_of

__all__ = ["filled_kind", "read_kind"]


def read_kind(reading: Reading, key: str) -> OpportunityKind:
    """Read a kind that has to be there. That of another framework is one of its own."""
    identifier = reading.text(key)
    kind = kind_of(identifier)
    if kind is None:
        reading.problems.append(
            Problem(reading.at(key), "not_a_choice" if identifier else "missing")
        )
    return kind or OpportunityType.OTHER


def filled_kind(filled: Filled, name: str, offered: Collection[str]) -> OpportunityKind:
    """Read a kind that somebody has chosen out of those that are offered."""
    identifier = read_text(filled.form, name)
    kind = kind_of(identifier) if identifier in offered else None
    if kind is None:
        filled.problems.append(Problem(name, "unknown_choice" if identifier else f"{name}_missing"))
    return kind or OpportunityType.OTHER
