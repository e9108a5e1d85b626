"""CSV files hold what went in, and no cell that a spreadsheet would run, whatever it splits at."""

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.codec.common.formula import guarded, unguarded

STARTS_A_FORMULA = re.compile(r"[=+\-@＝＋－＠]")
BLANKS = "".join(map(chr, range(33))) + "\x7f\x85\xa0\u200b\ufeff"

# Letters that mean something to a reader of CSV or to a spreadsheet, and a few that do not.
texts = st.text(
    st.sampled_from("ab=+-@＝＋－＠;,\"' \t\r\n\x0b\x1f\xa0\u200b\ufeff")
    | st.characters(exclude_categories=["Cs"])
)
rows = st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=4)


def written(lines):
    return "".join(map(csv_line, lines))


def read(text, separator):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def runs(cell):
    """Tell whether a spreadsheet would take a cell for a formula, once it has left blanks out."""
    return bool(STARTS_A_FORMULA.match(cell.lstrip(BLANKS + '"')))


@given(rows)
def test_a_file_is_read_back_as_what_went_in_guarded(lines):
    assert read(written(lines), ",") == [[guarded(cell) for cell in line] for line in lines]


@given(rows)
@example([["x", 'a;"=1']])
@example([["x", "a\n\t=1"]])
@pytest.mark.parametrize("separator", [",", ";"])
def test_no_cell_starts_as_a_formula_whatever_separates_cells(separator, lines):
    assert not [cell for line in read(written(lines), separator) for cell in line if runs(cell)]


@given(texts)
def test_a_guard_is_taken_off_again(text):
    assert unguarded(guarded(text)) == text


@given(texts)
def test_only_marks_are_added(text):
    assert guarded(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    "text", ["", "A visit", "1 + 1 = 2", "e-mail", "'quoted'", "a, -1", "a; b"]
)
def test_what_is_no_formula_stays_as_it_is(text):
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("\x1f-1", "'\x1f-1"),
        ("＝1+1", "'＝1+1"),
        ("\tx", "'\tx"),
        ("first;=1", "first;'=1"),
        ("first; ＋1", "first;' ＋1"),
        ("Lines:\n- one\n- two", "Lines:\n'- one\n'- two"),
        ("'=1", "''=1"),
    ],
)
def test_what_looks_like_a_formula_has_a_mark_where_a_cell_could_begin(text, marked):
    assert guarded(text) == marked


def test_texts_are_in_quotes_and_numbers_are_not():
    line = csv_line(["a", 'a "quoted" word', "", None, 7, date(2026, 3, 2)])

    assert line == '"a","a ""quoted"" word","",,7,"2026-03-02"\r\n'
