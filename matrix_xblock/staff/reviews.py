"""The queue of reviews: what needs somebody of the course staff, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.review.status import read_time
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework import rounds
from matrix_xblock.domain.review.status import NEEDS_STAFF, ReviewStatus, RoundStanding
from matrix_xblock.domain.staff.roster import RosterFilter, RosterPage, RosterRow, Sort
from matrix_xblock.domain.staff.saved_filters import SavedFilter, add_filter, remove_filter
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.filters import (
    ALL,
    place,
    query,
    read_filter,
    read_place,
    state_of,
    with_state,
)
from matrix_xblock.staff.my_people import is_of_everybody, people_asked
from matrix_xblock.staff.outcome import Outcome
from matrix_xblock.staff.pages import staff_page
from matrix_xblock.staff.reminders import Reminded, Reminding, can_be_reminded, reminding
from matrix_xblock.staff.saved_filters import SavedLink, saved_links, saved_of
from matrix_xblock.staff.selection import is_every, key_of
from matrix_xblock.staff.several import SeveralOutcome

__all__ = [
    "PAGE_LENGTH",
    "ReviewsScreen",
    "Wait",
    "filter_asked",
    "filter_meant",
    "remove_saved_filter",
    "save_filter",
    "show",
]

PAGE_LENGTH = 25
_Query = Mapping[str, str]

_PEOPLE = (ReviewStatus.IN_PROGRESS, ReviewStatus.NOT_STARTED)
_LISTS = ("", ReviewStatus.COMMENTED, ReviewStatus.RETURNED, ReviewStatus.ACCEPTED, ALL)
_WEEK = 7

_YES = "yes"
_ACCEPT, _DOWNLOAD, _REMIND = "accept", "download", "remind"
_TO_ACCEPT = {*NEEDS_STAFF, ReviewStatus.COMMENTED}
"""What may not have been decided yet. A list of nothing else can be downloaded only."""


class Wait(StrEnum):
    """How long a review has waited, roughly: the groups of the queue."""

    LONG = "long"
    WEEK = "week"
    NEW = "new"


@wordless
@dataclass(frozen=True)
class QueueLine:
    """One line with its place in the whole list, counted from 0.

    `since` and `days` say how long it stands as it does, None where that is not known; `wait` is
    the group that begins with it, if one does. `key` is its name in a form, empty where it cannot
    be selected.
    """

    row: RosterRow
    place: int
    since: datetime | None
    days: int | None
    is_this_year: bool
    wait: Wait | None = None
    key: str = ""
    is_picked: bool = False


@wordless
@dataclass(frozen=True)
class OtherList:
    """A list that can be chosen: its state, how many lines it has, and the query of it."""

    state: str
    number: int
    query: _Query


@wordless
@dataclass(frozen=True)
class ReviewsScreen:
    """One page of the queue, and how its links ask for another.

    `states` are those inside *Needs you*, with their numbers; `longest` is how many days the first
    line has waited. `sorts` are what can be chosen to sort by, each with the code of its words, and
    `sort` is what the lines are sorted by; `has_latest` and `has_since` are columns in which
    something can stand. `acts` are what can be done with everything that can be selected here, and
    `has_unticked` tells that some cannot be: those who have never come to the block;
    `turn_query` asks for another page with the same selected. People in a list can be reminded with
    one `press`; `remind_query` asks for `reminding`, which says how many. `saved` are filters under
    a name, and `saving` tells what has just been done about them, saved, removed or refused, and
    `saving_name` under which name; what is shown can be saved where more is chosen than a search.
    """

    roster_filter: RosterFilter
    state: str
    is_in_need: bool
    lines: tuple[QueueLine, ...]
    titles: Mapping[str, str]
    lists: tuple[OtherList, ...]
    people: tuple[OtherList, ...]
    people_round: str
    states: tuple[tuple[ReviewStatus, int], ...]
    sorts: Mapping[str, str]
    sort: Sort
    has_latest: bool
    has_since: bool
    query: _Query
    name_query: _Query
    wait_query: _Query
    total: int
    longest: int
    page: int
    pages: int
    cohorts: tuple[str, ...]
    has_filters: bool
    acts: tuple[str, ...] = ()
    is_every: bool = False
    can_pick: bool = False
    has_unticked: bool = False
    number_picked: int = 0
    turn_query: _Query = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    press: str = ""
    remind_query: _Query = field(default_factory=dict)
    reminding: Reminding | None = None
    several: SeveralOutcome | None = None
    saved: tuple[SavedLink, ...] = ()
    filter_fields: Form = field(default_factory=dict)
    saving: str = ""
    saving_name: str = ""
    can_save: bool = False


def filter_asked(host: StaffHost, form: Form, cohorts: tuple[str, ...]) -> RosterFilter:
    """Read which part of the queue is meant. Raises `Invalid` where there is none such."""
    order = [each.id for each in host.setup.rounds]
    current = rounds.under_way(host.setup.rounds, host.now()).id
    return read_filter(
        form,
        rounds=order,
        cohorts=cohorts,
        current=current,
        is_of_everybody=is_of_everybody(host, form),
    )


def filter_meant(host: StaffHost, form: Form) -> RosterFilter:
    """Read which part of the queue is meant; where there is none such any more, all of it."""
    cohorts = host.roster.cohorts()
    try:
        return filter_asked(host, form, cohorts)
    except Invalid:
        return filter_asked(host, {}, cohorts)


def show(
    host: StaffHost,
    form: Form,
    outcome: Outcome | None = None,
    *,
    several: SeveralOutcome | None = None,
    reminded: Reminded | None = None,
    problems: tuple[Problem, ...] = (),
) -> Page:
    """Show one page of the queue. A page beyond the end is the last one.

    `several` and `reminded` are what has just been done about some of it, `problems` what was wrong
    with that.
    """
    host = people_asked(host, form)
    return _page(host, form, outcome, problems=problems, reminded=reminded, several=several)


def save_filter(host: StaffHost, form: Form) -> Page:
    """Save the filters of the list under a name. A search for somebody's name is not saved."""
    host = people_asked(host, form)
    cohorts = host.roster.cohorts()
    wanted = filter_asked(host, form, cohorts)
    staff_drafts = host.load_drafts()
    new = SavedFilter(
        Filled(form).identifier("id"),
        host.place.usage,
        read_text(form, "filter_name"),
        place(wanted),
    )
    try:
        filters, is_new = add_filter(staff_drafts.filters, new)
    except Invalid as refused:
        listed = _Listed(cohorts, staff_drafts.filters)
        problems = refused.problems
        return _page(
            host, form, listed=listed, problems=problems, filter_fields=form, saving="refused"
        )
    # A second press finds what the first one has saved.
    name = next((each.name for each in filters if each.id == new.id), new.name)
    listed = _Listed(cohorts, filters)
    page = _page(host, form, listed=listed, saving="saved", saving_name=name)
    if is_new:
        host.save_drafts(replace(staff_drafts, filters=filters))
    return page


