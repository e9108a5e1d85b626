"""What the page of an import into the CPD log shows: columns, questions, rows, what stays out."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass, field, replace

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.cpd.cpd_columns import COLUMNS
from matrix_xblock.codec.cpd.cpd_rows import Aside, Ask, ImportResult, Row, RowProblem, Same, Word
from matrix_xblock.domain.cpd.cpd import CHOICES, CpdEntry
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant.cpd_answers import MOST_WORDS, Answers
from matrix_xblock.participant.cpd_import_plan import Plan

__all__ = ["ImportOutcome", "outcome_of"]

MOST_SHOWN = 10
"""Rows of the preview."""
MOST_LISTED = 50
"""Problems, and rows of each other kind, that are listed; the rest is a number."""
MOST_ABOVE = 5

_SAMPLES = 2


@wordless
@dataclass(frozen=True)
class FileColumn:
    """A column of the file: its place, heading, first values, how many rows have one, its field.

    `is_chosen`: somebody has said which field it is, now or of a file before.
    """

    number: int
    head: str
    samples: tuple[str, ...]
    rows: int
    field: str
    is_chosen: bool


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
    went, `stayed` those that had been changed since. `import_of` stands for the file.
    """

    added: int = 0
    undone: int | None = None
    stayed: int = 0
    brought: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    import_of: str = ""
    field_names: tuple[str, ...] = COLUMNS
    fields: Form = field(default_factory=dict)
    columns: tuple[FileColumn, ...] = ()
    unused: tuple[FileColumn, ...] = ()
    other_sheets: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    more_above: int = 0
    heading: int = 0
    tops: tuple[tuple[int, str], ...] = ()
    encoding: str = ""
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()
    unread_columns: tuple[str, ...] = ()
    is_unsure: bool = False
    order: str = ""
    asks: frozenset[str] = frozenset()
    unit: str = ""
    is_month_enough: bool = False
    leaves_months_out: bool = False
    words: tuple[WordAsked, ...] = ()
    more_words: int = 0
    rows: int = 0
    new: int = 0
    known: int = 0
    alike: tuple[Row, ...] = ()
    alike_count: int = 0
    same: tuple[Same, ...] = ()
    same_count: int = 0
    more_alike: int = 0
    asides: tuple[Aside, ...] = ()
    aside_count: int = 0
    more_asides: int = 0
    room: int = 0
    too_many: int = 0
    older: int = 0
    takes_newest: bool = False
    leaves_wrong_out: bool = False
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


def outcome_of(plan: Plan) -> ImportOutcome:
    """Return what the page shows of a file: as much as people can read, the rest as a number."""
    answers, result = plan.answers, plan.result
    wrong, odd = result.problems, result.notices
    return replace(
        _of_table(plan),
        problems=plan.problems,
        is_unsure=answers.is_order_unsure,
        order=answers.order,
        asks=_asked(answers, result),
        unit=answers.unit,
        fields={"point": [answers.point]},
        is_month_enough=answers.is_month_enough,
        leaves_months_out=answers.leaves_months_out,
        words=tuple(_words(answers, result)),
        more_words=max(0, len(result.words) - MOST_WORDS),
        left_out=result.left_out,
        waiting=result.waiting,
        leaves_wrong_out=answers.leaves_wrong_out,
        left_out_keys=tuple(sorted(answers.left_out)),
        both=tuple(sorted(answers.both)),
        row_problems=_with_one_key_a_row(wrong[:MOST_LISTED]),
        more_problems=_beyond(wrong),
        wrong_rows=len({each.key for each in wrong}),
        notices=odd[:MOST_LISTED],
        more_notices=_beyond(odd),
        can_go=plan.can_go,
    )


def _of_table(plan: Plan) -> ImportOutcome:
    """Return what the page shows of columns and rows."""
    table, result = plan.table, plan.result
    columns = tuple(_columns(plan))
    return ImportOutcome(
        columns=columns,
        unused=tuple(each for each in columns if each.rows and not each.field),
        other_sheets=table.other_sheets[:MOST_LISTED],
        above=table.above[:MOST_ABOVE],
        more_above=max(0, len(table.above) - MOST_ABOVE),
        heading=table.heading,
        tops=table.tops,
        encoding=table.encoding,
        hidden_rows=table.hidden_rows,
        hidden_columns=table.hidden_columns,
        unread_columns=table.unread_columns,
        rows=len(table.rows),
        new=len(plan.new),
        known=len(plan.known),
        alike=plan.alike[:MOST_LISTED],
        alike_count=len(plan.alike),
        same=result.same[:MOST_LISTED],
        same_count=len(result.same),
        more_alike=_beyond(plan.alike) + _beyond(result.same),
        asides=result.asides[:MOST_LISTED],
        aside_count=len(result.asides),
        more_asides=_beyond(result.asides),
        room=plan.room,
        too_many=plan.room if any(each.field == "newest" for each in plan.problems) else 0,
        older=plan.older,
        takes_newest=plan.answers.takes_newest,
        preview=tuple(each.entry for each in plan.new[:MOST_SHOWN]),
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
        Ask.MONTH: answers.is_month_enough or answers.leaves_months_out,
    }
    return frozenset(each.value for each in Ask if answered[each] or each in result.asks)


def _columns(plan: Plan) -> list[FileColumn]:
    columns = []
    for at, (head, name) in enumerate(zip(plan.table.header, plan.answers.columns, strict=True)):
        cells = [row[at] for _, row in plan.table.rows if at < len(row) and row[at]]
        filled = [each for each in cells if not each.isspace()]
        samples, is_chosen = tuple(filled[:_SAMPLES]), at in plan.answers.chosen
        columns.append(FileColumn(at, head, samples, len(filled), name, is_chosen))
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


def _beyond(listed: Sized) -> int:
    return max(0, len(listed) - MOST_LISTED)
