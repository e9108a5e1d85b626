"""Answering what course staff have commented."""

from __future__ import annotations

from dataclasses import replace

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.review import responses as rows
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.facts import Replied
from matrix_xblock.domain.review.feedback import write_reply
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.participant.pages import next_page
from matrix_xblock.participant.review_context import sit
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["reply"]


def reply(host: Host, form: Form) -> Page:
    """Answer one comment. Pressing twice answers once."""
    comment = read_text(form, "comment")
    # Decided in the lock: course staff may be taking the comment back at this moment.
    with host.transaction(), host.ledger.lock(host.participant.id):
        sitting = sit(host, read_text(form, "round"))
        try:
            written = write_reply(sitting.responses, comment, read_text(form, "reply"), sitting.now)
        except Invalid as refused:
            page = next_page(host, sitting)
            context = {
                "reply_problems": refused.problems,
                "replying": comment,
                "reply_fields": form,
            }
            return replace(page, context={**page.context, **context}, status=422)
        if written is None:
            return next_page(host, sitting)
        row = rows.write_reply(written)
        host.ledger.append([Entry(Kind.RESPONSE, host.participant.id, row, sitting.now)])
        host.publish(Replied(sitting.round.id))
    return next_page(host, sit(host, sitting.round.id))
