"""Bringing a file into the CPD log: shown first, all of it or nothing."""

import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from unittest.mock import Mock

import pytest

from builders import NOW, a_form, named
from fakes import FakeHost
from files_of_every_kind import FILES, content_of
from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.codec.common.previewed import mark_of_file
from matrix_xblock.codec.common.table import MOST_ROWS
from matrix_xblock.codec.common.workbook import write_workbook
from matrix_xblock.codec.cpd.cpd_csv import blank_rows, write_csv
from matrix_xblock.domain.cpd.cpd import (
    LONGEST_HEAD,
    MOST_ENTRIES,
    MOST_HEADS,
    CpdEntry,
    CpdType,
    bring,
    keep,
    remember_columns,
)
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.participant import cpd, cpd_import, cpd_import_plan
from matrix_xblock.participant.cpd_answers import MOST_WORDS
from patience import comes_back

FILE = b"Title,Date,Hours\r\nA visit,13/3/2026,2\r\nA book,14/3/2026,\r\n"


@pytest.fixture
def host():
    return FakeHost()


def read(host, content=FILE, **form):
    return cpd_import.read(host, a_form(**form), content)


def confirmed(host, content=FILE, **form):
    """Add the file that was previewed."""
    seen = mark_of_file(content or form.get("pasted", "").encode())
    return read(host, content, **{"import_of": seen, **form, "confirm": "yes"})


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


def columns(**fields):
    """Say what the columns of a file are taken for, in the order of the page."""
    form = {}
    for number, (head, field) in enumerate(fields.items()):
        form |= {f"head-{number}": head, f"column-{number}": field}
    return form


def titles(host):
    return [each.title for each in host.load_cpd().glances.values()]


def test_a_file_is_shown_and_nothing_is_saved(host):
    before = host.state

    page = read(host)

    assert (page.status, page.names["new"], page.names["can_go"]) == (200, 2, True)
    assert [entry.title for entry in page.names["preview"]] == ["A visit", "A book"]
    assert host.state == before


def test_a_confirmed_file_comes_in_with_one_save_and_an_event_for_each(host):
    page = confirmed(host)

    assert page.names["added"] == 2
    assert titles(host) == ["A visit", "A book"]
    assert host.saves == 1
    assert host.published == [CpdLogged("other", "done", 120), CpdLogged("other", "done", 0)]


def test_a_file_comes_in_once(host):
    confirmed(host)
    before = host.state

    page = read(host)

    assert (page.names["new"], page.names["known"]) == (0, 2)
    assert host.state == before


def test_one_wrong_row_keeps_every_row_out(host):
    page = confirmed(host, FILE + b"No day,never,\r\n")

    assert page.status == 422
    assert [(each.line, each.column) for each in page.names["row_problems"]] == [(4, "start")]
    assert titles(host) == []


def test_a_file_that_cannot_be_read_is_refused_at_the_file(host):
    page = confirmed(host, b"%PDF-1.7")

    assert page.status == 422
    assert named(page.names["problems"]) == [("file", "is_pdf")]


def test_a_file_comes_in_without_its_rows_of_a_month_alone(host):
    content = FILE + b"A talk,March 2026,1\r\n"
    assert not read(host, content).names["can_go"]

    page = confirmed(host, content, month="leave")

    assert (page.names["added"], page.names["left_out"]) == (2, 1)


def test_no_file_is_said_to_be_missing(host):
    assert named(read(host, b"").names["problems"]) == [("file", "table_missing")]


def test_a_column_that_is_needed_and_not_found_is_asked_for(host):
    page = confirmed(host, b"Etwas,Wann\r\nEin Besuch,2026-03-02\r\n")

    assert page.status == 422
    assert named(page.names["problems"]) == [
        ("columns", "column_title_missing"),
        ("columns", "column_start_missing"),
    ]


def test_a_column_can_be_pointed_out(host):
    confirmed(
        host, b"Etwas,Wann\r\nEin Besuch,2026-03-02\r\n", **columns(Etwas="title", Wann="start")
    )

    assert titles(host) == ["Ein Besuch"]


@pytest.mark.parametrize("field", ["9", "nothing", "made_in", ""])
def test_a_field_that_is_not_there_is_none(host, field):
    page = read(host, **columns(Title=field, Date="start"))

    assert named(page.names["problems"]) == [("columns", "column_title_missing")]


