"""How a text is split into rows and cells, and how long that may take."""

import time
from contextlib import suppress

import pytest

from matrix_xblock.codec.common.table import read_table, split_rows
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
