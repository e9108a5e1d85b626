"""Events of a calendar become entries of a CPD log: those that somebody ticks, and no others."""

import pytest

from builders import NOW, a_form, a_setup, named
from calendars import APPLE, GOOGLE, OUTLOOK, TEAMS, a_calendar, an_event
from fakes import FakeHost
from matrix_xblock.domain.cpd.cpd import MOST_ENTRIES, CpdEntry, CpdStatus, CpdType, bring
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.participant import cpd_import


@pytest.fixture
def host():
    return FakeHost()


def read(host, content, **form):
    return cpd_import.read(host, a_form(**form), content)


def events(page):
    return [each.event for each in page.names["shown"]]


def keys(page, *titles):
    return [each.key for each in events(page) if each.title in titles]


def logged(host):
    log = host.load_cpd()
    return log.entries(log.glances)


def ticked(host, content, *titles, **form):
    """Tick events by their titles, as a page without a filter shows them."""
    page = read(host, content, seen="yes", **form)
    sent = {**a_form(seen="yes", confirm="yes", **form), "event": keys(page, *titles)}
    sent["import_of"] = [page.names["import_of"]]
    return cpd_import.read(host, sent, content)


TWO = a_calendar(
    an_event("Coaching", "20260203T090000Z", DTEND="20260203T103000Z", UID="a"),
    an_event("Dentist", "20260204T090000Z", DTEND="20260204T093000Z", UID="b"),
)


def test_nothing_is_ticked_and_nothing_is_saved_at_first(host):
    before = host.state
    page = read(host, TWO)

    assert [each.is_chosen for each in page.names["shown"]] == [False, False]
    assert (page.status, host.state) == (200, before)
    assert page.names["fields"] == {
        "from": [""],
        "to": ["2/3/2026"],
        "search": [""],
        "day": ["6 h"],
    }


def test_what_is_ticked_comes_in_and_nothing_else(host):
    page = ticked(host, TWO, "Coaching")
    [entry] = logged(host)

    assert (entry.title, entry.minutes, entry.source) == ("Coaching", 90, "import")
    assert (page.names["added"], page.names["not_chosen"]) == (1, 1)
    assert host.published == [CpdLogged("other", "done", 90)]


def test_ticking_nothing_is_refused_at_the_list(host):
    page = read(host, TWO, seen="yes", confirm="yes")

    assert (page.status, named(page.names["problems"])) == (
        422,
        [("event", "calendar_none_chosen")],
    )
    assert logged(host) == ()


def test_an_import_is_undone_in_one_step(host):
    brought = ticked(host, TWO, "Coaching", "Dentist").names["brought"]
    page = cpd_import.read(host, {"undo": ["yes"], "brought": list(brought)}, TWO)

    assert (page.names["undone"], logged(host)) == (2, ())


def test_what_is_in_the_log_is_not_offered_again(host):
    ticked(host, TWO, "Coaching")
    page = read(host, TWO)

    assert [each.title for each in events(page)] == ["Dentist"]
    assert page.names["known"] == 1


def test_an_event_like_an_entry_of_the_log_says_so(host):
    host.save_cpd(bring(host.load_cpd(), [CpdEntry("e", "coaching", CpdType.COACHING, NOW.date())]))
    day = NOW.strftime("%Y%m%d")
    page = read(host, a_calendar(an_event("Coaching", f"{day}T100000Z")))

    assert [each.is_alike for each in page.names["shown"]] == [True]


def test_the_list_ends_today_at_first_and_planned_events_come_in_as_planned(host):
    content = a_calendar(an_event("Next year", "20270303", UID="x"))

    assert events(read(host, content)) == []
    ticked(host, content, "Next year")
    assert [each.status for each in logged(host)] == [CpdStatus.PLANNED]


