"""What a release counts: levels, movement since the baseline and the last time, opportunities.

Everything here is exact, and nothing of it is shown: `suppression` and `audit` come after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from statistics import median

from matrix_xblock.domain.figures.groups import OTHERS, Group, companies, placed
from matrix_xblock.domain.figures.nested_tables import ONE_ROW, Counted, Part, leaves
from matrix_xblock.domain.figures.shapes import (
    ANSWERED,
    CHOSEN,
    MOVED_BY_AREAS,
    MOVEMENT,
    NOT_CHOSEN,
    OPPORTUNITIES,
    WHY,
    YES_OR_NO,
    Questions,
    answers_in,
    choices_in,
    levels_in_bands,
    moved_in,
)
from matrix_xblock.domain.figures.sign_offs import AnswerCodes, OpportunitySummary, RoundSignOffs
from matrix_xblock.domain.framework.framework import PREFER_NOT_TO_SAY, Prompt
from matrix_xblock.domain.plans.opportunity import OpportunityStatus
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "OFFERED",
    "TAKEN_UP",
    "Counting",
    "Move",
    "asked_why",
    "cohort_sizes",
    "counted_answers",
    "counted_choice",
    "counted_levels",
    "counted_moved",
    "counted_movement",
    "counted_opportunities",
    "counted_why",
    "counted_yes_or_no",
    "counting_of",
    "days_to_offer",
    "has_moved",
    "move",
    "net_areas",
    "outcome",
]

OFFERED = frozenset(
    {
        OpportunityStatus.OFFERED.value,
        OpportunityStatus.AGREED.value,
        OpportunityStatus.TAKEN_UP.value,
        OpportunityStatus.COMPLETED.value,
    }
)
"""Statuses that say that something was offered."""

TAKEN_UP = frozenset({OpportunityStatus.TAKEN_UP.value, OpportunityStatus.COMPLETED.value})
_ASKED = frozenset({OpportunityStatus.WANTED.value, OpportunityStatus.NOT_POSSIBLE.value})


class Move:
    """How somebody moved in an area."""

    UP = "up"
    SAME = "same"
    DOWN = "down"


Answers = bytes | None
"""The answers of one person in one round; None where they have signed nothing off in it."""


@wordless
@dataclass(frozen=True)
class Counting:
    """Who is in a release, column by column, each in the order of people.

    `before` has by round id what the same people signed off in earlier rounds. `answers` has by
    prompt id what they chose, None where they were not asked or gave no answer. `private` has the
    same of private questions, None also where they have not agreed; a question that is not in it is
    in no table. `rows` are their
    groups, and `partners` says which groups are hidden together: none where there are no groups.
    """

    codes: AnswerCodes
    people: Sequence[str]
    now: Sequence[bytes]
    before: Mapping[str, Sequence[Answers]] = field(default_factory=dict)
    opportunities: Sequence[OpportunitySummary] = ()
    answers: Mapping[str, Sequence[frozenset[str] | None]] = field(default_factory=dict)
    private: Mapping[str, Sequence[frozenset[str] | None]] = field(default_factory=dict)
    rows: Sequence[str] = ()
    partners: tuple[tuple[str, ...], ...] = ()


def counting_of(
    codes: AnswerCodes,
    rounds: Mapping[str, RoundSignOffs],
    round_id: str,
    moment: datetime,
    *,
    earlier: Iterable[str] = (),
    groups: Sequence[Group] = (),
    answers: Mapping[str, Mapping[str, frozenset[str]]] | None = None,
    private: Mapping[str, Mapping[str, frozenset[str]]] | None = None,
) -> Counting:
    """Count in who had signed a round off by a moment, with what counted of it then.

    Everybody is in the group of the cohort that they signed off in. `answers` has by prompt id and
    participant what they chose, `private` what they agreed to have counted of private questions.
    People come in the order of their ids.
    """
    here = rounds.get(round_id, RoundSignOffs())
    people = sorted(who for who, place in here.first.items() if here.times[place] <= moment)
    places = [here.place_at(who, moment) for who in people]
    group = placed(groups)
    rows = [group.get(here.groups[place], OTHERS) for place in places] if groups else []
    return Counting(
        codes=codes,
        people=people,
        now=[here.answers[place] for place in places],
        before={
            key: [_answers_of(rounds.get(key, RoundSignOffs()), who, moment) for who in people]
            for key in earlier
        },
        opportunities=[here.opportunities[place] for place in places],
        answers=_in_order(answers or {}, people),
        private=_in_order(private or {}, people),
        rows=rows,
        partners=companies(Counter(rows)),
    )


def _in_order(
    answers: Mapping[str, Mapping[str, frozenset[str]]], people: Sequence[str]
) -> Mapping[str, Sequence[frozenset[str] | None]]:
    return {key: [each.get(who) for who in people] for key, each in answers.items()}


def cohort_sizes(
    rounds: Mapping[str, RoundSignOffs], round_id: str, moment: datetime
) -> Mapping[str, int]:
    """Count who had signed a round off by a moment, by the cohort that they did so in."""
    here = rounds.get(round_id, RoundSignOffs())
    by_then = [who for who, place in here.first.items() if here.times[place] <= moment]
    return Counter(here.groups[here.place_at(who, moment)] for who in by_then)


def _answers_of(columns: RoundSignOffs, who: str, moment: datetime) -> Answers:
    if who not in columns.first or columns.times[columns.first[who]] > moment:
        return None
    return columns.answers[columns.place_at(who, moment)]


def move(codes: AnswerCodes, was: int, now: int) -> str | None:
    """Return how somebody moved from one answer to another; None where one of them is no level.

    The places of levels are in their order, so the numbers of the answers can be compared.
    """
    levels = len(codes.answers) - 2
    if max(was, now) >= levels:
        return None
    return Move.SAME if was == now else Move.UP if now > was else Move.DOWN


def net_areas(
    codes: AnswerCodes, before: Iterable[Answers], after: Iterable[bytes]
) -> Sequence[int | None]:
    """Return in how many more areas each went up than down; None where none can be compared."""
    move_of = _moves(codes).__getitem__
    return [
        None if was is None else _net(list(map(move_of, zip(was, now, strict=True))))
        for was, now in zip(before, after, strict=True)
    ]


def _net(moves: Sequence[str | None]) -> int | None:
    return moves.count(Move.UP) - moves.count(Move.DOWN) if any(moves) else None


@lru_cache(maxsize=16)
def _moves(codes: AnswerCodes) -> Mapping[tuple[int, int], str | None]:
    """Return every move there can be, by both answers: thousands of people make the same ones."""
    places = range(len(codes.answers))
    return {(was, now): move(codes, was, now) for was in places for now in places}


def has_moved(net: int | None) -> bool:
    """Tell whether somebody has moved: more areas went up than down."""
    return net is not None and net > 0


def counted_levels(counting: Counting, area: str) -> Counted:
    """Count people by the level that they chose in an area: in bands by group, and by level."""
    place = counting.codes.areas.index(area)
    levels = counting.codes.answers[:-2]
    keys = [*(f"level-{each}" for each in levels), None, None]
    tree = levels_in_bands(levels)
    return _by_group(counting, tree, [keys[answers[place]] for answers in counting.now])


def counted_movement(counting: Counting, area: str, since: str) -> Counted:
    """Count people by how they moved in an area since an earlier round."""
    place = counting.codes.areas.index(area)
    keys = [
        None if was is None else move(counting.codes, was[place], now[place])
        for was, now in zip(counting.before[since], counting.now, strict=True)
    ]
    return _counted(MOVEMENT, keys, *_one_row(keys))


def counted_moved(counting: Counting, since: str) -> Counted:
    """Count people by whether they have moved since an earlier round, and by how many areas."""
    nets = net_areas(counting.codes, counting.before[since], counting.now)
    tree = moved_in(len(counting.codes.areas))
    name = _net_key if tree is MOVED_BY_AREAS else _moved_key
    return _by_group(counting, tree, [None if net is None else name(net) for net in nets])


def _moved_key(net: int) -> str:
    return "moved" if net > 0 else "not-moved"


def _net_key(net: int) -> str:
    if net <= 0:
        return "none" if net == 0 else "fewer"
    return {1: "one", 2: "two"}.get(net, "three-or-more")


def counted_opportunities(counting: Counting, since: str | None) -> Counted:
    """Count people by what came of the opportunities that they shared.

    Where there is an earlier round, also for those who have not moved since then, and for the rest.
    """
    keys = [outcome(each) for each in counting.opportunities]
    if since is None:
        return _counted(OPPORTUNITIES, keys, *_one_row(keys))
    nets = net_areas(counting.codes, counting.before[since], counting.now)
    rows = ["not-moved" if net is not None and net <= 0 else "the-rest" for net in nets]
    return _counted(OPPORTUNITIES, keys, rows, (("not-moved", "the-rest"),))


def outcome(shared: OpportunitySummary) -> str:
    """Return what came of what somebody shared, as far as the one that went furthest."""
    if not shared.statuses:
        return "shared-nothing"
    if not TAKEN_UP.isdisjoint(shared.statuses):
        return "taken-up"
    if shared.soonest is not None or not OFFERED.isdisjoint(shared.statuses):
        return "not-taken-up"
    return "asked-for-none" if _ASKED.isdisjoint(shared.statuses) else "asked"


def counted_answers(counting: Counting, asked: Questions) -> Counted:
    """Count people by their answer to whether they have moved."""
    picked = counting.answers.get(asked.moved.id, [None] * len(counting.people))
    return _counted_by_choice(picked, answers_in(asked))


def counted_choice(counting: Counting, prompt: Prompt) -> Counted:
    """Count people by what they chose of a private question, of those who agree to be counted."""
    return _counted_by_choice(counting.private[prompt.id], choices_in(prompt))


def _counted_by_choice(picked: Sequence[frozenset[str] | None], tree: Part) -> Counted:
    keys = [f"answer-{min(each)}" if each else None for each in picked]
    known = set(leaves(tree))
    return _counted(tree, [each if each in known else None for each in keys], *_one_row(keys))


def asked_why(counting: Counting, asked: Questions) -> Sequence[frozenset[str] | None]:
    """Return what those chose who were asked what got in the way; None for everybody else."""
    answers = counting.answers
    nothing = [None] * len(counting.people)
    both = zip(
        answers.get(asked.moved.id, nothing), answers.get(asked.why.id, nothing), strict=True
    )
    asking = frozenset(asked.that_ask_why)
    return [(why or frozenset()) if moved and moved <= asking else None for moved, why in both]


def counted_why(picked: Sequence[frozenset[str] | None]) -> Counted:
    """Count those who were asked what got in the way by whether they named anything."""
    keys = [_why_key(each) if each else None for each in picked]
    asked = [key for key, each in zip(keys, picked, strict=True) if each is not None]
    return _counted(WHY, asked, *_one_row(asked))


def _why_key(picked: frozenset[str]) -> str:
    return "preferred-not-to-say" if picked == {PREFER_NOT_TO_SAY} else ANSWERED


def counted_yes_or_no(answers: Sequence[bool | None]) -> Counted:
    """Count people by whether they have one thing among several; None stands for not asked."""
    keys = [CHOSEN if each else NOT_CHOSEN for each in answers if each is not None]
    return _counted(YES_OR_NO, keys, *_one_row(keys))


def _one_row(keys: Sequence[object]) -> tuple[Sequence[str], tuple[tuple[str, ...], ...]]:
    return [ONE_ROW] * len(keys), ()


def days_to_offer(opportunities: Iterable[OpportunitySummary]) -> int | None:
    """Return the median of days from wanted to offered, one number a person; None without any."""
    days = [each.soonest for each in opportunities if each.soonest is not None]
    return round(median(days)) if days else None


def _by_group(counting: Counting, tree: Part, keys: Sequence[str | None]) -> Counted:
    rows = counting.rows if counting.partners else [ONE_ROW] * len(keys)
    return _counted(tree, keys, rows, counting.partners)


def _counted(
    tree: Part,
    keys: Sequence[str | None],
    rows: Sequence[str],
    partners: tuple[tuple[str, ...], ...],
) -> Counted:
    """Count a column by row. What has no key is outside the table."""
    every = [each for company in partners for each in company] or [ONE_ROW]
    numbers: dict[str, Counter[str]] = {row: Counter() for row in every}
    outside: Counter[str] = Counter()
    for key, row in zip(keys, rows, strict=True):
        if key is None:
            outside[row] += 1
        else:
            numbers[row][key] += 1
    return Counted(tree, numbers, outside, partners)
