"""What the columns of a table are taken for: by their headings, and by what is in them.

Nothing is certain here. What comes of it is shown, and can be corrected.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from matrix_xblock.codec.common.formula import unguarded
from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.framework.tables_below import first_table, is_sentence
from matrix_xblock.domain.framework.sheet import Column, LeftOut, Sheet, Use
from matrix_xblock.domain.values.plain_text import plain

__all__ = ["EVERY_AREA", "OUR_HEADS", "is_levels_down", "sheet_of_table"]

EVERY_AREA = "*"
"""Stands for the id in the row that says what a level means where an area does not say it."""

_FEWEST_LEVELS = 2
_FEWEST_LABELS = 4
"""Cells at which a column that repeats them is one of labels."""

OUR_HEADS = ("id", "area", "description", "optional", "was")
"""What the header of every file of ours begins with."""

_PROMPT = re.compile(r"prompt ?[0-9]*\Z")
_OURS = {
    "id": Use.ID,
    "area": Use.AREA,
    "areas": Use.AREA,
    "name": Use.AREA,
    "description": Use.DESCRIPTION,
    "optional": Use.OPTIONAL,
    "was": Use.WAS,
}
"""The headings of our own files."""

_AREAS = re.compile(
    r"(?:competenc(?:y|e|ies)|skills?|criteri(?:on|a)|capabilit(?:y|ies)|indicators?|standards?|"
    r"statements?|behaviours?|objectives?|outcomes?|elements?|topics?)(?: name| title)?\Z"
)
_GROUPS = re.compile(
    r"(?:groups?|domains?|categor(?:y|ies)|themes?|strands?|sections?|clusters?|pillars?|"
    r"famil(?:y|ies)|dimensions?|parts?)(?: name| title)?\Z"
)
_DESCRIPTIONS = re.compile(
    r"(?:(?:area |competency |skill )?(?:definitions?|descriptions?)|explanations?|summary|details|"
    r"what it (?:is|means))\Z"
)
_PROMPTS = re.compile(r"(?:(?:review )?questions?|prompts?)(?: ?[0-9]+)?\Z")
_NOTES = re.compile(
    r"(?:no|nr|n|num|number|ref|reference|code|item|row|order|seq|sequence|position|index|"
    r"(?:id|identifier) ?number|identifier|uuid|guid|weights?|weightings?|points?|scores?|marks?|"
    r"notes?|comments?|remarks?|author|status|version|source|url|link|date|updated|"
    r"last updated|modified|tags?|keywords?|cost|budget|resources?|timescales?|initials|frequency|"
    r"(?:by )?(?:who|whom|when)(?: is responsible)?|(?:job |staff )?roles?|owners?|staff|team|"
    r"(?:next |agreed )?(?:actions?|steps?)(?: needed| required| to take| points?| plan)?|"
    r"(?:person |people |lead )?responsib(?:le|ility)(?: person)?|(?:due|target|review)(?: date)?|"
    r"deadlines?|priority|rag(?: rating| status)?|progress|training|support(?: needed)?|"
    r"(?:(?:my|your|our|their|suggested|possible|examples? of) )?evidence(?: .{0,60})?)[.:?]?\Z|#\Z"
)
_PERHAPS_LEVEL = re.compile(
    r"(?:who|when|roles?|owners?|staff|team|actions?|steps?|progress|training|support|"
    r"responsib(?:le|ility)|position|resources?)\Z"
)
_NUMBER = re.compile(r"[0-9]+(?:[.,/-][0-9]+)*[.)%]?\Z")
_NUMBERED = re.compile(r"(?:levels?|stages?|bands?|steps?|l)? ?[0-9]+\Z")
_LEVEL_HEADS = re.compile(
    r"(?:levels?|ratings?|stages?|scales?|grades?|bands?|phases?|proficienc(?:y|ies)|steps?)\Z"
)


def sheet_of_table(table: Table, *, turned: bool | None = None) -> Sheet:
    """Take the columns of a table for what they seem to be. `turned` is None where nobody chose."""
    is_turned = is_levels_down(table) if turned is None else turned
    is_ours = tuple(head.casefold() for head in table.header[: len(OUR_HEADS)]) == OUR_HEADS
    below: tuple[LeftOut, ...] = ()
    if is_turned:
        table = _turned(table)
    elif not is_ours:
        table, below = first_table(_with_first_name(table), _is_of_areas)
    words = unguarded if is_ours else _words
    width = max((len(table.header), *(len(cells) for _, cells in table.rows)))
    heads = [words(head) for head in (*table.header, *[""] * (width - len(table.header)))]
    columns = [
        Column(head, tuple(words(cells[at]) if at < len(cells) else "" for _, cells in table.rows))
        for at, head in enumerate(heads)
    ]
    uses = _our_uses(heads) if is_ours else _uses(columns)
    taken = [replace(each, use=use) for each, use in zip(columns, uses, strict=True)]
    if not is_ours:
        taken = _with_groups(taken)
    lines = tuple(line for line, _ in table.rows)
    return Sheet("table", tuple(taken), lines, left_out=below, is_turned=is_turned)


def _is_of_areas(head: str) -> bool:
    return _of_heading(head.casefold().strip()) is Use.AREA


def _with_first_name(table: Table) -> Table:
    """Take the first line of a list for a name, too, where it is no heading that is known."""
    is_list = len(table.header) == 1 and all(len(cells) <= 1 for _, cells in table.rows)
    if not is_list or _of_heading(table.header[0].casefold().strip()):
        return table
    return replace(table, header=("Area",), rows=((table.heading, table.header), *table.rows))


def _words(cell: str) -> str:
    return plain(unguarded(cell))


def is_levels_down(table: Table) -> bool:
    """Tell whether each row is a level: the first heading says so, and areas stand beside it."""
    return bool(_LEVEL_HEADS.match(table.header[0].casefold())) and not any(
        _of_heading(head.casefold()) in {Use.AREA, Use.DESCRIPTION} for head in table.header[1:]
    )


def _turned(table: Table) -> Table:
    """Put rows in the place of columns. No row of the new table is a line of the file."""
    rows = [table.header, *(cells for _, cells in table.rows)]
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    header, *body = zip(*full, strict=True)
    return Table(("Area", *header[1:]), tuple((0, row) for row in body))


def _our_uses(heads: Sequence[str]) -> list[Use]:
    """Take the columns of a file of ours for what we wrote into them."""
    return [
        _OURS.get(head.casefold(), Use.PROMPT if _PROMPT.match(head.casefold()) else Use.LEVEL)
        for head in heads
    ]


def _uses(columns: Sequence[Column]) -> list[Use]:
    """Take each column for one thing: by its heading, else by what is left for it to be."""
    uses = [_of_heading(column.heading.casefold().strip()) for column in columns]
    _see_groups(columns, uses)
    for once in (Use.AREA, Use.ID, Use.OPTIONAL, Use.WAS):
        _keep_first(uses, once)
    for at, column in enumerate(columns):
        if uses[at] is None and not column.heading:
            uses[at] = Use.UNUSED
    _pass_over_numbers(columns, uses)
    _pass_over_labels(columns, uses)
    if Use.AREA not in uses:
        _choose_area(columns, uses)
    return _with_levels_between(columns, [use or Use.LEVEL for use in uses])


def _with_levels_between(columns: Sequence[Column], uses: list[Use]) -> list[Use]:
    """Take `Action` between `Aware` and `Lead` for a level, and `Support` beside one level alone.

    In a plan such a column stands before or behind all levels, or one behind each of them.
    """
    levels = [at for at, use in enumerate(uses) if use is Use.LEVEL]
    heads = [column.heading.casefold().strip() for column in columns]
    for at, column in enumerate(columns):
        is_within = len(levels) == 1 or (levels and levels[0] < at < levels[-1])
        is_alone = heads.count(heads[at]) == 1 and not _is_labels(column)
        is_full = len(column.filled) * 2 > len(column.cells)
        could_be = uses[at] is Use.UNUSED and _PERHAPS_LEVEL.match(heads[at])
        if is_within and could_be and is_alone and is_full:
            uses[at] = Use.LEVEL
    return uses


def _of_heading(head: str) -> Use | None:
    if head in _OURS:
        return _OURS[head]
    known = (
        (_PROMPTS, Use.PROMPT),
        (_AREAS, Use.AREA),
        (_GROUPS, Use.GROUP_IN_NAME),
        (_DESCRIPTIONS, Use.DESCRIPTION),
        (_NOTES, Use.UNUSED),
    )
    return next((use for pattern, use in known if pattern.match(head)), None)


def _see_groups(columns: Sequence[Column], uses: list[Use | None]) -> None:
    """Of two columns that are called areas, take one that repeats for the groups of the other."""
    first, second = [*(at for at, use in enumerate(uses) if use is Use.AREA), -1, -1][:2]
    if second >= 0 and _repeats(columns[first]) and not _repeats(columns[second]):
        uses[first] = Use.GROUP_IN_NAME


def _keep_first(uses: list[Use | None], once: Use) -> None:
    """Let only the first column be what there is one of; the others are not used."""
    first = uses.index(once) if once in uses else len(uses)
    for at in range(first + 1, len(uses)):
        if uses[at] is once:
            uses[at] = Use.UNUSED


def _choose_area(columns: Sequence[Column], uses: list[Use | None]) -> None:
    """Take the first column that nothing is known of for the areas, else the last of the groups.

    A table that begins with a heading of our own files and has no areas is one of those: it lacks
    its column.
    """
    if columns[0].heading.casefold() in _OURS:
        return
    groups = [at for at, use in enumerate(uses) if use is Use.GROUP_IN_NAME]
    free = next((at for at, use in enumerate(uses) if use is None), None)
    if groups and (free is None or not _repeats(columns[groups[-1]])):
        uses[groups[-1]] = Use.AREA
    elif free is not None:
        uses[free] = Use.AREA


def _pass_over_numbers(columns: Sequence[Column], uses: list[Use | None]) -> None:
    """Take columns of numbers for no level where enough others are left: ids, weights, points."""
    free = [at for at, use in enumerate(uses) if use is None]
    numbers = [at for at in free if _is_numbers(columns[at])]
    if len(free) - len(numbers) >= _FEWEST_LEVELS:
        for at in numbers:
            uses[at] = Use.UNUSED


def _pass_over_labels(columns: Sequence[Column], uses: list[Use | None]) -> None:
    """Take a column that says few words over and over for no level, where the others do not."""
    free = [at for at, use in enumerate(uses) if use is None]
    first = free[:1] if Use.AREA not in uses else []
    labels = [at for at in free if at not in first and _is_labels(columns[at])]
    if len(free) - len(first) - len(labels) >= _FEWEST_LEVELS:
        for at in labels:
            uses[at] = Use.UNUSED


def _is_labels(column: Column) -> bool:
    filled = column.filled
    is_of_few = len(filled) >= _FEWEST_LABELS and len(set(filled)) * 2 <= len(filled)
    return is_of_few and not _is_of_sentences(filled)  # Levels may say the same of every area.


def _is_numbers(column: Column) -> bool:
    return bool(column.filled) and all(_NUMBER.match(cell) for cell in column.filled)


def _repeats(column: Column) -> bool:
    """Tell whether a column names the same again, or leaves out what a merged cell said above."""
    return len(set(column.filled)) < len(column.cells)


def _with_groups(columns: list[Column]) -> list[Column]:
    """See a first column that repeats as groups, where the next one names areas."""
    place = next((at for at, each in enumerate(columns) if each.use is Use.AREA), None)
    if place is None or not _is_of_groups(columns, place):
        return columns
    groups = replace(columns[place], use=Use.GROUP_IN_NAME)
    areas = replace(columns[place + 1], use=Use.AREA)
    return [*columns[:place], groups, areas, *columns[place + 2 :]]


def _is_of_groups(columns: Sequence[Column], place: int) -> bool:
    """Tell whether what was taken for areas are groups: they repeat, and the next column does not.

    Two levels have to be left beside.
    """
    areas = columns[place]
    if not areas.filled or len(set(areas.filled)) == len(areas.cells):
        return False
    levels = [at for at, each in enumerate(columns) if each.use is Use.LEVEL]
    next_one = place + 1
    if next_one not in levels or len(levels) <= _FEWEST_LEVELS:
        return False
    names = columns[next_one]
    if _is_of_sentences(names.filled) or _NUMBERED.match(names.heading.casefold()):
        return False
    return len(names.filled) == len(set(names.filled)) == len(areas.cells)


def _is_of_sentences(cells: Sequence[str]) -> bool:
    return sum(map(is_sentence, cells)) * 2 > len(cells)
