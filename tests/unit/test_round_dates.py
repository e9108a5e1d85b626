"""Dates of rounds as authors think of them."""

from datetime import date

import pytest

from matrix_xblock.author.dating import offered_years
from matrix_xblock.domain.framework.round_dates import a_year_on, three_terms


def test_three_terms_follow_each_other_through_a_school_year_and_never_overlap():
    autumn, spring, summer = three_terms(2026)

    assert autumn == (date(2026, 9, 1), date(2026, 12, 31))
    assert spring == (date(2027, 1, 1), date(2027, 3, 31))
    assert summer == (date(2027, 4, 1), date(2027, 7, 31))


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 9, 1), date(2027, 9, 1)),
        (date(2028, 2, 28), date(2029, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
    ids=str,
)
def test_a_year_on_is_the_same_day_and_the_28th_after_a_leap_day(day, later):
    assert a_year_on(day) == later


@pytest.mark.parametrize(
    ("today", "first"),
    [(date(2026, 9, 1), 2026), (date(2027, 5, 31), 2026), (date(2027, 6, 1), 2027)],
    ids=str,
)
def test_from_june_on_rounds_are_set_for_the_next_school_year(today, first):
    assert offered_years(today) == [first, first + 1, first + 2]
