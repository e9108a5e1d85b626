"""The comment bank: phrases to use again, one's own and those that the course team shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_integer, read_text
from matrix_xblock.codec.staff import bank as rows
from matrix_xblock.domain.errors import Invalid, NotAllowed, Problem, Stale, Unknown
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.staff import bank as rules
from matrix_xblock.domain.staff.bank import Bank, Phrase, TeamPhrase
from matrix_xblock.domain.staff.drafts import StaffDrafts
from matrix_xblock.domain.values.ledger_rows import BANK, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.pages import staff_page

__all__ = ["Banks", "add", "add_phrase", "deciding", "edit", "read_bank", "remove", "show"]


@wordless
@dataclass(frozen=True)
class Banks:
    """Both banks as they are read: what somebody has for themselves, and what the team shares."""

    drafts: StaffDrafts
    team: tuple[TeamPhrase, ...]

    @property
    def own(self) -> tuple[Phrase, ...]:
        """Their own phrases."""
        return self.drafts.phrases

    def named(self, bank: Bank, phrase_id: str) -> Phrase | TeamPhrase:
        """Return the phrase of an id. Raises `Unknown` where it is not there."""
        if bank is Bank.OWN:
            return rules.named(self.own, phrase_id)
        return rules.named(self.team, phrase_id)

    def with_own(self, phrases: tuple[Phrase, ...]) -> Banks:
        """Return them with other phrases of their own."""
        return replace(self, drafts=replace(self.drafts, phrases=phrases))


@wordless
@dataclass(frozen=True)
class Line:
    """A phrase on the page; `author` is who added it to the team's, `last_by` who changed it.

    `is_mine` tells that whoever looks has added it.
    """

    phrase: Phrase | TeamPhrase
    bank: Bank
    may_change: bool = True
    author: Author | None = None
    last_by: Author | None = None
    is_mine: bool = True


@wordless
@dataclass(frozen=True)
class Editing:
    """The form of one phrase: what was typed, what was wrong, and what a colleague has made of it.

    `now` is how the phrase reads now, where it was changed after the page was opened.
    """

    line: Line
    fields: Form
    problems: tuple[Problem, ...] = ()
    now: str = ""


@wordless
@dataclass(frozen=True)
class BankScreen:
    """Both banks, a form for one more, and what has just been done: added, changed or removed.

    `removed` is what was taken out, to put it back; `place` the bank that it was done in.
    """

    own: tuple[Line, ...]
    team: tuple[Line, ...]
    has_team: bool
    fields: Form
    problems: tuple[Problem, ...] = ()
    editing: Editing | None = None
    done: str = ""
    place: Bank = Bank.OWN
    removed: Mapping[str, str] = field(default_factory=dict)
    most_own: int = rules.MOST_PHRASES
    most_team: int = rules.MOST_TEAM_PHRASES


def show(host: StaffHost, form: Form) -> Page:
    """Show both banks; one phrase is open to be edited where that is asked for."""
    banks, phrase_id = _read(host), read_text(form, "edit")
    try:
        phrase = banks.named(read_bank(form), phrase_id) if phrase_id else None
    except Unknown:
        phrase = None
    if phrase is None or not _may_change(host, phrase):
        return _page(host, banks)
    fields = {"phrase": [phrase.text], "revision": [str(phrase.revision)]}
    place = {"edit": phrase.id, "bank": read_bank(form).value}
    return _page(host, banks, editing=Editing(_line(host, phrase), fields), address=place)


def add(host: StaffHost, form: Form) -> Page:
    """Add a phrase to one's own, or to those of the team."""
    bank, phrase_id = read_bank(form), Filled(form).identifier("id")
    with deciding(host, bank) as banks:
        try:
            after = add_phrase(host, banks, bank, phrase_id, read_text(form, "phrase"))
        except Invalid as refused:
            return _page(host, banks, fields=form, problems=refused.problems, status=422)
        return _page(host, after, done="added", place=bank)


def add_phrase(host: StaffHost, banks: Banks, bank: Bank, phrase_id: str, text: str) -> Banks:
    """Keep a phrase where it is not there yet. Raises `Invalid` where it breaks a rule."""
    if bank is Bank.OWN:
        own = Phrase(_free_id(host, banks.own, phrase_id), text)
        phrases, is_new = rules.add(banks.own, own)
        return _keep_own(host, banks, phrases) if is_new else banks
    phrase = TeamPhrase(_free_id(host, banks.team, phrase_id), text, host.author, host.now())
    team, is_new = rules.add(banks.team, phrase)
    if is_new:
        _append(host, rows.write_added(team[-1]))
    return replace(banks, team=team)


def edit(host: StaffHost, form: Form) -> Page:
    """Give a phrase other words. Who comes second is told, and loses nothing."""
    bank, phrase_id = read_bank(form), Filled(form).identifier("id")
    text, seen = read_text(form, "phrase"), read_integer(form, "revision")
    with deciding(host, bank) as banks:
        try:
            after = _changed(host, banks, bank, phrase_id, text, seen)
        except Unknown:
            # A colleague has removed it: what was typed can be added again.
            gone = (Problem("phrase", "phrase_gone"),)
            again = {**form, "id": [host.new_id()]}
            return _page(host, banks, fields=again, problems=gone, status=409)
        except (Invalid, Stale) as refused:
            return _edited_again(host, banks, banks.named(bank, phrase_id), form, refused)
        return _page(host, after, done="changed", place=bank)


