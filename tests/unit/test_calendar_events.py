"""The events of a calendar file: their days, how long they take, and what is left out."""

from contextlib import suppress
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import APPLE, GOOGLE, OUTLOOK, TEAMS, a_calendar, an_event
from matrix_xblock.codec.cpd.calendar_events import MOST_OF_SERIES, read_calendar
from matrix_xblock.codec.cpd.calendar_lines import MOST_EVENTS
from matrix_xblock.codec.cpd.calendar_words import text_of_event
from matrix_xblock.domain.errors import Invalid
from patience import comes_back

TODAY = date(2026, 4, 1)
LONDON = ZoneInfo("Europe/London")


def read(content, zone=LONDON):
    return read_calendar(
        content, local_day=lambda moment: moment.astimezone(zone).date(), today=TODAY
    )


def one(*parts, **options):
    [event] = read(a_calendar(*parts), **options).events
    return event


def days(*parts):
    return [str(each.start) for each in read(a_calendar(*parts)).events][::-1]


def weekly(**lines):
    return an_event("Talk", "20260303T090000", RRULE="FREQ=WEEKLY;COUNT=4", UID="s", **lines)


@pytest.mark.parametrize(
    ("start", "lines", "day"),
    [
        ("20260630T233000Z", {}, "2026-07-01"),
        ("20260630T233000", {}, "2026-06-30"),
        ("20260630", {}, "2026-06-30"),
    ],
)
def test_the_day_is_the_one_where_the_participant_is(start, lines, day):
    assert str(one(an_event("Talk", start, **lines)).start) == day


def test_a_zone_that_programs_of_windows_name_is_known():
    event = one("BEGIN:VEVENT\r\nSUMMARY:A\r\nDTSTART;TZID=GMT Standard Time:20260701T003000\r\n"
                "END:VEVENT")  # fmt: skip
    assert str(event.start) == "2026-07-01"


@pytest.mark.parametrize(
    ("start", "lines", "minutes", "whole_days"),
    [
        ("20260301T090000Z", {"DTEND": "20260301T103000Z"}, 90, 0),
        ("20260301T090000Z", {"DURATION": "PT1H15M"}, 75, 0),
        ("20260301T090000Z", {}, 0, 0),
        ("20260301T090000Z", {"DTEND": "20260301T080000Z"}, 0, 0),
        ("20260328T220000Z", {"DTEND": "20260329T020000Z"}, 240, 0),
        ("20260301T220000Z", {"DTEND": "20260302T000000Z"}, 120, 0),
        ("20260301T090000Z", {"DTEND": "20260303T160000Z"}, 0, 3),
        ("20260301T000000", {"DTEND": "20260302T000000"}, 0, 1),
        ("20260301T000000", {"DTEND": "20260303T000000"}, 0, 2),
        ("20260301", {}, 0, 1),
        ("20260301", {"DTEND": "20260302"}, 0, 1),
        ("20260301", {"DTEND": "20260304"}, 0, 3),
        ("20260301", {"DURATION": "P2D"}, 0, 2),
        ("20260301T090000Z", {"DTEND": "20260301"}, 0, 0),
    ],
)
def test_a_time_is_told_by_minutes_or_by_days(start, lines, minutes, whole_days):
    event = one(an_event("Talk", start, **lines))
    assert (event.minutes, event.days) == (minutes, whole_days)


def test_a_series_is_an_event_on_each_of_its_days():
    assert days(weekly()) == ["2026-03-03", "2026-03-10", "2026-03-17", "2026-03-24"]


def test_days_that_were_taken_out_of_a_series_are_not_there():
    assert days(weekly(EXDATE="20260310T090000,20260324T090000")) == ["2026-03-03", "2026-03-17"]


def test_a_day_that_was_moved_is_there_once_on_its_new_day():
    moved = an_event("Talk", "20260311T100000", RECURRENCE_ID="20260310T090000", UID="s")
    assert days(weekly(), moved) == ["2026-03-03", "2026-03-11", "2026-03-17", "2026-03-24"]


