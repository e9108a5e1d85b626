"""Live figures: where people stand, how they have moved, and what was offered, counted exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.figures import live
from matrix_xblock.domain.figures.live import ChoicesMade, Movement, Nets, NotMoved, Opportunities
from matrix_xblock.domain.figures.release_counts import Counting, counting_of
from matrix_xblock.domain.figures.shapes import Questions, questions
from matrix_xblock.domain.figures.sign_offs import AnswerCodes, RoundSignOffs
from matrix_xblock.domain.framework.framework import Prompt
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.figures import Fork, Heat, NetColumn, forks, heat, net_columns, width_of
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.course_log import note_figures
from matrix_xblock.staff.my_people import OF_EVERYBODY, is_of_everybody, people_asked
from matrix_xblock.staff.pages import staff_page
from matrix_xblock.staff.sign_offs import (
    AnswersGiven,
    CourseSignOffs,
    answers_given,
    course_sign_offs,
    filled_in,
)

__all__ = ["FiguresScreen", "show"]

Bars = tuple[tuple[str, int], ...]
"""A code of ours or words of the author's, and how many there are."""


@wordless
@dataclass(frozen=True)
class TakingPart:
    """How many take part in a round. Who has not come is known only where the platform tells."""

    round: Round
    signed_off: int
    started: int | None = None
    enrolled: int | None = None


@wordless
@dataclass(frozen=True)
class CohortChoice:
    """A cohort that can be chosen, and how many are counted in it."""

    name: str
    people: int


@wordless
@dataclass(frozen=True)
class MovementShown:
    """Movement since a round, and how it is drawn. `most` and `least` are areas, "" where alike."""

    movement: Movement
    is_baseline: bool
    forks: tuple[Fork, ...]
    columns: tuple[NetColumn, ...]
    width: int
    most: str = ""
    least: str = ""


@wordless
@dataclass(frozen=True)
class FiguresScreen:
    """What is asked for, and what is counted of it.

    `without_levels` is how many signed off where levels are not shared, `without_sharing` of how
    many nobody knows that, `as_today` how many are in the cohort of today since their rows say
    none, `newer` how many people's rows cannot be read here.
    """

    round_id: str
    cohort: str
    cohorts: tuple[CohortChoice, ...]
    everybody: int
    counted_at: datetime
    query: Mapping[str, str]
    titles: Mapping[str, str]
    area_names: Mapping[str, str]
    taking_part: tuple[TakingPart, ...]
    signed_off: int
    with_levels: int
    without_levels: int
    without_sharing: int
    as_today: int
    newer: int
    levels: Heat | None
    movements: tuple[MovementShown, ...]


@wordless
@dataclass(frozen=True)
class Offered:
    """Three sources on whether nothing was offered, each of people of its own, and their bars.

    `unread` is how many people's answers stand in long rows that were not read.
    """

    asked: Questions | None
    choices: ChoicesMade | None
    unread: int
    opportunities: Opportunities
    not_moved: NotMoved | None
    moved_bars: Bars = ()
    why_bars: Bars = ()
    stage_bars: Bars = ()
    not_moved_bars: Bars = ()


@wordless
@dataclass(frozen=True)
class _Asked:
    """A round and a cohort, and the rounds before it that anybody has signed off."""

    round_id: str
    cohort: str
    earlier: tuple[str, ...]

    @property
    def since(self) -> tuple[str, ...]:
        """The baseline, and the last round where that is another."""
        return tuple(dict.fromkeys((*self.earlier[:1], *self.earlier[-1:])))


@wordless
@dataclass(frozen=True)
class _Counted:
    """Who is counted in a round: all of them, and those whose levels may be."""

    signed: RoundSignOffs
    in_all: Counting
    with_levels: Counting
    nets: Mapping[str, Nets]
    unread: int


