"""Rows of the research file: what one person signed off, in codes, numbers and months.

Only codes that author or product have set come through, so that no text ever can.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from matrix_xblock.codec.common.csv_lines import Cell
from matrix_xblock.domain.figures.site_rules import Study
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityStatus,
    OpportunityType,
)
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.report.signed import SignedRound

__all__ = ["OTHER", "Codes", "pseudonym"]

OTHER = "other"
"""Stands for cohorts that are small, and for none."""

Row = Mapping[str, Cell]
_DATED = ("wanted", "offered", "agreed", "taken-up", "completed")


def pseudonym(study: Study, participant: str) -> str:
    """Return the code of a person in a study: without its key nobody can make or undo it."""
    return _keyed(study, participant)[:32]


def _keyed(study: Study, *parts: str) -> str:
    message = "\0".join((study.id, *parts)).encode()
    return hmac.new(study.key.encode(), message, hashlib.sha256).hexdigest()


@wordless
@dataclass(frozen=True)
class Codes:
    """What turns a person's rounds into rows: the study, and which codes may come through.

    `cohorts` are those that are told apart, None where the site has none; `opportunity_types` the
    kinds of opportunities that there are. A code that is made begins with a letter, so that no
    program takes it for a number.
    """

    study: Study
    cohorts: Collection[str] | None
    opportunity_types: Collection[str]

    def rows(self, signed: SignedRound, cohort: str) -> Mapping[str, Iterable[Row]]:
        """Return the rows of one round by table, in an order that says nothing."""
        head = {"pseudonym": pseudonym(self.study, signed.person.id), "round": signed.round_id}
        tables = {
            "reviews.csv": self._review(signed, cohort),
            "areas.csv": _areas(signed),
            "answers.csv": _answers(signed),
            "cpd.csv": sorted(self._cpd(signed), key=lambda row: str(row["entry"])),
            "opportunities.csv": sorted(
                self._opportunities(signed), key=lambda row: str(row["opportunity"])
            ),
            "steps.csv": sorted(self._steps(signed), key=lambda row: str(row["step"])),
        }
        return {name: [{**head, **row} for row in rows] for name, rows in tables.items()}

    def cohort(self, name: str) -> str | None:
        """Return the code of a cohort in this study."""
        if self.cohorts is None:
            return None
        return f"c{_keyed(self.study, 'cohort', name)[:12]}" if name in self.cohorts else OTHER

    def _item(self, signed: SignedRound, kind: str, identifier: str) -> str:
        return f"i{_keyed(self.study, signed.person.id, kind, identifier)[:12]}"

    def _review(self, signed: SignedRound, cohort: str) -> Iterator[Row]:
        if signed.review is not None:
            yield {
                "cohort": self.cohort(cohort),
                "revision": signed.review.revision,
                "signed_off": _month(signed.review.signed_off_at),
                "framework": signed.review.framework,
                "sharing": signed.review.sharing.value,
            }

    def _cpd(self, signed: SignedRound) -> Iterator[Row]:
        framework = signed.framework
        for each in signed.attached.entries:
            here = [area.id for area in each.areas if area.framework == framework.id]
            yield {
                "entry": self._item(signed, "entry", each.id),
                "type": each.type,
                "status": each.status,
                "mode": each.mode,
                "minutes": each.minutes or None,
                "month": _month(each.start),
                "areas": _known_areas(framework, here),
                "impact": each.impact,
            }

    def _opportunities(self, signed: SignedRound) -> Iterator[Row]:
        for each in signed.attached.opportunities:
            kind = each.type.value
            is_known = kind in self.opportunity_types
            yield {
                "opportunity": self._item(signed, "opportunity", each.id),
                "type": kind if is_known else OpportunityType.OTHER.value,
                "areas": _known_areas(signed.framework, each.area_ids),
                **{name.replace("-", "_"): _first(each, name) for name in _DATED},
                "status": each.status,
                "reason": each.reason,
            }

    def _steps(self, signed: SignedRound) -> Iterator[Row]:
        for each in signed.attached.steps:
            yield {
                "step": self._item(signed, "step", each.id),
                "area": _known_areas(signed.framework, [each.area_id]),
                "owner": each.owner,
                "status": each.status,
                "planned": _month(each.history[0].at if each.history else each.created),
                "due": _month(each.due),
                "done": _month(each.done_on),
            }


def _areas(signed: SignedRound) -> Iterator[Row]:
    review, framework = signed.review, signed.framework
    order = {level.id: level.ordinal for level in framework.levels}
    if review is None:
        return
    for area in framework.areas:
        answer = review.area(area.id)
        yield {
            "area": area.id,
            "level": _known(framework, answer.level_id),
            "level_ordinal": order.get(answer.level_id),
            "target_level": _known(framework, answer.target_level_id),
            "then_level": _known(framework, answer.then_level_id),
        }


def _answers(signed: SignedRound) -> Iterator[Row]:
    """Yield a row for each answer that was chosen of the questions that are marked."""
    if signed.review is None:
        return
    for prompt in signed.framework.research_prompts:
        chosen = signed.review.answers.values.get(prompt.id, ())
        for choice in prompt.choices:
            if choice.id in chosen:
                yield {"question": prompt.id, "choice": choice.id}


def _known(framework: Framework, level_id: str) -> str | None:
    return level_id if framework.has_level(level_id) else None


def _known_areas(framework: Framework, area_ids: Iterable[str]) -> str | None:
    wanted = set(area_ids)
    return " ".join(area.id for area in framework.areas if area.id in wanted) or None


def _first(opportunity: Opportunity, status: str) -> str | None:
    """Return the month in which it first came so far."""
    times = [each.at for each in opportunity.history if each.status is OpportunityStatus(status)]
    return _month(times[0]) if times else None


def _month(day: date | datetime | None) -> str | None:
    return f"{day:%Y-%m}" if day else None
