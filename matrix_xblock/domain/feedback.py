"""What course staff answer to a signed-off review: for now, returning it with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.prose import clean, problems_in

__all__ = ["COMMENTS_LIMIT", "COMMENT_LIMIT", "Return", "write_return"]

COMMENT_LIMIT = 2000
"""Characters in a reason and in each comment."""

COMMENTS_LIMIT = 5000
"""Characters of all comments together: with the reason they are one row of the ledger."""


@dataclass(frozen=True)
class Return:
    """A review handed back: why, with comments by area, and which revision was read."""

    round_id: str
    revision: int
    reason: str
    at: datetime
    comments: Mapping[str, str] = field(default_factory=dict)


def write_return(
    *, round_id: str, revision: int, reason: str, comments: Mapping[str, str], now: datetime
) -> Return:
    """Check what staff wrote. A return without a reason is refused."""
    reason = clean(reason)
    told = {area_id: clean(words) for area_id, words in comments.items() if clean(words)}
    over = sum(map(len, told.values())) - COMMENTS_LIMIT
    found = list(problems_in(reason, field="reason", limit=COMMENT_LIMIT))
    if not reason:
        found.append(Problem("reason", "missing_words"))
    if over > 0:
        found.append(Problem("comments", "too_long", {"limit": COMMENTS_LIMIT, "over": over}))
    for area_id, words in told.items():
        found.extend(problems_in(words, field=f"comments.{area_id}", limit=COMMENT_LIMIT))
    if found:
        raise Invalid(*found)
    return Return(round_id=round_id, revision=revision, reason=reason, at=now, comments=told)
