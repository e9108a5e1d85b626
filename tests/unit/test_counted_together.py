"""Reviews counted together: what is taken over of each person, and what goes when they leave."""

import pytest

from builders import NOW, a_framework, days
from matrix_xblock.domain.figures.sign_offs import RoundSignOffs, SignOff
from matrix_xblock.domain.figures.together import CountedTogether, ReviewToCount

CHOSEN = {"moved": {"anna": frozenset({"yes"})}, "why": {"ben": frozenset({"cover"})}}


def signed(**people):
    """Give the sign-offs of a round: who, and when."""
    columns = RoundSignOffs()
    for who, at in people.items():
        columns.add(SignOff(who, "", "final", at, bytes(3)))
    return columns


def review(name="one", *, now, before=None, answers=CHOSEN):
    people = {each: f"account of {each}" for each in ("anna", "ben")}
    return ReviewToCount(name, f"usage of {name}", now, before or signed(), people, answers)


@pytest.fixture
def counted():
    made = CountedTogether(a_framework())
    early = signed(anna=days(-90))
    made.add(review(now=signed(anna=days(-2), ben=days(-1)), before=early), NOW)
    return made


def test_each_person_is_taken_over_with_their_round_before_and_their_answers(counted):
    assert counted.now.first.keys() == {"account of anna", "account of ben"}
    assert counted.before.first.keys() == {"account of anna"}
    assert counted.now.times == [days(-2), days(-1)]
    assert counted.before.times == [days(-90)]
    assert counted.answers == {
        "moved": {"account of anna": {"yes"}},
        "why": {"account of ben": {"cover"}},
    }


def test_people_are_of_the_review_that_they_are_counted_in(counted):
    assert counted.sizes == {"one": 2}
    assert counted.before.groups == ["one"]


def test_whoever_leaves_is_in_no_column_and_in_no_answer(counted):
    counted.leave_out(["account of ben", "account of anna", "account of nobody"])

    assert (counted.now.first, counted.before.first) == ({}, {})
    assert counted.answers == {"moved": {}, "why": {}}


def test_whoever_signs_off_later_elsewhere_leaves_nothing_where_they_were(counted):
    counted.add(review("two", now=signed(anna=NOW), answers={}), NOW)

    assert counted.sizes == {"one": 1, "two": 1}
    assert counted.before.first == {}
    assert counted.answers == {"moved": {}, "why": {"account of ben": {"cover"}}}


def test_whoever_signs_off_elsewhere_at_the_same_moment_stays_where_they_are(counted):
    counted.add(review("two", now=signed(anna=days(-2)), answers={}), NOW)

    assert counted.sizes == {"one": 2}


def test_what_is_signed_off_later_than_what_is_counted_is_not_taken_over(counted):
    counted.add(review("two", now=signed(anna=days(1)), answers={}), NOW)

    assert counted.sizes == {"one": 2}


def test_whoever_comes_after_somebody_who_signed_off_too_late_is_taken_over(counted):
    counted.add(review("two", now=signed(anna=days(1), carys=days(-1)), answers={}), NOW)

    assert counted.sizes == {"one": 2, "two": 1}


def test_whoever_has_no_account_is_of_their_review_alone(counted):
    counted.add(review("two", now=signed(carys=days(-1)), answers={}), NOW)

    assert "usage of two carys" in counted.now.first
