"""The page of live figures, and what a sign-off is signed off with."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from builders import (
    NOW,
    a_complete_review,
    a_form,
    a_record,
    a_setup,
    named,
    rounds,
)
from fakes import FakeHost, FakeLedger, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.review.review import Answers
from matrix_xblock.domain.staff.my_people import PeopleRule
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import COURSE, Entry, Kind
from matrix_xblock.staff import releases, sign_offs

SIX = [Person(f"p{n}", f"Name {n}", f"School {n % 2}") for n in range(6)]


def sign_off(
    ledger, who, *, cohort="", round_id="baseline", sharing=Sharing.EVERYTHING, answers=None
):
    setup = a_setup(rounds=rounds(), sharing=sharing)
    review = a_complete_review(round_id=round_id)
    given = Answers({**review.answers.values, **(answers or {})})
    record = a_record(replace(review, answers=given))
    host = FakeHost(record=record, setup=setup, ledger=ledger, who=who, cohort=cohort)
    page = participant.sign_off(host, a_form(round=round_id, revision="1", sharing=sharing.value))
    assert page.status == 200
    return ledger.entries(who, Kind.SUMMARY)[-1].body


def a_course(number=0, *, known=SIX, **changes):
    """Give staff of a course of which so many have signed the baseline off, in their cohorts."""
    ledger = FakeLedger()
    for each in SIX[:number]:
        sign_off(ledger, each.id, cohort=each.cohort)
    return FakeStaff(ledger, setup=a_setup(rounds=rounds()), people=known, **changes)


def show(who, **form):
    return staff.show(who, a_form(screen="figures", **form))


def without_keys(ledger, *keys):
    """Make the rows of a ledger those of an earlier version."""
    ledger.rows[:] = [
        (b, w, k, json.dumps({key: v for key, v in json.loads(t).items() if key not in keys}), at)
        for b, w, k, t, at in ledger.rows
    ]


def test_a_sign_off_keeps_what_it_was_signed_off_with():
    body = sign_off(FakeLedger(), "p0", cohort="North", sharing=Sharing.ANSWERS)

    assert (body["cohort"], body["sharing"]) == ("North", "answers")
    assert body["framework"]


def test_moving_people_to_another_cohort_afterwards_changes_no_figure():
    course = a_course(6)
    before = show(course, cohort="School 1").names

    course.roster.known = [Person(each.id, each.name, "Elsewhere") for each in SIX]
    after = show(course, cohort="School 1").names

    assert (before["signed_off"], after["signed_off"]) == (3, 3)
    assert before["levels"] == after["levels"]
    assert [(each.name, each.people) for each in after["cohorts"]] == [
        ("Elsewhere", 0),
        ("School 0", 3),
        ("School 1", 3),
    ]


def test_rows_of_earlier_versions_are_in_the_cohort_of_today_and_counted_as_such():
    course = a_course(4)
    without_keys(course.ledger, "cohort", "sharing", "choices")

    page = show(course, cohort="School 1").names

    assert (page["signed_off"], page["as_today"]) == (2, 2)


def older(sharing, monkeypatch, *, most=100):
    """Give a course of two whose rows do not say what was shared, which today is everything."""
    monkeypatch.setattr(sign_offs, "MOST_SNAPSHOTS", most)
    ledger = FakeLedger()
    for each in SIX[:2]:
        sign_off(ledger, each.id, sharing=sharing)
        sign_off(ledger, each.id, sharing=sharing, round_id="mid-point")
    without_keys(ledger, "sharing")
    return FakeStaff(ledger, setup=a_setup(rounds=rounds()), people=SIX)


@pytest.mark.parametrize("sharing", Sharing)
def test_what_older_rows_shared_is_read_out_of_whole_reviews(sharing, monkeypatch):
    page = show(older(sharing, monkeypatch)).names

    is_shown = sharing is not Sharing.ANSWERS
    assert page["with_levels"] == (2 if is_shown else 0)
    assert (page["without_levels"], page["without_sharing"]) == (0 if is_shown else 2, 0)
    assert [each.movement.people for each in page["movements"]] == ([2] if is_shown else [])


@pytest.mark.parametrize("sharing", Sharing)
def test_where_nobody_knows_what_was_shared_no_level_is_counted_whatever_is_shared_today(
    sharing, monkeypatch
):
    course = older(sharing, monkeypatch, most=1)

    page = show(course).names

    assert (page["levels"], page["movements"], page["not_moved"]) == (None, (), None)
    assert (page["without_levels"], page["without_sharing"]) == (0, 2)
    assert releases.signed_round(course, "mid-point").hides_levels


def test_rows_of_a_newer_version_are_named_and_not_counted():
    course = a_course(2)
    course.ledger.append([Entry(Kind.SUMMARY, "p2", {"version": 2, "round": "baseline"}, NOW)])

    page = show(course).names

    assert (page["signed_off"], page["newer"]) == (2, 1)


def test_whoever_has_left_the_course_is_not_counted():
    assert show(a_course(6, known=SIX[:4])).names["signed_off"] == 4


def test_where_levels_are_not_shared_no_figure_has_a_level():
    ledger = FakeLedger()
    for each in SIX:
        sign_off(ledger, each.id, sharing=Sharing.ANSWERS)
        sign_off(ledger, each.id, sharing=Sharing.ANSWERS, round_id="mid-point")
    course = FakeStaff(ledger, setup=a_setup(rounds=rounds()), people=SIX)

    page = show(course).names

    assert (page["levels"], page["movements"], page["not_moved"]) == (None, (), None)
    assert (page["with_levels"], page["without_levels"]) == (0, 6)
    assert page["opportunities"].people == 0


def test_a_baseline_whose_levels_were_not_shared_is_not_compared_with():
    ledger = FakeLedger()
    sign_off(ledger, "p0", sharing=Sharing.ANSWERS)
    sign_off(ledger, "p0", round_id="mid-point")
    course = FakeStaff(ledger, setup=a_setup(rounds=rounds()), people=SIX)

    movement = show(course).names["movements"][0].movement

    assert (movement.people, movement.beside) == (0, 1)


def test_participation_counts_who_has_not_signed_off_in_the_cohort_of_today():
    course = a_course(3)
    course.roster.known[0] = Person("p0", "Name 0", "School 1")

    whole = show(course).names["taking_part"][0]
    part = show(course, cohort="School 1").names["taking_part"][0]

    assert (whole.enrolled, whole.started, whole.signed_off) == (6, 3, 3)
    assert (part.enrolled, part.started, part.signed_off) == (3, 1, 1)


def test_a_bare_host_counts_who_has_signed_off_and_knows_nobody_else():
    page = show(a_course(2, known=None)).names

    assert page["signed_off"] == 2
    assert page["taking_part"][0].enrolled is None


def test_the_figures_are_of_the_people_in_the_list_of_whoever_looks():
    course = a_course(6, given=["School 1"])

    assert show(course).names["signed_off"] == 3
    assert show(course, people="all").names["signed_off"] == 6
    walled = a_course(6, given=["School 1"], people_rule=PeopleRule.WALL)
    assert show(walled, people="all").names["signed_off"] == 3


@pytest.mark.parametrize("query", [{"round": "x"}, {"cohort": "School 9"}], ids=str)
def test_figures_of_anything_else_are_refused(query):
    with pytest.raises(Invalid) as refused:
        show(a_course(1), **query)

    assert named(refused.value.problems) == [(next(iter(query)), "unknown_filter")]


def test_the_address_of_before_is_sent_on():
    page = staff.show(a_course(1), a_form(screen="cohort", by="cohort", before="x"))

    assert page.address == "staff/figures?round=baseline"


def test_sixty_cohorts_with_markup_in_their_names_can_be_chosen():
    people = [Person(f"p{n}", "", f'<b>{n:02}</b> & "School"') for n in range(60)]
    course = a_course(1, known=people)

    page = show(course, cohort=people[7].cohort).names

    assert len(page["cohorts"]) == 61
    assert page["taking_part"][0].enrolled == 1


def test_what_was_chosen_of_the_two_questions_is_kept_with_the_sign_off():
    body = sign_off(FakeLedger(), "p0", answers={"moved": ("in-part",), "why-not": ("no-time",)})

    assert body["choices"] == {"moved": ["in-part"], "why-not": ["no-time"]}


def test_answers_of_older_rows_are_read_out_of_whole_reviews_as_far_as_these_are_few(monkeypatch):
    ledger = FakeLedger()
    for who, answer in (("p0", "in-part"), ("p1", "yes")):
        sign_off(ledger, who, answers={"moved": (answer,), "why-not": ("no-time",)})
    course = FakeStaff(ledger, setup=a_setup(rounds=rounds()), people=SIX)
    whole = show(course).names
    without_keys(ledger, "cohort", "sharing", "choices")

    read = show(course).names
    monkeypatch.setattr(sign_offs, "MOST_SNAPSHOTS", 1)
    unread = show(course).names

    assert dict(whole["moved_bars"])["In part"] == 1
    assert (whole["choices"].people, whole["choices"].asked_why) == (2, 1)
    assert (read["choices"], read["unread"]) == (whole["choices"], 0)
    assert (unread["choices"].people, unread["unread"]) == (0, 2)


def test_opening_figures_is_one_line_of_the_courses_log():
    course = a_course(1)

    for _ in range(2):
        show(course)
    course.time += timedelta(minutes=14)
    show(course)

    rows = course.ledger.entries(COURSE, Kind.ACCESS)
    assert [(each.body["who"], each.body["what"]) for each in rows] == [("Sam Taylor", "figures")]
    course.time += timedelta(minutes=2)
    show(course)
    assert len(course.ledger.entries(COURSE, Kind.ACCESS)) == 2


def test_opening_figures_is_no_line_of_anybodys_own_trail():
    course = a_course(1)

    show(course)

    assert course.ledger.entries("p0", Kind.ACCESS) == ()
