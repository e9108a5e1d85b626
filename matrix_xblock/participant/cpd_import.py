"""Bringing a file into the CPD log: what was understood is shown and corrected before it is saved.

The file is sent again with every press and is kept nowhere in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.file_kind import FileKind
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.common.kinds import kind_of
from matrix_xblock.codec.common.table import MOST_COLUMNS, Table, read_table
from matrix_xblock.codec.cpd.cpd_columns import COLUMNS
from matrix_xblock.codec.cpd.cpd_rows import (
    Aside,
    Ask,
    ImportOptions,
    ImportResult,
    Row,
    RowProblem,
    Same,
    Word,
    fingerprint,
    read_rows,
)
from matrix_xblock.domain.cpd import cpd as rules
from matrix_xblock.domain.cpd.cpd import CHOICES, AreaRef, CpdEntry, CpdLog
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import cpd_calendar
from matrix_xblock.participant.cpd_answers import (
    MONTH_FIRST,
    MOST_WORDS,
    Answers,
    columns_to_remember,
    read_answers,
)
from matrix_xblock.participant.frame import tab_page
from matrix_xblock.participant.review_context import ReviewContext, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["read", "show"]

MOST_SHOWN = 10
"""Rows of the preview."""
MOST_LISTED = 50
"""Problems that are listed; the rest is a number."""

_SAMPLES = 2


@wordless
@dataclass(frozen=True)
class Plan:
    """What a file would bring.

    `known` rows are in the log already; `alike` ones look like an entry of the log and are left
    out unless somebody says that both are true.
    """

    table: Table
    answers: Answers
    result: ImportResult
    new: tuple[Row, ...] = ()
    known: int = 0
    alike: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def can_go(self) -> bool:
        """Tell whether the file can come in as it is."""
        is_open = self.problems or self.result.problems or self.result.asks
        return bool(self.new) and not is_open


@wordless
@dataclass(frozen=True)
class ChooseScreen:
    """How many entries a log holds at most."""

    most: int = rules.MOST_ENTRIES


@wordless
@dataclass(frozen=True)
class FileColumn:
    """A column of the file: its place, heading, first values, how many rows have one, its field."""

    number: int
    head: str
    samples: tuple[str, ...]
    rows: int
    field: str


@wordless
@dataclass(frozen=True)
class WordAsked:
    """A word that is none of ours, and what it could mean. `meaning` is a code, or nothing."""

    word: Word
    choices: tuple[str, ...]
    meaning: str


@wordless
@dataclass(frozen=True)
class ImportOutcome:
    """What came of a file: entries that were added, or what it would bring, and what is wrong.

    `brought` are the ids of what was added, so that it can be undone; `undone` counts entries that
    went, `stayed` those that had been changed since.
    """

    added: int = 0
    undone: int | None = None
    stayed: int = 0
    brought: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    field_names: tuple[str, ...] = COLUMNS
    fields: Form = field(default_factory=dict)
    columns: tuple[FileColumn, ...] = ()
    unused: tuple[FileColumn, ...] = ()
    other_sheets: tuple[str, ...] = ()
    is_unsure: bool = False
    order: str = ""
    asks: frozenset[str] = frozenset()
    unit: str = ""
    is_month_enough: bool = False
    words: tuple[WordAsked, ...] = ()
    more_words: int = 0
    rows: int = 0
    new: int = 0
    known: int = 0
    alike: tuple[Row, ...] = ()
    same: tuple[Same, ...] = ()
    asides: tuple[Aside, ...] = ()
    left_out: int = 0
    waiting: int = 0
    left_out_keys: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    row_problems: tuple[RowProblem, ...] = ()
    more_problems: int = 0
    wrong_rows: int = 0
    notices: tuple[RowProblem, ...] = ()
    more_notices: int = 0
    preview: tuple[CpdEntry, ...] = ()
    can_go: bool = False


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
    if kind_of(content) is FileKind.CALENDAR:
        return cpd_calendar.read(host, review_context, log, form, content)
    try:
        plan = _plan(host, review_context, log, form, content)
    except Invalid as refused:
        return _result(ImportOutcome(problems=refused.problems), status=422)
    outcome = _outcome(plan)
    if forms.read_text(form, "confirm") != "yes" or not plan.can_go:
        is_wrong = bool(plan.problems or plan.result.problems)
        return _result(outcome, status=422 if is_wrong else 200)
    new = tuple(each.entry for each in plan.new)
    with host.transaction():
        whole = rules.add(log, new, now=review_context.now)
        columns = columns_to_remember(plan.answers, plan.table, label=host.label)
        host.save_cpd(rules.remember_columns(whole, columns))
        for entry in new:
            host.publish(CpdLogged(entry.type.value, entry.status.value, entry.minutes))
    return _result(replace(outcome, added=len(new), brought=tuple(each.id for each in new)))


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


def _plan(
    host: Host, review_context: ReviewContext, log: CpdLog, form: Form, content: bytes
) -> Plan:
    if not content:
        raise Invalid(Problem("file", "file_missing"))
    table = _widened(read_table(content))
    answers = read_answers(form, table, label=host.label, remembered=log.columns)
    if answers.problems:
        return Plan(table, answers, ImportResult(), problems=answers.problems)
    options = ImportOptions(
        answers.columns,
        is_month_first=answers.order == MONTH_FIRST,
        day_minutes=review_context.setup.cpd.day_minutes,
        areas=_areas(review_context, log),
        place=host.place,
        label=host.label,
        unit=answers.unit,
        point_minutes=answers.point_minutes,
        is_month_enough=answers.is_month_enough,
        meanings=answers.meanings,
        left_out=answers.left_out,
        both=answers.both,
    )
    result = read_rows(table, options)
    if forms.read_text(form, "leave") == "all":
        wrong = {each.key for each in result.problems}
        answers = replace(answers, left_out=answers.left_out | wrong)
        result = read_rows(table, replace(options, left_out=answers.left_out))
    return _against(log, Plan(table, answers, result))


def _widened(table: Table) -> Table:
    """Give cells that stand beyond the headings a column without a name: they are not dropped.

    A comma in a text that nobody has put in quotation marks makes such cells.
    """
    widest = max(
        at for _, cells in table.rows for at, cell in enumerate(cells, start=1) if cell.strip()
    )
    if table.unread_columns:
        raise Invalid(Problem("file", "csv_too_many_columns", {"most": MOST_COLUMNS}))
    return replace(table, header=table.header + ("",) * (widest - len(table.header)))


def _against(log: CpdLog, plan: Plan) -> Plan:
    """Set apart what the log has already, and what looks like an entry of it."""
    looks = {fingerprint(each) for each in log.glances.values()}
    known = [each for each in plan.result.rows if each.entry.id in log.glances]
    others = [each for each in plan.result.rows if each.entry.id not in log.glances]
    alike = [
        each
        for each in others
        if fingerprint(each.entry) in looks and each.key not in plan.answers.both
    ]
    are_alike = {each.key for each in alike}
    new = tuple(each for each in others if each.key not in are_alike)
    room = {"most": rules.MOST_ENTRIES, "room": rules.MOST_ENTRIES - len(log.glances)}
    too_many = (Problem("file", "import_too_many", room),) if len(new) > room["room"] else ()
    return replace(plan, new=new, known=len(known), alike=tuple(alike), problems=too_many)


def _areas(review_context: ReviewContext, log: CpdLog) -> dict[str, AreaRef]:
    framework = review_context.setup.framework
    here = {a.name.casefold(): AreaRef(framework.id, a.id, a.name) for a in framework.areas}
    used = {ref[2].casefold(): AreaRef(*ref) for each in log.glances.values() for ref in each.areas}
    return {**used, **here}


def _outcome(plan: Plan) -> ImportOutcome:
    answers, result = plan.answers, plan.result
    wrong, odd = result.problems, result.notices
    columns = tuple(_columns(plan))
    return ImportOutcome(
        problems=plan.problems,
        columns=columns,
        unused=tuple(each for each in columns if each.rows and not each.field),
        other_sheets=plan.table.other_sheets,
        is_unsure=answers.is_order_unsure,
        order=answers.order,
        asks=_asked(answers, result),
        unit=answers.unit,
        fields={"point": [answers.point]},
        is_month_enough=answers.is_month_enough,
        words=tuple(_words(answers, result)),
        more_words=max(0, len(result.words) - MOST_WORDS),
        rows=len(plan.table.rows),
        new=len(plan.new),
        known=plan.known,
        alike=plan.alike,
        same=result.same,
        asides=result.asides,
        left_out=result.left_out,
        waiting=result.waiting,
        left_out_keys=tuple(sorted(answers.left_out)),
        both=tuple(sorted(answers.both)),
        row_problems=_with_one_key_a_row(wrong[:MOST_LISTED]),
        more_problems=max(0, len(wrong) - MOST_LISTED),
        wrong_rows=len({each.key for each in wrong}),
        notices=odd[:MOST_LISTED],
        more_notices=max(0, len(odd) - MOST_LISTED),
        preview=tuple(each.entry for each in plan.new[:MOST_SHOWN]),
        can_go=plan.can_go,
    )


def _with_one_key_a_row(problems: Sequence[RowProblem]) -> tuple[RowProblem, ...]:
    """Return the problems; what a row can be left out by stands at its first one alone."""
    first = {each.key: place for place, each in reversed([*enumerate(problems)])}
    return tuple(
        each if first[each.key] == place else replace(each, key="")
        for place, each in enumerate(problems)
    )


def _asked(answers: Answers, result: ImportResult) -> frozenset[str]:
    """Return what is open, and what was answered: an answer can be changed."""
    answered = {
        Ask.UNIT: bool(answers.unit),
        Ask.POINT: bool(answers.point),
        Ask.MONTH: answers.is_month_enough,
    }
    return frozenset(each.value for each in Ask if answered[each] or each in result.asks)


def _columns(plan: Plan) -> list[FileColumn]:
    columns = []
    for at, (head, name) in enumerate(zip(plan.table.header, plan.answers.columns, strict=True)):
        cells = [row[at] for _, row in plan.table.rows if at < len(row) and row[at].strip()]
        columns.append(FileColumn(at, head, tuple(cells[:_SAMPLES]), len(cells), name))
    return columns


def _words(answers: Answers, result: ImportResult) -> list[WordAsked]:
    return [
        WordAsked(
            each,
            tuple(choice.value for choice in CHOICES[each.field]),
            answers.meanings.get(each.key, ""),
        )
        for each in result.words[:MOST_WORDS]
    ]


def _result(outcome: ImportOutcome, *, status: int = 200) -> Page:
    return Page("participant/cpd/bring/result.html", outcome, status)
