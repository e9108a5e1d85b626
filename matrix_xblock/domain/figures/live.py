"""Live figures: exact, and of those reviews only that whoever looks may open.

The rules of what is counted are those of a release. Nothing here is suppressed or rounded: whoever
may open every review that is counted can count them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matrix_xblock.domain.figures.release_counts import (
    OFFERED,
    TAKEN_UP,
    Counting,
    Move,
    asked_why,
    days_to_offer,
    has_moved,
    move,
    net_areas,
    outcome,
)
from matrix_xblock.domain.figures.shapes import Questions
from matrix_xblock.domain.figures.sign_offs import RoundSignOffs
from matrix_xblock.domain.framework.sharing import Part, Sharing, shows
from matrix_xblock.domain.plans.opportunity import OpportunityStatus
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "AreaLevels",
    "AreaMovement",
    "ChoicesMade",
    "Movement",
    "Nets",
    "NotMoved",
    "Opportunities",
    "choices_made",
    "in_cohort",
    "levels_of",
    "movement_of",
    "nets_of",
    "not_moved",
    "opportunities_of",
    "shows_levels",
    "with_levels",
    "without_sharing",
]

Nets = Sequence[int | None]
"""The net number of areas of each, in the order of people."""

Numbers = tuple[tuple[str, int], ...]
"""How many there are of each, in order."""


@wordless
@dataclass(frozen=True)
class AreaLevels:
    """How many people chose which answer in an area, in the order of the answers."""

    area: str
    numbers: tuple[int, ...]


@wordless
@dataclass(frozen=True)
class AreaMovement:
    """How people moved in an area. What was no level then, or is none now, cannot be compared."""

    area: str
    up: int
    down: int
    same: int
    unknown: int

    @property
    def net(self) -> int:
        """Return by how many more people went up than down."""
        return self.up - self.down


@wordless
@dataclass(frozen=True)
class Movement:
    """Movement since an earlier round, by area and of people.

    `people` are those of whom there is anything to compare, by the net number of areas in `nets`:
    every number from the least to the most. `beside` is how many are not among them.
    """

    since: str
    areas: tuple[AreaMovement, ...]
    nets: tuple[tuple[int, int], ...]
    beside: int

    @property
    def people(self) -> int:
        """Return how many people can be compared."""
        return sum(number for _, number in self.nets)

    @property
    def moved(self) -> int:
        """Return how many have moved: more areas went up than down."""
        return sum(number for net, number in self.nets if has_moved(net))


@wordless
@dataclass(frozen=True)
class Opportunities:
    """What came of the opportunities that people shared, each counted once, as at sign-off."""

    people: int
    wanted: int
    offered: int
    taken_up: int
    completed: int
    waiting: int
    not_possible: int
    reasons: Numbers
    days: int | None


@wordless
@dataclass(frozen=True)
class ChoicesMade:
    """What people say: whether they have moved, and, of those who were asked, what got in the way.

    `people` have answered the first question. Somebody can name several things that got in the way.
    """

    people: int
    moved: Numbers
    asked_why: int
    why: Numbers


@wordless
@dataclass(frozen=True)
class NotMoved:
    """Those who have not moved, by what came of what they shared: together they are all of them."""

    asked: int = 0
    offered: int = 0
    asked_for_none: int = 0
    shared_nothing: int = 0

    @property
    def people(self) -> int:
        """Return how many have not moved."""
        return self.asked + self.offered + self.asked_for_none + self.shared_nothing


def in_cohort(signed: RoundSignOffs, cohort: str) -> RoundSignOffs:
    """Return those who signed off in a cohort, everybody where none is named."""
    if not cohort:
        return signed
    places = {who: signed.latest_place(who) for who in signed.first}
    return signed.among({who for who, at in places.items() if signed.groups[at] == cohort})


def with_levels(signed: RoundSignOffs) -> RoundSignOffs:
    """Return those whose levels whoever looks may see: what was shared at sign-off counts.

    Where nobody knows that, the setting of today may show more than people were promised.
    """
    hiding = {each for each in set(signed.sharing) if not shows_levels(each)}
    if not hiding:
        return signed
    places = {who: signed.latest_place(who) for who in signed.first}
    return signed.among({who for who, at in places.items() if signed.sharing[at] not in hiding})


def shows_levels(sharing: Sharing | None) -> bool:
    """Tell whether a sign-off shows its levels to course staff: one that does not say, does not."""
    return sharing is not None and shows(sharing, Part.LEVELS)


def without_sharing(signed: RoundSignOffs) -> int:
    """Count those of whose latest sign-off nobody knows what was shared."""
    if None not in signed.sharing:
        return 0
    return sum(signed.sharing[signed.latest_place(who)] is None for who in signed.first)


def levels_of(counting: Counting) -> tuple[AreaLevels, ...]:
    """Count people by what they chose in each area."""
    codes = counting.codes
    joined = b"".join(counting.now)
    columns = {area: joined[place :: len(codes.areas)] for place, area in enumerate(codes.areas)}
    answers = range(len(codes.answers))
    return tuple(
        AreaLevels(area, tuple(map(column.count, answers))) for area, column in columns.items()
    )


def nets_of(counting: Counting, since: str) -> Nets:
    """Return the net number of areas of each since an earlier round, None where none compares."""
    return net_areas(counting.codes, counting.before[since], counting.now)


def movement_of(counting: Counting, since: str, nets_by_person: Nets) -> Movement:
    """Count how people have moved since an earlier round that they signed off."""
    both = [
        (was, now)
        for was, now in zip(counting.before[since], counting.now, strict=True)
        if was is not None
    ]
    nets = Counter(nets_by_person)
    beside = nets.pop(None, 0)
    reached = [net for net in nets if net is not None]
    span = range(min(reached, default=0), max(reached, default=-1) + 1)
    number = len(counting.codes.areas)
    before = b"".join(was for was, _ in both)
    after = b"".join(now for _, now in both)
    columns = ((before[place::number], after[place::number]) for place in range(number))
    areas = [
        _area_movement(counting, area, Counter(zip(*column, strict=True)))
        for area, column in zip(counting.codes.areas, columns, strict=True)
    ]
    return Movement(
        since=since,
        areas=tuple(sorted(areas, key=lambda each: -each.net)),
        nets=tuple((net, nets[net]) for net in span),
        beside=beside,
    )


def _area_movement(
    counting: Counting, area: str, pairs: Mapping[tuple[int, int], int]
) -> AreaMovement:
    moves: Counter[str | None] = Counter()
    for pair, number in pairs.items():
        moves[move(counting.codes, *pair)] += number
    return AreaMovement(area, moves[Move.UP], moves[Move.DOWN], moves[Move.SAME], moves[None])


def opportunities_of(counting: Counting, reasons: Sequence[str]) -> Opportunities:
    """Count the opportunities that went with these sign-offs, and the reasons of a refusal."""
    by_status: Counter[str] = Counter()
    by_reason: Counter[str] = Counter()
    for shared, number in Counter(counting.opportunities).items():
        by_status.update({key: number * each for key, each in shared.number_by_status})
        by_reason.update({key: number * each for key, each in shared.number_by_reason})
    return Opportunities(
        people=sum(bool(each.statuses) for each in counting.opportunities),
        wanted=by_status.total(),
        offered=_total(by_status, OFFERED),
        taken_up=_total(by_status, TAKEN_UP),
        completed=by_status[OpportunityStatus.COMPLETED.value],
        waiting=by_status[OpportunityStatus.WANTED.value],
        not_possible=by_status[OpportunityStatus.NOT_POSSIBLE.value],
        reasons=tuple((each, by_reason[each]) for each in reasons if by_reason[each]),
        days=days_to_offer(counting.opportunities),
    )


def _total(numbers: Mapping[str, int], keys: frozenset[str]) -> int:
    return sum(numbers[key] for key in keys)


def choices_made(counting: Counting, asked: Questions) -> ChoicesMade:
    """Count what people chose of the two questions. Choices alone are counted, and no words."""
    nothing = [None] * len(counting.people)
    chosen = [each for each in counting.answers.get(asked.moved.id, nothing) if each]
    moved = Counter(key for each in chosen for key in each)
    why = [each for each in asked_why(counting, asked) if each is not None]
    named = Counter(key for each in why for key in each)
    return ChoicesMade(
        people=len(chosen),
        moved=tuple((each.id, moved[each.id]) for each in asked.moved.choices),
        asked_why=len(why),
        why=tuple((each.id, named[each.id]) for each in asked.why.choices),
    )


def not_moved(counting: Counting, nets_by_person: Nets) -> NotMoved:
    """Count those who have not moved since an earlier round by what came of what they shared."""
    came = Counter(
        outcome(shared)
        for net, shared in zip(nets_by_person, counting.opportunities, strict=True)
        if net is not None and not has_moved(net)
    )
    return NotMoved(
        asked=came["asked"],
        offered=came["taken-up"] + came["not-taken-up"],
        asked_for_none=came["asked-for-none"],
        shared_nothing=came["shared-nothing"],
    )