def show(host: StaffHost, form: Form) -> Page:
    """Show figures of a round, of everybody whose reviews can be opened, or of a cohort of them."""
    people = {"people": OF_EVERYBODY} if is_of_everybody(host, form) else {}
    host = people_asked(host, form)
    course = course_sign_offs(host)
    asked = _asked(host, form, course)
    course = _known(host, course, asked)
    counted = _counted(host, course, asked)
    note_figures(host, asked.round_id)
    query = {"round": asked.round_id, "cohort": asked.cohort, **people}
    shown = _figures(host, course, asked, counted, query)
    offered = _offered(host, asked, counted)
    return staff_page(host, "figures", "figures", shown, beside=(offered,), place=query)


def _asked(host: StaffHost, form: Form, course: CourseSignOffs) -> _Asked:
    """Read which round and cohort are asked for.

    Raises `Invalid` for what is none of the course: it would count nobody.
    """
    order = [each.id for each in host.setup.rounds]
    round_id = read_text(form, "round") or _to_begin_with(order, course, least=host.site.k)
    cohort = read_text(form, "cohort")
    problems = []
    if round_id not in order:
        problems.append(Problem("round", "unknown_filter"))
    if cohort and cohort not in _cohorts(course, round_id):
        problems.append(Problem("cohort", "unknown_filter"))
    if problems:
        raise Invalid(*problems)
    earlier = takewhile(round_id.__ne__, order)
    return _Asked(round_id, cohort, tuple(key for key in earlier if key in course.rounds))


def _to_begin_with(order: Sequence[str], course: CourseSignOffs, *, least: int) -> str:
    """Return the latest round that a group has signed off, else the latest that anybody has."""
    signed = [key for key in order if key in course.rounds]
    by_a_group = [key for key in signed if len(course.rounds[key].first) >= least]
    return (by_a_group or signed or order[:1])[-1]


def _cohorts(course: CourseSignOffs, round_id: str) -> Mapping[str, int]:
    """Count people by cohort: by that of their sign-off, who has none yet by that of today.

    Where nobody is now and somebody was when they signed off is a cohort as well.
    """
    here = course.rounds.get(round_id, RoundSignOffs())
    signed = {who: here.groups[here.latest_place(who)] for who in here.first}
    numbers = Counter({**course.enrolled, **signed}.values())
    numbers.update(dict.fromkeys(course.enrolled.values(), 0))
    return {name: numbers[name] for name in sorted(numbers) if name}


def _known(host: StaffHost, course: CourseSignOffs, asked: _Asked) -> CourseSignOffs:
    """Fill in what older rows do not say of those who are counted."""
    rounds = [key for key in (asked.round_id, *asked.since) if key in course.rounds]
    signed = live.in_cohort(course.rounds.get(asked.round_id, RoundSignOffs()), asked.cohort)
    return filled_in(host, course, rounds, signed.first)


def _counted(host: StaffHost, course: CourseSignOffs, asked: _Asked) -> _Counted:
    """Count in those of a round: with what they chose, and whose levels may be seen."""
    signed = live.in_cohort(course.rounds.get(asked.round_id, RoundSignOffs()), asked.cohort)
    seen = live.with_levels(signed)
    answers = answers_given(host, asked.round_id, signed, most_snapshots=0)
    in_all = _counting(host, course, asked, signed, answers)
    with_levels = in_all if seen is signed else _counting(host, course, asked, seen, answers)
    nets = {since: live.nets_of(with_levels, since) for since in asked.since}
    return _Counted(signed, in_all, with_levels, nets, answers.unread)


def _counting(
    host: StaffHost,
    course: CourseSignOffs,
    asked: _Asked,
    signed: RoundSignOffs,
    answers: AnswersGiven,
) -> Counting:
    """Count in those of a round, with what of earlier rounds may be compared."""
    earlier = {key: live.with_levels(course.rounds[key]) for key in asked.since}
    return counting_of(
        AnswerCodes.of(host.setup.framework),
        {**earlier, asked.round_id: signed},
        asked.round_id,
        max([host.now(), *signed.times]),
        earlier=asked.since,
        answers=answers.chosen,
    )


