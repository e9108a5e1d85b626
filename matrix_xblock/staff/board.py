"""The board of opportunities: what course staff post for everybody, and take down again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from matrix_xblock.codec.common.filled import DATE_PARTS, Filled, with_answers
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.plans import board as rows
from matrix_xblock.codec.plans.opportunity_kind import filled_kind
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.facts import BoardChanged
from matrix_xblock.domain.plans import board
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.values.ledger_rows import BOARD, Entry, Kind
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.course_opportunities import read_board
from matrix_xblock.staff.opportunities import (
    BoardForm,
    filters_in,
    known_post,
    opportunities_page,
)

__all__ = ["post", "take_down"]

_ORDER = ("opportunity", "title", "detail", "closes")


def post(host: StaffHost, form: Form) -> Page:
    """Post an opportunity, or new words for one. The same press twice posts once."""
    form = with_answers(form)
    filled = Filled(form)
    posts = read_board(host.ledger)
    new = board.tidied(_read(filled, host))
    try:
        filled.refuse(board.check(new, today=host.today()), order=_ORDER)
    except Invalid as refused:
        typed = {**form, "closes": [_closes_as_typed(form)]}
        again = BoardForm(typed, is_open=True, problems=refused.problems)
        return opportunities_page(host, filters_in(form), posts, board=again, status=422)
    same = {each.id: each for each in posts}.get(new.id)
    if same is None or replace(same, at=new.at, by=new.by, by_id=new.by_id) != new:
        _append(host, rows.write_post(new), BoardChanged("posted"))
        posts = (new, *posts) if same is None else _in_place(posts, new)
    return opportunities_page(host, filters_in(form), posts, board=BoardForm(done="posted"))


def take_down(host: StaffHost, form: Form) -> Page:
    """Take a post down. Who has shown interest keeps the opportunity."""
    posts = read_board(host.ledger)
    known = known_post(posts, read_text(form, "post"))
    if not known.is_closed:
        _append(host, rows.write_closing(known.id), BoardChanged("closed"))
        posts = _in_place(posts, replace(known, is_closed=True))
    return opportunities_page(host, filters_in(form), posts, board=BoardForm(done="closed"))


def _in_place(posts: tuple[Post, ...], changed: Post) -> tuple[Post, ...]:
    """Return the board as it is read with the row that has just been written."""
    return tuple(changed if each.id == changed.id else each for each in posts)


def _read(filled: Filled, host: StaffHost) -> Post:
    return Post(
        id=filled.identifier("id"),
        type=filled_kind(filled, "opportunity", host.setup.framework.offered),
        title=filled.line("title"),
        detail=filled.text("detail"),
        closes=filled.said_day("closes", today=host.today(), is_ahead=True),
        at=host.now(),
        by=host.author.name,
        by_id=host.author.id,
    )


def _closes_as_typed(form: Form) -> str:
    """Return the last day as it was typed: into one field, or into the three of an older page."""
    if "closes" in form:
        return read_text(form, "closes")
    return " ".join(read_text(form, f"closes-{part}") for part in DATE_PARTS).strip()


def _append(host: StaffHost, row: Mapping[str, Any], fact: BoardChanged) -> None:
    with host.transaction():
        host.ledger.append([Entry(Kind.BOARD, BOARD, row, host.now())])
        host.publish(fact)
