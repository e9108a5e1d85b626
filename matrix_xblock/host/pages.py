"""Pages from templates.

Compiled once, in the reader's language and time zone, as responses or fragments.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils import timezone
from web_fragments.fragment import Fragment
from webob import Response

from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host import assets, services, translation
from matrix_xblock.host.site import read_private_acts
from matrix_xblock.screens.page import Archive, Download, Page, Stream

__all__ = [
    "OURS",
    "Frame",
    "author_fragment",
    "fragment",
    "render",
    "render_alone",
    "render_each",
    "response",
]

OURS = "X-Matrix-Review"
"""Marks our answers, so that scripts can tell them from a sign-in page or a proxy's error."""

_LIBRARIES = {
    "i18n": "matrix_xblock.host.phrases",
    "matrix": "matrix_xblock.host.tags",
}
_BUILTINS = ["matrix_xblock.host.tags", "matrix_xblock.host.parts"]


class Frame(Context):
    """A context in which what is not there is empty.

    Django would log each look-up that fails, at DEBUG with the whole context: people's words. Tests
    put a frame in its place that refuses a name which is not there.
    """

    def __init__(self, frame: dict[str, Any], page: Mapping[str, Any]) -> None:
        super().__init__({**frame, **page})
        self._frame = frame

    def __getitem__(self, key: Any) -> Any:
        return self.get(key, "")

    def new(self, values: Any = None) -> Context:
        """Make the context of a part that has parameters: these, and what every page has.

        Django would copy ours, with what each template keeps while it renders: a page has dozens.
        """
        part = type(self)(self._frame, values or {})
        part.template, part.render_context = self.template, self.render_context
        return part


@wordless
@dataclass(frozen=True)
class _ParticipantFrame:
    """What is around a page of participants and course staff: whose it is, by no name."""

    main: str
    owner: str


@wordless
@dataclass(frozen=True)
class _AuthorFrame:
    """What is around a page of authors."""

    main: str
    is_editor: bool


@cache
def _engine() -> Engine:
    """Keep compiled templates: parsing them again costs several times what rendering does."""
    folder = str(files("matrix_xblock") / "templates")
    cached = (
        "django.template.loaders.cached.Loader",
        ["matrix_xblock.host.compact.Loader"],
    )
    return Engine(dirs=[folder], loaders=[cached], libraries=_LIBRARIES, builtins=_BUILTINS)


def render(block: Any, page: Page, viewer: services.Viewer) -> str:
    """Render a page for whoever is looking."""
    direction = translation.direction()
    with translation.speaking(block) as language, timezone.override(services.zone(viewer)):
        frame = {
            "uid": uid(block),
            "urls": _Addresses(block),
            "styles": lambda: [asset(block, each) for each in assets.styles("paper")],
            "title": services.title(block),
            "address": page.address,
            "viewer": viewer,
            "private_acts": lambda: read_private_acts(block),
            "language": language,
            "direction": direction,
        }
        template = _engine().get_template(page.template)
        return str(template.render(Frame(frame, page.names)))


def render_alone(page: Page) -> str:
    """Render a page that belongs to no block, in the language of the site."""
    return "".join(render_each([page]))


def render_each(pages: Iterable[Page]) -> Iterator[str]:
    """Render pages, or pieces of one, that belong to no block, in the language of the site."""
    with translation.speaking_to(settings.LANGUAGE_CODE) as language:
        frame = {"language": language, "direction": translation.direction()}
        for page in pages:
            yield str(_engine().get_template(page.template).render(Frame(frame, page.names)))


def response(
    block: Any, page: Page | Download | Stream | Archive, viewer: services.Viewer, *, code: str = ""
) -> Response:
    """Answer a handler call with a page or a file. `code` names a refusal for the script."""
    if isinstance(page, Stream):
        answer = Response(content_type=page.content_type, charset="utf-8")
        answer.app_iter = (
            part if isinstance(part, bytes) else part.encode() for part in page.parts
        )
    elif isinstance(page, Archive):
        answer = Response(_zipped(block, page, viewer), content_type="application/zip")
    elif isinstance(page, Download):
        answer = Response(page.content, content_type=page.content_type, charset="utf-8")
    else:
        answer = Response(
            render(block, page, viewer),
            status=page.status,
            content_type=page.content_type,
            charset="utf-8",
        )
    if page.filename:
        answer.content_disposition = f'attachment; filename="{page.filename}"'
    answer.headers[OURS] = code or "ok"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _zipped(block: Any, archive: Archive, viewer: services.Viewer) -> bytes:
    """Return the pages of an archive as one file. It says no time: it is the same each time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for page in archive.pages:
            named = zipfile.ZipInfo(page.filename)
            named.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(named, render(block, page, viewer))
    return content.getvalue()


def fragment(block: Any, page: Page, viewer: services.Viewer) -> Fragment:
    """Make the participant's view: the page in its frame, with styles and scripts."""
    main = render(block, page, viewer)
    frame = _ParticipantFrame(main, services.owner(viewer))
    view = Fragment(render(block, Page("participant/frame.html", frame), viewer))
    audience = "staff" if viewer.is_course_staff else "participant"
    _add(view, block, assets.styles(audience), assets.scripts(audience))
    view.initialize_js("MatrixReview")
    return view


def author_fragment(
    block: Any, page: Page, viewer: services.Viewer, *, is_editor: bool
) -> Fragment:
    """Make a view for authors: with scripts only where there is something to edit."""
    main = render(block, page, viewer)
    frame = _AuthorFrame(main, is_editor)
    view = Fragment(render(block, Page("author/frame.html", frame), viewer))
    _add(view, block, assets.styles("author"), assets.scripts("author") if is_editor else ())
    if is_editor:
        view.initialize_js("MatrixReviewStudio")
    return view


def asset(block: Any, uri: str) -> str:
    """Return the address of one of our static files, with the hash that the platform gives it."""
    return str(block.runtime.local_resource_url(block, uri))


def uid(block: Any) -> str:
    """Return a short id of this placed block that is safe in HTML ids and selectors."""
    return "mx" + hashlib.sha256(services.usage_key(block).encode()).hexdigest()[:8]


def _add(view: Fragment, block: Any, styles: Sequence[str], scripts: Sequence[str]) -> None:
    for style in styles:
        view.add_css_url(asset(block, style))
    for script in scripts:
        view.add_javascript_url(asset(block, script))


class _Addresses(dict[str, str]):
    """The address of each handler by its name, made when a template asks: a host takes its time."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        self._block = block

    def __missing__(self, name: str) -> str:
        if not hasattr(getattr(type(self._block), name, None), "audience"):
            raise KeyError(name)  # nothing that is declared as an action
        self[name] = str(self._block.runtime.handler_url(self._block, name))
        return self[name]
