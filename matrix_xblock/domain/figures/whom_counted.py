"""Whom releases count, so that a report over any of them counts nobody twice.

No release has a list of people. Who is in it follows from who has signed off, and from the releases
that it left people out for. `docs/decisions/0063` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["SignedRelease", "are_apart", "counted_in", "may_count_twice"]


@wordless
@dataclass(frozen=True)
class SignedRelease:
    """A release, with everybody who had signed off in its courses by then: when, by account.

    One that is not in the report tells whom one of the report left out. `is_complete` says whether
    people of all of its courses are known.
    """

    release: Release
    times: Mapping[str, datetime]
    is_in_report: bool = True
    is_complete: bool = True

    @cached_property
    def left_out_for(self) -> frozenset[str]:
        """The ids of the releases that it shares nobody with."""
        return frozenset(each.id for each in self.release.apart or ())

    @property
    def is_of_earlier_version(self) -> bool:
        """Whether it was counted together by a version that did not store whom it left out."""
        return bool(self.release.together) and self.release.apart is None


def counted_in(signed: Mapping[str, SignedRelease]) -> Mapping[str, frozenset[str]]:
    """Tell whom each release counts, by its id."""
    counted: dict[str, frozenset[str]] = {}
    for each in sorted(signed.values(), key=_order):
        _add(each, signed, counted)
    return counted


def _order(one: SignedRelease) -> tuple[datetime, bool, str]:
    return one.release.at, bool(one.release.together), one.release.id


def _add(
    first: SignedRelease,
    signed: Mapping[str, SignedRelease],
    counted: dict[str, frozenset[str]],
) -> None:
    """Add whom a release counts, after those that it left people out for.

    Rows that are damaged can name each other in a ring. One of them is then counted first.
    """
    waiting = {first.release.id: first}
    while waiting:
        one = next(reversed(waiting.values()))
        begun = waiting.keys() | counted.keys()
        before = (each for each in _before(one, signed) if each.release.id not in begun)
        if (earlier := next(before, None)) is not None:
            waiting[earlier.release.id] = earlier
        else:
            counted.setdefault(one.release.id, _people_of(one, signed, counted))
            del waiting[one.release.id]


def _before(one: SignedRelease, signed: Mapping[str, SignedRelease]) -> Iterable[SignedRelease]:
    """Yield those that a release left people out for, and that did not leave any out for it."""
    others = (signed[each] for each in sorted(one.left_out_for & signed.keys()))
    return (each for each in others if not _is_beside(one, each))


def _people_of(
    one: SignedRelease,
    signed: Mapping[str, SignedRelease],
    counted: Mapping[str, frozenset[str]],
) -> frozenset[str]:
    """Tell whom a release counts, where those before it are counted."""
    if one.is_of_earlier_version:
        return frozenset(one.times.keys() - _signed_before(one, signed))
    named = [each for each in signed.values() if each.release.id in one.left_out_for]
    beside = [each for each in named if _is_beside(one, each)]
    apart = {each.release.id for each in signed.values() if _is_beside(one, each)}
    apart |= {each.release.id for each in named}
    apart -= {each.release.id for each in beside}
    elsewhere = frozenset[str]().union(*(counted[each] for each in apart & counted.keys()))
    return frozenset(
        who
        for who in one.times.keys() - elsewhere
        if not any(_comes_first(each, one, who) for each in beside)
    )


def _signed_before(one: SignedRelease, signed: Mapping[str, SignedRelease]) -> frozenset[str]:
    """Return everybody in older releases of the report: those, as was thought, were left out."""
    before = [each for each in signed.values() if each.is_in_report and _order(each) < _order(one)]
    return frozenset[str]().union(*(each.times for each in before))


def _is_beside(one: SignedRelease, other: SignedRelease) -> bool:
    """Tell whether two were made for the same report: each was left out for the other one."""
    return one.release.id in other.left_out_for


def _comes_first(other: SignedRelease, one: SignedRelease, who: str) -> bool:
    """Tell whether somebody counts in the other one of two that were made for the same report.

    It is the one that they signed off last, or of two at the same moment the first.
    """
    if who not in other.times:
        return False
    then, here = other.times[who], one.times[who]
    return then > here or (then == here and _number(other) < _number(one))


def _number(one: SignedRelease) -> tuple[int, str]:
    """Return the order of releases of one report, whose ids end with their number."""
    return len(one.release.id), one.release.id


def are_apart(one: Release, other: Release) -> bool:
    """Tell whether two releases share nobody, whoever has been erased since."""
    return any(
        each.id == which.id
        for some, which in ((one, other), (other, one))
        for each in some.apart or ()
    )


def may_count_twice(signed: Mapping[str, SignedRelease]) -> Iterable[str]:
    """Yield the ids of releases in the report of which it is not known whom they count.

    Of one of an earlier version nobody knows whom it left out. Of others a course can be missing
    that would tell it, or everybody's rows are removed. Where it shares nobody, it does not matter.
    """
    here = [each for each in signed.values() if each.is_in_report]
    for each in here:
        others = [
            one for one in here if one is not each and not are_apart(one.release, each.release)
        ]
        is_known = each.is_complete and _knows_whom_it_left_out(each, signed)
        if not is_known and any(_may_share(each, one) for one in others):
            yield each.release.id


def _may_share(one: SignedRelease, other: SignedRelease) -> bool:
    """Tell whether two may share people. Where the rows of one are gone, nobody knows."""
    is_known = one.is_complete and other.is_complete
    return not is_known or not one.times.keys().isdisjoint(other.times)


def _knows_whom_it_left_out(one: SignedRelease, signed: Mapping[str, SignedRelease]) -> bool:
    if one.is_of_earlier_version:
        return False
    return all(each in signed and signed[each].is_complete for each in one.left_out_for)
