"""What may be shown of a number in a release: it is rounded, or a symbol stands for it."""

from __future__ import annotations

from enum import StrEnum

from matrix_xblock.domain.errors import Problem

__all__ = ["LEAST_K", "ROUNDING", "Count", "K", "Symbol", "check_k", "rounded"]

K = 10
LEAST_K = 5
MOST_K = 1000
ROUNDING = 5


class Symbol(StrEnum):
    """What stands for a number that is not shown, as the Department for Education writes it."""

    CONFIDENTIAL = "c"
    NOT_APPLICABLE = "z"
    UNAVAILABLE = "x"
    LOW = "low"


Count = int | Symbol


def rounded(count: int) -> int:
    """Round to the nearest five. A whole number never lies half way."""
    return ROUNDING * round(count / ROUNDING)


def check_k(k: int) -> tuple[Problem, ...]:
    """Name what is wrong with the least group of a site."""
    if LEAST_K <= k <= MOST_K:
        return ()
    return (Problem("k", "out_of_range", {"least": LEAST_K, "most": MOST_K}),)
