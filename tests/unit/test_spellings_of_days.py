"""How teachers type a day: each spelling is read, asked about, or refused; none is guessed."""

import time
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import named
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.dates import read_date, remark

TODAY = date(2026, 11, 26)
"""A Thursday."""

READ = {
    # a day, a month and a year
    "2025-11-03": "2025-11-03",
    "2025/11/3": "2025-11-03",
    "12/11/25": "2025-11-12",
    "12/11/2025": "2025-11-12",
    "3.11.2025": "2025-11-03",
    "03.11.25": "2025-11-03",
    "3-11-2025": "2025-11-03",
    "3 11 2025": "2025-11-03",
    "31-10-26": "2026-10-31",
    "3 Nov 25": "2025-11-03",
    "3 Nov '25": "2025-11-03",
    "3 November 2025": "2025-11-03",
    "3rd November 2025": "2025-11-03",
    "3rd of November, 2025": "2025-11-03",
    "November 3, 2025": "2025-11-03",
    "Nov 3rd 2025": "2025-11-03",
    "2025 Nov 3": "2025-11-03",
    "3-Nov-25": "2025-11-03",
    "3Nov25": "2025-11-03",
    "03112025": "2025-11-03",
    "20251103": "2025-11-03",
    "1/9/99": "1999-09-01",
    "29/2/24": "2024-02-29",
    "Monday 3 November 2025": "2025-11-03",
    "Mon, 3 Nov 2025": "2025-11-03",
    "3 Nov 2026 9:30": "2026-11-03",
    "3 Nov 4pm": "2026-11-03",
    "3 Nov am": "2026-11-03",
    "3 Nov afternoon": "2026-11-03",
    "3/11/2026 am": "2026-11-03",
    "2026-11-03T09:30:00": "2026-11-03",
    # the year is missing: the latest day that is past
    "3 Nov": "2026-11-03",
    "3rd November": "2026-11-03",
    "3 NOV.": "2026-11-03",
    "3November": "2026-11-03",
    "third of November": "2026-11-03",
    "twenty-first October": "2026-10-21",
    "Nov 3": "2026-11-03",
    "Nov 12": "2026-11-12",
    "May the 4th": "2026-05-04",
    "on 3 Nov": "2026-11-03",
    "3/11": "2026-11-03",
    "3.11.": "2026-11-03",
    "26 Nov": "2026-11-26",
    "27 Nov": "2025-11-27",
    "31 Dec": "2025-12-31",
    "29 Feb": "2024-02-29",
    "4 Sept": "2026-09-04",
    "4 Febuary": "2026-02-04",
    "Tue 3 Nov": "2026-11-03",
    "3 Nov, Tuesday": "2026-11-03",
    # month and year are missing
    "the 3rd": "2026-11-03",
    "26th": "2026-11-26",
    "the 27th": "2026-10-27",
    "the 31st": "2026-10-31",
    "Friday 13th": "2026-11-13",
    # said from today
    "today": "2026-11-26",
    "this morning": "2026-11-26",
    "Yesterday": "2026-11-25",
    "yesterday afternoon": "2026-11-25",
    "last night": "2026-11-25",
    "yesturday": "2026-11-25",
    "the day before yesterday": "2026-11-24",
    "3 days ago": "2026-11-23",
    "ten days ago": "2026-11-16",
    "a week ago today": "2026-11-19",
    "tomorrow": "2026-11-27",
    "Tuesday": "2026-11-24",
    "Weds": "2026-11-25",
    "on Tuesday morning": "2026-11-24",
    "this Tuesday": "2026-11-24",
    "Tuesday just gone": "2026-11-24",
    "last Saturday": "2026-11-21",
    "last Thursday": "2026-11-19",
    "Tuesday last week": "2026-11-17",
    "next Tuesday": "2026-12-01",
    # in Welsh
    "3 Tachwedd": "2026-11-03",
    "3ydd o Dachwedd": "2026-11-03",
    "1af o Fedi 2025": "2025-09-01",
    "3 Mawrth": "2026-03-03",
    "Mawrth 3 Tachwedd": "2026-11-03",
    "dydd Mawrth": "2026-11-24",
    "heddiw": "2026-11-26",
    "ddoe": "2026-11-25",
    "echdoe": "2026-11-24",
}

