"""What a copy of a record brings, thing by thing; and how it is undone, as long as nothing changed.

A thing is an entry, a next step, an opportunity, a summary of a year, a round from elsewhere,
private answers to a round, or the goal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from matrix_xblock.domain.cpd.cpd import CpdEntry, Goal, bring
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.record.holdings import Holdings
from matrix_xblock.domain.record.record import ImportedReview, YearNote
from matrix_xblock.domain.review.counted_choices import without_consents
from matrix_xblock.domain.review.review import Answers, Status

__all__ = ["Compared", "Key", "Thing", "compare", "counted", "holding", "things", "undo"]

Key = tuple[str, ...]
Thing = CpdEntry | NextStep | Opportunity | YearNote | ImportedReview | Answers | Goal

_GOAL = ("goal",)
_COUNTED = CpdEntry | NextStep | Opportunity | YearNote
"""Things whose saves are counted."""
_KINDS = ("round", "entry", "step", "opportunity", "year", "goal", "private")


@dataclass(frozen=True)
class Compared:
    """What a copy does to what is here: the keys of what it adds, replaces, and leaves as it is.

    `same` is here already; `passed_over` is in the copy and stays outside.
    """

    added: frozenset[Key] = frozenset()
    replaced: frozenset[Key] = frozenset()
    same: frozenset[Key] = frozenset()
    passed_over: frozenset[Key] = frozenset()

    @property
    def came_in(self) -> frozenset[Key]:
        """What is other than it was before."""
        return self.added | self.replaced


def things(holdings: Holdings, *, made_in: str = "", title: str = "") -> dict[Key, Thing]:
    """Return everything in holdings that a copy can bring, each under its key.

    With `made_in` the reviews are those of a copy, which come in as rounds from elsewhere.
    """
    record, log = holdings.record, holdings.log
    past = list(record.past)
    if made_in:
        begun = (each for each in record.reviews.values() if each.status is not Status.NOT_STARTED)
        past += [ImportedReview(made_in, title, each) for each in begun]
    return {
        **{("entry", each.id): each for each in log.readable(log.glances)},
        **{("step", key): each for key, each in record.next_steps.items()},
        **{("opportunity", key): each for key, each in record.opportunities.items()},
        **{("year", key): each for key, each in record.year_notes.items() if each.text},
        **{_key_of_past(each): each for each in past},
        **{
            ("private", usage, round_id): answers
            for usage, rounds in holdings.private.items()
            for round_id, answers in rounds.items()
        },
        **({_GOAL: log.goal} if log.goal else {}),
    }


def _key_of_past(past: ImportedReview) -> Key:
    return "round", past.made_in, past.review.round_id, str(past.review.revision)


def compare(
    here: Holdings, copy: Holdings, merged: Holdings, *, made_in: str, title: str
) -> Compared:
    """Say of everything in a copy what becomes of it, where `merged` is what comes of both."""
    before, after = things(here), things(merged)
    in_copy = things(copy, made_in=made_in, title=title)
    changed = {key for key, each in after.items() if before.get(key) != each}
    own = here.record.reviews
    same: set[Key] = set()
    passed_over: set[Key] = set()
    for key, each in in_copy.items():
        if key in changed:
            continue
        is_own = isinstance(each, ImportedReview) and own.get(each.review.round_id) == each.review
        there = after.get(key)
        is_same = is_own or (there is not None and _words_of(there) == _words_of(each))
        (same if is_same else passed_over).add(key)
    return Compared(
        added=frozenset(changed - before.keys()),
        replaced=frozenset(changed & before.keys()),
        same=frozenset(same),
        passed_over=frozenset(passed_over),
    )


def _words_of(thing: Thing) -> Any:
    """Return what of a thing is compared: how often it was saved is not."""
    if isinstance(thing, Answers):
        return without_consents(thing).values
    return replace(thing, revision=0) if isinstance(thing, _COUNTED) else thing


def holding(chosen: Mapping[Key, Thing]) -> Holdings:
    """Return holdings of nothing but these things."""
    return _with(Holdings(), chosen)


def undo(here: Holdings, before: Holdings, unchanged: Collection[Key]) -> Holdings:
    """Take things that came in out again, and put back what was there before them.

    `unchanged` are those that are still as they came in. What is put back is a save of its own, so
    that a tab that shows what came in cannot save over it.
    """
    there = things(here)
    back: dict[Key, Thing] = {}
    for key, each in things(before).items():
        now = there.get(key)
        if key in unchanged and now is not None:
            back[key] = _saved_after(each, now)
    gone = [key for key in unchanged if key in there and key not in back]
    return _with(_without(here, gone), back)


def _saved_after(thing: Thing, now: Thing) -> Thing:
    if isinstance(thing, _COUNTED) and isinstance(now, _COUNTED):
        return replace(thing, revision=now.revision + 1)
    return thing


def _with(holdings: Holdings, chosen: Mapping[Key, Thing]) -> Holdings:
    """Put things in, each in the place of the one with its key."""
    record = holdings.record
    private = {usage: dict(rounds) for usage, rounds in holdings.private.items()}
    past = {_key_of_past(each): each for each in record.past}
    places: dict[str, dict[str, Any]] = {
        "step": dict(record.next_steps),
        "opportunity": dict(record.opportunities),
        "year": dict(record.year_notes),
    }
    for key, each in chosen.items():
        if key[0] in places:
            places[key[0]][key[1]] = each
        elif isinstance(each, ImportedReview):
            past[key] = each
        elif isinstance(each, Answers):
            private.setdefault(key[1], {})[key[2]] = each
    log = bring(holdings.log, [each for each in chosen.values() if isinstance(each, CpdEntry)])
    if isinstance(goal := chosen.get(_GOAL), Goal):
        log = replace(log, goal=goal, goal_revision=log.goal_revision + 1)
    record = replace(
        record,
        next_steps=places["step"],
        opportunities=places["opportunity"],
        year_notes=places["year"],
        past=tuple(past.values()),
    )
    return Holdings(record, private, log)


def _without(holdings: Holdings, keys: Collection[Key]) -> Holdings:
    gone = set(keys)
    record, log = holdings.record, holdings.log
    log = replace(
        log,
        glances={key: each for key, each in log.glances.items() if ("entry", key) not in gone},
        changed={key: each for key, each in log.changed.items() if ("entry", key) not in gone},
    )
    if _GOAL in gone:
        log = replace(log, goal=None, goal_revision=log.goal_revision + 1)
    private = {
        usage: {key: each for key, each in rounds.items() if ("private", usage, key) not in gone}
        for usage, rounds in holdings.private.items()
    }

    def left(kind: str, each: Mapping[str, Any]) -> dict[str, Any]:
        return {key: thing for key, thing in each.items() if (kind, key) not in gone}

    record = replace(
        record,
        next_steps=left("step", record.next_steps),
        opportunities=left("opportunity", record.opportunities),
        year_notes=left("year", record.year_notes),
        past=tuple(each for each in record.past if _key_of_past(each) not in gone),
    )
    private = {usage: rounds for usage, rounds in private.items() if rounds}
    return Holdings(record, private, log)


def counted(keys: Collection[Key]) -> tuple[tuple[str, int], ...]:
    """Count things by what they are, in the order in which pages name them."""
    counts = Counter(key[0] for key in keys)
    return tuple((kind, counts[kind]) for kind in _KINDS if counts[kind])
