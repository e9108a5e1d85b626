"""Groups of a release: cohorts put together until no group is small.

The page proposes, whoever makes the release decides and names. Cohorts that are in no group are one
more group together, the others, and so is everybody without a cohort.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.values.prose import problems_in
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "LEAST_IN_GROUP",
    "LONGEST_NAME",
    "MOST_GROUPS",
    "NO_COHORT",
    "OTHERS",
    "Group",
    "check_groups",
    "companies",
    "least_in_group",
    "placed",
    "propose",
    "sizes_of",
]

LEAST_IN_GROUP = 30
MOST_GROUPS = 30
LONGEST_NAME = 80

NO_COHORT = ""
"""Stands for the cohort of people who are in none."""

OTHERS = "others"
"""Id of the group of everybody who is in no other. The page has the words for it."""


@wordless
@dataclass(frozen=True)
class Group:
    """Cohorts put together under a name. Without a name, it is for its maker to find one."""

    name: str
    cohorts: tuple[str, ...]


def least_in_group(k: int) -> int:
    """Return how many people a group has to be of: thirty, and more than k."""
    return max(LEAST_IN_GROUP, k + 1)


def propose(sizes: Mapping[str, int], least: int = LEAST_IN_GROUP) -> tuple[Group, ...]:
    """Propose groups for cohorts of these sizes; none where there would be one group only.

    A cohort that is large enough stands by itself under its name. The others are put together, the
    smallest first, and a group is closed once it is large enough. What is left over is the others:
    where it is too small for that, the group before it joins it, or else the smallest cohort.
    """
    order = sorted(sizes.keys() - {NO_COHORT}, key=lambda each: (sizes[each], each))
    large = [Group(each[:LONGEST_NAME], (each,)) for each in order if sizes[each] >= least]
    small = [each for each in order if 0 < sizes[each] < least]
    joined, rest = _joined(small, sizes, least)
    left = sum(sizes[each] for each in rest) + sizes.get(NO_COHORT, 0)
    while 0 < left < least and (joined or large):
        taken = joined.pop() if joined else large.pop(0)
        left += sum(sizes[each] for each in taken.cohorts)
    groups = sorted([*large, *joined], key=lambda group: group.cohorts[0])[: MOST_GROUPS - 1]
    return tuple(groups) if len(groups) + bool(left) > 1 else ()


def _joined(
    small: Sequence[str], sizes: Mapping[str, int], least: int
) -> tuple[list[Group], list[str]]:
    """Put cohorts together, the smallest first; return the groups and what is left over."""
    groups: list[Group] = []
    open_group: list[str] = []
    for each in small:
        open_group.append(each)
        if sum(sizes[cohort] for cohort in open_group) >= least:
            groups.append(Group("", tuple(sorted(open_group))))
            open_group = []
    return groups, open_group


def check_groups(
    groups: Sequence[Group], sizes: Mapping[str, int], least: int = LEAST_IN_GROUP
) -> tuple[Problem, ...]:
    """Name everything that is wrong with groups, each at its own.

    No groups at all are fine: then the release is about the whole course only.
    """
    if not groups:
        return ()
    problems = [
        problem
        for place, group in enumerate(groups)
        for problem in _problems_of(group, f"groups[{place}]", sizes, least)
    ]
    return (*problems, *_problems_together(groups, sizes, least))


def _problems_of(
    group: Group, path: str, sizes: Mapping[str, int], least: int
) -> Iterator[Problem]:
    if not group.name.strip():
        yield Problem(f"{path}.name", "group_name_missing")
    yield from problems_in(group.name, field=f"{path}.name", limit=LONGEST_NAME)
    if any(each not in sizes or each == NO_COHORT for each in group.cohorts):
        yield Problem(f"{path}.cohorts", "cohort_unknown")
    people = sum(sizes.get(each, 0) for each in set(group.cohorts))
    if people < least:
        yield Problem(f"{path}.cohorts", "group_too_small", {"people": people, "least": least})


def _problems_together(
    groups: Sequence[Group], sizes: Mapping[str, int], least: int
) -> Iterator[Problem]:
    """Yield what is wrong with groups beside each other: names, cohorts in two, who is left."""
    names = Counter(group.name.strip().casefold() for group in groups)
    cohorts = Counter(each for group in groups for each in group.cohorts)
    for place, group in enumerate(groups):
        if group.name.strip() and names[group.name.strip().casefold()] > 1:
            yield Problem(f"groups[{place}].name", "group_name_twice")
        if any(cohorts[each] > 1 for each in group.cohorts):
            yield Problem(f"groups[{place}].cohorts", "cohort_twice")
    left = sum(size for cohort, size in sizes.items() if cohort not in cohorts)
    if 0 < left < least:
        yield Problem("groups", "others_too_small", {"people": left, "least": least})
    if len(groups) + bool(left) == 1:
        yield Problem("groups", "one_group_only")
    if len(groups) + bool(left) > MOST_GROUPS:
        yield Problem("groups", "too_many_groups", {"most": MOST_GROUPS})


def placed(groups: Sequence[Group]) -> Mapping[str, str]:
    """Return the id of the group of each cohort that is in one: the place of the group, as text."""
    return {each: str(place) for place, group in enumerate(groups) for each in group.cohorts}


def sizes_of(groups: Sequence[Group], sizes: Mapping[str, int]) -> Mapping[str, int]:
    """Return how many people are in each group, by id, the others included where there are any."""
    place = placed(groups)
    counted = Counter({str(number): 0 for number in range(len(groups))})
    for cohort, size in sizes.items():
        if size:
            counted[place.get(cohort, OTHERS)] += size
    return counted


def companies(sizes: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return which groups are hidden together: in pairs, smallest first, the last maybe three.

    It follows from what a release says of groups, and from nobody's answers.
    """
    order = sorted(sizes, key=lambda group: (sizes[group], group))
    pairs = [tuple(order[start : start + 2]) for start in range(0, len(order) - 1, 2)]
    if len(order) % 2 and pairs:
        pairs[-1] = (*pairs[-1], order[-1])
    return tuple(pairs)
