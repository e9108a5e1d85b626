"""The one-page summary of a review: one sheet of A4, to take to a talk."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Locked, Problem
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.plans.next_step import in_order
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.review import Review, Status, is_answered
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import picture as pictures
from matrix_xblock.participant.frame import on_paper
from matrix_xblock.participant.review_context import as_signed_off, attached, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.one_page import OnePage, one_page
from matrix_xblock.screens.page import Page

__all__ = ["show"]


@wordless
@dataclass(frozen=True)
class SummaryOnPaper:
    """A review on one page."""

    one_page: OnePage
    review: Review


def show(host: Host, form: Form) -> Page:
    """Show a review on one page, a draft as it is, with the next steps that are open today."""
    review_context = load_context(host, forms.read_text(form, "round"))
    if review_context.review.status is Status.NOT_STARTED:
        raise Locked(Problem("review", "not_started"))
    review, framework = as_signed_off(host, review_context)
    is_signed_off = review.status is Status.SIGNED_OFF
    went = attached(host, review_context, review.revision) if is_signed_off else Attached()
    every = review_context.record.next_steps.values()
    steps = [each for each in in_order(every, host.today()) if each.is_open]
    picture = pictures.of_review(review_context, review, framework)
    sheet = one_page(picture, went, wish=_wish(review, framework), steps=steps)
    paper = on_paper(host, review_context, framework)
    return Page("participant/one_page.html", SummaryOnPaper(sheet, review), beside=paper)


def _wish(review: Review, framework: Framework) -> str:
    """Return the answer to the question that names a next step."""
    asked = [each.id for each in framework.shared_prompts if each.names_next_step]
    answers = (review.answers.values.get(key, ()) for key in asked)
    return next((texts[0] for texts in answers if is_answered(texts)), "")
