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


def next_page(host: Host, sitting: ReviewContext) -> Page:
    """Choose the screen by where the review stands."""
    if sitting.review.status is Status.SIGNED_OFF:
        return signed_off_page(host, sitting, is_new=False)
    if not sitting.is_open:
        return _locked_page(sitting)
    if sitting.review.status is Status.NOT_STARTED:
        return _start_page(sitting)
    return _review_page(host, sitting)


def tab_page(
    sitting: ReviewContext,
    tab: str,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> Page:
    """Show a screen of another tab: the first line is the same on all of them."""
    return Page(f"participant/{template}.html", {**_common(sitting), "tab": tab, **context}, status)


def _common(sitting: ReviewContext) -> dict[str, Any]:
    """What every screen has: round, status, dates, and the list of rounds."""
    return {
        "tab": "review",
        "setup": sitting.setup,
        "framework": sitting.setup.framework,
        "round": sitting.round,
        "review": sitting.review,
        "status": sitting.review.status.value,
        "phase": sitting.phase.value,
        "earlier": _earlier(sitting.review),
        "is_late": is_late(sitting.round.due, sitting.now),
        "rounds": _round_list(sitting),
        **_answered(sitting),
    }


def _answered(sitting: ReviewContext) -> dict[str, Any]:
    """What course staff have answered: to what was signed off last, the latest decision too."""
    review, responses = sitting.review, sitting.responses
    returned = review.returned if review.status is Status.RETURNED else None
    revision = returned.revision if returned else review.revision
    told = responses.conversations(review.round_id, revision)
    return {
        "conversations": told,
        "told_pairs": [pair for pairs in told.values() for pair in pairs],
        "decision": responses.decision(review.round_id, revision),
        "newer_responses": responses.newer,
        "area_names": {area.id: area.name for area in sitting.setup.framework.areas},
    }


def _earlier(review: Review) -> tuple[tuple[int, datetime], ...]:
    """List earlier revisions with their numbers, which need not begin at 1."""
    first = review.revision - len(review.earlier)
    return tuple(enumerate(review.earlier, start=first))


def _round_list(sitting: ReviewContext) -> tuple[tuple[Round, str, str], ...]:
    """List the rounds, each with the status of its review and its phase."""
    record = sitting.record.with_review(sitting.review)
    return tuple(
        (round_, record.review(round_.id).status.value, sitting.phases[round_.id].value)
        for round_ in sitting.setup.rounds
    )


def _start_page(sitting: ReviewContext) -> Page:
    setup = sitting.setup
    context = {
        "minutes": minutes_needed(setup.framework),
        "credit": engagement.credit(sitting.review, setup.framework, setup.credit),
    }
    return Page("participant/start.html", {**_common(sitting), **context})


def _locked_page(sitting: ReviewContext) -> Page:
    context: dict[str, Any] = {}
    if sitting.review.status is not Status.NOT_STARTED:
        context["summary"] = summary_of(sitting.setup.framework, sitting.review)
    return Page("participant/locked.html", {**_common(sitting), **context})


def _review_page(host: Host, sitting: ReviewContext) -> Page:
    framework, review, private = (
        sitting.setup.framework,
        sitting.review,
        host.load_private(sitting.round.id),
    )
    context = {
        "edition": edition(review, framework),
        "rows": area_rows(framework, review, sitting.before),
        "before": _before_title(sitting),
        "comments": _comments_without_area(sitting),
        "open_steps": [step for step in sitting.record.next_steps.values() if step.is_open],
        "progress": progress(framework, review),
        "answers": _prompts(framework, review.answers, is_private=False),
        "private": _prompts(framework, private, is_private=True),
    }
    return Page("participant/review.html", {**_common(sitting), **context})


def _comments_without_area(sitting: ReviewContext) -> tuple[str, ...]:
    """Return comments on areas that have left the framework: they stand with the reason."""
    returned = sitting.review.returned
    comments = returned.comments if returned else {}
    known = {area.id for area in sitting.setup.framework.areas}
    return tuple(words for area_id, words in comments.items() if area_id not in known)


def _before_title(sitting: ReviewContext) -> str:
    before = sitting.before
    return find_round(sitting.setup, before.round_id).title if before else ""


def _prompts(framework: Framework, kept: Answers, *, is_private: bool) -> Mapping[str, Any]:
    prompts = framework.private_prompts if is_private else framework.shared_prompts
    return {
        "section": prompt_section(prompts, kept, is_private=is_private),
        "rows": prompt_rows(prompts, kept.values),
    }


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
        "summary": summary_of(setup.framework, review),
        "gaps": rules.gaps(review, setup.framework),
        "credit": engagement.credit(
            as_if_signed_off, setup.framework, setup.credit, entries=offered.done
        ),
        "problems": problems,
    }
    return Page("participant/check.html", {**_common(sitting), **context})


def signed_off_page(host: Host, sitting: ReviewContext, *, is_new: bool) -> Page:
    setup = sitting.setup
    review, framework = as_signed_off(host, sitting)
    chosen = attached(host, sitting, review.revision)
    after = rounds.following(setup.rounds, sitting.round.id)
    context = {
        "summary": summary_of(framework, review),
        "attached": chosen,
        "credit": engagement.credit(review, framework, setup.credit, entries=len(chosen.done)),
        "after": after,
        "is_after_open": after is not None and sitting.phases[after.id] is Phase.OPEN,
        "is_new": is_new,
        "recorded": review.earned,
    }
    return Page("participant/signed_off.html", {**_common(sitting), **context})


def revision_page(host: Host, sitting: ReviewContext, revision: int) -> Page:
    found = snapshot(host, sitting, revision)
    if found is None:
        raise Unknown(Problem("revision", "unknown_revision"))
    review, framework = found
    context = {
        "summary": summary_of(framework, review),
        "shown": review,
        "conversations": sitting.responses.conversations(review.round_id, revision),
        "decision": sitting.responses.decision(review.round_id, revision),
        "is_earlier": True,
        "attached": attached(host, sitting, revision),
    }
    return Page("participant/revision.html", {**_common(sitting), **context})


def section_page(host: Host, sitting: ReviewContext, section_id: str) -> Page:
    """Show one form as it is saved: the answer to *use the saved version*."""
    framework, review = sitting.setup.framework, sitting.review
    common = _common(sitting)
    if section_id in {"answers", "private"}:
        is_private = section_id == "private"
        kept = host.load_private(sitting.round.id) if is_private else review.answers
        return Page(
            "participant/prompts.html",
            {**common, **_prompts(framework, kept, is_private=is_private)},
        )
    area = find_area(framework, section_id.removeprefix("area-"))
    row = area_row(framework, area, review, sitting.before)
    return Page("participant/area.html", {**common, "row": row, "before": _before_title(sitting)})


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
    sitting: ReviewContext, section: Section, differences: tuple[Difference, ...]
) -> Page:
    """Answer a save that came second with both versions."""
    context = {"differences": differences}
    return Page("participant/conflict.html", {**_about(sitting, section), **context}, status=409)


def _about(sitting: ReviewContext, section: Section) -> dict[str, Any]:
    """What every answer to a save needs to know."""
    return {"framework": sitting.setup.framework, "round": sitting.round, "section": section}
