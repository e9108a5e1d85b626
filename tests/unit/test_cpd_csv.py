"""A CPD log goes out as CSV, and comes in from what spreadsheets make of one."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import named
from matrix_xblock.codec.common.table import MOST_COLUMNS, MOST_ROWS, read_table
from matrix_xblock.codec.cpd import cpd_csv
from matrix_xblock.codec.cpd.cpd_csv import (
    CsvOptions,
    guess_columns,
    guess_month_first,
    read_rows,
    write_csv,
)
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
    return code.rpartition(".")[2].replace("_", " ").replace("-", " ").capitalize()


def an_entry(**changes):
    return CpdEntry(
        **{"id": "one", "title": "A visit", "type": CpdType.VISIT, "start": DAY, **changes}
    )


def imported(content, *, is_month_first=False, **columns):
    content = content.encode() if isinstance(content, str) else content
    table = read_table(content)
    options = CsvOptions(
        columns or guess_columns(table.header, label=label),
        is_month_first=is_month_first,
        day_minutes=360,
        areas={LEADERSHIP.name.casefold(): LEADERSHIP},
        place=PLACE,
        label=label,
    )
    return read_rows(table, options)


def by_line(problems):
    return [(each.line, each.column, each.problem.code) for each in problems]


def refused_with(content):
    with pytest.raises(Invalid) as refused:
        read_table(content)
    return named(refused.value.problems)


def test_a_log_begins_with_a_mark_and_names_its_columns_in_the_reader_s_words():
    lines = write_csv([an_entry()], label=label).split("\r\n")

    assert lines[0].startswith('\ufeff"Title","Type","Start","End","Minutes"')
    assert lines[1].startswith('"A visit","Visit","2026-03-02",,')
    assert lines[0].endswith(',"Id"')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝", "then;=", "first\n- "])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_read_back_as_it_was(start):
    typed = f"{start}HYPERLINK(1)".strip()

    written = write_csv([an_entry(learned=typed)], label=label)

    assert f'"{typed}"' not in written
    assert imported(written).entries[0].learned == typed


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

    [read] = imported(write_csv([entry], label=label)).entries

    assert read == replace(entry, source="import", made_in=PLACE.usage, made_in_title=PLACE.title)


@given(
    st.text(max_size=60).map(str.strip).filter(lambda t: t and t.isprintable() and t[0] != "'"),
    st.integers(0, 60_000),
    st.sampled_from(CpdType),
    st.dates(date(1970, 1, 1), date(2100, 1, 1)),
)
def test_any_entry_is_read_back_from_what_was_written(title, minutes, kind, start):
    entry = an_entry(title=" ".join(title.split()), minutes=minutes, type=kind, start=start)

    [read] = imported(write_csv([entry], label=label)).entries

    assert cpd_csv.fingerprint(read) == cpd_csv.fingerprint(entry)


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
    [entry] = imported(content).entries

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
        (b",".join([b"x"] * (MOST_COLUMNS + 1)) + b"\n1\n", "csv_too_many_columns"),
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

    assert result.entries[0].title == "Two lines"
    assert by_line(result.problems) == [(5, "start", "date_not_real")]


def test_columns_are_found_by_what_people_call_them():
    header = ("Activity", "Date completed", "Number of hours", "Organiser", "Teitl")

    assert guess_columns(header, label=label) == {
        "title": 0,
        "start": 1,
        "minutes": 2,
        "provider": 3,
    }


def test_hours_and_minutes_mean_what_the_column_is_called():
    hours = imported('Title,Date,Hours\nA,2/3/2026,"1,5"\n')
    minutes = imported("Title,Date,Minutes\nA,2/3/2026,90\n")
    nothing = imported("Title,Date,Hours\nA,2/3/2026,0\n")

    assert [each.entries[0].minutes for each in (hours, minutes, nothing)] == [90, 90, 0]


def test_problems_are_named_by_line_and_column_all_at_once():
    result = imported('Title,Date,Hours,End\n,31/2/2026,abc,\nB,2/3/2026,"10,000",1/3/2026\nC,,,\n')

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
    assert result.entries[0].title == "<b>C</b>"


def test_an_unknown_type_and_area_are_left_out_and_said():
    result = imported("Title,Date,Type,Areas\nA,2/3/2026,Juggling,Leading others; Singing\n")

    assert result.entries[0].type is CpdType.OTHER
    assert result.entries[0].areas == (LEADERSHIP,)
    assert by_line(result.notices) == [
        (2, "type", "row_choice_unknown"),
        (2, "areas", "row_area_unknown"),
    ]


def test_the_same_row_twice_is_one_entry():
    result = imported("Title,Date\nA,2/3/2026\na ,02.03.2026\n")

    assert (len(result.entries), result.repeated) == (1, 1)


def test_a_row_without_an_id_gets_the_same_one_every_time():
    ids = {imported("Title,Date\nA,2/3/2026\n").entries[0].id for _ in range(2)}

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

    assert guess_month_first(table, {"title": 0, "start": 1}) is is_first
