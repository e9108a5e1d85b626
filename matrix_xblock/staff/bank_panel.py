"""The comment bank beside a comment that is being written: phrases to insert, and saving it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.staff import first_names
from matrix_xblock.domain.staff.bank import Bank, Phrase, TeamPhrase
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.bank import Banks, add_phrase, deciding, read_bank
from matrix_xblock.staff.person import note_id
from matrix_xblock.staff.submission_history import read_history

__all__ = ["add_comment", "show"]


class Names(StrEnum):
    """What becomes of the participant's name in a comment that is added to a bank."""

    ASK = ""
    REPLACE = "replace"
    KEEP = "keep"


@wordless
@dataclass(frozen=True)
class Panel:
    """Phrases as they are inserted for a participant, and what has just been added to which bank.

    `first_name` is empty where it is not known. `proposal` is a comment with `{name}` in the place
    of the name that is in it: it is not added yet. `names` says what was chosen about that.
    """

    person: Person
    section_id: str
    first_name: str
    own: tuple[str, ...]
    team: tuple[str, ...]
    has_places: bool
    has_team: bool
    bank: Bank = Bank.OWN
    is_added: bool = False
    proposal: str = ""
    names: Names = Names.ASK
    problems: tuple[Problem, ...] = ()


def show(host: StaffHost, form: Form) -> Page:
    """Show the phrases that can be inserted into a comment."""
    person = _person(host, form)
    with deciding(host, Bank.OWN) as banks:
        return _page(host, banks, person, form)


def add_comment(host: StaffHost, form: Form) -> Page:
    """Add a comment as it is typed to a bank. A name in it is asked about first."""
    bank, names = read_bank(form), Filled(form).choice("names", Names) or Names.ASK
    person, text = _person(host, form), clean(read_text(form, "text"))
    with deciding(host, bank) as banks:
        if names is Names.ASK and first_names.is_named_in(text, person):
            proposal = first_names.without_names(text, person)
            return _page(host, banks, person, form, bank=bank, proposal=proposal)
        if names is Names.REPLACE:
            text = first_names.without_names(text, person)
        try:
            after = add_phrase(host, banks, bank, host.new_id(), text)
        except Invalid as refused:
            problems = tuple(_of_comment(each) for each in refused.problems)
            return _page(host, banks, person, form, bank=bank, problems=problems, status=422)
        return _page(host, after, person, form, bank=bank, is_added=True, names=names)


def _person(host: StaffHost, form: Form) -> Person:
    """Read whom a comment is about. Raises `Unknown` for people and rounds that are not here."""
    history = read_history(host, read_text(form, "participant"))
    history.round_asked([each.id for each in host.setup.rounds], read_text(form, "at"))
    return history.person


def _inserted(phrases: Iterable[Phrase | TeamPhrase], name: str) -> tuple[str, ...]:
    return tuple(first_names.addressed(text, name) for text in _texts(phrases))


def _texts(phrases: Iterable[Phrase | TeamPhrase]) -> Iterator[str]:
    return (each.text for each in phrases)


_CODES = {"missing_words": "comment_missing", "too_long": "too_long_for_bank"}
"""What is wrong with a phrase, said of the comment that it would be made of."""


def _of_comment(problem: Problem) -> Problem:
    return replace(problem, field="text", code=_CODES.get(problem.code, problem.code))


def _page(
    host: StaffHost, banks: Banks, person: Person, form: Form, *, status: int = 200, **shown: Any
) -> Page:
    name = first_names.first_name(person)
    panel = Panel(
        person=person,
        section_id=note_id(read_text(form, "area")),
        first_name=name,
        own=_inserted(banks.own, name),
        team=_inserted(banks.team, name),
        has_places=any(map(first_names.has_place, [*_texts(banks.own), *_texts(banks.team)])),
        has_team=host.ledger.records,
        **shown,
    )
    return Page("staff/bank_panel.html", panel, status)
