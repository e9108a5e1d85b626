"""Next steps and opportunities as JSON, in state, ledger and files alike."""

from __future__ import annotations

from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.revisions import REVISION, read_revision, write_revision
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.common.unknown_keys import ListOf, Shape, leaves
from matrix_xblock.codec.plans.opportunity_kind import read_kind
from matrix_xblock.domain.plans.next_step import NextStep, Owner, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Offer,
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    Reason,
)

__all__ = [
    "OPPORTUNITY",
    "STEP",
    "read_offer",
    "read_opportunity",
    "read_step",
    "write_offer",
    "write_opportunity",
    "write_step",
]


_OFFER_TEXTS = ("what", "when", "where", "who")


def _history(*names: str, **inner: Shape) -> ListOf:
    known = {**leaves("status", "at", "reason", *names), **inner}
    return ListOf(known, lambda change: str(change.get("at")))


STEP: Shape = {
    **leaves("id", "text", "area", "due", "owner", "status", "outcome", *REVISION),
    "priority": None,
    "history": _history(),
}
OPPORTUNITY: Shape = {
    **leaves("id", "type", "detail", "host_setting", "areas", "post", "status", *REVISION),
    "history": _history("note", "by", offer=leaves(*_OFFER_TEXTS, "answer_by")),
}
"""The keys of a step and of an opportunity."""


def read_step(reading: Reading) -> NextStep:
    """Read a next step; what is wrong with it is among the problems of the reading."""
    return NextStep(
        id=reading.text("id"),
        text=reading.text("text"),
        area_id=reading.text("area"),
        due=reading.day("due"),
        owner=reading.choice("owner", Owner, Owner.ME),
        status=reading.choice("status", StepStatus, StepStatus.PLANNED),
        outcome=reading.text("outcome"),
        priority=reading.text("priority"),
        history=tuple(
            StepChange(
                each.choice("status", StepStatus, StepStatus.PLANNED),
                each.needed_time("at"),
                each.text("reason"),
            )
            for each in reading.children("history")
        ),
        **read_revision(reading),
    )


def write_step(step: NextStep) -> dict[str, Any]:
    """Write a next step so that `read_step` gives an equal one back."""
    return _without_nothing(
        {
            "id": step.id,
            "text": step.text,
            "area": step.area_id,
            "due": iso(step.due),
            "owner": step.owner.value,
            "status": step.status.value,
            "outcome": step.outcome,
            "priority": step.priority,
            "history": [
                _without_nothing(
                    {"status": each.status.value, "at": iso(each.at), "reason": each.reason}
                )
                for each in step.history
            ],
            **write_revision(step),
        }
    )


def read_opportunity(reading: Reading) -> Opportunity:
    """Read an opportunity; what is wrong with it is among the problems of the reading."""
    return Opportunity(
        id=reading.text("id"),
        type=read_kind(reading, "type"),
        detail=reading.text("detail"),
        host_setting=reading.text("host_setting"),
        area_ids=reading.texts("areas"),
        post=reading.text("post"),
        status=reading.choice("status", OpportunityStatus, OpportunityStatus.WANTED),
        history=tuple(
            OpportunityChange(
                each.choice("status", OpportunityStatus, OpportunityStatus.WANTED),
                each.needed_time("at"),
                each.optional_choice("reason", Reason),
                each.text("note"),
                each.text("by"),
                read_offer(each),
            )
            for each in reading.children("history")
        ),
        **read_revision(reading),
    )


def write_opportunity(opportunity: Opportunity) -> dict[str, Any]:
    """Write an opportunity so that `read_opportunity` gives an equal one back."""
    return _without_nothing(
        {
            "id": opportunity.id,
            "type": opportunity.type.value,
            "detail": opportunity.detail,
            "host_setting": opportunity.host_setting,
            "areas": list(opportunity.area_ids),
            "post": opportunity.post,
            "status": opportunity.status.value,
            "history": [
                _without_nothing(
                    {
                        "status": each.status.value,
                        "at": iso(each.at),
                        "reason": each.reason.value if each.reason else None,
                        "note": each.note,
                        "by": each.by,
                        "offer": write_offer(each.offer),
                    }
                )
                for each in opportunity.history
            ],
            **write_revision(opportunity),
        }
    )


def read_offer(reading: Reading) -> Offer | None:
    """Read what is offered out of a change or a mark; one of before there were offers has none."""
    offer = reading.child("offer")
    texts = {name: offer.text(name) for name in _OFFER_TEXTS}
    return Offer(**texts, answer_by=offer.day("answer_by")) or None


def write_offer(offer: Offer | None) -> dict[str, Any] | None:
    """Write what is offered so that `read_offer` gives an equal one back; nothing is None."""
    if not offer:
        return None
    texts = {name: getattr(offer, name) for name in _OFFER_TEXTS}
    return _without_nothing({**texts, "answer_by": iso(offer.answer_by)})


def _without_nothing(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value not in (None, "", [])}
