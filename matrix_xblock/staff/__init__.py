"""What course staff do with what was signed off: they read and append to the ledger, no more."""

from matrix_xblock.staff import (
    accepting,
    answering,
    bank,
    bank_panel,
    board,
    exports,
    facilitators,
    offering,
    opportunities,
    release_pictures,
    reminding,
    reviews,
    share_figures,
)
from matrix_xblock.staff.actions import show

__all__ = [
    "accepting",
    "answering",
    "bank",
    "bank_panel",
    "board",
    "exports",
    "facilitators",
    "offering",
    "opportunities",
    "release_pictures",
    "reminding",
    "reviews",
    "share_figures",
    "show",
]