MONDAY_TO_SUNDAY = [f"2026-11-{day}" for day in range(16, 23)]
ASKED = {
    # this week's, or the one of last week
    "last Tuesday": ["2026-11-24", "2026-11-17"],
    "dydd Mawrth diwethaf": ["2026-11-24", "2026-11-17"],
    "Thursday": ["2026-11-26", "2026-11-19"],
    # no day is said
    "last week": MONDAY_TO_SUNDAY,
    "wythnos diwethaf": MONDAY_TO_SUNDAY,
    "a week ago": MONDAY_TO_SUNDAY,
    "w/c 16 Nov": MONDAY_TO_SUNDAY,
    "week commencing 16th November": MONDAY_TO_SUNDAY,
    "2 weeks ago": [f"2026-11-{day:02d}" for day in range(9, 16)],
    "at the weekend": ["2026-11-21", "2026-11-22"],
    # several days
    "3-5 Nov": ["2026-11-03"],
    "3rd to 5th November 2025": ["2025-11-03"],
    "3 & 4 Nov": ["2026-11-03"],
    "3/4 Nov": ["2026-11-03"],
    "Nov 3-5": ["2026-11-03"],
    "3-5/11/25": ["2025-11-03"],
    "30 Oct - 2 Nov 2025": ["2025-10-30"],
    # the weekday is another one
    "Mon 3 Nov": ["2026-11-03", "2025-11-03"],
    "Tuesday 3 November 2025": ["2025-11-03", "2025-11-04"],
    "Mon 3rd": ["2026-11-03", "2026-08-03"],
    # numbers that may stand for something else
    "Nov 25": ["2026-11-25"],
    "11/25": ["2026-11-25"],
    "11/13/25": ["2025-11-13"],
    "25-11-03": ["2003-11-25", "2025-11-03"],
    "3-11": ["2026-11-03"],
    "3": ["2026-11-03"],
}

REFUSED = {
    "31 June": "date_not_real",
    "31/4": "date_not_real",
    "30 Feb 2026": "date_not_real",
    "29 Feb 2026": "date_not_real",
    "13/13/2025": "date_not_real",
    "32": "date_not_real",
    "3 Nov 20255": "date_not_real",
    "3/11/1969": "date_out_of_range",
    "1 January 2101": "date_out_of_range",
    "3/11/5": "date_out_of_range",
    "November": "date_without_day",
    "Mawrth": "date_without_day",
    "Nov 2025": "date_without_day",
    "last month": "date_without_day",
    "2 months ago": "date_without_day",
    "last year": "date_without_day",
    "2025": "date_without_day_and_month",
    "half term": "date_not_understood",
    "2nd half term": "date_not_understood",
    "autumn term": "date_not_understood",
    "INSET day": "date_not_understood",
    "week 3": "date_not_understood",
    "Christmas": "date_not_understood",
    "Easter Monday": "date_not_understood",
    "Mon-Wed": "date_not_understood",
    "recently": "date_not_understood",
    "46083": "date_not_understood",
    "031125": "date_not_understood",
    "-3 Nov": "date_not_understood",
    "3\u00b2 Nov": "date_not_understood",
    "\u0663 Nov": "date_not_understood",
    "NPQ webinar": "date_not_understood",
}


def refusal_of(text):
    with pytest.raises(Invalid) as refused:
        read_date(text, field="start", today=TODAY)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(("text", "day"), READ.items())
def test_a_day_is_read_as_teachers_type_it(text, day):
    assert read_date(text, field="start", today=TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(("text", "days"), ASKED.items())
def test_what_can_mean_several_days_is_asked_about(text, days):
    problem = refusal_of(text)

    assert problem.code in {"date_asked", "date_several_days"}
    assert list(problem.choices) == days


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_what_is_no_day_is_refused_with_the_reason(text, code):
    problem = refusal_of(text)

    assert (problem.field, problem.code, problem.choices) == ("start", code, ())


def test_the_table_has_at_least_eighty_spellings():
    assert len({*READ, *ASKED, *REFUSED}) == len(READ) + len(ASKED) + len(REFUSED) >= 80


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


WORDS = (
    "last next this the on of Tuesday Mawrth Nov May 3 3rd 31 29 Feb 25 2025 / - . , week ago days"
    " to w/c weekend half term today ddoe o first am 9:30 am T & '"
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
    began = time.perf_counter()

    with suppress(Invalid):
        read_date(text * 100_000, field="start", today=TODAY)

    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("text", ["1 to " * 12, "i i " * 15, "on " * 20, "3-" * 30, "- & " * 15])
def test_no_short_text_takes_long(text):
    began = time.perf_counter()

    with suppress(Invalid):
        read_date(text, field="start", today=TODAY)

    assert time.perf_counter() - began < 2


def test_a_problem_does_not_print_what_was_typed():
    assert "2026" not in repr(refusal_of("last Tuesday"))
