"""The board of opportunities: what course staff post for everybody, and take down again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.pages import staff_page

__all__ = ["BoardScreen", "post", "show", "take_down"]

_ORDER = ("opportunity", "title", "detail", "closes")
_Rows = Sequence[Mapping[str, Any]]


@wordless
@dataclass(frozen=True)
class BoardScreen:
    """What is on the board and what was, a form, and what has just been done: `posted`, `closed`.

    `types` are kinds of opportunities, each with whether the form has it chosen.
    """

    fields: Form
    is_new: bool
    types: tuple[tuple[str, bool], ...]
    posts: tuple[Post, ...]
    past: tuple[Post, ...]
    problems: tuple[Problem, ...] = ()
    done: str = ""


def show(host: StaffHost, form: Form) -> Page:
    """Show the board, with a form for one more post, or for new words for one."""
    post_id = read_text(form, "post")
    board_rows = _rows(host)
    fields = _fields(_known(board_rows, post_id)) if post_id else _blank(host)
    return _page(host, board_rows, fields)


def post(host: StaffHost, form: Form) -> Page:
    """Post an opportunity, or new words for one. The same press twice posts once."""
    filled = Filled(form)
    board_rows = _rows(host)
    new = board.tidied(_read(filled, host))
    try:
        filled.refuse(board.check(new), order=_ORDER)
    except Invalid as refused:
        return _page(host, board_rows, form, problems=refused.problems, status=422)
    same = {each.id: each for each in rows.read_posts(board_rows)}.get(new.id)
    if same is None or replace(same, at=new.at) != new:
        board_rows = _append(host, board_rows, rows.write_post(new), BoardChanged("posted"))
    return _page(host, board_rows, _blank(host), done="posted")


def take_down(host: StaffHost, form: Form) -> Page:
    """Take a post down. Who has shown interest keeps the opportunity."""
    post_id = read_text(form, "post")
    board_rows = _rows(host)
    if not _known(board_rows, post_id).is_closed:
        row = rows.write_closing(post_id)
        board_rows = _append(host, board_rows, row, BoardChanged("closed"))
    return _page(host, board_rows, _blank(host), done="closed")


def _page(
    host: StaffHost,
    board_rows: _Rows,
    fields: Form,
    *,
    problems: tuple[Problem, ...] = (),
    done: str = "",
    status: int = 200,
) -> Page:
    posts = rows.read_posts(board_rows)
    today = host.today()
    shown = BoardScreen(
        fields=fields,
        is_new=read_text(fields, "id") not in {each.id for each in posts},
        types=tuple(
            (str(each), each in fields.get("opportunity", ()))
            for each in host.setup.framework.offered
        ),
        posts=tuple(each for each in posts if each.is_open(today)),
        past=tuple(each for each in posts if not each.is_open(today)),
        problems=problems,
        done=done,
    )
    return staff_page(host, "board", "board", shown, status=status)


def _read(filled: Filled, host: StaffHost) -> Post:
    return Post(
        id=filled.identifier("id"),
        type=filled_kind(filled, "opportunity", host.setup.framework.offered),
        title=filled.line("title"),
        detail=filled.text("detail"),
        closes=filled.day("closes"),
        at=host.now(),
    )


def _rows(host: StaffHost) -> _Rows:
    """Read the board: once a request, whatever is then appended to it."""
    return [each.body for each in host.ledger.entries(BOARD, Kind.BOARD)]


def _append(
    host: StaffHost, board_rows: _Rows, row: Mapping[str, Any], fact: BoardChanged
) -> _Rows:
    """Append a row to the board, and return the board with it."""
    with host.transaction():
        host.ledger.append([Entry(Kind.BOARD, BOARD, row, host.now())])
        host.publish(fact)
    return [*board_rows, row]


def _known(board_rows: _Rows, post_id: str) -> Post:
    """Return a post of the board. Raises `Unknown` for any other."""
    known = {each.id: each for each in rows.read_posts(board_rows)}
    if post_id not in known:
        raise Unknown(Problem("post", "unknown_post"))
    return known[post_id]


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
