"""The board: opportunities that course staff have posted, open to everybody in the course."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.plans.opportunity import (
    NEXT,
    Opportunities,
    Opportunity,
    OpportunityKind,
    OpportunityStatus,
    keep,
    move,
)
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["TEXT_LIMITS", "Interest", "Post", "check", "given_up", "take_back", "tidied", "want"]

TEXT_LIMITS = {"title": 200, "detail": 2000}
_DECLINED = OpportunityStatus.DECLINED


@wordless
@dataclass(frozen=True)
class Post:
    """One post. `closes` is the last day on which interest can be shown, or None.

    `by` is the name of whoever posted it, empty where an earlier version did not write that.
    """

    id: str
    type: OpportunityKind
    title: str
    at: datetime
    detail: str = ""
    closes: date | None = None
    is_closed: bool = False
    by: str = ""
    by_id: str = ""

    def is_open(self, today: date) -> bool:
        """Tell whether interest can be shown today."""
        return not self.is_closed and (self.closes is None or today <= self.closes)


def tidied(post: Post) -> Post:
    """Return a post with its words cleaned."""
    return replace(post, title=clean(post.title), detail=clean(post.detail))


def check(post: Post, *, today: date) -> tuple[Problem, ...]:
    """Name every rule that a post breaks: nobody could show interest in one whose day is past."""
    problems = [] if post.title else [Problem("title", "title_missing")]
    if post.closes and post.closes < today:
        problems.append(Problem("closes", "day_is_past"))
    for name, limit in TEXT_LIMITS.items():
        problems.extend(problems_in(getattr(post, name), field=name, limit=limit))
    return tuple(problems)


@wordless
@dataclass(frozen=True)
class Interest:
    """Somebody would like what a post offers. Course staff see it until it is taken back.

    `opportunity` is the id that it has among the participant's own.
    """

    post: str
    opportunity: str
    at: datetime


def want(
    opportunities: Opportunities, post: Post, *, new_id: str, now: datetime
) -> tuple[Opportunities, str]:
    """Add what a post offers to what is wanted, or want it again; and return its id there."""
    stored = _of(opportunities, post.id)
    if stored is None:
        wanted = Opportunity(id=new_id, type=post.type, detail=post.title, post=post.id)
        return keep(opportunities, wanted, seen=0, now=now), new_id
    if stored.status is OpportunityStatus.DECLINED:
        status, seen = OpportunityStatus.WANTED, stored.revision
        return move(opportunities, stored.id, status, seen=seen, now=now), stored.id
    return opportunities, stored.id


def take_back(opportunities: Opportunities, post_id: str, *, now: datetime) -> Opportunities:
    """Want it no more. Where nothing has come of it and nothing was changed, it goes altogether."""
    stored = _of(opportunities, post_id)
    if stored is None:
        return opportunities
    if stored.revision == 1 and len(stored.history) == 1:
        return {key: each for key, each in opportunities.items() if key != stored.id}
    if OpportunityStatus.DECLINED not in NEXT[stored.status]:
        return opportunities
    status, seen = OpportunityStatus.DECLINED, stored.revision
    return move(opportunities, stored.id, status, seen=seen, now=now)


def given_up(before: Opportunities, after: Opportunities) -> frozenset[str]:
    """Return the posts that were wanted before, and are declined or gone now."""
    return _wanted_posts(before) - _wanted_posts(after)


def _wanted_posts(opportunities: Opportunities) -> frozenset[str]:
    """Return the posts that are wanted; a record that was brought in may have one of them twice."""
    wanted = (each for each in opportunities.values() if each.status is not _DECLINED)
    return frozenset(each.post for each in wanted if each.post)


def _of(opportunities: Opportunities, post_id: str) -> Opportunity | None:
    return next((each for each in opportunities.values() if each.post == post_id), None)
