"""What the platform asks about a block without showing it: search, clients, checks, libraries."""

from __future__ import annotations

from typing import Any

from xblock.validation import Validation, ValidationMessage

from matrix_xblock.author.editor import framework_of, problems_of
from matrix_xblock.codec.authored import write_rounds
from matrix_xblock.codec.setup_form import rounds_in
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework import Framework
from matrix_xblock.host import services, translation, wording
from matrix_xblock.host.author_host import BlockAuthor

__all__ = ["OWN_TO_A_COURSE", "for_clients", "for_search", "validated"]

OWN_TO_A_COURSE: dict[str, str | None] = {
    "display_name": "upstream_display_name",
    "rounds": None,
    "weight": None,
    "notice": None,
    "notice_version": None,
}
"""Fields that keep a course's own value, with the field that remembers the library's, if any.

Dates and the privacy notice belong to the course; what is asked comes from the library.
"""

_KIND = "Talent matrix review"
_MOST_MESSAGES = 20


def validated(block: Any, found: Validation) -> Validation:
    """Add what is wrong to the messages that the platform has already."""
    host = BlockAuthor(block)
    with translation.speaking(block):
        for problem in list(problems_of(host, host.authored))[:_MOST_MESSAGES]:
            words = f"{problem.field}: {wording.words(problem)}" if problem.field else ""
            found.add(ValidationMessage(ValidationMessage.ERROR, words or wording.words(problem)))
        for path in host.authored.left_out[:_MOST_MESSAGES]:
            found.add(ValidationMessage(ValidationMessage.WARNING, path))
    return found


def for_search(block: Any) -> dict[str, Any]:
    """Return title, areas and questions as plain text. Broken content has its title only."""
    framework = _framework(block)
    content = {"display_name": services.title(block)}
    if framework is not None:
        content["framework"] = framework.title
        content["areas"] = "; ".join(area.name for area in framework.areas)
        content["prompts"] = " ".join(prompt.text for prompt in framework.prompts)
    return {"content": content, "content_type": _KIND}


def for_clients(block: Any) -> dict[str, Any]:
    """Return what is asked and when, as JSON."""
    framework = _framework(block)
    rounds = write_rounds(rounds_in(BlockAuthor(block).authored))
    if framework is None:
        return {"title": services.title(block), "rounds": rounds}
    return {
        "title": services.title(block),
        "framework": framework.name,
        "framework_title": framework.title,
        "language": framework.language,
        "levels": [{"id": each.id, "name": each.name} for each in framework.levels],
        "areas": [{"id": each.id, "name": each.name} for each in framework.areas],
        "rounds": rounds,
    }


def _framework(block: Any) -> Framework | None:
    host = BlockAuthor(block)
    try:
        return framework_of(host.authored, host.presets)
    except Invalid:
        return None
