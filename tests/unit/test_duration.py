"""How long something took, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import named
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.durations import read_duration, write_duration


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h 30", 90),
        ("1h30", 90),
        ("1:30", 90),
        ("90 min", 90),
        ("90min", 90),
        ("90 mins", 90),
        ("1.5", 90),
        ("1,5", 90),
        ("1.5 h", 90),
        ("1 hour 30 minutes", 90),
        ("1 hour, 30 minutes", 90),
        ("1 hour and 30 minutes", 90),
        ("1½", 90),
        ("1 ½ hours", 90),
        ("an hour", 60),
        ("half an hour", 30),
        ("2 days", 720),
        ("1d 2h", 480),
        ("2 awr", 120),
        ("45 munud", 45),
        ("0:45", 45),
        ("2", 120),
        ("8", 480),
        ("1,500 min", 1500),
        ("  1H 30  ", 90),
        ("1\u00a0h\u00a030", 90),
        ("", 0),
        ("1000 h", 60_000),
    ],
)
def test_a_time_is_read_as_people_write_it(text, minutes):
    assert read_duration(text, field="minutes") == minutes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "duration_not_understood"),
        ("-1", "duration_not_understood"),
        ("1h 90m 3d", "duration_not_understood"),
        ("30 min 2 h", "duration_not_understood"),
        ("1:75", "duration_not_understood"),
        ("1 fortnight", "duration_not_understood"),
        ("٣ h", "duration_not_understood"),
        ("9" * 60, "duration_not_understood"),
        ("0", "duration_zero"),
        ("0 h", "duration_zero"),
        ("0:00", "duration_zero"),
        ("at least 0 hours", "duration_zero"),
        ("half a day", "duration_asked"),
        ("9", "duration_needs_unit"),
        ("25", "duration_needs_unit"),
        ("90", "duration_needs_unit"),
        ("10,000 hours", "duration_out_of_range"),
        ("1000 h 1", "duration_out_of_range"),
        ("167 days", "duration_out_of_range"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(text, code):
    with pytest.raises(Invalid) as refused:
        read_duration(text, field="minutes")

    assert named(refused.value.problems) == [("minutes", code)]


def test_a_day_is_as_long_as_the_course_says():
    assert read_duration("1.5 days", field="minutes", day_minutes=400) == 600


def test_half_a_minute_counts_as_one():
    assert read_duration("0.5 min", field="minutes") == 1


@given(st.integers(1, 60_000))
def test_a_time_is_read_back_as_it_was_written(minutes):
    assert read_duration(write_duration(minutes), field="minutes") == minutes


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        minutes = read_duration(text, field="minutes")
    except Invalid:
        return
    assert 0 <= minutes <= 60_000


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1/2 h", 30), ("3/4 hour", 45), ("1/4 h", 15), ("2 1/2 h", 150), ("2 1/2 days", 900)],
)
def test_a_fraction_is_a_part_of_what_follows(text, minutes):
    assert read_duration(text, field="minutes") == minutes


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (65, "1h 05"), (120, "2 h")]
)
def test_minutes_are_written_in_hours_where_there_are_any(minutes, text):
    assert write_duration(minutes) == text


@pytest.mark.parametrize("text", ["1 h 1 h", "30 min 30 min", "1 day 1 day"])
def test_a_unit_stands_once(text):
    with pytest.raises(Invalid) as refused:
        read_duration(text, field="minutes")

    assert named(refused.value.problems) == [("minutes", "duration_not_understood")]
