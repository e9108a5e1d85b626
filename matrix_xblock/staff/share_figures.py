"""Share figures: the releases of a round, one as it was stored, and making and withdrawing one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_integer, read_text
from matrix_xblock.domain.errors import Invalid, Problem, Unknown
from matrix_xblock.domain.figures.groups import (
    LONGEST_NAME,
    MOST_GROUPS,
    NO_COHORT,
    Group,
    least_in_group,
)
from matrix_xblock.domain.figures.releases import MORE_PEOPLE, Release, Releases
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.report.csv_rows import release_lines
from matrix_xblock.screens.page import Page, Stream
from matrix_xblock.screens.release import ReleaseShown, release_shown
from matrix_xblock.staff import releases
from matrix_xblock.staff.pages import staff_page
from matrix_xblock.staff.releases import AskedRelease, SignedRound

__all__ = ["ShareFiguresScreen", "csv", "make", "show", "withdraw"]

_BY_GROUP, _BY_COURSE = "group", "course"
_NAME, _IN = "name-", "in:"
"""How the fields of a form begin: the name of a group, and in which group a cohort is."""

_NAMELESS = "group_name_missing"
"""What is missing before a release is made, and not before it is looked at."""


@wordless
@dataclass(frozen=True)
class Waiting:
    """A round without a release: how many have signed off, and when one can be made.

    `enrolled` is None where nobody knows. `problems` forbid one for now.
    """

    signed_off: int
    enrolled: int | None
    closes: datetime | None
    is_closed: bool
    problems: tuple[Problem, ...]


@wordless
@dataclass(frozen=True)
class GroupField:
    """A group in the form, by its number: its name as it was typed, and who is in it by now."""

    number: int
    name: str
    cohorts: int
    people: int

    @property
    def place(self) -> int:
        """Its place among the groups as problems name it: counted from 0."""
        return self.number - 1


@wordless
@dataclass(frozen=True)
class CohortField:
    """A cohort in the form: how many of it have signed off, and in which group it is put."""

    name: str
    people: int
    group: int


@wordless
@dataclass(frozen=True)
class Making:
    """A release that is being made: the form, and what it would show as it stands.

    `without_cohort` are people in no cohort. `is_private` is whether the course shares no levels,
    or has shared none of somebody who is counted, so that no number can be seen before it is
    stored; `was_by_group` whether a release of the round has groups already. `counted` marks what
    the preview has counted.
    """

    people: int
    is_interim: bool
    by: str
    groups: tuple[GroupField, ...]
    cohorts: tuple[CohortField, ...]
    without_cohort: int
    others: int
    least: int
    is_sure: bool
    is_private: bool
    id: str = ""
    seen: int = 0
    counted: str = ""
    can_group: bool = False
    was_by_group: bool = False
    is_forbidden: bool = False
    problems: tuple[Problem, ...] = ()
    preview: ReleaseShown | None = None
    longest_name: int = LONGEST_NAME

    @property
    def listed(self) -> tuple[tuple[int, Problem], ...]:
        """What is wrong in the order of the page, with the group that it is about, 0 for none."""
        places = {group.number: f"groups[{group.place}]." for group in self.groups}
        numbered = (
            (next((n for n, path in places.items() if each.field.startswith(path)), 0), each)
            for each in self.problems
        )
        return tuple(sorted(numbered, key=lambda each: (each[1].field == "sure", each[0])))


@wordless
@dataclass(frozen=True)
class ShareFiguresScreen:
    """One round: the release that is shown or being made, and all that were made of it.

    A release that cannot be read is there without what it shows; while there is one, or rows of a
    newer version, the making of others `is_blocked`. `outcome` is what has just been done: made,
    withdrawn, or overtaken by a colleague.
    """

    round_id: str
    chips: tuple[tuple[str, str], ...]
    title: str
    may_make: bool
    unreadable: int
    is_blocked: bool
    listed: tuple[Release, ...]
    release: Release | None = None
    shown: ReleaseShown | None = None
    waiting: Waiting | None = None
    making: Making | None = None
    outcome: str = ""
    more: int = MORE_PEOPLE


@wordless
@dataclass(frozen=True)
class _Typed:
    """The groups of a form: names in order, and the number of its group by cohort, 0 for none."""

    by: str
    names: tuple[str, ...]
    placed: Mapping[str, int]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups, which are counted from 1. The whole course alone has none."""
        if self.by != _BY_GROUP:
            return ()
        return tuple(
            Group(name, self.cohorts_in(number)) for number, name in enumerate(self.names, start=1)
        )

    def cohorts_in(self, number: int) -> tuple[str, ...]:
        """Return the cohorts of a group."""
        return tuple(sorted(cohort for cohort, place in self.placed.items() if place == number))