def test_a_field_that_two_columns_are_used_for_is_refused_at_the_second(host):
    page = read(host, **columns(Title="title", Date="start", Hours="title"))

    assert named(page.names["problems"]) == [("column-2", "column_twice")]


def test_what_was_said_of_columns_holds_for_a_mended_file_with_columns_in_another_order(host):
    chosen = columns(Hours="provider", Title="title", Date="start")
    page = read(host, b"Date,New,Title,Hours\r\n14/3/2026,x,A visit,The trust\r\n", **chosen)

    assert [each.field for each in page.names["columns"]] == ["start", "", "title", "provider"]


def test_columns_that_are_not_used_are_named_with_their_rows(host):
    page = read(host, b"Title,Date,Cost\r\nA,13/3/2026,10\r\nB,14/3/2026,\r\n")

    assert [(each.head, each.rows) for each in page.names["unused"]] == [("Cost", 1)]


def test_a_row_with_two_problems_is_left_out_by_one_tick(host):
    problems = read(host, b"Title,Date\r\n,never\r\nA,14/3/2026\r\n").names["row_problems"]

    assert [bool(each.key) for each in problems] == [True, False]


def test_all_rows_that_cannot_be_read_are_left_out_in_one_press(host):
    content = FILE + b"No day,never,\r\nNor here,soon,\r\n"
    page = read(host, content, leave="all")
    names = page.names

    assert (page.status, names["left_out"], names["row_problems"], names["can_go"]) == (
        200,
        2,
        (),
        True,
    )
    back = {"leave": ["all"], "bring_back": ["yes"]}
    assert len(cpd_import.read(host, back, content).names["row_problems"]) == 2
    confirmed(host, content, leave="all")
    assert titles(host) == ["A visit", "A book"]


def test_what_is_open_keeps_everything_out_until_it_is_answered(host):
    content = b"Title,Date,Duration\r\nA visit,13/3/2026,90\r\n"

    assert confirmed(host, content).names["asks"] == {"unit"}
    assert titles(host) == []
    page = confirmed(host, content, unit="min")
    assert (page.names["added"], page.names["asks"]) == (1, {"unit"})


def test_a_point_that_has_no_length_is_refused_at_its_field(host):
    content = b"Title,Date,Points\r\nA visit,13/3/2026,2\r\n"
    page = confirmed(host, content, point="a while")

    assert named(page.names["problems"]) == [("point", "duration_not_understood")]
    assert confirmed(host, content, point="30 min").names["preview"][0].minutes == 60


def test_a_word_can_be_said_to_mean_one_of_ours(host):
    content = b"Title,Date,Type\r\nA visit,13/3/2026,Twilight\r\n"
    answer = {"word-0": "type:Twilight", "meaning-0": "network"}
    page = confirmed(host, content, **answer)

    assert page.names["preview"][0].type is CpdType.NETWORK
    assert [each.meaning for each in page.names["words"]] == ["network"]


def test_a_row_that_looks_like_an_entry_of_the_log_comes_in_when_somebody_says_so(host):
    confirmed(host)
    other = b"Title,Date,Hours,Notes\r\nA visit,13/3/2026,2,In the afternoon\r\n"
    page = confirmed(host, other)
    [alike] = page.names["alike"]

    assert (page.names["new"], page.names["known"], titles(host)) == (0, 0, ["A visit", "A book"])
    again = {"both": [alike.key], "not_both": ["yes"], "confirm": ["yes"]}
    again["import_of"] = [mark_of_file(other)]
    cpd_import.read(host, again, other)
    assert len(titles(host)) == 2
    confirmed(host, other, both=alike.key)
    assert titles(host) == ["A visit", "A book", "A visit"]


def test_what_was_said_of_columns_is_remembered_for_the_next_file(host):
    first = b"What,When,Title\r\nA visit,13/3/2026,Ms\r\n"
    confirmed(host, first, **columns(What="title", When="start", Title=""))
    page = read(host, b"When,Title,What\r\n14/3/2026,Mr,A talk\r\n")

    assert [each.field for each in page.names["columns"]] == ["start", "", "title"]
    assert host.load_cpd().columns == {"what": "title", "when": "start", "title": ""}


