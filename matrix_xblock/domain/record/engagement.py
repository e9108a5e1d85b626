"""Credit for engagement: what was done, never which level was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matrix_xblock.domain.framework.credit import PARTS, CreditRule
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review.review import Review, Status, is_answered, visible_prompts

__all__ = ["Credit", "CreditPart", "Totals", "credit", "totals"]


@dataclass(frozen=True)
class CreditPart:
    """One part: `done` of `needed` things, and the points that this gives."""

    name: str
    done: int
    needed: int
    possible: int

    @property
    def earned(self) -> float:
        """The points for what is done so far. Nothing needed counts as done."""
        if self.needed == 0:
            return float(self.possible)
        return self.possible * min(self.done, self.needed) / self.needed


@dataclass(frozen=True)
class Credit:
    """All parts that give points."""

    parts: tuple[CreditPart, ...]

    @property
    def earned(self) -> float:
        """Points so far, rounded so that they add up the same on every machine."""
        return round(sum(part.earned for part in self.parts), 4)

    @property
    def possible(self) -> int:
        """The most points there are."""
        return sum(part.possible for part in self.parts)


def credit(review: Review, framework: Framework, rule: CreditRule, *, entries: int = 0) -> Credit:
    """Count what was done.

    A level is read only as *chosen or not*; private answers are not read at all. `entries` is how
    many CPD entries of what is done go with the review.
    """
    counts = dict(zip(PARTS, _counts(review, framework, rule, entries), strict=True))
    return Credit(
        tuple(
            CreditPart(part, done, needed, getattr(rule, part))
            for part, (done, needed) in counts.items()
            if getattr(rule, part)
        )
    )


@dataclass(frozen=True)
class Totals:
    """What the whole block gives.

    Points over all rounds, and the share of rounds signed off (0 to 1).
    """

    earned: float
    possible: int
    completion: float


def totals(record: Record, rounds: Sequence[Round], rule: CreditRule) -> Totals:
    """Add up the rounds.

    A round counts when it was signed off once; being returned takes nothing away.
    """
    counted = [record.review(round_.id) for round_ in rounds if round_.id in record.signed_off]
    return Totals(
        earned=round(sum(min(r.earned, rule.possible) for r in counted), 4),
        possible=rule.possible * len(rounds),
        completion=len(counted) / len(rounds),
    )


def _counts(
    review: Review, framework: Framework, rule: CreditRule, entries: int
) -> Iterator[tuple[int, int]]:
    """Yield (done, needed) in the order of PARTS."""
    areas = [review.area(area.id) for area in framework.areas if not area.optional]
    yield sum(area.is_reviewed for area in areas), len(areas)
    written = sum(bool(review.area(area.id).reflection) for area in framework.areas)
    yield written, min(rule.reflections_needed, len(framework.areas))
    yield _prompts_answered(review, framework)
    yield _next_step_named(review, framework)
    yield entries, rule.cpd_needed
    yield int(review.status is Status.SIGNED_OFF), 1


def _prompts_answered(review: Review, framework: Framework) -> tuple[int, int]:
    answered = Counter(
        is_answered(review.answers.values.get(prompt.id, ()))
        for prompt in visible_prompts(framework.shared_prompts, review.answers.values)
        if not prompt.optional
    )
    return answered[True], answered.total()


def _next_step_named(review: Review, framework: Framework) -> tuple[int, int]:
    asked = [prompt.id for prompt in framework.shared_prompts if prompt.names_next_step]
    answers = (review.answers.values.get(prompt_id, ()) for prompt_id in asked)
    return int(any(map(is_answered, answers))), int(bool(asked))