def remove(host: StaffHost, form: Form) -> Page:
    """Remove a phrase, as it was seen. It can be put back."""
    bank, phrase_id = read_bank(form), read_text(form, "id")
    # A page of before phrases could be edited says none.
    seen = read_integer(form, "revision") if "revision" in form else 0
    with deciding(host, bank) as banks:
        try:
            phrase = banks.named(bank, phrase_id)
            left = _without(host, banks, phrase, seen)
        except (Stale, Unknown) as refused:
            problems = tuple(replace(each, field="") for each in refused.problems)
            return _page(host, banks, problems=problems, status=409)
        back = {"id": host.new_id(), "bank": bank.value, "phrase": phrase.text}
        return _page(host, left, done="removed", place=bank, removed=back)


def read_bank(form: Form) -> Bank:
    """Read which bank is meant: one's own where nothing is said."""
    text = read_text(form, "bank") or Bank.OWN.value
    chosen = next((each for each in Bank if each.value == text), None)
    if chosen is None:
        raise Invalid(Problem("bank", "unknown_choice"))
    return chosen


@contextmanager
def deciding(host: StaffHost, bank: Bank) -> Iterator[Banks]:
    """Read both banks once, where no colleague changes that one until the end."""
    with ExitStack() as until:
        if bank is Bank.TEAM:
            until.enter_context(host.transaction())
            until.enter_context(host.ledger.lock(BANK, Kind.BANK))
        yield _read(host)


def _read(host: StaffHost) -> Banks:
    bodies = (each.body for each in host.ledger.entries(BANK, Kind.BANK))
    return Banks(host.load_drafts(), rows.read_team_phrases(bodies))


def _changed(
    host: StaffHost, banks: Banks, bank: Bank, phrase_id: str, text: str, seen: int
) -> Banks:
    """Give a phrase other words, and return the banks with it."""
    before = banks.named(bank, phrase_id)
    _check_may_change(host, before)
    after = rules.change(before, text, seen=seen)
    if after == before:
        return banks
    if isinstance(after, Phrase):
        own = tuple(after if each.id == phrase_id else each for each in banks.own)
        return _keep_own(host, banks, own)
    _append(host, rows.write_changed(after, host.author, host.now()))
    after = replace(after, last_by=host.author)
    team = tuple(after if each.id == phrase_id else each for each in banks.team)
    return replace(banks, team=team)


def _without(host: StaffHost, banks: Banks, phrase: Phrase | TeamPhrase, seen: int) -> Banks:
    """Remove a phrase, and return the banks without it."""
    _check_may_change(host, phrase)
    if isinstance(phrase, Phrase):
        return _keep_own(host, banks, rules.remove(banks.own, phrase, seen=seen))
    team = rules.remove(banks.team, phrase, seen=seen)
    _append(host, rows.write_removed(phrase, host.author, host.now()))
    return replace(banks, team=team)


def _keep_own(host: StaffHost, banks: Banks, phrases: tuple[Phrase, ...]) -> Banks:
    banks = banks.with_own(phrases)
    host.save_drafts(banks.drafts)
    return banks


def _append(host: StaffHost, row: Mapping[str, Any]) -> None:
    host.ledger.append([Entry(Kind.BANK, BANK, row, host.now())])


def _free_id(host: StaffHost, phrases: Sequence[Phrase | TeamPhrase], phrase_id: str) -> str:
    """Return the id that a page gave, or another: that page may have added one already."""
    is_taken = any(each.id == phrase_id for each in phrases)
    return host.new_id() if is_taken else phrase_id


def _may_change(host: StaffHost, phrase: Phrase | TeamPhrase) -> bool:
    return isinstance(phrase, Phrase) or rules.may_change(
        phrase, host.author, is_instructor=host.is_instructor
    )


def _check_may_change(host: StaffHost, phrase: Phrase | TeamPhrase) -> None:
    if not _may_change(host, phrase):
        raise NotAllowed


def _line(host: StaffHost, phrase: Phrase | TeamPhrase) -> Line:
    if isinstance(phrase, Phrase):
        return Line(phrase, Bank.OWN)
    may_change, is_mine = _may_change(host, phrase), phrase.by.id == host.author.id
    return Line(phrase, Bank.TEAM, may_change, phrase.by, phrase.last_by, is_mine)


def _edited_again(
    host: StaffHost,
    banks: Banks,
    phrase: Phrase | TeamPhrase,
    form: Form,
    refused: Invalid | Stale,
) -> Page:
    """Show an edit that was not taken: with what is wrong, or beside what the phrase says now."""
    line = _line(host, phrase)
    if isinstance(refused, Invalid):
        return _page(host, banks, editing=Editing(line, form, refused.problems), status=422)
    again = {**form, "revision": [str(phrase.revision)]}
    return _page(host, banks, editing=Editing(line, again, now=phrase.text), status=409)


def _page(
    host: StaffHost,
    banks: Banks,
    *,
    fields: Form | None = None,
    status: int = 200,
    address: Mapping[str, str] | None = None,
    **shown: Any,
) -> Page:
    """Show both banks. What cannot be shown raises, and what was decided is not kept either."""
    screen = BankScreen(
        own=tuple(_line(host, each) for each in banks.own),
        team=tuple(_line(host, each) for each in banks.team),
        has_team=host.ledger.records,
        fields={"id": [host.new_id()]} if fields is None else fields,
        **shown,
    )
    return staff_page(host, "bank", "bank", screen, status=status, place=address)