def test_a_day_that_was_cancelled_is_named_and_not_there():
    off = an_event(
        "Talk", "20260310T090000", RECURRENCE_ID="20260310T090000", UID="s", STATUS="CANCELLED"
    )
    calendar = read(a_calendar(weekly(), off))

    assert [str(each.start) for each in calendar.cancelled] == ["2026-03-10"]
    assert len(calendar.events) == 3


def test_a_file_that_cancels_cancels_all_of_it():
    calendar = read(a_calendar("METHOD:CANCEL", an_event("Talk", "20260301")))
    assert (len(calendar.events), len(calendar.cancelled)) == (0, 1)


def test_more_days_of_a_series_can_be_listed():
    assert days(an_event("Talk", "20260301", **{"RDATE;VALUE=DATE": "20260308,20260309"})) == [
        "2026-03-01",
        "2026-03-08",
        "2026-03-09",
    ]


def test_a_series_without_an_end_goes_a_year_ahead():
    assert days(an_event("Talk", "20260303", RRULE="FREQ=MONTHLY"))[-1] == "2027-03-03"


def test_a_series_with_very_many_days_that_are_out_is_named():
    out = ",".join(["20260102T000000Z"] * 20_001)
    calendar = read(a_calendar(an_event("A", "20260101T000000Z", RRULE="FREQ=DAILY", EXDATE=out)))

    assert (calendar.unrepeated, len(calendar.events)) == (("A",), 1)


def test_of_a_very_long_series_the_latest_days_are_there_and_that_is_said():
    calendar = read(a_calendar(an_event("Prayer", "20200101", RRULE="FREQ=DAILY")))

    assert (len(calendar.events), calendar.shortened) == (MOST_OF_SERIES, ("Prayer",))
    assert str(calendar.events[0].start) == "2027-04-02"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=1",
        "FREQ=DAILY;BYHOUR=9,12",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=" + ",".join(["TU"] * 400),
    ],
)
def test_a_rule_that_is_not_worked_out_leaves_its_first_day_and_is_named(rule):
    calendar = read(a_calendar(an_event("Bell", "20260303T090000Z", RRULE=rule)))

    assert [str(each.start) for each in calendar.events] == ["2026-03-03"]
    assert calendar.unrepeated == ("Bell",)


def test_events_without_a_title_or_a_day_are_counted():
    calendar = read(
        a_calendar(
            an_event("", "20260301"),
            "BEGIN:VEVENT\r\nSUMMARY:No day\r\nEND:VEVENT",
            an_event("Broken", "2026-xx-01"),
            an_event("Long ago", "16010101"),
            "BEGIN:VTODO\r\nSUMMARY:Ring\r\nEND:VTODO",
        )
    )
    assert (calendar.events, calendar.unread, calendar.others) == ((), 4, 1)


def test_the_latest_events_of_a_very_large_calendar_are_read():
    content = a_calendar(
        an_event("Old", "19990101", UID="old"),
        *(an_event(f"E{n}", f"2025{1 + n % 9:02}01", UID=f"u{n}") for n in range(MOST_EVENTS)),
    )
    calendar = read(content)

    assert (len(calendar.events), calendar.beyond) == (MOST_EVENTS, 1)
    assert all(each.title != "Old" for each in calendar.events)


def test_an_event_that_stands_twice_is_there_once():
    assert days(an_event("A", "20260301", UID="u"), an_event("A", "20260301", UID="u")) == [
        "2026-03-01"
    ]


def test_two_events_without_an_id_are_two():
    assert len(read(a_calendar(an_event("A", "20260301"), an_event("B", "20260301"))).events) == 2


def test_lines_that_are_folded_are_whole_again():
    assert one(an_event("Cyfarfod â\r\n  Siân", "20260301")).title == "Cyfarfod â Siân"


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_every_kind_of_line_end_is_read(ends):
    content = a_calendar(an_event("A", "20260301")).replace(b"\r\n", ends.encode())
    assert [each.title for each in read(content).events] == ["A"]


def test_google_is_read():
    calendar = read(GOOGLE)

    assert [(e.title, str(e.start), e.minutes, e.place, e.text) for e in calendar.events] == [
        (
            "Phonics course",
            "2026-03-03",
            360,
            "Room 4, Town Hall",
            "Two phases of phonics teaching",
        ),
        ("Learning walk", "2026-01-21", 75, "", ""),
        ("Learning walk", "2026-01-06", 60, "", ""),
    ]
    assert [str(each.start) for each in calendar.cancelled] == ["2026-01-27"]


