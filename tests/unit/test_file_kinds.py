"""What a file seems to be, before anything tries to read it."""

import pytest

from files_of_every_kind import FILES, content_of
from matrix_xblock.codec.common.file_kind import FileKind
from matrix_xblock.codec.common.kinds import kind_of, kind_of_any_table, refuse_other_kinds
from matrix_xblock.domain.errors import Invalid


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_taken_for_what_it_is(name):
    assert kind_of_any_table(content_of(name)) == FILES[name][0]


@pytest.mark.parametrize("name", [name for name in FILES if "XLSX" in name])
def test_a_workbook_is_not_opened_where_that_is_not_asked(name):
    assert kind_of(content_of(name)) is FileKind.WORKBOOK


def test_there_is_an_example_of_every_kind():
    assert {kind for kind, _ in FILES.values()} == {*FileKind}


@pytest.mark.parametrize(
    "text",
    [
        "Area,Emerging,Secure,Last updated\nReading,a,b,2026-01-02\n",
        "Course,Level 1,Level 2,Date agreed\nReading,a,b,3/3/2026\n",
    ],
)
def test_a_matrix_with_a_day_in_each_row_is_no_log(text):
    assert kind_of(text.encode()) is FileKind.TABLE


def test_a_log_about_areas_is_no_matrix():
    text = "ID,Area,Description,Date,Minutes\n1,Reading,A visit,3/3/2026,30\n"
    assert kind_of(text.encode()) is FileKind.TABLE


def test_comments_above_the_first_tag_cost_no_time_however_many_there_are():
    content = b"<!-- a licence -->" * 1000
    assert kind_of(content + b"<log></log>") is FileKind.XML
    assert kind_of(content + b"<svg></svg>") is FileKind.PICTURE
    assert kind_of(content + b"<table></table>") is FileKind.HTML_TABLE


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_breaks_off_is_told_too(name):
    content = content_of(name)
    for length in (*range(0, len(content), max(1, len(content) // 20)),):
        assert kind_of_any_table(content[:length]) in FileKind


def test_a_screen_says_what_it_does_not_read():
    with pytest.raises(Invalid) as refused:
        refuse_other_kinds(FileKind.PDF, {FileKind.TABLE})
    assert [(each.field, each.code) for each in refused.value.problems] == [("file", "is_pdf")]


def test_a_screen_reads_its_own_kinds():
    refuse_other_kinds(FileKind.TABLE, {FileKind.TABLE})
