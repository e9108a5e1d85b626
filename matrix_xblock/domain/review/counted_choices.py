"""Choices to private questions that somebody agrees to have counted: in releases and only there.

The answer itself stays with the participant. What is counted is a copy, made at sign-off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from matrix_xblock.domain.framework.framework import (
    AGREED,
    Framework,
    consent_to,
    is_consent,
)
from matrix_xblock.domain.review.review import Answers
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "CountedChoice",
    "agreed",
    "latest",
    "signed_off",
    "without_consent",
    "without_consents",
]

Choices = Mapping[str, tuple[str, ...]]
"""Ids of choices, by the id of their question."""


@wordless
@dataclass(frozen=True)
class CountedChoice:
    """What is counted of somebody's answer to one question in one round, since when.

    No choice at all takes back what was counted before.
    """

    round_id: str
    question: str
    choices: tuple[str, ...]
    at: datetime


def agreed(framework: Framework, answers: Answers) -> Choices:
    """Return the choices that somebody has agreed to have counted, as their answers stand."""
    choices = {}
    for prompt in framework.counted_prompts:
        chosen = answers.values.get(prompt.id, ())
        countable = tuple(each.id for each in prompt.countable if each.id in chosen)
        if countable and AGREED in answers.values.get(consent_to(prompt.id), ()):
            choices[prompt.id] = countable
    return choices


def latest(rows: Iterable[CountedChoice]) -> Mapping[tuple[str, str], CountedChoice]:
    """Return what is so now, by round and question, of rows in the order of the ledger."""
    return {(each.round_id, each.question): each for each in rows}


def signed_off(
    before: Iterable[CountedChoice], round_id: str, choices: Choices, now: datetime
) -> tuple[CountedChoice, ...]:
    """Return what a sign-off adds to what was counted before.

    What was counted of an earlier revision and is not agreed to any more is taken back.
    """
    counted = {
        each.question: each.choices for each in latest(before).values() if each.round_id == round_id
    }
    due = {**dict.fromkeys(counted, ()), **choices}
    return tuple(
        CountedChoice(round_id, question, chosen, now)
        for question, chosen in due.items()
        if chosen != counted.get(question, ())
    )


def without_consent(answers: Answers, question: str) -> Answers:
    """Return answers with the box of a question no longer ticked.

    That is a save of its own: a tab that still shows the tick must not save over it.
    """
    box = consent_to(question)
    values = {key: each for key, each in answers.values.items() if key != box}
    version = replace(answers.version, revision=answers.version.revision + 1, writer="")
    return Answers(values, version)


def without_consents(answers: Answers) -> Answers:
    """Return answers with no such box ticked."""
    values = {key: each for key, each in answers.values.items() if not is_consent(key)}
    return replace(answers, values=values)