def test_headings_that_are_remembered_have_an_end(host):
    log = host.load_cpd()
    for number in range(3):
        log = remember_columns(log, {f"head {number} {n}": "title" for n in range(60)})
    log = remember_columns(log, {"x" * (LONGEST_HEAD + 1): "title"})

    assert len(log.columns) == MOST_HEADS
    assert "head 2 59" in log.columns


def undone(host, brought):
    return cpd_import.read(host, {"undo": ["yes"], "brought": list(brought)}, b"")


def test_an_import_is_undone_in_one_press_and_twice_is_once(host):
    brought = confirmed(host).names["brought"]
    page = undone(host, brought)

    assert (page.status, page.names["undone"], page.names["stayed"]) == (200, 2, 0)
    assert titles(host) == []
    assert (undone(host, brought).names["undone"], host.saves) == (0, 2)


def test_what_has_been_changed_since_an_import_stays(host):
    brought = confirmed(host).names["brought"]
    log = host.load_cpd()
    entry = replace(log.entry(brought[0]), title="A long visit")
    host.save_cpd(keep(log, entry, seen=1, now=NOW))
    page = undone(host, brought)

    assert (page.names["undone"], page.names["stayed"]) == (1, 1)
    assert titles(host) == ["A long visit"]


def test_undo_takes_nothing_out_that_somebody_wrote_here(host):
    host.save_cpd(
        bring(host.load_cpd(), [CpdEntry("e", "A talk", CpdType.OTHER, host.today(), revision=1)])
    )
    undone(host, ["e", "nothing"])

    assert titles(host) == ["A talk"]


def test_days_that_can_be_read_both_ways_are_asked_about(host):
    content = b"Title,Date\r\nA visit,3/4/2026\r\n"

    asked = read(host, content)
    confirmed(host, content, date_order="month-first")

    assert asked.names["is_unsure"]
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

    [problem] = page.names["problems"]
    assert (problem.code, problem.values) == ("import_too_many", {"most": MOST_ENTRIES, "room": 1})
    assert len(host.load_cpd().glances) == MOST_ENTRIES - 1


def test_only_the_first_fifty_problems_are_listed_and_the_rest_counted(host):
    rows = b"".join(b"A%d,never\r\n" % number for number in range(70))
    page = read(host, b"Title,Date\r\n" + rows)

    assert (len(page.names["row_problems"]), page.names["more_problems"]) == (50, 20)


def test_the_screen_says_how_many_rows_a_file_may_have(host):
    assert cpd_import.show(host, {}).names["most"] == MOST_ROWS


def test_rows_that_a_spreadsheet_has_given_one_id_all_come_in(host):
    lines = b"Title,Date,Id\nA visit,13/3/2026,one\nA book,14/3/2026,one\nA talk,15/3/2026,one\n"

    confirmed(host, lines)

    assert titles(host) == ["A visit", "A book", "A talk"]


def test_cells_beyond_the_headings_are_named_as_a_column_of_their_own(host):
    content = b"Title,Date,Notes\nA visit,13/3/2026,good, very good\nA book,14/3/2026,,,,\n"
    page = read(host, content)

    assert [(each.head, each.samples, each.rows) for each in page.names["unused"]] == [
        ("", ("very good",), 1)
    ]
    chosen = columns(Title="title", Date="start", Notes="learned") | {
        "head-3": "",
        "column-3": "learned",
    }
    assert read(host, content, **chosen).names["preview"][0].learned == "good\n\nvery good"


def test_columns_beyond_the_widest_table_are_named(host):
    content = b"Title,Date" + b",x" * 57 + b",Last,Notes,\nA visit,13/3/2026" + b",x" * 60 + b"\n"

    assert read(host, content).names["unread_columns"] == ("Notes", "BJ")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Project,Task,Description,Start date", ",,Lesson study,2026-03-02"], "Lesson study"),
        (["Name,What did you do?,When", "Ms Fictional,A visit,13/3/2026"], "A visit"),
        (["ID,Name,Title of activity,Date", "1,Ms Fictional,A visit,13/3/2026"], "A visit"),
    ],
    ids=["a timer", "a form with a name", "another form"],
)
def test_the_title_is_what_was_done_and_no_empty_column_or_person(host, lines, title):
    [entry] = read(host, "\n".join(lines).encode()).names["preview"]

    assert entry.title == title


