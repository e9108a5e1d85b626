"""What a person has answered about a file of CPD: its columns, its units, which rows stay out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.cpd.cpd_columns import (
    COLUMNS,
    NEEDED,
    SEVERAL,
    Label,
    fits,
    guess_columns,
    guess_month_first,
    plain_head,
)
from matrix_xblock.codec.cpd.cpd_rows import PART_OF_DAY
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.durations import read_duration
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "DAY_FIRST",
    "MONTH_FIRST",
    "MOST_WORDS",
    "Answers",
    "columns_to_remember",
    "read_answers",
]

MONTH_FIRST, DAY_FIRST = "month-first", "day-first"
_UNITS = ("min", "h", PART_OF_DAY)
MOST_WORDS = 200
"""Words that are asked about. Where each row has its own, the column is not one of types."""


@wordless
@dataclass(frozen=True)
class Answers:
    """What was answered, or guessed where nothing was.

    `columns` has the field of each column, "" for none; `chosen` are the places of those that
    somebody has said, all others were guessed; `order` says how days are written in
    numbers, which the file may not tell. `point` is what was typed about one credit.
    `leaves_wrong_out`: rows that cannot be read stay out; `takes_newest`: of too many rows the
    newest come in.
    """

    columns: tuple[str, ...]
    chosen: frozenset[int]
    order: str
    is_order_unsure: bool
    unit: str
    point: str
    point_minutes: int
    is_month_enough: bool
    leaves_months_out: bool
    meanings: Mapping[tuple[str, str], str]
    left_out: frozenset[str]
    both: frozenset[str]
    leaves_wrong_out: bool
    takes_newest: bool
    problems: tuple[Problem, ...]


def read_answers(
    form: Form, table: Table, *, label: Label, remembered: Mapping[str, str], is_another: bool
) -> Answers:
    """Read answers. What was said of a column holds for the same heading of a mended file.

    `remembered` has it of files that came in before, by heading. `is_another`: the page has shown
    another file, so that what was guessed there says nothing here.
    """
    sure, chosen = _sure(form, table, remembered, label=label, is_another=is_another)
    columns = guess_columns(table, label=label, sure=sure)
    guessed = guess_month_first(table, columns)
    # What was answered of another file says nothing of one that tells by itself.
    typed = read_text(form, "date_order") if guessed is None else ""
    unit = read_text(form, "unit")
    point = read_text(form, "point")
    point_minutes, wrong = _minutes(point)
    is_back = read_text(form, "bring_back") == "yes"
    return Answers(
        columns=columns,
        chosen=frozenset(chosen),
        order=typed or (MONTH_FIRST if guessed else DAY_FIRST),
        is_order_unsure=guessed is None,
        unit=unit if unit in _UNITS else "",
        point=point,
        point_minutes=point_minutes,
        is_month_enough=read_text(form, "month") == "first",
        leaves_months_out=read_text(form, "month") == "leave",
        meanings=dict(_meanings(form)),
        left_out=frozenset(() if is_back else form.get("left_out", ())),
        both=frozenset(() if read_text(form, "not_both") == "yes" else form.get("both", ())),
        leaves_wrong_out=read_text(form, "leave") == "all" and not is_back,
        takes_newest=read_text(form, "newest") == "yes",
        problems=(*_problems(columns), *wrong),
    )


def _sure(
    form: Form, table: Table, remembered: Mapping[str, str], *, label: Label, is_another: bool
) -> tuple[Mapping[int, str], Collection[int]]:
    """Return the columns that need no guess, and which of them somebody has chosen."""
    decided = _decided(form, table)
    chosen = {at: field for at, (field, is_chosen) in decided.items() if is_chosen}
    if decided and not is_another:
        return {at: field for at, (field, _) in decided.items()}, chosen
    choices = chosen if decided else _remembered(remembered, table)
    fitting = _fitting(choices, table, label)
    return fitting, fitting


def _decided(form: Form, table: Table) -> Mapping[int, tuple[str, bool]]:
    """Return what each column was taken for on the page, by its heading, and if that was chosen.

    A page says what it took a column for: what comes back as it was is nobody's choice.
    """
    shown: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for number in range(len([name for name in form if name.startswith("head-")])):
        field = read_text(form, f"column-{number}")
        field = field if field in COLUMNS else ""
        head = plain_head(read_text(form, f"head-{number}"))
        shown[head].append((field, read_text(form, f"taken-{number}") != f"guess:{field}"))
    decided = {}
    for at, head in enumerate(map(plain_head, table.header)):
        if shown[head]:
            decided[at] = shown[head].pop(0)
    return decided


def _fitting(choices: Mapping[int, str], table: Table, label: Label) -> Mapping[int, str]:
    """Return the choices that can be true of this file; the others give way to a guess.

    That a column is not used gives way too where nothing else is what every log needs.
    """
    fit = {at: field for at, field in choices.items() if not field or fits(table, at, field)}
    used = {at: field for at, field in fit.items() if field}
    columns = guess_columns(table, label=label, sure=fit)
    if used == fit or all(name in columns for name in NEEDED):
        return fit
    others = guess_columns(table, label=label, sure=used)
    return used if all(name in others for name in NEEDED) else fit


def _remembered(remembered: Mapping[str, str], table: Table) -> Mapping[int, str]:
    """Return what columns were taken for before, as far as it can be true of this file.

    Of two that were the same field, each in a file of its own, the first is.
    """
    known: dict[int, str] = {}
    for head, at in _alone(table).items():
        name = remembered.get(head)
        is_twice = name in known.values() and name not in {"", *SEVERAL}
        if name is not None and name in {"", *COLUMNS} and not is_twice:
            known[at] = name
    return known


def columns_to_remember(answers: Answers, table: Table) -> Mapping[str, str]:
    """Return the fields of columns that somebody has chosen, by heading; "" is one as well."""
    places = _alone(table)
    return {head: answers.columns[at] for head, at in places.items() if at in answers.chosen}


def _alone(table: Table) -> Mapping[str, int]:
    """Return the place of each heading. One that is empty or stands twice says nothing."""
    heads = [plain_head(each) for each in table.header]
    return {head: at for at, head in enumerate(heads) if head and heads.count(head) == 1}


def _problems(columns: tuple[str, ...]) -> list[Problem]:
    missing = [
        Problem("columns", f"column_{name}_missing") for name in NEEDED if name not in columns
    ]
    twice = [
        Problem(f"column-{at}", "column_twice")
        for at, name in enumerate(columns)
        if name and name not in SEVERAL and name in columns[:at]
    ]
    return missing + twice


def _minutes(text: str) -> tuple[int, tuple[Problem, ...]]:
    try:
        return read_duration(text, field="point"), ()
    except Invalid as refused:
        return 0, refused.problems


def _meanings(form: Form) -> list[tuple[tuple[str, str], str]]:
    """Return the code that each word of a column was said to mean."""
    meanings = []
    for number in range(MOST_WORDS):
        field, _, word = read_text(form, f"word-{number}").partition(":")
        if not word:
            break
        meanings.append(((field, word.casefold()), read_text(form, f"meaning-{number}")))
    return meanings
