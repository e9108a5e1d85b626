"""Whatever was released and reported before: in a trust report each person counts once."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trust_histories import OTHER, SMALL, History

ALWAYS = ("add_course", "share", "report", "report", "close_round_of_one", "sign_off_late")


def histories(*acts):
    """Give what happens one day after the other, and a number that decides the rest."""
    return st.lists(st.sampled_from(acts), min_size=4, max_size=14), st.integers(0, 10**6)


def totals(acts, seed, *, frameworks=(SMALL,)):
    """Let a trust live through this, and have two reports at the end. Gives what reports say."""
    trust = History(Random(seed), frameworks)
    for _ in range(3):
        trust.add_course()
    for act in (*acts, "report", "report"):
        trust.a_day_later()
        total = getattr(trust, act)()
        if act == "report" and total:
            yield total, trust


@settings(max_examples=15)
@given(*histories(*ALWAYS))
def test_a_report_comes_to_as_many_people_as_its_releases_count(acts, seed):
    for each, _ in totals(acts, seed, frameworks=(SMALL, OTHER)):
        assert each.exact == pytest.approx(len(each.people))
        assert abs(each.shown - len(each.people)) <= 2 * each.releases + 3


@settings(max_examples=15)
@given(*histories(*ALWAYS, "leave"))
def test_a_report_comes_to_no_more_people_where_some_have_left_their_course(acts, seed):
    for each, _ in totals(acts, seed):
        assert each.exact <= len(each.people) + 2 * each.releases


@settings(max_examples=15)
@given(*histories(*ALWAYS, "erase"))
def test_a_report_is_wrong_by_no_more_people_than_were_erased(acts, seed):
    for each, trust in totals(acts, seed):
        assert abs(each.exact - len(each.people)) <= trust.erased
