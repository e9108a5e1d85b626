"""The vocabulary of our xAPI statements: names that stay, because warehouses keep them for years.

Whoever knows nothing of us can look them up in the profile, `docs/reference/xapi-profile.jsonld`.
"""

from __future__ import annotations

__all__ = [
    "ACTIVITY_TYPE",
    "BASE",
    "BY_SETTING",
    "ROUTED",
    "TRANSFORMER",
    "VERBS",
    "VERSION",
    "event_name",
    "extension",
]

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

ROUTED = ("started", "signed_off", "responded", "replied")
"""Events that every site with event routing sends."""

BY_SETTING = tuple(event for event in VERBS if event not in ROUTED)
"""Events that a site sends only if it says so: course staff could see what one person did."""


def event_name(event: str) -> str:
    """Return the name that the platform knows an event by."""
    return f"matrix_review.{event}"


def extension(name: str) -> str:
    """Return the IRI of an extension."""
    return f"{BASE}/extensions/{name}"
