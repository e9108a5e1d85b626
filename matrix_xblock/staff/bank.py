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
    return _page(host, host.load_desk())


def add(host: StaffHost, form: Form) -> Page:
    """Add a phrase."""
    phrase = Phrase(Filled(form).identifier("id"), read_text(form, "phrase"))
    desk = host.load_desk()
    try:
        kept, is_new = add_phrase(desk, phrase)
    except Invalid as refused:
        return _page(host, desk, fields=form, problems=refused.problems, status=422)
    page = _page(host, kept, done="added")
    if is_new:
        host.save_desk(kept)
    return page


def remove(host: StaffHost, form: Form) -> Page:
    """Remove a phrase."""
    left = remove_phrase(host.load_desk(), read_text(form, "id"))
    page = _page(host, left, done="removed")
    host.save_desk(left)
    return page


def _page(
    host: StaffHost,
    desk: StaffDrafts,
    *,
    fields: Form | None = None,
    problems: tuple[Problem, ...] = (),
    done: str = "",
    status: int = 200,
) -> Page:
    """Show a bank. What cannot be shown raises before anything is kept."""
    blank = {"id": [host.new_id()]}
    shown = BankScreen(desk.phrases, blank if fields is None else fields, problems, done)
    return staff_page(host, "bank", "bank", shown, status=status)
