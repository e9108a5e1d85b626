"""Facilitators: who of the course team looks after which cohorts, as instructors give them."""

from __future__ import annotations

from collections.abc import Sequence
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
class CohortTick:
    """A cohort that can be ticked, and whether anybody is in it."""

    name: str
    is_ticked: bool
    is_empty: bool


@wordless
@dataclass(frozen=True)
class FacilitatorLine:
    """A facilitator with what they were given, and the form to change it.

    `was_first` is the colleague who changed it while the form was open, `problems` what was wrong.
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
    _check_instructor(host)
    return _page(host)


def give(host: StaffHost, form: Form) -> Page:
    """Give a facilitator the cohorts that are ticked. The same press twice gives once.

    Where a colleague was first, their change is shown beside what was ticked, and nothing is kept.
    """
    _check_instructor(host)
    who = read_text(form, "facilitator")
    if who not in {each.id for each in host.roster.facilitators() or ()}:
        raise Unknown(Problem("facilitator", "unknown_facilitator"))
    chosen = tuple(each for each in form.get("cohorts", ()) if each)
    with host.transaction(), host.ledger.lock(who, Kind.COHORTS):
        given = read_given(host.ledger.entries(who, Kind.COHORTS))
        try:
            changed = change_cohorts(
                given, chosen, known=host.roster.cohorts(), seen=read_integer(form, "seen")
            )
        except Invalid as refused:
            return _page(host, who, chosen, problems=refused.problems, status=422)
        except Stale:
            return _page(host, who, chosen, is_stale=True, status=409)
        if changed is not given:
            changed = replace(changed, by=host.author)
            host.ledger.append([Entry(Kind.COHORTS, who, write_given(changed), host.now())])
    return _page(host, who)


def _check_instructor(host: StaffHost) -> None:
    if not host.is_instructor:
        raise NotAllowed


def _page(
    host: StaffHost,
    who: str = "",
    chosen: Sequence[str] | None = None,
    *,
    problems: tuple[Problem, ...] = (),
    is_stale: bool = False,
    status: int = 200,
) -> Page:
    """Show everybody. `who` is about whom a form was, `chosen` what is ticked in it still."""
    team = host.roster.facilitators()
    known = host.roster.cohorts()
    rows = {each.participant: read_given([each]) for each in host.ledger.latest(Kind.COHORTS)}
    lines = tuple(
        _line(each, rows.get(each.id, GivenCohorts()), known, None if each.id != who else chosen)
        for each in team or ()
    )
    lines = tuple(
        replace(each, problems=problems, is_stale=is_stale) if each.facilitator.id == who else each
        for each in lines
    )
    is_saved = status == 200  # noqa: PLR2004 - as every page
    saved = next((each for each in lines if is_saved and each.facilitator.id == who), None)
    shown = FacilitatorsScreen(
        lines=lines,
        is_team_known=team is not None,
        has_any_cohort=bool(known),
        is_wall=host.people_rule is PeopleRule.WALL,
        saved=saved,
        problems=problems,
    )
    return staff_page(host, "facilitators", "facilitators", shown, status=status)


def _line(
    facilitator: Facilitator,
    given: GivenCohorts,
    known: Sequence[str],
    chosen: Sequence[str] | None,
) -> FacilitatorLine:
    ticked = given.cohorts if chosen is None else chosen
    names = (*known, *(each for each in given.cohorts if each not in known))
    ticks = tuple(CohortTick(each, each in ticked, each not in known) for each in names)
    return FacilitatorLine(facilitator, given, ticks)
