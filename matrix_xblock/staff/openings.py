"""Who has opened somebody's record, and which files they were in: instructors read it.

It says who did what and when, as the participant reads it under *My record*, and nothing of what is
in the record. To read it is not to open the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.record import trail
from matrix_xblock.domain.errors import NotAllowed
from matrix_xblock.domain.record.trail import Access
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import EVERYBODY, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.filters import read_place
from matrix_xblock.staff.pages import staff_page
from matrix_xblock.staff.submission_history import read_history

__all__ = ["PAGE_LENGTH", "OpeningsScreen", "show"]

PAGE_LENGTH = 50


@wordless
@dataclass(frozen=True)
class OpeningsScreen:
    """A page of the list, the newest first."""

    person: Person
    lines: tuple[Access, ...]
    page: int
    pages: int
    titles: Mapping[str, str]
    query: Mapping[str, str]


def show(host: StaffHost, form: Form) -> Page:
    """Show the list to those with the instructor role."""
    if not host.is_instructor:
        raise NotAllowed
    history = read_history(host, read_text(form, "participant"), Kind.ACCESS, Kind.INTEREST)
    own, who = history.entries, history.person.id
    since = trail.first_shared(own)
    files = host.ledger.entries(EVERYBODY, Kind.ACCESS) if since else ()
    about = trail.lines_about(who, since, files) if since else ()
    lines = trail.read_accesses((*own, *about))
    pages = max(-(-len(lines) // PAGE_LENGTH), 1)
    page = min(read_place(form, "page", least=1), pages)
    first = (page - 1) * PAGE_LENGTH
    query = {"participant": who}
    shown = OpeningsScreen(
        history.person, lines[first : first + PAGE_LENGTH], page, pages, host.setup.titles, query
    )
    place = {**query, "page": str(page)} if page > 1 else query
    return staff_page(host, "reviews", "openings", shown, place=place)