@pytest.mark.parametrize(
    ("form", "titles"),
    [
        ({"search": "coach"}, ["Coaching"]),
        ({"search": "COACH leeds"}, []),
        ({"from": "4 February 2026"}, ["Dentist"]),
        ({"to": "3/2/2026"}, ["Coaching"]),
        ({}, ["Dentist", "Coaching"]),
    ],
)
def test_events_are_found_by_days_and_words(host, form, titles):
    assert [each.title for each in events(read(host, TWO, seen="yes", **form))] == titles


def test_a_day_that_cannot_be_read_is_said_at_its_field(host):
    page = read(host, TWO, **{"seen": "yes", "from": "whenever"})

    assert named(page.names["problems"]) == [("from", "date_not_understood")]
    assert page.names["fields"]["from"] == ["whenever"]


def test_a_tick_holds_where_the_list_no_longer_shows_it(host):
    [key] = keys(read(host, TWO), "Coaching")
    sent = {**a_form(seen="yes", search="dentist"), "event": [key]}
    page = cpd_import.read(host, sent, TWO)

    assert (page.names["elsewhere"], page.names["chosen"]) == ((key,), 1)


def test_a_tick_holds_in_a_mended_file(host):
    [key] = keys(read(host, TWO), "Coaching")
    mended = TWO.replace(b"SUMMARY:Coaching", b"SUMMARY:Coaching with Ms Example")
    page = cpd_import.read(host, {**a_form(seen="yes"), "event": [key]}, mended)

    assert [each.event.title for each in page.names["shown"] if each.is_chosen] == [
        "Coaching with Ms Example"
    ]


def test_all_that_is_shown_can_be_ticked_and_cleared(host):
    shown = read(host, TWO, seen="yes", choose="shown")
    sent = {**a_form(seen="yes", choose="none"), "event": keys(shown, "Coaching")}

    assert shown.names["chosen"] == 2
    assert cpd_import.read(host, sent, TWO).names["chosen"] == 0


def test_a_long_list_is_shown_in_parts(host):
    content = a_calendar(
        *(an_event(f"Event {n}", f"20260{1 + n % 3}03T090000Z", UID=f"u{n}") for n in range(120))
    )
    first = read(host, content)
    then = read(host, content, seen="yes", more=str(first.names["next_shown"]))

    assert (len(events(first)), len(events(then))) == (50, 100)
    assert then.names["next_shown"] == 150


def test_one_type_is_chosen_for_all(host):
    ticked(host, TWO, "Coaching", "Dentist", type="coaching")

    assert {each.type for each in logged(host)} == {CpdType.COACHING}


@pytest.mark.parametrize(("typed", "minutes"), [("6 h", 1080), ("", 0), ("1 day", 1080)])
def test_an_all_day_event_takes_what_somebody_says_for_each_day(host, typed, minutes):
    content = a_calendar(an_event("Conference", "20260401", DTEND="20260404"))
    ticked(host, content, "Conference", day=typed)
    [entry] = logged(host)

    assert (str(entry.start), str(entry.end), entry.minutes) == (
        "2026-04-01",
        "2026-04-03",
        minutes,
    )


def test_the_day_of_the_course_is_offered_for_all_day_events():
    host = FakeHost(setup=a_setup())
    page = read(host, a_calendar(an_event("Conference", "20260301")))

    assert page.names["fields"]["day"] == ["6 h"]


def test_an_event_too_long_for_an_entry_is_refused(host):
    content = a_calendar(an_event("Leave", "20250101", DTEND="20260101"))
    page = ticked(host, content, "Leave", day="6 h")

    assert named(page.names["problems"]) == [("event", "calendar_too_long")]


def test_more_than_the_log_has_room_for_is_refused(host):
    full = [CpdEntry(f"e{n}", "A", CpdType.OTHER, NOW.date()) for n in range(MOST_ENTRIES - 1)]
    host.save_cpd(bring(host.load_cpd(), full))
    page = ticked(host, TWO, "Coaching", "Dentist")

    assert named(page.names["problems"]) == [("event", "import_too_many")]


