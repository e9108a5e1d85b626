"""Opportunities at a glance: what one participant asks for, and how far each of them has come.

It is made of what the course team may know: what was signed off, what was asked for on the board,
and what they have answered. A list of a whole course needs no more than this of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from matrix_xblock.domain.plans.board import Interest, Post
from matrix_xblock.domain.plans.opportunity import (
    CLOSED,
    NEXT,
    Opportunity,
    OpportunityKind,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.review.feedback import Mark
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["TITLE_LENGTH", "OpportunityGlance", "glance_at", "glances", "unanswered"]

TITLE_LENGTH = 120
"""Characters: the first line of what somebody wants, as a list shows it."""


@wordless
@dataclass(frozen=True)
class OpportunityGlance:
    """One opportunity as the list of a course shows it.

    `since` is when it came to its status; `round_id` is the round that it was signed off with, or
    nothing where it was asked for on the board; `post` is the post that it comes from, or nothing.
    `answer_by` is by when an offer that waits is to be answered.
    """

    opportunity: str
    type: OpportunityKind
    title: str
    since: datetime
    status: OpportunityStatus = OpportunityStatus.WANTED
    area_ids: tuple[str, ...] = ()
    round_id: str = ""
    post: str = ""
    reason: Reason | None = None
    answer_by: date | None = None


def glance_at(opportunity: Opportunity, round_id: str) -> OpportunityGlance | None:
    """Return what the list shows of an opportunity that went with a sign-off of that round.

    One that says nowhere when it was has no date to be listed by; no version has written one.
    """
    at = opportunity.updated or opportunity.created
    since = opportunity.history[-1].at if opportunity.history else at
    if since is None:
        return None
    return OpportunityGlance(
        opportunity=opportunity.id,
        type=opportunity.type,
        title=_short(opportunity.detail),
        since=since,
        status=opportunity.status,
        area_ids=opportunity.area_ids,
        round_id=round_id,
        post=opportunity.post,
        reason=opportunity.reason,
        answer_by=opportunity.answer_by,
    )


def glances(
    signed_off: Iterable[OpportunityGlance],
    interests: Iterable[Interest],
    marks: Iterable[Mark],
    *,
    posts: Mapping[str, Post],
    taken_back: Mapping[str, datetime],
) -> tuple[OpportunityGlance, ...]:
    """Return everything of one participant as it stands now, the earliest first.

    `signed_off` is what went with the latest sign-off of each round, the latest round last: it
    wins where an opportunity went with several. `interests` are those that stand, `taken_back` the
    posts of the others with when that was. What somebody takes back leaves the list.
    """
    listed = {each.opportunity: each for each in signed_off}
    for interest in interests:
        key = interest.opportunity
        listed[key] = _asked(listed.get(key), interest, posts.get(interest.post))
    for mark in marks:
        if mark.opportunity in listed:
            listed[mark.opportunity] = _marked(listed[mark.opportunity], mark)
    left = [each for each in listed.values() if not _is_taken_back(each, taken_back)]
    return tuple(sorted(left, key=lambda each: (each.since, each.opportunity)))


def unanswered(
    signed_off: Iterable[OpportunityGlance],
    interests: Iterable[Interest],
    marks: Iterable[Mark],
    *,
    posts: Mapping[str, Post],
    taken_back: Mapping[str, datetime],
) -> tuple[OpportunityGlance, ...]:
    """Return what one participant waits for an answer to, the earliest first: see `glances`."""
    listed = glances(signed_off, interests, marks, posts=posts, taken_back=taken_back)
    return tuple(each for each in listed if each.status is OpportunityStatus.WANTED)


def _asked(
    known: OpportunityGlance | None, interest: Interest, post: Post | None
) -> OpportunityGlance:
    """Return what is asked for on the board. What was signed off since says more of it."""
    if known is not None:
        if known.status is OpportunityStatus.DECLINED and known.since < interest.at:
            return replace(known, status=OpportunityStatus.WANTED, since=interest.at)
        return known
    return OpportunityGlance(
        opportunity=interest.opportunity,
        type=post.type if post else OpportunityType.OTHER,
        title=_short(post.title) if post else "",
        since=interest.at,
        post=interest.post,
    )


def _marked(known: OpportunityGlance, mark: Mark) -> OpportunityGlance:
    """Move it on as the participant's own one moves: see `opportunity.apply`."""
    if mark.at <= known.since or mark.status not in NEXT[known.status]:
        return known
    day = mark.offer.answer_by if mark.offer else None
    return replace(known, status=mark.status, since=mark.at, reason=mark.reason, answer_by=day)


def _is_taken_back(known: OpportunityGlance, taken_back: Mapping[str, datetime]) -> bool:
    at = taken_back.get(known.post) if known.post else None
    return at is not None and known.status not in CLOSED and known.since <= at


def _short(text: str) -> str:
    """Return the first line, cut at a word where it is long."""
    line = text.strip().partition("\n")[0].strip()
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH - 1]
    return (cut.rpartition(" ")[0] or cut) + "\N{HORIZONTAL ELLIPSIS}"
