"""What every screen of a participant has: whose it is, which round, how it stands, and its tab."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.review.review import Review, Status
from matrix_xblock.participant.review_context import ReviewContext
from matrix_xblock.screens.page import Page, address_of
from matrix_xblock.screens.progress import is_late

__all__ = ["answered", "common", "review_page", "tab_page"]


def review_page(
    review_context: ReviewContext, template: str, context: Mapping[str, Any], *, address: str = ""
) -> Page:
    """Show a screen of a round: at its own address, or at that of where the round stands."""
    address = address or address_of("review", round=review_context.round.id)
    return Page(
        f"participant/{template}.html", {**common(review_context), **context}, address=address
    )


def tab_page(
    review_context: ReviewContext,
    tab: str,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    address: str = "",
) -> Page:
    """Show a screen of another tab, at its own address or at that of the tab.

    The first line is the same on all of them.
    """
    shown = {**common(review_context), "tab": tab, **context}
    return Page(f"participant/{template}.html", shown, status, address=address or tab)


def common(review_context: ReviewContext) -> dict[str, Any]:
    """What every screen has: round, status, dates, and the list of rounds."""
    return {
        "tab": "review",
        "setup": review_context.setup,
        "framework": review_context.setup.framework,
        "round": review_context.round,
        "review": review_context.review,
        "status": review_context.review.status.value,
        "phase": review_context.phase.value,
        "earlier": _earlier(review_context.review),
        "is_late": is_late(review_context.round.due, review_context.now),
        "rounds": _round_list(review_context),
        **answered(review_context),
    }


def answered(review_context: ReviewContext) -> dict[str, Any]:
    """What course staff have answered: to what was signed off last, the latest decision too."""
    review, responses = review_context.review, review_context.responses
    returned = review.returned if review.status is Status.RETURNED else None
    revision = returned.revision if returned else review.revision
    by_area = responses.conversations(review.round_id, revision)
    return {
        "conversations": by_area,
        "told_pairs": [pair for pairs in by_area.values() for pair in pairs],
        "decision": responses.decision(review.round_id, revision),
        "newer_responses": responses.newer,
        "commented_areas": [
            area for area in review_context.setup.framework.areas if area.id in by_area
        ],
        "area_names": {area.id: area.name for area in review_context.setup.framework.areas},
    }


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
