"""Bringing a file into the CPD log: what was understood is shown and corrected before it is saved.

The file is sent again with every press and is kept nowhere in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.file_kind import FileKind
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.common.kinds import kind_of
from matrix_xblock.codec.common.previewed import is_previewed, mark_of_file
from matrix_xblock.codec.common.table import MOST_ROWS
from matrix_xblock.domain.cpd import cpd as rules
from matrix_xblock.domain.cpd.cpd import CpdLog
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import cpd_calendar
from matrix_xblock.participant.cpd_answers import columns_to_remember
from matrix_xblock.participant.cpd_import_plan import Plan, make_plan
from matrix_xblock.participant.cpd_import_shown import ImportOutcome, outcome_of
from matrix_xblock.participant.frame import tab_page
from matrix_xblock.participant.review_context import ReviewContext, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["read", "show"]


@wordless
@dataclass(frozen=True)
class ChooseScreen:
    """How many rows a file may have."""

    most: int = MOST_ROWS


def show(host: Host, form: Form) -> Page:
    """Show where to choose a file."""
    del form
    review_context = load_context(host, "")
    return tab_page(review_context, "cpd", "cpd/bring/file", ChooseScreen(), address="cpd-import")


def read(host: Host, form: Form, content: bytes) -> Page:
    """Show what the file would bring; with `confirm` bring it in. Answers the part that changes."""
    review_context = load_context(host, "")
    if forms.read_text(form, "undo") == "yes":
        return _undo(host, form.get("brought", ()))
    log = host.load_cpd()
    given = content or forms.read_text(form, "pasted").encode()
    if given and kind_of(given) is FileKind.CALENDAR:
        return cpd_calendar.read(host, review_context, log, form, given)
    try:
        plan = make_plan(host, review_context, log, form, content)
    except Invalid as refused:
        return _result(ImportOutcome(problems=refused.problems), status=422)
    outcome = replace(outcome_of(plan), import_of=mark_of_file(given))
    is_confirmed = forms.read_text(form, "confirm") == "yes"
    if is_confirmed and is_previewed(form, given):
        return _confirmed(host, review_context, log, plan, outcome)
    if is_confirmed:
        another = Problem("file", "import_another_file")
        outcome = replace(outcome, problems=(another, *outcome.problems))
    return _shown(outcome)


def _confirmed(
    host: Host, review_context: ReviewContext, log: CpdLog, plan: Plan, outcome: ImportOutcome
) -> Page:
    if plan.can_go:
        return _add(host, review_context, log, plan, outcome)
    there = _added_before(log, plan)
    others = outcome.known - len(there)
    again = replace(outcome, problems=(), known=others, added=len(there), brought=there)
    return _result(again) if there else _shown(outcome)


def _shown(outcome: ImportOutcome) -> Page:
    is_wrong = bool(outcome.problems or outcome.row_problems)
    return _result(outcome, status=422 if is_wrong else 200)


def _add(
    host: Host, review_context: ReviewContext, log: CpdLog, plan: Plan, outcome: ImportOutcome
) -> Page:
    new = tuple(each.entry for each in plan.new)
    with host.transaction():
        whole = rules.add(log, new, now=review_context.now)
        host.save_cpd(rules.remember_columns(whole, columns_to_remember(plan.answers, plan.table)))
        for entry in new:
            host.publish(CpdLogged(entry.type.value, entry.status.value, entry.minutes))
    return _result(replace(outcome, added=len(new), brought=tuple(each.id for each in new)))


def _added_before(log: CpdLog, plan: Plan) -> tuple[str, ...]:
    """Return what the same press has added, where this is its second time.

    The answer to the first got lost, or this one comes after it. Nobody can add a file of which
    nothing is new. What was added together was made at one moment.
    """
    is_full = plan.answers.takes_newest and not plan.room
    if plan.result.problems or plan.result.asks or (plan.new and not is_full):
        return ()
    entries = log.readable(plan.known)
    last = max((each.created for each in entries if each.created), default=None)
    return tuple(each.id for each in entries if each.created == last) if last else ()


def _undo(host: Host, brought: Sequence[str]) -> Page:
    """Take out again what a file has brought, but for what has been changed since."""
    log = host.load_cpd()
    there = [each for each in dict.fromkeys(brought) if each in log.glances]
    entries = {each.id: each for each in log.readable(there)}
    gone = [key for key, each in entries.items() if each.revision == 1 and each.source == "import"]
    left = log
    for entry_id in gone:
        left = rules.remove(left, entry_id, seen=1)
    if gone:
        host.save_cpd(left)
    return _result(ImportOutcome(undone=len(gone), stayed=len(there) - len(gone)))


def _result(outcome: ImportOutcome, *, status: int = 200) -> Page:
    return Page("participant/cpd/bring/result.html", outcome, status)
