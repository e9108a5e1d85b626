"""Figures of a course: levels, movement, and what came of opportunities, for groups only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from matrix_xblock.domain.figures.disclosure import (
    Count,
    Line,
    Published,
    Symbol,
    Table,
    in_full_batches,
    median,
    publish,
)
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Framework
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.values.wordless import wordless

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
    "levels_in_order",
    "median_days",
    "moved_and_offered",
    "movement",
    "moves",
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
    """One sign-off as figures need it: when, the levels, and what went with it.

    `levels` are in the order of the framework's areas (see `levels_in_order`), `statuses` and
    `reasons` those of at least one opportunity, `days` those from wanted to offered.
    """

    at: datetime
    levels: tuple[str, ...]
    statuses: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
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
    """People whose answers are in the figures, by group, and by round what counts of each."""

    people: tuple[Member, ...]
    rounds: Mapping[str, Sequence[Signed]]
    """The sign-off that counts, by round id, in the order of people."""

    signed_off: int
    """How many have signed off the rounds in question, those not in the figures yet included."""

    @cached_property
    def groups(self) -> Mapping[str, slice]:
        """Return where among the people each group stands."""
        names = [member.group for member in self.people]
        first = {name: names.index(name) for name in dict.fromkeys(names)}
        ends = [*first.values(), len(names)][1:]
        return {name: slice(at, end) for (name, at), end in zip(first.items(), ends, strict=True)}

    def levels(self, round_id: str, framework: Framework) -> Mapping[str, Sequence[str]]:
        """Return the levels of everybody in a round, in the order of people, by area id."""
        by_area = zip(*[each.levels for each in self.rounds[round_id]], strict=True)
        return {area.id: next(by_area, ()) for area in framework.areas}


class Moved:
    """Categories of movement."""

    UP, SAME, DOWN, UNKNOWN = "up", "same", "down", "unknown"
    MOVED_OFFERED, MOVED_NOT = "moved-offered", "moved-not-offered"
    STAYED_OFFERED, STAYED_NOT = "stayed-offered", "stayed-not-offered"


def levels_in_order(framework: Framework) -> Callable[[Mapping[str, str]], tuple[str, ...]]:
    """Return what puts the levels of a review, by area id, into the order of the areas.

    An area without one, or with one that the framework does not have, is not answered.
    """
    areas = [area.id for area in framework.areas]
    known = {each: each for each in _answers(framework)}

    def in_order(levels: Mapping[str, str]) -> tuple[str, ...]:
        return tuple([known.get(levels.get(area, ""), NOT_ANSWERED) for area in areas])

    return in_order


def _answers(framework: Framework) -> tuple[str, ...]:
    return (*(level.id for level in framework.levels), NOT_APPLICABLE)


def admitted(members: Iterable[Member], rounds: Sequence[str], *, k: int) -> Figures:
    """Take people into the figures k at a time, group by group.

    A group's figures are those of the moment when its last batch was complete: what anybody signs
    off after that waits for the next batch. Groups of fewer than k are one group in this.
    """
    ready = [m for m in members if all(map(m.rounds.get, rounds))]
    sizes = Counter(each.group for each in ready)
    batches: dict[str, list[Member]] = {}
    for each in ready:
        batches.setdefault(each.group if sizes[each.group] >= k else "", []).append(each)
    taken = [pair for group in batches.values() for pair in _of_group(group, rounds, k)]
    taken.sort(key=lambda pair: pair[0].group)
    return Figures(
        tuple([member for member, _ in taken]),
        {key: [_as_of(member.rounds[key], moment) for member, moment in taken] for key in rounds},
        len(ready),
    )


def _of_group(
    members: Sequence[Member], rounds: Sequence[str], k: int
) -> list[tuple[Member, datetime]]:
    """Return those of a group who are in, with the moment as of which they count."""
    since = {each.id: _complete_at(each, rounds) for each in members}
    order = in_full_batches(sorted(since, key=since.__getitem__), k)
    if not order:
        return []
    moment, _ = since[order[-1]]
    taken = set(order)
    return [(each, moment) for each in members if each.id in taken]


def _complete_at(member: Member, rounds: Sequence[str]) -> tuple[datetime, str]:
    """Return when somebody had signed off all of these rounds; ties are in the order of ids."""
    return max([member.rounds[key][0].at for key in rounds]), member.id


def _as_of(revisions: Sequence[Signed], moment: datetime) -> Signed:
    counts = revisions[0]
    for each in revisions:
        if each.at <= moment:
            counts = each
    return counts


def heat(
    figures: Figures, framework: Framework, round_id: str, *, k: int, by_group: bool
) -> Mapping[str, Published]:
    """Count people by level for each area, by area id."""
    categories = (*_answers(framework), NOT_ANSWERED)
    return {
        area_id: _published(figures, categories, levels, k=k, by_group=by_group)
        for area_id, levels in figures.levels(round_id, framework).items()
    }


def moves(
    figures: Figures, framework: Framework, pair: tuple[str, str]
) -> Mapping[str, tuple[str, ...]]:
    """Return how everybody has moved between two rounds, in the order of people, by area id."""
    ways = {
        (was.id, now.id): _way(was.ordinal, now.ordinal)
        for was in framework.levels
        for now in framework.levels
    }
    before, after = (figures.levels(key, framework) for key in pair)
    return {
        area: tuple(ways.get(both, Moved.UNKNOWN) for both in zip(levels, after[area], strict=True))
        for area, levels in before.items()
    }


def _way(was: int, now: int) -> str:
    if was == now:
        return Moved.SAME
    return Moved.UP if now > was else Moved.DOWN


def movement(
    figures: Figures, moves: Mapping[str, Sequence[str]], *, k: int, by_group: bool
) -> Mapping[str, Published]:
    """Count people by how they moved (see `moves`) between two rounds for each area, by area id."""
    categories = (Moved.UP, Moved.SAME, Moved.DOWN, Moved.UNKNOWN)
    return {
        area: _published(figures, categories, ways, k=k, by_group=by_group)
        for area, ways in moves.items()
    }


def moved_and_offered(
    figures: Figures,
    moves: Mapping[str, Sequence[str]],
    pair: tuple[str, str],
    *,
    k: int,
    by_group: bool,
) -> Published:
    """Count people by whether they moved up in any area, and whether anything was offered."""
    signed = zip(figures.rounds[pair[0]], figures.rounds[pair[1]], strict=True)

    def way(ways: tuple[str, ...], before: Signed, after: Signed) -> str:
        has_moved = Moved.UP in ways
        if _was_offered(before) or _was_offered(after):
            return Moved.MOVED_OFFERED if has_moved else Moved.STAYED_OFFERED
        return Moved.MOVED_NOT if has_moved else Moved.STAYED_NOT

    answers = [
        way(ways, *both)
        for ways, both in zip(zip(*moves.values(), strict=True), signed, strict=True)
    ]
    categories = (Moved.MOVED_OFFERED, Moved.MOVED_NOT, Moved.STAYED_OFFERED, Moved.STAYED_NOT)
    return _published(figures, categories, answers, k=k, by_group=by_group)


def account(figures: Figures, round_id: str, *, k: int, by_group: bool) -> Mapping[str, Published]:
    """Count people who attached at least one opportunity of each status, and for each reason.

    Somebody can be in several of these tables; each is of people with (`yes`) and without (`no`).
    """
    signed = figures.rounds[round_id]
    statuses, reasons = [each.statuses for each in signed], [each.reasons for each in signed]
    named = {
        **{each.value: (each.value, statuses) for each in OpportunityStatus},
        **{f"because-{each.value}": (each.value, reasons) for each in Reason},
    }
    return {
        key: _published(
            figures,
            ("yes", "no"),
            ["yes" if name in there else "no" for there in everybody],
            k=k,
            by_group=by_group,
        )
        for key, (name, everybody) in named.items()
    }


def median_days(figures: Figures, round_id: str, *, k: int) -> Count:
    """Return the median of days from wanted to offered, one figure a person, of everybody."""
    return median([min(each.days) for each in figures.rounds[round_id] if each.days], k)


def _was_offered(signed: Signed) -> bool:
    return bool(signed.days) or not signed.statuses.isdisjoint(OFFERED)


def _published(
    figures: Figures, categories: Sequence[str], answers: Sequence[str], *, k: int, by_group: bool
) -> Published:
    """Publish the counts of one answer of each person, in the order of people."""
    groups = {name: Counter(answers[part]) for name, part in figures.groups.items()}
    met = {key for counts in groups.values() for key in counts}
    counted = tuple(each for each in categories if each in met or each not in _BESIDE)
    published = publish(Table(counted, groups), k=k, by_group=by_group)
    lines = {key: _whole_line(line, categories) for key, line in published.groups.items()}
    return Published(_whole_line(published.whole, categories), lines)


def _whole_line(line: Line, categories: Sequence[str]) -> Line:
    """Give every category its cell: one that nobody can be in is not applicable."""
    cells = {each: line.cells.get(each, Symbol.NOT_APPLICABLE) for each in categories}
    return Line(line.total, cells)
