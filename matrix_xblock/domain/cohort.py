"""Figures of a course: levels, movement, and what came of opportunities, for groups only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from matrix_xblock.domain.disclosure import (
    Count,
    Line,
    Published,
    Symbol,
    Table,
    in_full_batches,
    median,
    publish,
)
from matrix_xblock.domain.framework import NOT_APPLICABLE, Framework
from matrix_xblock.domain.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.wordless import wordless

__all__ = [
    "NOT_ANSWERED",
    "OFFERED",
    "Figures",
    "Member",
    "Moved",
    "Signed",
    "account",
    "admitted",
    "heat",
    "median_days",
    "moved_and_offered",
    "movement",
]

NOT_ANSWERED = "not-answered"
"""Stands for an area that is not in somebody's review."""

OFFERED = frozenset(
    {
        OpportunityStatus.OFFERED.value,
        OpportunityStatus.AGREED.value,
        OpportunityStatus.TAKEN_UP.value,
        OpportunityStatus.COMPLETED.value,
    }
)
"""Statuses that say that something was offered."""


_BESIDE = frozenset({NOT_APPLICABLE, NOT_ANSWERED, "unknown"})
"""Categories beside the question. Where nobody is in one, that is no secret to protect: to sign off
everybody has to answer, and hiding it would hide half of the answers with it."""


@wordless
@dataclass(frozen=True)
class Signed:
    """One sign-off as figures need it: when, the levels, and counts of what went with it.

    `days` are those from wanted to offered.
    """

    at: datetime
    levels: Mapping[str, str]
    statuses: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    days: tuple[int, ...] = ()


@wordless
@dataclass(frozen=True)
class Member:
    """One participant: the group, and all sign-offs of each round in order."""

    id: str
    group: str
    rounds: Mapping[str, tuple[Signed, ...]]


@wordless
@dataclass(frozen=True)
class Figures:
    """People whose answers are in the figures, with the sign-off that counts of each round."""

    people: tuple[tuple[Member, Mapping[str, Signed]], ...]
    signed_off: int
    """How many have signed off the rounds in question, those not in the figures yet included."""


class Moved:
    """Categories of movement."""

    UP, SAME, DOWN, UNKNOWN = "up", "same", "down", "unknown"
    MOVED_OFFERED, MOVED_NOT = "moved-offered", "moved-not-offered"
    STAYED_OFFERED, STAYED_NOT = "stayed-offered", "stayed-not-offered"


def admitted(members: Iterable[Member], rounds: Sequence[str], *, k: int) -> Figures:
    """Take people into the figures k at a time, group by group.

    A group's figures are those of the moment when its last batch was complete: what anybody signs
    off after that waits for the next batch. Groups of fewer than k are one group in this.
    """
    ready = [m for m in members if all(m.rounds.get(key) for key in rounds)]
    sizes = Counter(each.group for each in ready)
    batches: dict[str, list[Member]] = {}
    for each in ready:
        batches.setdefault(each.group if sizes[each.group] >= k else "", []).append(each)
    people = [person for group in batches.values() for person in _of_group(group, rounds, k)]
    return Figures(tuple(people), len(ready))


def _of_group(
    members: Sequence[Member], rounds: Sequence[str], k: int
) -> list[tuple[Member, Mapping[str, Signed]]]:
    since = {each.id: _complete_at(each, rounds) for each in members}
    order = in_full_batches(sorted(since, key=lambda key: since[key]), k)
    if not order:
        return []
    moment, _ = since[order[-1]]
    taken = set(order)
    return [
        (each, {key: _as_of(each.rounds[key], moment) for key in rounds})
        for each in members
        if each.id in taken
    ]


def _complete_at(member: Member, rounds: Sequence[str]) -> tuple[datetime, str]:
    """Return when somebody had signed off all of these rounds; ties are in the order of ids."""
    return max(member.rounds[key][0].at for key in rounds), member.id


def _as_of(revisions: Sequence[Signed], moment: datetime) -> Signed:
    return next(each for each in reversed(revisions) if each.at <= moment)


def heat(
    figures: Figures, framework: Framework, round_id: str, *, k: int, by_group: bool
) -> Mapping[str, Published]:
    """Count people by level for each area, by area id."""
    categories = (*(level.id for level in framework.levels), NOT_APPLICABLE, NOT_ANSWERED)
    known = set(categories)

    def level(area_id: str) -> Callable[[Mapping[str, Signed]], str]:
        def of(signed: Mapping[str, Signed]) -> str:
            said = signed[round_id].levels.get(area_id, "")
            return said if said in known else NOT_ANSWERED

        return of

    return {
        area.id: _published(figures, categories, level(area.id), k=k, by_group=by_group)
        for area in framework.areas
    }


