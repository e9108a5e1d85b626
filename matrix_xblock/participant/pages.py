"""Which page comes next, and what is on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Problem, Unknown
from matrix_xblock.domain.framework import rounds
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.rounds import Phase
from matrix_xblock.domain.record import engagement
from matrix_xblock.domain.review import review as rules
from matrix_xblock.domain.review.review import Review, Status
from matrix_xblock.participant import attaching
from matrix_xblock.participant import picture as pictures
from matrix_xblock.participant.frame import answered, review_page
from matrix_xblock.participant.review_context import (
    ReviewContext,
    as_signed_off,
    attached,
    check_editable,
    snapshot,
    with_snapshots,
)
from matrix_xblock.participant.writing import overview_page
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page, address_of
from matrix_xblock.screens.progress import minutes_needed, progress
from matrix_xblock.screens.section import Difference, Section, by_field
from matrix_xblock.screens.summary import summary_of

__all__ = [
    "check_page",
    "conflict_page",
    "drawn",
    "next_page",
    "refused_page",
    "revision_page",
    "saved_page",
    "signed_off_page",
]


def next_page(host: Host, sitting: ReviewContext) -> Page:
    """Choose the screen by where the review stands."""
    if sitting.review.status is Status.SIGNED_OFF:
        return signed_off_page(host, sitting, is_new=False)
    if not sitting.is_open:
        return _locked_page(sitting)
    if sitting.review.status is Status.NOT_STARTED:
        return _start_page(sitting)
    return overview_page(host, sitting)


def _start_page(sitting: ReviewContext) -> Page:
    setup = sitting.setup
    context = {
        "minutes": minutes_needed(setup.framework),
        "credit": engagement.credit(sitting.review, setup.framework, setup.credit),
    }
    return review_page(sitting, "start", context)


def _locked_page(sitting: ReviewContext) -> Page:
    context: dict[str, Any] = {}
    if sitting.review.status is not Status.NOT_STARTED:
        context["summary"] = summary_of(sitting.setup.framework, sitting.review)
    return review_page(sitting, "locked", context)


def check_page(
    host: Host, sitting: ReviewContext, problems: tuple[Problem, ...] = (), form: Form | None = None
) -> Page:
    """Show everything before sign-off. What `form` has chosen to go with the review stays so."""
    check_editable(sitting)
    setup, review = sitting.setup, sitting.review
    as_if_signed_off = replace(review, status=Status.SIGNED_OFF)
    offered = attaching.offer(host, sitting, form)
    context = {
        "offer": offered,
        **drawn(sitting, review, setup.framework),
        "gaps": rules.gaps(review, setup.framework),
        "credit": engagement.credit(
            as_if_signed_off, setup.framework, setup.credit, entries=offered.done
        ),
        "problems": problems,
    }
    address = address_of("check", round=sitting.round.id)
    return review_page(sitting, "check", context, address=address)


def signed_off_page(host: Host, sitting: ReviewContext, *, is_new: bool) -> Page:
    setup = sitting.setup
    review, framework = as_signed_off(host, sitting)
    chosen = attached(host, sitting, review.revision)
    after = rounds.following(setup.rounds, sitting.round.id)
    context = {
        **drawn(sitting, review, framework),
        "attached": chosen,
        "credit": engagement.credit(review, framework, setup.credit, entries=len(chosen.done)),
        "after": after,
        "is_after_open": after is not None and sitting.phases[after.id] is Phase.OPEN,
        "is_new": is_new,
        "recorded": review.earned,
    }
    return review_page(sitting, "signed_off", context)


def drawn(sitting: ReviewContext, review: Review, framework: Framework) -> dict[str, Any]:
    """Show a review as a picture, with what was written of each area below it."""
    summary, told = summary_of(framework, review), answered(sitting)["conversations"]
    return {
        "summary": summary,
        "picture": pictures.of_review(sitting, review, framework),
        "said": {
            row.area.id: replace(row, has_comments=row.area.id in told) for row in summary.areas
        },
    }


def revision_page(host: Host, sitting: ReviewContext, revision: int) -> Page:
    sitting = with_snapshots(host, sitting)
    found = snapshot(host, sitting, revision)
    if found is None:
        raise Unknown(Problem("revision", "unknown_revision"))
    review, framework = found
    context = {
        "summary": summary_of(framework, review),
        "shown": review,
        "conversations": sitting.responses.told(review.round_id, revision),
        "decision": sitting.responses.decision(review.round_id, revision),
        "is_earlier": True,
        "attached": attached(host, sitting, revision),
    }
    address = address_of("revision", round=sitting.round.id, revision=str(revision))
    return review_page(sitting, "revision", context, address=address)


def saved_page(sitting: ReviewContext, review: Review, section: Section) -> Page:
    """Answer a save that was kept."""
    context = {
        "review": review,
        "messages": by_field((), section.fields),
        "progress": progress(sitting.setup.framework, review),
    }
    return Page("participant/saved.html", {**_about(sitting, section), **context})


def refused_page(sitting: ReviewContext, section: Section, problems: tuple[Problem, ...]) -> Page:
    """Answer a save with what is wrong, field by field."""
    context = {"messages": by_field(problems, section.fields)}
    return Page("participant/refused.html", {**_about(sitting, section), **context}, status=422)


def conflict_page(
    sitting: ReviewContext,
    section: Section,
    differences: tuple[Difference, ...],
    *,
    screen_of: str = "",
) -> Page:
    """Answer a save that came second with both versions.

    `screen_of` is the id of an area that was written in on a screen of its own.
    """
    context = {"differences": differences, "screen_of": screen_of}
    return Page("participant/conflict.html", {**_about(sitting, section), **context}, status=409)


def _about(sitting: ReviewContext, section: Section) -> dict[str, Any]:
    """What every answer to a save needs to know."""
    return {"framework": sitting.setup.framework, "round": sitting.round, "section": section}