def remove_saved_filter(host: StaffHost, form: Form) -> Page:
    """Remove saved filters. The list stays as it is."""
    host = people_asked(host, form)
    staff_drafts = host.load_drafts()
    filter_id = read_text(form, "filter")
    left = remove_filter(staff_drafts.filters, filter_id)
    name = next(each.name for each in staff_drafts.filters if each.id == filter_id)
    listed = _Listed(host.roster.cohorts(), left)
    page = _page(host, form, listed=listed, saving="removed", saving_name=name)
    host.save_drafts(replace(staff_drafts, filters=left))
    return page


@wordless
@dataclass(frozen=True)
class _Listed:
    """What the list offers to filter by: the cohorts, and what whoever looks has saved."""

    cohorts: tuple[str, ...]
    saved: tuple[SavedFilter, ...]


def _page(
    host: StaffHost,
    form: Form,
    outcome: Outcome | None = None,
    *,
    listed: _Listed | None = None,
    reminded: Reminded | None = None,
    problems: tuple[Problem, ...] = (),
    **more: Any,
) -> Page:
    """Show the list. What cannot be shown raises before anything is kept."""
    listed = listed or _Listed(host.roster.cohorts(), saved_of(host))
    cohorts = listed.cohorts
    number = read_place(form, "page", least=1)
    at: Mapping[str, str] | None = None
    try:
        roster_filter = filter_asked(host, form, cohorts)
        shown = _shown(host, roster_filter, number, cohorts)
        if can_be_reminded(host, roster_filter):
            is_asked = reminded is not None or read_text(form, "remind") == _YES
            shown = _offering(host, shown, is_asked=is_asked, reminded=reminded)
        at = {
            "page": str(shown.page) if shown.page > 1 else "",
            "remind": _YES if shown.reminding else "",
            **place(roster_filter),
        }
    except Invalid as refused:
        problems = refused.problems
        shown = _shown(host, filter_asked(host, {}, cohorts), 1, cohorts)
    saved = saved_links(host, listed.saved, shown.query, cohorts=cohorts)
    shown = replace(_picked(shown, form), problems=problems, saved=saved, **more)
    status = 422 if problems and not shown.several else 200
    if reminded and reminded.was is not None:
        status = 409
    beside = (outcome or Outcome(),)
    return staff_page(host, "reviews", "reviews", shown, beside=beside, place=at, status=status)


