"""Days and times are of the years 1970 to 2100: one that is not is named at its field."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, a_form, a_round, a_setup, a_signed_off_review, named
from fakes import FakeHost
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.framework.authored import read_rounds
from matrix_xblock.codec.record.calendar import Appointment, write_calendar
from matrix_xblock.domain.errors import Invalid, Unknown
from matrix_xblock.domain.framework.rounds import within_range
from matrix_xblock.domain.record.record import Record, YearNote
from matrix_xblock.participant import calendar, progress

ZONES = [ZoneInfo(name) for name in ("Pacific/Kiritimati", "Etc/GMT+12", "Europe/London")]
offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda n: timezone(timedelta(minutes=n)))
edges = st.sampled_from(
    [
        datetime(1, 1, 1),  # noqa: DTZ001 - the offset is drawn beside it
        datetime(1969, 12, 31, 23, 59),  # noqa: DTZ001
        datetime(1970, 1, 1),  # noqa: DTZ001
        datetime(2100, 12, 31, 23, 59),  # noqa: DTZ001
        datetime(2101, 1, 1),  # noqa: DTZ001
        datetime(9999, 12, 31, 23, 59, 59),  # noqa: DTZ001
    ]
)
times = st.builds(lambda time, zone: time.replace(tzinfo=zone), edges | st.datetimes(), offsets)


@given(times)
def test_a_time_that_is_read_can_be_shown_in_every_zone(time):
    reading = Reading.of({"opens": time.isoformat()})

    read = reading.time("opens")

    assert (read is None) == bool(reading.problems)
    assert (read is not None) == (1970 <= time.year <= 2100)
    assert read is None or all(read.astimezone(zone) == read for zone in ZONES)


@given(st.dates())
def test_a_day_that_is_read_is_of_these_years(day):
    reading = Reading.of({"due": day.isoformat()})

    read = reading.day("due")

    assert (read == day) == (1970 <= day.year <= 2100)
    assert read == day or named(reading.problems) == [("due", "date_out_of_range")]


@pytest.mark.parametrize("name", ["opens", "due", "closes"])
@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_round_at_the_edge_of_the_calendar_is_named_at_its_field(name, time):
    with pytest.raises(Invalid) as refused:
        read_rounds([{"id": "baseline", "title": "Baseline", name: time}])

    assert named(refused.value.problems) == [(f"rounds[0].{name}", "date_out_of_range")]


@given(times)
def test_a_date_of_the_platform_is_over_or_shown_or_never_comes(time):
    shown = within_range(time)

    assert shown is not None or time.year > 2100
    assert shown is None or shown == time or shown <= NOW
    assert shown is None or all(shown.astimezone(zone) == shown for zone in ZONES)


def test_the_last_day_can_be_put_into_a_calendar():
    words = write_calendar([Appointment("one", date(2100, 12, 31), "Sign off")], now=NOW)

    assert "DTEND;VALUE=DATE:21010101" in words


def test_a_calendar_of_the_first_and_the_last_moment_can_be_downloaded():
    first = a_round(due=datetime(1970, 1, 1, tzinfo=UTC))
    last = a_round(id="final", due=datetime(2100, 12, 31, 23, 59, tzinfo=ZONES[1]))

    words = calendar.download(FakeHost(setup=a_setup(rounds=(first, last))), {}).content

    assert words.count("BEGIN:VEVENT") == 2


@pytest.mark.parametrize("year", ["1", "1968", "2101", "9998", "9999", "0"])
def test_a_school_year_far_off_is_none(year):
    with pytest.raises(Unknown):
        progress.show(FakeHost(), a_form(year=year))


@pytest.mark.parametrize("year", ["1969", "2100"])
def test_every_school_year_that_a_day_lies_in_is_shown(year):
    assert progress.show(FakeHost(), a_form(year=year)).names["year"] == int(year)


@pytest.mark.parametrize("key", ["9999", "0", "-1", "²", "last", "9" * 5000])
def test_a_note_of_a_year_that_is_none_does_not_stop_the_page(key):
    record = Record(
        {"baseline": a_signed_off_review()}, year_notes={key: YearNote("Kept."), "2025": NOTE}
    )
    host = FakeHost()
    host.save(record)

    assert progress.show(host, {}).names["years"] == (2025,)


NOTE = YearNote("A year.")