def test_outlook_is_read():
    [event] = read(OUTLOOK).events

    assert (event.title, event.days, event.place) == ("Planning day", 2, "Learning Centre")
    assert (str(event.start), str(event.end)) == ("2026-02-05", "2026-02-06")
    assert event.text == "Subject leaders meet"


def test_apple_is_read():
    calendar = read(APPLE)
    [event] = calendar.events

    assert (event.title, event.minutes, calendar.others) == ("Reading network", 150, 1)
    assert event.place == "Ysgol Enghraifft Heol y Môr"


def test_teams_is_read():
    [event] = read(TEAMS).events

    assert (event.title, event.minutes, event.place) == ("NPQ seminar", 90, "")
    assert event.text == "Chapter 3 before we meet."


def test_a_zone_that_is_broken_takes_no_event_with_it():
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:never\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE"
    )
    assert days(zone, an_event("A", "20260301")) == ["2026-03-01"]


SYDNEY = ZoneInfo("Australia/Sydney")


@pytest.mark.parametrize("zone", [LONDON, SYDNEY])
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("20260630T230000Z", "20260701T230000Z"),
        ("20260701T000000", "20260701T235900"),
        ("20260701T000000", "20260701T233000"),
    ],
)
def test_a_whole_day_is_one_however_it_is_written(start, end, zone):
    event = one(an_event("A", start, DTEND=end), zone=zone)

    assert (str(event.start), str(event.end), event.minutes, event.days) == (
        *("2026-07-01", "2026-07-01"),
        *(0, 1),
    )


def test_a_day_taken_out_of_a_series_may_be_written_without_its_time():
    series = weekly(**{"EXDATE;VALUE=DATE": "20260310"})

    assert days(series) == ["2026-03-03", "2026-03-17", "2026-03-24"]


@pytest.mark.parametrize("taken_out", ["20260608T000000Z", "20260608T000000", "20260607T230000Z"])
def test_a_whole_day_taken_out_of_a_series_may_be_written_with_a_time(taken_out):
    series = an_event("A", "20260607", RRULE="FREQ=DAILY;COUNT=3", EXDATE=taken_out)

    assert days(series) == ["2026-06-07", "2026-06-09"]


def test_days_taken_out_on_many_lines_are_all_out_and_the_title_stays():
    out = "\r\n".join(f"EXDATE:202603{day:02}T090000" for day in range(1, 32)) + "\r\n"
    out += "\r\n".join(f"EXDATE:202604{day:02}T090000" for day in range(1, 31)) + "\r\n"
    series = an_event("A", "20260301T090000", RRULE="FREQ=DAILY;COUNT=62", UID="s")
    series = series.replace("SUMMARY", f"{out}SUMMARY")

    assert days(series) == ["2026-05-01"]


@pytest.mark.parametrize(
    ("zone", "until", "last"),
    [
        ("Europe/London", "20260120T154459Z", "2026-01-13"),
        ("Europe/London", "20260120T154500Z", "2026-01-20"),
        ("Europe/London", "20260120T000000Z", "2026-01-20"),
        ("Europe/London", "20260120", "2026-01-20"),
        ("Europe/London", "20260120T154459", "2026-01-13"),
    ],
)
def test_a_series_ends_at_its_last_moment(zone, until, last):
    series = an_event("A", "20260106T154500", RRULE=f"FREQ=WEEKLY;UNTIL={until}")
    series = series.replace("DTSTART", f"DTSTART;TZID={zone}")

    assert days(series)[-1] == last


def test_the_last_day_of_a_series_is_not_lost_where_its_moment_is_the_day_before():
    series = an_event("A", "20260106T090000", RRULE="FREQ=WEEKLY;UNTIL=20260119T220000Z")
    series = series.replace("DTSTART", "DTSTART;TZID=Australia/Sydney")
    events = read(a_calendar(series), zone=SYDNEY).events
    assert [str(each.start) for each in events] == ["2026-01-20", "2026-01-13", "2026-01-06"]