def test_a_description_comes_in_where_somebody_wants_it(host):
    content = a_calendar(an_event("Talk", "20260301", DESCRIPTION="<p>About <b>reading</b></p>"))
    ticked(host, content, "Talk")
    ticked(FakeHost(preferences=host.preferences), content, "Talk", texts="yes")
    other = FakeHost()
    ticked(other, content, "Talk", texts="yes")

    assert [each.learned for each in logged(host)] == [""]
    assert [each.learned for each in logged(other)] == ["About reading"]


def test_texts_that_are_too_long_are_cut_and_counted(host):
    content = a_calendar(an_event("T" * 300, "20260301", DESCRIPTION="word " * 600))
    page = ticked(host, content, "T" * 300, texts="yes")
    [entry] = logged(host)

    assert page.names["cut"] == 1
    assert entry.title.endswith("…")
    assert (entry.learned[-1], len(entry.learned)) == ("…", 2000)


@pytest.mark.parametrize("content", [GOOGLE, OUTLOOK, APPLE, TEAMS])
def test_what_is_about_other_people_or_opens_a_meeting_stays_out(host, content):
    page = read(host, content, seen="yes", choose="shown")
    sent = {**a_form(seen="yes", confirm="yes", texts="yes"), "event": keys(page, *TITLES)}
    sent["import_of"] = [page.names["import_of"]]
    cpd_import.read(host, sent, content)
    words = str([(e.title, e.host_setting, e.learned) for e in logged(host)]).casefold()

    assert logged(host)
    for secret in ("@", "http", "example.org", "pwd", "passcode", "jo bloggs", "+44", "abc-defg"):
        assert secret not in words


TITLES = (
    "Phonics course",
    "Learning walk",
    "Planning day",
    "Reading network",
    "Governor visit",
    "NPQ seminar",
)


def test_a_calendar_without_events_says_so(host):
    page = read(host, a_calendar())

    assert named(page.names["problems"]) == [("file", "calendar_empty")]


def test_the_columns_of_a_spreadsheet_are_not_forgotten_by_a_calendar(host):
    cpd_import.read(host, a_form(confirm="yes"), b"Title,Date\r\nA,13/3/2026\r\n")
    before = host.load_cpd().columns
    ticked(host, TWO, "Coaching")

    assert host.load_cpd().columns == before


def test_the_same_press_twice_gives_the_same_answer_and_adds_once(host):
    first = ticked(host, TWO, "Coaching")
    sent = {**a_form(seen="yes", confirm="yes"), "event": list(first.names["brought"])}
    again = cpd_import.read(host, sent, TWO)

    assert (again.status, again.names["added"]) == (200, 1)
    assert again.names["brought"] == first.names["brought"]
    assert (len(logged(host)), len(host.published)) == (1, 1)


def test_an_event_like_an_entry_of_the_log_is_not_ticked_with_all_others(host):
    entry = CpdEntry("e", "dentist", CpdType.OTHER, NOW.date().replace(month=2, day=4))
    host.save_cpd(bring(host.load_cpd(), [entry]))
    page = read(host, TWO, seen="yes", choose="shown")

    assert [(e.event.title, e.is_chosen) for e in page.names["shown"]] == [
        ("Dentist", False),
        ("Coaching", True),
    ]


def test_another_calendar_than_the_one_that_was_shown_adds_nothing(host):
    page = read(host, TWO, seen="yes")
    sent = {**a_form(seen="yes", confirm="yes"), "event": keys(page, "Coaching")}
    sent["import_of"] = [page.names["import_of"]]
    other = cpd_import.read(host, sent, TWO.replace(b"Dentist", b"Doctor"))

    assert (other.status, named(other.names["problems"])) == (
        422,
        [("file", "import_another_file")],
    )
    assert (logged(host), other.names["chosen"]) == ((), 1)
