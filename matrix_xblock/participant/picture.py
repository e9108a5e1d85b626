"""The matrix picture of one's own reviews: on a page, and as a file to take along."""

from __future__ import annotations

from datetime import datetime

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Locked, Problem, Unknown
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.record import movement
from matrix_xblock.domain.record.movement import Stop
from matrix_xblock.domain.record.record import ImportedReview, Record
from matrix_xblock.domain.review.review import Review, Status, outline_of
from matrix_xblock.participant.review_context import ReviewContext, as_signed_off, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.picture import Picture, picture_of

__all__ = ["download", "of_review", "of_rounds", "stops_of"]

FILE = "matrix-picture.svg"
"""What the file is called: nothing of whom it is about."""


def of_review(review_context: ReviewContext, review: Review, framework: Framework) -> Picture:
    """Make the picture of one review, a draft as it is, with the rounds before it."""
    at = review.signed_off_at or review_context.now
    before = [
        stop
        for stop in stops_of(review_context)
        if stop.at < at and not _is_round(stop, review_context, review.round_id)
    ]
    title = review_context.setup.titles.get(review.round_id, "")
    stops = (*before, _as_now(review, framework, at, title))
    asked = [row for row in movement.rows(framework, stops) if framework.area(row.id)]
    return picture_of(framework, asked, stops)


def of_rounds(framework: Framework, stops: tuple[Stop, ...]) -> Picture | None:
    """Make the picture of everything that is signed off, areas that have gone included."""
    return picture_of(framework, movement.rows(framework, stops), stops) if stops else None


def download(host: Host, form: Form) -> Page:
    """Give the picture of a round, or of all that are signed off, as a file that stands alone."""
    round_id = forms.read_text(form, "round")
    review_context = load_context(host, round_id)
    picture = _of_round(host, review_context) if round_id else _of_everything(review_context)
    context = {"picture": picture, "name": host.participant.name}
    return Page(
        "participant/picture/file.html", context, filename=FILE, content_type="image/svg+xml"
    )


def stops_of(review_context: ReviewContext) -> tuple[Stop, ...]:
    """List what is signed off, here and in rounds brought from elsewhere, oldest first."""
    titles = review_context.setup.titles
    here = [
        _stop(review_context, r, titles.get(r.round_id, ""))
        for r in review_context.record.reviews.values()
    ]
    latest = {
        (past.made_in, past.review.round_id): past for past in _by_revision(review_context.record)
    }
    there = [_stop(review_context, past.review, past.made_in_title) for past in latest.values()]
    return tuple(sorted((each for each in (*here, *there) if each), key=lambda each: each.at))


def _of_round(host: Host, review_context: ReviewContext) -> Picture:
    if review_context.review.status is Status.NOT_STARTED:
        raise Locked(Problem("review", "not_started"))
    return of_review(review_context, *as_signed_off(host, review_context))


def _of_everything(review_context: ReviewContext) -> Picture:
    picture = of_rounds(review_context.setup.framework, stops_of(review_context))
    if picture is None:
        raise Unknown(Problem("round", "nothing_signed_off"))
    return picture


def _is_round(stop: Stop, review_context: ReviewContext, round_id: str) -> bool:
    return stop.review is review_context.record.reviews.get(round_id)


def _as_now(review: Review, framework: Framework, at: datetime, title: str) -> Stop:
    outline = review.outline if review.status is Status.SIGNED_OFF else None
    outline = outline or outline_of(framework, title)
    return Stop(outline.round_title or title, at, review, outline)


def _by_revision(record: Record) -> list[ImportedReview]:
    """Sort rounds from elsewhere so that the last signed-off revision of each comes last."""
    signed_off = [past for past in record.past if past.review.status is Status.SIGNED_OFF]
    return sorted(signed_off, key=lambda past: past.review.revision)


def _stop(review_context: ReviewContext, review: Review, title: str) -> Stop | None:
    if review.status is not Status.SIGNED_OFF or review.signed_off_at is None:
        return None
    outline = review.outline or outline_of(review_context.setup.framework, title)
    return Stop(outline.round_title or title, review.signed_off_at, review, outline)
