"""What was corrected in tables that came in, as JSON: in a field, and along with the form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from matrix_xblock.domain.framework.sheet import Use
from matrix_xblock.domain.framework.table_memory import MOST_TURNS, MOST_USES, TableMemory
from matrix_xblock.domain.values.untrusted_json import read_json

__all__ = ["read_memory", "read_memory_text", "write_memory", "write_memory_text"]

_MARK = re.compile(r"[0-9a-f]{16}")
"""So that a form that somebody has made up stores no words either."""
_LONGEST = 20_000
"""Characters of the text: four times what the most that is remembered has."""


def read_memory(raw: object) -> TableMemory:
    """Read what is stored. What cannot be read is not remembered: it was only a convenience."""
    body = raw if isinstance(raw, Mapping) else {}
    known = {each.value: each for each in Use}
    uses = {
        mark: known[use]
        for mark, use in _marks(body.get("uses"))
        if isinstance(use, str) and use in known
    }
    turns = {mark: turn for mark, turn in _marks(body.get("turns")) if isinstance(turn, bool)}
    return TableMemory(
        dict(islice(uses.items(), MOST_USES)), dict(islice(turns.items(), MOST_TURNS))
    )


def write_memory(memory: TableMemory) -> dict[str, Any]:
    """Write it so that `read_memory` gives an equal one back; nothing of nothing."""
    parts = {
        "uses": {mark: use.value for mark, use in memory.uses.items()},
        "turns": dict(memory.turns),
    }
    return {name: each for name, each in parts.items() if each}


def read_memory_text(text: str) -> TableMemory:
    """Read what a form carries."""
    try:
        return read_memory(read_json(text) if len(text) <= _LONGEST else None)
    except ValueError:
        return TableMemory()


def write_memory_text(memory: TableMemory) -> str:
    """Write it for a form to carry."""
    return json.dumps(write_memory(memory), separators=(",", ":"))


def _marks(part: object) -> list[tuple[str, Any]]:
    marks = part.items() if isinstance(part, Mapping) else ()
    return [(mark, each) for mark, each in marks if isinstance(mark, str) and _MARK.fullmatch(mark)]
