"""A cell of a file has one day, a first and a last one, or a month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import named
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.day_cells import is_clock, read_days


def days(text, *, is_month_first=False, is_month_enough=False):
    return read_days(
        text, field="start", is_month_first=is_month_first, is_month_enough=is_month_enough
    )


@pytest.mark.parametrize("text", ["14/03/2026", "14 March 2026", "2026-03-14", "46095"])
def test_one_day_has_no_last_one(text):
    assert days(text) == (date(2026, 3, 14), None)


def test_an_empty_cell_has_no_day():
    assert days(" ") == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "14/03/2026 - 16/03/2026",
        "14/03/2026 to 16/03/2026",
        "from 14/03/2026 until 16/03/2026",
        "14-16 March 2026",
        "14\u201316 March 2026",
        "14 - 16 March 2026",
        "14-16/03/2026",
        "2026-03-14 - 2026-03-16",
        "2026-03-14 to 2026-03-16",
        "14 March - 16 March 2026",
        "14 March 2026 - 16 March 2026",
        "14 March 2026 - 16 March",
        "March 14-16, 2026",
        "Sat 14 - Mon 16 March 2026",
        "14.-16.3.2026",
        "14/3/26-16/3/26",
        "2026-03-14/2026-03-16",
        "2026-03-14--2026-03-16",
        "2026-03-14/16",
        "o 14 i 16 Mawrth 2026",
    ],
)
def test_several_days_have_a_first_and_a_last_one(text):
    assert days(text) == (date(2026, 3, 14), date(2026, 3, 16))


def test_several_days_are_read_month_first_where_the_file_is():
    assert days("3/4/2026 - 3/6/2026", is_month_first=True) == (date(2026, 3, 4), date(2026, 3, 6))


@pytest.mark.parametrize(
    "text",
    [
        "14/15 March 2026",
        "14th/15th March 2026",
        "14 & 15 March 2026",
        "14 and 15 March 2026",
        "14+15 March 2026",
        "14, 15 March 2026",
        "14 a 15 Mawrth 2026",
        "14 & 15/3/2026",
        "March 14/15 2026",
        "Sat 14 & Sun 15 March 2026",
        "14/3/2026 & 15/3/2026",
        "14/3/2026/15/3/2026",
    ],
)
def test_two_days_one_after_the_other_are_a_first_and_a_last_one(text):
    assert days(text) == (date(2026, 3, 14), date(2026, 3, 15))


@pytest.mark.parametrize(
    "text",
    ["14 & 21 March 2026", "14/16 March 2026", "14/3/2026 & 16/3/2026", "15 & 14 March 2026"],
)
def test_days_that_are_apart_are_no_time_from_one_to_the_other(text):
    with pytest.raises(Invalid) as refused:
        days(text)

    assert named(refused.value.problems) == [("start", "date_days_apart")]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("w/c 2 March 2026", 8),
        ("W/C: 02/03/2026", 8),
        ("w.c. 2/3/26", 8),
        ("wk beg 2 Mar 2026", 8),
        ("week commencing Monday 2nd March 2026", 8),
        ("week beginning the 2nd of March 2026", 8),
        ("week of 4 March 2026", 8),
        ("wythnos yn dechrau 2 Mawrth 2026", 8),
        ("week ending 6 March 2026", 6),
        ("w/e 8/3/2026", 8),
    ],
)
def test_a_week_begins_on_its_monday(text, last):
    assert days(text) == (date(2026, 3, 2), date(2026, 3, last))


@pytest.mark.parametrize("text", ["w/c 4 March 2026", "w/e 4 March 2026", "w/c 2 March", "w/c"])
def test_a_week_that_can_be_another_one_is_refused(text):
    with pytest.raises(Invalid) as refused:
        days(text)

    assert named(refused.value.problems) == [("start", "date_not_real")]


@pytest.mark.parametrize("text", ["March 2026", "Mar-26", "mar. 2026", "03/2026", "2026-03"])
def test_a_month_is_asked_about_and_then_its_first_day(text):
    with pytest.raises(Invalid) as refused:
        days(text)

    assert named(refused.value.problems) == [("start", "date_month_only")]
    assert days(text, is_month_enough=True) == (date(2026, 3, 1), None)


@pytest.mark.parametrize("text", ["13/2026", "Nothing 2026", "14-", "a to b", "31 June 2026", "9"])
def test_what_is_no_day_is_refused_as_one(text):
    with pytest.raises(Invalid) as refused:
        days(text, is_month_enough=True)

    assert named(refused.value.problems) == [("start", "date_not_real")]


@pytest.mark.parametrize(
    ("text", "is_time"),
    [("09:00", True), ("9 am", True), ("9.30pm", True), ("14/03/2026", False), ("", False)],
)
def test_a_time_of_the_clock_is_told_from_a_day(text, is_time):
    assert is_clock(text) is is_time


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        first, last = days(text)
    except Invalid:
        return
    assert first is not None or last is None


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.dates(date(1990, 1, 1), date(2080, 1, 1)))
def test_any_two_days_are_read_as_they_were_written(first, last):
    written = f"{first:%d/%m/%Y} - {last:%d/%m/%Y}"

    assert days(written) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("30 December - 2 January 2026", date(2025, 12, 30), date(2026, 1, 2)),
        ("29 Dec to 2 Jan 2026", date(2025, 12, 29), date(2026, 1, 2)),
        ("Dec 30 - Jan 2, 2026", date(2025, 12, 30), date(2026, 1, 2)),
        ("31 December & 1 January 2026", date(2025, 12, 31), date(2026, 1, 1)),
        ("1 September to 31 July 2026", date(2025, 9, 1), date(2026, 7, 31)),
        ("28 February - 2 March 2026", date(2026, 2, 28), date(2026, 3, 2)),
        ("2 March 2026 - 28 February 2026", date(2026, 3, 2), date(2026, 2, 28)),
        ("March 26 - April 2, 2026", date(2026, 3, 26), date(2026, 4, 2)),
    ],
)
def test_a_year_that_stands_at_the_end_is_that_of_the_last_day(text, first, last):
    assert days(text) == (first, last)