def movement(
    figures: Figures, framework: Framework, pair: tuple[str, str], *, k: int, by_group: bool
) -> Mapping[str, Published]:
    """Count people by movement between two rounds for each area, by area id."""
    categories = (Moved.UP, Moved.SAME, Moved.DOWN, Moved.UNKNOWN)
    order = {level.id: level.ordinal for level in framework.levels}

    def of_area(area_id: str) -> Callable[[Mapping[str, Signed]], str]:
        return lambda signed: _moved(order, area_id, signed[pair[0]], signed[pair[1]])

    return {
        area.id: _published(figures, categories, of_area(area.id), k=k, by_group=by_group)
        for area in framework.areas
    }


def moved_and_offered(
    figures: Figures, framework: Framework, pair: tuple[str, str], *, k: int, by_group: bool
) -> Published:
    """Count people by whether they moved up in any area, and whether anything was offered."""
    order = {level.id: level.ordinal for level in framework.levels}
    areas = [area.id for area in framework.areas]

    def of(signed: Mapping[str, Signed]) -> str:
        before, after = signed[pair[0]], signed[pair[1]]
        has_moved = any(_moved(order, area, before, after) == Moved.UP for area in areas)
        if _was_offered(before) or _was_offered(after):
            return Moved.MOVED_OFFERED if has_moved else Moved.STAYED_OFFERED
        return Moved.MOVED_NOT if has_moved else Moved.STAYED_NOT

    categories = (Moved.MOVED_OFFERED, Moved.MOVED_NOT, Moved.STAYED_OFFERED, Moved.STAYED_NOT)
    return _published(figures, categories, of, k=k, by_group=by_group)


def account(figures: Figures, round_id: str, *, k: int, by_group: bool) -> Mapping[str, Published]:
    """Count people who attached at least one opportunity of each status, and for each reason.

    Somebody can be in several of these tables; each is of people with (`yes`) and without (`no`).
    """

    def with_status(key: str) -> Callable[[Mapping[str, Signed]], str]:
        return lambda signed: "yes" if signed[round_id].statuses.get(key) else "no"

    def with_reason(key: str) -> Callable[[Mapping[str, Signed]], str]:
        return lambda signed: "yes" if signed[round_id].reasons.get(key) else "no"

    ways = {
        **{status.value: with_status(status.value) for status in OpportunityStatus},
        **{f"because-{reason.value}": with_reason(reason.value) for reason in Reason},
    }
    return {
        key: _published(figures, ("yes", "no"), way, k=k, by_group=by_group)
        for key, way in ways.items()
    }


def median_days(figures: Figures, round_id: str, *, k: int) -> Count:
    """Return the median of days from wanted to offered, one figure a person, of everybody."""
    signed = [said[round_id] for _, said in figures.people]
    return median([min(said.days) for said in signed if said.days], k)


def _was_offered(signed: Signed) -> bool:
    return bool(signed.days) or any(signed.statuses.get(key) for key in OFFERED)


def _moved(order: Mapping[str, int], area_id: str, before: Signed, after: Signed) -> str:
    was, now = order.get(before.levels.get(area_id, "")), order.get(after.levels.get(area_id, ""))
    if was is None or now is None:
        return Moved.UNKNOWN
    return Moved.SAME if was == now else Moved.UP if now > was else Moved.DOWN


def _published(
    figures: Figures,
    categories: Sequence[str],
    category: Callable[[Mapping[str, Signed]], str],
    *,
    k: int,
    by_group: bool,
) -> Published:
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for member, signed in figures.people:
        groups[member.group][category(signed)] += 1
    met = {key for counts in groups.values() for key in counts}
    counted = tuple(each for each in categories if each in met or each not in _BESIDE)
    ordered = {key: groups[key] for key in sorted(groups)}
    published = publish(Table(counted, ordered), k=k, by_group=by_group)
    lines = {key: _whole_line(line, categories) for key, line in published.groups.items()}
    return Published(_whole_line(published.whole, categories), lines)


def _whole_line(line: Line, categories: Sequence[str]) -> Line:
    """Give every category its cell: one that nobody can be in is not applicable."""
    cells = {each: line.cells.get(each, Symbol.NOT_APPLICABLE) for each in categories}
    return Line(line.total, cells)
