"""One line is a title, a day and a time, whatever the order; numbers in a title stay in it."""

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.domain.cpd.quick_add import LONGEST_LINE, read_quick_add
from patience import comes_back

TODAY = date(2026, 11, 26)
"""A Thursday."""
THIRD = "2026-11-03"
YESTERDAY = "2026-11-25"

READ = {
    # any order and any sign between them
    "NPQ webinar, 3 Nov, 2 hrs": ("NPQ webinar", THIRD, 120),
    "3 Nov, NPQ webinar, 2 hrs": ("NPQ webinar", THIRD, 120),
    "2 hrs, 3 Nov, NPQ webinar": ("NPQ webinar", THIRD, 120),
    "NPQ webinar 3 Nov 2 hrs": ("NPQ webinar", THIRD, 120),
    "3 Nov NPQ webinar 2 hrs": ("NPQ webinar", THIRD, 120),
    "2 hrs NPQ webinar 3 Nov": ("NPQ webinar", THIRD, 120),
    "NPQ webinar - 3 Nov - 2 hrs": ("NPQ webinar", THIRD, 120),
    "NPQ webinar \u2013 3 Nov \u2013 2 hrs": ("NPQ webinar", THIRD, 120),
    "NPQ webinar; 3 Nov; 2h": ("NPQ webinar", THIRD, 120),
    "NPQ webinar | 3 Nov | 2h": ("NPQ webinar", THIRD, 120),
    "NPQ webinar,3 Nov,2 hrs": ("NPQ webinar", THIRD, 120),
    "NPQ webinar\t3/11/2026\t2h": ("NPQ webinar", THIRD, 120),
    "Phonics\tReading": ("Phonics, Reading", None, 0),
    "NPQ webinar (3 Nov, 2 hrs)": ("NPQ webinar", THIRD, 120),
    "NPQ webinar (2 hrs) 3 Nov": ("NPQ webinar", THIRD, 120),
    "3 Nov: NPQ webinar, 2h": ("NPQ webinar", THIRD, 120),
    "NPQ webinar on 3 Nov for 2 hours": ("NPQ webinar", THIRD, 120),
    "Webinar on 3 Nov about phonics, 90 min": ("Webinar about phonics", THIRD, 90),
    "Webinar (phonics, 2 hrs)": ("Webinar (phonics)", None, 120),
    "webinar, Tuesday, 3 November 2026, 2 hrs, 30 min": ("webinar", THIRD, 150),
    "Nov 3, 2026, webinar, 1 hour": ("webinar", THIRD, 60),
    "yesterday phonics training 2h": ("phonics training", YESTERDAY, 120),
    "Staff meeting, yesterday, 4pm - 5:30pm": ("Staff meeting", YESTERDAY, 90),
    "Training, 3 Nov, 9-3": ("Training", THIRD, 360),
    "Visit to St Mary's on Tuesday, 9.30-12": ("Visit to St Mary's", "2026-11-24", 150),
    "Coaching 3 x 1 hour, 3 Nov": ("Coaching", THIRD, 180),
    "Gweithdy ffoneg, 3 Tachwedd, dwy awr": ("Gweithdy ffoneg", THIRD, 120),
    "Gweithdy ddoe, awr a hanner": ("Gweithdy", YESTERDAY, 90),
    # only one of them, or none
    "KS2 maths, yesterday": ("KS2 maths", YESTERDAY, 0),
    "Phonics 45 min": ("Phonics", None, 45),
    "Phonics": ("Phonics", None, 0),
    "3 Nov, 2 hrs": ("", THIRD, 120),
    "": ("", None, 0),
    # numbers in titles
    "Year 6 SATs moderation": ("Year 6 SATs moderation", None, 0),
    "Year 6 SATs moderation, 3 Nov, 9am-3pm": ("Year 6 SATs moderation", THIRD, 360),
    "KS2 maths": ("KS2 maths", None, 0),
    "Every 1 Matters 2.0": ("Every 1 Matters 2.0", None, 0),
    "Every 1 Matters 2.0, 3 Nov, 90 min": ("Every 1 Matters 2.0", THIRD, 90),
    "Year 6 May moderation": ("Year 6 May moderation", None, 0),
    "Module 2 3 hrs": ("Module 2", None, 180),
    "Level 3 1h 30": ("Level 3", None, 90),
    "Teaching 9/11, 3 Nov": ("Teaching 9/11", THIRD, 0),
    "GCSE 9-1 marking, 3 Nov": ("GCSE 9-1 marking", THIRD, 0),
    "Room 101 safeguarding 2.5 hours": ("Room 101 safeguarding", None, 150),
    "Ofsted 2025 framework briefing, 1h": ("Ofsted 2025 framework briefing", None, 60),
    "Reading The 5 Minute Lesson Plan, 3 Nov, 1h": ("Reading The 5 Minute Lesson Plan", THIRD, 60),
    "100 ideas for teachers, yesterday, 45 min": ("100 ideas for teachers", YESTERDAY, 45),
    "Catch-22 book club 3 Nov 2 hrs": ("Catch-22 book club", THIRD, 120),
    "1:1 coaching, yesterday, 45 mins": ("1:1 coaching", YESTERDAY, 45),
    "Covid-19 recovery, part 2": ("Covid-19 recovery, part 2", None, 0),
    "Webinar, module 3/4, 2h": ("Webinar, module 3/4", None, 120),
    # words of days and times in titles
    "Half term planning, 3 Nov": ("Half term planning", THIRD, 0),
    "INSET day": ("INSET day", None, 0),
    "One day at a time": ("One day at a time", None, 0),
    "A poem a day": ("A poem a day", None, 0),
    "Today in parliament": ("Today in parliament", None, 0),
    "The sun and the sat nav": ("The sun and the sat nav", None, 0),
    "Science week 3 planning, 2h": ("Science week 3 planning", None, 120),
    "Book: 1984, yesterday": ("Book: 1984", YESTERDAY, 0),
    # a time of the day beside them
    "Assessment, 3 Nov 2026 9am - 4pm": ("Assessment", THIRD, 420),
    "Webinar 3 Nov 9:00 - 10:30": ("Webinar", THIRD, 90),
    "Webinar - 3 Nov - 9 - 10.30am": ("Webinar", THIRD, 90),
    "Lesson study Y4, 3 Nov, pm": ("Lesson study Y4", THIRD, 0),
}

