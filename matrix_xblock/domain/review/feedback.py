"""What course staff answer to a signed-off review, and what the participant answers to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from matrix_xblock.domain.errors import Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.plans.opportunity import (
    LONGEST_BY,
    Offer,
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    Reason,
    apply,
)
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "COMMENT_LIMIT",
    "MOST_REPLIES",
    "UNDO_MINUTES",
    "Author",
    "Comment",
    "Decision",
    "DecisionKind",
    "Mark",
    "Reply",
    "Responses",
    "Return",
    "can_comment",
    "check_open",
    "check_undo",
    "with_marks",
    "write_comments",
    "write_reason",
    "write_reply",
]

COMMENT_LIMIT = 2000
"""Characters in a reason, in each comment and in each reply."""

MOST_REPLIES = 20
"""Replies to one comment."""

UNDO_MINUTES = 60
"""How long somebody can take back what they sent."""


@wordless
@dataclass(frozen=True)
class Return:
    """A review handed back: why, with comments by area, and which revision was read."""

    round_id: str
    revision: int
    reason: str
    at: datetime
    comments: Mapping[str, str] = field(default_factory=dict)


@wordless
@dataclass(frozen=True)
class Author:
    """Somebody of the course staff: an anonymous id, and the name that they have on the site."""

    id: str = ""
    name: str = ""


@wordless
@dataclass(frozen=True)
class Comment:
    """A comment on one area of one revision, or on all of it where `area_id` is empty.

    `press` names what was sent together, by one press of a button.
    """

    id: str
    press: str
    round_id: str
    revision: int
    area_id: str
    text: str
    at: datetime
    by: Author = Author()


class DecisionKind(StrEnum):
    """What was decided about a review."""

    RETURNED = "returned"
    ACCEPTED = "accepted"


@wordless
@dataclass(frozen=True)
class Decision:
    """A review was returned with a reason, or accepted."""

    press: str
    kind: DecisionKind
    round_id: str
    revision: int
    at: datetime
    reason: str = ""
    by: Author = Author()


@wordless
@dataclass(frozen=True)
class Reply:
    """What the participant answers to one comment."""

    id: str
    comment: str
    text: str
    at: datetime


@wordless
@dataclass(frozen=True)
class Mark:
    """What course staff say has become of an opportunity that they have been told of."""

    press: str
    opportunity: str
    status: OpportunityStatus
    at: datetime
    reason: Reason | None = None
    note: str = ""
    by: Author = Author()
    offer: Offer | None = None


@wordless
@dataclass(frozen=True)
class Responses:
    """Everything that was answered in one participant's reviews, oldest first.

    `at_work` is who has a draft for which round; `newer` counts rows that a newer version wrote.
    `taken_back` and `resumed` are (round, revision) of returns that were withdrawn, and of those
    after which the participant has changed something; `withdrawn` counts all that was taken back,
    by round.
    """

    comments: tuple[Comment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    replies: tuple[Reply, ...] = ()
    marks: tuple[Mark, ...] = ()
    at_work: tuple[tuple[str, Author], ...] = ()
    presses: frozenset[str] = frozenset()
    taken_back: frozenset[tuple[str, int]] = frozenset()
    resumed: frozenset[tuple[str, int]] = frozenset()
    withdrawn: Mapping[str, int] = field(default_factory=dict)
    newer: int = 0

    @property
    def sent(self) -> tuple[Comment | Decision, ...]:
        """Everything that course staff have sent about reviews."""
        return (*self.comments, *self.decisions)

    def of(self, round_id: str, revision: int) -> tuple[Comment, ...]:
        """Return the comments on one revision."""
        return tuple(
            each
            for each in self.comments
            if each.round_id == round_id and each.revision == revision
        )

    def conversations(
        self, round_id: str, revision: int
    ) -> Mapping[str, tuple[tuple[Comment, tuple[Reply, ...]], ...]]:
        """Return the comments on one revision with their replies, by area."""
        by_area: dict[str, tuple[tuple[Comment, tuple[Reply, ...]], ...]] = {}
        for each in self.of(round_id, revision):
            pair = (each, tuple(reply for reply in self.replies if reply.comment == each.id))
            by_area[each.area_id] = (*by_area.get(each.area_id, ()), pair)
        return by_area

    def unsent(
        self, round_id: str, revision: int, comments: Mapping[str, str], *, by: str
    ) -> Mapping[str, str]:
        """Return those of somebody's comments that they have not sent in the same words."""
        sent = {
            (each.area_id, each.text) for each in self.of(round_id, revision) if each.by.id == by
        }
        return {key: text for key, text in comments.items() if (key, text) not in sent}

    def decision(self, round_id: str, revision: int) -> Decision | None:
        """Return what was decided about one revision, or None so far."""
        decisions = [
            each
            for each in self.decisions
            if each.round_id == round_id and each.revision == revision
        ]
        return decisions[-1] if decisions else None

    def returned(self) -> tuple[Return, ...]:
        """Return every return, with the comments on the same revision by area."""
        return tuple(
            Return(
                each.round_id,
                each.revision,
                each.reason,
                each.at,
                _by_area(self.of(each.round_id, each.revision)),
            )
            for each in self.decisions
            if each.kind is DecisionKind.RETURNED
        )

    def returned_as(self, round_id: str, revision: int) -> Return | None:
        """Return the latest return of one revision, or None where none stands."""
        returns = [
            each
            for each in self.returned()
            if each.round_id == round_id and each.revision == revision
        ]
        return returns[-1] if returns else None

    def accepted_rounds(self) -> frozenset[str]:
        """Return the rounds of which a revision was accepted."""
        return frozenset(
            each.round_id for each in self.decisions if each.kind is DecisionKind.ACCEPTED
        )

    def seen(self, round_id: str) -> int:
        """Count what has happened in a round: a page knows by it what it has shown.

        The number never falls or stays: what was sent and taken back counts as two.
        """
        sent = sum(each.round_id == round_id for each in self.sent)
        return sent + 2 * self.withdrawn.get(round_id, 0)


