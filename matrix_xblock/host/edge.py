"""Where requests come in.

Refuse by audience first, then by method and size; turn refusals into answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from webob import Request, Response
from xblock.core import XBlock

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import (
    MatrixError,
    Misconfigured,
    NotAllowed,
    Problem,
    WrongMethod,
)
from matrix_xblock.domain.staff.my_people import PeopleRule
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host import pages, services
from matrix_xblock.host.author_host import BlockAuthor
from matrix_xblock.host.block_host import BlockHost
from matrix_xblock.host.bodies import (
    BODY_LIMIT,
    UPLOAD_LIMIT,
    read_fields,
    read_query,
    read_upload,
)
from matrix_xblock.host.site import read_people_rule
from matrix_xblock.host.staff_host import BlockStaff
from matrix_xblock.host.wording import has_words
from matrix_xblock.screens.page import Archive, Download, Page, Stream

__all__ = ["Audience", "link", "refusal", "screen", "several", "upload", "view", "write"]

_STATUSES = {
    "busy": 503,
    "invalid": 422,
    "incomplete": 422,
    "locked": 423,
    "misconfigured": 503,
    "not_allowed": 403,
    "stale": 409,
    "too_large": 413,
    "unavailable": 503,
    "unknown": 404,
    "unreadable": 409,
    "unsupported_body": 415,
    "wrong_method": 405,
}


OWNER = "X-Matrix-Owner"
"""Says whom a page was made for, by the name that `services.owner` gives."""


class Audience(StrEnum):
    """Who a handler is for. Those with the instructor role are staff as well.

    Staff of the whole course are those who can open everybody's reviews: nobody behind a wall.
    """

    PARTICIPANT = "participant"
    STAFF = "staff"
    WHOLE_COURSE = "staff of the whole course"
    INSTRUCTOR = "instructor"
    AUTHOR = "author"


_HOSTS: Mapping[Audience, Callable[[Any, services.Viewer], Any]] = {
    Audience.PARTICIPANT: BlockHost,
    Audience.STAFF: BlockStaff,
    Audience.WHOLE_COURSE: BlockStaff,
    Audience.INSTRUCTOR: BlockStaff,
    Audience.AUTHOR: BlockAuthor,
}


@wordless
@dataclass(frozen=True)
class _Refusal:
    """Why there is no page: for whoever asked, and for those who can mend the set-up."""

    problems: tuple[Problem, ...]
    for_staff: tuple[Problem, ...]
    is_view: bool


Answer = Page | Download | Stream | Archive
Action = Callable[[Any, Form], Answer]
UploadAction = Callable[[Any, Form, bytes], Answer]
Handler = Callable[..., Response]


def screen(audience: Audience, show: Action) -> Handler:
    """Make a handler that shows something and changes nothing of the person's.

    It is a POST, because what is asked for may be about people: a name, a filter of a log.
    """
    return _posted(audience, show)


def write(audience: Audience, run: Action, *, then: Callable[[Any], None] | None = None) -> Handler:
    """Make a handler of a use-case that decides and keeps something.

    `then` comes after what was decided is kept.
    """
    keep = _locked(audience, run)
    if then is None:
        return _posted(audience, keep)

    @wraps(run)
    def followed(host: Any, form: Form) -> Answer:
        answer = keep(host, form)
        then(host)
        return answer

    return _posted(audience, followed)


def several(audience: Audience, run: Action) -> Handler:
    """Make a handler of a use-case that decides about several people, each in a lock of its own.

    What was decided about one of them stays, whatever becomes of the next.
    """
    return _posted(audience, run)


def upload(audience: Audience, run: UploadAction) -> Handler:
    """Make a handler of a use-case that takes a form and the content of a file."""
    keep = _locked(audience, run)
    return _handler(run, audience, "POST", lambda host, request: keep(host, *read_upload(request)))


def link(audience: Audience, give: Action) -> Handler:
    """Make a handler behind an address to follow: a page for paper, a file. It changes nothing.

    The platform logs the query, so it may say which round, year or release, nothing of a person.
    """
    return _handler(give, audience, "GET", lambda host, request: give(host, read_query(request)))


def _locked(audience: Audience, run: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let a use-case decide and keep what a person keeps as the only one at that time.

    What it answers is rendered afterwards. What authors set is Studio's to save.
    """
    if audience is Audience.AUTHOR:
        return run

    @wraps(run)
    def locked(host: Any, *sent: Any) -> Answer:
        with host.lock():
            return run(host, *sent)

    return locked