ASKED = {
    "Coaching, last week, 1 hour": ("Coaching, last week", "start"),
    "Staff meeting Tuesday, 1 hour": ("Staff meeting Tuesday", "start"),
    "Webinar, 3/11, 2h": ("Webinar, 3/11", "start"),
    "Visit to Hill School 3-5 Nov": ("Visit to Hill School 3-5 Nov", "start"),
    "Session 3 Nov": ("Session 3 Nov", "start"),
    "Teaching today": ("Teaching today", "start"),
    "Trip 1 May to 3 May": ("Trip 1 May to 3 May", "start"),
    "Webinar 3 Nov online": ("Webinar 3 Nov online", "start"),
    "Webinar 3 Nov 9am": ("Webinar 3 Nov 9am", "start"),
    "Reading, 6h over half term, 3 Nov": ("Reading, 6h over half term", "minutes"),
    "Reading nearly 2 hours, 3 Nov": ("Reading nearly 2 hours", "minutes"),
    "1 hour webinar, 3 Nov": ("1 hour webinar", "minutes"),
    "Assessment, 1.30, 3 Nov": ("Assessment, 1.30", "minutes"),
    "Webinar, 3 Nov, 5 Nov": ("Webinar, 3 Nov, 5 Nov", "start"),
    "Webinar, 3 Nov, 20": ("Webinar, 20", "minutes"),
    "Webinar, 3 Nov, 2": ("Webinar, 2", "minutes"),
    "INSET, 1 Sept, half a day": ("INSET, half a day", "minutes"),
    "2 day residential, 5 June": ("2 day residential", "minutes"),
    "90 minute webinar, 3 Nov": ("90 minute webinar", "minutes"),
    "2 hours of coaching, 3 Nov": ("2 hours of coaching", "minutes"),
    "Curriculum, 11-16, 3 Nov": ("Curriculum, 11-16", "minutes"),
    "Marking, 9-1, 3 Nov": ("Marking, 9-1", "minutes"),
    "Year 3 days, 3 Nov": ("Year 3 days", "minutes"),
    "Webinar, 3 Nov, 1 h, 2 h": ("Webinar, 1 h, 2 h", "minutes"),
}


