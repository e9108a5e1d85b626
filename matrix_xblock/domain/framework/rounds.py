"""Rounds: the periods in which a review is done, when each is open, and which one is current."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.framework.framework import TEXT_LIMITS
from matrix_xblock.domain.values.dates import FIRST_YEAR, LAST_YEAR, is_year
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.prose import problems_in

__all__ = [
    "Phase",
    "Round",
    "RoundKind",
    "RoundStatus",
    "archived",
    "check",
    "current",
    "following",
    "in_use",
    "next_to_do",
    "phases",
    "previous",
    "under_way",
    "with_platform_dates",
    "within_range",
]

MOST_ROUNDS = 12
MOST_ARCHIVED = 48


class RoundKind(StrEnum):
    """What a round is for."""

    BASELINE = "baseline"
    INTERIM = "interim"
    FINAL = "final"
    ANNUAL = "annual"


class RoundStatus(StrEnum):
    """Whether a round is in use. An archived one keeps its id, and what was signed off in it."""

    IN_USE = "in-use"
    ARCHIVED = "archived"


class Phase(StrEnum):
    """Where a round is in time."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Round:
    """One review period.

    Times are aware datetimes; after `due` it may still be signed off, after `closes` not.
    """

    id: str
    title: str
    kind: RoundKind = RoundKind.ANNUAL
    opens: datetime | None = None
    due: datetime | None = None
    closes: datetime | None = None
    status: RoundStatus = RoundStatus.IN_USE


def in_use(rounds: Sequence[Round]) -> tuple[Round, ...]:
    """Return the rounds that participants meet, in order."""
    return tuple(each for each in rounds if each.status is RoundStatus.IN_USE)


def archived(rounds: Sequence[Round]) -> tuple[Round, ...]:
    """Return the rounds that an author has archived."""
    return tuple(each for each in rounds if each.status is RoundStatus.ARCHIVED)


def with_platform_dates(
    rounds: Sequence[Round], *, due: datetime | None, closes: datetime | None
) -> tuple[Round, ...]:
    """Give the platform's dates, extensions included, to the rounds that have none of their own.

    Only the last such round takes them: a platform date is the end of the whole block.
    """
    undated = [
        index for index, round_ in enumerate(rounds) if round_.due is None and round_.closes is None
    ]
    if not undated or (due is None and closes is None):
        return tuple(rounds)
    dated = list(rounds)
    dated[undated[-1]] = replace(dated[undated[-1]], due=due, closes=closes)
    return tuple(dated)


def within_range(time: datetime | None) -> datetime | None:
    """Return a time that can be shown in every zone.

    One before the first year of ours stands for its beginning: it is over. One after the last never
    comes.
    """
    if time is None or is_year(time.year):
        return time
    return None if time.year > LAST_YEAR else datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)


def phases(
    rounds: Sequence[Round],
    now: datetime,
    *,
    in_progress: Collection[str] = (),
    signed_off: Collection[str],
) -> dict[str, Phase]:
    """Tell for each round whether it is still to come, open or over.

    A later round without an opening date opens when the round before it is signed off or over, and
    one that was begun stays open, whatever an author puts before it. A round closes at the very
    moment of `closes`.
    """
    by_round: dict[str, Phase] = {}
    is_reached = True
    for round_ in rounds:
        is_begun = round_.id in in_progress or round_.id in signed_off
        by_round[round_.id] = _phase(round_, now, is_reached=is_reached or is_begun)
        is_reached = round_.id in signed_off or by_round[round_.id] is Phase.CLOSED
    return by_round


def _phase(round_: Round, now: datetime, *, is_reached: bool) -> Phase:
    if round_.closes is not None and now >= round_.closes:
        return Phase.CLOSED
    is_open = is_reached if round_.opens is None else now >= round_.opens
    return Phase.OPEN if is_open else Phase.UPCOMING


def current(
    rounds: Sequence[Round],
    now: datetime,
    *,
    in_progress: Collection[str],
    signed_off: Collection[str],
) -> Round:
    """Choose the round that a participant meets first.

    What is in progress or returned comes first, then what may be started. A later round without an
    opening date never pushes a signed-off one aside: it is offered there. Else the latest that has
    opened, else the first.
    """
    by_round = phases(rounds, now, in_progress=in_progress, signed_off=signed_off)
    started = [round_ for round_ in rounds if by_round[round_.id] is not Phase.UPCOMING]
    is_open = [round_ for round_ in started if by_round[round_.id] is Phase.OPEN]
    working = [r for r in started if r.id in in_progress and (r in is_open or r.id in signed_off)]
    fresh = [
        r for r in is_open if r.id not in signed_off and (r.opens is not None or not signed_off)
    ]
    done = [r for r in started if r.id in signed_off]
    best_first = [*working, *fresh, *reversed(done), *reversed(started), *rounds]
    return best_first[0]


def under_way(rounds: Sequence[Round], now: datetime) -> Round:
    """Return the round that a course is in, whoever is how far: the latest that has opened."""
    by_round = phases(rounds, now, signed_off=())
    started = [each for each in rounds if by_round[each.id] is not Phase.UPCOMING]
    return started[-1] if started else rounds[0]


def following(rounds: Sequence[Round], round_id: str) -> Round | None:
    """Return the round after this one."""
    ids = [round_.id for round_ in rounds]
    after = ids.index(round_id) + 1
    return rounds[after] if after < len(rounds) else None


def next_to_do(
    rounds: Sequence[Round],
    round_id: str,
    *,
    phases: Mapping[str, Phase],
    signed_off: Collection[str],
) -> Round | None:
    """Return the next round after this one that is neither over nor signed off."""
    ids = [round_.id for round_ in rounds]
    later = rounds[ids.index(round_id) + 1 :]
    to_do = (each for each in later if phases[each.id] is not Phase.CLOSED)
    return next((each for each in to_do if each.id not in signed_off), None)


def previous(
    rounds: Sequence[Round], round_id: str, *, signed_off: Collection[str]
) -> Round | None:
    """Return the latest signed-off round before this one."""
    before: Round | None = None
    for round_ in rounds:
        if round_.id == round_id:
            return before
        if round_.id in signed_off:
            before = round_
    return None


def check(rounds: Sequence[Round]) -> tuple[Problem, ...]:
    """Name every rule that the rounds break, each with its path."""
    return tuple(_problems(rounds))


def _problems(rounds: Sequence[Round]) -> Iterator[Problem]:
    if not in_use(rounds):
        yield Problem("rounds", "too_few", {"least": 1})
    for some, most in ((in_use(rounds), MOST_ROUNDS), (archived(rounds), MOST_ARCHIVED)):
        if len(some) > most:
            yield Problem("rounds", "too_many", {"most": most})
    for identifier, count in Counter(round_.id for round_ in rounds).items():
        if count > 1:
            yield Problem("rounds", "duplicate_id", {"id": identifier})
    for index, round_ in enumerate(rounds):
        yield from _round(f"rounds[{index}]", round_)


def _round(path: str, round_: Round) -> Iterator[Problem]:
    if not is_id(round_.id):
        yield Problem(f"{path}.id", "bad_id")
    if not round_.title.strip():
        yield Problem(f"{path}.title", "missing_words")
    yield from problems_in(round_.title, field=f"{path}.title", limit=TEXT_LIMITS["name"])
    dates = ((name, getattr(round_, name)) for name in ("opens", "due", "closes"))
    for (_, before), (name, after) in pairwise(each for each in dates if each[1] is not None):
        if after < before:
            yield Problem(f"{path}.{name}", "dates_out_of_order")
