"""The same cases for the roster in memory, on the demo's people, and on the LMS's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

import lms_site.install as lms
from builders import NOW
from fakes import FakeLedger, FakeRoster
from lms_site.student.models import AnonymousUserId
from matrix_xblock.demo.course import SCHOOLS, DemoPeople
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import Person, RosterFilter, Sort
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.ledger import SubmissionsLedger
from matrix_xblock.host.lms import people_source
from matrix_xblock.host.roster import LedgerPeople, NobodyListed, SqlRoster

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
    stand(ledger, "a", at_round("mid", "waiting", at="2026-03-02", minutes=90, open=2))
    stand(ledger, "b", at_round("baseline", "waiting", at="2026-03-01", minutes=600))
    stand(ledger, "c", at_round("baseline", "accepted", at="2026-02-01", minutes=15, open=1))
    stand(ledger, "d", at_round("baseline", "in_progress"))


def at_round(key, status, *, at="", minutes=0, open=0):  # noqa: A002 - as in the row
    latest = {
        "status": status,
        "revision": 1 if at else 0,
        "signed_off_at": f"{at}T09:00:00+00:00" if at else "",
        "minutes": minutes,
        "open": open,
    }
    rounds = {key: latest}
    if key == "mid":
        rounds = {"baseline": {**latest, "status": "accepted"}, **rounds}
    return {"version": 1, "round": key, **latest, "rounds": rounds, "at_work": []}


def stand(ledger, who, body, *, minutes=0):
    ledger.append([Entry(Kind.STANDING, who, body, NOW + timedelta(minutes=minutes))])


def names(page):
    return [line.person.name for line in page.lines]


def listed(roster, **roster_filter):
    return names(roster.page(RosterFilter(**roster_filter), start=0, length=25))


def test_everybody_is_listed_with_who_waits_longest_on_top(roster):
    assert listed(roster) == [
        "Ben Okafor",
        "Amina Khan",
        "dev patel",
        "Erin 100% Walsh_Smith",
        "Farid Rahimi",
        "Carys O'Neill",
    ]


def test_a_line_says_who_which_round_and_how_far(roster):
    page = roster.page(RosterFilter(), start=1, length=1)

    [line] = page.lines
    assert line.person == Person("a", "Amina Khan", ASH)
    assert (line.round_id, line.standing.status) == ("mid", ReviewStatus.WAITING)
    assert (line.standing.minutes, line.standing.open) == (90, 2)


def test_who_has_not_started_is_listed_without_a_round(roster):
    page = roster.page(RosterFilter(search="Farid"), start=0, length=25)

    [line] = page.lines
    assert (line.person.id, line.round_id, line.standing.status) == (
        "",
        "",
        ReviewStatus.NOT_STARTED,
    )


def test_of_one_round_everybody_is_listed_as_they_stand_in_it(roster):
    page = roster.page(RosterFilter(round_id="mid"), start=0, length=25)

    assert page.counts == {ReviewStatus.WAITING: 1, ReviewStatus.NOT_STARTED: 5}
    assert {line.round_id for line in page.lines} == {"mid"}


def test_numbers_by_status_do_not_depend_on_the_status_that_is_wanted(roster):
    page = roster.page(RosterFilter(status=ReviewStatus.WAITING), start=0, length=25)

    assert names(page) == ["Ben Okafor", "Amina Khan"]
    assert page.counts == {
        ReviewStatus.WAITING: 2,
        ReviewStatus.ACCEPTED: 1,
        ReviewStatus.IN_PROGRESS: 1,
        ReviewStatus.NOT_STARTED: 2,
    }


def test_a_cohort_is_listed_by_itself(roster):
    assert listed(roster, cohort=BECK, sort=Sort.NAME) == [
        "Carys O'Neill",
        "dev patel",
        "Farid Rahimi",
    ]


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
def test_a_part_of_a_name_is_found_whatever_signs_are_in_it(roster, search, expected):
    assert listed(roster, search=search) == expected


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (Sort.NAME, "Amina Khan"),
        (Sort.COHORT, "Erin 100% Walsh_Smith"),
        (Sort.SIGNED_OFF, "dev patel"),
        (Sort.CPD, "dev patel"),
        (Sort.OPPORTUNITIES, "Ben Okafor"),
    ],
)
def test_the_list_is_sorted_by_what_is_wanted(roster, sort, first):
    assert listed(roster, sort=sort)[0] == first


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (Sort.NAME, "Farid Rahimi"),
        (Sort.SIGNED_OFF, "Amina Khan"),
        (Sort.CPD, "Ben Okafor"),
        (Sort.OPPORTUNITIES, "Amina Khan"),
    ],
)
def test_the_list_is_turned_round(roster, sort, first):
    assert listed(roster, sort=sort, is_descending=True)[0] == first


@pytest.mark.parametrize("sort", Sort)
def test_pages_have_everybody_once(roster, sort):
    roster_filter = RosterFilter(sort=sort)

    pages = [names(roster.page(roster_filter, start=start, length=2)) for start in (0, 2, 4, 6)]

    assert pages[3] == []
    assert sorted(name for page in pages for name in page) == sorted(each.name for each in PEOPLE)


def test_the_latest_row_of_somebody_counts(site, roster):
    stand(site.ledger, "b", at_round("baseline", "accepted", at="2026-03-01"), minutes=1)

    assert listed(roster, status=ReviewStatus.WAITING) == ["Amina Khan"]


def test_a_reset_lets_somebody_begin_anew(site, roster):
    site.ledger.clear("b")

    page = roster.page(RosterFilter(search="Ben"), start=0, length=25)
    assert page.lines[0].standing.status is ReviewStatus.NOT_STARTED


def test_a_status_of_a_newer_version_is_something_to_look_at(site, roster):
    newer = {**at_round("baseline", "moderated", at="2026-03-01"), "version": 2}
    stand(site.ledger, "b", newer, minutes=1)

    page = roster.page(RosterFilter(search="Ben"), start=0, length=25)

    assert page.counts == {ReviewStatus.WAITING: 1}
    assert page.lines[0].standing.status is ReviewStatus.WAITING


@pytest.mark.parametrize("who", ["A", "a ", "á"])
def test_an_id_is_found_as_it_is_written(roster, who):
    assert roster.find(who) is None
    assert roster.named([who]) == {}


def test_neighbours_are_those_of_the_list(roster):
    before, after = roster.around(RosterFilter(), "a", 1)

    assert (before, after) == (("b", 0), ("d", 2))


def test_who_comes_first_has_nobody_before(roster):
    before, after = roster.around(RosterFilter(), "b", 0)

    assert (before, after) == (None, ("a", 1))


def test_who_has_left_the_list_has_the_next_one_after(site, roster):
    stand(site.ledger, "b", at_round("baseline", "accepted", at="2026-03-01"), minutes=1)

    before, after = roster.around(RosterFilter(status=ReviewStatus.WAITING), "b", 0)

    assert (before, after) == (None, ("a", 0))


def test_somebody_with_a_row_is_found_by_id(roster):
    assert roster.find("a") == Person("a", "Amina Khan", ASH)


@pytest.mark.parametrize("who", ["", "e", "nobody", "' OR 1=1 --", "a" * 500])
def test_who_has_no_row_here_is_not_found(roster, who):
    assert roster.find(who) is None


def test_names_are_told_by_id(roster):
    assert set(roster.named(["a", "c", "nobody"])) == {"a", "c"}


def test_cohorts_are_told_in_order(roster):
    assert roster.cohorts() == (ASH, BECK)
    assert roster.members() == {"a": ASH, "b": ASH, "c": BECK, "d": BECK}


def test_the_demo_s_people_are_listed_by_school():
    site = OnTheDemo(None)
    roster = site.roster([replace(each, id=each.id or "f") for each in PEOPLE])
    a_class(site.ledger)

    assert listed(roster)[:2] == ["Ben Okafor", "Amina Khan"]
    assert roster.find("a") == PEOPLE[0]


def sql_class(number, monkeypatch):
    site = InTheLms(monkeypatch)
    roster = site.roster(Person(f"p{n}", f"Name {n}", SCHOOLS[n % 6]) for n in range(number))
    for n in range(0, number, 2):
        stand(site.ledger, f"p{n}", at_round("baseline", "waiting", at="2026-03-01"))
    return roster


@pytest.mark.parametrize("number", [1, 10, 120])
def test_a_list_takes_four_queries_whatever_the_size(monkeypatch, number):
    roster = sql_class(number, monkeypatch)
    listed(roster)

    with CaptureQueriesContext(connection) as queries:
        roster.cohorts()
        roster.page(RosterFilter(round_id="baseline", search="name"), start=0, length=25)

    assert len(queries) == 4


def test_staff_and_those_who_left_are_not_in_the_lms_s_list(monkeypatch):
    lms.install(monkeypatch)
    lms.enrol(COURSE, "a", "Amina Khan")
    lms.enrol(COURSE, "s", "Sam Taylor", role="staff")
    lms.enrol(COURSE, "l", "Lea Gone", is_active=False)
    lms.enrol("course-v1:Other+Course+1", "o", "Otto Other")

    roster = SqlRoster(people_source(), course=COURSE, usage=BLOCK)

    assert listed(roster) == ["Amina Khan"]


def test_of_several_ids_of_one_person_the_latest_counts(monkeypatch):
    lms.install(monkeypatch)
    lms.enrol(COURSE, "old", "Amina Khan", username="amina")
    user = User.objects.get(username="amina")
    AnonymousUserId.objects.create(user=user, anonymous_user_id="new", course_id=COURSE)

    roster = SqlRoster(people_source(), course=COURSE, usage=BLOCK)

    assert [line.person.id for line in roster.page(RosterFilter(), start=0, length=25).lines] == [
        "new"
    ]
    assert roster.named(["old", "new"]) == {"new": Person("new", "Amina Khan", "")}


def test_who_has_given_no_name_is_called_by_the_username(monkeypatch):
    lms.install(monkeypatch)
    lms.enrol(COURSE, "a", "", username="amina")

    assert listed(SqlRoster(people_source(), course=COURSE, usage=BLOCK)) == ["amina"]


def test_without_the_platform_s_cohorts_there_are_none(monkeypatch):
    lms.install(monkeypatch, without=["openedx.core.djangoapps.course_groups.models"])
    lms.enrol(COURSE, "a", "Amina Khan")

    roster = SqlRoster(people_source(), course=COURSE, usage=BLOCK)

    assert (roster.has_names, roster.has_cohorts, roster.cohorts()) == (True, False, ())
    assert listed(roster, sort=Sort.COHORT) == ["Amina Khan"]


def test_without_the_platform_there_is_no_source_of_people():
    assert people_source() is None


def test_without_a_source_the_ledger_tells_who_there_is():
    ledger = SubmissionsLedger(course=COURSE, usage=BLOCK)
    a_class(ledger)

    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)

    assert (roster.has_names, roster.has_everybody) == (False, False)
    assert listed(roster) == ["b", "a", "d", "c"]
    assert roster.find("a") == Person("a", "a")
    assert roster.members() == {}


@pytest.mark.parametrize(
    ("course", "usage"), [("course-v1:Other+Course+1", BLOCK), (COURSE, OTHER_BLOCK)]
)
def test_ids_of_another_course_or_block_are_nobody_s(course, usage):
    a_class(SubmissionsLedger(course=course, usage=usage))

    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)

    assert roster.find("a") is None
    assert listed(roster) == []


def test_in_a_preview_nobody_takes_part():
    roster = NobodyListed()

    assert roster.page(RosterFilter(), start=0, length=25).lines == ()
    assert roster.around(RosterFilter(), "a", 0) == (None, None)
    assert (roster.find("a"), roster.named(["a"]), roster.cohorts()) == (None, {}, ())
    assert roster.members() == {}
