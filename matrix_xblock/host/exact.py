"""Ids compared exactly: MySQL holds two of them equal that differ in case or in a last space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Value

__all__ = ["exactly", "one_of"]


class _SameBytes(Func):
    """Tell whether two texts are the same, byte for byte."""

    template = "(%(expressions)s)"
    arg_joiner = " = "
    output_field = BooleanField()

    def as_mysql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Compare bytes and not letters."""
        template = "(CAST(%(expressions)s AS BINARY))"
        return self.as_sql(
            compiler,
            connection,
            template=template,
            arg_joiner=" AS BINARY) = CAST(",
            **context,
        )


def exactly(**fields: str) -> Q:
    """Return a condition: by the index first, and of what that finds the same bytes only."""
    condition = Q(**fields)
    for name, value in fields.items():
        condition &= Q(_SameBytes(F(name), Value(value)))
    return condition


def one_of(name: str, values: Sequence[str]) -> Q:
    """Return a condition: one of these texts, byte for byte."""
    same = Q()
    for each in values:
        same |= Q(_SameBytes(F(name), Value(each)))
    return Q(**{f"{name}__in": values}) & same
