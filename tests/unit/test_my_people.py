"""My people: who gives which cohorts to whom, and what a ledger of some cohorts lets through."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from builders import NOW, a_form
from fakes import FakeLedger, FakeRoster, FakeStaff
from matrix_xblock import staff
from matrix_xblock.codec.staff.given_cohorts import read_given, write_given
from matrix_xblock.domain.errors import Invalid, NotAllowed, Stale, Unknown
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.staff.my_people import (
    Facilitator,
    GivenCohorts,
    MyPeople,
    PeopleRule,
    change_cohorts,
    people_of,
)
from matrix_xblock.domain.staff.roster import Person, RosterFilter
from matrix_xblock.domain.values.ledger_rows import BOARD, EVERYBODY, Entry, Kind
from matrix_xblock.host.cohorts_only import LedgerOfCohorts, RosterOfCohorts

ASH, BECK = "Ashgrove Primary", "Beckside Primary"
PEOPLE = [Person("a", "Amina Khan", ASH), Person("b", "Ben Okafor", BECK), Person("c", "Carys", "")]
LENA, OMAR = Facilitator("anon-lena", "Lena Fischer"), Facilitator("anon-omar", "Omar Siddiqui")


@pytest.mark.parametrize("rule", PeopleRule)
@pytest.mark.parametrize("cohorts", [(), (ASH,)])
def test_an_instructor_reaches_everybody_whatever_they_were_given(rule, cohorts):
    people = people_of(GivenCohorts(cohorts), rule, is_instructor=True)

    assert (people.limit, people.is_filter) == (None, False)


@pytest.mark.parametrize(
    ("cohorts", "rule", "limit", "is_filter"),
    [
        ((), PeopleRule.FILTER, None, False),
        ((ASH,), PeopleRule.FILTER, None, True),
        ((ASH,), PeopleRule.WALL, (ASH,), False),
        ((), PeopleRule.WALL, (), False),
    ],
)
def test_what_is_given_is_a_filter_or_a_wall(cohorts, rule, limit, is_filter):
    people = people_of(GivenCohorts(cohorts), rule, is_instructor=False)

    assert (people.limit, people.is_filter) == (limit, is_filter)


def test_a_change_is_counted_and_sorted_and_each_cohort_is_in_it_once():
    changed = change_cohorts(GivenCohorts(), [BECK, ASH, BECK], known=[ASH, BECK], seen=0)

    assert (changed.cohorts, changed.revision) == ((ASH, BECK), 1)


def test_the_same_again_is_no_change_whatever_was_seen():
    before = GivenCohorts((ASH,), 3)

    assert change_cohorts(before, [ASH], known=[], seen=1) is before


def test_who_comes_second_changes_nothing():
    with pytest.raises(Stale):
        change_cohorts(GivenCohorts((ASH,), 2), [BECK], known=[ASH, BECK], seen=1)


def test_a_cohort_that_is_gone_can_stay_and_cannot_be_given_anew():
    before = GivenCohorts((ASH,), 1)

    assert change_cohorts(before, [ASH, BECK], known=[BECK], seen=1).cohorts == (ASH, BECK)
    with pytest.raises(Invalid):
        change_cohorts(before, [ASH, "Gone"], known=[BECK], seen=1)


@given(st.lists(strategies.words), st.integers(0, 10**6), strategies.words, strategies.words)
def test_what_was_given_is_read_as_it_was_written(cohorts, revision, by_id, name):
    given_cohorts = GivenCohorts(tuple(cohorts), revision, Author(by_id, name), NOW)

    row = Entry(Kind.COHORTS, "anon-lena", write_given(given_cohorts), NOW)

    assert read_given([row]) == given_cohorts


@pytest.mark.parametrize("body", [{"version": 2, "cohorts": [ASH]}, {"version": 1, "cohorts": "x"}])
def test_a_row_that_cannot_be_read_gives_nothing(body):
    assert read_given([Entry(Kind.COHORTS, "anon-lena", body, NOW)]).cohorts == ()


# The screen of instructors.


def an_instructor(ledger=None, **changes):
    usual = {"people": PEOPLE, "team": (LENA, OMAR), "is_instructor": True}
    return FakeStaff(ledger or FakeLedger(), **{**usual, **changes})


def give(host, *cohorts, to=LENA.id, seen="0"):
    form = {"facilitator": [to], "cohorts": list(cohorts), "seen": [seen]}
    return staff.facilitators.give(host, form)


def given_to(page, who=LENA):
    return {line.facilitator: line.given.cohorts for line in page.names["lines"]}[who]


def ticks(page, who=LENA):
    [line] = [each for each in page.names["lines"] if each.facilitator == who]
    return {each.name: each.is_ticked for each in line.ticks}


def test_each_facilitator_is_listed_with_every_cohort_to_tick():
    page = staff.show(an_instructor(), a_form(screen="facilitators"))

    assert page.address == "staff/facilitators"
    assert [line.facilitator for line in page.names["lines"]] == [LENA, OMAR]
    assert ticks(page) == {ASH: False, BECK: False}


def test_cohorts_are_given_and_are_there_the_next_time():
    host = an_instructor()

    page = give(host, ASH, BECK)

    assert page.names["saved"].facilitator == LENA
    assert given_to(page) == (ASH, BECK)
    assert given_to(staff.show(host, a_form(screen="facilitators"))) == (ASH, BECK)
    assert given_to(page, OMAR) == ()


def test_a_row_says_who_gave_what_and_when():
    host = an_instructor()

    given_cohorts = give(host, ASH).names["lines"][0].given

    assert (given_cohorts.by, given_cohorts.at) == (host.author, NOW)


def test_a_double_press_gives_once():
    host = an_instructor()

    pages = [give(host, ASH), give(host, ASH)]

    assert [page.status for page in pages] == [200, 200]
    assert len(host.ledger.entries(LENA.id, Kind.COHORTS)) == 1


def test_of_two_instructors_at_once_the_second_is_shown_both_and_loses_no_tick():
    ledger = FakeLedger()
    give(an_instructor(ledger), ASH)

    page = give(an_instructor(ledger, who="Kate Holloway"), BECK, seen="0")

    assert page.status == 409
    assert given_to(page) == (ASH,)
    assert ticks(page) == {ASH: False, BECK: True}
    [line] = [each for each in page.names["lines"] if each.is_stale]
    assert line.given.by.name == "Sam Taylor"
    again = give(an_instructor(ledger), BECK, seen=str(line.given.revision))
    assert given_to(again) == (BECK,)


def test_a_cohort_that_went_while_the_form_was_open_is_named_and_nothing_is_given():
    host = an_instructor()

    page = give(host, ASH, "Gone")

    assert page.status == 422
    assert [each.code for each in page.names["problems"]] == ["unknown_cohort"]
    assert ticks(page)[ASH]
    assert given_to(page) == ()


def test_a_cohort_that_is_gone_is_shown_as_one_that_nobody_is_in():
    ledger = FakeLedger()
    give(an_instructor(ledger), ASH)

    page = staff.show(an_instructor(ledger, people=PEOPLE[1:]), a_form(screen="facilitators"))

    [line, _] = page.names["lines"]
    assert [(each.name, each.is_ticked, each.is_empty) for each in line.ticks] == [
        (BECK, False, False),
        (ASH, True, True),
    ]


@pytest.mark.parametrize("who", ["", "anon-nobody", "a"])
def test_who_is_no_facilitator_is_given_nothing(who):
    host = an_instructor()

    with pytest.raises(Unknown):
        give(host, ASH, to=who)

    assert host.ledger.entries(who, Kind.COHORTS) == ()


def test_who_has_not_the_instructor_role_neither_sees_nor_gives():
    host = an_instructor(is_instructor=False)

    with pytest.raises(NotAllowed):
        staff.show(host, a_form(screen="facilitators"))
    with pytest.raises(NotAllowed):
        give(host, ASH)


def test_where_the_team_is_not_known_the_page_says_so():
    page = staff.show(an_instructor(team=None), a_form(screen="facilitators"))

    assert (page.names["is_team_known"], page.names["lines"]) == (False, ())


# A ledger and a roster of some cohorts.


@pytest.fixture
def ledger():
    """Give a ledger in which everybody has signed off, and a row of the board."""
    ledger = FakeLedger()
    for who in ("a", "b", "c"):
        for kind in (Kind.SUMMARY, Kind.SNAPSHOT, Kind.STANDING, Kind.INTEREST):
            ledger.append([Entry(kind, who, {"mode": "accepted", "who": who}, NOW)])
    ledger.append([Entry(Kind.BOARD, BOARD, {}, NOW), Entry(Kind.ACCESS, EVERYBODY, {}, NOW)])
    return ledger


@pytest.fixture
def roster(ledger):
    return RosterOfCohorts(FakeRoster(ledger, PEOPLE, (LENA,)), (ASH,))


@pytest.fixture
def mine(ledger, roster):
    return LedgerOfCohorts(ledger, roster)


def whose(entries):
    return [each.participant for each in entries]


def test_every_way_of_reading_many_gives_those_inside(mine):
    kinds = (Kind.SUMMARY, Kind.SNAPSHOT)

    assert mine.signers() == ("a",)
    assert mine.people() == 1
    assert [whose(rows) for rows in mine.everybody(*kinds)] == [["a", "a"]]
    assert [whose(rows) for rows in mine.everybody(*kinds, start=1)] == []
    assert [whose(rows) for rows in mine.of(["a", "b", "c"], *kinds)] == [["a", "a"]]
    assert whose(mine.latest(Kind.STANDING)) == ["a"]
    assert [whose(rows) for rows in mine.all_of(Kind.INTEREST)] == [["a"]]


@pytest.mark.parametrize("who", ["b", "c", "nobody", ""])
def test_of_anybody_else_nothing_is_read_or_written(ledger, mine, who):
    before = list(ledger.rows)

    assert mine.entries(who, *Kind) == ()
    for attempt in (
        lambda: mine.lock(who),
        lambda: mine.lock_each([who], Kind.REMINDER),
        lambda: mine.lock_each(["a", who], Kind.REMINDER),
        lambda: mine.append([Entry(Kind.RESPONSE, who, {}, NOW)]),
        lambda: mine.append([Entry(Kind.RESPONSE, each, {}, NOW) for each in ("a", who)]),
        lambda: mine.clear(who),
        lambda: mine.set_score(who, earned=1, possible=1),
        lambda: mine.reset_score(who),
    ):
        with pytest.raises(Unknown):
            attempt()
    assert ledger.rows == before
    assert ledger.scores == {}


def test_those_inside_are_read_and_written_as_ever(ledger, mine):
    with mine.lock("a"):
        mine.append([Entry(Kind.RESPONSE, "a", {}, NOW + timedelta(minutes=1))])
    mine.set_score("a", earned=1, possible=2)

    assert mine.entries("a", Kind.RESPONSE) == ledger.entries("a", Kind.RESPONSE)
    assert ledger.scores == {"a": (1, 2)}


def test_of_several_those_inside_are_found(roster):
    assert set(roster.find_all(["a", "b", "c", "nobody"])) == {"a"}


def test_the_board_and_the_files_that_were_taken_are_everybody_s(mine):
    assert len(mine.entries(BOARD, Kind.BOARD)) == 1
    assert len(mine.entries(EVERYBODY, Kind.ACCESS)) == 1


def test_what_gives_credit_is_known_and_of_nobody(ledger):
    nobody = LedgerOfCohorts(ledger, RosterOfCohorts(FakeRoster(ledger, PEOPLE), ()))

    entry = nobody.any_of(Kind.SUMMARY)

    assert (entry.participant, entry.body) == ("", {"mode": "accepted"})


def test_a_roster_of_some_cohorts_knows_nobody_else(roster):
    everybody = ("a", "b", "c")

    assert [each and each.id for each in map(roster.find, everybody)] == ["a", None, None]
    assert list(roster.named(everybody)) == ["a"]
    assert roster.cohorts() == (ASH,)
    assert roster.members() == {"a": ASH}
    assert roster.members([ASH, BECK]) == {"a": ASH}
    assert roster.facilitators() == ()


def test_a_filter_of_hand_made_cohorts_opens_no_wall(roster):
    asked = RosterFilter(people_round="baseline", among=(ASH, BECK))

    page = roster.page(asked, start=0, length=9)
    around = roster.around(asked, "a", "baseline", 0)

    assert sum(page.counts.values()) == 1
    assert around.total <= 1


def test_nobody_was_given_nothing_to_filter_by():
    assert MyPeople() == people_of(GivenCohorts(), PeopleRule.FILTER, is_instructor=False)