def test_rows_that_two_forms_have_given_the_same_number_are_two_entries(host):
    confirmed(host, b"ID,Title,Date\n1,A visit,13/3/2026\n")
    confirmed(host, b"ID,Title,Date\n1,A talk,14/5/2026\n")
    page = read(host, b"ID,Title,Date\n1,A talk,14/5/2026\n")

    assert titles(host) == ["A visit", "A talk"]
    assert (page.names["new"], page.names["known"]) == (0, 1)


@pytest.mark.parametrize(
    "dates",
    [["2026-03-13", "3/4/2026"], ["3/4/2026 - 5/4/2026"], ["3/4/2026 to 5/4/2026"]],
)
def test_days_that_can_be_read_both_ways_are_asked_about_wherever_they_stand(host, dates):
    lines = ["Title,Date", *(f"A visit,{each}" for each in dates)]

    assert read(host, "\n".join(lines).encode()).names["is_unsure"]


def test_the_order_of_days_of_one_file_says_nothing_of_another_that_tells(host):
    american = b"Title,Date\nA visit,3/14/2026\nA talk,3/4/2026\n"
    page = read(host, american, date_order="day-first")

    assert [each.start.isoformat() for each in page.names["preview"]] == [
        "2026-03-14",
        "2026-03-04",
    ]


@pytest.mark.parametrize(("cell", "minutes"), [("1.5", 90), ("90 min", 90), ("2", 120)])
def test_a_heading_of_two_units_says_none(host, cell, minutes):
    content = f"Title,Date,Hours and minutes\nA visit,13/3/2026,{cell}\n".encode()

    assert read(host, content).names["preview"][0].minutes == minutes


def test_a_timer_s_ninety_minutes_are_read(host):
    content = b"Title,Date,Duration\nA visit,13/3/2026,PT90M\n"

    assert read(host, content).names["preview"][0].minutes == 90


def test_what_nobody_has_chosen_is_not_remembered_as_not_used(host):
    confirmed(host, b"Activity,Title,Date,,Notes,Notes\nLesson visit,A visit,13/3/2026,x,y,z\n")

    assert host.load_cpd().columns == {}
    page = read(host, b"Activity,Date\nA talk,14/3/2026\n")
    assert [each.title for each in page.names["preview"]] == ["A talk"]


def test_of_two_headings_that_are_remembered_as_one_field_the_first_is(host):
    for head in ("Activity", "Title"):
        confirmed(host, f"{head},Date\nA visit,13/3/2026\n".encode(), **columns(**{head: "title"}))
    page = read(host, b"Activity,Title,Date\nA book,Dr,15/3/2026\n")

    assert [each.field for each in page.names["columns"]] == ["title", "", "start"]


def test_a_column_of_times_is_no_day_whatever_is_remembered(host):
    confirmed(host, b"Title,Start\nA visit,13/3/2026\n", **columns(Start="start"))
    page = read(host, b"Title,Start,Date\nA talk,09:30,14/3/2026\n")

    assert [each.field for each in page.names["columns"]] == ["title", "", "start"]


def test_words_that_are_asked_about_have_an_end_and_the_rest_is_counted(host):
    lines = [f"Visit {n},13/3/2026,Kind {n}" for n in range(MOST_WORDS + 3)]
    page = read(host, "\n".join(["Title,Date,Type", *lines]).encode())

    assert (len(page.names["words"]), page.names["more_words"]) == (MOST_WORDS, 3)


def test_headings_full_of_brackets_take_no_longer_than_others(host):
    content = ",".join(["Title,Date", *["(" * 19_000] * 20]) + "\nA visit,13/3/2026\n"

    with comes_back():
        read(host, content.encode())


CELLS = {
    "title": ["A visit", "A book", "Total", "Autumn term", ""],
    "date": ["13/3/2026", "3/2026", "13-14/3/2026", "never", "Total", ""],
    "time": ["2", "90", "1:30", "2 points", "soon", ""],
    "kind": ["visit", "Twilight", ""],
    "more": ["", "", "x"],
}


