"""A CPD log goes out as CSV, and comes in from what spreadsheets make of one."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import named
from matrix_xblock.codec.common.table import MOST_ROWS, read_table
from matrix_xblock.codec.cpd.cpd_columns import guess_columns, guess_month_first
from matrix_xblock.codec.cpd.cpd_csv import write_csv
from matrix_xblock.codec.cpd.cpd_rows import Ask, ImportOptions, fingerprint, read_rows
from matrix_xblock.domain.cpd.cpd import (
    AreaRef,
    Certificate,
    CpdEntry,
    CpdStatus,
    CpdType,
    Impact,
    Mode,
)
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.place import Place

PLACE = Place("block-v1:one", "Talent review")
LEADERSHIP = AreaRef("talent", "leadership", "Leading others")
DAY = date(2026, 3, 2)


def label(code):
    """Speak English of a kind, in which every code has a word of its own."""
    word = code.rpartition(".")[2].replace("_", " ").replace("-", " ").capitalize()
    return f"{word} (minutes)" if code.startswith("cpd.minutes.") else word


def an_entry(**changes):
    return CpdEntry(
        **{"id": "one", "title": "A visit", "type": CpdType.VISIT, "start": DAY, **changes}
    )


def imported(content, *, columns=None, is_month_first=False, **decided):
    content = content.encode() if isinstance(content, str) else content
    table = read_table(content)
    options = ImportOptions(
        columns or guess_columns(table, label=label),
        is_month_first=is_month_first,
        day_minutes=360,
        areas={LEADERSHIP.name.casefold(): LEADERSHIP},
        place=PLACE,
        label=label,
        **decided,
    )
    return read_rows(table, options)


def entries(result):
    return [each.entry for each in result.rows]


def table_of(*lines):
    return read_table("\n".join(lines).encode())


def by_line(problems):
    return [(each.line, each.column, each.problem.code) for each in problems]


def refused_with(content):
    with pytest.raises(Invalid) as refused:
        read_table(content)
    return named(refused.value.problems)


def test_a_log_begins_with_a_mark_and_names_its_columns_in_the_reader_s_words():
    lines = write_csv([an_entry()], label=label).split("\r\n")

    assert lines[0].startswith('\ufeff"Title","Type","Start","End","Minutes (minutes)"')
    assert lines[1].startswith('"A visit","Visit","2026-03-02",,')
    assert lines[0].endswith(',"Id"')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝", "then;=", "first\n- "])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_read_back_as_it_was(start):
    typed = f"{start}HYPERLINK(1)".strip()

    written = write_csv([an_entry(learned=typed)], label=label)

    assert f'"{typed}"' not in written
    assert entries(imported(written))[0].learned == typed


def test_everything_that_is_written_is_read_back():
    entry = an_entry(
        end=date(2026, 3, 4),
        minutes=750,
        interactive_minutes=60,
        status=CpdStatus.PLANNED,
        areas=(LEADERSHIP,),
        provider="Trust; a large one",
        host_setting='A "large" school',
        mode=Mode.ONLINE_LIVE,
        learned="Two\nlines, and a comma",
        applied="- a list",
        impact=Impact.USE,
        impact_note="=1+1",
        review_on=date(2026, 9, 1),
        evidence="https://example.org",
        certificate=Certificate.AWAITED,
    )

    [read] = entries(imported(write_csv([entry], label=label)))

    assert read == replace(entry, source="import", made_in=PLACE.usage, made_in_title=PLACE.title)


@given(
    st.text(max_size=60).map(str.strip).filter(lambda t: t and t.isprintable() and t[0] != "'"),
    st.integers(0, 60_000),
    st.sampled_from(CpdType),
    st.dates(date(1970, 1, 1), date(2100, 1, 1)),
)
def test_any_entry_is_read_back_from_what_was_written(title, minutes, kind, start):
    entry = an_entry(title=" ".join(title.split()), minutes=minutes, type=kind, start=start)

    [read] = entries(imported(write_csv([entry], label=label)))

    assert fingerprint(read) == fingerprint(entry)


@pytest.mark.parametrize(
    "content",
    [
        "Title,Date\nCafé £1,2/3/2026\n".encode(),
        "\ufeffTitle,Date\r\nCafé £1,2/3/2026\r\n".encode(),
        "Title,Date\r\nCafé £1,2/3/2026\r\n".encode("cp1252"),
        "Title,Date\nCafé £1,2/3/2026\n".encode("utf-16"),
        "Title;Date\nCafé £1;2/3/2026\n".encode(),
        "Title\tDate\nCafé £1\t2/3/2026\n".encode(),
        "Title|Date\nCafé £1|2/3/2026\n".encode(),
        "sep=;\r\nTitle;Date\r\nCafé £1;2/3/2026\r\n".encode(),
        "CPD log 2026;;\r\n;;\r\nTitle;Date;Hours\r\nCafé £1;2/3/2026;\r\n".encode(),
        "Title,Date\rCafé £1,2/3/2026\r".encode(),
        '"Title","Date"\n"Café £1","2/3/2026"\n'.encode(),
    ],
    ids=[
        "utf-8",
        "mark",
        "ansi",
        "utf-16",
        "semicolon",
        "tab",
        "bar",
        "sep",
        "above",
        "cr",
        "quotes",
    ],
)
def test_a_table_is_read_however_a_spreadsheet_has_saved_it(content):
    [entry] = entries(imported(content))

    assert (entry.title, entry.start) == ("Café £1", DAY)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "csv_empty"),
        (b"\n\n ,\n", "csv_empty"),
        (b"Title,Date\n", "csv_no_rows"),
        (b"PK\x03\x04rest", "csv_is_spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "csv_is_spreadsheet"),
        (b"%PDF-1.7", "csv_is_spreadsheet"),
        (b"Title\x00,Date", "csv_not_text"),
        (b"Title,Date\n" + b"a,b\n" * (MOST_ROWS + 1), "csv_too_many_rows"),
        (b"Title,Date\n" + b"a" * 20_001 + b",b\n", "csv_long_cell"),
        (b"Title,Date\n" + b"a" * 140_000 + b",b\n", "csv_long_cell"),
        (b"Title,Date\n" + b"," * 100_000, "csv_too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused_at_the_file(content, code):
    assert refused_with(content) == [("file", code)]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content):
    with suppress(Invalid):
        assert read_table(content).rows


def test_a_line_break_in_quotes_keeps_the_numbers_of_lines():
    result = imported('Title,Date\n"Two\nlines",2/3/2026\n\nNo day,never\n')

    assert entries(result)[0].title == "Two lines"
    assert by_line(result.problems) == [(5, "start", "date_not_real")]


def test_columns_are_found_by_what_people_call_them():
    table = table_of("Activity,Date completed,Number of hours,Organiser,Teitl", "a,b,c,d,e")

    assert guess_columns(table, label=label) == ("title", "start", "minutes", "provider", "")


def test_hours_and_minutes_mean_what_the_column_is_called():
    hours = imported('Title,Date,Hours\nA,2/3/2026,"1,5"\n')
    minutes = imported("Title,Date,Minutes\nA,2/3/2026,90\n")
    nothing = imported("Title,Date,Hours\nA,2/3/2026,0\n")

    assert [entries(each)[0].minutes for each in (hours, minutes, nothing)] == [90, 90, 0]


def test_problems_are_named_by_line_and_column_all_at_once():
    result = imported(
        'Title,Date,Hours,End\n,31/2/2026,abc,\nB,2/3/2026,"10,000",1/3/2026\nC,,1,\n'
    )

    assert by_line(result.problems) == [
        (2, "start", "date_not_real"),
        (2, "minutes", "duration_not_understood"),
        (2, "title", "title_missing"),
        (3, "minutes", "duration_out_of_range"),
        (3, "end", "end_before_start"),
        (4, "start", "start_missing"),
    ]


def test_a_hidden_character_in_a_cell_is_refused_and_html_is_text():
    result = imported("Title,Date\nA\x07B,2/3/2026\n<b>C</b>,2/3/2026\n")

    assert by_line(result.problems) == [(2, "title", "hidden_character")]
    assert entries(result)[0].title == "<b>C</b>"


def test_an_unknown_type_and_area_are_left_out_and_said():
    result = imported("Title,Date,Type,Areas\nA,2/3/2026,Juggling,Leading others; Singing\n")

    assert entries(result)[0].type is CpdType.OTHER
    assert entries(result)[0].areas == (LEADERSHIP,)
    assert [(each.field, each.text, each.rows) for each in result.words] == [
        ("type", "Juggling", 1)
    ]
    assert by_line(result.notices) == [(2, "areas", "row_area_unknown")]


def test_a_row_without_an_id_gets_the_same_one_every_time():
    ids = {entries(imported("Title,Date\nA,2/3/2026\n"))[0].id for _ in range(2)}

    assert len(ids) == 1


@pytest.mark.parametrize(
    ("dates", "is_first"),
    [
        (("13/4/2026", "2/3/2026"), False),
        (("4/13/2026", "2/3/2026"), True),
        (("2/3/2026",), None),
        ((), False),
    ],
)
def test_the_order_of_day_and_month_is_told_by_the_file_where_it_can_be(dates, is_first):
    table = read_table(
        ("Title,Date\n" + "".join(f"A,{day}\n" for day in dates or ("2026-03-02",))).encode()
    )

    assert guess_month_first(table, ("title", "start")) is is_first


# What real files have, each of which came in wrong or lost something before.


def test_a_column_of_start_times_is_not_the_day():
    table = table_of("Date,Activity,Hours,Start,End", "14/03/2026,Course,2,09:00,11:00")

    assert guess_columns(table, label=label) == ("start", "title", "minutes", "", "")


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("Date,Learning activity,Description,Credits,Reflection", "start title  minutes learned"),
        ("Date,Client,Project,Task,Notes,Hours", "start provider  title learned minutes"),
        ("Project,Description,Start Date,End Date,Duration (h)", " title start end minutes"),
        ("Date of activity,Activity title,CPD points", "start title minutes"),
        ("Activity,When,Impact on practice", "title start impact_note"),
        ("Date(s) attended,Course title:,Provider / venue,Cost", "start title provider "),
        ("What did you do?,When?,What did you learn?", "title start learned"),
        ("Training,Completion date,Hours claimed,Certificate", "title start minutes certificate"),
        ("Session,Day,Hrs,Presenter,Evaluation", "title start minutes provider learned"),
        ("course,completed_at,hours", "title start minutes"),
    ],
)  # fmt: skip
def test_columns_of_other_systems_are_taken_for_what_they_are(header, wanted):
    table = table_of(header, ",".join("x" * (header.count(",") + 1)))

    assert guess_columns(table, label=label) == tuple(wanted.split(" "))


def test_what_somebody_has_decided_of_a_column_holds_and_the_rest_is_guessed():
    table = table_of("Title,Name,Date", "a,b,c")

    guessed = guess_columns(table, label=label, sure={0: "provider"})

    assert guessed == ("provider", "title", "start")


def test_a_bare_number_that_could_be_minutes_is_asked_about_for_the_whole_column():
    content = "Date,Title,Duration\n14/03/2026,A,90\n15/03/2026,B,1\n"
    asked = imported(content)

    assert (asked.asks, asked.problems, len(asked.rows), asked.waiting) == ({Ask.UNIT}, (), 1, 1)
    for unit, minutes in (("min", [90, 1]), ("h", [5400, 60])):
        result = imported(content, unit=unit)
        assert ([each.minutes for each in entries(result)], result.asks) == (minutes, frozenset())


@pytest.mark.parametrize("written", ["1.5", "1.5 credits", "1,5 points"])
def test_it_is_asked_how_long_one_point_is(written):
    content = f'Date,Title,CPD credits\n14/03/2026,A,"{written}"\n'

    assert imported(content).asks == {Ask.POINT}
    assert [each.minutes for each in entries(imported(content, point_minutes=60))] == [90]


def test_a_month_without_a_day_is_asked_about_once():
    content = "Date,Title\nMarch 2026,A\n2026-04,B\n"

    assert (imported(content).asks, imported(content).problems) == ({Ask.MONTH}, ())
    days = [each.start for each in entries(imported(content, is_month_enough=True))]
    assert days == [date(2026, 3, 1), date(2026, 4, 1)]


def test_rows_with_a_month_alone_can_stay_out():
    result = imported("Date,Title\nMarch 2026,A\n2026-04-02,B\n", leaves_months_out=True)

    assert [each.title for each in entries(result)] == ["B"]
    assert (result.asks, result.left_out, result.waiting) == (frozenset(), 1, 0)


def test_several_days_in_one_cell_are_the_first_and_the_last():
    [entry] = entries(imported("Date,Title\n14-16 March 2026,A\n"))

    assert (entry.start, entry.end) == (date(2026, 3, 14), date(2026, 3, 16))


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("1:30:00", 90), ("PT1H30M", 90), ("pt45m", 45), ("0.5 day", 180), ("half a day", 180)],
)
def test_a_time_is_read_as_timers_calendars_and_schools_write_it(written, minutes):
    [entry] = entries(imported(f"Date,Title,Time\n14/03/2026,A,{written}\n"))

    assert entry.minutes == minutes


def test_half_a_day_is_taken_for_what_the_course_says_and_shown():
    result = imported("Date,Title,Time\n14/03/2026,A,half a day\n")

    assert by_line(result.notices) == [(2, "minutes", "row_time_taken")]


@pytest.mark.parametrize("row", [",Total,3", ",,3", ",Grand total:,3", ",Cyfanswm,3", "Total,,3"])
def test_a_row_of_totals_is_left_out_and_named(row):
    content = f"Date,Title,Hours\n14/03/2026,A,1\n{row}\n"
    result = imported(content)

    assert [(each.line, each.is_total) for each in result.asides] == [(3, True)]
    assert (len(result.rows), result.problems) == (1, ())


def test_an_activity_on_totals_is_no_total():
    result = imported("Date,Title,Hours\n14/03/2026,Total quality in schools,1\n")

    assert (len(result.rows), result.asides) == (1, ())


def test_a_heading_between_rows_is_left_out_and_named():
    result = imported("Title,Date,Hours\nAutumn term,,\nA,14/03/2026,1\n")

    assert [(each.line, each.is_total, each.words) for each in result.asides] == [
        (2, False, "Autumn term")
    ]


def test_impact_is_a_text_of_somebody_and_not_our_code_for_a_choice():
    ours = {"cpd.field.impact": "What has come of it so far"}
    table = table_of("Title,Date,Impact", "A visit,14/03/2026,We all read more")

    columns = guess_columns(table, label=lambda code: ours.get(code, label(code)))

    assert columns == ("title", "start", "impact_note")


def test_a_heading_may_stand_where_a_form_has_its_numbers():
    result = imported("Id,Title,Date\nAutumn term,,\n1,A,14/03/2026\n")

    assert [(each.line, each.words) for each in result.asides] == [(2, "Autumn term")]


def test_two_rows_that_differ_in_any_cell_are_two_entries():
    result = imported(
        "Date,Title,What I learned\n14/3/2026,Reading,morning\n14/3/2026,Reading,evening\n"
    )

    assert [each.learned for each in entries(result)] == ["morning", "evening"]
    assert len({each.id for each in entries(result)}) == 2
    assert result.same == ()


def test_two_equal_rows_are_shown_and_both_come_in_when_somebody_says_so():
    content = "Date,Title\n14/3/2026,Reading\n14/3/2026,  reading\n14/3/2026,Reading\n"
    result = imported(content)
    both = imported(content, both=frozenset(each.key for each in result.same))

    assert [(each.line, each.earlier) for each in result.same] == [(3, 2), (4, 2)]
    assert (len(result.rows), len(both.rows), both.same) == (1, 3, ())
    assert len({each.id for each in entries(both)}) == 3


def test_rows_are_left_out_one_by_one():
    content = "Date,Title\nnever,A\n14/3/2026,B\nnow and then,C\n"
    [first, second] = imported(content).problems
    result = imported(content, left_out=frozenset([first.key]))

    assert [(each.line, each.text) for each in result.problems] == [(4, "now and then")]
    assert (result.left_out, [each.title for each in entries(result)]) == (1, ["B"])
    assert second.key != first.key


def test_a_row_that_was_left_out_stays_out_when_lines_have_moved():
    [wrong] = imported("Date,Title\nnever,A\n").problems
    mended = imported("Date,Title\n14/3/2026,B\nnever,A\n", left_out=frozenset([wrong.key]))

    assert (mended.problems, mended.left_out) == ((), 1)


def test_a_word_that_is_none_of_ours_is_asked_about_once_and_means_what_was_answered():
    content = "Date,Title,Type\n14/3/2026,A,Twilight\n15/3/2026,B,TWILIGHT\n16/3/2026,C,Visit\n"
    [word] = imported(content).words
    result = imported(content, meanings={("type", "twilight"): "network"})

    assert (word.key, word.rows) == (("type", "twilight"), 2)
    assert [each.type for each in entries(result)] == [
        CpdType.NETWORK, CpdType.NETWORK, CpdType.VISIT
    ]  # fmt: skip


def test_two_columns_can_make_one_text():
    content = "Date,Title,Notes,Reflection\n14/3/2026,A,First.,Then.\n"
    columns = ("start", "title", "learned", "learned")

    assert [each.learned for each in entries(imported(content, columns=columns))] == [
        "First.\n\nThen."
    ]


@given(st.lists(st.lists(st.text(max_size=8), min_size=3, max_size=3), min_size=1, max_size=6))
def test_every_row_is_an_entry_or_named(rows):
    """Nothing is dropped without a word: whatever the cells, each row is counted somewhere."""
    columns = ("start", "title", "minutes")
    lines = "\n".join(",".join('"' + c.replace('"', '""') + '"' for c in row) for row in rows)
    with suppress(Invalid):
        table = read_table(f"Date,Title,Hours\n{lines}".encode("utf-8", "ignore"))
        result = imported(f"Date,Title,Hours\n{lines}".encode("utf-8", "ignore"), columns=columns)
        named_lines = (
            {each.line for each in result.rows}
            | {each.line for each in result.problems}
            | {each.line for each in result.same}
            | {each.line for each in result.asides}
        )

        assert result.asks or named_lines == {line for line, _ in table.rows}


def test_a_time_of_the_clock_is_no_length():
    result = imported("Date,Title,Time\n14/3/2026,A,14:30\n")

    assert by_line(result.problems) == [(2, "minutes", "duration_needs_unit")]


def test_what_excel_makes_of_a_time_is_asked_about():
    content = "Date,Title,Duration\n14/3/2026,A,0.0625\n"

    assert imported(content).asks == {Ask.UNIT}
    assert [each.minutes for each in entries(imported(content, unit="part-of-day"))] == [90]


def test_hours_and_minutes_in_two_columns_add_up():
    table = table_of("Date,Title,Hours,Minutes", "14/3/2026,A,1,30")
    content = "Date,Title,Hours,Minutes\n14/3/2026,A,1,30\n15/3/2026,B,,45\n"

    assert guess_columns(table, label=label) == ("start", "title", "minutes", "minutes")
    assert [each.minutes for each in entries(imported(content))] == [90, 45]


def test_points_that_are_no_number_are_no_hours():
    result = imported("Date,Title,Points\n14/3/2026,A,three\n")

    assert by_line(result.problems) == [(2, "minutes", "duration_not_understood")]


def test_a_total_with_a_day_is_a_total():
    result = imported("Title,Date,Hours\nA,14/3/2026,2\nTotal:,31/3/2026,2\n")

    assert [(each.line, each.is_total) for each in result.asides] == [(3, True)]


def test_the_last_day_is_the_later_of_what_a_row_says():
    [entry] = entries(imported("Title,Date,End\nA,14-18 March 2026,16/3/2026\n"))

    assert entry.end == date(2026, 3, 18)
