"""How teachers type a duration: each spelling is read, asked about, or refused; none is guessed."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.durations import read_duration, says_unit, write_duration

READ = {
    # hours and minutes
    "1h 30": 90,
    "1h30": 90,
    "1h30m": 90,
    "1hr 15": 75,
    "1 h 30 min": 90,
    "1 hour 30 minutes": 90,
    "1 hour, 30 minutes": 90,
    "1hours 20min": 80,
    "5 hours 30": 330,
    "90 min": 90,
    "90m": 90,
    "45mins.": 45,
    "2 hrs": 120,
    "2 hours": 120,
    "an hour": 60,
    "hour": 60,
    "1d 2h": 480,
    "2 days": 720,
    "a day": 360,
    "1,500 min": 1500,
    # decimals and fractions
    "1.5": 90,
    "1,5 h": 90,
    "2.5hrs": 150,
    "0.75": 45,
    "1.25": 75,
    ".5": 30,
    "2.00": 120,
    "8": 480,
    "\u00be hour": 45,
    "1\u00bd": 90,
    "\u00bd an hour": 30,
    "1/2 hour": 30,
    "1 1/2 hours": 90,
    "1-1/2 hours": 90,
    # words
    "ninety minutes": 90,
    "forty-five minutes": 45,
    "two hours": 120,
    "half an hour": 30,
    "half hour": 30,
    "one half hour": 30,
    "a quarter of an hour": 15,
    "three quarters of an hour": 45,
    "three-quarters of an hour": 45,
    "an hour and a half": 90,
    "hour and a half": 90,
    "an hour and a quarter": 75,
    "an hour and twenty minutes": 80,
    "one and a half hours": 90,
    "two-and-a-half hours": 150,
    "about 2h": 120,
    "approx. 90 mins": 90,
    "~2h": 120,
    "2 hours or so": 120,
    "2ish hours": 120,
    "2 hours in total": 120,
    "3 x 2 hours": 360,
    "45 min x 2": 90,
    # the clock
    "1:30": 90,
    "0:45": 45,
    "1:30:00": 90,
    "9am to 3pm": 360,
    "9-3": 360,
    "9:00-15:30": 390,
    "09.00-15.30": 390,
    "0900-1530": 390,
    "9.30-3.30": 360,
    "9:30 \u2013 3": 330,
    "from 9 to 3": 360,
    "between 9 and 3": 360,
    "9 a.m. until 3 p.m.": 360,
    "9am - 12 noon": 180,
    "1 to 3pm": 120,
    "10-12pm": 120,
    "11 to 1": 120,
    "9-12": 180,
    "4pm-5:30": 90,
    "14-16": 120,
    "half nine to three": 330,
    "half past 9 to quarter to 3": 315,
    "9am-9pm": 720,
    "11pm-1am": 120,
    # in Welsh
    "dwy awr": 120,
    "awr a hanner": 90,
    "hanner awr": 30,
    "tri chwarter awr": 45,
    "deg munud": 10,
    "tua 2 awr": 120,
    "9yb-3yp": 360,
}

ASKED = {
    # minutes or hours
    "20": ["20 min", "20 h"],
    "9": ["9 min", "9 h"],
    "24": ["24 min", "24 h"],
    "60": ["1 h", "60 h"],
    "1500": ["25 h"],
    "8.5": ["8h 30"],
    "twenty": ["20 min", "20 h"],
    "45:00": ["45 min", "45 h"],
    # a time of the day or a long time
    "9:30": ["9h 30"],
    # decimals, or minutes behind a dot
    "1.30": ["1h 30", "1h 18"],
    "2,45": ["2h 45", "2h 27"],
    "1.10 hours": ["1h 10", "1h 06"],
    # half a day is as long as the school makes it
    "half a day": ["3 h"],
    "\u00bd": ["30 min", "3 h"],
    "half": ["30 min", "3 h"],
    "a half day": ["3 h"],
    "2 half days": ["6 h"],
    "all day": ["6 h"],
    "the afternoon": ["3 h"],
    "hanner diwrnod": ["3 h"],
    # from, to, or more
    "1-2 hours": ["1 h", "2 h"],
    "2 or 3 hours": ["2 h", "3 h"],
    "30-45 min": ["30 min", "45 min"],
    "30 min - 1 hour": ["30 min", "1 h"],
    "an hour or two": ["1 h", "2 h"],
    "a couple of hours": ["2 h"],
    "at least 2 hours": ["2 h"],
    "2+ hours": ["2 h"],
    "nearly 2 hours": ["2 h"],
    "just over an hour": ["1 h"],
    "3/4 hours": ["45 min", "3 h", "4 h"],
    "1/2": ["30 min", "1 h", "2 h"],
    # by the clock, or a number of hours
    "1-3": ["2 h", "1 h", "3 h"],
    "8-10": ["2 h", "8 h", "10 h"],
    # longer than a school day
    "8-6": ["10 h"],
    "9-9": ["12 h"],
    # the wrong way round
    "15:30-9:00": ["5h 30"],
}

REFUSED = {
    "0": "duration_zero",
    "0 h": "duration_zero",
    "0:00": "duration_zero",
    "1001 hours": "duration_out_of_range",
    "10,000 hours": "duration_out_of_range",
    "999999": "duration_out_of_range",
    "200 days": "duration_out_of_range",
    "9am": "duration_not_understood",
    "1:75": "duration_not_understood",
    "9am-9am": "duration_not_understood",
    "13am-3pm": "duration_not_understood",
    "9-25": "duration_not_understood",
    "2 weeks": "duration_not_understood",
    "a few hours": "duration_not_understood",
    "twilight": "duration_not_understood",
    "INSET day": "duration_not_understood",
    "1 hour a week": "duration_not_understood",
    "2 hours each": "duration_not_understood",
    "2 hours with lunch": "duration_not_understood",
    "90 minutes (online)": "duration_not_understood",
    "30 min 2 h": "duration_not_understood",
    "1 h 1 h": "duration_not_understood",
    "6 hours 75": "duration_not_understood",
    "24/7": "duration_not_understood",
    "1 x 2": "duration_not_understood",
    "3 Nov": "duration_not_understood",
    "12/11/25": "duration_not_understood",
    "-1": "duration_not_understood",
    "45'": "duration_not_understood",
    "1e3": "duration_not_understood",
    "a": "duration_not_understood",
    "\u0663 h": "duration_not_understood",
    "2\u00b9 h": "duration_not_understood",
}


def refusal_of(text, **options):
    with pytest.raises(Invalid) as refused:
        read_duration(text, field="minutes", **options)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(("text", "minutes"), READ.items())
def test_a_duration_is_read_as_teachers_type_it(text, minutes):
    assert read_duration(text, field="minutes") == minutes


@pytest.mark.parametrize(("text", "choices"), ASKED.items())
def test_what_can_mean_several_durations_is_asked_about(text, choices):
    problem = refusal_of(text)

    assert problem.code in {"duration_asked", "duration_needs_unit"}
    assert list(problem.choices) == choices


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_what_is_no_duration_is_refused_with_the_reason(text, code):
    problem = refusal_of(text)

    assert (problem.field, problem.code, problem.choices) == ("minutes", code, ())


def test_the_table_has_at_least_eighty_spellings():
    assert len({*READ, *ASKED, *REFUSED}) == len(READ) + len(ASKED) + len(REFUSED) >= 80


def test_half_a_day_is_half_of_what_the_course_calls_a_day():
    assert refusal_of("half a day", day_minutes=400).choices == ("3h 20",)


@pytest.mark.parametrize(
    ("text", "bare", "minutes"),
    [
        ("20", "min", 20),
        ("20", "h", 1200),
        ("0.33", "h", 20),
        ("12:00", "h", 720),
        ("45m", "h", 45),
    ],
)
def test_a_column_says_what_a_bare_number_means(text, bare, minutes):
    assert read_duration(text, field="minutes", bare=bare) == minutes


@given(st.integers(1, 60_000))
def test_what_is_shown_is_read_as_the_same(minutes):
    hours, rest = divmod(minutes, 60)
    shown = [
        write_duration(minutes),
        f"{minutes} min",
        f"{hours} h {rest} min",
        f"{hours}:{rest:02d}:00",
    ]

    assert {read_duration(each, field="minutes") for each in shown} == {minutes}


WORDS = (
    "1 2 20 1.30 half a an hour hours min h day days and or to - x 9am 3pm 9:30 . , quarter 3/4 +"
    " about nearly morning of couple \u00bd \u00be awr noon between 12 00 : /"
)


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=8).flatmap(
        lambda each: st.sampled_from([" ".join(each), "".join(each)])
    )
    | st.text(max_size=60)
)
def test_any_text_is_a_duration_or_a_problem_whose_choices_are_durations(text):
    try:
        minutes = read_duration(text, field="minutes")
    except Invalid as refused:
        (problem,) = refused.problems
        for choice in problem.choices:
            assert write_duration(read_duration(choice, field="minutes")) == choice
        return
    assert (0 < minutes <= 60_000) or not text.strip()


@pytest.mark.parametrize("text", ["1 h ", "a", "1-", "9:", " ", "\u0301", "\ufdfa", "9", "half "])
def test_a_very_long_text_is_refused_at_once(text):
    began = time.perf_counter()

    with suppress(Invalid):
        read_duration(text * 100_000, field="minutes")

    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("text", ["1 x " * 12, "a " * 24, "1-" * 24, "1 or " * 10, "half a " * 7])
def test_no_short_text_takes_long(text):
    began = time.perf_counter()

    with suppress(Invalid):
        read_duration(text, field="minutes")

    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "text", ["2h", "90 min", "9am", "9:00-3:30", "1:30:00", "the morning", "awr"]
)
def test_a_text_that_names_a_unit_is_more_than_numbers(text):
    assert says_unit(text)


@pytest.mark.parametrize("text", ["2", "1:30", "9-3", "KS2 maths", "2.0", "Year 6", ""])
def test_a_text_without_a_unit_may_be_any_numbers(text):
    assert not says_unit(text)
