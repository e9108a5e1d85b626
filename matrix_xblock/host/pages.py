"""Pages from templates.

Compiled once, in the reader's language and time zone, as responses or fragments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from functools import cache
from importlib.resources import files
from typing import Any

from django.template import Context, Engine
from django.utils import timezone
from web_fragments.fragment import Fragment
from webob import Response

from matrix_xblock.host import services, translation
from matrix_xblock.screens.page import Download, Page, Stream

__all__ = ["OURS", "author_fragment", "fragment", "render", "response"]

OURS = "X-Matrix-Review"
"""Marks our answers, so that scripts can tell them from a sign-in page or a proxy's error."""

_CSS = "public/css/matrix.css"
_STAFF_CSS = "public/css/staff.css"
_SCRIPTS = (
    "public/vendor/htmx.min.js",
    "public/js/json.js",
    "public/js/drafts.js",
    "public/js/fields.js",
    "public/js/grow.js",
    "public/js/tabs.js",
    "public/js/saves.js",
    "public/js/sections.js",
    "public/js/screens.js",
    "public/js/matrix.js",
)
_STAFF_SCRIPT = "public/js/staff.js"
_AUTHOR_CSS = "public/css/author.css"
_AUTHOR_SCRIPTS = (
    "public/vendor/htmx.min.js",
    "public/js/json.js",
    "public/js/grow.js",
    "public/js/author.js",
)
_LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "matrix": "matrix_xblock.host.tags",
}


class _Frame(Context):
    """A context in which what is not there is empty.

    Django would log each look-up that fails, at DEBUG with the whole context: people's words.
    """

    def __getitem__(self, key: Any) -> Any:
        return self.get(key, "")


@cache
def _engine() -> Engine:
    """Keep compiled templates: parsing them again costs several times what rendering does."""
    folder = str(files("matrix_xblock") / "templates")
    cached = (
        "django.template.loaders.cached.Loader",
        ["django.template.loaders.filesystem.Loader"],
    )
    return Engine(
        dirs=[folder], loaders=[cached], libraries=_LIBRARIES, builtins=["matrix_xblock.host.tags"]
    )


def render(block: Any, page: Page, viewer: services.Viewer | None = None) -> str:
    """Render a page for whoever is looking."""
    viewer = viewer or services.viewer(block)
    direction = translation.direction()
    with translation.speaking(block) as language, timezone.override(services.zone(viewer)):
        frame = {
            "uid": uid(block),
            "urls": _urls(block),
            "css": asset(block, _CSS),
            "title": services.title(block),
            "viewer": viewer,
            "language": language,
            "direction": direction,
            **page.context,
        }
        template = _engine().get_template(page.template)
        return str(template.render(_Frame(frame)))


def response(block: Any, page: Page | Download | Stream, *, code: str = "") -> Response:
    """Answer a handler call with a page or a file. `code` names a refusal for the script."""
    if isinstance(page, Stream):
        answer = Response(content_type=page.content_type, charset="utf-8")
        answer.app_iter = (
            part if isinstance(part, bytes) else part.encode() for part in page.parts
        )
    elif isinstance(page, Download):
        answer = Response(page.content, content_type=page.content_type, charset="utf-8")
    else:
        answer = Response(
            render(block, page), status=page.status, content_type="text/html", charset="utf-8"
        )
    if page.filename:
        answer.content_disposition = f'attachment; filename="{page.filename}"'
    answer.headers[OURS] = code or "ok"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def fragment(block: Any, page: Page) -> Fragment:
    """Make the participant's view: the page in its frame, with styles and scripts."""
    viewer = services.viewer(block)
    main = render(block, page, viewer)
    frame = Page("participant/frame.html", {"main": main, "owner": services.owner(viewer)})
    view = Fragment(render(block, frame, viewer))
    view.add_css_url(asset(block, _CSS))
    if viewer.is_course_staff:
        view.add_css_url(asset(block, _STAFF_CSS))
    for script in _SCRIPTS:
        view.add_javascript_url(asset(block, script))
    if viewer.is_course_staff:
        view.add_javascript_url(asset(block, _STAFF_SCRIPT))
    view.initialize_js("MatrixReview")
    return view


def author_fragment(block: Any, page: Page, *, is_editor: bool) -> Fragment:
    """Make a view for authors: with scripts only where there is something to edit."""
    main = render(block, page)
    context = {"main": main, "is_editor": is_editor}
    view = Fragment(render(block, Page("author/frame.html", context)))
    for style in (_CSS, _AUTHOR_CSS):
        view.add_css_url(asset(block, style))
    if is_editor:
        for script in _AUTHOR_SCRIPTS:
            view.add_javascript_url(asset(block, script))
        view.initialize_js("MatrixReviewStudio")
    return view


def asset(block: Any, uri: str) -> str:
    """Return the address of one of our static files, with the hash that the platform gives it."""
    return str(block.runtime.local_resource_url(block, uri))


def uid(block: Any) -> str:
    """Return a short id of this placed block that is safe in HTML ids and selectors."""
    return "mx" + hashlib.sha256(services.usage_key(block).encode()).hexdigest()[:8]


def _urls(block: Any) -> dict[str, str]:
    """Return the address of every handler of ours by its name."""
    cls: Any = type(block)
    return {name: block.runtime.handler_url(block, name) for name in _actions(cls)}


@cache
def _actions(cls: Hashable) -> tuple[str, ...]:
    """Return the names of what is declared as an action."""
    return tuple(name for name in dir(cls) if hasattr(getattr(cls, name, None), "audience"))
