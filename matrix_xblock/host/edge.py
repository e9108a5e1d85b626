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
from matrix_xblock.host.wording import has_words
from matrix_xblock.ports import Form, Page

__all__ = ["BODY_LIMIT", "Audience", "action", "refusal", "view"]

BODY_LIMIT = 1024 * 1024
"""Bytes of one request: more than the largest form with every field full, as a browser sends it."""

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


Action = Callable[[Any, Form], Page]
Handler = Callable[..., Response]


def action(audience: Audience, method: str) -> Callable[[Action], Handler]:
    """Make a handler of a method that takes a form and gives a page.

    What is declared here is what is enforced.
    """

    def declare(run: Action) -> Handler:
        @wraps(run)
        def handler(block: Any, request: Request, suffix: str = "") -> Response:
            del suffix
            try:
                _admit(block, audience)
                return pages.response(block, run(block, _form(request, method)))
            except MatrixError as refused:
                answer = pages.response(block, refusal(refused), code=refused.code)
                if isinstance(refused, WrongMethod):
                    answer.headers["Allow"] = method
                return answer

        handler.audience = audience  # type: ignore[attr-defined]
        handler.method = method  # type: ignore[attr-defined]
        made: Handler = XBlock.handler(handler)
        return made

    return declare


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
    viewer = services.viewer(block)
    if audience is not Audience.PARTICIPANT or not viewer.is_participant:
        raise NotAllowed


def _form(request: Request, method: str) -> Form:
    """Read what was sent, whatever it claims about itself."""
    if request.method != method:
        raise WrongMethod
    if (request.content_length or 0) > BODY_LIMIT:
        raise TooLarge
    try:
        return _lists(request.GET if method == "GET" else request.POST)
    except (SuspiciousOperation, UnicodeDecodeError) as error:
        raise Invalid(Problem("", "invalid")) from error


def _lists(sent: Any) -> Mapping[str, list[str]]:
    """Return every value of every field; a file is no value."""
    form: dict[str, list[str]] = {}
    for name, value in sent.items():
        if not isinstance(value, str):
            raise Invalid(Problem("", "invalid"))
        form.setdefault(name, []).append(value)
    return form
