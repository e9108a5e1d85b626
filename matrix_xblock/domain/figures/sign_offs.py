"""Sign-offs of a course in columns, which figures count: thousands, and no object for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Framework
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "NOT_ANSWERED",
    "NO_OPPORTUNITIES",
    "AnswerCodes",
    "Choices",
    "OpportunitySummary",
    "RoundSignOffs",
    "SignOff",
    "by_round",
]

NOT_ANSWERED = "not-answered"
"""Stands for an area that is not in somebody's review."""


@wordless
@dataclass(frozen=True)
class AnswerCodes:
    """Answers to the areas of a framework as small numbers: the place of each in `answers`.

    The answers of a review are one byte for each area, in the order of the areas.
    """

    areas: tuple[str, ...]
    answers: tuple[str, ...]
    """The levels in order, then *not applicable*, then *not answered*."""

    @classmethod
    def of(cls, framework: Framework) -> AnswerCodes:
        """Return the codes of a framework."""
        levels = [level.id for level in framework.levels]
        areas = tuple(area.id for area in framework.areas)
        return cls(areas, (*levels, NOT_APPLICABLE, NOT_ANSWERED))

    def encode(self, levels: Mapping[str, str]) -> bytes:
        """Encode the levels of a review, by area id.

        An area without one, or with one that the framework does not have, is not answered.
        """
        answers = map(levels.get, self.areas)
        return bytes(map(self._codes.get, answers, repeat(self.not_answered)))

    def encode_all(self, levels: Mapping[str, str]) -> bytes:
        """Encode the levels of a review that has a level of the framework in every area.

        Raises `KeyError` where it has not. Twice as fast as `encode`.
        """
        return bytes(map(self._codes.__getitem__, map(levels.__getitem__, self.areas)))

    @cached_property
    def not_answered(self) -> int:
        """Return the code of *not answered*."""
        return len(self.answers) - 1

    @cached_property
    def _codes(self) -> Mapping[str | None, int]:
        return {answer: code for code, answer in enumerate(self.answers[:-1])}


@wordless
class OpportunitySummary(NamedTuple):
    """What figures count of the opportunities that went with a sign-off.

    `statuses` and `reasons` are those of at least one opportunity, `soonest` is the least number of
    days from wanted to offered, None where nothing was offered. Beside them stands how many there
    are of each.
    """

    statuses: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    soonest: int | None = None
    number_by_status: tuple[tuple[str, int], ...] = ()
    number_by_reason: tuple[tuple[str, int], ...] = ()


NO_OPPORTUNITIES = OpportunitySummary()

Choices = Mapping[str, frozenset[str]]
"""What somebody chose, by question."""


@wordless
class SignOff(NamedTuple):
    """One sign-off as figures need it: whose, when, the answers, and what went with it.

    `group` is the cohort and `sharing` what was shared as they were at sign-off, `chosen` what was
    chosen of the questions that figures count. `is_as_today` is whether the row is of before the
    cohort was in it: then it is that of today. The other two are None where it does not say them.
    """

    participant: str
    group: str
    round_id: str
    at: datetime
    answers: bytes
    opportunities: OpportunitySummary = NO_OPPORTUNITIES
    sharing: Sharing | None = Sharing.EVERYTHING
    chosen: Choices | None = None
    is_as_today: bool = False


@wordless
@dataclass(frozen=True)
class RoundSignOffs:
    """The sign-offs of one round in columns, each person's oldest first.

    Nothing in them is looked at by the garbage collector: it would, again and again, at objects.
    """

    first: dict[str, int] = field(default_factory=dict)
    """The place of everybody's first sign-off in the columns, by participant."""

    later: dict[str, list[int]] = field(default_factory=dict)
    """The places of the revisions of those who have signed off again."""

    groups: list[str] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    opportunities: list[OpportunitySummary] = field(default_factory=list)
    sharing: list[Sharing | None] = field(default_factory=list)
    chosen: list[Choices | None] = field(default_factory=list)
    as_today: list[bool] = field(default_factory=list)

    def among(self, people: Collection[str]) -> RoundSignOffs:
        """Return the same columns with some of the people."""
        return replace(self, first={who: at for who, at in self.first.items() if who in people})

    def unknown_of(self, people: Collection[str]) -> Sequence[str]:
        """Return those of some people whose latest sign-off does not say all that figures count."""
        if None not in self.sharing and None not in self.chosen:
            return ()
        places = {who: self.latest_place(who) for who in self.first if who in people}
        return [
            who
            for who, place in places.items()
            if self.sharing[place] is None or self.chosen[place] is None
        ]

    def with_latest(self, known: Mapping[str, tuple[Sharing | None, Choices]]) -> RoundSignOffs:
        """Return the same with what is known of somebody's latest sign-off from elsewhere."""
        sharing, chosen = list(self.sharing), list(self.chosen)
        for who, (shared_as, picked) in known.items():
            place = self.latest_place(who)
            sharing[place] = sharing[place] or shared_as
            chosen[place] = picked if chosen[place] is None else chosen[place]
        return replace(self, sharing=sharing, chosen=chosen)

    def latest_place(self, participant: str) -> int:
        """Return the place of somebody's latest sign-off."""
        later = self.later.get(participant)
        return later[-1] if later else self.first[participant]

    def place_at(self, participant: str, moment: datetime) -> int:
        """Return the place of the sign-off that counted at a moment: the last until then."""
        counts = self.first[participant]
        if participant not in self.later:
            return counts
        for place in self.later[participant]:
            if self.times[place] <= moment:
                counts = place
        return counts

    def add(self, sign_off: SignOff) -> None:
        """Add a sign-off at the end of the columns."""
        place, participant = len(self.times), sign_off.participant
        if participant in self.first:
            self.later.setdefault(participant, []).append(place)
        else:
            self.first[participant] = place
        self.groups.append(sign_off.group)
        self.times.append(sign_off.at)
        self.answers.append(sign_off.answers)
        self.opportunities.append(sign_off.opportunities)
        self.sharing.append(sign_off.sharing)
        self.chosen.append(sign_off.chosen)
        self.as_today.append(sign_off.is_as_today)


def by_round(sign_offs: Iterable[SignOff]) -> Mapping[str, RoundSignOffs]:
    """Put sign-offs into columns by round id, as they come by: each person's oldest first."""
    rounds: dict[str, RoundSignOffs] = {}
    for each in sign_offs:
        if each.round_id not in rounds:
            rounds[each.round_id] = RoundSignOffs()
        rounds[each.round_id].add(each)
    return rounds
