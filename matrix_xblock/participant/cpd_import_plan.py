"""What a file would bring into the CPD log: read as answered, and compared with the log."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.file_kind import FileKind
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.common.kinds import kind_of_any_table, refuse_other_kinds
from matrix_xblock.codec.common.previewed import is_another
from matrix_xblock.codec.common.table import Table, read_pasted, read_table
from matrix_xblock.codec.cpd.cpd_rows import (
    ImportOptions,
    ImportResult,
    Row,
    fingerprint,
    read_rows,
)
from matrix_xblock.domain.cpd import cpd as rules
from matrix_xblock.domain.cpd.cpd import AreaRef, CpdLog
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant.cpd_answers import MONTH_FIRST, Answers, read_answers
from matrix_xblock.participant.review_context import ReviewContext
from matrix_xblock.ports.hosts import Host

__all__ = ["Plan", "make_plan", "no_room"]

_TABLES = {
    FileKind.CPD_LOG,
    FileKind.EMPTY,  # the reader of tables says so
    FileKind.HTML_TABLE,
    FileKind.TABLE,
    FileKind.WORKBOOK,
}
_PERHAPS = {FileKind.FRAMEWORK_TABLE, FileKind.PEOPLE}
"""Tables that are a log all the same where they have a title and a date: exports of courses do."""


@wordless
@dataclass(frozen=True)
class Plan:
    """What a file would bring.

    `known` are the ids of rows that are in the log already; `alike` ones look like an entry of the
    log and are left out unless somebody says that both are true. Of more `new` ones than the log
    has `room` for, the newest are taken where somebody wants that, and `older` ones are not.
    """

    table: Table
    answers: Answers
    result: ImportResult
    new: tuple[Row, ...] = ()
    known: tuple[str, ...] = ()
    alike: tuple[Row, ...] = ()
    room: int = 0
    older: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def can_go(self) -> bool:
        """Tell whether the file can come in as it is."""
        is_open = self.problems or self.result.problems or self.result.asks
        return bool(self.new) and not is_open


def make_plan(
    host: Host, review_context: ReviewContext, log: CpdLog, form: Form, content: bytes
) -> Plan:
    """Read a file, or what was pasted, as answered. Raises `Invalid` where nothing can be read."""
    pasted = forms.read_text(form, "pasted")
    if not content and not pasted.strip():
        raise Invalid(Problem("file", "table_missing"))
    kind = kind_of_any_table(content or pasted.encode())
    refuse_other_kinds(kind, _TABLES | _PERHAPS)
    try:
        table = _widened(_table(form, content, pasted))
    except Invalid:
        refuse_other_kinds(kind, _TABLES)
        raise
    answers = read_answers(
        form,
        table,
        label=host.label,
        remembered=log.columns,
        is_another=is_another(form, content or pasted.encode()),
    )
    if answers.problems:
        if kind in _PERHAPS and "head-0" not in form:
            refuse_other_kinds(kind, _TABLES)
        return Plan(table, answers, ImportResult(), problems=answers.problems)
    options = _options(host, review_context, log, answers)
    result = read_rows(table, options)
    return _against(log, Plan(table, answers, result))


def _options(
    host: Host, review_context: ReviewContext, log: CpdLog, answers: Answers
) -> ImportOptions:
    return ImportOptions(
        answers.columns,
        is_month_first=answers.order == MONTH_FIRST,
        day_minutes=review_context.setup.cpd.day_minutes,
        areas=_areas(review_context, log),
        place=host.place,
        label=host.label,
        unit=answers.unit,
        point_minutes=answers.point_minutes,
        is_month_enough=answers.is_month_enough,
        leaves_months_out=answers.leaves_months_out,
        meanings=answers.meanings,
        left_out=answers.left_out,
        both=answers.both,
        leaves_wrong_out=answers.leaves_wrong_out,
    )


def _table(form: Form, content: bytes, pasted: str) -> Table:
    """Read a table with the row of headings that was chosen: by its words, as files are mended."""
    encoding = forms.read_text(form, "encoding")
    chosen = forms.read_text(form, "heading")

    def read(heading: int | None) -> Table:
        if content:
            return read_table(content, heading=heading, encoding=encoding)
        return read_pasted(pasted, heading=heading)

    table = read(None)
    line = next((line for line, words in table.tops if words == chosen), table.heading)
    return table if line == table.heading else read(line)


def _widened(table: Table) -> Table:
    """Give cells that stand beyond the headings a column without a name: they are not dropped.

    A comma in a text that nobody has put in quotation marks makes such cells.
    """
    width = len(table.header)
    wider = (cells for _, cells in table.rows if len(cells) > width)
    widest = max(
        (at for cells in wider for at, cell in enumerate(cells, start=1) if cell.strip()),
        default=0,
    )
    return replace(table, header=table.header + ("",) * (widest - len(table.header)))


def _against(log: CpdLog, plan: Plan) -> Plan:
    """Set apart what the log has already, and what looks like an entry of it."""
    looks = {fingerprint(each) for each in log.glances.values()}
    others = [each for each in plan.result.rows if each.entry.id not in log.glances]
    known = tuple(each.entry.id for each in plan.result.rows if each.entry.id in log.glances)
    alike = [
        each
        for each in (others if looks else ())
        if each.key not in plan.answers.both and fingerprint(each.entry) in looks
    ]
    are_alike = {each.key for each in alike}
    new = [each for each in others if each.key not in are_alike]
    room = max(0, rules.MOST_ENTRIES - len(log.glances))
    plan = replace(plan, new=tuple(new), known=known, alike=tuple(alike), room=room)
    return plan if len(new) <= room else _fitting(plan)


def _fitting(plan: Plan) -> Plan:
    """Take the newest rows that the log has room for, where somebody has chosen that."""
    if plan.answers.takes_newest and plan.room:
        newest = sorted(plan.new, key=lambda each: each.entry.start, reverse=True)[: plan.room]
        keys = {each.key for each in newest}
        new = tuple(each for each in plan.new if each.key in keys)
        return replace(plan, new=new, older=len(plan.new) - len(new))
    return replace(plan, problems=(no_room("newest" if plan.room else "file", plan.room),))


def no_room(field: str, room: int) -> Problem:
    """Say that the log cannot take so many entries, or that it is full."""
    limits = {"most": rules.MOST_ENTRIES, "room": room}
    return Problem(field, "import_too_many" if room else "log_full", limits)


def _areas(review_context: ReviewContext, log: CpdLog) -> dict[str, AreaRef]:
    framework = review_context.setup.framework
    here = {a.name.casefold(): AreaRef(framework.id, a.id, a.name) for a in framework.areas}
    used = {ref[2].casefold(): AreaRef(*ref) for each in log.glances.values() for ref in each.areas}
    return {**used, **here}
