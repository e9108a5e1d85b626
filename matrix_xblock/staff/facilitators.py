"""Facilitators: who of the course team looks after which cohorts, as instructors give them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matrix_xblock.codec.common.forms import Form, read_integer, read_text
from matrix_xblock.codec.staff.given_cohorts import read_given, write_given
from matrix_xblock.domain.errors import Invalid, NotAllowed, Problem, Stale, Unknown
from matrix_xblock.domain.staff.my_people import (
    Facilitator,
    GivenCohorts,
    PeopleRule,
    change_cohorts,
)
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.pages import staff_page

__all__ = ["FacilitatorsScreen", "give", "show"]


@wordless
@dataclass(frozen=True)
class _Course:
    """The facilitators of a course, None where they are not known, and its cohorts."""

    team: tuple[Facilitator, ...] | None
    cohorts: tuple[str, ...]


@wordless
@dataclass(frozen=True)
class _Pressed:
    """About whom a form was, what is ticked in it, and what came of it."""

    who: str = ""
    chosen: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_stale: bool = False
    is_saved: bool = False


@wordless
@dataclass(frozen=True)
class CohortTick:
    """A cohort that can be ticked, and whether anybody is in it."""

    name: str
    is_ticked: bool
    is_empty: bool


@wordless
@dataclass(frozen=True)
class FacilitatorLine:
    """A facilitator with what they were given, and the form to change it.

    `is_stale` is whether a colleague changed it while the form was open, `problems` what was wrong.
    """

    facilitator: Facilitator
    given: GivenCohorts
    ticks: tuple[CohortTick, ...]
    problems: tuple[Problem, ...] = ()
    is_stale: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether the form is shown without being asked for."""
        return bool(self.problems) or self.is_stale


@wordless
@dataclass(frozen=True)
class FacilitatorsScreen:
    """Everybody who can be given cohorts. `saved` is the one whose cohorts have just been saved."""

    lines: tuple[FacilitatorLine, ...]
    is_team_known: bool
    has_any_cohort: bool
    is_wall: bool
    saved: FacilitatorLine | None = None
    problems: tuple[Problem, ...] = ()


def show(host: StaffHost, form: Form) -> Page:
    """Show who has which cohorts, to those who give them."""
    del form
    return _page(host, _course(host))


def give(host: StaffHost, form: Form) -> Page:
    """Give a facilitator the cohorts that are ticked. The same press twice gives once.

    Where a colleague was first, their change is shown beside what was ticked, and nothing is kept.
    """
    course = _course(host)
    who = read_text(form, "facilitator")
    if who not in {each.id for each in course.team or ()}:
        raise Unknown(Problem("facilitator", "unknown_facilitator"))
    chosen = tuple(each for each in form.get("cohorts", ()) if each)
    seen = read_integer(form, "seen")
    with host.transaction(), host.ledger.lock(who, Kind.COHORTS):
        given = read_given(host.ledger.entries(who, Kind.COHORTS))
        try:
            changed = change_cohorts(given, chosen, known=course.cohorts, seen=seen)
        except Invalid as refused:
            return _page(host, course, _Pressed(who, chosen, refused.problems), status=422)
        except Stale:
            return _page(host, course, _Pressed(who, chosen, is_stale=True), status=409)
        if changed is not given:
            changed = replace(changed, by=host.author)
            host.ledger.append([Entry(Kind.COHORTS, who, write_given(changed), host.now())])
    return _page(host, course, _Pressed(who, is_saved=True))


def _course(host: StaffHost) -> _Course:
    """Return whom there is to give what, to those who give."""
    if not host.is_instructor:
        raise NotAllowed
    return _Course(host.roster.facilitators(), host.roster.cohorts())


def _page(
    host: StaffHost, course: _Course, pressed: _Pressed | None = None, *, status: int = 200
) -> Page:
    pressed = pressed or _Pressed()
    rows = {each.participant: read_given([each]) for each in host.ledger.latest(Kind.COHORTS)}
    lines = tuple(
        _line(each, rows.get(each.id, GivenCohorts()), course, pressed)
        for each in course.team or ()
    )
    about = next((each for each in lines if each.facilitator.id == pressed.who), None)
    shown = FacilitatorsScreen(
        lines=lines,
        is_team_known=course.team is not None,
        has_any_cohort=bool(course.cohorts),
        is_wall=host.people_rule is PeopleRule.WALL,
        saved=about if pressed.is_saved else None,
        problems=pressed.problems,
    )
    return staff_page(host, "facilitators", "facilitators", shown, status=status)


def _line(
    facilitator: Facilitator, given: GivenCohorts, course: _Course, pressed: _Pressed
) -> FacilitatorLine:
    """Return a facilitator; with what was ticked and what was wrong, if a form was about them."""
    is_about = facilitator.id == pressed.who and not pressed.is_saved
    ticked = pressed.chosen if is_about else given.cohorts
    names = (*course.cohorts, *(each for each in given.cohorts if each not in course.cohorts))
    ticks = tuple(CohortTick(each, each in ticked, each not in course.cohorts) for each in names)
    problems = pressed.problems if is_about else ()
    return FacilitatorLine(facilitator, given, ticks, problems, is_about and pressed.is_stale)