@pytest.mark.parametrize("turned", [False, True])
def test_of_an_event_that_was_changed_the_last_version_is_read(turned):
    old = an_event("Old", "20260302T090000Z", UID="v", SEQUENCE="0")
    new = an_event("New", "20260303T090000Z", UID="v", SEQUENCE="2")
    events = read(a_calendar(*((new, old) if turned else (old, new)))).events

    assert [(each.title, str(each.start)) for each in events] == [("New", "2026-03-03")]


def test_of_a_day_that_was_moved_twice_the_last_move_is_read():
    moved = {"RECURRENCE_ID": "20260310T090000", "UID": "s"}
    first = an_event("Talk", "20260311T090000", SEQUENCE="1", **moved)
    second = an_event("Talk", "20260312T090000", SEQUENCE="2", **moved)

    assert days(weekly(), first, second)[1] == "2026-03-12"


def test_events_with_one_wrong_id_and_one_number_are_all_there():
    assert days(*(an_event("A", f"2026030{n}", UID="0", SEQUENCE="0") for n in (1, 2))) == [
        *("2026-03-01", "2026-03-02"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        a_calendar(an_event("Café", "20260301")).decode().encode("cp1252"),
        a_calendar(an_event("Café", "20260301")).decode().encode("utf-16"),
        a_calendar(an_event("Café", "20260301")).replace(b"\xc3\xa9", b"\xc3\r\n \xa9"),
    ],
    ids=["Windows", "UTF-16", "folded within a letter"],
)
def test_letters_of_other_programs_are_read(content):
    assert [each.title for each in read(content).events] == ["Café"]


LINE = "_" * 80
ADDED = {
    "Welsh": [LINE, "Cyfarfod Microsoft Teams", "ID y Cyfarfod: 321 123 456 789", "Cod pas: aB3c"],
    "French": [
        *(LINE, "Réunion Microsoft Teams", "ID de réunion : 321 123 456 789", "Code secret : aB3"),
        *("_" * 32, "Options de réunion", "Jo Bloggs", LINE),
    ],
    "German": ["Jo Bloggs lädt Sie zu einem Zoom-Meeting ein.", "Meeting-ID: 861 2345 6789",
               "Kenncode: 123abc", "---"],
    "French without a line": ["Code d’accès : aB3", "Organisé par : Jo Bloggs"],
    "English": [LINE, "Microsoft Teams Need help?", "Meeting ID: 321 123 456 789", "Jo Bloggs"],
}  # fmt: skip


@pytest.mark.parametrize("added", ADDED.values(), ids=ADDED)
def test_what_a_program_adds_about_a_meeting_stays_out_in_any_language(added):
    assert text_of_event("\n".join(["What we did", *added])) == "What we did"


def test_what_somebody_wrote_below_a_meeting_stays():
    text = f"Before\n{LINE}\nMeeting ID: 321 123 456 789\n{LINE}\nAfter\nZoomed in"

    assert text_of_event(text) == "Before\nAfter\nZoomed in"


def test_lines_of_somebodys_own_part_nothing_off():
    assert text_of_event(f"Before\n{LINE}\nAfter we used Zoom") == "Before\nAfter we used Zoom"


def test_a_line_about_a_program_stays_where_there_is_no_meeting():
    assert text_of_event("Zoom in class\nhttps://example.org/notes") == "Zoom in class"


