"""Whom a research file is of: ten people at least, in cohorts of at least ten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["LEAST_PEOPLE", "Denominator", "Researched", "is_enough", "named_cohorts"]

LEAST_PEOPLE = 10
"""Fewer people give no file, and fewer of a cohort no cohort of their own."""


@wordless
@dataclass(frozen=True)
class Denominator:
    """How many people stand behind the rows of a round: signed off, and of those who agree."""

    signed_off: int = 0
    agreed: int = 0


@wordless
@dataclass(frozen=True)
class Researched:
    """Who agrees to research, which cohorts are told apart, and how many people stand behind that.

    `enrolled` is None where the site does not know.
    """

    people: tuple[str, ...]
    cohorts: frozenset[str]
    rounds: Mapping[str, Denominator]
    enrolled: int | None = None


def is_enough(people: int) -> bool:
    """Tell whether there is a file of so many people."""
    return people >= LEAST_PEOPLE


def named_cohorts(people: Mapping[frozenset[str], int]) -> frozenset[str]:
    """Return the cohorts that a file may tell apart, none of which is small.

    `people` counts who has been in the same cohorts; "" stands for none. All who are left together
    are not few either: then the least of the others joins them.
    """
    sizes: Counter[str] = Counter()
    for cohorts, number in people.items():
        sizes.update(dict.fromkeys(cohorts, number))
    named = {each for each, number in sizes.items() if each and is_enough(number)}
    while named and 0 < _left(people, named) < LEAST_PEOPLE:
        named.remove(min(named, key=lambda each: (sizes[each], each)))
    return frozenset(named)


def _left(people: Mapping[frozenset[str], int], named: Collection[str]) -> int:
    """Count the people who have been in a cohort that is not told apart."""
    return sum(number for cohorts, number in people.items() if not cohorts <= set(named))
