"""The screens on which a review is written: overview, one area, questions, or all at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.review.migration import Edition, edition
from matrix_xblock.domain.review.review import Answers, Review
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import picture, reading
from matrix_xblock.participant.frame import Heading, review_page
from matrix_xblock.participant.review_context import ReviewContext, find_area, find_round
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.last_time import LastTime, last_times
from matrix_xblock.screens.matrix import AreaRow, area_row, area_rows
from matrix_xblock.screens.overview import Overview, overview_of
from matrix_xblock.screens.page import Page, address_of
from matrix_xblock.screens.picture import Picture
from matrix_xblock.screens.progress import Progress, progress
from matrix_xblock.screens.prompts import PromptForm, PromptRow, prompt_rows, prompt_section

__all__ = ["area_page", "overview_page", "questions_page", "section_page", "whole_page"]

CHECK = "check"
"""Where somebody came from who changes one thing before they sign off."""


@wordless
@dataclass(frozen=True)
class News:
    """What has happened to the review since it was written in last, and which steps are open.

    `comments` are on areas that have left the framework: they stand with the reason of a return.
    """

    edition: Edition | None
    comments: tuple[str, ...]
    open_steps: tuple[NextStep, ...]


@wordless
@dataclass(frozen=True)
class OverviewScreen:
    """How far the review is, area by area."""

    picture: Picture
    overview: Overview


@wordless
@dataclass(frozen=True)
class WholeScreen:
    """The whole matrix, with all questions."""

    rows: tuple[AreaRow, ...]
    before: str
    progress: Progress
    answers: PromptForm
    private: PromptForm


@wordless
@dataclass(frozen=True)
class AreaForm:
    """The form of one area. `before` is what the round is called that it is compared with."""

    row: AreaRow
    before: str


@wordless
@dataclass(frozen=True)
class AreaScreen:
    """Which area of how many it is, and what was said of it last time."""

    number: int
    previous: Area | None
    following: Area | None
    last_times: tuple[LastTime, ...]
    is_from_check: bool


@wordless
@dataclass(frozen=True)
class QuestionsScreen:
    """The questions about the whole review, or those for the participant alone."""

    form: PromptForm
    is_private: bool
    has_private: bool
    is_from_check: bool


@wordless
@dataclass(frozen=True)
class FormAlone:
    """What a form has around it that is shown without its screen."""

    framework: Framework
    round: Round
    review: Review


def overview_page(host: Host, review_context: ReviewContext) -> Page:
    """Show how far the review is, area by area, and where to go on."""
    setup, review = review_context.setup, review_context.review
    private = host.load_private(review_context.round.id)
    shown = OverviewScreen(
        picture=picture.of_review(review_context, review, setup.framework),
        overview=overview_of(
            setup.framework,
            review,
            private,
            reflections_needed=setup.credit.reflections_needed if setup.credit.reflections else 0,
        ),
    )
    return review_page(review_context, "overview", shown, beside=(_news(review_context),))


def whole_page(host: Host, review_context: ReviewContext) -> Page:
    """Show the whole matrix and all questions on one page: the other way to fill it in."""
    framework, review = review_context.setup.framework, review_context.review
    private = host.load_private(review_context.round.id)
    shown = WholeScreen(
        rows=area_rows(framework, review, review_context.before),
        before=_before_title(review_context),
        progress=progress(framework, review),
        answers=_prompts(host, framework, review.answers, is_private=False),
        private=_prompts(host, framework, private, is_private=True),
    )
    address = address_of("whole", round=review_context.round.id)
    news = _news(review_context)
    return review_page(review_context, "whole", shown, beside=(news,), address=address)


def area_page(review_context: ReviewContext, area_id: str, *, came_from: str = "") -> Page:
    """Show one area, with last time beside it. `came_from` says where *Back* leads."""
    framework = review_context.setup.framework
    area = find_area(framework, area_id)
    number = framework.areas.index(area)
    shown = AreaScreen(
        number=number + 1,
        previous=framework.areas[number - 1] if number else None,
        following=framework.areas[number + 1] if number + 1 < len(framework.areas) else None,
        last_times=last_times(
            framework, area, review_context.review, review_context.before, review_context.responses
        ),
        is_from_check=came_from == CHECK,
    )
    place = {"area": area.id, "from": CHECK if came_from == CHECK else ""}
    return review_page(
        review_context,
        "area/screen",
        shown,
        beside=(_area(review_context, area),),
        address=address_of("area", round=review_context.round.id, **place),
        heading=Heading(is_inner=True, has_place=True, language_of_heading=framework.language),
    )


def questions_page(
    host: Host, review_context: ReviewContext, *, is_private: bool, came_from: str = ""
) -> Page:
    """Show the questions about the whole review, or those for the participant alone."""
    framework = review_context.setup.framework
    answers = (
        host.load_private(review_context.round.id) if is_private else review_context.review.answers
    )
    screen = "private" if is_private else "questions"
    shown = QuestionsScreen(
        form=_prompts(host, framework, answers, is_private=is_private),
        is_private=is_private,
        has_private=bool(framework.private_prompts),
        is_from_check=came_from == CHECK,
    )
    place = {"from": CHECK if came_from == CHECK else ""}
    address = address_of(screen, round=review_context.round.id, **place)
    return review_page(
        review_context, "questions", shown, address=address, heading=Heading(is_inner=True)
    )


def section_page(host: Host, review_context: ReviewContext, section_id: str) -> Page:
    """Show one form as it is saved: the answer to *use the saved version*."""
    framework = review_context.setup.framework
    about = FormAlone(framework, review_context.round, review_context.review)
    if section_id in {"answers", "private"}:
        is_private = section_id == "private"
        answers = (
            host.load_private(review_context.round.id)
            if is_private
            else review_context.review.answers
        )
        form = _prompts(host, framework, answers, is_private=is_private)
        return Page("participant/prompts.html", form, beside=(about, Heading()))
    area = find_area(framework, section_id.removeprefix("area-"))
    return Page("participant/area.html", _area(review_context, area), beside=(about, Heading()))


def _news(review_context: ReviewContext) -> News:
    steps = review_context.record.next_steps.values()
    return News(
        edition=edition(review_context.review, review_context.setup.framework),
        comments=_comments_without_area(review_context),
        open_steps=tuple(step for step in steps if step.is_open),
    )


def _comments_without_area(review_context: ReviewContext) -> tuple[str, ...]:
    """Return comments on areas that have left the framework: they stand with the reason."""
    returned = review_context.review.returned
    comments = returned.comments if returned else {}
    known = {area.id for area in review_context.setup.framework.areas}
    return tuple(words for area_id, words in comments.items() if area_id not in known)


def _area(review_context: ReviewContext, area: Area) -> AreaForm:
    framework, review = review_context.setup.framework, review_context.review
    row = area_row(framework, area, review, review_context.before)
    return AreaForm(row, _before_title(review_context))


def _before_title(review_context: ReviewContext) -> str:
    before = review_context.before
    return find_round(review_context.setup, before.round_id).title if before else ""


def _prompts(host: Host, framework: Framework, answers: Answers, *, is_private: bool) -> PromptForm:
    prompts = framework.private_prompts if is_private else framework.shared_prompts
    section = prompt_section(prompts, answers, is_private=is_private)
    rows = prompt_rows(prompts, answers.values)
    return PromptForm(section, rows if is_private else tuple(_read(host, row) for row in rows))


def _read(host: Host, row: PromptRow) -> PromptRow:
    """Say how *by when* is read as it stands. Answers for the participant alone make no step."""
    if row.planned is None:
        return row
    return replace(row, read=reading.read(host, reading.PLANNED, row.planned.when))