def _by_area(comments: Iterable[Comment]) -> Mapping[str, str]:
    """Join the comments on each area; the one on the whole review goes by the name of none."""
    joined: dict[str, str] = {}
    for each in comments:
        before = joined.get(each.area_id)
        joined[each.area_id] = f"{before}\n\n{each.text}" if before else each.text
    return joined


def with_marks(
    opportunities: Mapping[str, Opportunity], marks: Iterable[Mark]
) -> Mapping[str, Opportunity]:
    """Move opportunities on to where course staff say that they are."""
    for mark in marks:
        by = mark.by.name[:LONGEST_BY]
        change = OpportunityChange(mark.status, mark.at, mark.reason, mark.note, by, mark.offer)
        opportunities = apply(opportunities, mark.opportunity, change)
    return opportunities


def write_comments(comments: Mapping[str, str]) -> Mapping[str, str]:
    """Check comments by area; empty ones are left out. Raises `Invalid` naming each field."""
    texts = {area_id: clean(words) for area_id, words in comments.items() if clean(words)}
    problems = [
        problem
        for area_id, words in texts.items()
        for problem in problems_in(words, field=f"note-{area_id}", limit=COMMENT_LIMIT)
    ]
    if problems:
        raise Invalid(*problems)
    return texts


def write_reason(kind: DecisionKind, reason: str) -> str:
    """Check a reason. A return without one is refused; it belongs to nothing else, and is dropped.

    An old page may still send one with an acceptance: nobody is to read it there.
    """
    if kind is not DecisionKind.RETURNED:
        return ""
    reason = clean(reason)
    problems = list(problems_in(reason, field="reason", limit=COMMENT_LIMIT))
    if not reason:
        problems.append(Problem("reason", "return_without_reason"))
    if problems:
        raise Invalid(*problems)
    return reason


def write_reply(responses: Responses, comment: str, text: str, now: datetime) -> Reply | None:
    """Check a reply to a comment that is there, and has room for one more.

    The same words again are the same reply, which is None: pressing twice answers once.
    """
    if comment not in {each.id for each in responses.comments}:
        raise Unknown(Problem("comment", "unknown_comment"))
    text = clean(text)
    problems = list(problems_in(text, field="reply", limit=COMMENT_LIMIT))
    if not text:
        problems.append(Problem("reply", "missing_words"))
    before = [each for each in responses.replies if each.comment == comment]
    if any(each.text == text for each in before):
        return None
    if len(before) >= MOST_REPLIES:
        problems.append(Problem("reply", "too_many_replies", {"most": MOST_REPLIES}))
    if problems:
        raise Invalid(*problems)
    return Reply(f"{comment}.r{len(before)}", comment, text, now)


def check_open(
    responses: Responses,
    round_id: str,
    revision: int,
    *,
    latest: int,
    seen: int,
    is_decision: bool = True,
) -> None:
    """Refuse to answer what is not the latest revision, or what somebody has answered meanwhile.

    `latest` is the revision that was signed off last, 0 for none; `seen` what the page had shown.
    After an acceptance comments can be sent, which decide nothing; after a return nothing can.
    """
    if not latest or revision > latest:
        raise Unknown(Problem("round", "nothing_signed_off"))
    if revision < latest:
        raise Stale(Problem("revision", "signed_off_again"))
    decision = responses.decision(round_id, revision)
    if decision is not None and (is_decision or not can_comment(decision)):
        raise Stale(Problem("revision", "decided_already"))
    if responses.seen(round_id) != seen:
        raise Stale(Problem("revision", "answered_meanwhile"))


def can_comment(decision: Decision | None) -> bool:
    """Tell whether comments can be sent alone after what was decided so far."""
    return decision is None or decision.kind is DecisionKind.ACCEPTED


def check_undo(
    responses: Responses, press: str, *, by: str, latest: Mapping[str, int], now: datetime
) -> None:
    """Refuse to take back what is somebody else's, too old, or has been answered since."""
    sent = [each for each in responses.sent if each.press == press]
    if not sent:
        raise Unknown(Problem("press", "unknown_response"))
    if any(each.by.id != by for each in sent):
        raise Locked(Problem("press", "sent_by_another"))
    if any(now - each.at > timedelta(minutes=UNDO_MINUTES) for each in sent):
        raise Locked(Problem("press", "undo_too_late"))
    is_answered = {each.comment for each in responses.replies}
    if any(isinstance(each, Comment) and each.id in is_answered for each in sent):
        raise Locked(Problem("press", "replied_already"))
    if any(latest.get(each.round_id, 0) > each.revision for each in sent):
        raise Locked(Problem("press", "signed_off_again"))
    if any(_is_resumed(responses, each) for each in sent):
        raise Locked(Problem("press", "resumed_already"))


def _is_resumed(responses: Responses, sent: Comment | Decision) -> bool:
    """Tell whether it is a return after which the participant has changed something."""
    is_return = isinstance(sent, Decision) and sent.kind is DecisionKind.RETURNED
    return is_return and (sent.round_id, sent.revision) in responses.resumed
