"""The opportunities of a course: what is wanted and offered, by whom and since when; the board."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Invalid, Problem, Unknown
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason, kind_of
from matrix_xblock.domain.staff.opportunity_list import (
    ALWAYS_COUNTED,
    ListedOpportunity,
    OpportunityFilter,
    OpportunityList,
    answers_to,
    days_waited,
    part_of,
)
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.dates import write_date
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.course_opportunities import (
    CourseOpportunities,
    read_board,
    read_course,
)
from matrix_xblock.staff.filters import read_place
from matrix_xblock.staff.my_people import OF_EVERYBODY, is_of_everybody, people_asked
from matrix_xblock.staff.pages import staff_page

__all__ = [
    "MOST_AT_ONCE",
    "PAGE_LENGTH",
    "BoardForm",
    "Offering",
    "Outcome",
    "filters_in",
    "key_of",
    "known_post",
    "opportunities_page",
    "show",
    "whole_list",
]

PAGE_LENGTH = 50
MOST_AT_ONCE = 50
"""People whom one offer goes to, and names at one post."""

OF_A_POST = "post:"
"""Begins what an offer is about, where that is a post; a type of opportunity has no colon."""

NEW_POST = "new"
FILTERS = ("status", "type", "area", "cohort", "people")

Query = Mapping[str, str]


@wordless
@dataclass(frozen=True)
class Line:
    """One opportunity: whose, how long it has waited, in which areas, and what can be said of it.

    `key` names it in a form. `has_review` says whether the participant has a page to go to.
    """

    key: str
    person: Person
    listed: ListedOpportunity
    days: int
    areas: tuple[str, ...]
    answers: tuple[OpportunityStatus, ...]

    @property
    def has_review(self) -> bool:
        """Tell whether it went with a review that can be opened."""
        return bool(self.listed.glance.round_id)


@wordless
@dataclass(frozen=True)
class Group:
    """The lines of one type on this page, and how many there are on all pages."""

    type: str
    total: int
    lines: tuple[Line, ...]

    @property
    def has_areas(self) -> bool:
        """Tell whether any of the lines is about an area: most are about none."""
        return any(each.areas for each in self.lines)


@wordless
@dataclass(frozen=True)
class OpportunitiesScreen:
    """One page of the list, and how its links ask for another.

    `statuses` have how many opportunities are in each and the query of them; `types`, `cohorts` and
    `area_choices` are what can be chosen. `press` is the id of the next answer.
    """

    wanted: OpportunityFilter
    groups: tuple[Group, ...]
    statuses: tuple[tuple[OpportunityStatus, int, Query], ...]
    types: tuple[str, ...]
    area_choices: tuple[tuple[str, str], ...]
    cohorts: tuple[str, ...]
    titles: Mapping[str, str]
    query: Query
    total: int
    first: int
    last: int
    page: int
    pages: int
    is_filtered: bool
    can_offer: bool
    has_answers: bool
    press: str
    most_at_once: int = MOST_AT_ONCE
    reasons: tuple[Reason, ...] = tuple(Reason)
    list_problems: tuple[Problem, ...] = ()


@wordless
@dataclass(frozen=True)
class Candidate:
    """Somebody to whom an offer can go: what they asked for, its key, and whether it is ticked."""

    key: str
    person: Person
    title: str
    is_chosen: bool


@wordless
@dataclass(frozen=True)
class Offering:
    """The form of an offer; `about` is nothing where it is closed.

    `offer_place` is where it stands: in its `group`, at its `post`, or at the `top` where neither
    is on the page any more.
    """

    about: str = ""
    kind: str = ""
    typed_offer: Form = field(default_factory=dict)
    offer_place: str = ""
    candidates: tuple[Candidate, ...] = ()
    more: int = 0
    offer_problems: tuple[Problem, ...] = ()


@wordless
@dataclass(frozen=True)
class Interested:
    """Somebody who is interested in a post: since when, and how far it has come."""

    person: Person
    listed: ListedOpportunity
    at: datetime


@wordless
@dataclass(frozen=True)
class BoardForm:
    """The form of a post as it stands, and what has just been done: `posted`, `closed`."""

    fields: Form = field(default_factory=dict)
    is_open: bool = False
    problems: tuple[Problem, ...] = ()
    done: str = ""


@wordless
@dataclass(frozen=True)
class BoardScreen:
    """What is on the board and who is interested, what was on it, and the form of a post.

    `offered` are kinds of opportunities, each with whether the form has it chosen. `waiting` is
    how many have no answer yet, by post.
    """

    fields: Form
    is_new: bool
    is_open: bool
    offered: tuple[tuple[str, bool], ...]
    posts: tuple[Post, ...]
    past: tuple[Post, ...]
    interested: Mapping[str, tuple[Interested, ...]]
    numbers: Mapping[str, int]
    waiting: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    done: str = ""


@wordless
@dataclass(frozen=True)
class Outcome:
    """What opportunities have just become, and those that could not: whose, and why.

    `answering` is the key of one whose form is shown again, `typed` what was in it. `is_notified`
    tells that the platform was asked to notify those people.
    """

    became: OpportunityStatus | None = None
    is_notified: bool = False
    people: tuple[Person, ...] = ()
    failed: tuple[tuple[Person, Problem], ...] = ()
    answering: str = ""
    typed: Form = field(default_factory=dict)
    answer_problems: tuple[Problem, ...] = ()


@wordless
@dataclass(frozen=True)
class _Around:
    """What the parts of a page are made of: the course, the part of its list, and its people."""

    host: StaffHost
    course: CourseOpportunities
    wanted: OpportunityFilter
    part: OpportunityList
    people: Mapping[str, Person] = field(default_factory=dict)

    def person(self, each: ListedOpportunity) -> Person:
        """Return whose opportunity it is. Who has left the course is there by their id."""
        who = each.participant
        return self.people.get(who, Person(who, who))

    def candidates(self, about: str) -> Sequence[ListedOpportunity]:
        """Return to whom an offer about a type or a post can go, who waits longest first."""
        post = about.removeprefix(OF_A_POST)
        if post != about:
            listed = reversed(self.course.by_post.get(post, ()))
            return [each for each in listed if _can_be_offered(each)]
        lines = (each for each in self.part.lines if each.glance.type.value == about)
        return [each for each in lines if _can_be_offered(each)]


def show(host: StaffHost, form: Form) -> Page:
    """Show one page of the list, with the board beside it. A page beyond the end is the last."""
    about, posts = read_text(form, "offer"), read_board(host.ledger)
    post = about.removeprefix(OF_A_POST)
    fields = {"who": [host.author.name], "to": form.get("to", ())}
    if post != about:
        fields["what"] = [known_post(posts, post).title]
    offering = Offering(about, typed_offer=fields) if about else None
    return opportunities_page(host, form, posts, offering=offering, board=_board_form(posts, form))


def opportunities_page(
    host: StaffHost,
    form: Form,
    posts: tuple[Post, ...],
    *,
    board: BoardForm | None = None,
    offering: Offering | None = None,
    outcome: Outcome | None = None,
    status: int = 200,
) -> Page:
    """Show the list and the board, with the form that is open in one of them.

    `posts` is everything that has been on the board: whoever has just changed it has read it.
    """
    host = people_asked(host, form)
    cohorts = host.roster.cohorts()
    course = read_course(host, posts)
    problems: tuple[Problem, ...] = ()
    try:
        wanted = read_filter(form, host, cohorts)
    except Invalid as refused:
        wanted, problems, status = OpportunityFilter(), refused.problems, 422
    around = _Around(host, course, wanted, _part(host, course, wanted))
    number = min(read_place(form, "page", least=1), _pages(around.part))
    offering = offering or Offering()
    first = (number - 1) * PAGE_LENGTH
    lines = around.part.lines[first : first + PAGE_LENGTH]
    candidates = around.candidates(offering.about)[:MOST_AT_ONCE] if offering.about else ()
    ids = {each.participant for each in (*lines, *candidates, *_at_posts(around))}
    around = replace(around, people=host.roster.named(sorted(ids)))
    screen = _screen(around, lines, number, cohorts, problems)
    beside = (
        _offer_form(around, offering, candidates, {each.glance.type.value for each in lines}),
        _board(around, board or BoardForm()),
        outcome or Outcome(),
    )
    at = {"page": str(number) if number > 1 else "", **screen.query}
    return staff_page(
        host, "opportunities", "opportunities", screen, beside=beside, status=status, place=at
    )


def whole_list(host: StaffHost, form: Form) -> tuple[OpportunityFilter, OpportunityList]:
    """Return everything that a page asks for, on all its pages. Raises `Invalid` as a filter."""
    host = people_asked(host, form)
    wanted = read_filter(form, host, host.roster.cohorts())
    return wanted, _part(host, read_course(host, read_board(host.ledger)), wanted)


def key_of(each: ListedOpportunity) -> str:
    """Return what names an opportunity in a form: whose it is, and its id."""
    return f"{each.participant}:{each.glance.opportunity}"


def read_filter(form: Form, host: StaffHost, cohorts: Sequence[str]) -> OpportunityFilter:
    """Read filters. Raises `Invalid` naming each that is none of ours: it would hide people."""
    problems: list[Problem] = []
    areas = {area.id for area in host.setup.framework.areas}
    status = read_text(form, "status")
    known = {each.value: each for each in OpportunityStatus}
    if status and status not in known:
        problems.append(Problem("status", "unknown_filter"))
    type_ = read_text(form, "type")
    if type_ and kind_of(type_) is None:
        problems.append(Problem("type", "unknown_filter"))
    for name, values in (("area", areas), ("cohort", cohorts)):
        if read_text(form, name) and read_text(form, name) not in values:
            problems.append(Problem(name, "unknown_filter"))
    if problems:
        raise Invalid(*problems)
    return OpportunityFilter(
        status=known.get(status, OpportunityStatus.WANTED),
        type=type_,
        area_id=read_text(form, "area"),
        cohort=read_text(form, "cohort"),
        is_of_everybody=is_of_everybody(host, form),
    )


def filters_in(form: Form) -> Form:
    """Return which part of the list a page showed; the rest of its form is about something else."""
    return {name: form[name] for name in (*FILTERS, "page") if name in form}


def query_of(wanted: OpportunityFilter) -> Query:
    """Return the filters by name, empty ones left out."""
    values = {
        "status": "" if wanted.status is OpportunityStatus.WANTED else wanted.status.value,
        "type": wanted.type,
        "area": wanted.area_id,
        "cohort": wanted.cohort,
        "people": OF_EVERYBODY if wanted.is_of_everybody else "",
    }
    return {name: value for name, value in values.items() if value}


def _part(
    host: StaffHost, course: CourseOpportunities, wanted: OpportunityFilter
) -> OpportunityList:
    return part_of(
        course.listed,
        wanted,
        types=host.setup.framework.offered,
        cohorts=host.roster.members() if wanted.cohort else {},
    )


def _pages(part: OpportunityList) -> int:
    return max(1, -(-len(part.lines) // PAGE_LENGTH))


def _screen(
    around: _Around,
    lines: Sequence[ListedOpportunity],
    number: int,
    cohorts: tuple[str, ...],
    problems: tuple[Problem, ...],
) -> OpportunitiesScreen:
    host, wanted, part = around.host, around.wanted, around.part
    framework = host.setup.framework
    met = {each.glance.type.value for each in around.course.listed}
    first = (number - 1) * PAGE_LENGTH
    return OpportunitiesScreen(
        wanted=wanted,
        groups=tuple(_groups(around, lines)),
        statuses=tuple(
            (each, part.counts.get(each, 0), query_of(replace(wanted, status=each)))
            for each in OpportunityStatus
            if each in ALWAYS_COUNTED or part.counts.get(each) or each is wanted.status
        ),
        types=(*framework.offered, *sorted(met.difference(framework.offered))),
        area_choices=tuple((area.id, area.name) for area in framework.areas),
        cohorts=cohorts,
        titles=host.setup.titles,
        query=query_of(wanted),
        total=len(part.lines),
        first=first + 1,
        last=first + len(lines),
        page=number,
        pages=_pages(part),
        is_filtered=bool(wanted.type or wanted.area_id or wanted.cohort),
        can_offer=OpportunityStatus.OFFERED in answers_to(wanted.status),
        has_answers=bool(answers_to(wanted.status)),
        press=host.new_id(),
        list_problems=problems,
    )


def _groups(around: _Around, lines: Sequence[ListedOpportunity]) -> Iterator[Group]:
    for kind, some in groupby(lines, key=lambda each: each.glance.type.value):
        shown = tuple(_line(around, each) for each in some)
        yield Group(kind, around.part.of_types[kind], shown)


def _line(around: _Around, each: ListedOpportunity) -> Line:
    host, glance = around.host, each.glance
    names = {area.id: area.name for area in host.setup.framework.areas}
    return Line(
        key=key_of(each),
        person=around.person(each),
        listed=each,
        days=days_waited(glance.since.date(), host.today()),
        areas=tuple(names[key] for key in glance.area_ids if key in names),
        answers=answers_to(glance.status),
    )


def _offer_form(
    around: _Around,
    offering: Offering,
    candidates: Sequence[ListedOpportunity],
    types: Collection[str],
) -> Offering:
    """Return the form with to whom the offer can go. Without a choice it goes to all of them.

    `types` are those that have a group on the page.
    """
    if not offering.about:
        return offering
    chosen = set(offering.typed_offer.get("to", ()))
    kind = candidates[0].glance.type.value if candidates else ""
    return replace(
        offering,
        kind=kind,
        offer_place=_place(around, offering.about, types),
        more=len(around.candidates(offering.about)) - len(candidates),
        candidates=tuple(
            Candidate(
                key_of(each),
                around.person(each),
                each.glance.title,
                is_chosen=not chosen or key_of(each) in chosen,
            )
            for each in candidates
        ),
    )


def _place(around: _Around, about: str, types: Collection[str]) -> str:
    today = around.host.today()
    if about in {f"{OF_A_POST}{each.id}" for each in around.course.posts if each.is_open(today)}:
        return "post"
    return "group" if about in types else "top"


def _can_be_offered(each: ListedOpportunity) -> bool:
    return OpportunityStatus.OFFERED in answers_to(each.glance.status)


def _at_posts(around: _Around) -> list[ListedOpportunity]:
    """Return who is interested in what is on the board, as many as are shown."""
    today = around.host.today()
    return [
        each
        for post in around.course.posts
        if post.is_open(today)
        for each in around.course.by_post.get(post.id, ())[:MOST_AT_ONCE]
    ]


def _board(around: _Around, form: BoardForm) -> BoardScreen:
    host, course = around.host, around.course
    today = host.today()
    posts = tuple(each for each in course.posts if each.is_open(today))
    fields = form.fields or {"id": [host.new_id()]}
    return BoardScreen(
        fields=fields,
        is_new=read_text(fields, "id") not in {each.id for each in course.posts},
        is_open=form.is_open,
        offered=tuple(
            (str(each), each in fields.get("opportunity", ()))
            for each in host.setup.framework.offered
        ),
        posts=posts,
        past=tuple(each for each in course.posts if not each.is_open(today)),
        interested={
            post.id: tuple(
                Interested(around.person(each), each, course.interested_at(each))
                for each in course.by_post.get(post.id, ())[:MOST_AT_ONCE]
            )
            for post in posts
        },
        numbers={key: len(each) for key, each in course.by_post.items()},
        waiting={
            key: sum(_is_waiting(each) for each in some) for key, some in course.by_post.items()
        },
        problems=form.problems,
        done=form.done,
    )


def _is_waiting(each: ListedOpportunity) -> bool:
    return each.glance.status is OpportunityStatus.WANTED


def _board_form(posts: Sequence[Post], form: Form) -> BoardForm | None:
    """Return the form of a post where it is asked for: of a new one, or with one's words."""
    post_id = read_text(form, "post")
    if not post_id:
        return None
    if post_id == NEW_POST:
        return BoardForm(is_open=True)
    return BoardForm(post_fields(known_post(posts, post_id)), is_open=True)


def post_fields(written: Post) -> Form:
    """Fill the form of a post."""
    return {
        "id": [written.id],
        "opportunity": [written.type.value],
        "title": [written.title],
        "detail": [written.detail],
        "closes": [write_date(written.closes) if written.closes else ""],
    }


def known_post(posts: Sequence[Post], post_id: str) -> Post:
    """Return a post of the board. Raises `Unknown` for any other."""
    known = {each.id: each for each in posts}
    if post_id not in known:
        raise Unknown(Problem("post", "unknown_post"))
    return known[post_id]
