"""The comment bank: phrases that somebody of the course staff uses again and again."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.staff.drafts import (
    Phrase,
    StaffDrafts,
    add_phrase,
    remove_phrase,
)
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.pages import staff_page

__all__ = ["BankScreen", "add", "remove", "show"]


@wordless
@dataclass(frozen=True)
class BankScreen:
    """The phrases, a form for one more, and what has just been done: `added` or `removed`."""

    phrases: tuple[Phrase, ...]
    fields: Form
    problems: tuple[Problem, ...] = ()
    done: str = ""


def show(host: StaffHost, form: Form) -> Page:
    """Show the bank of whoever looks; it goes with them to every course."""
    del form
    return _page(host, host.load_drafts())


def add(host: StaffHost, form: Form) -> Page:
    """Add a phrase."""
    phrase = Phrase(Filled(form).identifier("id"), read_text(form, "phrase"))
    staff_drafts = host.load_drafts()
    try:
        changed, is_new = add_phrase(staff_drafts, phrase)
    except Invalid as refused:
        return _page(host, staff_drafts, fields=form, problems=refused.problems, status=422)
    page = _page(host, changed, done="added")
    if is_new:
        host.save_drafts(changed)
    return page


def remove(host: StaffHost, form: Form) -> Page:
    """Remove a phrase."""
    left = remove_phrase(host.load_drafts(), read_text(form, "id"))
    page = _page(host, left, done="removed")
    host.save_drafts(left)
    return page


def _page(
    host: StaffHost,
    staff_drafts: StaffDrafts,
    *,
    fields: Form | None = None,
    problems: tuple[Problem, ...] = (),
    done: str = "",
    status: int = 200,
) -> Page:
    """Show a bank. What cannot be shown raises before anything is kept."""
    blank = {"id": [host.new_id()]}
    shown = BankScreen(staff_drafts.phrases, blank if fields is None else fields, problems, done)
    return staff_page(host, "bank", "bank", shown, status=status)
