"""Accepting several reviews from the list: shown first, then done, one transaction a person.

What was done is read from the ledger each time, so the same press again does nothing twice and goes
on where it was. A request does some of them; the page asks for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Invalid, MatrixError, Problem
from matrix_xblock.domain.staff.roster import RosterFilter
from matrix_xblock.domain.staff.several import MOST_AT_ONCE, Verdict, press_of
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.answering import accept_unopened, take_back
from matrix_xblock.staff.filters import place, query, read_place
from matrix_xblock.staff.my_people import people_asked
from matrix_xblock.staff.pages import staff_page
from matrix_xblock.staff.reviews import filter_asked, filter_meant
from matrix_xblock.staff.reviews import show as show_reviews
from matrix_xblock.staff.selection import is_every, key_of, read_lines
from matrix_xblock.staff.several import LookedAt, SeveralOutcome, look, until, verdict_of
from matrix_xblock.staff.submission_history import read_history

__all__ = ["PART_LENGTH", "accept", "show", "undo"]

PART_LENGTH = 15
"""Reviews of one request: each takes some forty queries, and people see how far it is."""

_LONGEST = timedelta(seconds=8)
"""How long a request goes on where others hold the locks: a browser gives up after 20 s."""

_ACCEPT, _UNDO = "accept", "undo"
_Do = Callable[[StaffHost, LookedAt, str], None]


@wordless
@dataclass(frozen=True)
class AcceptingScreen:
    """What a press will do; or, while it goes on, how far it is.

    `more` match and are left for another time. Of all `keys` so many are `done`; `tried` are those
    that could not be.
    """

    act: str
    press: str
    titles: Mapping[str, str]
    query: Mapping[str, str]
    page: int
    ready: tuple[LookedAt, ...] = ()
    left_out: tuple[LookedAt, ...] = ()
    more: int = 0
    keys: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    done: int = 0


def show(host: StaffHost, form: Form) -> Page:
    """Show what accepting the selected reviews will do. An address selects nothing: the list."""
    if "picking" not in form:
        return show_reviews(host, form)
    host = people_asked(host, form)
    try:
        ticked = () if is_every(form) else _ticked(form)
        wanted = filter_asked(host, form, host.roster.cohorts())
    except Invalid as refused:
        return show_reviews(host, form, problems=refused.problems)
    keys, more = (ticked, 0) if ticked else _every(host, wanted)
    press = host.new_id()
    looked = look(host, keys, press, staff_drafts=host.load_drafts())
    ready = tuple(each for each in looked if each.verdict is Verdict.READY)
    left_out = tuple(each for each in looked if each.verdict is not Verdict.READY)
    shown = _screen(host, form, wanted, _ACCEPT, press)
    return _page(host, wanted, replace(shown, ready=ready, left_out=left_out, more=more))


def accept(host: StaffHost, form: Form) -> Page:
    """Accept what was selected and still stands as it was seen, as many as one request does."""
    return _some(host, form, _ACCEPT, _accept)


def undo(host: StaffHost, form: Form) -> Page:
    """Take back what one press has accepted, as many as one request does."""
    return _some(host, form, _UNDO, _undo)


def _every(host: StaffHost, wanted: RosterFilter) -> tuple[tuple[str, ...], int]:
    """Return the keys of all that match, and how many more there are than can be done at once."""
    page = host.roster.page(wanted, start=0, length=MOST_AT_ONCE)
    keys = tuple(key for each in page.lines if (key := key_of(each)))
    return keys, max(page.total(wanted) - len(page.lines), 0)


def _ticked(form: Form) -> tuple[str, ...]:
    keys = read_lines(form)
    if not keys:
        raise Invalid(Problem("line", "nothing_selected"))
    return keys


def _some(host: StaffHost, form: Form, act: str, do: _Do) -> Page:
    """Do some of what is still to be done. What fails is tried once in a press."""
    host = people_asked(host, form)
    press = Filled(form).identifier("press")
    try:
        keys, tried = _ticked(form), set(read_lines(form, "tried"))
    except Invalid as refused:
        return show_reviews(host, form, problems=refused.problems)
    waiting = [each for each in look(host, keys, press) if _is_to_do(each, act, tried)]
    tried |= _failed(host, waiting[:PART_LENGTH], press, do)
    looked = look(host, keys, press)
    if not any(_is_to_do(each, act, tried) for each in looked):
        return show_reviews(host, form, several=_outcome(host, looked, act, press))
    done = sum(each.verdict is _AFTER[act] for each in looked)
    wanted = filter_meant(host, form)
    shown = _screen(host, form, wanted, act, press)
    order = tuple(key for key in keys if key in tried)
    return _page(host, wanted, replace(shown, keys=keys, tried=order, done=done))


def _failed(host: StaffHost, part: Sequence[LookedAt], press: str, do: _Do) -> set[str]:
    """Do it to each of a part, as long as a request may take; return the keys of what failed."""
    failed, began = set(), host.now()
    for each in part:
        if host.now() - began > _LONGEST:
            break
        try:
            do(host, each, press)
        except MatrixError:
            failed.add(each.key)
    return failed


_BEFORE = {_ACCEPT: Verdict.READY, _UNDO: Verdict.DONE}
_AFTER = {_ACCEPT: Verdict.DONE, _UNDO: Verdict.UNDONE}


def _is_to_do(each: LookedAt, act: str, tried: set[str]) -> bool:
    is_possible = act == _ACCEPT or each.undo_problem is None
    return each.verdict is _BEFORE[act] and is_possible and each.key not in tried


def _accept(host: StaffHost, each: LookedAt, press: str) -> None:
    """Accept one, unless a colleague or the participant was first: that is seen afterwards."""
    seen = each.seen
    with host.lock(), host.ledger.lock(seen.participant):
        history = read_history(host, seen.participant, Kind.ACCESS)
        if verdict_of(host, history, seen, press) is Verdict.READY:
            own_press = press_of(press, seen.round_id)
            accept_unopened(host, history, seen.round_id, seen.revision, own_press)


def _undo(host: StaffHost, each: LookedAt, press: str) -> None:
    seen = each.seen
    with host.lock(), host.ledger.lock(seen.participant):
        history = read_history(host, seen.participant)
        if verdict_of(host, history, seen, press) is Verdict.DONE:
            take_back(host, history, seen.round_id, press_of(press, seen.round_id))


def _outcome(host: StaffHost, looked: Sequence[LookedAt], act: str, press: str) -> SeveralOutcome:
    """Say what a press has done: what is still to be done could not be saved."""
    done = tuple(each for each in looked if each.verdict is _AFTER[act])
    failed = tuple(each for each in looked if _is_to_do(each, act, set()))
    others = tuple(each for each in looked if each not in done and each not in failed)
    return SeveralOutcome(
        act=act,
        press=press,
        number=len(looked),
        done=len(done),
        left_out=others,
        failed=failed,
        taken=tuple(each.key for each in done) if act == _ACCEPT else (),
        until=until(done) if act == _ACCEPT else None,
        is_notified=act == _ACCEPT and host.notifications.is_on,
    )


def _screen(
    host: StaffHost, form: Form, wanted: RosterFilter, act: str, press: str
) -> AcceptingScreen:
    number = read_place(form, "page", least=1)
    return AcceptingScreen(act, press, host.setup.titles, query(wanted), number)


def _page(host: StaffHost, wanted: RosterFilter, shown: AcceptingScreen) -> Page:
    at = {"page": str(shown.page) if shown.page > 1 else "", **place(wanted)}
    return staff_page(host, "reviews", "accepting", shown, place=at)
