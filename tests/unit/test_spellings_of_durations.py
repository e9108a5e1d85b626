"""How teachers type a duration: each spelling is read, asked about, or refused; none is guessed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.durations import read_duration, says_unit, write_duration
from patience import comes_back
from spellings import DURATIONS_ASKED, DURATIONS_READ, DURATIONS_REFUSED


def refusal_of(text, **options):
    with pytest.raises(Invalid) as refused:
        read_duration(text, field="minutes", **options)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(("text", "minutes"), DURATIONS_READ.items())
def test_a_duration_is_read_as_teachers_type_it(text, minutes):
    assert read_duration(text, field="minutes") == minutes


@pytest.mark.parametrize(("text", "choices"), DURATIONS_ASKED.items())
def test_what_can_mean_several_durations_is_asked_about(text, choices):
    problem = refusal_of(text)

    assert problem.code in {"duration_asked", "duration_needs_unit"}
    assert list(problem.choices) == choices


@pytest.mark.parametrize(("text", "code"), DURATIONS_REFUSED.items())
def test_what_is_no_duration_is_refused_with_the_reason(text, code):
    problem = refusal_of(text)

    assert (problem.field, problem.code, problem.choices) == ("minutes", code, ())


def test_the_table_has_at_least_eighty_spellings():
    tables = (DURATIONS_READ, DURATIONS_ASKED, DURATIONS_REFUSED)

    assert len(set().union(*tables)) == sum(map(len, tables)) >= 80


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
    with comes_back(), suppress(Invalid):
        read_duration(text * 100_000, field="minutes")


@pytest.mark.parametrize("text", ["1 x " * 12, "a " * 24, "1-" * 24, "1 or " * 10, "half a " * 7])
def test_no_short_text_takes_long(text):
    with comes_back(), suppress(Invalid):
        read_duration(text, field="minutes")


@pytest.mark.parametrize(
    "text", ["2h", "90 min", "9am", "9:00-3:30", "1:30:00", "the morning", "awr"]
)
def test_a_text_that_names_a_unit_is_more_than_numbers(text):
    assert says_unit(text)


@pytest.mark.parametrize("text", ["2", "1:30", "9-3", "KS2 maths", "2.0", "Year 6", ""])
def test_a_text_without_a_unit_may_be_any_numbers(text):
    assert not says_unit(text)
