"""Answering what course staff have commented."""

from __future__ import annotations

from dataclasses import replace

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.review import responses as rows
from matrix_xblock.codec.review.status import SOURCES, standing_entry
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.facts import Replied
from matrix_xblock.domain.review.feedback import write_reply
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.participant.frame import RefusedReply
from matrix_xblock.participant.pages import next_page
from matrix_xblock.participant.review_context import (
    ReviewContext,
    load_context,
    standing_sources,
    with_rows,
)
from matrix_xblock.participant.writing import area_page
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["reply"]


def reply(host: Host, form: Form) -> Page:
    """Answer one comment. Pressing twice answers once."""
    comment = read_text(form, "comment")
    # Decided in the lock: course staff may be taking the comment back at this moment.
    with host.transaction(), host.ledger.lock(host.participant.id):
        review_context = load_context(host, read_text(form, "round"), also=SOURCES)
        try:
            written = write_reply(
                review_context.responses, comment, read_text(form, "reply"), review_context.now
            )
        except Invalid as refused:
            page = _page(host, review_context, form)
            reply = RefusedReply(comment, refused.problems, form)
            return replace(page, beside=(*page.beside, reply), status=422)
        if written is None:
            return _page(host, review_context, form)
        row = rows.write_reply(written)
        entry = Entry(Kind.RESPONSE, host.participant.id, row, review_context.now)
        host.ledger.append([entry, _standing(host, review_context, entry)])
        host.publish(Replied(review_context.round.id))
    return _page(host, with_rows(review_context, entry), form)


def _standing(host: Host, review_context: ReviewContext, entry: Entry) -> Entry:
    """Say where the participant stands with the reply: it waits for course staff."""
    order = [each.id for each in review_context.setup.rounds]
    sources = (*standing_sources(review_context), entry)
    return standing_entry(host.participant.id, sources, rounds=order, now=review_context.now)


def _page(host: Host, review_context: ReviewContext, form: Form) -> Page:
    """Show the screen that the reply was written on: that of an area, or of the whole review."""
    area = review_context.setup.framework.area(read_text(form, "area"))
    if area and review_context.is_writable:
        return area_page(review_context, area.id)
    return next_page(host, review_context)
