"""Releases: figures that are made once, stored, and shown to people who cannot open the reviews.

A page that shows a release never computes it again. What it shows is what was audited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.figures.disclosure import Count, K, Symbol, check_k, rounded
from matrix_xblock.domain.figures.groups import Group, check_groups, least_in_group, sizes_of
from matrix_xblock.domain.figures.nested_tables import Released
from matrix_xblock.domain.figures.suppression import Earlier, at_most
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "MORE_PEOPLE",
    "PRIVATE_K",
    "SINCE_BASELINE",
    "SINCE_LAST",
    "Named",
    "OtherRelease",
    "Participation",
    "Release",
    "ReleasedGroup",
    "Releases",
    "ReviewRound",
    "Withdrawal",
    "check_newer",
    "check_release",
    "counts_of",
    "earlier_of",
    "participation",
    "private_k",
    "private_tables",
    "released_groups",
    "withdrawn",
]

MORE_PEOPLE = 30
"""So many more people have to be in a further release of a round."""

SINCE_BASELINE, SINCE_LAST = "since-baseline", "since-last"
"""What is in the name of a table of movement: since which round it is."""

PRIVATE_K = 20
"""The least k of tables of private choices: people are told so where they agree to be counted."""

Named = tuple[tuple[str, str], ...]
"""Ids with the words that they had when the release was made, in order."""


@wordless
@dataclass(frozen=True)
class Participation:
    """How many are enrolled, have started and have signed off a round.

    These are no answers of anybody. They are rounded, and those up to k are hidden.
    """

    round_id: str
    enrolled: Count
    started: Count
    signed_off: Count


@wordless
@dataclass(frozen=True)
class ReleasedGroup:
    """A group of a release: its name, the cohorts in it, and of how many people it is, rounded."""

    id: str
    name: str
    cohorts: tuple[str, ...]
    people: int


@wordless
@dataclass(frozen=True)
class Withdrawal:
    """That a release is no longer shown. What was shared of it cannot be called back."""

    release_id: str
    at: datetime
    by: str
    by_id: str = ""


class ReviewRound(NamedTuple):
    """A round of one review: the course, the block, and the id of the round."""

    course: str
    usage: str
    round_id: str


class OtherRelease(NamedTuple):
    """A release, and a block that has stored it."""

    id: str
    course: str
    usage: str


@wordless
@dataclass(frozen=True)
class Release:
    """A release of one round.

    `words` has what the page needs to name things as they were: rounds, levels, areas, answers, and
    the language that the framework was in. Tables are by key, such as `levels/` and an area.
    `baseline` and `last` are the rounds that movement is since, empty where there is none. `by_id`
    is empty where an earlier version has written the name alone. `together` has the rounds of all
    reviews that it counts, where these are several courses: then each of them stores it. `apart`
    has the other releases of the report that it was made for, with which it shares nobody; None
    where an earlier version has made it. One that lacks any of this is not readable: it is listed,
    and nothing of it is shown.
    """

    id: str
    round_id: str
    at: datetime
    by: str
    people: int
    is_interim: bool = False
    k: int = K
    framework: str = ""
    baseline: str = ""
    last: str = ""
    words: Mapping[str, Named] = field(default_factory=dict)
    participation: tuple[Participation, ...] = ()
    groups: tuple[ReleasedGroup, ...] = ()
    tables: Mapping[str, Released] = field(default_factory=dict)
    days_to_offer: Count = Symbol.CONFIDENTIAL
    withdrawn: Withdrawal | None = None
    by_id: str = ""
    together: tuple[ReviewRound, ...] = ()
    apart: tuple[OtherRelease, ...] | None = None
    is_readable: bool = True

    @property
    def is_by_group(self) -> bool:
        """Tell whether it shows groups."""
        return bool(self.groups)

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles of rounds as they were, by id. One without a title is called by its id."""
        ids = [
            self.round_id,
            self.baseline,
            self.last,
            *(each.round_id for each in self.participation),
        ]
        return {**{each: each for each in ids}, **dict(self.words.get("rounds", ()))}


@dataclass(frozen=True)
class Releases:
    """All releases of a block, oldest first, and how many rows of others cannot be read here.

    Among those that were made are some that are not readable, as far as their heads are.
    """

    made: tuple[Release, ...] = ()
    unreadable: int = 0

    @property
    def is_blocked(self) -> bool:
        """Tell whether none can be made beside these: nobody can say what all of them show."""
        return self.unreadable > 0 or not all(each.is_readable for each in self.made)

    @property
    def shown(self) -> tuple[Release, ...]:
        """Those that can be read and are not withdrawn, the latest first."""
        readable = [each for each in reversed(self.made) if each.is_readable]
        return tuple(each for each in readable if each.withdrawn is None)


def private_k(k: int) -> int:
    """Return k for tables of private choices. One that is larger elsewhere is larger here too."""
    return max(PRIVATE_K, k)


def private_tables(question: str) -> str:
    """Return the key of the table of a private question; choices of several have one below it."""
    return f"private/{question}"


