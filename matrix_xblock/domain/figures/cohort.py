"""Figures of a course: levels, movement, and what came of opportunities, for groups only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

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
from matrix_xblock.domain.figures.sign_offs import (
    NOT_ANSWERED,
    AnswerCodes,
    OpportunitySummary,
    RoundSignOffs,
)
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Framework
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "OFFERED",
    "CountedRound",
    "Figures",
    "Moved",
    "account",
    "admitted",
    "heat",
    "median_days",
    "moved_and_offered",
    "movement",
    "moves",
]

T = TypeVar("T")

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
class CountedRound:
    """The sign-off of everybody that counts in a round, in the order of people."""

    answers: Sequence[bytes]
    opportunities: Sequence[OpportunitySummary]

    def by_area(self, codes: AnswerCodes) -> Mapping[str, bytes]:
        """Return the answers of everybody to each area, by area id."""
        joined = b"".join(self.answers)
        number = len(codes.areas)
        return {area: joined[place::number] for place, area in enumerate(codes.areas)}


@wordless
@dataclass(frozen=True)
class Figures:
    """People whose answers are in the figures, by group, and by round what counts of each."""

    people: Sequence[str]
    """Group by group."""

    groups: Mapping[str, slice]
    """Where among the people each group stands."""

    rounds: Mapping[str, CountedRound]
    signed_off: int
    """How many have signed off the rounds in question, those not in the figures yet included."""


class Moved:
    """Categories of movement."""

    UP = "up"
    SAME = "same"
    DOWN = "down"
    UNKNOWN = "unknown"
    MOVED_OFFERED, MOVED_NOT = "moved-offered", "moved-not-offered"
    STAYED_OFFERED, STAYED_NOT = "stayed-offered", "stayed-not-offered"


MOVES = (Moved.UP, Moved.SAME, Moved.DOWN, Moved.UNKNOWN)
"""Each stands in a column as its place in here."""


def admitted(signed_off: Mapping[str, RoundSignOffs], rounds: Sequence[str], *, k: int) -> Figures:
    """Take people into the figures k at a time, group by group.

    A group's figures are those of the moment when its last batch was complete: what anybody signs
    off after that waits for the next batch. Groups of fewer than k are one group in this.
    """
    columns = [signed_off.get(key, RoundSignOffs()) for key in rounds]
    groups = _groups_of_ready(columns)
    moments = _moments_of_admitted(columns, groups, k)
    people = sorted(moments, key=groups.__getitem__)
    return Figures(
        people,
        _slices([groups[who] for who in people]),
        {key: _counted(each, moments, people) for key, each in zip(rounds, columns, strict=True)},
        len(groups),
    )


def _groups_of_ready(columns: Sequence[RoundSignOffs]) -> dict[str, str]:
    """Return the group of everybody who has signed off all of these rounds, as of the last one."""
    *earlier, last = columns
    return {
        who: last.groups[place]
        for who, place in last.first.items()
        if all(who in each.first for each in earlier)
    }


def _moments_of_admitted(
    columns: Sequence[RoundSignOffs], groups: Mapping[str, str], k: int
) -> dict[str, datetime]:
    """Return by person, for those who are in, the moment as of which they count."""
    sizes = Counter(groups.values())
    batches: dict[str, list[str]] = {}
    for who, group in groups.items():
        batches.setdefault(group if sizes[group] >= k else "", []).append(who)
    moments: dict[str, datetime] = {}
    for batch in batches.values():
        complete_at = {who: max([each.times[each.first[who]] for each in columns]) for who in batch}
        # Ties are in the order of ids.
        in_order = sorted(sorted(batch), key=complete_at.__getitem__)
        if taken := in_full_batches(in_order, k):
            moments.update(dict.fromkeys(taken, complete_at[taken[-1]]))
    return moments


def _slices(groups: Sequence[str]) -> Mapping[str, slice]:
    """Return where each group stands in a column in which groups are one after the other."""
    slices: dict[str, slice] = {}
    start = 0
    for group, size in Counter(groups).items():
        slices[group] = slice(start, start + size)
        start += size
    return slices


def _counted(
    columns: RoundSignOffs, moments: Mapping[str, datetime], people: Sequence[str]
) -> CountedRound:
    places = [columns.place_at(who, moments[who]) for who in people]
    return CountedRound(
        [columns.answers[place] for place in places],
        [columns.opportunities[place] for place in places],
    )


def heat(
    figures: Figures, framework: Framework, round_id: str, *, k: int, by_group: bool
) -> Mapping[str, Published]:
    """Count people by level for each area, by area id."""
    codes = AnswerCodes.of(framework)
    return {
        area_id: _published_column(figures, codes.answers, column, k=k, by_group=by_group)
        for area_id, column in figures.rounds[round_id].by_area(codes).items()
    }


def moves(figures: Figures, framework: Framework, pair: tuple[str, str]) -> Mapping[str, bytes]:
    """Return how everybody has moved between two rounds, in the order of people, by area id.

    A move is its place in `MOVES`.
    """
    codes = AnswerCodes.of(framework)
    ordinals = [level.ordinal for level in framework.levels]
    places = range(len(codes.answers))
    by_levels = {(was, now): _way(ordinals, was, now) for was in places for now in places}
    before, after = (figures.rounds[key].by_area(codes) for key in pair)
    return {
        area: bytes([by_levels[both] for both in zip(answers, after[area], strict=True)])
        for area, answers in before.items()
    }


def _way(ordinals: Sequence[int], was: int, now: int) -> int:
    """Return the move between two answers; one that is no level cannot be compared."""
    if max(was, now) >= len(ordinals):
        return MOVES.index(Moved.UNKNOWN)
    if ordinals[was] == ordinals[now]:
        return MOVES.index(Moved.SAME)
    return MOVES.index(Moved.UP if ordinals[now] > ordinals[was] else Moved.DOWN)


def movement(
    figures: Figures, moves: Mapping[str, bytes], *, k: int, by_group: bool
) -> Mapping[str, Published]:
    """Count people by how they moved (see `moves`) between two rounds for each area, by area id."""
    return {
        area: _published_column(figures, MOVES, column, k=k, by_group=by_group)
        for area, column in moves.items()
    }


def moved_and_offered(
    figures: Figures,
    moves: Mapping[str, bytes],
    pair: tuple[str, str],
    *,
    k: int,
    by_group: bool,
) -> Published:
    """Count people by whether they moved up in any area, and whether anything was offered."""
    up = MOVES.index(Moved.UP)
    has_moved = [up in moves_of_person for moves_of_person in zip(*moves.values(), strict=True)]
    rounds = [figures.rounds[key].opportunities for key in pair]
    was_offered = [any(map(_was_offered, both)) for both in zip(*rounds, strict=True)]
    categories = {
        (True, True): Moved.MOVED_OFFERED,
        (True, False): Moved.MOVED_NOT,
        (False, True): Moved.STAYED_OFFERED,
        (False, False): Moved.STAYED_NOT,
    }
    answers = [categories[both] for both in zip(has_moved, was_offered, strict=True)]
    counts = _numbers(figures, answers)
    return _published(tuple(categories.values()), counts, k=k, by_group=by_group)


def _was_offered(opportunities: OpportunitySummary) -> bool:
    return opportunities.soonest is not None or not OFFERED.isdisjoint(opportunities.statuses)


def account(figures: Figures, round_id: str, *, k: int, by_group: bool) -> Mapping[str, Published]:
    """Count people who attached at least one opportunity of each status, and for each reason.

    Somebody can be in several of these tables; each is of people with (`yes`) and without (`no`).
    """
    everybody = figures.rounds[round_id].opportunities
    statuses = _numbers(figures, [each.statuses for each in everybody])
    reasons = _numbers(figures, [each.reasons for each in everybody])
    counts = {
        **{each.value: _with_and_without(each, statuses) for each in OpportunityStatus},
        **{f"because-{each.value}": _with_and_without(each, reasons) for each in Reason},
    }
    return {
        key: _published(("yes", "no"), groups, k=k, by_group=by_group)
        for key, groups in counts.items()
    }


def _numbers(figures: Figures, column: Sequence[T]) -> Mapping[str, Mapping[T, int]]:
    """Return by group how many people have which value of a column."""
    return {group: Counter(column[part]) for group, part in figures.groups.items()}


def _with_and_without(
    name: str, numbers: Mapping[str, Mapping[frozenset[str], int]]
) -> Mapping[str, Mapping[str, int]]:
    """Return by group how many people have a name among theirs, and how many have not."""
    return {
        group: {
            "yes": sum(number for names, number in some.items() if name in names),
            "no": sum(number for names, number in some.items() if name not in names),
        }
        for group, some in numbers.items()
    }


def median_days(figures: Figures, round_id: str, *, k: int) -> Count:
    """Return the median of days from wanted to offered, one figure a person, of everybody."""
    opportunities = figures.rounds[round_id].opportunities
    return median([each.soonest for each in opportunities if each.soonest is not None], k)


def _published_column(
    figures: Figures, categories: Sequence[str], column: bytes, *, k: int, by_group: bool
) -> Published:
    """Publish the counts of a column, in which each category is its place among them."""
    counts = {
        group: {
            name: column.count(code, part.start, part.stop) for code, name in enumerate(categories)
        }
        for group, part in figures.groups.items()
    }
    return _published(categories, counts, k=k, by_group=by_group)


def _published(
    categories: Sequence[str], groups: Mapping[str, Mapping[str, int]], *, k: int, by_group: bool
) -> Published:
    """Publish counts of one answer of each person, by group and category."""
    met = {key for counts in groups.values() for key, number in counts.items() if number}
    counted = tuple(each for each in categories if each in met or each not in _BESIDE)
    published = publish(Table(counted, groups), k=k, by_group=by_group)
    lines = {key: _whole_line(line, categories) for key, line in published.groups.items()}
    return Published(_whole_line(published.whole, categories), lines)


def _whole_line(line: Line, categories: Sequence[str]) -> Line:
    """Give every category its cell: one that nobody can be in is not applicable."""
    cells = {each: line.cells.get(each, Symbol.NOT_APPLICABLE) for each in categories}
    return Line(line.total, cells)
