"""A next step: something to do by a day, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from matrix_xblock.domain.errors import Invalid, Problem, Unknown
from matrix_xblock.domain.values import revisions
from matrix_xblock.domain.values.prose import problems_in
from matrix_xblock.domain.values.revisions import Revised
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "MOST_STEPS",
    "REASON_LIMIT",
    "TEXT_LIMITS",
    "NextStep",
    "Owner",
    "StepChange",
    "StepStatus",
    "Steps",
    "check",
    "in_order",
    "is_overdue",
    "keep",
    "move",
    "step_back",
]

MOST_STEPS = 200
REASON_LIMIT = 250
TEXT_LIMITS = {"text": 1000, "outcome": 1000, "priority": 200}
"""Characters. With its whole history, all outside ASCII, a step fits in one row of the ledger."""


class Owner(StrEnum):
    """Who does it."""

    ME = "me"
    SCHOOL = "school"
    BOTH = "both"


class StepStatus(StrEnum):
    """What has become of it. *Changed* says that something else took its place."""

    PLANNED = "planned"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    CHANGED = "changed"
    DROPPED = "dropped"


OPEN = (StepStatus.PLANNED, StepStatus.IN_PROGRESS)


@wordless
@dataclass(frozen=True)
class StepChange:
    """One line of the history: the new status, when, and why, where somebody said why."""

    status: StepStatus
    at: datetime
    reason: str = ""


@wordless
@dataclass(frozen=True)
class NextStep(Revised):
    """One step. Its history begins when it was written.

    `priority` is one of the school or trust, in the words that it had when it was chosen.
    """

    id: str
    text: str
    area_id: str = ""
    due: date | None = None
    owner: Owner = Owner.ME
    status: StepStatus = StepStatus.PLANNED
    outcome: str = ""
    priority: str = ""
    history: tuple[StepChange, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether there is still something to do."""
        return self.status in OPEN

    @property
    def done_on(self) -> datetime | None:
        """When it was done, if it is."""
        return self.history[-1].at if self.status is StepStatus.DONE and self.history else None


Steps = Mapping[str, NextStep]


def keep(steps: Steps, step: NextStep, *, seen: int, now: datetime) -> Steps:
    """Add a step or change its words. A repeated save changes nothing.

    Status and history stay as they are: `move` changes them.
    """
    stored = steps.get(step.id)
    problems = check(step)
    if stored is None:
        return _added(steps, step, problems, now)
    fixed = ("status", "history")
    step = revisions.edited(stored, step, fixed=fixed, problems=problems, seen=seen, now=now)
    return steps if step is stored else {**steps, step.id: step}


def move(
    steps: Steps, step_id: str, status: StepStatus, *, reason: str, seen: int, now: datetime
) -> Steps:
    """Give a step a new status, dated, with a reason where there is one.

    Doing it twice changes nothing.
    """
    step = _find(steps, step_id)
    if step.status is status:
        return steps
    revisions.check_seen(step.revision, seen)
    if problems := problems_in(reason, field="reason", limit=REASON_LIMIT):
        raise Invalid(*problems)
    history = revisions.with_change(step.history, StepChange(status, now, reason))
    return {**steps, step_id: revisions.changed(replace(step, status=status, history=history), now)}


def step_back(steps: Steps, step_id: str, *, seen: int, now: datetime) -> Steps:
    """Take the latest change of status back."""
    step = _find(steps, step_id)
    revisions.check_seen(step.revision, seen)
    history = revisions.without_latest(step.history)
    if history == step.history:
        return steps
    step = replace(step, status=history[-1].status, history=history)
    return {**steps, step_id: revisions.changed(step, now)}


def check(step: NextStep) -> tuple[Problem, ...]:
    """Name every rule that a step breaks."""
    problems = [] if step.text else [Problem("text", "step_missing")]
    for name, limit in TEXT_LIMITS.items():
        problems.extend(problems_in(getattr(step, name), field=name, limit=limit))
    return tuple(problems)


def is_overdue(step: NextStep, today: date) -> bool:
    """Tell whether it was to be done before today and is not."""
    return step.is_open and step.due is not None and step.due < today


def in_order(steps: Iterable[NextStep], today: date) -> tuple[NextStep, ...]:
    """Sort: overdue first, then by day, then those without one; what is over comes last."""
    return tuple(
        sorted(
            steps,
            key=lambda step: (
                not step.is_open,
                not is_overdue(step, today),
                step.due or date.max,
                step.created.timestamp() if step.created else 0.0,
            ),
        )
    )


def _added(steps: Steps, step: NextStep, problems: tuple[Problem, ...], now: datetime) -> Steps:
    if len(steps) >= MOST_STEPS:
        problems = (*problems, Problem("step", "too_many", {"most": MOST_STEPS}))
    if problems:
        raise Invalid(*problems)
    begun = (StepChange(step.status, now),)
    return {**steps, step.id: revisions.made(replace(step, history=begun), now)}


def _find(steps: Steps, step_id: str) -> NextStep:
    if step_id not in steps:
        raise Unknown(Problem("step", "unknown_step"))
    return steps[step_id]
