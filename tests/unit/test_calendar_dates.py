"""Days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import named
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.dates import read_date, read_date_parts

DAY = date(2026, 3, 2)


def refused_with(read, *parts, **options):
    with pytest.raises(Invalid) as refused:
        read(*parts, field="start", **options)
    return named(refused.value.problems)


@pytest.mark.parametrize(
    "parts",
    [("2", "3", "2026"), ("02", "03", "2026"), (" 2 ", "March", "2026"), ("2", "Mawrth", "2026")],
)
def test_three_fields_are_a_day(parts):
    assert read_date_parts(*parts, field="start") == DAY


def test_three_empty_fields_are_none():
    assert read_date_parts("", " ", "", field="start") is None


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("", "3", "2026"), "date_without_day"),
        (("2", "", "2026"), "date_without_month"),
        (("2", "3", ""), "date_without_year"),
        (("", "", "2026"), "date_without_day_and_month"),
        (("", "3", ""), "date_without_day_and_year"),
        (("2", "", ""), "date_without_month_and_year"),
        (("2", "3", "26"), "date_needs_four_digit_year"),
        (("31", "2", "2026"), "date_not_real"),
        (("29", "2", "2026"), "date_not_real"),
        (("2", "13", "2026"), "date_not_real"),
        (("0", "3", "2026"), "date_not_real"),
        (("2", "Ma", "2026"), "date_not_real"),
        (("x", "3", "2026"), "date_not_real"),
        (("2", "3", "year"), "date_not_real"),
        (("31", "12", "1969"), "date_out_of_range"),
        (("1", "1", "2101"), "date_out_of_range"),
    ],
)
def test_what_is_no_day_is_said_part_by_part(parts, code):
    assert refused_with(read_date_parts, *parts) == [("start", code)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02",
        "2026-03-02T09:30:00",
        "2026-03-02 09:30:00+01:00",
        "2/3/2026",
        "02/03/2026 00:00",
        "02.03.2026",
        "2-3-26",
        "2 March 2026",
        "2nd March 2026",
        "2nd of March 2026",
        "March 2, 2026",
        "Mon 2 Mar 2026",
        "Monday, 2 March 2026",
        "2-Mar-26",
        "2 Mawrth 2026",
        "46083",
        "46083.5",
    ],
)
def test_a_cell_of_a_spreadsheet_is_a_day(text):
    assert read_date(text, field="start") == DAY


def test_a_file_may_write_the_month_first():
    assert read_date("3/2/2026", field="start", is_month_first=True) == DAY


def test_a_name_of_a_month_is_never_mistaken_for_a_day():
    assert read_date("2 March 2026", field="start", is_month_first=True) == DAY


@pytest.mark.parametrize("text", ["31/2/2026", "x", "2026", "1/2", "2/3/2026/4", "12345", "9" * 70])
def test_what_is_no_day_is_refused(text):
    assert refused_with(read_date, text) == [("start", "date_not_real")]


@pytest.mark.parametrize("text", ["3 Nov xy", "3/11/ab"])
def test_two_letters_are_no_year(text):
    assert refused_with(read_date, text) == [("start", "date_not_real")]


def test_two_digits_of_a_year_mean_the_nearer_century():
    assert read_date("1/9/99", field="start") == date(1999, 9, 1)
    assert read_date("1/9/25", field="start") == date(2025, 9, 1)


@given(st.dates(date(1970, 1, 1), date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y"]))
def test_every_day_is_read_back_as_it_was_written(day, form):
    assert read_date(day.strftime(form), field="start") == day


@given(st.text(max_size=70), st.booleans())
def test_any_text_is_a_day_none_or_refused(text, first):
    try:
        day = read_date(text, field="start", is_month_first=first)
    except Invalid:
        return
    assert day is None or 1970 <= day.year <= 2100


@pytest.mark.parametrize("text", ["1 Sept 2026", "1 sept. 2026", "1 Medi 2026"])
def test_a_month_may_be_shortened_with_or_without_a_full_stop(text):
    assert read_date(text, field="start") == date(2026, 9, 1)


def test_the_short_form_of_march_in_welsh_is_read():
    assert read_date("2 Mawr 2026", field="start") == DAY
    assert read_date_parts("2", "mawr", "2026", field="start") == DAY


@pytest.mark.parametrize("month", ["ju", "jux", "m", "mar-"])
def test_what_is_no_name_of_a_month_is_none(month):
    assert refused_with(read_date_parts, "2", month, "2026") == [("start", "date_not_real")]
