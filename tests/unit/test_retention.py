"""How long records stay: counted from the end of the last round and of the course."""

from datetime import UTC, datetime

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
        (on(2026, 9, 2), Verdict.RUNNING),
        (on(2026, 9, 1), Verdict.WITHIN_PERIOD),
        (on(2025, 9, 2), Verdict.WITHIN_PERIOD),
        (on(2025, 9, 1), Verdict.OVER),
    ],
)
def test_records_go_when_the_period_has_passed_to_the_day(end, expected):
    assert verdict(end, months=12, now=on(2026, 9, 1)) is expected
