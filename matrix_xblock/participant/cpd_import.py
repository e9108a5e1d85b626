"""Bringing a CSV file into the CPD log: shown first, corrected where need be, all of it or nothing.

The file is sent again with every press and is kept nowhere in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.common.table import Table, read_table
from matrix_xblock.codec.cpd import cpd_csv
from matrix_xblock.codec.cpd.cpd_csv import COLUMNS, NEEDED, CsvOptions, ImportResult, fingerprint
from matrix_xblock.domain.cpd import cpd as rules
from matrix_xblock.domain.cpd.cpd import AreaRef, CpdEntry, CpdLog
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant.frame import tab_page
from matrix_xblock.participant.review_context import ReviewContext, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["read", "show"]

MOST_SHOWN = 10
"""Rows of the preview."""
MOST_TOLD = 50
"""Problems that are listed; the rest is a number."""

MONTH_FIRST, DAY_FIRST = "month-first", "day-first"


@wordless
@dataclass(frozen=True)
class Plan:
    """What a file would bring: new entries, and how many the log has already."""

    table: Table
    columns: Mapping[str, int]
    order: str
    is_order_unsure: bool
    read: ImportResult
    new: tuple[CpdEntry, ...]
    problems: tuple[Problem, ...]

    @property
    def can_go(self) -> bool:
        """Tell whether the file can come in as it is."""
        return bool(self.new) and not self.problems and not self.read.problems


def show(host: Host, form: Form) -> Page:
    """Show where to choose a file."""
    del form
    most = {"most": rules.MOST_ENTRIES}
    return tab_page(load_context(host, ""), "cpd", "cpd/import", most, address="cpd-import")


def read(host: Host, form: Form, content: bytes) -> Page:
    """Show what the file would bring; with `confirm` bring it in. Answers the part that changes."""
    review_context = load_context(host, "")
    log = host.load_cpd()
    try:
        plan = _plan(host, review_context, log, form, content)
    except Invalid as refused:
        return _result({"problems": refused.problems}, status=422)
    if forms.read_text(form, "confirm") != "yes" or not plan.can_go:
        is_wrong = bool(plan.problems or plan.read.problems)
        return _result(_told(plan, log), status=422 if is_wrong else 200)
    with host.transaction():
        host.save_cpd(rules.add(log, plan.new, now=review_context.now))
        for entry in plan.new:
            host.publish(CpdLogged(entry.type.value, entry.status.value, entry.minutes))
    return _result({"added": len(plan.new)})


def _plan(
    host: Host, review_context: ReviewContext, log: CpdLog, form: Form, content: bytes
) -> Plan:
    if not content:
        raise Invalid(Problem("file", "file_missing"))
    table = read_table(content)
    columns = _columns(form, table, host)
    guessed = cpd_csv.guess_month_first(table, columns)
    order = forms.read_text(form, "date_order") or (MONTH_FIRST if guessed else DAY_FIRST)
    missing = tuple(
        Problem(f"column-{name}", f"column_{name}_missing")
        for name in NEEDED
        if name not in columns
    )
    options = CsvOptions(
        columns,
        is_month_first=order == MONTH_FIRST,
        day_minutes=review_context.setup.cpd.day_minutes,
        areas=_areas(review_context, log),
        place=host.place,
        label=host.label,
    )
    result = ImportResult((), 0, (), ()) if missing else cpd_csv.read_rows(table, options)
    new = _new(log, result)
    full = len(log.glances) + len(new) > rules.MOST_ENTRIES
    room = {"most": rules.MOST_ENTRIES, "room": rules.MOST_ENTRIES - len(log.glances)}
    too_many = (Problem("file", "import_too_many", room),) if full else ()
    return Plan(table, columns, order, guessed is None, result, new, (*missing, *too_many))


def _columns(form: Form, table: Table, host: Host) -> dict[str, int]:
    """Return which column holds what: as the page says, else as it can be guessed."""
    if not any(name.startswith("column-") for name in form):
        return cpd_csv.guess_columns(table.header, label=host.label)
    chosen = {name: forms.read_text(form, f"column-{name}") for name in COLUMNS}
    places = {name: whole_number(text) for name, text in chosen.items()}
    width = len(table.header)
    return {name: at for name, at in places.items() if at is not None and at < width}


def _areas(review_context: ReviewContext, log: CpdLog) -> dict[str, AreaRef]:
    framework = review_context.setup.framework
    here = {a.name.casefold(): AreaRef(framework.id, a.id, a.name) for a in framework.areas}
    used = {ref[2].casefold(): AreaRef(*ref) for each in log.glances.values() for ref in each.areas}
    return {**used, **here}


def _new(log: CpdLog, result: ImportResult) -> tuple[CpdEntry, ...]:
    """Leave out what the log has already: the same id, or the same title, day, time and type."""
    known = {fingerprint(each) for each in log.glances.values()}
    return tuple(
        entry
        for entry in result.entries
        if entry.id not in log.glances and fingerprint(entry) not in known
    )


def _told(plan: Plan, log: CpdLog) -> dict[str, Any]:
    wrong, odd = plan.read.problems, plan.read.notices
    return {
        "problems": plan.problems,
        "header": tuple(enumerate(plan.table.header)),
        "columns": [(name, plan.columns.get(name, -1)) for name in COLUMNS if name != "id"],
        "is_unsure": plan.is_order_unsure,
        "order": plan.order,
        "rows": len(plan.table.rows),
        "new": len(plan.new),
        "known": len(plan.read.entries) - len(plan.new),
        "repeated": plan.read.repeated,
        "row_problems": wrong[:MOST_TOLD],
        "more_problems": max(0, len(wrong) - MOST_TOLD),
        "notices": odd[:MOST_TOLD],
        "more_notices": max(0, len(odd) - MOST_TOLD),
        "preview": plan.new[:MOST_SHOWN],
        "can_go": plan.can_go,
        "held": len(log.glances),
    }


def _result(context: Mapping[str, Any], *, status: int = 200) -> Page:
    return Page("participant/cpd/import_result.html", context, status=status)
