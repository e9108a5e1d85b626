"""The comment bank: phrases that somebody of the course staff uses again and again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.staff.drafts import (
    MOST_PHRASES,
    Phrase,
    StaffDrafts,
    add_phrase,
    remove_phrase,
)
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.pages import staff_page

__all__ = ["add", "remove", "show"]


def show(host: StaffHost, form: Form) -> Page:
    """Show the bank of whoever looks; it goes with them to every course."""
    del form
    return _page(host, host.load_drafts())


def add(host: StaffHost, form: Form) -> Page:
    """Add a phrase."""
    phrase = Phrase(Filled(form).identifier("id"), read_text(form, "phrase"))
    staff_drafts = host.load_drafts()
    try:
        changed = add_phrase(staff_drafts, phrase)
    except Invalid as refused:
        page = _page(host, staff_drafts, problems=refused.problems, fields=form)
        return replace(page, status=422)
    page = _page(host, changed, said="added")
    if changed is not staff_drafts:
        host.save_drafts(changed)
    return page


def remove(host: StaffHost, form: Form) -> Page:
    """Remove a phrase."""
    left = remove_phrase(host.load_drafts(), read_text(form, "id"))
    page = _page(host, left, said="removed")
    host.save_drafts(left)
    return page


def _page(host: StaffHost, staff_drafts: StaffDrafts, **context: Any) -> Page:
    """Show a bank. What cannot be shown raises before anything is kept."""
    shown = {
        "phrases": staff_drafts.phrases,
        "fields": {"id": [host.new_id()]},
        "most": MOST_PHRASES,
    }
    return staff_page(host, "bank", "bank", {**shown, **context})
