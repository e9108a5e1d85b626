"""What was corrected in tables that came in: it holds for the next table with the same headings.

No word is kept of a heading, which may be the name of a level: only a mark that tells it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from matrix_xblock.domain.framework.sheet import Sheet, Use, corrected
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["MOST_TURNS", "MOST_USES", "TableMemory", "mark_of_heading", "recalled"]

T = TypeVar("T")

MOST_USES, MOST_TURNS = 100, 20
"""Columns and rows of headings that are remembered: the latest ones, some 5,000 bytes."""
_MARK = 16
"""Characters of a mark: with so few of them no two are the same by chance."""


@wordless
@dataclass(frozen=True)
class TableMemory:
    """What columns were said to be, and which rows have the headings; each by its mark.

    A row of headings says whether the table below it is turned.
    """

    uses: Mapping[str, Use] = field(default_factory=dict)
    turns: Mapping[str, bool] = field(default_factory=dict)

    def with_uses(self, guessed: Sheet, used: Sheet) -> TableMemory:
        """Remember what was said against a guess, and let go of what is no longer said."""
        uses = dict(self.uses)
        final = {mark: used.columns[at].use for mark, at in _alone(used).items()}
        for mark, at in _alone(guessed).items():
            is_guess = final[mark] is guessed.columns[at].use
            if final[mark] is not uses.get(mark):
                uses.pop(mark, None)
                if not is_guess:
                    uses[mark] = final[mark]
        return replace(self, uses=_latest(uses, MOST_USES))

    def with_row(self, words: str, others: Sequence[str], *, is_turned: bool) -> TableMemory:
        """Remember that this row has the headings, and none of the others of its file."""
        gone = {mark_of_heading(words), *map(mark_of_heading, others)}
        turns = {mark: turned for mark, turned in self.turns.items() if mark not in gone}
        turns[mark_of_heading(words)] = is_turned
        return replace(self, turns=_latest(turns, MOST_TURNS))

    def turn_of(self, words: str) -> bool | None:
        """Tell whether the table below these headings is turned; None where nobody has said."""
        return self.turns.get(mark_of_heading(words))


def mark_of_heading(words: str) -> str:
    """Return what tells these words again, whatever their case and their spaces."""
    plain = " ".join(words.split()).casefold()
    return hashlib.sha256(plain.encode("utf-8", "backslashreplace")).hexdigest()[:_MARK]


def recalled(sheet: Sheet, memory: TableMemory) -> Sheet:
    """Take columns for what was said of the same headings before.

    That one is not used gives way where nothing else names the areas: another column did.
    """
    uses = {at: memory.uses[mark] for mark, at in _alone(sheet).items() if mark in memory.uses}
    known = _with_uses(sheet, uses)
    if known.only(Use.AREA) or not sheet.only(Use.AREA):
        return known
    used = {at: use for at, use in uses.items() if sheet.columns[at].use is not Use.AREA}
    return _with_uses(sheet, used)


def _with_uses(sheet: Sheet, uses: Mapping[int, Use]) -> Sheet:
    return corrected(sheet, [(sheet.columns[at].heading, use) for at, use in uses.items()])


def _alone(sheet: Sheet) -> dict[str, int]:
    """Return the place of each heading. One that is empty or stands twice says nothing."""
    marks = [mark_of_heading(each.heading) if each.heading else "" for each in sheet.columns]
    return {mark: at for at, mark in enumerate(marks) if mark and marks.count(mark) == 1}


def _latest(marks: Mapping[str, T], most: int) -> dict[str, T]:
    return dict(list(marks.items())[-most:])
