"""The board: opportunities that course staff have posted, open to everybody in the course."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.plans.opportunity import OpportunityKind
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["TEXT_LIMITS", "Post", "check", "tidied"]

TEXT_LIMITS = {"title": 200, "detail": 2000}


@wordless
@dataclass(frozen=True)
class Post:
    """One post. `closes` is the last day on which interest can be shown, or None."""

    id: str
    type: OpportunityKind
    title: str
    at: datetime
    detail: str = ""
    closes: date | None = None
    is_closed: bool = False

    def is_open(self, today: date) -> bool:
        """Tell whether interest can be shown today."""
        return not self.is_closed and (self.closes is None or today <= self.closes)


def tidied(post: Post) -> Post:
    """Return a post with its words cleaned."""
    return replace(post, title=clean(post.title), detail=clean(post.detail))


def check(post: Post) -> tuple[Problem, ...]:
    """Name every rule that a post breaks."""
    problems = [] if post.title else [Problem("title", "title_missing")]
    for name, limit in TEXT_LIMITS.items():
        problems.extend(problems_in(getattr(post, name), field=name, limit=limit))
    return tuple(problems)
