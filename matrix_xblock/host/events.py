"""Tracking events: codes and counts, never a text, a name or a level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.facts import (
    BoardChanged,
    CpdLogged,
    Exported,
    Fact,
    OpportunityMarked,
    OpportunityMoved,
    Replied,
    Responded,
    SignedOff,
    Started,
    StepMoved,
)

__all__ = [
    "EVENT_SCHEMA",
    "PRIVATE_ACTS",
    "ROUTED",
    "ROUTED_BY_SETTING",
    "chosen_events",
    "event",
    "sign_off_again",
]

EVENT_SCHEMA = 1

ROUTED = ("started", "signed_off", "responded", "replied")
"""Events that go to analytics where a site has any: acts that the course team sees anyway."""

ROUTED_BY_SETTING = (
    "cpd_logged",
    "next_step_moved",
    "opportunity_moved",
    "opportunity_marked",
    "board_changed",
    "exported",
)
"""Events that go there only if the site says so: dashboards would show what one person did."""

_PLAIN = {
    CpdLogged: "matrix_review.cpd_logged",
    StepMoved: "matrix_review.next_step_moved",
    OpportunityMoved: "matrix_review.opportunity_moved",
    OpportunityMarked: "matrix_review.opportunity_marked",
    BoardChanged: "matrix_review.board_changed",
    Exported: "matrix_review.exported",
}
"""Facts whose values are the payload as they are."""

PRIVATE_ACTS = ("cpd_logged", "next_step_moved", "opportunity_moved")
"""Those of them that a participant does for themselves: where they are sent, the notice says so."""


def chosen_events(wanted: object) -> tuple[str, ...]:
    """Return which events of `ROUTED_BY_SETTING` a site has chosen; what it misspells is none."""
    listed = wanted if isinstance(wanted, list | tuple) else ()
    return tuple(event for event in ROUTED_BY_SETTING if event in listed)


def sign_off_again(summary: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the payload of a sign-off out of its row, nothing where the row does not say it.

    Points over all rounds are left out: the row has those of its own round alone.
    """
    reading = Reading.of(summary)
    levels = reading.child("levels")
    payload = {
        "schema": EVENT_SCHEMA,
        "round": reading.text("round"),
        "revision": reading.integer("revision"),
        "areas": sum(bool(levels.text(area)) for area in levels.body),
        "reflections": reading.integer("reflections"),
        "at": iso(reading.needed_time("signed_off_at")),
    }
    return payload if payload["round"] and not reading.problems else None


def event(fact: Fact) -> tuple[str, dict[str, Any]]:
    """Return the name and the payload of the event of a fact."""
    match fact:
        case Started():
            return "matrix_review.started", {"round": fact.round_id}
        case SignedOff():
            left_out = {"round_id", "completion", "mode", "at"}
            counts = {name: value for name, value in vars(fact).items() if name not in left_out}
            body = {"round": fact.round_id, **counts, "at": iso(fact.at)}
            return "matrix_review.signed_off", body
        case Responded():
            about: dict[str, Any] = {
                "round": fact.round_id,
                "kind": fact.kind,
                "comments": fact.comments,
                "waited_hours": fact.waited_hours,
                "answers_before": fact.answers_before,
            }
            return "matrix_review.responded", about
        case Replied():
            return "matrix_review.replied", {"round": fact.round_id}
        case _:
            return _PLAIN[type(fact)], dict(vars(fact))
