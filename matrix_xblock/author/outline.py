"""What the platform asks about a block without showing it: for search, clients and libraries."""

from __future__ import annotations

from typing import Any

from matrix_xblock.author.editor import framework_of
from matrix_xblock.codec.framework.authored import write_rounds
from matrix_xblock.codec.framework.setup_form import rounds_in
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.rounds import in_use
from matrix_xblock.domain.framework.setup import SETTINGS
from matrix_xblock.ports.hosts import AuthorHost

__all__ = ["OWN_TO_A_COURSE", "for_clients", "for_search"]

_LIBRARY_S_OWN = {"display_name": "upstream_display_name"}
OWN_TO_A_COURSE: dict[str, str | None] = {
    each.name: _LIBRARY_S_OWN.get(each.name) for each in SETTINGS if each.is_own_to_course
}
"""Fields that keep a course's own value, with the field that remembers the library's, if any.

Dates, the privacy notice and what course staff see belong to the course; what is asked comes from
the library.
"""

_KIND = "Talent matrix review"


def for_search(host: AuthorHost) -> dict[str, Any]:
    """Return title, areas and questions as plain text. Broken content has its title only."""
    content = {"display_name": host.authored.display_name or _KIND}
    framework = _framework(host)
    if framework is not None:
        content["framework"] = framework.title
        content["areas"] = "; ".join(area.name for area in framework.areas)
        content["prompts"] = " ".join(prompt.text for prompt in framework.prompts)
    return {"content": content, "content_type": _KIND}


def for_clients(host: AuthorHost) -> dict[str, Any]:
    """Return what is asked and when, as JSON."""
    stored, framework = host.authored, _framework(host)
    content: dict[str, Any] = {
        "title": stored.display_name,
        "rounds": write_rounds(in_use(rounds_in(stored))),
    }
    if framework is None:
        return content
    return {
        **content,
        "framework": framework.name,
        "framework_title": framework.title,
        "language": framework.language,
        "levels": [{"id": each.id, "name": each.name} for each in framework.levels],
        "areas": [{"id": each.id, "name": each.name} for each in framework.areas],
    }


def _framework(host: AuthorHost) -> Framework | None:
    try:
        return framework_of(host.authored, host.presets)
    except Invalid:
        return None