def counts_of(number: int, k: int) -> Count:
    """Return how many people something is about, as it may be shown."""
    return rounded(number) if number > k else Symbol.CONFIDENTIAL


def participation(numbers: Mapping[str, tuple[int, int, int]], k: int) -> tuple[Participation, ...]:
    """Return the participation of each round, from how many are enrolled, started, signed off."""
    return tuple(
        Participation(round_id, *(counts_of(each, k) for each in three))
        for round_id, three in numbers.items()
    )


def released_groups(groups: Sequence[Group], sizes: Mapping[str, int]) -> tuple[ReleasedGroup, ...]:
    """Return groups as a release shows them, the others last and without a name."""
    people = sizes_of(groups, sizes)
    named = {str(place): group for place, group in enumerate(groups)}
    placed = {each for group in groups for each in group.cohorts}
    others = Group("", tuple(sorted(each for each in sizes if each and each not in placed)))
    if not groups:
        return ()
    return tuple(
        ReleasedGroup(key, group.name.strip(), group.cohorts, rounded(people[key]))
        for key, group in ((key, named.get(key, others)) for key in people)
    )


def check_release(
    past: Releases,
    round_id: str,
    *,
    people: int,
    k: int,
    is_closed: bool,
    groups: Sequence[Group] = (),
    sizes: Mapping[str, int] | None = None,
    rounds: Sequence[str] = (),
) -> tuple[Problem, ...]:
    """Name everything that forbids a release.

    `sizes` are the people of the release by cohort, `rounds` all rounds in order. Releases that
    were withdrawn count like the others: somebody has seen them. Where one cannot be read here,
    nobody can say what it shows, and none is made beside it.
    """
    problems = list(check_k(k))
    if not all(each.is_readable for each in past.made):
        problems.append(Problem("releases", "broken_release"))
    if past.unreadable:
        problems.append(Problem("releases", "newer_release", {"rows": past.unreadable}))
    if people <= k:
        problems.append(Problem("people", "too_few_people", {"people": people, "least": k + 1}))
    problems.extend(_check_past(past.made, round_id, people, is_closed=is_closed))
    if _is_behind(past.made, round_id, rounds):
        problems.append(Problem("round", "later_round_released"))
    problems.extend(check_groups(groups, sizes or {}, least_in_group(k)))
    if groups and not is_closed:
        problems.append(Problem("groups", "interim_by_group"))
    elif groups and any(each.is_by_group for each in past.made if each.round_id == round_id):
        problems.append(Problem("groups", "released_by_group"))
    return tuple(problems)


def check_newer(people: int) -> tuple[Problem, ...]:
    """Name what forbids a release where so many people have rows that cannot be read here.

    Without them it would be wrong, and it cannot be changed.
    """
    return (Problem("people", "newer_reviews", {"people": people}),) if people else ()


def _is_behind(past: Sequence[Release], round_id: str, rounds: Sequence[str]) -> bool:
    """Tell whether a later round is released, or one with movement since this one.

    Authors can take the later round out of the course, or move it: what is shown of it stays.
    """
    later = rounds[rounds.index(round_id) + 1 :] if round_id in rounds else ()
    return any(each.round_id in later or round_id in {each.baseline, each.last} for each in past)


def _check_past(
    past: Sequence[Release], round_id: str, people: int, *, is_closed: bool
) -> tuple[Problem, ...]:
    """Name what earlier releases of the round forbid."""
    here = [each for each in past if each.round_id == round_id]
    if not here:
        return ()
    if any(each.together for each in here):
        return (Problem("round", "counted_together"),)
    if not is_closed:
        return (Problem("round", "interim_made"),)
    most = max(at_most(each.people) for each in here)
    if people < most + MORE_PEOPLE:
        missing = most + MORE_PEOPLE - people
        return (Problem("people", "too_few_more", {"more": MORE_PEOPLE, "missing": missing}),)
    return ()


def earlier_of(
    past: Sequence[Release], round_id: str, key: str, since: str = ""
) -> tuple[Earlier, ...]:
    """Return a table in the earlier releases of a round.

    One of movement since a round is the one since the same round, whatever it was called: authors
    can put their rounds into another order.
    """
    here = [each for each in past if each.round_id == round_id]
    then = [(each, _key_then(each, key, since)) for each in here]
    return tuple(
        Earlier(each.tables[name], each.people) for each, name in then if name in each.tables
    )


def _key_then(release: Release, key: str, since: str) -> str:
    """Return what a table is called in a release."""
    if since and since == release.baseline:
        return key.replace(SINCE_LAST, SINCE_BASELINE, 1)
    if since and since == release.last:
        return key.replace(SINCE_BASELINE, SINCE_LAST, 1)
    return "" if since else key


def withdrawn(
    releases: Sequence[Release], withdrawals: Sequence[Withdrawal]
) -> tuple[Release, ...]:
    """Return releases with what was withdrawn of them. The first time counts."""
    first = {each.release_id: each for each in reversed(withdrawals)}
    return tuple(replace(each, withdrawn=first.get(each.id)) for each in releases)
