"""Tables of a release: everybody is in one part of a whole, parts have parts, and rows share it.

Levels are parts of bands, and bands of everybody who chose a level. Rows are groups of schools, or
who has moved and who has not. Nobody is in two rows, and everybody is in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "ALL",
    "ONE_ROW",
    "Counted",
    "Part",
    "Released",
    "inner",
    "leaves",
    "row_keys",
]

ALL = "all"
"""Key of the whole: everybody who is in one of its parts."""

ONE_ROW = "everybody"
"""The one row of a table that has no others."""


@dataclass(frozen=True)
class Part:
    """A part of a whole: its key in the table, the parts that it has, and whether rows show those.

    A part without parts of its own is what somebody answered.
    """

    key: str
    parts: tuple[Part, ...] = ()
    by_row: bool = False


def leaves(part: Part) -> tuple[str, ...]:
    """Return the keys of the smallest parts of a part, its own where it has none."""
    return tuple(key for each in part.parts for key in leaves(each)) or (part.key,)


def inner(part: Part) -> Iterator[Part]:
    """Yield every part that has parts, each before what is in it."""
    if part.parts:
        yield part
        for each in part.parts:
            yield from inner(each)


def row_keys(tree: Part) -> tuple[str, ...]:
    """Return the keys of the cells that a row has."""
    return tuple(each.key for part in inner(tree) if part.by_row for each in part.parts)


Row = Mapping[str, int]
"""Numbers of people by the key of a smallest part."""


@wordless
@dataclass(frozen=True)
class Counted:
    """A table as it was counted. It is never shown.

    `outside` has by row the number of people who are counted in the release and not in this table:
    they chose no level there, or have no baseline to compare with. `partners` names the rows that
    are hidden together, two or more, the smallest first.
    """

    tree: Part
    rows: Mapping[str, Row]
    outside: Mapping[str, int] = field(default_factory=dict)
    partners: tuple[tuple[str, ...], ...] = ()

    def number(self, part: Part, *rows: str) -> int:
        """Count the people in a part, in some rows or in all."""
        keys = leaves(part)
        return sum(self.rows[row].get(key, 0) for row in rows or self.rows for key in keys)

    @property
    def parts(self) -> Mapping[str, Part]:
        """All parts by key."""
        every = [self.tree, *(each for part in inner(self.tree) for each in part.parts)]
        return {each.key: each for each in every}

    def around(self, key: str) -> tuple[Part, ...]:
        """Return the parts that a part is in, the smallest first."""
        for part in inner(self.tree):
            if any(key == each.key for each in part.parts):
                return (part, *self.around(part.key))
        return ()


@wordless
@dataclass(frozen=True)
class Released:
    """A table as it is released: by key for the whole, and by row for the parts that rows show."""

    whole: Mapping[str, Count]
    rows: Mapping[str, Mapping[str, Count]] = field(default_factory=dict)

    def is_shown(self, key: str) -> bool:
        """Tell whether the whole shows a number for a part."""
        return self.whole[key] is not Symbol.CONFIDENTIAL

    @property
    def cells(self) -> tuple[Count, ...]:
        """All cells of parts, the whole ones first. What all parts come to is no cell."""
        whole = [count for key, count in self.whole.items() if key != ALL]
        return (*whole, *(count for row in self.rows.values() for count in row.values()))

    @property
    def hidden(self) -> int:
        """Count the cells that are not shown."""
        return sum(cell is Symbol.CONFIDENTIAL for cell in self.cells)
