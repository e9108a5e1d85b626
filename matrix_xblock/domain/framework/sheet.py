"""A table of areas by levels that somebody brings: what each column is taken for, what is left out.

Tables and the formats of other systems come as the same kind of sheet, so that they are looked at,
corrected and brought in on the same screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matrix_xblock.domain.framework.framework import TEXT_LIMITS

__all__ = [
    "EXAMPLES",
    "OUR_COLUMNS",
    "Column",
    "Criterion",
    "LeftOut",
    "Rating",
    "Sheet",
    "Use",
    "corrected",
    "down",
    "first_words",
    "groups_in",
    "left_out",
    "nameless",
    "of_group",
    "repeated",
    "settled",
    "sheet_of",
]


class Use(StrEnum):
    """What a column is taken for."""

    AREA = "area"
    GROUP_IN_NAME = "group_in_name"
    GROUP_IN_DESCRIPTION = "group_in_description"
    DESCRIPTION = "description"
    LEVEL = "level"
    PROMPT = "prompt"
    ID = "id"
    OPTIONAL = "optional"
    WAS = "was"
    UNUSED = "unused"


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its heading, its cells from top to bottom, and what it is taken for."""

    heading: str
    cells: tuple[str, ...]
    use: Use = Use.UNUSED

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(cell for cell in self.cells if cell)


@dataclass(frozen=True)
class LeftOut:
    """Something in a file that is not brought in: its name, how much it is, and why (a code).

    A column without a name has its `place`, from 1 on.
    """

    name: str
    count: int
    why: str = "not_used"
    examples: tuple[str, ...] = ()
    place: int = 0

    @property
    def may_be_area(self) -> bool:
        """Tell whether this is a row that could be an area after all."""
        return self.why in _ROWS_BESIDE


@dataclass(frozen=True)
class Sheet:
    """What a file holds: columns, the line that each row begins on, and what is known of the whole.

    `kind` is the code of the format. A `title` is that of a whole framework; a table without one
    replaces areas and levels of what is there.
    """

    kind: str
    columns: tuple[Column, ...]
    lines: tuple[int, ...] = ()
    identifier: str = ""
    title: str = ""
    source: str = ""
    licence: str = ""
    note: str = ""
    left_out: tuple[LeftOut, ...] = ()
    is_turned: bool = False

    def of(self, *uses: Use) -> tuple[Column, ...]:
        """Return the columns that are taken for one of these, in their order."""
        return tuple(column for column in self.columns if column.use in uses)

    def only(self, use: Use) -> Column | None:
        """Return the first column that is taken for this."""
        return next(iter(self.of(use)), None)

    @property
    def is_whole(self) -> bool:
        """Tell whether this is a framework of another system, and no table for what is there."""
        return bool(self.title)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return max((len(column.cells) for column in self.columns), default=0)


@dataclass(frozen=True)
class Rating:
    """One level of a criterion: its name, what it means, and how many points it gives."""

    name: str
    words: str = ""
    points: float | None = None


@dataclass(frozen=True)
class Criterion:
    """Something that is rated: an area, with levels that may be its own."""

    name: str
    ratings: tuple[Rating, ...] = ()
    description: str = ""
    group: str = ""
    id: str = ""
    line: int = 0


OUR_COLUMNS = {"id", "group", "area", "description"}
"""Headings of the columns beside the levels, where a format has none of its own."""

_ONCE = (Use.AREA, Use.ID, Use.OPTIONAL, Use.WAS)
"""What one column of a sheet can be."""

_GROUPS = (Use.GROUP_IN_NAME, Use.GROUP_IN_DESCRIPTION)

_ROWS_BESIDE = {"footnote", "group_above", "heading", "no_area", "total"}
"""Why a row that names an area is taken for none."""

_SHORT = 60
"""Characters of a name that stands for what is left out of it."""

EXAMPLES = 2
"""Cells that are shown of what is left out."""


def settled(
    sheet: Sheet, without: Mapping[int, str] | None = None, gone: Collection[int] = ()
) -> Sheet:
    """Fill groups down over the cells that were merged, and leave rows out that are no areas.

    Those `without` are known, each with why. Others name no area: each is the heading of a group,
    or a line below the table. All are named, but those that are `gone` into other rows.
    """
    filled = tuple(
        replace(column, cells=tuple(down(column.cells)))
        if column.use in _GROUPS and not sheet.is_whole
        else column
        for column in sheet.columns
    )
    why = dict(without or {})
    for at in nameless(sheet):
        why.setdefault(at, "no_area")
    left = [at for at in range(sheet.height) if at not in why and at not in gone]
    for at in [at for at, each in why.items() if each == "no_area"]:
        if _names_group(sheet, at, left):
            why[at] = "group_above"
    beside = (LeftOut(first_words(sheet, at), 1, why[at]) for at in sorted(why))
    whole = replace(sheet, columns=filled, left_out=(*sheet.left_out, *beside))
    return _with_rows(whole, left)


