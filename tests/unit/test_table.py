"""How a text is split into rows and cells, and how long that may take."""

import csv
import io
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.codec.common.grid import letter_of
from matrix_xblock.codec.common.separated import split_rows
from matrix_xblock.codec.common.table import (
    LONGEST_CELL,
    MOST_COLUMNS,
    read_pasted,
    read_table,
)
from matrix_xblock.codec.framework.framework_csv import paste_cells
from matrix_xblock.domain.errors import Invalid


def rows(text, separator=",", **how):
    return list(split_rows(text, separator, **how))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('a,"b, c"', ["a", "b, c"]),
        ('"a ""b""",c', ['a "b"', "c"]),
        ('"a\nb",c', ["a\nb", "c"]),
        ('a, "b, c" ,d', ["a", "b, c", "d"]),
        ('"Quoted" words first,b', ['"Quoted" words first', "b"]),
        ('5" pipe,b', ['5" pipe', "b"]),
        ('"",b', ["", "b"]),
        (",b,", ["", "b", ""]),
    ],
)
def test_a_line_is_split_into_cells(text, cells):
    assert rows(text) == [(1, cells)]


def test_a_mark_that_is_never_closed_swallows_no_row():
    text = 'X,"Quoted" words,b\nY,"never closed,d\nZ,"e",f\n'

    assert [cells[0] for _, cells in rows(text)] == ["X", "Y", "Z"]


def test_rows_know_the_line_that_they_begin_on_and_empty_ones_are_passed_over():
    assert rows('a,b\n\n , \n"c\nd",e\nf,g') == [
        (1, ["a", "b"]),
        (4, ["c\nd", "e"]),
        (6, ["f", "g"]),
    ]


def test_marks_around_a_copied_cell_without_a_line_are_its_words():
    assert paste_cells('"Yes"\t"a\nb"\t"say ""so"""\n"open\tc') == [
        ['"Yes"', "a\nb", 'say "so"'],
        ['"open', "c"],
    ]


def test_a_markdown_table_is_a_table():
    text = (
        b"# Skills\n\n| Area | Low | High |\n|:-----|-----|:---:|\n"
        b"| Talk | a | b |\n| Walk | | d |\n"
    )

    table = read_table(text)

    assert table.header == ("Area", "Low", "High")
    assert table.rows == ((5, ("Talk", "a", "b")), (6, ("Walk", "", "d")))


@pytest.mark.parametrize("text", [b"|" * 3_000_000, b"| a\n|-" * 500_000, b"a\n" * 1_000_000])
def test_what_is_nearly_markdown_costs_no_more(text):
    begun = time.process_time()

    with suppress(Invalid):
        read_table(text)

    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "text",
    [
        ",,,\n" * 750_000,
        "\n" * 3_000_000,
        'a,"\n' * 750_000,
        '""",' * 1500 + "\n",
        '"' * 3_000_000,
        ('"a""' * 400 + "\n") * 1000,
    ],
    ids=["empty rows", "empty lines", "open marks", "three marks", "only marks", "pairs"],
)
def test_three_megabytes_are_split_in_seconds(text):
    begun = time.process_time()

    for count, _ in enumerate(split_rows(text, ",")):
        if count > 1000:
            break

    assert time.process_time() - begun < 3


TITLED = "Skills of our school\n\nSkill,Low,High\nTalk,a,b\nWalk,c,d\n"


def test_a_title_above_the_headings_is_passed_over_in_a_file_and_in_a_paste():
    pasted = TITLED.replace(",", "\t")

    for table in (read_table(TITLED.encode()), read_pasted(pasted), read_pasted(TITLED)):
        assert (table.heading, table.header) == (3, ("Skill", "Low", "High"))
        assert table.above == ("Skills of our school",)


def test_the_rows_that_may_have_the_headings_are_listed_and_one_can_be_chosen():
    tops = read_table(TITLED.encode()).tops
    table = read_table(TITLED.encode(), heading=4)

    assert tops == ((1, "Skills of our school"), (3, "Skill | Low | High"), (4, "Talk | a | b"))
    assert (table.heading, table.header, table.rows) == (
        4,
        ("Talk", "a", "b"),
        ((5, ("Walk", "c", "d")),),
    )
    assert table.above == ("Skills of our school", "Skill Low High")


@pytest.mark.parametrize("line", [2, 99, -1])
def test_a_chosen_row_that_another_file_does_not_have_is_guessed_anew(line):
    assert read_table(TITLED.encode(), heading=line).heading == 3


def test_columns_beyond_the_last_that_is_read_are_named():
    heads = ",".join(f"c{n}" for n in range(400))
    table = read_table(f"{heads}\n{','.join('x' * 400)}\n{',' * 401}y\n".encode())

    assert len(table.header) == MOST_COLUMNS
    assert all(len(cells) <= MOST_COLUMNS for _, cells in table.rows)
    assert (len(table.unread_columns), table.unread_columns[0]) == (341, f"c{MOST_COLUMNS}")
    assert table.unread_columns[-1] == "OL"


@pytest.mark.parametrize(
    ("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (60, "BI"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_the_letters_of_a_spreadsheet(place, letter):
    assert letter_of(place) == letter


LONG = "a" * (LONGEST_CELL + 1)


@pytest.mark.parametrize(
    ("read", "table"),
    [
        (read_table, f"Area,Low\nTalk,{LONG}\n".encode()),
        (read_pasted, f"Area\tLow\nTalk\t{LONG}\n"),
        (read_pasted, f"<table><tr><td>Area<td>Low<tr><td>Talk<td>{LONG}</table>"),
    ],
    ids=["file", "paste", "page"],
)
def test_no_kind_of_table_has_a_cell_of_any_length(read, table):
    with pytest.raises(Invalid) as refused:
        read(table)

    [problem] = refused.value.problems
    assert (problem.code, problem.values) == ("csv_long_cell", {"line": 2})


cell = st.text(st.sampled_from('aé’ß,;\t|\n" x5'), min_size=1, max_size=6).map(
    lambda text: text.strip(" \t\n") or "x"
)
encodings = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "mac-roman",
]


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(cell, min_size=width, max_size=width), min_size=2, max_size=6
        )
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from(encodings),
)
def test_whatever_rows_are_written_the_same_are_read(rows, separator, encoding):
    file = io.StringIO()
    file.write(f"sep={separator}\n")
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        rows
    )
    chosen = {"cp1252": "windows", "mac-roman": "mac"}.get(encoding, "")

    table = read_table(file.getvalue().encode(encoding), encoding=chosen)

    assert [table.header, *(cells for _, cells in table.rows)] == [tuple(row) for row in rows]


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "I plan.", "é", "x y", "1"]), min_size=3, max_size=3),
        min_size=2,
        max_size=6,
    ),
    st.sampled_from(",;\t|"),
)
def test_the_separator_of_plain_rows_is_told_from_them(rows, separator):
    text = "".join(separator.join(row) + "\n" for row in rows)

    table = read_table(text.encode())

    assert [table.header, *(cells for _, cells in table.rows)] == [tuple(row) for row in rows]