@pytest.mark.parametrize("seed", range(40))
def test_every_row_is_an_entry_or_is_named(host, seed):
    random = Random(seed)

    def a_file(rows):
        lines = [",".join(map(random.choice, CELLS.values())) for _ in range(rows)]
        return "\n".join(["Title,Date,Time,Type", *lines]).encode()

    first = read(host, a_file(5), leave="all", unit="min", point="1 h", month="first")
    if first.names["can_go"]:
        host.save_cpd(bring(host.load_cpd(), first.names["preview"]))
    names = read(host, a_file(30), unit="min", point="1 h", month="first").names
    listed = [names[each] for each in ("alike", "same", "asides")]
    counts = [names[each] for each in ("new", "known", "left_out", "wrong_rows")]

    assert sum(map(len, listed)) + sum(counts) == names["rows"]


MANY = "Title,Date\n" + "".join(
    f"Visit {n},{1 + n % 28}/{1 + n // 28 % 12}/{2000 + n // 336}\n" for n in range(1200)
)


def test_of_more_rows_than_the_log_holds_the_newest_come_in_where_somebody_says_so(host):
    refused = confirmed(host, MANY.encode())
    assert named(refused.names["problems"]) == [("newest", "import_too_many")]
    assert (refused.names["too_many"], titles(host)) == (MOST_ENTRIES, [])

    page = confirmed(host, MANY.encode(), newest="yes")
    assert (page.names["added"], page.names["older"]) == (MOST_ENTRIES, 200)
    assert titles(host)[0] == "Visit 200"


def test_a_full_log_offers_no_newest_rows(host):
    full = [CpdEntry(f"e{n}", "A", CpdType.OTHER, NOW.date()) for n in range(MOST_ENTRIES)]
    host.save_cpd(bring(host.load_cpd(), full))
    page = confirmed(host, FILE, newest="yes")

    assert named(page.names["problems"]) == [("file", "log_full")]


def test_ten_thousand_rows_are_shown_in_a_page_of_ordinary_size(host):
    lines = ["Title,Date,Type", "Same,13/3/2026,visit"] + ["Same,13/3/2026,visit"] * 3000
    lines += [f"Total {n},," for n in range(3000)] + [f"Wrong {n},never," for n in range(3900)]
    names = read(host, "\n".join(lines).encode()).names

    assert [len(names[each]) for each in ("same", "asides", "row_problems")] == [50, 50, 50]
    assert (names["same_count"], names["aside_count"], names["wrong_rows"]) == (3000, 3000, 3900)
    left = read(host, "\n".join(lines).encode(), leave="all").names
    assert (left["left_out"], left["left_out_keys"], left["can_go"]) == (3900, (), True)


def test_ten_thousand_rows_come_back_soon(host):
    rows = (
        f"Visit {n},{1 + n % 28}/{1 + n % 12}/2026,{n % 9 + 1} h,visit,A place,What I saw there"
        for n in range(MOST_ROWS)
    )
    content = "\n".join(["Title,Date,Hours,Type,Provider,Notes", *rows]).encode()
    with comes_back():
        assert read(host, content).names["rows"] == MOST_ROWS


def test_another_row_can_be_chosen_for_the_headings(host):
    content = b"My log,,Spring\nTitle,Date,Hours\nA visit,13/3/2026,2\n"
    page = read(host, content, heading="Title | Date | Hours")

    assert [each.head for each in page.names["columns"]] == ["Title", "Date", "Hours"]
    assert (page.names["heading"], page.names["above"]) == (2, ("My log Spring",))


def test_the_row_of_headings_is_found_in_a_mended_file_by_its_words(host):
    mended = b"My log,,Spring\nAgain,,2026\nTitle,Date,Hours\nA visit,13/3/2026,2\n"
    names = read(host, mended, heading="Title | Date | Hours").names

    assert (names["heading"], names["new"]) == (3, 1)


def test_a_table_that_is_pasted_is_read(host):
    page = confirmed(host, b"", pasted='Title\tDate\n"Quick" visit\t13/3/2026\n')

    assert (page.names["added"], titles(host)) == (1, ['"Quick" visit'])


def test_a_table_of_a_page_is_read(host):
    page = b"<html><table><tr><th>Title<th>Date<tr><td>A visit<td>13/3/2026</table></html>"
    confirmed(host, page)

    assert titles(host) == ["A visit"]


def test_a_file_goes_before_what_is_pasted(host):
    confirmed(host, FILE, pasted="Title,Date\nPasted,13/3/2026\n")

    assert titles(host) == ["A visit", "A book"]