def _figures(
    host: StaffHost,
    course: CourseSignOffs,
    asked: _Asked,
    counted: _Counted,
    query: Mapping[str, str],
) -> FiguresScreen:
    setup, signed, seen = host.setup, counted.signed, counted.with_levels
    cohorts, unknown = _cohorts(course, asked.round_id), live.without_sharing(signed)
    return FiguresScreen(
        round_id=asked.round_id,
        cohort=asked.cohort,
        cohorts=tuple(CohortChoice(name, number) for name, number in cohorts.items()),
        everybody=len(course.enrolled),
        counted_at=host.now(),
        query=query,
        titles=setup.titles,
        area_names={each.id: each.name for each in setup.framework.areas},
        taking_part=_taking_part(host, course, asked.cohort),
        signed_off=len(signed.first),
        with_levels=len(seen.people),
        without_levels=len(signed.first) - len(seen.people) - unknown,
        without_sharing=unknown,
        as_today=sum(signed.as_today[signed.latest_place(who)] for who in signed.first),
        newer=course.newer,
        levels=heat(live.levels_of(seen)) if seen.people else None,
        movements=tuple(_movement(counted, since, asked) for since in asked.since if seen.people),
    )


def _taking_part(host: StaffHost, course: CourseSignOffs, cohort: str) -> tuple[TakingPart, ...]:
    """Count who takes part in each round. Who has not signed off is in the cohort of today."""
    rounds, roster = host.setup.rounds, host.roster
    wanted = RosterFilter(cohort=cohort)
    counts = roster.counts(wanted, [each.id for each in rounds]) if roster.has_everybody else {}
    signed = {key: len(live.in_cohort(each, cohort).first) for key, each in course.rounds.items()}
    return tuple(_takes_part(each, signed.get(each.id, 0), counts.get(each.id)) for each in rounds)


def _takes_part(
    round_: Round, signed: int, counts: Mapping[ReviewStatus, int] | None
) -> TakingPart:
    if counts is None:
        return TakingPart(round_, signed)
    started = signed + counts.get(ReviewStatus.IN_PROGRESS, 0)
    return TakingPart(round_, signed, started, started + counts.get(ReviewStatus.NOT_STARTED, 0))


def _movement(counted: _Counted, since: str, asked: _Asked) -> MovementShown:
    movement = live.movement_of(counted.with_levels, since, counted.nets[since])
    columns = net_columns(movement)
    by_up = sorted(movement.areas, key=lambda each: each.up)
    is_told = bool(by_up) and by_up[0].up < by_up[-1].up
    return MovementShown(
        movement,
        is_baseline=since == asked.since[0],
        forks=forks(movement),
        columns=columns,
        width=width_of(columns),
        most=by_up[-1].area if is_told else "",
        least=by_up[0].area if is_told else "",
    )


def _offered(host: StaffHost, asked: _Asked, counted: _Counted) -> Offered:
    both = questions(host.setup.framework)
    choices = live.choices_made(counted.in_all, both) if both else None
    opportunities = live.opportunities_of(counted.in_all, [each.value for each in Reason])
    seen, since = counted.with_levels, asked.since
    stayed = live.not_moved(seen, counted.nets[since[0]]) if seen.people and since else None
    return Offered(
        asked=both,
        choices=choices,
        unread=counted.unread,
        opportunities=opportunities,
        not_moved=stayed,
        moved_bars=_in_words(both.moved, choices.moved) if both and choices else (),
        why_bars=_in_words(both.why, choices.why) if both and choices else (),
        stage_bars=_stages(opportunities),
        not_moved_bars=_came_of(stayed) if stayed else (),
    )


def _in_words(prompt: Prompt, numbers: Bars) -> Bars:
    texts = {each.id: each.text for each in prompt.choices}
    return tuple((texts[key], number) for key, number in numbers)


def _stages(opportunities: Opportunities) -> Bars:
    return (
        (OpportunityStatus.WANTED.value, opportunities.wanted),
        (OpportunityStatus.OFFERED.value, opportunities.offered),
        (OpportunityStatus.TAKEN_UP.value, opportunities.taken_up),
        (OpportunityStatus.COMPLETED.value, opportunities.completed),
    )


def _came_of(stayed: NotMoved) -> Bars:
    return (
        ("asked", stayed.asked),
        ("offered", stayed.offered),
        ("asked_for_none", stayed.asked_for_none),
        ("shared_nothing", stayed.shared_nothing),
    )
