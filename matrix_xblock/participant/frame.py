"""What every screen of a participant has: whose it is, which round, how it stands, and its tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.review.feedback import Comment, Decision, Reply
from matrix_xblock.domain.review.review import Review, Status
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant.review_context import ReviewContext
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Context, Page, address_of
from matrix_xblock.screens.progress import is_late

__all__ = ["Heading", "Missing", "RefusedReply", "answered", "on_paper", "review_page", "tab_page"]

Exchange = tuple[Comment, tuple[Reply, ...]]
"""A comment, with what the participant has replied."""


@wordless
@dataclass(frozen=True)
class ParticipantScreen:
    """What every screen of a participant has: its tab, its round, and the list of rounds."""

    tab: str
    setup: Setup
    framework: Framework
    round: Round
    review: Review
    status: str
    phase: str
    earlier: tuple[tuple[int, datetime], ...]
    is_late: bool
    rounds: tuple[tuple[Round, str, str], ...]


@wordless
@dataclass(frozen=True)
class Heading:
    """What stands above a screen beside its heading.

    `is_inner`: without the list of rounds, within one or where the screen has the list below.
    `has_place`: one area of several, with the way to the one before. `language_of_heading` is set
    where it is in the author's words.
    """

    is_inner: bool = False
    has_place: bool = False
    language_of_heading: str = ""


@wordless
@dataclass(frozen=True)
class Answered:
    """What course staff have answered to what was signed off: comments by area, and a decision.

    What is said of an earlier revision, `is_earlier`, takes no reply. On paper there is none of it.
    """

    conversations: Mapping[str, tuple[Exchange, ...]] = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()
    decision: Decision | None = None
    newer_responses: int = 0
    commented_areas: tuple[Area, ...] = ()
    area_names: Mapping[str, str] = field(default_factory=dict)
    is_earlier: bool = False


@wordless
@dataclass(frozen=True)
class RefusedReply:
    """What was wrong with a reply to a comment, and what was typed. Mostly nothing."""

    replying: str = ""
    reply_problems: tuple[Problem, ...] = ()
    reply_fields: Form = field(default_factory=dict)


@wordless
@dataclass(frozen=True)
class Missing:
    """What was asked for and is not there, so that another screen is shown. Mostly nothing."""

    missing: tuple[Problem, ...] = ()


@wordless
@dataclass(frozen=True)
class OnPaper:
    """Whose page for paper it is, of which round, and in whose framework."""

    name: str
    round: Round
    framework: Framework


def review_page(
    review_context: ReviewContext,
    template: str,
    context: Context,
    *,
    beside: Sequence[Context] = (),
    address: str = "",
    heading: Heading | None = None,
) -> Page:
    """Show a screen of a round: at its own address, or at that of where the round stands."""
    frame = _frame(review_context, "review", heading or Heading())
    return Page(
        f"participant/{template}.html",
        context,
        address=address or address_of("review", round=review_context.round.id),
        beside=(*frame, *beside),
    )


def tab_page(
    review_context: ReviewContext,
    tab: str,
    template: str,
    context: Context,
    *,
    beside: Sequence[Context] = (),
    status: int = 200,
    address: str = "",
) -> Page:
    """Show a screen of another tab, at its own address or at that of the tab.

    The first line is the same on all of them.
    """
    frame = _frame(review_context, tab, Heading())
    return Page(
        f"participant/{template}.html",
        context,
        status,
        address=address or tab,
        beside=(*frame, *beside),
    )


def on_paper(
    host: Host, review_context: ReviewContext, framework: Framework
) -> tuple[Context, ...]:
    """Return what a page for paper has in place of the first line: on paper nobody replies."""
    name = host.participant.name
    return OnPaper(name, review_context.round, framework), Answered(), RefusedReply()


def _frame(review_context: ReviewContext, tab: str, heading: Heading) -> tuple[Context, ...]:
    """Return what every screen has: round, status, dates, rounds, and what was answered."""
    screen = ParticipantScreen(
        tab=tab,
        setup=review_context.setup,
        framework=review_context.setup.framework,
        round=review_context.round,
        review=review_context.review,
        status=review_context.review.status.value,
        phase=review_context.phase.value,
        earlier=_earlier(review_context.review),
        is_late=is_late(review_context.round.due, review_context.now),
        rounds=_round_list(review_context),
    )
    return screen, heading, answered(review_context), RefusedReply(), Missing()


def answered(review_context: ReviewContext, revision: int | None = None) -> Answered:
    """Return what was answered to a revision: by default to the one that was signed off last."""
    review, responses = review_context.review, review_context.responses
    returned = review.returned if review.status is Status.RETURNED else None
    latest = returned.revision if returned else review.revision
    at = review.round_id, latest if revision is None else revision
    by_area = responses.conversations(*at)
    areas = review_context.setup.framework.areas
    return Answered(
        conversations=by_area,
        exchanges=tuple(pair for pairs in by_area.values() for pair in pairs),
        decision=responses.decision(*at),
        newer_responses=responses.newer,
        commented_areas=tuple(area for area in areas if area.id in by_area),
        area_names={area.id: area.name for area in areas},
        is_earlier=revision is not None,
    )


def _earlier(review: Review) -> tuple[tuple[int, datetime], ...]:
    """List earlier revisions with their numbers, which need not begin at 1."""
    first = review.revision - len(review.earlier)
    return tuple(enumerate(review.earlier, start=first))


def _round_list(review_context: ReviewContext) -> tuple[tuple[Round, str, str], ...]:
    """List the rounds, each with the status of its review and its phase."""
    record = review_context.record.with_review(review_context.review)
    return tuple(
        (round_, record.review(round_.id).status.value, review_context.phases[round_.id].value)
        for round_ in review_context.setup.rounds
    )
