"""What is saved again and again: which save a change builds on, and what the history keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from matrix_xblock.domain.errors import Invalid, Problem, Stale

__all__ = [
    "MOST_CHANGES",
    "Revised",
    "changed",
    "check_seen",
    "edited",
    "made",
    "with_change",
    "without_latest",
]

MOST_CHANGES = 20
"""Lines of a history."""


@dataclass(frozen=True, kw_only=True)
class Revised:
    """What counts its saves: when it was made, when it was changed, and how often it was saved."""

    created: datetime | None = None
    updated: datetime | None = None
    revision: int = 0


R = TypeVar("R", bound=Revised)
C = TypeVar("C")


def check_seen(revision: int, seen: int) -> None:
    """Raise `Stale` where a change was built on another revision than the one that is stored."""
    if seen != revision:
        raise Stale(Problem("revision", "stale"))


def made(new: R, now: datetime) -> R:
    """Return the first version. One that was deleted and comes back keeps the day it was made."""
    return replace(new, created=new.created or now, updated=now, revision=1)


def changed(stored: R, now: datetime) -> R:
    """Return the version that follows."""
    return replace(stored, updated=now, revision=stored.revision + 1)


def edited(
    stored: R,
    form: R,
    *,
    fixed: Iterable[str],
    problems: Iterable[Problem],
    seen: int,
    now: datetime,
) -> R:
    """Return what is stored with the words of a form, or as it is where they are the same.

    `fixed` names the fields that no form changes; `problems` are those of the form. A save that
    changes nothing may be sent twice, so it is let through before `Stale` and `Invalid` are raised.
    """
    names = ("created", "updated", "revision", *fixed)
    same = replace(form, **{name: getattr(stored, name) for name in names})
    if same == stored:
        return stored
    check_seen(stored.revision, seen)
    if broken := tuple(problems):
        raise Invalid(*broken)
    return changed(same, now)


def with_change(history: tuple[C, ...], change: C) -> tuple[C, ...]:
    """Add a line. The first says since when there is something; after it the latest are kept."""
    lines = (*history, change)
    return (*lines[:1], *lines[1:][-(MOST_CHANGES - 1) :])


def without_latest(history: tuple[C, ...]) -> tuple[C, ...]:
    """Take the latest line back. The first one is the beginning, and stays."""
    return history[:-1] or history
