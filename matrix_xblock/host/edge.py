"""Where requests come in.

Refuse by audience first, then by method and size; turn refusals into answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from webob import Request, Response
from xblock.core import XBlock

from matrix_xblock.domain.errors import (
    Invalid,
    MatrixError,
    Misconfigured,
    NotAllowed,
    Problem,
    TooLarge,
    WrongMethod,
)
from matrix_xblock.host import pages, services
from matrix_xblock.host.author_host import BlockAuthor
from matrix_xblock.host.block_host import BlockHost
from matrix_xblock.host.wording import has_words
from matrix_xblock.ports import Download, Form, Page, Stream

__all__ = ["BODY_LIMIT", "UPLOAD_LIMIT", "Audience", "action", "refusal", "upload_action", "view"]

BODY_LIMIT = 1024 * 1024
"""Bytes of one request: more than the largest form with every field full, as a browser sends it.

The editor of authors holds a whole framework: its requests may be as large as those with a file.
"""

UPLOAD_LIMIT = 3_500_000
"""Bytes of a request with a file: Open edX takes no file above 4,000,000."""

_STATUSES = {
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
    "wrong_method": 405,
}


class Audience(StrEnum):
    """Who a handler is for."""

    PARTICIPANT = "participant"
    STAFF = "staff"
    AUTHOR = "author"


_HOSTS: Mapping[Audience, Callable[[Any], Any]] = {
    Audience.PARTICIPANT: BlockHost,
    Audience.STAFF: BlockHost,
    Audience.AUTHOR: BlockAuthor,
}

Answer = Page | Download | Stream
Action = Callable[[Any, Form], Answer]
UploadAction = Callable[[Any, Form, bytes], Answer]
Handler = Callable[..., Response]


def action(audience: Audience, method: str, run: Action) -> Handler:
    """Make a handler of a use-case that takes a host and a form.

    What is declared here is what is enforced.
    """
    host = _HOSTS[audience]
    limit = UPLOAD_LIMIT if audience is Audience.AUTHOR else BODY_LIMIT
    return _handler(
        run,
        audience,
        method,
        lambda block, request: run(host(block), _form(request, method, limit)),
    )


def upload_action(audience: Audience, run: UploadAction) -> Handler:
    """Make a POST handler of a use-case that takes a form and the content of a file in it."""
    host = _HOSTS[audience]
    return _handler(
        run,
        audience,
        "POST",
        lambda block, request: run(host(block), *_form_and_file(request)),
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
        try:
            _admit(block, audience)
            return pages.response(block, answer(block, request))
        except MatrixError as refused:
            refusing = pages.response(block, refusal(refused), code=refused.code)
            if isinstance(refused, WrongMethod):
                refusing.headers["Allow"] = method
            return refusing

    handler.audience = audience  # type: ignore[attr-defined]
    handler.method = method  # type: ignore[attr-defined]
    made: Handler = XBlock.handler(handler)
    return made


def view(show: Callable[[], Page]) -> Page:
    """Show a page, or say on it why there is none."""
    try:
        return show()
    except MatrixError as refused:
        page = refusal(refused)
        return replace(page, context={**page.context, "is_view": True})


def refusal(refused: MatrixError) -> Page:
    """Turn a refusal into a page with the status that fits."""
    for_staff = refused.problems if isinstance(refused, Misconfigured) else ()
    told = () if for_staff else tuple(p for p in refused.problems if has_words(p))
    problems = told or (Problem("", refused.code),)
    context = {"problems": problems, "for_staff": for_staff}
    return Page("participant/refusal.html", context, status=_STATUSES[refused.code])


def _admit(block: Any, audience: Audience) -> None:
    """Let only the declared audience in. What cannot be told is refused."""
    if audience is Audience.AUTHOR:
        is_admitted = services.may_author(block)
    else:
        viewer = services.viewer(block)
        is_for_staff = audience is Audience.STAFF
        is_admitted = viewer.is_course_staff if is_for_staff else viewer.is_participant
    if not is_admitted:
        raise NotAllowed


def _form(request: Request, method: str, limit: int) -> Form:
    """Read what was sent, whatever it claims about itself. A file is no value."""
    values, files = _sent(request, method, limit)
    if files:
        raise Invalid(Problem("", "invalid"))
    return values


def _form_and_file(request: Request) -> tuple[Form, bytes]:
    """Read a form with one file in the field `file`; without one its content is empty."""
    values, files = _sent(request, "POST", UPLOAD_LIMIT)
    if files.keys() - {"file"}:
        raise Invalid(Problem("", "invalid"))
    content: bytes = files["file"].read(UPLOAD_LIMIT + 1) if files else b""
    if len(content) > UPLOAD_LIMIT:
        raise TooLarge
    return values, content


def _sent(
    request: Request, method: str, limit: int
) -> tuple[Mapping[str, list[str]], Mapping[str, Any]]:
    """Return every value of every field, and the files."""
    if request.method != method:
        raise WrongMethod
    if (request.content_length or 0) > limit:
        raise TooLarge
    form: dict[str, list[str]] = {}
    files: dict[str, Any] = {}
    try:
        for name, value in (request.GET if method == "GET" else request.POST).items():
            if isinstance(value, str):
                form.setdefault(name, []).append(value)
            else:
                files[name] = getattr(value, "file", None)
    except (SuspiciousOperation, UnicodeDecodeError) as error:
        raise Invalid(Problem("", "invalid")) from error
    if any(file is None for file in files.values()):
        raise Invalid(Problem("", "invalid"))
    return form, files
