"""What is selected in the queue: the lines that somebody has ticked, each as it was seen."""

from __future__ import annotations

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterRow
from matrix_xblock.domain.staff.several import MOST_AT_ONCE, SeenReview
from matrix_xblock.domain.values.whole_numbers import whole_number

__all__ = ["is_every", "key_of", "read_lines", "seen_in", "without_ticks"]

_LINE = "line"
"""The field of a tick: its values are keys of lines."""

_SEPARATOR = "|"
_PARTS = 5


def key_of(row: RosterRow) -> str:
    """Name a line in a form, as it was seen; who never came to the block has no name there."""
    standing, who = row.standing, row.person.id
    revision = str(standing.signed.revision)
    parts = (row.round_id, revision, standing.status.value, standing.since, who)
    return _SEPARATOR.join(parts) if who else ""


def seen_in(key: str) -> SeenReview:
    """Read a key. Raises `Invalid` for what no page of ours sends."""
    parts = key.split(_SEPARATOR, _PARTS - 1)
    if len(parts) == _PARTS:
        round_id, revision, status, since, who = parts
        number = whole_number(revision)
        known = next((each for each in ReviewStatus if each.value == status), None)
        if who and number is not None and known is not None:
            return SeenReview(who, round_id, number, known, since)
    raise Invalid(Problem(_LINE, "invalid"))


def is_every(form: Form) -> bool:
    """Tell whether everything that matches the filters is selected, on all pages."""
    return read_text(form, "every") == "yes"


def without_ticks(form: Form) -> Form:
    """Return a form with nothing selected, for a list after what was selected is done."""
    return {name: each for name, each in form.items() if name not in {_LINE, "every"}}


def read_lines(form: Form, name: str = _LINE) -> tuple[str, ...]:
    """Read the keys of lines, each once, as many as can be decided about together."""
    keys = tuple(dict.fromkeys(each for each in form.get(name, ()) if each))
    if len(keys) > MOST_AT_ONCE:
        raise Invalid(Problem(_LINE, "too_many_selected", {"most": MOST_AT_ONCE}))
    for key in keys:
        seen_in(key)
    return keys