def show(host: StaffHost, form: Form) -> Page:
    """Show a release of a round as it was stored, or what there is to know before there is one."""
    past = releases.read(host.ledger)
    round_id = _round_meant(host, form, past)
    asked = read_text(form, "release")
    here = [each for each in past.made if each.round_id == round_id]
    if asked and asked not in {each.id for each in here}:
        raise Unknown(Problem("release", "no_such_release"))
    if read_text(form, "making") == "yes" and _may_make(host):
        return _making_page(host, form, past, round_id)
    return _page(host, past, round_id, asked)


def make(host: StaffHost, form: Form) -> Page:
    """Make a release and show it. Whoever comes second is shown what the first has made."""
    round_id, seen = read_text(form, "round"), read_integer(form, "seen")
    typed, release_id = _read_typed(form), Filled(form).identifier("id")
    if typed is None:
        raise Invalid(Problem("by", "invalid"))
    if read_text(form, "sure") != "yes":
        past = releases.read(host.ledger)
        sure = (Problem("sure", "release_not_sure"),)
        return _making_page(host, form, past, round_id, problems=sure, is_press=True)
    try:
        counted = read_text(form, "counted")
        made = releases.make(host, AskedRelease(release_id, round_id, typed.groups, counted))
    except Invalid as refused:
        past = releases.read(host.ledger)
        here = [each for each in past.made if each.round_id == round_id]
        if len(here) > seen:
            return _page(host, past, round_id, here[-1].id, outcome="overtaken", status=409)
        return _making_page(host, form, past, round_id, problems=refused.problems, is_press=True)
    # The same press again, from a page of before, can come after somebody has withdrawn it.
    outcome = "withdrawn" if made.withdrawn else "made"
    return _page(host, releases.read(host.ledger), made.round_id, made.id, outcome=outcome)


def withdraw(host: StaffHost, form: Form) -> Page:
    """Withdraw a release, and show what is left of its round."""
    release_id = read_text(form, "release")
    past = releases.withdraw(host, release_id)
    round_id = next(each.round_id for each in past.made if each.id == release_id)
    return _page(host, past, round_id, release_id, outcome="withdrawn")


def csv(host: StaffHost, form: Form) -> Stream:
    """Give a release as a CSV file. One that was withdrawn is given to nobody."""
    release = releases.released(host.ledger, read_text(form, "release"))
    lines = release_lines(release, made_on=host.local_day(release.at))
    return Stream(lines, "text/csv", f"figures-{release.round_id}.csv")


def _may_make(host: StaffHost) -> bool:
    """Tell whether whoever looks can open everybody's reviews: a release is about all of them."""
    return not host.my_people.is_wall


def _round_meant(host: StaffHost, form: Form, past: Releases) -> str:
    """Return the round that is asked for: to begin with one with a release, or that has closed."""
    asked = read_text(form, "round")
    known = [each for each, _ in _chips(host, past)]
    if asked:
        if asked not in known:
            raise Invalid(Problem("round", "unknown_filter"))
        return asked
    now = host.now()
    released = [each.round_id for each in past.shown]
    closed = [each.id for each in host.setup.rounds if each.closes and each.closes <= now]
    opened = [each.id for each in host.setup.rounds if not each.opens or each.opens <= now]
    return [*released[:1], *closed[-1:], *opened[-1:], *known][0]


