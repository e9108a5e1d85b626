"""The forms of next steps and opportunities: out of one into fields, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.plans.opportunity_kind import filled_kind
from matrix_xblock.domain.plans.next_step import NextStep, Owner
from matrix_xblock.domain.plans.next_step import check as check_step
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.plans.opportunity import check as check_opportunity
from matrix_xblock.domain.values.dates import write_date

__all__ = ["opportunity_fields", "read_opportunity", "read_step", "step_fields"]

_ORDER = ("text", "due", "owner", "area", "priority", "outcome")
"""The fields of a step from the top of its form to its end."""


def read_step(
    form: Form, *, today: date, areas: Mapping[str, str], priorities: Collection[str] = ()
) -> NextStep:
    """Read a next step. `areas` maps the ids that the form offered to themselves.

    `priorities` are those to choose from.
    """
    filled = Filled(form)
    step = NextStep(
        id=filled.identifier("id"),
        text=filled.text("text"),
        area_id=next(iter(filled.among("area", areas)), ""),
        due=filled.said_day("due", today=today, is_ahead=True),
        owner=filled.choice("owner", Owner) or Owner.ME,
        outcome=filled.text("outcome"),
        priority=next(iter(filled.among("priority", {each: each for each in priorities})), ""),
    )
    filled.refuse(check_step(step), order=_ORDER)
    return step


def step_fields(step: NextStep) -> dict[str, list[str]]:
    """Fill the form with a step."""
    return {
        "id": [step.id],
        "revision": [str(step.revision)],
        "text": [step.text],
        "area": [step.area_id],
        "owner": [step.owner.value],
        "outcome": [step.outcome],
        "priority": [step.priority],
        "due": [write_date(step.due) if step.due else ""],
    }


def read_opportunity(
    form: Form, *, areas: Mapping[str, str], offered: Collection[str]
) -> Opportunity:
    """Read what somebody wants. `areas` maps the ids that the form offered to themselves."""
    filled = Filled(form)
    opportunity = Opportunity(
        id=filled.identifier("id"),
        type=filled_kind(filled, "type", offered),
        detail=filled.text("detail"),
        host_setting=filled.line("host_setting"),
        area_ids=filled.among("areas", areas),
    )
    filled.refuse(check_opportunity(opportunity))
    return opportunity


def opportunity_fields(opportunity: Opportunity) -> dict[str, list[str]]:
    """Fill the form with an opportunity."""
    return {
        "id": [opportunity.id],
        "revision": [str(opportunity.revision)],
        "type": [opportunity.type.value],
        "detail": [opportunity.detail],
        "host_setting": [opportunity.host_setting],
        "areas": list(opportunity.area_ids),
    }
