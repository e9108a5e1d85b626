"""A record from another course comes in: first shown, then saved, then undone on request."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.file_kind import FileKind
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.common.kinds import kind_of_any_table
from matrix_xblock.codec.plans.interest import read_interests
from matrix_xblock.codec.record import portable
from matrix_xblock.codec.record.portable import Portable
from matrix_xblock.codec.record.undo_slip import read_slip, write_slip
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.plans import board
from matrix_xblock.domain.record import holdings
from matrix_xblock.domain.record.holdings import Holdings
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.record.undoing import compare, counted, undo
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant.plans import without_interest
from matrix_xblock.participant.review_context import ReviewContext, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["holdings_of", "read"]

Counts = tuple[tuple[str, int], ...]
"""How many things there are of each kind."""

_HAVE_A_PLACE = {
    FileKind.EMPTY,
    FileKind.CPD_LOG,
    FileKind.CPD_JSON,
    FileKind.FRAMEWORK,
    FileKind.FRAMEWORK_TABLE,
    FileKind.KNOWN_FRAMEWORK,
    FileKind.CALENDAR,
    FileKind.COURSE,
    FileKind.RELEASE,
    FileKind.TRUST_REPORT,
    FileKind.RESEARCH,
    FileKind.STAFF_FILE,
}
"""Kinds of which it can be said where they belong. Of others it is said what is wanted here."""


@wordless
@dataclass(frozen=True)
class RecordImport:
    """What a file would bring or has brought, what stays outside, or what is wrong with it.

    `is_own` tells whether it is of the same person, as far as that can be told; `given_up` are the
    posts of the board of which course staff are then told that they are wanted no more. With `slip`
    it can be undone; `undone` is what went or was put back, `stayed` what had changed since.
    """

    file: Portable | None = None
    added: Counts = ()
    replaced: Counts = ()
    passed_over: Counts = ()
    same: int = 0
    given_up: frozenset[str] = frozenset()
    is_own: bool = False
    is_done: bool = False
    can_undo: bool = False
    slip: str = ""
    is_undone: bool = False
    undone: Counts = ()
    stayed: Counts = ()
    problems: tuple[Problem, ...] = ()


def read(host: Host, form: Form, content: bytes) -> Page:
    """Show what a file would bring; with `confirm` bring it in, with `undo` take it out again."""
    review_context = load_context(host, "", also=(Kind.INTEREST,))
    if forms.read_text(form, "undo") == "yes":
        return _undo(host, review_context, forms.read_text(form, "slip"))
    here = holdings_of(host, review_context)
    try:
        _check_kind(content)
        file = portable.read(content)
        made_in, title = file.place.usage, file.place.title
        merged = holdings.merge(here, file.holdings, made_in=made_in, title=title)
    except Invalid as refused:
        return _result(RecordImport(problems=refused.problems), status=422)
    change = compare(here, file.holdings, merged, made_in=made_in, title=title)
    slip = write_slip(here, merged, change.came_in, owner=_owner(host))
    given_up = _given_up(review_context, merged.record)
    outcome = RecordImport(
        file=file,
        added=counted(change.added),
        replaced=counted(change.replaced),
        passed_over=counted(change.passed_over),
        same=len(change.same),
        given_up=given_up,
        is_own=file.is_of(host.participant.id),
        can_undo=bool(slip),
    )
    if forms.read_text(form, "confirm") != "yes" or not change.came_in:
        return _result(outcome)
    if not outcome.is_own and forms.read_text(form, "own") != "yes":
        problems = (Problem("own", "own_not_ticked"),)
        return _result(replace(outcome, problems=problems), status=422)
    _save(host, review_context, merged, given_up)
    return _result(replace(outcome, is_done=True, slip=slip))


def _undo(host: Host, review_context: ReviewContext, words: str) -> Page:
    """Put everything back that is still as it came in, and say what is not."""
    try:
        slip = read_slip(words, owner=_owner(host))
    except Invalid as refused:
        return _result(RecordImport(problems=refused.problems), status=422)
    here = holdings_of(host, review_context)
    unchanged, stayed = slip.unchanged(here), slip.changed(here)
    back = undo(here, slip.before, unchanged)
    if unchanged:
        _save(host, review_context, back, _given_up(review_context, back.record))
    return _result(RecordImport(is_undone=True, undone=counted(unchanged), stayed=counted(stayed)))


def _owner(host: Host) -> str:
    """Return whose page this is, and of which block: a slip of another undoes nothing here."""
    return f"{host.place.usage}:{host.participant.id}"


def _save(
    host: Host, review_context: ReviewContext, whole: Holdings, given_up: frozenset[str]
) -> None:
    with host.transaction():
        without_interest(host, review_context, given_up)
        host.save(whole.record)
        host.save_cpd(whole.log)
        host.save_every_private(whole.private)


def _check_kind(content: bytes) -> None:
    """Raise `Invalid` for a file of another kind: where it belongs, else what is wanted here."""
    if not content:
        raise Invalid(Problem("file", "file_missing"))
    kind = kind_of_any_table(content)
    if kind in _HAVE_A_PLACE:
        raise Invalid(Problem("file", f"is_{kind}"))
    if kind is not FileKind.RECORD:
        raise Invalid(Problem("file", "not_this_kind", {"kind": kind.value}))


def holdings_of(host: Host, review_context: ReviewContext) -> Holdings:
    """Return everything that somebody keeps here and across blocks."""
    return Holdings(review_context.record, host.load_every_private(), host.load_cpd())


def _given_up(review_context: ReviewContext, record: Record) -> frozenset[str]:
    """Return the posts that course staff know to be wanted, and a record wants no more.

    What a record wants anew, they are told by a press on the board only.
    """
    before = review_context.record.opportunities
    return (
        board.given_up(before, record.opportunities) & read_interests(review_context.entries).keys()
    )


def _result(outcome: RecordImport, *, status: int = 200) -> Page:
    return Page("participant/record/import_result.html", outcome, status)
