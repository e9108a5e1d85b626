"""A release as a page shows it: what was stored, in rows and columns. Nothing is counted again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.figures.groups import OTHERS
from matrix_xblock.domain.figures.nested_tables import ALL, Part, Released
from matrix_xblock.domain.figures.releases import Participation, Release, ReviewRound, Withdrawal
from matrix_xblock.domain.figures.shapes import (
    ASKED_WHY,
    CHOSEN,
    LOWER,
    MOVED,
    MOVED_BY_AREAS,
    NOT_ASKED_WHY,
    OPPORTUNITIES,
    UPPER,
    bands,
)
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.released_choices import ReleasedChoices, released_choices

__all__ = [
    "Hidden",
    "Line",
    "Lines",
    "Movement",
    "ReleaseShown",
    "Split",
    "release_shown",
]

_STEPS = 4
_ZERO, _UP, _DOWN = 33, 60, 30
"""Hundredths of the room for movement: where bars begin, and how long they may be either way."""


@dataclass(frozen=True)
class Hidden:
    """How many cells of how many are hidden."""

    cells: int
    of: int


@wordless
@dataclass(frozen=True)
class Cell:
    """One number of the heat table; `step` is its tint, `is_most` marks the largest of its row."""

    level: str
    count: Count
    step: int
    is_most: bool


@wordless
@dataclass(frozen=True)
class LevelRow:
    """One area: how many people are at each level."""

    name: str
    cells: tuple[Cell, ...]


@wordless
@dataclass(frozen=True)
class GroupShown:
    """A group and what is in it; the others have no name of their own."""

    name: str
    cohorts: tuple[str, ...]
    people: int
    is_others: bool


@wordless
@dataclass(frozen=True)
class Split:
    """Two numbers that are shown or hidden together, with the hundredths that the first takes.

    They are of the whole course where there is no group; groups are counted from 1.
    """

    first: Count
    second: Count
    part: int
    group: GroupShown | None = None
    number: int = 0

    @property
    def rest(self) -> int:
        """The hundredths that the second takes."""
        return 100 - self.part


@wordless
@dataclass(frozen=True)
class SplitRow:
    """One area or one question in two parts: of the whole course first, then of each group."""

    name: str
    cells: tuple[Split, ...]


@wordless
@dataclass(frozen=True)
class MoveRow:
    """How people moved in one area, with the lengths of its two bars, in hundredths."""

    name: str
    up: Count
    not_up: Count
    same: Count
    down: Count
    up_bar: int
    down_bar: int

    @property
    def zero(self) -> int:
        """Where nobody has moved: one bar begins here, the other ends."""
        return _ZERO

    @property
    def down_start(self) -> int:
        """Where the bar of those who went down begins: it ends where the other one begins."""
        return _ZERO - self.down_bar


@wordless
@dataclass(frozen=True)
class Line:
    """A part in a list: a code of ours or words of the framework, how deep it stands, its numbers.

    `bar` is the length of its bar, in hundredths of the longest in its list.
    """

    code: str
    name: str
    depth: int
    counts: tuple[Count, ...]
    bar: int = 0


@wordless
@dataclass(frozen=True)
class Lines:
    """A list of parts and how many people it is about; `question` is what people were asked."""

    people: Count
    lines: tuple[Line, ...]
    question: str = ""

    @property
    def is_by_move(self) -> bool:
        """Tell whether it has numbers of who has not moved, and of everybody else."""
        return any(len(each.counts) > 1 for each in self.lines)

    @property
    def is_hidden(self) -> bool:
        """Tell whether it has no number to show."""
        return all(count is Symbol.CONFIDENTIAL for each in self.lines for count in each.counts)


@wordless
@dataclass(frozen=True)
class Movement:
    """Movement since an earlier round: by area, who has moved, and the same by group."""

    since: str
    is_baseline: bool
    areas: tuple[MoveRow, ...]
    moved: Lines | None
    by_group: tuple[SplitRow, ...]

    @property
    def key(self) -> str:
        """Tell it from the other one in the ids of a page."""
        return "baseline" if self.is_baseline else "last"


@wordless
@dataclass(frozen=True)
class Levels:
    """The levels of a release, whole and in two halves; halves begin with the whole course."""

    names: tuple[str, ...]
    lower: tuple[str, ...]
    upper: tuple[str, ...]
    rows: tuple[LevelRow, ...]
    halves: tuple[SplitRow, ...]
    hidden: Hidden
    hidden_halves: Hidden


@wordless
@dataclass(frozen=True)
class ReleaseShown:
    """A release in rows and columns. `enrolled` is None where nobody knows."""

    id: str
    title: str
    at: datetime
    by: str
    is_interim: bool
    withdrawn: Withdrawal | None
    k: int
    people: int
    language: str
    enrolled: Count | None
    participation: tuple[tuple[str, Participation], ...]
    groups: tuple[GroupShown, ...]
    levels: Levels
    movements: tuple[Movement, ...]
    opportunities: Lines
    not_possible: Lines
    reasons: Lines
    days_to_offer: Count
    answers: Lines | None
    why: Lines | None
    private: tuple[ReleasedChoices, ...]
    together: tuple[ReviewRound, ...]


def release_shown(release: Release) -> ReleaseShown:
    """Lay a release out for its page."""
    titles = release.titles
    groups = _groups(release)
    here = [each for each in release.participation if each.round_id == release.round_id]
    return ReleaseShown(
        id=release.id,
        title=titles[release.round_id],
        at=release.at,
        by=release.by,
        is_interim=release.is_interim,
        withdrawn=release.withdrawn,
        k=release.k,
        people=release.people,
        language=dict(release.words.get("language", ())).get("framework", ""),
        enrolled=here[0].enrolled if here else None,
        participation=tuple((titles[each.round_id], each) for each in release.participation),
        groups=tuple(groups.values()),
        levels=_levels(release, groups),
        movements=tuple(_movements(release, titles, groups)),
        opportunities=_opportunities(release),
        not_possible=_chosen(release, [("not-possible", "not-possible", "")]),
        reasons=_reasons(release),
        days_to_offer=release.days_to_offer,
        answers=_answers(release),
        why=_why(release),
        private=released_choices(release),
        together=release.together,
    )


def _levels(release: Release, groups: Mapping[str, GroupShown]) -> Levels:
    levels = release.words.get("levels", ())
    tables = [
        (name, release.tables[f"levels/{key}"])
        for key, name in release.words.get("areas", ())
        if f"levels/{key}" in release.tables
    ]
    names = tuple(name for _, name in levels)
    lower, upper = bands(names)
    rows = [row for _, table in tables for row in table.rows.values()]
    return Levels(
        names=names,
        lower=tuple(lower),
        upper=tuple(upper),
        rows=_heat(tables, levels),
        halves=tuple(
            SplitRow(name, _by_group(table, groups, (LOWER, UPPER))) for name, table in tables
        ),
        hidden=_hidden([table.whole[f"level-{key}"] for _, table in tables for key, _ in levels]),
        hidden_halves=_hidden([row[half] for row in rows for half in (LOWER, UPPER)]),
    )


def _groups(release: Release) -> Mapping[str, GroupShown]:
    return {
        each.id: GroupShown(each.name, each.cohorts, each.people, each.id == OTHERS)
        for each in release.groups
    }


def _hidden(cells: Sequence[Count]) -> Hidden:
    return Hidden(sum(each is Symbol.CONFIDENTIAL for each in cells), len(cells))


def _number(count: Count) -> int:
    """Return a number for the length of a bar, 0 where it is hidden."""
    return count if isinstance(count, int) else 0


def _heat(
    tables: Sequence[tuple[str, Released]], levels: Sequence[tuple[str, str]]
) -> tuple[LevelRow, ...]:
    rows = [(name, [table.whole[f"level-{key}"] for key, _ in levels]) for name, table in tables]
    largest = max((_number(each) for _, row in rows for each in row), default=0)
    return tuple(LevelRow(name, tuple(_heat_cells(row, levels, largest))) for name, row in rows)


def _heat_cells(
    row: Sequence[Count], levels: Sequence[tuple[str, str]], largest: int
) -> Iterator[Cell]:
    most = max(map(_number, row))
    for (_, name), count in zip(levels, row, strict=True):
        number = _number(count)
        step = math.ceil(_STEPS * number / largest) if largest else 0
        yield Cell(name, count, step, is_most=0 < number == most)


def _by_group(
    table: Released, groups: Mapping[str, GroupShown], two: tuple[str, str]
) -> tuple[Split, ...]:
    """Return two parts of the whole, then of each group."""
    first, second = two
    splits = [_split(table.whole[first], table.whole[second])]
    for number, (key, group) in enumerate(groups.items(), start=1):
        row = table.rows[key]
        splits.append(replace(_split(row[first], row[second]), group=group, number=number))
    return tuple(splits)


def _split(first: Count, second: Count) -> Split:
    both = _number(first) + _number(second)
    return Split(first, second, round(100 * _number(first) / both) if both else 0)


def _movements(
    release: Release, titles: Mapping[str, str], groups: Mapping[str, GroupShown]
) -> Iterator[Movement]:
    """Yield movement since the baseline, and since the last round where that is another one."""
    last = release.last if release.last != release.baseline else ""
    for name, since in (("since-baseline", release.baseline), ("since-last", last)):
        if since:
            moved = release.tables.get(f"moved-{name}")
            both = _by_group(moved, groups, ("moved", "not-moved")) if moved and groups else ()
            yield Movement(
                since=titles.get(since, since),
                is_baseline=since == release.baseline,
                areas=tuple(_moves(release, name)),
                moved=_moved(moved),
                by_group=(SplitRow("", both),) if both else (),
            )


def _moves(release: Release, since: str) -> Iterator[MoveRow]:
    """Yield the areas, those first in which most people went up. Hidden ones come last."""
    named = [(name, release.tables.get(f"{since}/{key}")) for key, name in release.words["areas"]]
    rows = [(name, table.whole) for name, table in named if table is not None]
    most_up, most_down = (max((_number(row[key]) for _, row in rows), default=0) for key in _WAYS)
    scale = min(_UP / max(most_up, 1), _DOWN / max(most_down, 1))
    for name, row in sorted(rows, key=lambda each: -_number(each[1]["up"])):
        up, down = (round(scale * _number(row[key])) for key in _WAYS)
        yield MoveRow(name, row["up"], row["not-up"], row["same"], row["down"], up, down)


_WAYS = ("up", "down")


def _moved(table: Released | None) -> Lines | None:
    if table is None:
        return None
    tree = MOVED_BY_AREAS if "none" in table.whole else MOVED
    return Lines(table.whole[ALL], _with_bars(_tree_lines(tree, [table.whole])))


def _opportunities(release: Release) -> Lines:
    table = release.tables.get("opportunities", _NO_TABLE)
    rows = [table.whole, *(table.rows[key] for key in _BY_MOVE if key in table.rows)]
    people = table.whole.get(ALL, Symbol.CONFIDENTIAL)
    return Lines(people, tuple(_tree_lines(OPPORTUNITIES, rows)))


_NO_TABLE = Released({})
_BY_MOVE = ("not-moved", "the-rest")


def _tree_lines(part: Part, rows: Sequence[Mapping[str, Count]], depth: int = 0) -> Iterator[Line]:
    """Yield the parts of a whole, each before its own."""
    for each in part.parts:
        counts = tuple(row.get(each.key, Symbol.CONFIDENTIAL) for row in rows)
        yield Line(each.key, "", depth, counts)
        yield from _tree_lines(each, rows, depth + 1)


def _reasons(release: Release) -> Lines:
    reasons = [key.removeprefix("because/") for key in release.tables if key.startswith("because/")]
    return _chosen(release, [(f"because/{each}", each, "") for each in reasons])


def _chosen(release: Release, named: Sequence[tuple[str, str, str]], question: str = "") -> Lines:
    """Return how many people have each of several things: tables of yes and no by their keys.

    Each thing goes with a code of ours, or with words of the framework.
    """
    tables = [release.tables.get(key, _NO_TABLE).whole for key, *_ in named]
    numbers = [each.get(ALL, Symbol.CONFIDENTIAL) for each in tables]
    people = next((each for each in numbers if isinstance(each, int)), Symbol.CONFIDENTIAL)
    lines = [
        Line(code, name, 0, (whole.get(CHOSEN, Symbol.CONFIDENTIAL),))
        for (_, code, name), whole in zip(named, tables, strict=True)
    ]
    return Lines(people, _with_bars(lines), question)


def _answers(release: Release) -> Lines | None:
    """Return the answers to whether people have moved: those that ask what got in the way last."""
    table = release.tables.get("answers")
    if table is None:
        return None
    answers = [
        Line("", name, 0, (table.whole.get(f"answer-{key}", Symbol.CONFIDENTIAL),))
        for key, name in release.words.get("answers", ())
    ]
    if all(each.counts[0] is Symbol.CONFIDENTIAL for each in answers):
        answers = [Line(key, "", 0, (table.whole[key],)) for key in (NOT_ASKED_WHY, ASKED_WHY)]
    return Lines(table.whole[ALL], _with_bars(answers), _question(release, 0))


def _why(release: Release) -> Lines | None:
    """Return what got in the way, of those who named anything."""
    if "why" not in release.tables:
        return None
    named = [
        (f"why/{key}", "", name)
        for key, name in release.words.get("why", ())
        if f"why/{key}" in release.tables
    ]
    return _chosen(release, named, _question(release, 1))


def _question(release: Release, place: int) -> str:
    asked = release.words.get("questions", ())
    return asked[place][1] if place < len(asked) else ""


def _with_bars(lines: Iterator[Line] | Sequence[Line]) -> tuple[Line, ...]:
    """Give each line a bar by its first number."""
    every = tuple(lines)
    longest = max((_number(each.counts[0]) for each in every), default=0)
    return tuple(
        replace(each, bar=round(100 * _number(each.counts[0]) / longest) if longest else 0)
        for each in every
    )
