"""What gives credit: points for what is done in a round, as an author sets them."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.domain.errors import Problem

__all__ = ["MOST_POINTS", "PARTS", "CreditRule", "check"]

PARTS = ("areas", "reflections", "prompts", "next_step", "cpd", "sign_off")
"""What credit can be given for. For CPD that goes with the review only where an author says so."""

MOST_POINTS = 1000


@dataclass(frozen=True)
class CreditRule:
    """Points for each part of one round.

    `reflections_needed` is how many areas need a reflection for all of them, `cpd_needed` how many
    CPD entries of what is done have to go with the review. Hours never count.
    """

    areas: int = 4
    reflections: int = 2
    prompts: int = 1
    next_step: int = 1
    cpd: int = 0
    sign_off: int = 2
    reflections_needed: int = 3
    cpd_needed: int = 1

    @property
    def possible(self) -> int:
        """The most points that one round can give."""
        return sum(int(getattr(self, part)) for part in PARTS)


def check(rule: CreditRule) -> tuple[Problem, ...]:
    """Name every rule that the credit breaks."""
    problems = []
    for name in (*PARTS, "reflections_needed", "cpd_needed"):
        points = getattr(rule, name)
        if not 0 <= points <= MOST_POINTS:
            problems.append(
                Problem(f"credit.{name}", "out_of_range", {"least": 0, "most": MOST_POINTS})
            )
    if rule.possible == 0:
        problems.append(Problem("credit", "no_points"))
    return tuple(problems)