@pytest.mark.parametrize(("line", "expected"), READ.items())
def test_a_line_is_a_title_a_day_and_a_time(line, expected):
    read = read_quick_add(line, today=TODAY)

    assert (read.title, read.start and read.start.isoformat(), read.minutes) == expected
    assert read.asked == ()


@pytest.mark.parametrize(("line", "expected"), ASKED.items())
def test_what_may_be_meant_is_asked_about_and_stays_in_the_title(line, expected):
    read = read_quick_add(line, today=TODAY)

    assert (read.title, *(problem.field for problem in read.asked)) == expected
    assert all(problem.choices for problem in read.asked)


def test_two_days_are_both_offered():
    (problem,) = read_quick_add("Webinar, 3 Nov, 5 Nov", today=TODAY).asked

    assert (problem.field, problem.code) == ("start", "date_asked")
    assert problem.choices == ("2026-11-03", "2026-11-05")


def test_two_times_are_both_offered():
    (problem,) = read_quick_add("Webinar, 3 Nov, 1 h, 2 h", today=TODAY).asked

    assert problem.choices == ("1 h", "2 h")


def test_the_table_has_at_least_forty_lines():
    assert len(READ) + len(ASKED) >= 40


def test_a_day_is_as_long_as_the_course_says():
    assert read_quick_add("Visit, 2 days", today=TODAY, day_minutes=400).minutes == 800


def test_what_was_taken_is_told_as_it_was_typed():
    assert read_quick_add("NPQ webinar, 3 Nov, 2 HRS", today=TODAY).taken == ("3 Nov", "2 HRS")


def test_a_reading_prints_no_word():
    assert "NPQ" not in repr(read_quick_add("NPQ webinar, 3 Nov, 2 hrs", today=TODAY))


WORDS = (
    "NPQ webinar Year 6 KS2 3 Nov Tuesday yesterday last week on 12/11/25 3/11 2025 the 3rd"
    " 2 hrs half a day for 9am to 3pm 9-3 1:30 20 , - (3 Nov) (2 hrs) (a b) and of: Mawrth awr"
)
lines = st.lists(st.sampled_from(WORDS.split()), max_size=14).map(" ".join)


def signs(text):
    return Counter(re.findall(r"\w", text))


@given(lines | st.text(max_size=120))
def test_nothing_of_a_line_is_dropped(line):
    read = read_quick_add(line, today=TODAY)

    assert sum(map(signs, read.taken), signs(read.title)) == signs(line)


@given(lines | st.text(max_size=120))
def test_a_title_without_what_was_taken_is_left_as_it_is_but_for_signs(line):
    read = read_quick_add(line, today=TODAY)

    if not read.taken:
        assert re.findall(r"\w+", read.title) == re.findall(r"\w+", line)


def test_a_longer_line_is_a_title_as_a_whole():
    line = "Reading, 3 Nov, 2h, " + "x" * LONGEST_LINE

    assert read_quick_add(line, today=TODAY).title == line


@pytest.mark.parametrize("text", ["3 Nov ", "a, ", "1-", "on ", "(", " ", "\u0301", "2 hrs, "])
def test_a_very_long_line_takes_no_time(text):
    with comes_back():
        read_quick_add(text * 100_000, today=TODAY)


@pytest.mark.parametrize("text", ["3 Nov ", "a, ", "1-", "on ", "(", "2 hrs, ", "1 to "])
def test_the_longest_line_is_read_soon(text):
    with comes_back():
        read_quick_add((text * LONGEST_LINE)[:LONGEST_LINE], today=TODAY)


def test_two_numbers_that_are_the_same_are_a_day_only_if_somebody_says_so():
    read = read_quick_add("Lesson, 5/5", today=TODAY)

    assert (read.title, read.start) == ("Lesson, 5/5", None)
    assert [problem.code for problem in read.asked] == ["date_asked"]


@pytest.mark.parametrize("line", ["Webinar, 3 Nov, 1 h, 2 h", "3 Nov, 90 minute webinar"])
def test_a_time_that_is_not_sure_is_asked_about_in_the_words_for_times(line):
    (problem,) = read_quick_add(line, today=TODAY).asked

    assert (problem.field, problem.code) == ("minutes", "duration_asked")
