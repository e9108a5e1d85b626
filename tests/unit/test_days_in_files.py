"""A day as it stands in a file: whole, in the order of the file, or as Excel's number of it."""

from datetime import date

import pytest

from builders import named
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.dates import read_date


def day_of(text, *, is_month_first=False):
    return read_date(text, field="start", is_month_first=is_month_first)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25569", date(1970, 1, 1)),
        ("25570", date(1970, 1, 2)),
        ("46095", date(2026, 3, 14)),
        ("46095.75", date(2026, 3, 14)),
        ("46095,5", date(2026, 3, 14)),
        ("46095.999988", date(2026, 3, 14)),
        ("73414", date(2100, 12, 30)),
        ("73415", date(2100, 12, 31)),
    ],
)
@pytest.mark.parametrize("is_month_first", [False, True])
def test_a_number_of_excel_is_its_day_with_or_without_a_time(text, day, is_month_first):
    assert day_of(text, is_month_first=is_month_first) == day


@pytest.mark.parametrize(
    "text",
    [
        *("25568", "73416", "99999", "00000", "10000"),
        *(
            "4609",
            "460955",
            "046095",
            "46095.",
            "46095x5",
            "46095 5",
            "46095.5.5",
            ".46095",
            "-46095",
            "x",
        ),
    ],
)
def test_a_number_that_is_no_day_of_ours_is_refused(text):
    with pytest.raises(Invalid) as refused:
        day_of(text)

    assert named(refused.value.problems) == [("start", "date_not_real")]


@pytest.mark.parametrize(
    ("text", "is_month_first", "day"),
    [
        ("3/4/2026", False, date(2026, 4, 3)),
        ("3/4/2026", True, date(2026, 3, 4)),
        ("3 April 2026", True, date(2026, 4, 3)),
        ("April 3, 2026", False, date(2026, 4, 3)),
        ("2026-04-03", True, date(2026, 4, 3)),
        ("Fri 3/4/2026", False, date(2026, 4, 3)),
        ("Friday, 3 April 2026", False, date(2026, 4, 3)),
        ("Wed 3/4/2026", True, date(2026, 3, 4)),
        ("3 April 2026, 09:30", False, date(2026, 4, 3)),
    ],
)
def test_numbers_are_read_in_the_order_of_the_file_and_names_in_any(text, is_month_first, day):
    assert day_of(text, is_month_first=is_month_first) == day


@pytest.mark.parametrize(
    "text", ["Thu 3/4/2026", "3 April", "April 2026", "3/4", "2026", "3/4/2026/1", "3 4 20 26", "a"]
)
def test_what_is_less_or_more_than_a_day_or_has_another_weekday_is_refused(text):
    with pytest.raises(Invalid) as refused:
        day_of(text)

    assert named(refused.value.problems) == [("start", "date_not_real")]
