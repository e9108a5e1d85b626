"""A school year in facts: what was done, wanted, offered and changed. Counts, and no score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import CpdLog, Filter
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityStatus
from matrix_xblock.domain.record.movement import Move, Row, Stop, move_of
from matrix_xblock.domain.values import school_year
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["YearFacts", "facts", "years"]

LocalDay = Callable[[datetime], date]


@wordless
@dataclass(frozen=True)
class YearFacts:
    """What one school year holds. Areas are counted by how they moved in the course of it."""

    rounds: tuple[str, ...]
    up: tuple[str, ...]
    same: int
    down: int
    entries: int
    minutes: int
    main_type: str
    wanted: int
    offered: int
    taken_up: int
    completed: int
    not_possible: tuple[str, ...]
    steps_done: int
    steps_open: int

    @property
    def is_not_moved_and_not_offered(self) -> bool:
        """Tell whether nothing moved, something was wanted, and nothing was offered."""
        has_compared = bool(self.same or self.down)
        return has_compared and not self.up and bool(self.wanted) and not self.offered

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to say."""
        counts = (self.entries, self.wanted, self.offered, self.taken_up, self.completed)
        return not (self.rounds or any(counts) or self.not_possible or self.steps_done)


def facts(
    year: int,
    *,
    stops: Sequence[Stop],
    rows: Iterable[Row],
    log: CpdLog,
    steps: Collection[NextStep],
    opportunities: Iterable[Opportunity],
    local_day: LocalDay,
) -> YearFacts:
    """Count what happened in the school year that begins in `year`."""
    first, last = school_year.days(year)
    totals = cpd.totals(cpd.matching(log, Filter(start=first, end=last)))

    def is_within(time: datetime) -> bool:
        return first <= local_day(time) <= last

    within = {number for number, stop in enumerate(stops) if is_within(stop.at)}
    moves = [(row.name, _move(row, within)) for row in rows]
    counts = Counter(move for _, move in moves)
    changes = [change for each in opportunities for change in each.history if is_within(change.at)]
    reached = Counter(change.status for change in changes)
    return YearFacts(
        rounds=tuple(stops[number].title for number in sorted(within)),
        up=tuple(name for name, move in moves if move is Move.UP),
        same=counts[Move.SAME],
        down=counts[Move.DOWN],
        entries=totals.entries,
        minutes=totals.minutes,
        main_type=totals.by_type[0][0] if totals.minutes else "",
        wanted=reached[OpportunityStatus.WANTED],
        offered=reached[OpportunityStatus.OFFERED],
        taken_up=reached[OpportunityStatus.TAKEN_UP],
        completed=reached[OpportunityStatus.COMPLETED],
        not_possible=tuple(change.reason.value for change in changes if change.reason),
        steps_done=sum(bool(each.done_on and is_within(each.done_on)) for each in steps),
        steps_open=sum(each.is_open for each in steps),
    )


def _move(row: Row, within: Collection[int]) -> Move:
    """Compare the last level of the year with the last before it, or else with the first in it."""
    chosen = [point.stop for point in row.points if point.place]
    inside = [stop for stop in chosen if stop in within]
    if not inside:
        return Move.NOTHING
    before = [stop for stop in chosen if stop < inside[0]]
    ends = {(before or inside[:1])[-1], inside[-1]}
    move, _ = move_of([point for point in row.points if point.stop in ends])
    return move


def years(days: Iterable[date], today: date) -> tuple[int, ...]:
    """Return the school years that hold any of the days, and today's, latest first."""
    return tuple(sorted({school_year.of(day) for day in (*days, today)}, reverse=True))