def test_letters_of_a_mac_are_read_where_somebody_says_so(host):
    content = "Title,Date\nCafé,13/3/2026\n".encode("mac-roman")
    page = read(host, content, encoding="mac")

    assert [each.title for each in page.names["preview"]] == ["Café"]
    assert page.names["encoding"] == "mac"


READ_HERE = {"empty", "cpd_log", "table", "workbook", "html_table", "calendar"}


@pytest.mark.parametrize(
    "name", [name for name, (kind, _) in FILES.items() if kind not in READ_HERE]
)
def test_a_file_that_belongs_elsewhere_is_called_by_its_name(host, name):
    page = confirmed(host, content_of(name))

    assert named(page.names["problems"]) == [("file", f"is_{FILES[name][0]}")]
    assert page.status == 422


@pytest.mark.parametrize(
    "content",
    [
        b"First name,Email,Course name,Completed on\nKit,kit@example.org,Phonics,2026-03-02\n",
        b"ID,Area,Description,Title,Date\n1,Reading,A,Phonics,not a day\n",
    ],
)
def test_an_export_with_a_title_and_a_date_is_a_log_whatever_else_is_in_it(host, content):
    assert not read(host, content).names["problems"]


def test_a_blank_table_is_read_back_and_its_line_is_no_activity(host):
    for kind in ("blank", "blank-csv"):
        rows = blank_rows(host.label)
        filled = [*rows, ["A visit", "visit", "13/3/2026"]]
        content = (
            write_workbook("CPD", filled)
            if kind == "blank"
            else "".join(map(csv_line, filled)).encode()
        )
        names = read(host, content).names

        assert [each.title for each in names["preview"]] == ["A visit"]
        assert all(each.field for each in names["columns"] if each.rows)


@pytest.mark.parametrize("kind", ["blank", "blank-csv"])
def test_a_blank_table_has_no_row_that_would_come_in(host, kind):
    given = cpd.download(host, a_form(format=kind))
    content = b"".join(given.parts) if kind == "blank" else given.content.encode()

    assert named(read(host, content).names["problems"]) == [("file", "csv_no_rows")]


def calls(rows):
    """Count the calls of functions that showing a log takes: a count is the same on any machine."""
    host = FakeHost()
    lines = (
        f"Visit {n},{1 + n % 28}/{1 + n % 12}/2026,{n % 9 + 1} h,visit,A place,What I saw there"
        for n in range(rows)
    )
    content = "\n".join(["Title,Date,Hours,Type,Provider,Notes", *lines]).encode()
    counted = Counter()
    profile = sys.getprofile()
    sys.setprofile(lambda _frame, event, _arg: counted.update([event]))
    try:
        read(host, content)
    finally:
        sys.setprofile(profile)
    return counted["call"] + counted["c_call"]


def test_a_row_is_read_with_few_calls_and_none_twice():
    few, many = calls(500), calls(1000)

    assert (many - few) / 500 < 200


def test_rows_that_cannot_be_read_are_left_out_without_reading_the_others_again(monkeypatch):
    read_log = Mock(wraps=cpd_import_plan.read_rows)
    monkeypatch.setattr(cpd_import_plan, "read_rows", read_log)

    page = read(FakeHost(), FILE + b"No day,never,\r\n", leave="all")

    assert (page.names["new"], page.names["left_out"], read_log.call_count) == (2, 1, 1)


def sent_back(page, **changes):
    """Send what the page of a preview would send, with some columns changed by their headings."""
    form = {"import_of": page.names["import_of"]}
    for each in page.names["columns"]:
        form[f"head-{each.number}"] = each.head
        form[f"column-{each.number}"] = changes.get(each.head, each.field)
        if not each.is_chosen:
            form[f"taken-{each.number}"] = f"guess:{each.field}"
    return form


def fields(page):
    return {each.head: each.field for each in page.names["columns"]}


TIMES = b"Title,When,Date\nA visit,13/3/2026,09:30\n"
DAYS = b"Title,Date\nA talk,14/3/2026\n"


def test_what_was_guessed_of_one_file_says_nothing_of_the_next(host):
    page = read(host, TIMES)
    assert fields(page) == {"Title": "title", "When": "start", "Date": ""}

    assert fields(read(host, DAYS, **sent_back(page))) == {"Title": "title", "Date": "start"}


