"""The codebook of the research file: every list of codes that its tables use, with their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Framework
from matrix_xblock.domain.framework.rounds import Round, RoundKind, RoundStatus
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.plans.next_step import Owner, StepStatus
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, OpportunityType, Reason

__all__ = ["Codebook"]

Label = Callable[[str], str]
DayOf = Callable[[datetime], date]

_LISTS: tuple[tuple[str, str, type[StrEnum]], ...] = (
    ("reviews.sharing", "sharing", Sharing),
    ("cpd.type", "cpd.type", cpd.CpdType),
    ("cpd.status", "cpd.status", cpd.CpdStatus),
    ("cpd.mode", "cpd.mode", cpd.Mode),
    ("cpd.impact", "cpd.impact", cpd.Impact),
    ("opportunities.type", "opportunity.type", OpportunityType),
    ("opportunities.status", "opportunity.status", OpportunityStatus),
    ("opportunities.reason", "opportunity.reason", Reason),
    ("steps.owner", "owner", Owner),
    ("steps.status", "step", StepStatus),
    ("rounds.kind", "round.kind", RoundKind),
)
"""Lists of codes by table and column, and where their words are."""


class Codebook:
    """What the codes mean. Frameworks are added as they are met in the reviews."""

    def __init__(self, setup: Setup, label: Label, day_of: DayOf) -> None:
        self.setup = setup
        self.day_of = day_of
        self.frameworks: dict[str, Any] = {}
        self.codes = {name: _coded(label, code, kind) for name, code, kind in _LISTS}
        self.codes["opportunities.type"] = self._opportunity_types(label)

    @property
    def opportunity_types(self) -> frozenset[str]:
        """The kinds of opportunities that the file may name."""
        return frozenset(each["id"] for each in self.codes["opportunities.type"])

    @property
    def body(self) -> dict[str, Any]:
        """Everything as JSON."""
        every = (*self.setup.rounds, *self.setup.archived_rounds)
        rounds = [self._round(each, order) for order, each in enumerate(every, start=1)]
        return {"codes": self.codes, "rounds": rounds, "frameworks": self.frameworks}

    def add(self, key: str, framework: Framework) -> None:
        """Add what is met; one that was edited under one version has codes of both texts."""
        new = _codes(framework)
        codes = self.frameworks.setdefault(key, new)
        for name in ("levels", "areas", "questions"):
            known = {each["id"] for each in codes[name]}
            codes[name] += [each for each in new[name] if each["id"] not in known]

    def _opportunity_types(self, label: Label) -> list[dict[str, str]]:
        framework = self.setup.framework
        own = {each.id: each.text for each in framework.archived.opportunities}
        own |= {each.id: each.text for each in framework.opportunities}
        ids = dict.fromkeys((*OpportunityType, *own))
        return [
            {"id": str(each), "name": own.get(each) or label(f"opportunity.type.{each}")}
            for each in ids
        ]

    def _round(self, each: Round, order: int) -> dict[str, Any]:
        times = {"opens": each.opens, "due": each.due, "closes": each.closes}
        return {
            "id": each.id,
            "order": order,
            "title": each.title,
            "kind": each.kind.value,
            "is_archived": each.status is RoundStatus.ARCHIVED,
            **{name: self.day_of(at).isoformat() if at else None for name, at in times.items()},
        }


def _coded(label: Label, code: str, kind: Iterable[StrEnum]) -> list[dict[str, str]]:
    return [{"id": each.value, "name": label(f"{code}.{each.value}")} for each in kind]


def _codes(framework: Framework) -> dict[str, Any]:
    beside = {"id": NOT_APPLICABLE, "ordinal": None, "name": framework.not_applicable}
    levels = [
        {"id": each.id, "ordinal": each.ordinal, "name": each.name} for each in framework.levels
    ]
    return {
        "title": framework.title,
        "source": framework.source,
        "licence": framework.licence,
        "levels": [*levels, beside],
        "areas": [{"id": each.id, "name": each.name} for each in framework.areas],
        "questions": [
            {
                "id": each.id,
                "text": each.text,
                "choices": [{"id": choice.id, "text": choice.text} for choice in each.choices],
            }
            for each in framework.research_prompts
        ],
    }
