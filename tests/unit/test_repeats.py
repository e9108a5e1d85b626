"""The days of something that repeats, beside those that a library for such rules finds."""

from datetime import date, datetime, time
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.domain.values.repeats import Budget, read_rule, repeated_days

LAST = date(2032, 12, 31)


def days(text, first, last=LAST, budget=1_000_000):
    return list(repeated_days(read_rule(text), first, last, Budget(budget)))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", ["2026-01-06", "2026-01-07", "2026-01-08"]),
        (
            "FREQ=DAILY;INTERVAL=2;UNTIL=20260110T000000Z",
            ["2026-01-06", "2026-01-08", "2026-01-10"],
        ),
        ("FREQ=WEEKLY;COUNT=2", ["2026-01-06", "2026-01-13"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["2026-01-06", "2026-01-08", "2026-01-13"]),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=2", ["2026-01-06", "2026-02-03"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["2026-01-30", "2026-02-27"]),
        ("FREQ=MONTHLY;COUNT=2", ["2026-01-06", "2026-02-06"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", ["2026-01-30", "2026-02-27"]),
        ("FREQ=YEARLY;COUNT=2", ["2026-01-06", "2027-01-06"]),
        ("freq=daily;count=1", ["2026-01-06"]),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0;COUNT=1", ["2026-01-06"]),
    ],
)
def test_a_rule_has_its_days(rule, expected):
    assert [str(day) for day in days(rule, date(2026, 1, 6))] == expected


WEEKDAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
PARTS = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])},
    optional={
        "INTERVAL": st.integers(1, 5).map(str),
        "COUNT": st.integers(1, 30).map(str),
        "BYDAY": st.lists(WEEKDAYS, min_size=1, max_size=3, unique=True).map(",".join),
        "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True).map(
            lambda months: ",".join(map(str, months))
        ),
        "BYMONTHDAY": st.sampled_from(["1", "15", "31", "-1", "1,-2"]),
        "WKST": WEEKDAYS,
    },
)
FIRSTS = st.dates(date(2020, 1, 1), date(2027, 12, 31))


@given(PARTS, FIRSTS)
def test_days_are_those_that_a_library_finds(parts, first):
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    start, end = datetime.combine(first, time()), datetime.combine(LAST, time())
    known = list(islice(rrulestr(text, dtstart=start).xafter(start, inc=True), 400))

    assert days(text, first)[:400] == [each.date() for each in known if each <= end][:400]


@pytest.mark.parametrize("which", ["1MO", "2WE", "-1FR", "5TU", "-5TH"])
@pytest.mark.parametrize("freq", ["MONTHLY", "YEARLY", "YEARLY;BYMONTH=5"])
def test_the_nth_weekday_is_the_one_that_a_library_finds(freq, which):
    text = f"FREQ={freq};BYDAY={which}"
    first, last = date(2026, 1, 1), date(2030, 12, 31)
    start, end = datetime.combine(first, time()), datetime.combine(last, time())
    known = rrulestr(text, dtstart=start).between(start, end, inc=True)

    assert days(text, first, last) == [each.date() for each in known]


@pytest.mark.parametrize(
    "text",
    [
        "", "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=2", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;INTERVAL=x", "FREQ=DAILY;UNTIL=never", "FREQ=DAILY;UNTIL=20261399",
        "FREQ=YEARLY;BYWEEKNO=3", "FREQ=YEARLY;BYYEARDAY=3", "FREQ=DAILY;BYHOUR=9,12",
        "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYMONTHDAY=" + "1," * 300 + "1",
    ],
)  # fmt: skip
def test_a_rule_of_another_kind_is_none(text):
    assert read_rule(text) is None


@given(st.text(alphabet="FREQ=DAILYWKMOH;,BUNTC0123456789-", max_size=40))
def test_any_text_is_a_rule_or_none(text):
    rule = read_rule(text)
    if rule is not None:
        list(repeated_days(rule, date(2026, 1, 1), LAST, Budget(5000)))


def test_a_rule_that_never_comes_true_ends_with_its_budget():
    budget = Budget(1000)
    rule = read_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")

    assert list(repeated_days(rule, date(2026, 1, 1), date(2199, 1, 1), budget)) == []
    assert budget.days == 0


def test_a_rule_that_ends_before_it_begins_has_no_day():
    assert days("FREQ=DAILY;UNTIL=20250101", date(2026, 1, 1)) == []
