"""What course staff do with what was signed off: they read and append to the ledger, no more."""

from matrix_xblock.staff import (
    accepting,
    answering,
    bank,
    board,
    exports,
    offering,
    opportunities,
    reviews,
)
from matrix_xblock.staff.actions import show

__all__ = [
    "accepting",
    "answering",
    "bank",
    "board",
    "exports",
    "offering",
    "opportunities",
    "reviews",
    "show",
]
