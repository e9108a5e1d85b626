"""The vocabulary of our xAPI statements: names that stay, because warehouses keep them for years.

Whoever knows nothing of us can look them up in the profile, `docs/reference/xapi-profile.jsonld`.
"""

from __future__ import annotations

__all__ = [
    "ACTIVITY_TYPE",
    "BASE",
    "TRANSFORMER",
    "VERBS",
    "VERSION",
    "event_name",
    "extension",
    "short_name",
    "verb",
]

_PREFIX = "matrix_review."
BASE = "https://w3id.org/xapi/matrix-review"
VERSION = f"{BASE}/v1"
ACTIVITY_TYPE = f"{BASE}/activity-types/talent-matrix-review"
TRANSFORMER = "matrix-xblock@1"
"""Stands in each statement. It grows when the same event would become another statement."""

VERBS = {
    "started": ("started", "started"),
    "signed_off": ("signed-off", "signed off"),
    "responded": ("responded", "responded"),
    "replied": ("replied", "replied"),
    "cpd_logged": ("logged-cpd", "logged CPD"),
    "next_step_moved": ("moved-next-step", "moved a next step"),
    "opportunity_moved": ("moved-opportunity", "moved an opportunity"),
    "opportunity_marked": ("marked-opportunity", "marked an opportunity"),
    "board_changed": ("changed-board", "changed the board"),
    "exported": ("exported", "exported"),
}
"""For each event its verb, and how a person reads it.

Each has one of its own: the platform makes the id of a statement of actor, verb and time alone.
None is of another vocabulary: the platform's own charts count some of those, whatever the object.
"""


def event_name(event: str) -> str:
    """Return the name that the platform knows an event by."""
    return f"{_PREFIX}{event}"


def short_name(name: str) -> str:
    """Return the name of an event as it is here, out of the name that the platform knows it by."""
    return name.removeprefix(_PREFIX)


def verb(name: str) -> str:
    """Return the IRI of a verb."""
    return f"{BASE}/verbs/{name}"


def extension(name: str) -> str:
    """Return the IRI of an extension, by its name in the payload of an event."""
    return f"{BASE}/extensions/{name.replace('_', '-')}"
