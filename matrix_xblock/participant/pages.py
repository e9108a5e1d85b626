"""Which page comes next, and what is on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Problem, Unknown
from matrix_xblock.domain.framework import rounds
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.rounds import Phase, Round
from matrix_xblock.domain.record import engagement
from matrix_xblock.domain.review import review as rules
from matrix_xblock.domain.review.migration import edition
from matrix_xblock.domain.review.review import Answers, Review, Status
from matrix_xblock.participant import attaching
from matrix_xblock.participant.review_context import (
    ReviewContext,
    as_signed_off,
    attached,
    check_editable,
    find_area,
    find_round,
    snapshot,
)
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.matrix import area_row, area_rows
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.progress import is_late, minutes_needed, progress
from matrix_xblock.screens.prompts import prompt_rows, prompt_section
from matrix_xblock.screens.section import Difference, Section, by_field
from matrix_xblock.screens.summary import summary_of

__all__ = [
    "check_page",
    "conflict_page",
    "next_page",
    "refused_page",
    "revision_page",
    "saved_page",
    "section_page",
    "signed_off_page",
    "tab_page",
]


def next_page(host: Host, review_context: ReviewContext) -> Page:
    """Choose the screen by where the review stands."""
    if review_context.review.status is Status.SIGNED_OFF:
        return signed_off_page(host, review_context, is_new=False)
    if not review_context.is_open:
        return _locked_page(review_context)
    if review_context.review.status is Status.NOT_STARTED:
        return _start_page(review_context)
    return _review_page(host, review_context)


def tab_page(
    review_context: ReviewContext,
    tab: str,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> Page:
    """Show a screen of another tab: the first line is the same on all of them."""
    return Page(
        f"participant/{template}.html", {**_common(review_context), "tab": tab, **context}, status
    )


def _common(review_context: ReviewContext) -> dict[str, Any]:
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
        **_answered(review_context),
    }


def _answered(review_context: ReviewContext) -> dict[str, Any]:
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


def _start_page(review_context: ReviewContext) -> Page:
    setup = review_context.setup
    context = {
        "minutes": minutes_needed(setup.framework),
        "credit": engagement.credit(review_context.review, setup.framework, setup.credit),
    }
    return Page("participant/start.html", {**_common(review_context), **context})


def _locked_page(review_context: ReviewContext) -> Page:
    context: dict[str, Any] = {}
    if review_context.review.status is not Status.NOT_STARTED:
        context["summary"] = summary_of(review_context.setup.framework, review_context.review)
    return Page("participant/locked.html", {**_common(review_context), **context})


def _review_page(host: Host, review_context: ReviewContext) -> Page:
    framework = review_context.setup.framework
    review = review_context.review
    private = host.load_private(review_context.round.id)
    context = {
        "edition": edition(review, framework),
        "rows": area_rows(framework, review, review_context.before),
        "before": _before_title(review_context),
        "comments": _comments_without_area(review_context),
        "open_steps": [step for step in review_context.record.next_steps.values() if step.is_open],
        "progress": progress(framework, review),
        "answers": _prompts(framework, review.answers, is_private=False),
        "private": _prompts(framework, private, is_private=True),
    }
    return Page("participant/review.html", {**_common(review_context), **context})


def _comments_without_area(review_context: ReviewContext) -> tuple[str, ...]:
    """Return comments on areas that have left the framework: they stand with the reason."""
    returned = review_context.review.returned
    comments = returned.comments if returned else {}
    known = {area.id for area in review_context.setup.framework.areas}
    return tuple(words for area_id, words in comments.items() if area_id not in known)


def _before_title(review_context: ReviewContext) -> str:
    before = review_context.before
    return find_round(review_context.setup, before.round_id).title if before else ""


def _prompts(framework: Framework, answers: Answers, *, is_private: bool) -> Mapping[str, Any]:
    prompts = framework.private_prompts if is_private else framework.shared_prompts
    return {
        "section": prompt_section(prompts, answers, is_private=is_private),
        "rows": prompt_rows(prompts, answers.values),
    }


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
        "summary": summary_of(setup.framework, review),
        "gaps": rules.gaps(review, setup.framework),
        "credit": engagement.credit(
            as_if_signed_off, setup.framework, setup.credit, entries=offered.done
        ),
        "problems": problems,
    }
    return Page("participant/check.html", {**_common(review_context), **context})


def signed_off_page(host: Host, review_context: ReviewContext, *, is_new: bool) -> Page:
    setup = review_context.setup
    review, framework = as_signed_off(host, review_context)
    chosen = attached(host, review_context, review.revision)
    after = rounds.following(setup.rounds, review_context.round.id)
    context = {
        "summary": summary_of(framework, review),
        "attached": chosen,
        "credit": engagement.credit(review, framework, setup.credit, entries=len(chosen.done)),
        "after": after,
        "is_after_open": after is not None and review_context.phases[after.id] is Phase.OPEN,
        "is_new": is_new,
        "recorded": review.earned,
    }
    return Page("participant/signed_off.html", {**_common(review_context), **context})


def revision_page(host: Host, review_context: ReviewContext, revision: int) -> Page:
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
    return Page("participant/revision.html", {**_common(review_context), **context})


def section_page(host: Host, review_context: ReviewContext, section_id: str) -> Page:
    """Show one form as it is saved: the answer to *use the saved version*."""
    framework, review = review_context.setup.framework, review_context.review
    common = _common(review_context)
    if section_id in {"answers", "private"}:
        is_private = section_id == "private"
        answers = host.load_private(review_context.round.id) if is_private else review.answers
        return Page(
            "participant/prompts.html",
            {**common, **_prompts(framework, answers, is_private=is_private)},
        )
    area = find_area(framework, section_id.removeprefix("area-"))
    row = area_row(framework, area, review, review_context.before)
    return Page(
        "participant/area.html", {**common, "row": row, "before": _before_title(review_context)}
    )


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
    review_context: ReviewContext, section: Section, differences: tuple[Difference, ...]
) -> Page:
    """Answer a save that came second with both versions."""
    context = {"differences": differences}
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
