"""Values of a standing row in SQL, read out of its text: no database is asked to read JSON.

Each value stands where `codec/standing.py` writes it: the latest round first, then every round
under its id, and the status before the rest. Functions of text never fail, so a broken row, or one
of somebody else, never breaks a list: it is something to look at.
"""

from __future__ import annotations

import json

from matrix_xblock.domain.standing import NEEDS_STAFF_FIRST, Where

__all__ = ["StandingText"]

_BEGIN = '{"version": '
_TOP, _ROUND = 400, 160
"""How far the values of the latest round, and those of any round, reach in the text."""

_TIME = 32
_STATUS, _NEXT = 12, '", "revision": '

_FIND = {"postgresql": "STRPOS({text}, {part})", "sqlite": "INSTR({text}, {part})"}
_FIND_BYTES = "LOCATE({part}, {text})"
_BYTES = "CAST({text} AS BINARY)"
_NUMBER = {
    "postgresql": "CAST(COALESCE(SUBSTRING({text} FROM '^[0-9]{{1,9}}'), '0') AS INTEGER)",
    "mysql": "CAST({text} AS SIGNED)",
    "sqlite": "CAST({text} AS INTEGER)",
}


class StandingText:
    """The values of one round, or of the latest, in a column that holds rows of standings."""

    def __init__(self, vendor: str, column: str, round_id: str) -> None:
        self._vendor = vendor
        self._column = column
        # MySQL alone makes a copy to look at bytes: of the beginning, and not of the whole row.
        self._part = f"SUBSTR({column}, 1, {_TOP})" if vendor == "mysql" else column
        self._has_round = "1 = 1"
        if round_id:
            key = f"{json.dumps(round_id)}: {{"
            at = self._find(column, key)
            self._part, self._has_round = f"SUBSTR({column}, {at}, {_ROUND})", f"{at} > 0"

    def rank(self) -> str:
        """Return how soon it needs staff: the place of its status in `NEEDS_STAFF_FIRST`."""
        places = {each: n for n, each in enumerate(NEEDS_STAFF_FIRST)}
        unknown, none = places[Where.WAITING], places[Where.NOT_STARTED]
        status = self._after('"status": "', _STATUS)
        # With what follows it, none is taken for a longer one that a newer version may know.
        known = " ".join(
            f"WHEN '{(each + _NEXT)[:_STATUS]}' THEN {n}" for each, n in places.items()
        )
        begins = f"SUBSTR({self._column}, 1, {len(_BEGIN)}) = '{_BEGIN}'"
        return (
            f"CASE WHEN {self._column} IS NULL THEN {none} WHEN NOT ({begins}) THEN {unknown}"
            f" WHEN NOT ({self._has_round}) THEN {none}"
            f" ELSE CASE {status} {known} ELSE {unknown} END END"
        )

    def signed_off_at(self) -> str:
        """Return when it was signed off, as an ISO time with what follows; empty for not yet."""
        time = self._after('"signed_off_at": "', _TIME)
        if self._vendor == "mysql":
            time = _BYTES.format(text=time)
        return f"CASE WHEN {self.is_signed_off()} THEN {time} ELSE '' END"

    def is_signed_off(self) -> str:
        """Return a condition: a time stands in it."""
        begins = self._after('"signed_off_at": "', 1)
        return f"{self._is_there()} AND {begins} <> '\"'"

    def number(self, name: str) -> str:
        """Return a number of it, 0 where there is none."""
        digits = self._after(f'"{name}": ', 9)
        number = _NUMBER[self._vendor].format(text=digits)
        return f"CASE WHEN {self._is_there()} THEN {number} ELSE 0 END"

    def _is_there(self) -> str:
        return f"{self._column} IS NOT NULL AND {self._has_round}"

    def _after(self, part: str, length: int) -> str:
        return f"SUBSTR({self._part}, {self._find(self._part, part)} + {len(part)}, {length})"

    def _find(self, text: str, part: str) -> str:
        literal = "'" + part.replace("'", "''") + "'"
        if self._vendor == "mysql":
            text, literal = _BYTES.format(text=text), _BYTES.format(text=literal)
        return _FIND.get(self._vendor, _FIND_BYTES).format(text=text, part=literal)
