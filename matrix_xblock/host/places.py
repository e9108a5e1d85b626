"""Where something is wrong on the page of an author: in the words of its labels, not as a path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext

from matrix_xblock.domain.errors import Problem
from matrix_xblock.host import wording

__all__ = ["named", "place"]


def gettext_noop(text: str) -> str:
    """Mark for translation, without the settings that Django's own needs at import."""
    return text


_GROUPS = {
    "archived": gettext_noop("Archived"),
    "areas": gettext_noop("Area %(n)s"),
    "choices": gettext_noop("Option %(n)s"),
    "levels": gettext_noop("Level %(n)s"),
    "opportunities": gettext_noop("Opportunity type %(n)s"),
    "prompts": gettext_noop("Question %(n)s"),
    "rounds": gettext_noop("Round %(n)s"),
}
"""What a list has many of, as their legends call it."""

_CONTROLS = {
    "areas": gettext_noop("Areas"),
    "areas.description": gettext_noop("Description"),
    "areas.prompts": gettext_noop("Prompts"),
    "areas.was": gettext_noop("This area carries on"),
    "cpd.day_minutes": gettext_noop("Hours in a CPD day"),
    "cpd.goal_minutes": gettext_noop("Suggested goal"),
    "credit.cpd_needed": gettext_noop("CPD entries needed"),
    "credit.reflections_needed": gettext_noop("Areas that need a reflection"),
    "display_name": gettext_noop("Title"),
    "due": gettext_noop("Due date"),
    "framework_id": gettext_noop("Start from a ready-made framework"),
    "graceperiod": gettext_noop("Grace period"),
    "language": gettext_noop("Language"),
    "levels": gettext_noop("Levels"),
    "levels.descriptor": gettext_noop("Default description"),
    "levels.name": gettext_noop("Name of the level"),
    "licence": gettext_noop("Licence"),
    "not_applicable": gettext_noop("Label for “not part of my role”"),
    "note": gettext_noop("Note for authors"),
    "opportunities": gettext_noop("Opportunities"),
    "priorities": gettext_noop("Priorities"),
    "prompts": gettext_noop("Review questions"),
    "prompts.choices": gettext_noop("Options"),
    "prompts.counted_with_consent": gettext_noop("Count choices with consent"),
    "prompts.kind": gettext_noop("Type of answer"),
    "prompts.show_if": gettext_noop("Ask only after certain answers"),
    "prompts.visibility": gettext_noop("Who sees the answer"),
    "rounds": gettext_noop("Rounds"),
    "rounds.closes": gettext_noop("Closes"),
    "rounds.closes_time": gettext_noop("Closes at"),
    "rounds.due": gettext_noop("Due"),
    "rounds.due_time": gettext_noop("Due at"),
    "rounds.kind": gettext_noop("Type of round"),
    "rounds.opens": gettext_noop("Opens"),
    "rounds.opens_time": gettext_noop("Opens at"),
    "rounds.title": gettext_noop("Title"),
    "sharing": gettext_noop("What course staff see of a signed-off review"),
    "source": gettext_noop("Source"),
    "terms_year": gettext_noop("School year"),
    "title": gettext_noop("Name of the framework"),
    "valid_from": gettext_noop("In use from"),
    "valid_to": gettext_noop("In use until"),
}
"""What a control is called, by the list or the group that it is in."""

_NAME_OF_AREA = gettext_noop("Name of area %(n)s")
_NAMES_ITS_FIELDS = frozenset({"rounds_overlap"})
_AREA = re.compile(r"areas\[([0-9]{1,9})\]\.name\Z")
_STEP = re.compile(r"([^.\[\]]+)(?:\[([0-9]{1,9})\])?")
_LONGEST = 500


def named(problem: Problem) -> str:
    """Say what is wrong, after what its control is called."""
    words = wording.words(problem)
    where = "" if problem.code in _NAMES_ITS_FIELDS else place(problem)
    return f"{where}: {words}" if where else words


def place(problem: Problem) -> str:
    """Name the control of a problem as the page does, `Round 2, Opens`, or return nothing."""
    path = str(problem.values.get("path") or problem.field)[:_LONGEST].removeprefix("framework.")
    if area := _AREA.match(path):
        return gettext(_NAME_OF_AREA) % {"n": int(area[1]) + 1}
    steps = _STEP.findall(path.replace("rounds_archived", "archived.rounds"))
    return ", ".join(_words(steps, problem)) or _setting(path)


def _words(steps: list[tuple[str, str]], problem: Problem) -> Iterator[str]:
    """Name each list that the control is in, and the control where it has a name there."""
    group = ""
    for name, number in steps:
        if name == "archived" or (number and name in _GROUPS and group != "areas"):
            yield gettext(_GROUPS[name]) % {"n": int(number or 0) + 1}
        elif label := _label(group, name, problem):
            yield label
            return
        group = "" if name == "archived" else name


def _label(group: str, name: str, problem: Problem) -> str:
    if group == "descriptors":
        return str(problem.values.get("level") or name)
    if words := _CONTROLS.get(f"{group}.{name}" if group else name):
        return gettext(words)
    return _worded(f"credit.{name}") if group == "credit" else ""


def _setting(name: str) -> str:
    """Return what a whole setting is called."""
    return _worded(f"setting.{name}")


def _worded(code: str) -> str:
    words = wording.label(code)
    return "" if words == code else words
