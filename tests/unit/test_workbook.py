"""Workbooks are read as tables: stored values of what people see, within bounds."""

import io
import time
import zipfile
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from builders import a_framework
from matrix_xblock.author.bringing import bring
from matrix_xblock.codec.common import workbook
from matrix_xblock.codec.common.table import MOST_ROWS, read_table
from matrix_xblock.domain.errors import Invalid


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def a_book(*rows, prepare=lambda book: None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    prepare(book)
    return saved(book)


def problem(content):
    with pytest.raises(Invalid) as refused:
        read_table(content)
    [problem] = refused.value.problems
    return problem


MATRIX = ("Skill", "Low", "High"), ("Talk", "I say.", "I speak.")


def test_a_workbook_is_a_framework_like_the_same_table_as_csv():
    [area] = bring(a_book(*MATRIX), {}, a_framework(), ()).framework.areas

    assert (area.name, area.descriptors) == ("Talk", {"low": "I say.", "high": "I speak."})


def test_values_are_as_somebody_would_type_them():
    row = (
        datetime.fromisoformat("2026-03-02"),
        datetime.fromisoformat("2026-03-02T09:30"),
        clock(14, 5),
        timedelta(hours=1, minutes=30),
        2.0,
        0.75,
        " x ",
        True,
    )
    content = a_book(tuple("abcdefgh"), row)

    assert read_table(content).rows == (
        (
            2,
            (
                "2026-03-02",
                "2026-03-02 09:30",
                "14:05:00",
                "01:30:00",
                "2",
                "0.75",
                "x",
                "True",
            ),
        ),
    )


def test_dates_of_the_other_epoch_are_the_same_days():
    def since_1904(book):
        book.epoch = CALENDAR_MAC_1904

    assert read_table(a_book(tuple("ab"), (date(2026, 3, 2), "x"), prepare=since_1904)).rows == (
        (2, ("2026-03-02", "x")),
    )


def test_hidden_sheets_are_passed_over_and_so_are_empty_ones():
    def with_others(book):
        book.active.sheet_state = "hidden"
        book.create_sheet("Empty")
        for name in ("Shown", "Later"):
            sheet = book.create_sheet(name)
            for row in MATRIX:
                sheet.append(row)

    content = a_book(("Secret", "x"), ("y", "z"), prepare=with_others)

    assert read_table(content).header == MATRIX[0]
    assert [(e.name, e.why) for e in bring(content, {}, a_framework(), ()).left_out] == [
        ("Later", "other_sheet")
    ]


def test_what_stands_above_the_headings_is_named_as_left_out():
    content = a_book(("Skills of our school", None, None), (), *MATRIX)

    assert [(e.name, e.why) for e in bring(content, {}, a_framework(), ()).left_out] == [
        ("Skills of our school", "not_used")
    ]


def test_a_formula_that_was_never_computed_is_empty_and_none_is_run():
    assert read_table(a_book(tuple("ab"), ("x", "=1+1"))).rows == ((2, ("x",)),)


@pytest.mark.parametrize("sheets", [1, 9])
def test_rows_that_claim_to_be_far_down_are_walked_through_no_further_than_a_bound(
    monkeypatch, sheets
):
    def far(book):
        for number in range(1, sheets):
            book.create_sheet(f"Sheet {number}").cell(20, 1).number_format = "0"
        book.active.cell(100 // sheets, 1, "end")

    monkeypatch.setattr(workbook, "MOST_LINES", 99)
    content = a_book(*MATRIX, prepare=far)

    assert problem(content).code == "workbook_broken"


def test_a_million_empty_rows_and_wide_rows_cost_seconds():
    def far(book):
        book.active.cell(1_048_576, 1, "end")
        book.active.cell(3, 16_000, "far")

    content = a_book(*MATRIX, prepare=far)
    begun = time.process_time()

    assert len(read_table(content).rows) == 2
    assert time.process_time() - begun < 8


def test_more_rows_than_a_table_may_have_are_refused_with_the_limit():
    content = a_book(*(("Skill", "Low") for _ in range(MOST_ROWS + 20)))

    assert problem(content).values == {"most": MOST_ROWS}


def with_part(content, name, words):
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, words)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_book(), "csv_empty"),
        (a_book(*MATRIX[:1]), "csv_no_rows"),
        (a_book(*MATRIX)[:-300] + a_book(*MATRIX)[-200:], "workbook_broken"),
        (with_part(a_book(*MATRIX), "bomb", b" " * (61 * 1024 * 1024)), "workbook_too_large"),
        (with_part(a_book(*MATRIX), "e.xml", b'<!DOCTYPE a [<!ENTITY x "y">]>'), "workbook_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "csv_is_spreadsheet"),
    ],
    ids=["empty", "heading", "broken", "bomb", "entities", "old or locked"],
)
def test_what_is_no_readable_workbook_is_refused(content, code):
    assert problem(content).code == code


def test_a_workbook_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_PARTS", 3)

    assert problem(a_book(*MATRIX)).code == "workbook_too_large"


def test_a_workbook_comes_into_a_cpd_log_by_the_same_rules_as_csv():
    content = a_book(("Title", "Date", "Hours"), ("Webinar", date(2026, 3, 2), 1.5))
    table = read_table(content)

    assert table == read_table(b"Title,Date,Hours\nWebinar,2026-03-02,1.5\n")
