"""What is asked for and offered in a whole course, read in a fixed number of queries.

Nothing of it is a draft: it is what people signed off, and what they asked for on the board.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.plans.board import read_posts
from matrix_xblock.codec.plans.interest import read_interests, read_taken_back
from matrix_xblock.codec.review import opportunity_rows
from matrix_xblock.codec.review.opportunity_rows import SignedOffOpportunities, worked_out
from matrix_xblock.codec.review.status import latest_revisions
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.plans.opportunity import OpportunityStatus
from matrix_xblock.domain.review.opportunity_glance import OpportunityGlance, glances
from matrix_xblock.domain.staff.opportunity_list import ListedOpportunity
from matrix_xblock.domain.values.ledger_rows import BOARD, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.ports.ledger import Ledger

__all__ = ["SOURCES", "CourseOpportunities", "of_one", "read_board", "read_course"]

SOURCES = (*opportunity_rows.SOURCES, Kind.INTEREST)
"""The kinds of rows that say what one participant asks for."""


@wordless
@dataclass(frozen=True)
class CourseOpportunities:
    """The list of a course, and its board. `asked` says since when somebody is interested in what.

    It is by participant and post: who has taken that back is not in it.
    """

    listed: tuple[ListedOpportunity, ...]
    posts: tuple[Post, ...]
    asked: Mapping[tuple[str, str], datetime]

    @cached_property
    def by_post(self) -> Mapping[str, tuple[ListedOpportunity, ...]]:
        """Return who is interested in each post, the latest first, as far as it has come."""
        by_post: dict[str, list[ListedOpportunity]] = {}
        for each in self.listed:
            if each.glance.post and each.glance.status is not OpportunityStatus.DECLINED:
                by_post.setdefault(each.glance.post, []).append(each)
        for interested in by_post.values():
            interested.sort(key=self.interested_at, reverse=True)
        return {key: tuple(each) for key, each in by_post.items()}

    def interested_at(self, each: ListedOpportunity) -> datetime:
        """Return since when somebody is interested in the post that an opportunity comes from."""
        return self.asked.get((each.participant, each.glance.post), each.glance.since)


def read_course(host: StaffHost, posts: tuple[Post, ...]) -> CourseOpportunities:
    """Read everybody's small rows, and no review of anybody who has one. `posts` is the board."""
    ledger = host.ledger
    interest = {rows[0].participant: rows for rows in ledger.all_of(Kind.INTEREST)}
    known = {
        each.participant: opportunity_rows.read_row(each.body)
        for each in ledger.latest(Kind.OPPORTUNITIES)
    }
    known.update(_older(ledger, known))
    by_id = {each.id: each for each in posts}
    listed = tuple(
        ListedOpportunity(who, glance)
        for who in {**known, **interest}
        for glance in _glances(
            known.get(who) or SignedOffOpportunities(), interest.get(who, ()), by_id
        )
    )
    asked = {
        (who, post): each.at
        for who, rows in interest.items()
        for post, each in read_interests(rows).items()
    }
    return CourseOpportunities(listed, posts, asked)


def read_board(ledger: Ledger) -> tuple[Post, ...]:
    """Read every post that there has been, the latest first."""
    return read_posts(each.body for each in ledger.entries(BOARD, Kind.BOARD))


def of_one(entries: Sequence[Entry], posts: Sequence[Post]) -> tuple[OpportunityGlance, ...]:
    """Return what one participant asks for, from all their rows of `SOURCES`."""
    return _glances(worked_out(entries), entries, {each.id: each for each in posts})


def _glances(
    known: SignedOffOpportunities, interest: Sequence[Entry], posts: Mapping[str, Post]
) -> tuple[OpportunityGlance, ...]:
    if not interest:
        return known.signed_off
    return glances(
        known.signed_off,
        read_interests(interest).values(),
        known.marks,
        posts=posts,
        taken_back=read_taken_back(interest),
    )


def _older(
    ledger: Ledger, known: Mapping[str, SignedOffOpportunities | None]
) -> Iterator[tuple[str, SignedOffOpportunities]]:
    """Yield those without a small row that can be read: earlier versions wrote none.

    Their reviews are read, where the summary says that an opportunity went with one.
    """
    broken = [who for who, each in known.items() if each is None]
    before = [who for who in ledger.signers() if who not in known]
    attached = [
        rows[0].participant for rows in ledger.of(before, Kind.SUMMARY) if _has_attached(rows)
    ]
    for rows in ledger.of([*attached, *broken], *opportunity_rows.SOURCES):
        yield rows[0].participant, worked_out(rows)


def _has_attached(entries: Sequence[Entry]) -> bool:
    latest: Mapping[str, Mapping[str, Any]] = latest_revisions(entries)
    counts = [Reading.of(body).child("opportunities").child("statuses") for body in latest.values()]
    return any(each.body for each in counts)
