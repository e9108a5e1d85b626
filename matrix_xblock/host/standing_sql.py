"""Values of a standing row in SQL, read out of its text: no database is asked to read JSON.

Each value stands where `codec/standing.py` writes it: the latest round first, then every round
under its id, and the status before the rest. Functions of text never fail, so
a broken row, or one of somebody else, never breaks a list: it is something to look at.
"""

from __future__ import annotations

import json
from typing import Any

from matrix_xblock.domain.standing import NEEDS_STAFF_FIRST, Where

__all__ = ["StandingText"]

_BEGIN = '{"version": '
_TIME_LENGTH, _DIGITS = 40, 9
_TAIL_LENGTH = 200

_FIND = {"postgresql": "STRPOS({text}, {part})", "sqlite": "INSTR({text}, {part})"}
_FIND_BYTES = "LOCATE(CAST({part} AS BINARY), CAST({text} AS BINARY))"
_BEFORE_QUOTE = {
    "postgresql": "SPLIT_PART({text}, '\"', 1)",
    "mysql": "SUBSTRING_INDEX({text}, '\"', 1)",
    "sqlite": "SUBSTR({text}, 1, INSTR({text} || '\"', '\"') - 1)",
}
_NUMBER = {
    "postgresql": "CAST(COALESCE(SUBSTRING({text} FROM '^[0-9]{{1,9}}'), '0') AS INTEGER)",
    "mysql": "CAST(SUBSTR({text}, 1, 9) AS SIGNED)",
    "sqlite": "CAST(SUBSTR({text}, 1, 9) AS INTEGER)",
}


class StandingText:
    """The values of one round, or of the latest, in a column that holds rows of standings."""

    def __init__(self, connection: Any, column: str, round_id: str) -> None:
        self._vendor = connection.vendor
        self._column = column
        key = f"{json.dumps(round_id)}: {{" if round_id else ""
        self._tail = self._after(column, f'{key}"status": "', _TAIL_LENGTH)
        self._has_round = self._find(column, f'{key}"status": "')

    def rank(self) -> str:
        """Return how soon it needs staff: the place of its status in `NEEDS_STAFF_FIRST`."""
        order = {each.value: n for n, each in enumerate(NEEDS_STAFF_FIRST)}
        begin = f"SUBSTR({self._tail}, 1, "
        known = " ".join(
            f"WHEN {begin}{len(value) + 1}) = {self._text(value + chr(34))} THEN {n}"
            for value, n in order.items()
        )
        unknown, none = order[Where.WAITING.value], order[Where.NOT_STARTED.value]
        begins = f"SUBSTR({self._column}, 1, {len(_BEGIN)}) = {self._text(_BEGIN)}"
        return (
            f"CASE WHEN {self._column} IS NULL THEN {none} WHEN NOT ({begins}) THEN {unknown}"
            f" WHEN {self._has_round} = 0 THEN {none} {known} ELSE {unknown} END"
        )

    def signed_off_at(self) -> str:
        """Return when it was signed off, as an ISO time; empty for not yet."""
        after = self._after(self._tail, '"signed_off_at": "', _TIME_LENGTH)
        return self._present(_BEFORE_QUOTE[self._vendor].format(text=after), "''")

    def number(self, name: str) -> str:
        """Return a number of it, 0 where there is none."""
        after = self._after(self._tail, f'"{name}": ', _DIGITS)
        return self._present(_NUMBER[self._vendor].format(text=after), "0")

    def _present(self, value: str, none: str) -> str:
        is_missing = f"{self._column} IS NULL OR {self._has_round} = 0"
        return f"CASE WHEN {is_missing} THEN {none} ELSE {value} END"

    def _after(self, text: str, part: str, length: int) -> str:
        return f"SUBSTR({text}, {self._find(text, part)} + {len(part)}, {length})"

    def _find(self, text: str, part: str) -> str:
        form = _FIND.get(self._vendor, _FIND_BYTES)
        return form.format(text=text, part=self._text(part))

    def _text(self, text: str) -> str:
        """Return a literal: only ids and names of ours come here, which have no sign to escape."""
        return "'" + text.replace("'", "''").replace("\\", "").replace("%", "%%") + "'"
