"""How long records stay: counted from the end of the last round and of the course."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.record.retention import Known, Verdict, end_of, months_after, verdict


def on(year, month, day=1):
    return datetime(year, month, day, tzinfo=UTC)


def a_round(closes):
    return Round("one", "One", closes=closes)


JULY, AUGUST = on(2026, 7), on(2026, 8)


@pytest.mark.parametrize(
    ("known", "end"),
    [
        (Known([a_round(JULY)], None, None), JULY),
        (Known([a_round(on(2026, 1)), a_round(JULY)], None, None), JULY),
        (Known([a_round(JULY)], AUGUST, None), AUGUST),
        (Known([a_round(AUGUST)], JULY, None), AUGUST),
        (Known([a_round(JULY), a_round(None)], None, None), None),
        (Known([a_round(JULY), a_round(None)], AUGUST, None), AUGUST),
        (Known(None, AUGUST, JULY), AUGUST),
        (Known(None, None, JULY), None),
        (Known([], None, None), None),
        (Known(None, None, JULY, is_course_there=False), JULY),
        (Known(None, None, None, is_course_there=False), None),
    ],
)
def test_the_later_of_last_round_and_course_is_the_end(known, end):
    assert end_of(known) == end


@pytest.mark.parametrize(
    ("time", "months", "later"),
    [
        (on(2026, 1, 31), 1, on(2026, 2, 28)),
        (on(2027, 11, 30), 3, on(2028, 2, 29)),
        (on(2026, 12, 5), 12, on(2027, 12, 5)),
        (on(2026, 12, 5), 1, on(2027, 1, 5)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(time, months, later):
    assert months_after(time, months) == later


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (None, Verdict.NO_END),
        (datetime.min.replace(tzinfo=UTC), Verdict.NO_END),
        (on(2026, 9, 2), Verdict.RUNNING),
        (on(2026, 9, 1), Verdict.WITHIN_PERIOD),
        (on(2025, 9, 2), Verdict.WITHIN_PERIOD),
        (on(2025, 9, 1), Verdict.OVER),
    ],
)
def test_records_go_when_the_period_has_passed_to_the_day(end, expected):
    assert verdict(end, months=12, now=on(2026, 9, 1), zone=UTC) is expected


@pytest.mark.parametrize(
    ("end", "months", "over"),
    [
        ("2026-07-01T00:30", 8, "2027-03-01T00:30"),
        ("2026-08-31T23:30", 6, "2027-02-28T23:30"),
        ("2027-08-31T23:30", 6, "2028-02-29T23:30"),
        ("2028-02-29T23:59", 12, "2029-02-28T23:59"),
        ("2026-12-31T23:59", 6, "2027-06-30T23:59"),
    ],
)
def test_months_are_those_of_the_calendar_where_the_site_is(end, months, over):
    """In summer midnight in London is an hour before it is midnight in UTC: another month."""
    london = ZoneInfo("Europe/London")
    end, over = (
        datetime.fromisoformat(each).replace(tzinfo=london).astimezone(UTC) for each in (end, over)
    )
    a_minute = timedelta(minutes=1)

    assert verdict(end, months=months, now=over - a_minute, zone=london) is Verdict.WITHIN_PERIOD
    assert verdict(end, months=months, now=over, zone=london) is Verdict.OVER