def test_a_choice_holds_for_the_next_file_and_is_remembered(host):
    content = b"Title,Venue,Date\nMs,A visit,13/3/2026\n"
    form = sent_back(read(host, content), Title="", Venue="title")
    page = read(host, content, **form)
    wanted = {"Title": "", "Venue": "title", "Date": "start"}
    assert fields(read(host, content + b"Mr,A talk,14/3/2026\n", **sent_back(page))) == wanted

    confirmed(host, content, **sent_back(page))
    assert host.load_cpd().columns == {"title": "", "venue": "title"}
    assert fields(read(host, content)) == wanted


def test_what_was_guessed_stays_as_it_was_while_the_file_is_the_same(host):
    content = b"Title,Date,Provider,Organiser\nA visit,13/3/2026,One,Two\n"
    page = read(host, content, **sent_back(read(host, content), Provider=""))

    assert fields(page) == {"Title": "title", "Date": "start", "Provider": "", "Organiser": ""}


@pytest.mark.parametrize(
    ("remembered", "content", "expected"),
    [
        ({"date": ""}, DAYS, {"Title": "title", "Date": "start"}),
        ({"title": ""}, DAYS, {"Title": "title", "Date": "start"}),
        (
            {"date": "start"},
            b"Title,Date,When\nA visit,to be agreed,14/3/2026\n",
            {"Title": "title", "Date": "", "When": "start"},
        ),
        (
            {"date": "start"},
            b"Title,Date,When\nA visit,,14/3/2026\n",
            {"Title": "title", "Date": "", "When": "start"},
        ),
        (
            {"length": "minutes"},
            b"Title,Date,Length,Hours\nA visit,14/3/2026,long,2\n",
            {"Title": "title", "Date": "start", "Length": "", "Hours": "minutes"},
        ),
        (
            {"when": "start", "date": ""},
            b"Title,Date,When\nA visit,1/4/2026,14/3/2026\n",
            {"Title": "title", "Date": "", "When": "start"},
        ),
    ],
)
def test_what_is_remembered_gives_way_where_the_cells_are_others(
    host, remembered, content, expected
):
    host.save_cpd(remember_columns(host.load_cpd(), remembered))

    assert fields(read(host, content)) == expected


def test_a_file_that_was_not_previewed_is_shown_and_nothing_is_added(host):
    page = read(host)
    form = {**sent_back(page), "confirm": "yes"}
    other = read(host, DAYS, **form)

    assert (other.status, titles(host)) == (422, [])
    assert named(other.names["problems"]) == [("file", "import_another_file")]
    assert (other.names["new"], other.names["can_go"]) == (1, True)
    assert read(host, DAYS, **{**sent_back(other), "confirm": "yes"}).names["added"] == 1


def test_the_same_press_twice_gives_the_same_answer_and_adds_once(host):
    first, second = confirmed(host), confirmed(host)

    assert second.names["added"] == first.names["added"] == 2
    assert second.names["brought"] == first.names["brought"]
    assert (titles(host), host.saves, second.status) == (["A visit", "A book"], 1, 200)


def test_the_second_press_undoes_no_more_than_the_first_has_added(host):
    confirmed(host)
    host.time += timedelta(minutes=5)
    longer = FILE + b"A talk,15/3/2026,1\r\n"
    confirmed(host, longer)
    again = confirmed(host, longer)
    undone(host, again.names["brought"])

    assert (again.names["added"], titles(host)) == (1, ["A visit", "A book"])


def test_the_newest_rows_of_a_second_press_are_those_of_the_first(host):
    lines = [f"Visit {n},{1 + n % 28}/3/2026" for n in range(MOST_ENTRIES + 5)]
    content = "\n".join(["Title,Date", *lines]).encode()
    first, second = (confirmed(host, content, newest="yes") for _ in range(2))

    assert second.names["brought"] == first.names["brought"]
    assert (second.names["added"], second.names["problems"]) == (MOST_ENTRIES, ())


def test_a_page_from_before_an_undo_adds_the_file_again(host):
    undone(host, confirmed(host).names["brought"])

    assert confirmed(host).names["added"] == 2
    assert titles(host) == ["A visit", "A book"]


def test_a_file_of_one_row_too_many_is_refused_with_the_limit(host):
    rows = "A visit,13/3/2026\n" * (MOST_ROWS + 1)
    page = read(host, f"Title,Date\n{rows}".encode())

    assert named(page.names["problems"]) == [("file", "csv_too_many_rows")]
