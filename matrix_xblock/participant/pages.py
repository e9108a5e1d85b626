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
from matrix_xblock.domain.review.changes import changes_since
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
from matrix_xblock.screens.changes import ChangesShown, changes_in_words
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


def next_page(host: Host, review_context: ReviewContext) -> Page:
    """Choose the screen by where the review stands."""
    if review_context.review.status is Status.SIGNED_OFF:
        return signed_off_page(host, review_context, is_new=False)
    if not review_context.is_open:
        return _locked_page(review_context)
    if review_context.review.status is Status.NOT_STARTED:
        return _start_page(review_context)
    return overview_page(host, review_context)


def _start_page(review_context: ReviewContext) -> Page:
    setup = review_context.setup
    context = {
        "minutes": minutes_needed(setup.framework),
        "credit": engagement.credit(review_context.review, setup.framework, setup.credit),
    }
    return review_page(review_context, "start", context)


def _locked_page(review_context: ReviewContext) -> Page:
    context: dict[str, Any] = {}
    if review_context.review.status is not Status.NOT_STARTED:
        context["summary"] = summary_of(review_context.setup.framework, review_context.review)
    return review_page(review_context, "locked", context)


def check_page(
    host: Host,
    review_context: ReviewContext,
    problems: tuple[Problem, ...] = (),
    form: Form | None = None,
) -> Page:
    """Show everything before sign-off. What `form` has chosen to go with the review stays so."""
    check_editable(review_context)
    setup, review = review_context.setup, review_context.review
    as_if_signed_off = replace(review, status=Status.SIGNED_OFF)
    offered = attaching.offer(host, review_context, form)
    context = {
        "offer": offered,
        **drawn(review_context, review, setup.framework),
        "gaps": rules.gaps(review, setup.framework),
        "credit": engagement.credit(
            as_if_signed_off, setup.framework, setup.credit, entries=offered.done
        ),
        "problems": problems,
        "changes": _changes(host, review_context),
    }
    address = address_of("check", round=review_context.round.id)
    return review_page(review_context, "check", context, address=address)


def _changes(host: Host, review_context: ReviewContext) -> ChangesShown | None:
    """Say what was changed since the review was returned, or None where it was not."""
    review, today = review_context.review, review_context.setup.framework
    if review.status is not Status.RETURNED or review.returned is None:
        return None
    before = snapshot(host, review_context, review.returned.revision)
    if before is None:
        return None
    then, framework = before
    return changes_in_words(changes_since(then, review, today), framework, today)


def signed_off_page(host: Host, review_context: ReviewContext, *, is_new: bool) -> Page:
    setup = review_context.setup
    review, framework = as_signed_off(host, review_context)
    chosen = attached(host, review_context, review.revision)
    after = rounds.next_to_do(
        setup.rounds,
        review_context.round.id,
        phases=review_context.phases,
        signed_off=review_context.record.signed_off,
    )
    context = {
        **drawn(review_context, review, framework),
        "attached": chosen,
        "credit": engagement.credit(review, framework, setup.credit, entries=len(chosen.done)),
        "after": after,
        "is_last": rounds.following(setup.rounds, review_context.round.id) is None,
        "is_after_open": after is not None and review_context.phases[after.id] is Phase.OPEN,
        "is_new": is_new,
        "recorded": review.earned,
    }
    return review_page(review_context, "signed_off", context)


def drawn(review_context: ReviewContext, review: Review, framework: Framework) -> dict[str, Any]:
    """Show a review as a picture, with what was written of each area below it."""
    summary = summary_of(framework, review)
    conversations = answered(review_context)["conversations"]
    return {
        "summary": summary,
        "picture": pictures.of_review(review_context, review, framework),
        "said": {
            row.area.id: replace(row, has_comments=row.area.id in conversations)
            for row in summary.areas
        },
    }


def revision_page(host: Host, review_context: ReviewContext, revision: int) -> Page:
    review_context = with_snapshots(host, review_context)
    shown = snapshot(host, review_context, revision)
    if shown is None:
        raise Unknown(Problem("revision", "unknown_revision"))
    review, framework = shown
    context = {
        "summary": summary_of(framework, review),
        "shown": review,
        "conversations": review_context.responses.conversations(review.round_id, revision),
        "decision": review_context.responses.decision(review.round_id, revision),
        "is_earlier": True,
        "attached": attached(host, review_context, revision),
    }
    address = address_of("revision", round=review_context.round.id, revision=str(revision))
    return review_page(review_context, "revision", context, address=address)


def saved_page(review_context: ReviewContext, review: Review, section: Section) -> Page:
    """Answer a save that was kept."""
    context = {
        "review": review,
        "messages": by_field((), section.fields),
        "progress": progress(review_context.setup.framework, review),
    }
    return Page("participant/saved.html", {**_about(review_context, section), **context})


def refused_page(
    review_context: ReviewContext, section: Section, problems: tuple[Problem, ...]
) -> Page:
    """Answer a save with what is wrong, field by field."""
    context = {"messages": by_field(problems, section.fields)}
    return Page(
        "participant/refused.html", {**_about(review_context, section), **context}, status=422
    )


def conflict_page(
    review_context: ReviewContext,
    section: Section,
    differences: tuple[Difference, ...],
    *,
    screen_of: str = "",
) -> Page:
    """Answer a save that came second with both versions.

    `screen_of` is the id of an area that was written in on a screen of its own.
    """
    context = {"differences": differences, "screen_of": screen_of}
    return Page(
        "participant/conflict.html", {**_about(review_context, section), **context}, status=409
    )


def _about(review_context: ReviewContext, section: Section) -> dict[str, Any]:
    """What every answer to a save needs to know."""
    return {
        "framework": review_context.setup.framework,
        "round": review_context.round,
        "section": section,
    }
