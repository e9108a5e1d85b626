"""Which screen of course staff is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff import (
    accepting,
    answering,
    bank,
    bank_panel,
    course_log,
    exports,
    facilitators,
    figures,
    openings,
    opportunities,
    person,
    reviews,
    share_figures,
)

__all__ = ["SCREENS", "show"]

SCREENS: Mapping[str, Callable[[StaffHost, Form], Page]] = {
    "reviews": reviews.show,
    "accepting": accepting.show,
    "person": person.show,
    "note": answering.show_note,
    "figures": figures.show,
    "cohort": figures.show,  # what figures were called before: addresses are kept and sent on
    "course_log": course_log.show,
    "openings": openings.show,
    "releases": share_figures.show,
    "opportunities": opportunities.show,
    "board": opportunities.show,  # where it was of its own: addresses are kept and sent on
    "bank": bank.show,
    "phrases": bank_panel.show,
    "exports": exports.show,
    "facilitators": facilitators.show,
}


def show(host: StaffHost, form: Form) -> Page:
    """Show a screen; any other name is the queue of reviews, with what needs staff first."""
    return SCREENS.get(read_text(form, "screen"), reviews.show)(host, form)