def nameless(sheet: Sheet) -> Iterator[int]:
    """Yield the rows that neither name an area nor say anything of one."""
    words = sheet.of(Use.AREA, Use.ID, Use.LEVEL, Use.DESCRIPTION, Use.PROMPT)
    for at in range(sheet.height):
        if not any(column.cells[at] for column in words):
            yield at


def first_words(sheet: Sheet, at: int) -> str:
    """Return the first cell of a row that holds anything."""
    return next((each.cells[at] for each in sheet.columns if each.cells[at]), "")


def _names_group(sheet: Sheet, at: int, left: Sequence[int]) -> bool:
    """Tell whether a row names the group of the areas below it, whose own cells are empty."""
    below = next((row for row in left if row > at), None)
    return below is not None and any(
        column.cells[at] and not any(column.cells[at + 1 : below + 1])
        for column in sheet.of(*_GROUPS)
    )


def repeated(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that stand more than once, whatever their case, as they stand first."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for name in names:
        first.setdefault(name.casefold(), name)
        counts[name.casefold()] += 1
    return tuple(name for key, name in first.items() if name and counts[key] > 1)


def groups_in(sheet: Sheet) -> tuple[str, ...]:
    """Return the groups that a settled sheet has, in its order."""
    group = next(iter(sheet.of(*_GROUPS)), None)
    return tuple(dict.fromkeys(group.filled)) if group else ()


def of_group(sheet: Sheet, name: str) -> Sheet:
    """Leave every other group of a settled sheet out, and name each with how many areas it has."""
    group = next(iter(sheet.of(*_GROUPS)), None)
    if group is None or not name or name not in group.cells:
        return sheet
    rows = [at for at, cell in enumerate(group.cells) if cell == name]
    others = Counter(cell for cell in group.cells if cell != name)
    named = (LeftOut(other, count, "other_group") for other, count in others.items())
    return replace(_with_rows(sheet, rows), left_out=(*sheet.left_out, *named))


def _with_rows(sheet: Sheet, rows: Sequence[int]) -> Sheet:
    return replace(
        sheet,
        columns=tuple(
            replace(column, cells=tuple(column.cells[at] for at in rows))
            for column in sheet.columns
        ),
        lines=tuple(sheet.lines[at] for at in rows),
    )


def down(cells: Sequence[str]) -> Iterator[str]:
    """Say in each cell that is empty what was said last above it."""
    last = ""
    for cell in cells:
        last = cell or last
        yield last


def left_out(sheet: Sheet) -> tuple[LeftOut, ...]:
    """Name all that does not come in: columns that are not used, and what else there is."""
    unused = (
        LeftOut(
            column.heading,
            len(column.filled),
            examples=column.filled[:EXAMPLES],
            place=0 if column.heading else place,
        )
        for place, column in enumerate(sheet.columns, 1)
        if column.use is Use.UNUSED and (column.heading or column.filled)
    )
    return (*unused, *sheet.left_out)


def corrected(sheet: Sheet, corrections: Sequence[tuple[str, Use]]) -> Sheet:
    """Take columns for what somebody has said, found by their headings: another file may follow."""
    waiting = list(corrections)
    columns = []
    for column in sheet.columns:
        correction = next((each for each in waiting if each[0] == column.heading), None)
        if correction is not None:
            waiting.remove(correction)
        columns.append(replace(column, use=correction[1]) if correction else column)
    for use in _ONCE:
        _let_one_be(use, sheet.columns, columns)
    return replace(sheet, columns=tuple(columns))


def _let_one_be(use: Use, before: Sequence[Column], columns: list[Column]) -> None:
    """Of several columns for what there is one of, take the one that was changed to it.

    The others are left out, and so they are named.
    """
    places = [at for at, each in enumerate(columns) if each.use is use]
    if len(places) > 1:
        one = next((at for at in places if before[at].use is not use), places[0])
        for at in places:
            if at != one:
                columns[at] = replace(columns[at], use=Use.UNUSED)


def _rising(criterion: Criterion) -> Criterion:
    """Put the ratings of a criterion from the lowest up, where their points say which that is."""
    points = [rating.points for rating in criterion.ratings]
    known = [each for each in points if each is not None]
    if len(known) < len(points) or len(set(known)) < len(known):
        return criterion
    ordered = sorted(zip(known, criterion.ratings, strict=True), key=lambda each: each[0])
    return replace(criterion, ratings=tuple(rating for _, rating in ordered))


def _fitted(criterion: Criterion) -> tuple[Criterion, tuple[LeftOut, ...]]:
    """Shorten what is longer than an area may be, and name what is lost by it.

    A name that is cut stands whole in the description.
    """
    name = " ".join(criterion.name.split("\n"))
    description = criterion.description
    if len(name) > TEXT_LIMITS["name"]:
        description = f"{name}\n{description}" if description else name
    cut: list[LeftOut] = []

    def within(text: str, limit: str) -> str:
        most = TEXT_LIMITS[limit]
        if len(text) <= most:
            return text
        cut.append(LeftOut(name[:_SHORT], len(text) - most + 1, "cut_short"))
        return f"{text[: most - 1]}…"

    ratings = tuple(
        replace(each, name=each.name[: TEXT_LIMITS["name"]], words=within(each.words, "descriptor"))
        for each in criterion.ratings
    )
    most = TEXT_LIMITS["name"]
    fitted = replace(
        criterion,
        name=name if len(name) <= most else f"{name[: most - 1]}…",
        description=within(description, "description"),
        ratings=ratings,
    )
    return fitted, tuple(cut)


def sheet_of(sheet: Sheet, criteria: Sequence[Criterion]) -> Sheet:
    """Give a sheet the columns of what is rated: areas, groups, descriptions, and their levels.

    A criterion whose levels are others is left out and named: where they would belong is not known.
    """
    fitting = [_fitted(each) for each in criteria]
    ordered = [_rising(each) for each, _ in fitting]
    scale = _scale(ordered)
    rows: list[tuple[Criterion, tuple[str, ...]]] = []
    others: list[str] = []
    for criterion in ordered:
        cells = _cells(criterion, scale)
        if cells is None:
            others.append(criterion.name)
        else:
            rows.append((criterion, cells))
    columns = (*_words_of([row for row, _ in rows]), *_levels(scale, [cells for _, cells in rows]))
    beside = (
        *(part for _, parts in fitting for part in parts),
        *(LeftOut(name, 1, "other_levels") for name in others),
    )
    return replace(
        sheet,
        columns=columns,
        lines=tuple(row.line for row, _ in rows),
        left_out=(*sheet.left_out, *beside),
    )


def _words_of(rows: Sequence[Criterion]) -> Iterator[Column]:
    """Give the columns beside the levels; one that would be empty is not there."""
    longest = max((len(each.group) + len(": ") + len(each.name) for each in rows), default=0)
    is_short = longest <= TEXT_LIMITS["name"]
    group = Use.GROUP_IN_NAME if is_short else Use.GROUP_IN_DESCRIPTION
    parts = (
        ("id", Use.ID, [each.id for each in rows]),
        ("group", group, [each.group for each in rows]),
        ("area", Use.AREA, [each.name for each in rows]),
        ("description", Use.DESCRIPTION, [each.description for each in rows]),
    )
    for heading, use, cells in parts:
        if any(cells) or use is Use.AREA:
            yield Column(heading, tuple(cells), use)


def _levels(scale: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Iterator[Column]:
    for place, name in enumerate(scale):
        yield Column(name, tuple(cells[place] for cells in rows), Use.LEVEL)


def _scale(criteria: Sequence[Criterion]) -> tuple[str, ...]:
    """Find the levels: on scales of one length place by place, else the names that most have."""
    lists = [tuple(rating.name for rating in each.ratings) for each in criteria if each.ratings]
    if not lists:
        return ()
    if len({len(names) for names in lists}) == 1:
        return tuple(
            _shared(names, at, len(lists[0]))
            for at, names in enumerate(zip(*lists, strict=True), 1)
        )
    [(names, _)] = Counter(lists).most_common(1)
    return names


def _shared(names: Sequence[str], place: int, length: int) -> str:
    """Return the name that every criterion has for this place, or which place it is."""
    same = len({name.casefold() for name in names}) == 1 and names[0]
    return names[0] if same else f"{place} of {length}"


def _cells(criterion: Criterion, scale: Sequence[str]) -> tuple[str, ...] | None:
    """Put what each level means into its place, after a name that is not that of the level."""
    ratings = criterion.ratings
    if len(ratings) == len(scale):
        pairs = zip(ratings, scale, strict=True)
        return tuple(_cell(rating, level) for rating, level in pairs)
    places = {name.casefold(): place for place, name in enumerate(scale)}
    if any(rating.name.casefold() not in places for rating in ratings):
        return None
    words = {places[rating.name.casefold()]: rating.words for rating in ratings}
    return tuple(words.get(place, "") for place in range(len(scale)))


def _cell(rating: Rating, level: str) -> str:
    if rating.name.casefold() == level.casefold() or not rating.name:
        return rating.words
    return f"{rating.name}: {rating.words}" if rating.words else rating.name
