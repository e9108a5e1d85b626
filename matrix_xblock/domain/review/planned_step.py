"""What should happen next, who will do it and by when: an answer that can become a next step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import Prompt, PromptKind
from matrix_xblock.domain.plans import next_step
from matrix_xblock.domain.plans.next_step import NextStep, Owner, Steps, StepStatus
from matrix_xblock.domain.values.dates import read_date
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "WHEN_LIMIT",
    "PlannedStep",
    "as_texts",
    "beginning_of",
    "day_of",
    "days_typed",
    "follow",
    "problems_of",
    "read",
    "step_id",
    "words",
    "write",
]

WHEN_LIMIT = 100
"""Characters. *By the end of term* is an answer as good as a day."""

_NO_DAY = frozenset({"date_ahead_not_understood", "date_without_day", "date_without_day_and_month"})
_NOT_REAL = frozenset({"date_not_real", "date_out_of_range"})
_TICKED = "step"
_PARTS = 4
_ID_LENGTH = 32


@wordless
@dataclass(frozen=True)
class PlannedStep:
    """An answer in its parts. `is_step` says that it belongs in the next steps."""

    text: str = ""
    owner: str = ""
    when: str = ""
    is_step: bool = False


def read(values: tuple[str, ...]) -> PlannedStep:
    """Read an answer. One that was written before there were parts is a text alone."""
    text, owner, when, ticked = (*values, *[""] * _PARTS)[:_PARTS]
    return PlannedStep(
        text=clean(text),
        owner=owner if owner in set(Owner) else "",
        when=" ".join(clean(when).split()),
        is_step=ticked == _TICKED and bool(clean(text)),
    )


def write(planned: PlannedStep) -> tuple[str, ...]:
    """Write an answer so that `read` gives an equal one back; what is empty at the end is left."""
    parts = [planned.text, planned.owner, planned.when, _TICKED if planned.is_step else ""]
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def words(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return what an answer says, part by part: its words, who, and by when."""
    planned = read(values)
    return tuple(each for each in (planned.text, planned.owner, planned.when) if each)


def as_texts(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts of an answer whose question asks for no step, or is not known any more.

    Its question may have asked for one when it was answered: who and the tick are codes, which
    nobody typed, and nobody is to read.
    """
    is_in_parts = 1 < len(values) <= _PARTS and values[-1] and values == write(read(values))
    if not is_in_parts:
        return values
    planned = read(values)
    return tuple(each for each in (planned.text, planned.when) if each)


def problems_of(prompt_id: str, values: tuple[str, ...], *, limit: int) -> Iterator[Problem]:
    """Say what is wrong with an answer, under the names of its fields."""
    planned = read(values)
    yield from problems_in(planned.text, field=prompt_id, limit=limit)
    yield from problems_in(planned.when, field=f"{prompt_id}.when", limit=WHEN_LIMIT)
    if values[1:2] not in {(), ("",), (planned.owner,)}:
        yield Problem(f"{prompt_id}.who", "unknown_choice")


def days_typed(
    answers: Mapping[str, tuple[str, ...]], problems: tuple[Problem, ...]
) -> dict[str, str]:
    """Return *by when* as it was typed, by the field, where it names no day that there is."""
    typed = {f"{prompt_id}.when": read(values).when for prompt_id, values in answers.items()}
    return {
        each.field: typed[each.field]
        for each in problems
        if each.code in _NOT_REAL and each.field in typed
    }


def follow(
    steps: Steps,
    prompts: tuple[Prompt, ...],
    *,
    saved: Mapping[str, tuple[str, ...]],
    answers: Mapping[str, tuple[str, ...]],
    beginning: str,
    was_signed_off: bool,
    now: datetime,
    today: date,
) -> Steps:
    """Make a next step of each answer that is ticked, once, and take an unticked one back.

    Answers for the participant alone make none: a sign-off shares the steps of its round unless
    they are unticked.

    A step stays as the participant has it, whatever the answer becomes. It is taken back only if it
    was never touched and never signed off. `beginning` tells this review from every other;
    `today` is the day that it is where the participant is.
    """
    problems: list[Problem] = []
    for prompt in prompts:
        if prompt.kind is not PromptKind.STEP or prompt.is_private:
            continue
        key = step_id(beginning, prompt.id)
        planned = read(answers.get(prompt.id, ()))
        if planned.is_step and key not in steps:
            try:
                step = _step(key, planned, f"{prompt.id}.when", today)
                steps = next_step.keep(steps, step, seen=0, now=now)
            except Invalid as refused:
                problems += _at_fields(refused, prompt.id)
        elif not planned.is_step and read(saved.get(prompt.id, ())).is_step and not was_signed_off:
            steps = _without_untouched(steps, key)
    if problems:
        raise Invalid(*problems)
    return steps


def day_of(when: str, *, field: str, today: date) -> date | None:
    """Read the day of a step out of *by when*, as the form of a step does.

    Words that name no day, such as *by half term*, are an answer too: they give none. Raises
    `Invalid` where several days can be meant, or one that is in no calendar.
    """
    try:
        return read_date(when, field=field, today=today, is_ahead=True)
    except Invalid as refused:
        if any(each.code not in _NO_DAY for each in refused.problems):
            raise
        return None


def beginning_of(round_id: str, started_at: datetime | None) -> str:
    """Return what tells a review from every other: its round, and when it was begun."""
    return f"{round_id} {started_at.isoformat() if started_at else ''}"


def step_id(beginning: str, prompt_id: str) -> str:
    """Return the id of the step that an answer becomes: the same in each tab and at each save."""
    return hashlib.sha256(f"{beginning}\n{prompt_id}".encode()).hexdigest()[:_ID_LENGTH]


def _step(key: str, planned: PlannedStep, when: str, today: date) -> NextStep:
    owner = Owner(planned.owner) if planned.owner else Owner.ME
    return NextStep(
        key, planned.text, due=day_of(planned.when, field=when, today=today), owner=owner
    )


def _at_fields(refused: Invalid, prompt_id: str) -> list[Problem]:
    """Name what is wrong with a step at the fields of the answer."""
    names = {"text": prompt_id, "step": f"{prompt_id}.step"}
    return [replace(each, field=names.get(each.field, each.field)) for each in refused.problems]


def _without_untouched(steps: Steps, key: str) -> Steps:
    step = steps.get(key)
    if step is None or step.revision != 1 or step.status is not StepStatus.PLANNED:
        return steps
    return {identifier: each for identifier, each in steps.items() if identifier != key}