def _shown(
    host: StaffHost, roster_filter: RosterFilter, number: int, cohorts: tuple[str, ...]
) -> ReviewsScreen:
    first = (number - 1) * PAGE_LENGTH
    page = host.roster.page(roster_filter, start=first, length=PAGE_LENGTH)
    total = page.total(roster_filter)
    last = max(1, -(-total // PAGE_LENGTH))
    if number > last:
        return _shown(host, roster_filter, last, cohorts)
    state = state_of(roster_filter)
    lines = tuple(_grouped(_lines(host, page, first), roster_filter))
    return ReviewsScreen(
        roster_filter=roster_filter,
        state=state,
        is_in_need=_is_in_need(roster_filter),
        lines=lines,
        titles=host.setup.titles,
        lists=tuple(_other(roster_filter, page, each) for each in _LISTS),
        people=tuple(_people(host, roster_filter, page)),
        people_round=host.setup.titles[roster_filter.people_round],
        states=tuple((each, page.counts.get(each, 0)) for each in NEEDS_STAFF),
        sorts=_sorts(roster_filter, cohorts),
        sort=_sort(roster_filter),
        has_latest=_has_latest(roster_filter, page),
        has_since=not _is_of_names(roster_filter),
        query=query(roster_filter),
        name_query=query(replace(roster_filter, sort=Sort.NAME)),
        wait_query=query(replace(roster_filter, sort=_by_wait(roster_filter.sort))),
        total=total,
        longest=_longest(lines, roster_filter, number),
        page=number,
        pages=last,
        cohorts=cohorts,
        has_filters=bool(roster_filter.round_id or roster_filter.cohort or roster_filter.search),
        acts=_acts(roster_filter),
        filter_fields={"id": [host.new_id()]},
        can_save=bool(place(roster_filter)),
    )


def _acts(roster_filter: RosterFilter) -> tuple[str, ...]:
    """Return what can be done with everything that can be selected in a list."""
    is_to_accept = not _TO_ACCEPT.isdisjoint(roster_filter.statuses)
    return (_ACCEPT, _DOWNLOAD) if is_to_accept else (_DOWNLOAD,)


def _offering(
    host: StaffHost, shown: ReviewsScreen, *, is_asked: bool, reminded: Reminded | None
) -> ReviewsScreen:
    """Offer to remind the whole list, and those who are selected in it.

    How many of them may be reminded is read when that is asked for.
    """
    press = host.new_id()
    panel = None
    if is_asked:
        panel = reminding(host, shown.roster_filter, shown.query, press=press, outcome=reminded)
    can_remind = host.notifications.is_on and (panel.number if panel else shown.total) > 0
    return replace(
        shown,
        acts=(_REMIND, *shown.acts) if can_remind else shown.acts,
        press=press,
        remind_query={**shown.query, "remind": _YES} if shown.total else {},
        reminding=panel,
    )


def _picked(shown: ReviewsScreen, form: Form) -> ReviewsScreen:
    """Select again what was selected and still stands as it was, or everything."""
    is_all = is_every(form)
    keys = set(form.get("line", ()))
    lines = tuple(
        replace(each, is_picked=bool(each.key) and (is_all or each.key in keys))
        for each in shown.lines
    )
    every = {"every": "yes"} if is_all else {}
    return replace(
        shown,
        lines=lines,
        is_every=is_all,
        can_pick=any(each.key for each in lines),
        has_unticked=any(not each.key for each in lines),
        number_picked=shown.total if is_all else sum(each.is_picked for each in lines),
        turn_query={**shown.query, **every},
    )


def days_since(host: StaffHost, since: datetime | None) -> int | None:
    """Return how many days ago a time was where somebody is, None for not known."""
    return max((host.today() - host.local_day(since)).days, 0) if since else None


def _lines(host: StaffHost, page: RosterPage, first: int) -> Iterator[QueueLine]:
    today = host.today()
    for number, row in enumerate(page.lines, start=first):
        since = time_of(row.standing)
        day = host.local_day(since) if since else None
        days = days_since(host, since)
        is_this_year = day is not None and day.year == today.year
        yield QueueLine(row, number, since, days, is_this_year, key=key_of(row))


def _grouped(lines: Iterator[QueueLine], roster_filter: RosterFilter) -> Iterator[QueueLine]:
    """Begin a group where the wait is another. The groups follow the sort, or are not there."""
    is_grouped = roster_filter.sort in {Sort.WAIT, Sort.NEWEST}
    is_in_need = _is_in_need(roster_filter)
    before: Wait | None = None
    for line in lines:
        wait = _wait(line.days) if is_grouped and is_in_need else None
        yield replace(line, wait=wait if wait is not before else None)
        before = wait


def _wait(days: int | None) -> Wait:
    if days is None or days > 2 * _WEEK:
        return Wait.LONG
    return Wait.WEEK if days >= _WEEK else Wait.NEW


def _longest(lines: tuple[QueueLine, ...], roster_filter: RosterFilter, number: int) -> int:
    """Return the days that the oldest line has waited, 0 where the page does not begin with it."""
    is_waiting = _is_in_need(roster_filter) and number == 1 and bool(lines)
    return (lines[0].days or 0) if is_waiting and roster_filter.sort is Sort.WAIT else 0


def _has_latest(roster_filter: RosterFilter, page: RosterPage) -> bool:
    """Tell whether a list has news: of what needs staff, and where one of them has a draft."""
    is_needed = not set(NEEDS_STAFF).isdisjoint(roster_filter.statuses)
    return is_needed or any(each.at_work for each in page.lines)


def _is_of_names(roster_filter: RosterFilter) -> bool:
    """Tell whether nothing but names is known of a list: of people who have not started."""
    return ReviewStatus.NOT_STARTED in roster_filter.statuses


def _sort(roster_filter: RosterFilter) -> Sort:
    """Return what a list is sorted by, whatever is asked for: those who never came, by name."""
    is_other = _is_of_names(roster_filter) and roster_filter.sort is not Sort.COHORT
    return Sort.NAME if is_other else roster_filter.sort


def _sorts(roster_filter: RosterFilter, cohorts: tuple[str, ...]) -> Mapping[str, str]:
    """Return what a list can be sorted by: only what needs staff waits for anybody.

    A list of names keeps the sort by wait in its form, for the lists that are chosen after it.
    """
    by_cohort = {Sort.COHORT.value: "cohort"} if cohorts else {}
    if _is_of_names(roster_filter):
        asked = roster_filter.sort
        return {(Sort.NAME if asked is Sort.COHORT else asked).value: "name", **by_cohort}
    by_time = {"wait": "wait", "newest": "newest"}
    if not _is_in_need(roster_filter):
        by_time = {"wait": "oldest", "newest": "latest"}
    return {**by_time, "name": "name", **by_cohort}


def _is_in_need(roster_filter: RosterFilter) -> bool:
    return set(roster_filter.statuses) <= set(NEEDS_STAFF)


def _by_wait(sort: Sort) -> Sort:
    """Return the sort by wait, or turned round where the list is sorted so already."""
    return Sort.NEWEST if sort is Sort.WAIT else Sort.WAIT


def _people(host: StaffHost, roster_filter: RosterFilter, page: RosterPage) -> Iterator[OtherList]:
    """Give the lists of people: who has not started is known where everybody is."""
    for each in _PEOPLE:
        if each is not ReviewStatus.NOT_STARTED or host.roster.has_everybody:
            yield _other(roster_filter, page, each)


def _other(roster_filter: RosterFilter, page: RosterPage, state: str) -> OtherList:
    wanted = with_state(roster_filter, state)
    return OtherList(state, page.total(wanted), query(wanted))


def time_of(standing: RoundStanding) -> datetime | None:
    """Return since when somebody stands so: a time that can be shown in every zone, or None."""
    return read_time(standing.since)
