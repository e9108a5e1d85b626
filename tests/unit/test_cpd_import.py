"""Bringing a file into the CPD log: shown first, all of it or nothing."""

import pytest

from builders import NOW, a_form, named
from fakes import FakeHost
from matrix_xblock.codec.cpd.cpd_csv import write_csv
from matrix_xblock.domain.cpd.cpd import MOST_ENTRIES, CpdEntry, CpdType, bring
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.participant import cpd_import

FILE = b"Title,Date,Hours\r\nA visit,13/3/2026,2\r\nA book,14/3/2026,\r\n"


@pytest.fixture
def host():
    return FakeHost()


def read(host, content=FILE, **form):
    return cpd_import.read(host, a_form(**form), content)


def confirmed(host, content=FILE, **form):
    return read(host, content, confirm="yes", **form)


class CountingHost(FakeHost):
    """A host that counts how often it is asked for a word, as loading a catalogue costs time."""

    asked = 0

    def label(self, code):
        self.asked += 1
        return super().label(code)


def lookups(rows):
    host = CountingHost()
    lines = [f"Visit {n},13/3/2026,2,visit,done,online-live" for n in range(rows)]
    read(host, "\n".join(["Title,Date,Hours,Type,Status,How", *lines]).encode())
    return host.asked


def test_each_word_is_looked_up_once_however_many_rows_there_are():
    assert lookups(1000) == lookups(1)


def test_a_log_is_written_with_each_word_looked_up_once():
    host = CountingHost()
    entries = [CpdEntry(f"e{n}", "A visit", CpdType.VISIT, NOW.date()) for n in range(50)]

    write_csv(entries, label=host.label)
    once = host.asked
    write_csv(entries[:1], label=host.label)

    assert host.asked == 2 * once


def titles(host):
    return [each.title for each in host.load_cpd().glances.values()]


def test_a_file_is_shown_and_nothing_is_saved(host):
    before = host.state

    page = read(host)

    assert (page.status, page.context["new"], page.context["can_go"]) == (200, 2, True)
    assert [entry.title for entry in page.context["preview"]] == ["A visit", "A book"]
    assert host.state == before


def test_a_confirmed_file_comes_in_with_one_save_and_an_event_for_each(host):
    page = confirmed(host)

    assert page.context == {"added": 2}
    assert titles(host) == ["A visit", "A book"]
    assert host.saves == 1
    assert host.published == [CpdLogged("other", "done", 120), CpdLogged("other", "done", 0)]


def test_a_file_comes_in_once(host):
    confirmed(host)
    before = host.state

    page = confirmed(host)

    assert (page.context["new"], page.context["known"]) == (0, 2)
    assert host.state == before


def test_one_wrong_row_keeps_every_row_out(host):
    page = confirmed(host, FILE + b"No day,never,\r\n")

    assert page.status == 422
    assert [(each.line, each.column) for each in page.context["row_problems"]] == [(4, "start")]
    assert titles(host) == []


def test_a_file_that_cannot_be_read_is_refused_at_the_file(host):
    page = confirmed(host, b"%PDF-1.7")

    assert page.status == 422
    assert named(page.context["problems"]) == [("file", "csv_is_spreadsheet")]


def test_no_file_is_said_to_be_missing(host):
    assert named(read(host, b"").context["problems"]) == [("file", "file_missing")]


def test_a_column_that_is_needed_and_not_found_is_asked_for(host):
    page = confirmed(host, b"Etwas,Wann\r\nEin Besuch,2026-03-02\r\n")

    assert page.status == 422
    assert named(page.context["problems"]) == [
        ("column-title", "column_title_missing"),
        ("column-start", "column_start_missing"),
    ]


def test_a_column_can_be_pointed_out(host):
    pointed = {"column-title": "0", "column-start": "1"}

    confirmed(host, b"Etwas,Wann\r\nEin Besuch,2026-03-02\r\n", **pointed)

    assert titles(host) == ["Ein Besuch"]


@pytest.mark.parametrize("place", ["9", "-1", "x", "٣", ""])
def test_a_column_that_is_not_there_is_none(host, place):
    page = read(host, **{"column-title": place, "column-start": "1"})

    assert named(page.context["problems"]) == [("column-title", "column_title_missing")]


def test_days_that_can_be_read_both_ways_are_asked_about(host):
    content = b"Title,Date\r\nA visit,3/4/2026\r\n"

    asked = read(host, content)
    confirmed(host, content, date_order="month-first")

    assert asked.context["is_unsure"]
    assert (
        host.load_cpd().entry(next(iter(host.load_cpd().glances))).start.isoformat() == "2026-03-04"
    )


def test_a_log_that_would_be_too_full_takes_nothing(host):
    entries = [
        CpdEntry(f"e{n}", f"Entry {n}", CpdType.OTHER, host.today())
        for n in range(MOST_ENTRIES - 1)
    ]
    host.save_cpd(bring(host.load_cpd(), entries))

    page = confirmed(host)

    [problem] = page.context["problems"]
    assert (problem.code, problem.values) == ("import_too_many", {"most": MOST_ENTRIES, "room": 1})
    assert len(host.load_cpd().glances) == MOST_ENTRIES - 1


def test_only_the_first_fifty_problems_are_listed_and_the_rest_counted(host):
    page = read(host, b"Title,Date\r\n" + b"A,never\r\n" * 70)

    assert (len(page.context["row_problems"]), page.context["more_problems"]) == (50, 20)


def test_the_screen_says_how_much_the_log_holds(host):
    assert cpd_import.show(host, {}).context["most"] == MOST_ENTRIES


def test_rows_that_a_spreadsheet_has_given_one_id_all_come_in(host):
    lines = b"Title,Date,Id\nA visit,13/3/2026,one\nA book,14/3/2026,one\nA talk,15/3/2026,one\n"

    confirmed(host, lines)

    assert titles(host) == ["A visit", "A book", "A talk"]