def _chips(host: StaffHost, past: Releases) -> tuple[tuple[str, str], ...]:
    """Return the rounds by id and title, the last first, with those that have releases only."""
    rounds = {each.id: each.title for each in host.setup.rounds}
    gone = {
        each.round_id: dict(each.words.get("rounds", ())).get(each.round_id, each.round_id)
        for each in past.made
        if each.round_id not in rounds
    }
    return tuple(reversed((*gone.items(), *rounds.items())))


def _page(
    host: StaffHost,
    past: Releases,
    round_id: str,
    release_id: str,
    *,
    outcome: str = "",
    status: int = 200,
) -> Page:
    """Show the release that is asked for, the latest one of its round, or that there is none."""
    here = tuple(each for each in reversed(past.made) if each.round_id == round_id)
    shown = sorted(here, key=lambda each: not each.is_readable)
    latest = next((each for each in shown if each.withdrawn is None), None)
    release = next((each for each in here if each.id == release_id), latest)
    is_there = any(each.id == round_id for each in host.setup.rounds)
    screen = _screen(host, past, round_id)
    waiting = (
        _waiting(host, past, round_id) if screen.may_make and is_there and not release else None
    )
    screen = replace(
        screen,
        release=release,
        shown=release_shown(release) if release and release.is_readable else None,
        waiting=waiting,
        outcome=outcome,
    )
    place = {"round": round_id, **({"release": release.id} if release else {})}
    return staff_page(host, "figures", "releases", screen, status=status, place=place)


def _screen(host: StaffHost, past: Releases, round_id: str) -> ShareFiguresScreen:
    chips = _chips(host, past)
    return ShareFiguresScreen(
        round_id=round_id,
        chips=chips,
        title=dict(chips)[round_id],
        may_make=_may_make(host),
        unreadable=past.unreadable,
        is_blocked=past.is_blocked,
        listed=tuple(each for each in reversed(past.made) if each.round_id == round_id),
    )


def _waiting(host: StaffHost, past: Releases, round_id: str) -> Waiting:
    signed = releases.signed_round(host, round_id)
    everybody = host.roster.has_everybody
    return Waiting(
        signed_off=signed.people,
        enrolled=releases.taking_part(host, signed.round)[0] if everybody else None,
        closes=signed.round.closes,
        is_closed=signed.is_closed,
        problems=releases.problems_of(host, signed, AskedRelease("", round_id), past),
    )


def _making_page(
    host: StaffHost,
    form: Form,
    past: Releases,
    round_id: str,
    *,
    problems: Sequence[Problem] = (),
    is_press: bool = False,
) -> Page:
    """Show the form with what it would make, and what is wrong with it as it stands."""
    signed = releases.signed_round(host, round_id)
    made = [each for each in past.made if each.round_id == round_id]
    was_by_group = any(each.is_by_group for each in made)
    can_group = releases.can_group(host, signed, past)
    typed = _read_typed(form) or _proposed(host, signed, can_group=can_group)
    asked = AskedRelease(read_text(form, "id") or host.new_id(), round_id, typed.groups)
    standing = releases.problems_of(host, signed, asked, past)
    in_the_way = [each for each in standing if each.code != _NAMELESS]
    making = replace(
        _form(host, form, signed, typed, problems),
        can_group=can_group,
        was_by_group=was_by_group,
        is_forbidden=any(not _is_of_form(each) for each in in_the_way),
    )
    preview = None
    if not in_the_way and not making.is_private:
        preview = release_shown(releases.draft(host, signed, asked, past))
    making = replace(
        making,
        id=asked.id,
        seen=read_integer(form, "seen") if "seen" in form else len(made),
        problems=_asked_problems((*standing, *problems), making, is_press=is_press),
        preview=preview,
    )
    screen = replace(_screen(host, past, round_id), making=making)
    place, status = {"round": round_id, "making": "yes"}, 422 if is_press else 200
    return staff_page(host, "figures", "releases", screen, status=status, place=place)


def _asked_problems(
    problems: Iterable[Problem], making: Making, *, is_press: bool
) -> tuple[Problem, ...]:
    """Return each problem once, at its field. A name is missed when a release is to be made."""
    every = {(each.field, each.code): each for each in problems}
    return tuple(
        replace(each, field=_field_of(each, making))
        for each in every.values()
        if is_press or each.code != _NAMELESS
    )


