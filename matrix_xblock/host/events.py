"""Tracking events: codes and counts, never a text, a name or a level."""

from __future__ import annotations

from typing import Any

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

__all__ = ["EVENT_SCHEMA", "ROUTED", "ROUTED_BY_SETTING", "event"]

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
            }
            return "matrix_review.responded", about
        case Replied():
            return "matrix_review.replied", {"round": fact.round_id}
        case _:
            return _PLAIN[type(fact)], dict(vars(fact))
