"""Digits that are no digits: a number, or a clear no; never an exception."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_form
from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.table import read_table
from matrix_xblock.codec.cpd import cpd_columns, cpd_rows
from matrix_xblock.codec.cpd.cpd_form import read_goal
from matrix_xblock.codec.framework.setup_tree import read_tree
from matrix_xblock.domain.cpd.cpd import AreaRef
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.dates import read_date, read_date_parts
from matrix_xblock.domain.values.durations import read_duration
from matrix_xblock.domain.values.place import Place
from matrix_xblock.domain.values.whole_numbers import whole_number
from texts import in_short

MANY = "9" * 5000
ODD = ["2¹", "①", "²", "1²3", "𑁒", MANY, "-1", "+1", "1_0", "", " 1", "1.0"]
odd_texts = st.text(st.sampled_from("0123456789²¹①٣４.,-/: "), max_size=12) | st.just(MANY)


@given(st.integers(0, 10**9 - 1))
def test_a_number_in_plain_digits_is_read(number):
    assert whole_number(str(number)) == number


@pytest.mark.parametrize("text", ODD, ids=in_short)
def test_anything_else_is_no_number(text):
    assert whole_number(text) is None


@pytest.mark.parametrize("text", [*ODD, "٣"], ids=in_short)
def test_a_field_with_anything_else_is_refused(text):
    with pytest.raises(Invalid):
        forms.read_integer(a_form(revision=text), "revision")


@pytest.mark.parametrize("text", ["2¹", "①", "2¹ h", "① h 30", "1²3 min", MANY])
def test_a_time_with_a_footnote_is_not_taken_for_another_time(text):
    with pytest.raises(Invalid) as refused:
        read_duration(text, field="minutes")

    assert refused.value.problems[0].code == "duration_not_understood"


@pytest.mark.parametrize("text", ["2¹/3/2026", "① March 2026", "2/3/202²", f"{MANY}/1/2026"])
def test_a_day_with_a_footnote_is_not_taken_for_another_day(text):
    with pytest.raises(Invalid) as refused:
        read_date(text, field="start")

    assert refused.value.problems[0].code == "date_not_real"


@pytest.mark.parametrize("parts", [("2¹", "3", "2026"), ("2", "①", "2026"), (MANY, "3", "2026")])
def test_three_fields_with_a_footnote_are_no_day(parts):
    with pytest.raises(Invalid) as refused:
        read_date_parts(*parts, field="start")

    assert refused.value.problems[0].code == "date_not_real"


def options(columns):
    here = Place("here", "Here")
    return cpd_rows.ImportOptions(columns, False, 360, dict[str, AreaRef](), here, str)


def rows_of(cells):
    table = read_table(f"Title,Date,Hours\n{cells}\n".encode())
    columns = cpd_columns.guess_columns(table, label=str)
    cpd_columns.guess_month_first(table, columns)
    return cpd_rows.read_rows(table, options(columns))


@pytest.mark.parametrize(
    "cells",
    [
        "Visit,2/3/2026,2¹",
        "Visit,2/3/2026,①",
        f"Visit,2/3/2026,{MANY}",
        "Visit,2¹/3/2026,1",
        "Visit,①/①/2026,1",
        f"Visit,{MANY}/1/2026,1",
    ],
)
def test_a_row_with_odd_digits_is_named_by_its_line(cells):
    assert [problem.line for problem in rows_of(cells).problems] == [2]


@given(odd_texts, odd_texts)
def test_any_digits_in_a_row_are_read_or_named(day, hours):
    rows_of(f'Visit,"{day}","{hours}"')


@given(odd_texts)
def test_any_digits_in_a_goal_are_read_or_named(text):
    dates = {f"goal_{end}-{part}": "1" for end in ("start", "end") for part in ("day", "month")}
    years = {"goal_start-year": "2026", "goal_end-year": "2027"}
    with suppress(Invalid):
        read_goal(a_form(goal=text, **dates, **years), day_minutes=360, today=date(2026, 11, 26))


@pytest.mark.parametrize("place", ["²", "①", "٣", "9" * 4, MANY])
def test_a_place_in_a_form_is_of_plain_digits(place):
    with pytest.raises(Invalid):
        read_tree(a_form(**{f"rounds[{place}].id": "baseline"}))


def test_a_row_that_says_no_day_is_named_whatever_else_is_wrong_with_it():
    table = read_table(b"Title,Date,Hours\n,,a long time\n")
    columns = cpd_columns.guess_columns(table, label=str)

    problems = cpd_rows.read_rows(table, options(columns)).problems

    assert {each.column for each in problems} == {"title", "start", "minutes"}