HUGE = {
    "dates that are out": an_event(
        "A", "20260101T000000Z", RRULE="FREQ=DAILY", EXDATE=",".join(["20260102T000000Z"] * 170_000)
    ).encode(),
    "nested": b"BEGIN:VEVENT\r\n" * 100_000 + b"SUMMARY:a\r\n" * 100_000,
    "zones in zones": b"BEGIN:VTIMEZONE\r\n" * 100_000 + b"TZID:a\r\n" * 100_000,
    "folded": b"BEGIN:VEVENT\r\nSUMMARY:a\r\n" + b" a\r\n" * 400_000 + b"END:VEVENT",
    "one line": b"BEGIN:VEVENT\r\nSUMMARY:" + b"a;" * 1_000_000 + b"\r\nEND:VEVENT",
    "one word": an_event("a" * 2_000_000, "20260301").encode(),
    "empty events": b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 100_000,
    "dates": b"BEGIN:VEVENT\r\n" + b"DTSTART:20260101\r\n" * 100_000 + b"END:VEVENT",
    "never": an_event("A", "19700101", RRULE="FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30").encode() * 500,
    "always": an_event("A", "19700101", RRULE="FREQ=DAILY").encode() * 500,
    "zone by the second": (
        b"BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n"
        b"END:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY:A\r\nDTSTART;TZID=Mine:20260101T090000\r\n"
        b"END:VEVENT"
    ),
    "lists": an_event("A", "20260101", RDATE=",".join(["20260102T000000Z"] * 100_000)).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_a_calendar_made_to_take_long_comes_back(name):
    with comes_back(), suppress(Invalid):
        read(b"BEGIN:VCALENDAR\r\n" + HUGE[name] + b"\r\nEND:VCALENDAR\r\n")


@given(
    st.sampled_from([GOOGLE, OUTLOOK, APPLE, TEAMS]), st.integers(0, 3000), st.binary(max_size=9)
)
def test_a_calendar_that_is_broken_somewhere_is_read_or_refused(content, at, junk):
    with suppress(Invalid):
        read(content[:at] + junk + content[at + len(junk) :])


def onward(start, of, **lines):
    """Return a change of a day and of all that come after it."""
    name = "RECURRENCE-ID;RANGE=THISANDFUTURE"
    return an_event("Longer talk", start, **{name: of}, UID="s", **lines)


def test_a_change_of_a_day_and_all_after_it_changes_them_all():
    change = onward("20260311T140000", "20260310T090000", DTEND="20260311T160000")
    events = read(a_calendar(weekly(), change)).events[::-1]

    assert [(str(each.start), each.title, each.minutes) for each in events] == [
        ("2026-03-03", "Talk", 0),
        ("2026-03-11", "Longer talk", 120),
        ("2026-03-18", "Longer talk", 120),
        ("2026-03-25", "Longer talk", 120),
    ]


def test_the_later_of_two_changes_holds_from_its_day_on():
    first = onward("20260310T100000", "20260310T090000", DTEND="20260310T110000")
    second = onward("20260318T100000", "20260317T090000", DTEND="20260318T130000")
    events = read(a_calendar(weekly(), second, first)).events[::-1]

    assert [(str(each.start), each.minutes) for each in events] == [
        ("2026-03-03", 0),
        ("2026-03-10", 60),
        ("2026-03-18", 180),
        ("2026-03-25", 180),
    ]


def test_a_day_that_was_moved_alone_stays_so_after_a_change_of_all():
    alone = an_event("Alone", "20260327T090000", RECURRENCE_ID="20260324T090000", UID="s")
    change = onward("20260311T090000", "20260310T090000")

    assert days(weekly(), change, alone) == ["2026-03-03", "2026-03-11", "2026-03-18", "2026-03-27"]


def test_a_day_that_was_cancelled_with_all_after_it_ends_the_series():
    change = onward("20260310T090000", "20260310T090000", STATUS="CANCELLED")
    calendar = read(a_calendar(weekly(), change))

    assert [str(each.start) for each in calendar.events] == ["2026-03-03"]
    assert len(calendar.cancelled) == 3


@pytest.mark.parametrize(
    ("summary", "title"),
    [
        ("SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Caf=C3=A9 visit", "Caf\u00e9 visit"),
        ("SUMMARY;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Caf=E9", "Caf\u00e9"),
        ("SUMMARY;QUOTED-PRINTABLE:One =3D two, three", "One = two, three"),
        (
            "SUMMARY;ENCODING=QUOTED-PRINTABLE:A long=\r\n title=\r\n of a talk",
            "A long title of a talk",
        ),
        ("SUMMARY;ENCODING=QUOTED-PRINTABLE:Ours\\; theirs", "Ours; theirs"),
        ("SUMMARY:2 + 2=\r\nLOCATION:Hall", "2 + 2="),
        ("SUMMARY:50=25 more", "50=25 more"),
    ],
)
def test_titles_of_old_calendars_are_read(summary, title):
    event = f"BEGIN:VEVENT\r\nDTSTART:20260303T090000Z\r\n{summary}\r\nEND:VEVENT"

    assert one(event).title == title
