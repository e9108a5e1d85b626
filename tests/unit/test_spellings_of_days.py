"""How teachers type a day: each spelling is read, asked about, or refused; none is guessed."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import named
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.dates import read_date, remark, write_date
from patience import comes_back
from spellings import DAYS_AHEAD, DAYS_ASKED, DAYS_READ, DAYS_REFUSED, TODAY


def refusal_of(text):
    with pytest.raises(Invalid) as refused:
        read_date(text, field="start", today=TODAY)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(("text", "day"), DAYS_READ.items())
def test_a_day_is_read_as_teachers_type_it(text, day):
    assert read_date(text, field="start", today=TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(("text", "days"), DAYS_ASKED.items())
def test_what_can_mean_several_days_is_asked_about(text, days):
    problem = refusal_of(text)

    assert problem.code in {"date_asked", "date_several_days"}
    assert list(problem.choices) == days


@pytest.mark.parametrize(("text", "code"), DAYS_REFUSED.items())
def test_what_is_no_day_is_refused_with_the_reason(text, code):
    problem = refusal_of(text)

    assert (problem.field, problem.code, problem.choices) == ("start", code, ())


@pytest.mark.parametrize(("text", "expected"), DAYS_AHEAD.items())
def test_a_day_of_a_plan_is_to_come(text, expected):
    try:
        day = read_date(text, field="due", today=TODAY, is_ahead=True)
    except Invalid as refused:
        (problem,) = refused.problems
        assert (list(problem.choices) or None) == expected
        assert problem.code in {"date_asked", "date_several_days"} or not problem.choices
        return
    assert day.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("the weekend", "2026-11-27", ["2026-11-28", "2026-11-29"]),
        ("the weekend", "2026-11-28", ["2026-11-28", "2026-11-29", "2026-12-05", "2026-12-06"]),
        ("the weekend", "2026-11-29", ["2026-11-29", "2026-12-05", "2026-12-06"]),
        ("end of Nov", "2026-11-30", ["2026-11-30"]),
        ("end of Nov", "2026-12-01", ["2027-11-30"]),
        ("end of Feb", "2027-03-01", ["2028-02-29"]),
        ("end of Jan", "2100-12-31", []),
        ("this Thursday", "2026-11-26", ["2026-11-26"]),
        ("this Wednesday", "2026-11-26", ["2026-12-02"]),
        ("Mar 25", "2026-11-26", ["2027-03-25"]),
        ("5/3/27", "2027-03-05", ["2027-03-05"]),
        ("5-3-27", "2027-03-06", ["2027-03-05"]),
        ("30/9/27", "2027-10-01", ["2027-09-30", "2030-09-27"]),
    ],
)
def test_days_of_plans_at_the_edge_of_a_week_a_month_and_a_year(text, today, expected):
    try:
        day = read_date(text, field="due", today=date.fromisoformat(today), is_ahead=True)
    except Invalid as refused:
        (problem,) = refused.problems
        assert list(problem.choices) == expected
        return
    assert [day.isoformat()] == expected


@pytest.mark.parametrize("text", ["end of term", "by half term", "tbc", "31st of the month"])
def test_what_is_no_day_of_a_plan_is_refused_with_days_of_plans_as_examples(text):
    with pytest.raises(Invalid) as refused:
        read_date(text, field="due", today=TODAY, is_ahead=True)

    assert named(refused.value.problems) == [("due", "date_ahead_not_understood")]


def test_the_end_of_a_month_beyond_our_years_is_no_day_that_there_is():
    with pytest.raises(Invalid) as refused:
        read_date("end of March 2200", field="due", today=TODAY, is_ahead=True)

    assert named(refused.value.problems) == [("due", "date_not_real")]


@pytest.mark.parametrize(("is_ahead", "code"), [(True, "date_asked"), (False, "date_several_days")])
def test_of_several_days_it_is_asked_which_is_meant(is_ahead, code):
    with pytest.raises(Invalid) as refused:
        read_date("2-4 March 2027", field="due", today=TODAY, is_ahead=is_ahead)

    assert named(refused.value.problems) == [("due", code)]


def test_the_table_has_at_least_eighty_spellings():
    tables = (DAYS_READ, DAYS_ASKED, DAYS_REFUSED)

    assert len(set().union(*tables)) == sum(map(len, tables)) >= 80


@pytest.mark.parametrize("text", ["3 Nov", "yesterday", "last Tuesday", "the 3rd", "3", "46083.5x"])
def test_a_file_has_whole_days_because_it_is_read_later_than_it_was_written(text):
    with pytest.raises(Invalid) as refused:
        read_date(text, field="start")

    assert named(refused.value.problems) == [("start", "date_not_real")]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-11-26", ""),
        ("2026-11-27", "date_ahead"),
        ("2027-11-26", "date_far_ahead"),
        ("2017-09-01", ""),
        ("2016-11-01", "date_long_ago"),
    ],
)
def test_a_day_ahead_or_far_away_is_said_to_be(day, code):
    assert remark(date.fromisoformat(day), today=TODAY) == code


days = st.dates(date(1970, 1, 1), date(2100, 12, 31))
WELSH = (
    *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
    *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
)


@given(days, days)
def test_a_day_is_read_back_from_what_is_shown(day, today):
    shown = (
        day.isoformat(),
        f"{day:%A} {day.day} {day:%B} {day.year}",
        f"{day.day} {day:%b} {day.year}",
        f"{day:%d/%m/%Y}",
        f"{day.day} {WELSH[day.month - 1]} {day.year}",
    )

    assert {read_date(each, field="start", today=today) for each in shown} == {day}


@given(days)
def test_a_day_of_the_last_year_needs_no_year(today):
    day = max(today - timedelta(300), date(1970, 1, 1))

    assert read_date(f"{day.day} {day:%b}", field="start", today=today) == day


WITHOUT_YEAR = (
    *("{day:%A}", "this {day:%A}", "next {day:%a}", "by {day:%A} morning", "the {day.day}th"),
    *("{day.day} {day:%b}", "{day.day}/{day.month}", "{day:%b} {day.day}", "{day.day}"),
    *("by the weekend", "next weekend", "in {day.day} days", "in {day.month} weeks"),
    *("end of {day:%B}", "by {day:%a} {day.day} {day:%b}", "next week {day:%A}", "tomorrow"),
    *("{day:%A} week", "a week on {day:%a}", "a week tomorrow"),
)


@given(days, days, st.sampled_from(WITHOUT_YEAR))
def test_a_day_of_a_plan_that_says_no_year_is_never_past(day, today, form):
    text = form.format(day=day)

    try:
        read = [read_date(text, field="due", today=today, is_ahead=True)]
    except Invalid as refused:
        (problem,) = refused.problems
        read = [date.fromisoformat(each) for each in problem.choices]

    assert all(each >= today for each in read)


@given(days, days)
def test_a_day_of_a_plan_is_read_back_from_what_its_field_shows(day, today):
    shown = (write_date(day), day.isoformat(), f"{day:%A} {day.day} {day:%B} {day.year}")

    assert {read_date(each, field="due", today=today, is_ahead=True) for each in shown} == {day}


WORDS = (
    "last next this the on of Tuesday Mawrth Nov May 3 3rd 31 29 Feb 25 2025 / - . , week ago days"
    " to w/c weekend half term today ddoe o first am 9:30 am T & ' by end in days' time"
)


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join) | st.text(max_size=70), days
)
def test_any_text_is_a_day_or_a_problem_whose_choices_are_days(text, today):
    try:
        day = read_date(text, field="start", today=today)
    except Invalid as refused:
        (problem,) = refused.problems
        for choice in problem.choices:
            assert read_date(choice, field="start", today=today) == date.fromisoformat(choice)
        return
    assert day is None or 1970 <= day.year <= 2100


@pytest.mark.parametrize("text", ["3 Nov ", "a", "1/", "i ", " ", "\u0301", "\ufdfa", "9"])
def test_a_very_long_text_is_refused_at_once(text):
    with comes_back(), suppress(Invalid):
        read_date(text * 100_000, field="start", today=TODAY)


@pytest.mark.parametrize("text", ["1 to " * 12, "i i " * 15, "on " * 20, "3-" * 30, "- & " * 15])
def test_no_short_text_takes_long(text):
    with comes_back(), suppress(Invalid):
        read_date(text, field="start", today=TODAY)


def test_a_problem_does_not_print_what_was_typed():
    assert "2026" not in repr(refusal_of("last Tuesday"))


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 29)])
@pytest.mark.parametrize(("week", "monday"), [("last", 16), ("this", 23), ("next", 30)])
def test_a_weekday_of_a_week_is_in_that_week_on_whichever_day_it_is_said(today, week, monday):
    """Of a Monday, a Thursday and a Sunday of the same week."""
    read = read_date(f"{week} week Monday", field="start", today=today)

    assert read == date(2026, 11, monday)
