"""The same cases for the roster in memory, on the demo's people, and on the LMS's."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

import django_host
import lms_site.install as lms
from builders import NOW
from fakes import FakeLedger, FakeRoster
from lms_site.student.models import AnonymousUserId, CourseAccessRole
from matrix_xblock.demo.course import SCHOOLS, DemoPeople
from matrix_xblock.domain.review.status import REVIEWS, ReviewStatus
from matrix_xblock.domain.staff.roster import (
    Neighbour,
    Person,
    RosterFilter,
    Sort,
    Surroundings,
)
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.ledger import SubmissionsLedger
from matrix_xblock.host.lms import people_source
from matrix_xblock.host.roster import LedgerPeople, NobodyListed, SqlRoster

TIMES = (NOW + timedelta(minutes=n) for n in count())
COURSE = "course-v1:Trust+NPQ+2026"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
OTHER_BLOCK = BLOCK.replace("@one", "@two")
ASH, BECK = SCHOOLS[:2]
PEOPLE = (
    Person("a", "Amina Khan", ASH),
    Person("b", "Ben Okafor", ASH),
    Person("c", "Carys O'Neill", BECK),
    Person("d", "dev patel", BECK),
    Person("e", "Erin 100% Walsh_Smith", ""),
    Person("", "Farid Rahimi", BECK),
)


class InMemory:
    def __init__(self, monkeypatch):
        del monkeypatch
        self.ledger = FakeLedger(block=BLOCK)

    def roster(self, people):
        return FakeRoster(self.ledger, list(people))


class OnTheDemo:
    def __init__(self, monkeypatch):
        del monkeypatch
        self.ledger = SubmissionsLedger(course=COURSE, usage=BLOCK)

    def roster(self, people):
        for number, each in enumerate(people):
            # Everybody has an id in the workbench: who never came has no row.
            user = User.objects.create(username=each.id or f"new-{number}", first_name=each.name)
            school = Group.objects.get_or_create(name=each.cohort or SCHOOLS[5])[0]
            user.groups.add(school)
        return SqlRoster(DemoPeople(), course=COURSE, usage=BLOCK)


class InTheLms:
    def __init__(self, monkeypatch):
        self.ledger = SubmissionsLedger(course=COURSE, usage=BLOCK)
        lms.install(monkeypatch)

    def roster(self, people):
        for each in people:
            lms.enrol(COURSE, each.id, each.name, cohort=each.cohort)
        return SqlRoster(people_source(), course=COURSE, usage=BLOCK)


@pytest.fixture(params=[InMemory, InTheLms], ids=["in memory", "in the LMS"])
def site(request, monkeypatch):
    return request.param(monkeypatch)


@pytest.fixture
def roster(site):
    """Give a class of six: three have signed off, one has begun, two have not started."""
    roster = site.roster(PEOPLE)
    a_class(site.ledger)
    return roster


def a_class(ledger):
    stand(ledger, "a", mid=new("2026-03-02", reflections=4, steps=2), baseline=accepted(20))
    stand(ledger, "b", baseline=a_round("replied", "2026-03-01", replied=["subject"]))
    stand(ledger, "c", baseline=accepted(1), mid=a_round("in_progress", "2026-03-03"))
    stand(ledger, "d", baseline=a_round("in_progress", "2026-02-20"))


def new(day, **counts):
    return a_round("new", day, **counts)


def accepted(day):
    return a_round("accepted", f"2026-02-{day:02}")


def a_round(status, day, **counts):
    since = f"{day}T09:00:00+00:00"
    signed = {} if status == "in_progress" else {"revision": 1, "signed_off_at": since}
    return {"status": status, "since": since, **signed, **counts}


def stand(ledger, who, *, at_work=None, **rounds):
    body = {"version": 2, "rounds": rounds, "at_work": at_work or {}}
    ledger.append([Entry(Kind.STANDING, who, body, next(TIMES))])


def names(page):
    return [line.person.name for line in page.lines]


def listed(roster, **roster_filter):
    return names(page_of(roster, **roster_filter))


def page_of(roster, *, start=0, length=25, **roster_filter):
    wanted = RosterFilter(**{"people_round": "baseline", **roster_filter})
    return roster.page(wanted, start=start, length=length)


EVERYTHING = {"statuses": REVIEWS}
NOT_STARTED = {"statuses": (ReviewStatus.NOT_STARTED,)}
IN_PROGRESS = {"statuses": (ReviewStatus.IN_PROGRESS,)}


def test_what_needs_staff_is_listed_with_the_longest_wait_on_top(roster):
    assert listed(roster) == ["Ben Okafor", "Amina Khan"]


def test_a_line_is_a_review_with_what_is_new_in_it(roster):
    [line] = page_of(roster, start=1, length=1).lines

    assert line.person == Person("a", "Amina Khan", ASH)
    assert (line.round_id, line.standing.status) == ("mid", ReviewStatus.NEW)
    assert (line.standing.signed.reflections, line.standing.signed.steps) == (4, 2)


def test_a_round_that_waits_is_listed_whatever_its_person_does_in_the_next(site, roster):
    stand(site.ledger, "b", baseline=new("2026-01-05"), mid=new("2026-03-05"), final=accepted(25))

    assert [(line.person.id, line.round_id) for line in page_of(roster).lines] == [
        ("b", "baseline"),
        ("a", "mid"),
        ("b", "mid"),
    ]


def test_all_reviews_have_what_needs_staff_first(roster):
    assert listed(roster, **EVERYTHING) == [
        "Ben Okafor",
        "Amina Khan",
        "Carys O'Neill",
        "Amina Khan",
    ]


def test_a_line_names_who_is_at_work_on_that_review(site, roster):
    stand(
        site.ledger,
        "a",
        mid=new("2026-03-02"),
        baseline=accepted(20),
        at_work={"mid": ["Lena Fischer"]},
    )

    at_work = {line.round_id: line.at_work for line in page_of(roster, **EVERYTHING).lines[1:]}
    assert at_work == {"mid": ("Lena Fischer",), "baseline": ()}


def test_who_has_not_started_is_listed_by_name_under_the_round_that_is_meant(roster):
    page = page_of(roster, **NOT_STARTED)

    assert names(page) == ["Erin 100% Walsh_Smith", "Farid Rahimi"]
    assert {(line.round_id, line.standing.status) for line in page.lines} == {
        ("baseline", ReviewStatus.NOT_STARTED)
    }
    assert page.lines[1].person.id == ""


def test_who_has_begun_another_round_only_has_not_started_this_one(roster):
    assert listed(roster, people_round="mid", **NOT_STARTED) == [
        "Ben Okafor",
        "dev patel",
        "Erin 100% Walsh_Smith",
        "Farid Rahimi",
    ]


@pytest.mark.parametrize(
    ("round_id", "expected"), [("baseline", ["dev patel"]), ("mid", ["Carys O'Neill"])]
)
def test_who_is_in_progress_is_listed_for_one_round(roster, round_id, expected):
    assert listed(roster, people_round=round_id, **IN_PROGRESS) == expected


def test_the_numbers_of_several_rounds_are_those_of_their_pages(roster):
    rounds, wanted = ("baseline", "mid", "nobody-began"), {"among": (ASH, BECK), "search": "a"}

    assert roster.counts(RosterFilter(**wanted), rounds) == {
        key: page_of(roster, round_id=key, people_round=key, **wanted).counts for key in rounds
    }
    assert roster.counts(RosterFilter(among=()), ["mid"]) == {"mid": {}}
    assert NobodyListed().counts(RosterFilter(), ["mid"]) == {"mid": {}}


def test_of_one_round_only_its_reviews_are_listed(roster):
    page = page_of(roster, round_id="mid", people_round="mid", **EVERYTHING)

    assert [(line.person.id, line.round_id) for line in page.lines] == [("a", "mid")]
    assert page.counts == {
        ReviewStatus.NEW: 1,
        ReviewStatus.IN_PROGRESS: 1,
        ReviewStatus.NOT_STARTED: 4,
    }


def test_numbers_by_status_do_not_depend_on_the_statuses_that_are_wanted(roster):
    pages = [page_of(roster), page_of(roster, **EVERYTHING), page_of(roster, **NOT_STARTED)]

    assert [page.counts for page in pages] == [
        {
            ReviewStatus.NEW: 1,
            ReviewStatus.REPLIED: 1,
            ReviewStatus.ACCEPTED: 2,
            ReviewStatus.IN_PROGRESS: 1,
            ReviewStatus.NOT_STARTED: 2,
        }
    ] * 3


def test_one_status_of_those_that_need_staff_is_listed_by_itself(roster):
    assert listed(roster, statuses=(ReviewStatus.REPLIED,)) == ["Ben Okafor"]


def test_a_cohort_is_listed_by_itself(roster):
    assert listed(roster, cohort=BECK, **EVERYTHING) == ["Carys O'Neill"]
    assert listed(roster, cohort=BECK, **NOT_STARTED) == ["Farid Rahimi"]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("amina", ["Amina Khan"]),
        ("KHAN am", ["Amina Khan"]),
        ("O'N", ["Carys O'Neill"]),
        ("100%", ["Erin 100% Walsh_Smith"]),
        ("_", ["Erin 100% Walsh_Smith"]),
        ("%", ["Erin 100% Walsh_Smith"]),
        ('"', []),
        ("\\", []),
        ("'; DROP TABLE auth_user; --", []),
        ("nobody", []),
    ],
)
def test_a_part_of_a_name_is_found_whatever_signs_are_in_it(site, roster, search, expected):
    stand(site.ledger, "a", baseline=new("2026-03-01"))
    stand(site.ledger, "e", baseline=new("2026-03-02"))

    assert listed(roster, search=search, **EVERYTHING) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.NEWEST, ["Amina Khan", "Ben Okafor", "Erin 100% Walsh_Smith"]),
        (Sort.NAME, ["Amina Khan", "Ben Okafor", "Erin 100% Walsh_Smith"]),
        (Sort.COHORT, ["Erin 100% Walsh_Smith", "Amina Khan", "Ben Okafor"]),
        (Sort.WAIT, ["Erin 100% Walsh_Smith", "Ben Okafor", "Amina Khan"]),
    ],
)
def test_the_queue_is_sorted_by_what_is_wanted(site, roster, sort, expected):
    stand(site.ledger, "e", baseline=new("2026-01-01"))

    assert listed(roster, sort=sort) == expected


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("statuses", [REVIEWS, (ReviewStatus.NOT_STARTED,)])
def test_pages_have_every_line_once(roster, sort, statuses):
    wanted = {"sort": sort, "statuses": statuses, "people_round": "final"}
    whole = page_of(roster, **wanted).lines

    for length in (1, 2, 3):
        pages = [
            page_of(roster, start=start, length=length, **wanted).lines
            for start in range(0, 8, length)
        ]

        assert pages[-1] == ()
        assert tuple(line for page in pages for line in page) == whole
    assert len(set(whole)) == page_of(roster, **wanted).total(RosterFilter(statuses=statuses))


def test_the_latest_row_of_somebody_counts(site, roster):
    stand(site.ledger, "b", baseline=accepted(2))

    assert listed(roster) == ["Amina Khan"]


def test_a_reset_lets_somebody_begin_anew(site, roster):
    site.ledger.clear("b")

    assert listed(roster, search="Ben", **NOT_STARTED) == ["Ben Okafor"]


def test_a_status_of_a_newer_version_is_something_to_look_at(site, roster):
    stand(site.ledger, "b", baseline=a_round("moderated", "2026-03-01"))

    page = page_of(roster, search="Ben")

    assert page.counts == {ReviewStatus.NEW: 1}
    assert page.lines[0].standing.status is ReviewStatus.NEW


@pytest.mark.parametrize(
    ("revision", "status"), [(1, ReviewStatus.NEW), (2, ReviewStatus.RESUBMITTED)]
)
def test_what_the_first_version_called_waiting_is_new_or_resubmitted(
    site, roster, revision, status
):
    one = {"status": "waiting", "revision": revision, "signed_off_at": "2026-03-01T09:00:00+00:00"}
    body = {"version": 1, "round": "mid", **one, "rounds": {"mid": one}, "at_work": ["Sam"]}
    site.ledger.append([Entry(Kind.STANDING, "e", body, next(TIMES))])

    [line] = page_of(roster, search="Erin").lines

    assert (line.round_id, line.standing.status) == ("mid", status)
    assert line.standing.since == "2026-03-01T09:00:00+00:00"


@pytest.mark.parametrize("who", ["A", "a ", "á"])
def test_an_id_is_found_as_it_is_written(roster, who):
    assert roster.find(who) is None
    assert roster.named([who]) == {}


WANTED = RosterFilter(people_round="baseline")


def test_neighbours_are_those_of_the_list(roster):
    around = roster.around(replace(WANTED, statuses=REVIEWS), "a", "mid", 1)

    assert (around.before, around.after) == (
        Neighbour("b", "baseline", 0),
        Neighbour("c", "baseline", 2),
    )
    assert around.total == 4


def test_what_comes_first_has_nothing_before(roster):
    around = roster.around(WANTED, "b", "baseline", 0)

    assert around == Surroundings(None, Neighbour("a", "mid", 1), 2, here=0)


def test_what_has_left_the_list_has_the_next_one_after(site, roster):
    stand(site.ledger, "b", baseline=accepted(1))

    around = roster.around(WANTED, "b", "baseline", 0)

    assert around == Surroundings(None, Neighbour("a", "mid", 0), 1)


def test_who_never_came_is_nobody_s_neighbour(roster):
    around = roster.around(replace(WANTED, **NOT_STARTED), "e", "baseline", 0)

    assert around.after is None


def test_somebody_with_a_row_is_found_by_id(roster):
    assert roster.find("a") == Person("a", "Amina Khan", ASH)


@pytest.mark.parametrize("who", ["", "e", "nobody", "' OR 1=1 --", "a" * 500])
def test_who_has_no_row_here_is_not_found(roster, who):
    assert roster.find(who) is None


def test_several_are_told_by_id_like_each_of_them(roster):
    wanted = ["c", "a", "e", "nobody", "", "A", "a "]

    assert roster.find_all(wanted) == {
        who: person for who in wanted if (person := roster.find(who)) is not None
    }
    assert set(roster.find_all(wanted)) == {"a", "c"}
    assert roster.find_all([]) == {}


def test_names_are_told_by_id(roster):
    assert set(roster.named(["a", "c", "nobody"])) == {"a", "c"}


def test_cohorts_are_told_in_order(roster):
    assert roster.cohorts() == (ASH, BECK)
    assert roster.members() == {"a": ASH, "b": ASH, "c": BECK, "d": BECK}


def test_everybody_who_takes_part_is_told_with_their_cohort_who_has_come(roster):
    enrolled = roster.enrolled()

    assert enrolled == {each.id: each.cohort for each in PEOPLE if each.id}
    assert "" not in enrolled


def test_the_demo_s_people_are_listed_by_school():
    site = OnTheDemo(None)
    roster = site.roster([replace(each, id=each.id or "f") for each in PEOPLE])
    a_class(site.ledger)

    assert listed(roster) == ["Ben Okafor", "Amina Khan"]
    assert roster.find("a") == PEOPLE[0]


def sql_class(number, monkeypatch):
    site = InTheLms(monkeypatch)
    roster = site.roster(Person(f"p{n}", f"Name {n}", SCHOOLS[n % 6]) for n in range(number))
    for n in range(0, number, 2):
        stand(site.ledger, f"p{n}", baseline=new("2026-03-01"))
    return roster


@pytest.mark.parametrize("number", [1, 10, 120])
def test_a_list_takes_six_queries_whatever_the_size(monkeypatch, number):
    roster = sql_class(number, monkeypatch)
    listed(roster)

    with CaptureQueriesContext(connection) as queries:
        roster.cohorts()
        page_of(roster, round_id="baseline", search="name")

    assert len(queries) == 6


@pytest.mark.parametrize(
    "wanted",
    [
        {"sort": Sort.NAME},
        {"sort": Sort.NAME, **EVERYTHING},
        {"sort": Sort.NEWEST, "start": 3, **EVERYTHING},
        {"sort": Sort.COHORT, "cohort": ASH, **EVERYTHING},
        {"round_id": "baseline", "search": "name", **EVERYTHING},
        NOT_STARTED,
    ],
    ids=["need", "name", "newest", "cohort", "search", "not started"],
)
def test_any_list_takes_as_many_queries_whatever_the_size(monkeypatch, wanted):
    numbers = []
    for size in (12, 120):
        with django_host.rolled_back():
            roster = sql_class(size, monkeypatch)
            listed(roster)
            with CaptureQueriesContext(connection) as queries:
                assert listed(roster, **wanted)
            numbers.append(len(queries))

    assert numbers[0] == numbers[1] <= 5


def test_staff_and_those_who_left_are_not_in_the_lms_s_list(monkeypatch):
    lms.install(monkeypatch)
    lms.enrol(COURSE, "a", "Amina Khan")
    lms.enrol(COURSE, "s", "Sam Taylor", role="staff")
    lms.enrol(COURSE, "l", "Lea Gone", is_active=False)
    lms.enrol("course-v1:Other+Course+1", "o", "Otto Other")

    roster = SqlRoster(people_source(), course=COURSE, usage=BLOCK)

    assert listed(roster, **NOT_STARTED) == ["Amina Khan"]


def test_the_reviews_of_staff_and_of_those_who_left_are_not_in_the_lms_s_queue(monkeypatch):
    site = InTheLms(monkeypatch)
    lms.enrol(COURSE, "a", "Amina Khan")
    lms.enrol(COURSE, "s", "Sam Taylor", role="staff")
    lms.enrol(COURSE, "l", "Lea Gone", is_active=False)
    for who in ("a", "s", "l"):
        stand(site.ledger, who, baseline=new("2026-03-01"))

    page = page_of(SqlRoster(people_source(), course=COURSE, usage=BLOCK))

    assert names(page) == ["Amina Khan"]
    assert page.counts == {ReviewStatus.NEW: 1}


def test_of_several_ids_of_one_person_the_latest_counts(monkeypatch):
    lms.install(monkeypatch)
    lms.enrol(COURSE, "old", "Amina Khan", username="amina")
    user = User.objects.get(username="amina")
    AnonymousUserId.objects.create(user=user, anonymous_user_id="new", course_id=COURSE)

    roster = SqlRoster(people_source(), course=COURSE, usage=BLOCK)

    assert [line.person.id for line in page_of(roster, **NOT_STARTED).lines] == ["new"]
    assert roster.named(["old", "new"]) == {"new": Person("new", "Amina Khan", "")}


def test_the_reviews_of_an_earlier_id_of_one_person_are_neither_listed_nor_counted(monkeypatch):
    site = InTheLms(monkeypatch)
    lms.enrol(COURSE, "old", "Amina Khan", username="amina")
    user = User.objects.get(username="amina")
    AnonymousUserId.objects.create(user=user, anonymous_user_id="new", course_id=COURSE)
    stand(site.ledger, "old", baseline=new("2026-03-01"))
    stand(site.ledger, "new", mid=new("2026-03-02"))

    roster = SqlRoster(people_source(), course=COURSE, usage=BLOCK)

    for sort in Sort:
        page = page_of(roster, sort=sort)
        assert [(line.person.id, line.round_id) for line in page.lines] == [("new", "mid")]
        assert page.counts[ReviewStatus.NEW] == 1


def test_people_of_the_same_name_keep_their_reviews_together(site):
    roster = site.roster([Person("a", "Amina Khan"), Person("b", "Amina Khan")])
    for who, other in (("a", "2026-03-01"), ("b", "2026-03-02")):
        stand(site.ledger, who, baseline=new(other), mid=new("2026-03-05"), final=accepted(1))

    lines = page_of(roster, sort=Sort.NAME, **EVERYTHING).lines

    assert [line.person.id for line in lines] in (["a"] * 3 + ["b"] * 3, ["b"] * 3 + ["a"] * 3)
    assert [line.round_id for line in lines] == ["baseline", "mid", "final"] * 2


def test_who_has_given_no_name_is_called_by_the_username(monkeypatch):
    lms.install(monkeypatch)
    lms.enrol(COURSE, "a", "", username="amina")

    roster = SqlRoster(people_source(), course=COURSE, usage=BLOCK)

    assert listed(roster, **NOT_STARTED) == ["amina"]


def test_without_the_platform_s_cohorts_there_are_none(monkeypatch):
    lms.install(monkeypatch, without=["openedx.core.djangoapps.course_groups.models"])
    lms.enrol(COURSE, "a", "Amina Khan")

    roster = SqlRoster(people_source(), course=COURSE, usage=BLOCK)

    assert (roster.has_names, roster.has_cohorts, roster.cohorts()) == (True, False, ())
    assert listed(roster, sort=Sort.COHORT, **NOT_STARTED) == ["Amina Khan"]


def test_without_the_platform_there_is_no_source_of_people():
    assert people_source() is None


def test_without_a_source_the_ledger_tells_who_there_is():
    ledger = SubmissionsLedger(course=COURSE, usage=BLOCK)
    a_class(ledger)

    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)

    assert (roster.has_names, roster.has_everybody) == (False, False)
    assert listed(roster, **EVERYTHING) == ["b", "a", "c", "a"]
    assert roster.find("a") == Person("a", "a")
    assert roster.members() == {}
    assert roster.enrolled() == dict.fromkeys("abcd", "")


@pytest.mark.parametrize(
    ("course", "usage"), [("course-v1:Other+Course+1", BLOCK), (COURSE, OTHER_BLOCK)]
)
def test_ids_of_another_course_or_block_are_nobody_s(course, usage):
    a_class(SubmissionsLedger(course=course, usage=usage))

    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)

    assert roster.find("a") is None
    assert listed(roster, **EVERYTHING) == []


def test_in_a_preview_nobody_takes_part():
    roster = NobodyListed()

    assert roster.page(RosterFilter(), start=0, length=25).lines == ()
    assert roster.around(RosterFilter(), "a", "mid", 0) == Surroundings()
    assert (roster.find("a"), roster.named(["a"]), roster.cohorts()) == (None, {}, ())
    assert (roster.members(), roster.enrolled()) == ({}, {})


def test_who_has_never_come_can_be_given_an_id(site):
    roster = site.roster([*PEOPLE, Person("", "Gwen Pugh")])
    roster.give_ids(1)
    listed = roster.page(a_list_of_people(), start=0, length=50).lines
    new = [each.person for each in listed if each.person.name in {"Farid Rahimi", "Gwen Pugh"}]

    assert sorted(bool(each.id) for each in new) == [False, True]
    [known] = [each for each in new if each.id]
    assert roster.named([known.id]) == {known.id: known}


def a_list_of_people():
    return RosterFilter(statuses=(ReviewStatus.NOT_STARTED,), people_round="baseline")


def test_a_host_that_has_no_ids_to_give_leaves_people_as_they_are():
    ledger_people = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)
    ledger_people.give_ids(10)
    NobodyListed().give_ids(10)

    assert ledger_people.page(a_list_of_people(), start=0, length=50).lines == ()


def test_of_some_cohorts_only_their_people_are_listed_and_counted(roster):
    page = page_of(roster, among=(BECK,), **EVERYTHING)

    assert names(page) == ["Carys O'Neill"]
    assert page.counts == {
        ReviewStatus.ACCEPTED: 1,
        ReviewStatus.IN_PROGRESS: 1,
        ReviewStatus.NOT_STARTED: 1,
    }
    assert listed(roster, among=(ASH, BECK), **EVERYTHING) == listed(roster, **EVERYTHING)


def test_of_no_cohort_nobody_is_listed(roster):
    page = page_of(roster, among=(), **EVERYTHING)
    around = roster.around(replace(WANTED, among=()), "a", "mid", 0)

    assert (page.lines, page.counts) == ((), {})
    assert around == Surroundings()
    assert roster.members(()) == {}


def test_a_cohort_can_be_chosen_within_some_cohorts_only(roster):
    assert listed(roster, among=(ASH, BECK), cohort=BECK, **EVERYTHING) == ["Carys O'Neill"]
    assert listed(roster, among=(ASH,), cohort=BECK, **EVERYTHING) == []


def test_neighbours_are_those_of_some_cohorts(roster):
    around = roster.around(replace(WANTED, statuses=REVIEWS, among=(ASH,)), "a", "mid", 1)

    assert (around.before, around.after) == (
        Neighbour("b", "baseline", 0),
        Neighbour("a", "baseline", 2),
    )
    assert around.total == 3


def test_members_are_told_of_some_cohorts(roster):
    assert roster.members([BECK, "Gone"]) == {"c": BECK, "d": BECK}


def test_a_list_of_some_cohorts_takes_as_many_queries_as_one_of_all(monkeypatch):
    roster = sql_class(30, monkeypatch)
    listed(roster)
    numbers = []

    for among in (None, (SCHOOLS[0],), SCHOOLS):
        with CaptureQueriesContext(connection) as queries:
            page_of(roster, among=among)
        numbers.append(len(queries))

    assert len(set(numbers)) == 1


def in_the_lms(**options):
    return SqlRoster(people_source(), course=COURSE, usage=BLOCK, **options)


def team(roster):
    return [(each.id, each.name) for each in roster.facilitators()]


def test_facilitators_have_the_staff_role_and_not_that_of_instructors(monkeypatch):
    lms.install(monkeypatch)
    lms.enrol(COURSE, "s", "Sam Taylor", role="staff")
    lms.enrol(COURSE, "l", "Lena Fischer", role="limited_staff")
    lms.enrol(COURSE, "i", "Ines Roth", role="instructor")
    lms.enrol(COURSE, "b", "Bea Tester", role="beta_testers")
    lms.enrol(COURSE, "p", "Pia Participant")
    lms.enrol("course-v1:Other+Course+1", "o", "Otto Other", role="staff")

    assert team(in_the_lms()) == [("l", "Lena Fischer"), ("s", "Sam Taylor")]


def test_who_has_both_roles_is_an_instructor_and_staff_of_the_site_are_too(monkeypatch):
    lms.install(monkeypatch)
    for name in ("both", "site"):
        lms.enrol(COURSE, name, name, username=name, role="staff")
    user = User.objects.get(username="both")
    CourseAccessRole.objects.create(user=user, course_id=COURSE, role="instructor")
    User.objects.filter(username="site").update(is_staff=True)

    assert team(in_the_lms()) == []


def test_staff_of_the_whole_organisation_are_facilitators_here(monkeypatch):
    lms.install(monkeypatch)
    for name, org in (("ours", "Trust"), ("theirs", "Other")):
        lms.enrol(COURSE, name, name, username=name)
        user = User.objects.get(username=name)
        CourseAccessRole.objects.create(user=user, org=org, course_id="", role="staff")

    assert team(in_the_lms()) == [("ours", "ours")]


def test_a_facilitator_who_never_came_is_given_an_id_by_the_platform(monkeypatch):
    lms.install(monkeypatch)
    lms.enrol(COURSE, "", "Nia Hughes", username="nia", role="staff")
    lms.enrol(COURSE, "", "", username="gone", role="staff")
    made = {"nia": "made-for-nia"}

    roster = in_the_lms(identify=lambda username: made.get(username, ""))

    assert team(roster) == [("made-for-nia", "Nia Hughes")]


def test_the_list_of_facilitators_takes_as_many_queries_for_many(monkeypatch):
    lms.install(monkeypatch)
    numbers = []
    for number in range(5):
        lms.enrol(COURSE, f"s{number}", "Sam", role="staff")
        with CaptureQueriesContext(connection) as queries:
            in_the_lms().facilitators()
        numbers.append(len(queries))

    assert numbers == [3] * 5


def test_without_the_platform_the_course_team_is_not_known():
    assert SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK).facilitators() is None
    assert NobodyListed().facilitators() == ()
