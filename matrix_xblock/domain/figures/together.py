"""Reviews of several courses counted together: each person is in them once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from matrix_xblock.domain.figures.groups import LONGEST_NAME, Group, propose
from matrix_xblock.domain.figures.release_counts import Counting, counting_of
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.figures.shapes import questions
from matrix_xblock.domain.figures.sign_offs import AnswerCodes, RoundSignOffs, SignOff
from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "BASELINE",
    "NOW",
    "Comparable",
    "CountedTogether",
    "ReviewToCount",
    "account_of",
    "all_of",
    "comparable",
    "course_groups",
    "homes",
    "released_comparable",
]

NOW, BASELINE = "now", "baseline"
"""Rounds of reviews that are counted together: the one of each course that has closed last, and the
one that its movement is since. Every course calls its own as it likes."""

_MOST_NAMES = 3

Comparable = tuple[tuple[str, ...], ...]
"""What two frameworks have in common whose figures can be added: areas, levels, and questions."""


def comparable(framework: Framework) -> Comparable:
    """Return what another framework must have as well to be counted together with this one.

    Names may differ, and so may the id of an area that another one has become as a whole.
    """
    asked = questions(framework)
    both = (asked.moved, asked.why) if asked else ()
    return (
        tuple(_first_id(each, framework) for each in framework.areas),
        tuple(each.id for each in framework.levels),
        tuple(each.id for each in both),
        *(tuple(choice.id for choice in each.choices) for each in both),
    )


def _first_id(area: Area, framework: Framework) -> str:
    """Return the id that an area had first, unless it has become several or is made of several."""
    claims = Counter(each for other in framework.areas for each in {other.id, *other.was})
    return area.was[0] if len(area.was) == 1 and claims[area.was[0]] == 1 else area.id


def released_comparable(release: Release) -> Comparable:
    """Return the same of the framework that a release is of."""
    kinds = ("areas", "levels", "questions", "answers", "why")
    ids = tuple(tuple(key for key, _ in release.words.get(kind, ())) for kind in kinds)
    return ids if ids[2] else ids[:3]


@wordless
@dataclass(frozen=True)
class ReviewToCount:
    """One review of a course: its round to count, and the round that movement is since.

    `accounts` has the account of each participant, so that somebody in several courses is known as
    one. Whoever has no account is of this review alone. `answers` are by question and participant.
    """

    name: str
    usage: str
    signed: RoundSignOffs
    before: RoundSignOffs
    accounts: Mapping[str, str]
    answers: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)

    def account_of(self, participant: str) -> str:
        """Return who somebody is, in whichever course."""
        return account_of(self.usage, participant, self.accounts)


def account_of(usage: str, participant: str, accounts: Mapping[str, str]) -> str:
    """Return who a participant of a review is. Whoever has no account is of this review alone."""
    return accounts.get(participant, f"{usage} {participant}")


@wordless
@dataclass
class CountedTogether:
    """Reviews put together, one after the other, in columns. Nothing of them is shown.

    Somebody who is in several is counted in the one that they signed off last.
    """

    framework: Framework
    now: RoundSignOffs = field(default_factory=RoundSignOffs)
    before: RoundSignOffs = field(default_factory=RoundSignOffs)
    answers: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)

    def add(self, review: ReviewToCount, moment: datetime) -> None:
        """Add a review. Whoever has signed off later in it is taken out of where they were."""
        for who, first in review.signed.first.items():
            if review.signed.times[first] > moment:
                continue
            account = review.account_of(who)
            place = review.signed.place_at(who, moment)
            at = review.signed.times[place]
            is_here = account in self.now.first
            if not is_here or self.time_of(account) < at:
                if is_here:
                    self.leave_out([account])
                self._take(review, who, account, moment)

    def _take(self, review: ReviewToCount, who: str, account: str, moment: datetime) -> None:
        _copy(review.signed, who, moment, self.now, account, review.name)
        if who in review.before.first:
            _copy(review.before, who, moment, self.before, account, review.name)
        for question, chosen in review.answers.items():
            if who in chosen:
                self.answers.setdefault(question, {})[account] = chosen[who]

    def time_of(self, account: str) -> datetime:
        """Return when somebody has signed off what is counted of them."""
        return self.now.times[self.now.first[account]]

    def leave_out(self, accounts: Collection[str]) -> None:
        """Leave people out who are counted elsewhere."""
        for each in accounts:
            self.now.first.pop(each, None)
            self.before.first.pop(each, None)
            for chosen in self.answers.values():
                chosen.pop(each, None)

    @property
    def sizes(self) -> Mapping[str, int]:
        """How many people are counted in each review, by its name."""
        return Counter(self.now.groups[place] for place in self.now.first.values())

    def counting(self, groups: Sequence[Group], moment: datetime) -> Counting:
        """Return everybody column by column, as releases are made of them."""
        return counting_of(
            AnswerCodes.of(self.framework),
            {NOW: self.now, BASELINE: self.before},
            NOW,
            moment,
            earlier=[BASELINE] if self.before.first else [],
            groups=groups,
            answers=self.answers,
        )


def _copy(
    columns: RoundSignOffs,
    who: str,
    moment: datetime,
    into: RoundSignOffs,
    account: str,
    group: str,
) -> None:
    """Copy the sign-off that counted at a moment, under somebody's account."""
    place = columns.place_at(who, moment)
    into.first.pop(account, None)
    into.add(
        SignOff(
            account,
            group,
            "",
            columns.times[place],
            columns.answers[place],
            columns.opportunities[place],
        )
    )


def homes(together: Mapping[Comparable, CountedTogether]) -> Mapping[str, Comparable]:
    """Return by account where each person counts: where they have signed off last."""
    places: dict[str, Comparable] = {}
    for key, counted in together.items():
        for account in counted.now.first:
            other = places.get(account)
            if other is None or together[other].time_of(account) < counted.time_of(account):
                places[account] = key
    return places


def course_groups(sizes: Mapping[str, int], least: int) -> tuple[Group, ...]:
    """Return the groups of reviews that are counted together: each that is large enough is one.

    Those that are too small are put together, and called by their names.
    """
    return tuple(
        Group(each.name or all_of(each.cohorts)[:LONGEST_NAME], each.cohorts)
        for each in propose(sizes, least)
    )


def all_of(names: Sequence[str]) -> str:
    """Return what several reviews are called together: by two names and their number if many."""
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    return f"{', '.join(names[:2])}, … ({len(names)})"
