"""The board of opportunities: what course staff post for everybody, and take down again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from matrix_xblock.codec.common.filled import DATE_PARTS, Filled
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.plans import board as rows
from matrix_xblock.codec.plans.opportunity_kind import filled_kind
from matrix_xblock.domain.errors import Invalid, Problem, Unknown
from matrix_xblock.domain.facts import BoardChanged
from matrix_xblock.domain.plans import board
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.values.ledger_rows import BOARD, Entry, Kind
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.pages import staff_page

__all__ = ["post", "show", "take_down"]

_ORDER = ("opportunity", "title", "detail", "closes")


def show(host: StaffHost, form: Form) -> Page:
    """Show the board, with a form for one more post, or for new words for one."""
    post_id = read_text(form, "post")
    if not post_id:
        return _page(host, _blank(host))
    known = {each.id: each for each in _posts(host)}
    if post_id not in known:
        raise Unknown(Problem("post", "unknown_post"))
    return _page(host, _fields(known[post_id]))


def post(host: StaffHost, form: Form) -> Page:
    """Post an opportunity, or new words for one. The same press twice posts once."""
    filled = Filled(form)
    written = board.tidied(_read(filled, host))
    try:
        filled.refuse(board.check(written), order=_ORDER)
    except Invalid as refused:
        return replace(_page(host, form, problems=refused.problems), status=422)
    same = {each.id: each for each in _posts(host)}.get(written.id)
    if same is None or replace(same, at=written.at) != written:
        with host.transaction():
            host.ledger.append([Entry(Kind.BOARD, BOARD, rows.write_post(written), host.now())])
            host.publish(BoardChanged("posted"))
    return _page(host, _blank(host), said="posted")


def take_down(host: StaffHost, form: Form) -> Page:
    """Take a post down. Who has shown interest keeps the opportunity."""
    post_id = read_text(form, "post")
    known = {each.id: each for each in _posts(host)}
    if post_id not in known:
        raise Unknown(Problem("post", "unknown_post"))
    if not known[post_id].is_closed:
        with host.transaction():
            host.ledger.append([Entry(Kind.BOARD, BOARD, rows.write_closing(post_id), host.now())])
            host.publish(BoardChanged("closed"))
    return _page(host, _blank(host), said="closed")


def _page(host: StaffHost, fields: Form, **context: Any) -> Page:
    posts = _posts(host)
    today = host.today()
    shown = {
        "fields": fields,
        "is_new": read_text(fields, "id") not in {each.id for each in posts},
        "types": [
            (str(each), each in fields.get("opportunity", ()))
            for each in host.setup.framework.offered
        ],
        "posts": [each for each in posts if each.is_open(today)],
        "past": [each for each in posts if not each.is_open(today)],
    }
    return staff_page(host, "board", "board", {**shown, **context})


def _read(filled: Filled, host: StaffHost) -> Post:
    return Post(
        id=filled.identifier("id"),
        type=filled_kind(filled, "opportunity", host.setup.framework.offered),
        title=filled.line("title"),
        detail=filled.text("detail"),
        closes=filled.day("closes"),
        at=host.now(),
    )


def _posts(host: StaffHost) -> tuple[Post, ...]:
    return rows.read_posts(each.body for each in host.ledger.entries(BOARD, Kind.BOARD))


def _blank(host: StaffHost) -> Form:
    return {"id": [host.new_id()]}


def _fields(written: Post) -> Form:
    closes = written.closes
    parts = (closes.day, closes.month, closes.year) if closes else ("", "", "")
    return {
        "id": [written.id],
        "opportunity": [written.type.value],
        "title": [written.title],
        "detail": [written.detail],
        **{f"closes-{name}": [str(value)] for name, value in zip(DATE_PARTS, parts, strict=True)},
    }