def _posted(audience: Audience, run: Action) -> Handler:
    # The editor of authors holds a whole framework.
    limit = UPLOAD_LIMIT if audience is Audience.AUTHOR else BODY_LIMIT
    return _handler(
        run, audience, "POST", lambda host, request: run(host, read_fields(request, limit))
    )


def _handler(
    named: Callable[..., Answer],
    audience: Audience,
    method: str,
    answer: Callable[[Any, Request], Answer],
) -> Handler:
    @wraps(named)
    def handler(block: Any, request: Request, suffix: str = "") -> Response:
        del suffix
        viewer = services.viewer(block)
        try:
            _admit(block, viewer, audience)
            if _is_of_another(viewer, request):
                return Response(status=403, content_type="text/plain")
            if request.method != method:
                raise WrongMethod
            host = _HOSTS[audience](block, viewer)
            return pages.response(block, answer(host, request), viewer)
        except MatrixError as refused:
            refusing = pages.response(block, refusal(refused), viewer, code=refused.code)
            if isinstance(refused, WrongMethod):
                refusing.headers["Allow"] = method
            return refusing

    handler.audience = audience  # type: ignore[attr-defined]
    handler.method = method  # type: ignore[attr-defined]
    made: Handler = XBlock.handler(handler)
    return made


def _is_walled(block: Any, viewer: services.Viewer) -> bool:
    """Tell whether somebody of the course staff can open the reviews of their cohorts only."""
    return not viewer.gives_cohorts and read_people_rule(block) is PeopleRule.WALL


def _is_of_another(viewer: services.Viewer, request: Request) -> bool:
    """Tell whether the page that asks was made for somebody else, who has signed out since.

    On a shared computer its words would be kept as those of whoever signed in after them. The
    answer has no mark of ours: the page takes it for that of a session that has ended.
    """
    owner = request.headers.get(OWNER)
    return owner is not None and owner != services.owner(viewer)


def view(show: Callable[[], Page]) -> Page:
    """Show a page, or say on it why there is none."""
    try:
        return show()
    except MatrixError as refused:
        return _refusal(refused, is_view=True)


def refusal(refused: MatrixError) -> Page:
    """Turn a refusal into a page with the status that fits."""
    return _refusal(refused, is_view=False)


def _refusal(refused: MatrixError, *, is_view: bool) -> Page:
    for_staff = refused.problems if isinstance(refused, Misconfigured) else ()
    with_words = () if for_staff else tuple(p for p in refused.problems if has_words(p))
    problems = with_words or (Problem("", refused.code),)
    shown = _Refusal(problems, for_staff, is_view)
    return Page("participant/refusal.html", shown, status=_STATUSES[refused.code])


def _admit(block: Any, viewer: services.Viewer, audience: Audience) -> None:
    """Let only the declared audience in. What cannot be told is refused."""
    is_admitted = {
        Audience.PARTICIPANT: lambda: viewer.is_participant,
        Audience.STAFF: lambda: viewer.is_course_staff,
        Audience.WHOLE_COURSE: lambda: viewer.is_course_staff and not _is_walled(block, viewer),
        Audience.INSTRUCTOR: lambda: viewer.gives_cohorts,
        Audience.AUTHOR: lambda: services.may_author(block),
    }
    if not is_admitted[audience]():
        raise NotAllowed