def _form(
    host: StaffHost,
    form: Form,
    signed: SignedRound,
    typed: _Typed,
    problems: Sequence[Problem],
) -> Making:
    """Return the form as it stands, before it is looked at."""
    is_sure = read_text(form, "sure") == "yes"
    return Making(
        people=signed.people,
        is_interim=not signed.is_closed,
        by=typed.by,
        groups=tuple(_group_fields(typed, signed)),
        cohorts=tuple(_cohort_fields(typed, signed)),
        without_cohort=signed.sizes.get(NO_COHORT, 0),
        others=_others(typed, signed),
        least=least_in_group(host.site.k),
        is_sure=is_sure and all(each.field != "sure" for each in problems),
        is_private=releases.is_private(host, signed),
        counted=signed.mark,
    )


def _field_of(problem: Problem, making: Making) -> str:
    """Return the field that a problem is about, as far as there is a form and it has that field."""
    if making.is_forbidden or not _is_of_form(problem):
        return ""
    return problem.field if making.can_group or problem.field == "sure" else "groups"


def _is_of_form(problem: Problem) -> bool:
    """Tell whether something is wrong with what was typed, and not with the round."""
    return problem.field.startswith("groups") or problem.field == "sure"


def _proposed(host: StaffHost, signed: SignedRound, *, can_group: bool) -> _Typed:
    """Return the form as the page proposes it."""
    groups = releases.proposed(host, signed) if can_group else ()
    placed = {
        cohort: number for number, each in enumerate(groups, start=1) for cohort in each.cohorts
    }
    by = _BY_GROUP if groups else _BY_COURSE
    return _Typed(by, tuple(each.name for each in groups), placed)


def _read_typed(form: Form) -> _Typed | None:
    """Read the groups of a form, None where the form has not been there yet.

    Groups without a name and a cohort are empty fields; those after them move up.
    """
    by = read_text(form, "by")
    if not by:
        return None
    if by not in {_BY_GROUP, _BY_COURSE}:
        raise Invalid(Problem("groups", "invalid"))
    named = [read_text(form, f"{_NAME}{n}") for n in range(1, MOST_GROUPS + 1)]
    places = {
        key.removeprefix(_IN): _number(read_text(form, key), MOST_GROUPS)
        for key in form
        if key.startswith(_IN)
    }
    used = [n for n, name in enumerate(named, start=1) if name.strip() or n in places.values()]
    moved = {was: now for now, was in enumerate(used, start=1)}
    placed = {cohort: moved.get(n, 0) for cohort, n in places.items()}
    return _Typed(by, tuple(named[n - 1] for n in used), placed)


def _number(text: str, most: int) -> int:
    """Read the number of a group, 0 for the others."""
    if text not in {str(n) for n in range(most + 1)}:
        raise Invalid(Problem("groups", "invalid"))
    return int(text)


def _group_fields(typed: _Typed, signed: SignedRound) -> Iterator[GroupField]:
    """Yield the groups of the form, and one more that is empty where there is room."""
    names = [*typed.names, ""][: MOST_GROUPS - 1]
    for number, name in enumerate(names, start=1):
        mine = typed.cohorts_in(number)
        people = sum(signed.sizes.get(each, 0) for each in mine)
        yield GroupField(number, name, len(mine), people)


def _cohort_fields(typed: _Typed, signed: SignedRound) -> Iterator[CohortField]:
    """Yield the cohorts that anybody has signed off in, and those that are gone from a group."""
    for name in sorted({*signed.sizes, *typed.placed} - {NO_COHORT}, key=str.casefold):
        people, group = signed.sizes.get(name, 0), typed.placed.get(name, 0)
        if people or group:
            yield CohortField(name, people, group)


def _others(typed: _Typed, signed: SignedRound) -> int:
    """Count who is in no group of the form."""
    return sum(size for cohort, size in signed.sizes.items() if not typed.placed.get(cohort))
