"""The screens on which a review is written: overview, one area, questions, or all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.review.migration import edition
from matrix_xblock.domain.review.review import Answers
from matrix_xblock.participant import picture
from matrix_xblock.participant.frame import common, review_page
from matrix_xblock.participant.review_context import ReviewContext, find_area, find_round
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.last_time import last_times
from matrix_xblock.screens.matrix import area_row, area_rows
from matrix_xblock.screens.overview import overview_of
from matrix_xblock.screens.page import Page, address_of
from matrix_xblock.screens.progress import progress
from matrix_xblock.screens.prompts import prompt_rows, prompt_section

__all__ = ["area_page", "overview_page", "questions_page", "section_page", "whole_page"]

CHECK = "check"
"""Where somebody came from who changes one thing before they sign off."""


def overview_page(host: Host, sitting: ReviewContext) -> Page:
    """Show how far the review is, area by area, and where to go on."""
    setup, review = sitting.setup, sitting.review
    private = host.load_private(sitting.round.id)
    context = {
        **_news(sitting),
        "picture": picture.of_review(sitting, review, setup.framework),
        "overview": overview_of(
            setup.framework,
            review,
            private,
            reflections_needed=setup.credit.reflections_needed if setup.credit.reflections else 0,
        ),
    }
    return review_page(sitting, "overview", context)


def whole_page(host: Host, sitting: ReviewContext) -> Page:
    """Show the whole matrix and all questions on one page: the other way to fill it in."""
    framework, review = sitting.setup.framework, sitting.review
    private = host.load_private(sitting.round.id)
    context = {
        **_news(sitting),
        "rows": area_rows(framework, review, sitting.before),
        "before": _before_title(sitting),
        "progress": progress(framework, review),
        "answers": _prompts(framework, review.answers, is_private=False),
        "private": _prompts(framework, private, is_private=True),
    }
    return review_page(
        sitting, "whole", context, address=address_of("whole", round=sitting.round.id)
    )


def area_page(sitting: ReviewContext, area_id: str, *, came_from: str = "") -> Page:
    """Show one area, with last time beside it. `came_from` says where *Back* leads."""
    framework = sitting.setup.framework
    area = find_area(framework, area_id)
    number = framework.areas.index(area)
    context = {
        **_area(sitting, area),
        "number": number + 1,
        "previous": framework.areas[number - 1] if number else None,
        "following": framework.areas[number + 1] if number + 1 < len(framework.areas) else None,
        "last_times": last_times(
            framework, area, sitting.review, sitting.before, sitting.responses
        ),
        "is_from_check": came_from == CHECK,
    }
    place = {"area": area.id, "from": CHECK if came_from == CHECK else ""}
    address = address_of("area", round=sitting.round.id, **place)
    return review_page(sitting, "area/screen", context, address=address)


def questions_page(
    host: Host, sitting: ReviewContext, *, is_private: bool, came_from: str = ""
) -> Page:
    """Show the questions about the whole review, or those for the participant alone."""
    framework = sitting.setup.framework
    kept = host.load_private(sitting.round.id) if is_private else sitting.review.answers
    screen = "private" if is_private else "questions"
    context = {
        "form": _prompts(framework, kept, is_private=is_private),
        "is_private": is_private,
        "has_private": bool(framework.private_prompts),
        "is_from_check": came_from == CHECK,
    }
    place = {"from": CHECK if came_from == CHECK else ""}
    address = address_of(screen, round=sitting.round.id, **place)
    return review_page(sitting, "questions", context, address=address)


def section_page(host: Host, sitting: ReviewContext, section_id: str) -> Page:
    """Show one form as it is saved: the answer to *use the saved version*."""
    framework = sitting.setup.framework
    if section_id in {"answers", "private"}:
        is_private = section_id == "private"
        kept = host.load_private(sitting.round.id) if is_private else sitting.review.answers
        form = _prompts(framework, kept, is_private=is_private)
        return Page("participant/prompts.html", {**common(sitting), **form})
    area = find_area(framework, section_id.removeprefix("area-"))
    return Page("participant/area.html", {**common(sitting), **_area(sitting, area)})


def _news(sitting: ReviewContext) -> dict[str, Any]:
    """What has happened to the review since it was written in last."""
    return {
        "edition": edition(sitting.review, sitting.setup.framework),
        "comments": _comments_without_area(sitting),
        "open_steps": [step for step in sitting.record.next_steps.values() if step.is_open],
    }


def _comments_without_area(sitting: ReviewContext) -> tuple[str, ...]:
    """Return comments on areas that have left the framework: they stand with the reason."""
    returned = sitting.review.returned
    comments = returned.comments if returned else {}
    known = {area.id for area in sitting.setup.framework.areas}
    return tuple(words for area_id, words in comments.items() if area_id not in known)


def _area(sitting: ReviewContext, area: Area) -> dict[str, Any]:
    framework, review = sitting.setup.framework, sitting.review
    row = area_row(framework, area, review, sitting.before)
    return {"row": row, "before": _before_title(sitting)}


def _before_title(sitting: ReviewContext) -> str:
    before = sitting.before
    return find_round(sitting.setup, before.round_id).title if before else ""


def _prompts(framework: Framework, kept: Answers, *, is_private: bool) -> Mapping[str, Any]:
    prompts = framework.private_prompts if is_private else framework.shared_prompts
    return {
        "section": prompt_section(prompts, kept, is_private=is_private),
        "rows": prompt_rows(prompts, kept.values),
    }
