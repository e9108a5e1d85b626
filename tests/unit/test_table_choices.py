"""What somebody chooses about a table on the screen of imports, and what comes of it."""

import pytest

from builders import a_framework
from matrix_xblock.author.bringing import bring
from matrix_xblock.author.table_choices import choices_in, pasted

TITLED = b"Our skills,,\nSkill,Low,High\nTalk,a,b\nWalk,c,d\n"
PAGE = "<table><tr><td>Skill<td>Low<td>High<tr><td>Talk<td>One<br>Two<td>b</table>"


def brought(content, **fields):
    return bring(content, fields, a_framework(), ())


@pytest.mark.parametrize(
    ("line", "heading"),
    [("", None), ("3", 3), ("0", 0), ("x", None), ("-1", None), ("²", None), ("9" * 5000, None)],
)
def test_the_line_of_the_headings_is_a_number_or_not_chosen(line, heading):
    assert choices_in({"import_line": line}).heading == heading


def test_a_chosen_row_of_headings_holds_for_a_mended_file():
    mended = TITLED.replace(b"Walk", b"Run")

    for content in (TITLED, mended):
        levels = brought(content, import_line="3").sheet.columns
        assert [each.heading for each in levels] == ["Talk", "a", "b"]


def test_words_above_the_headings_are_named_as_left_out():
    assert [(e.name, e.why) for e in brought(TITLED).left_out] == [("Our skills", "above")]


def test_columns_beyond_the_last_that_is_read_are_named_as_left_out():
    heads, cells = (",".join(f"{word}{n}" for n in range(59)) for word in ("note ", "x"))
    table = f"Skill,{heads},Low,High\nTalk,{cells},a,b\n".encode()

    assert [(e.name, e.why) for e in brought(table).left_out][-2:] == [
        ("Low", "beyond"),
        ("High", "beyond"),
    ]


def test_letters_are_read_as_somebody_chose():
    table = "Skill,Low,High\nTalk,I don’t,b\n".encode("mac-roman")

    assert brought(table).table.encoding == "mac"
    assert brought(table, import_letters="windows").table.rows[0][1][1] == "I donÕt"


def test_a_table_that_was_copied_out_of_a_page_is_read_as_the_page_had_it():
    fields = {"import_pasted": "Skill Low High Talk One Two b", "import_clipboard": PAGE}

    [area] = brought(pasted(fields).encode(), **fields).framework.areas

    assert area.descriptors["low"] == "One\nTwo"


@pytest.mark.parametrize("page", ["", "<p>No table</p>", "words", ["a list"]])
def test_without_a_table_of_a_page_the_words_that_were_pasted_are_read(page):
    assert pasted({"import_pasted": "Skill\tLow", "import_clipboard": page}) == "Skill\tLow"


def test_what_was_typed_since_is_read_and_not_the_page():
    typed = "Skill\tLow\tHigh\nWalk\ta\tb"

    assert pasted({"import_pasted": typed, "import_clipboard": PAGE}) == typed


@pytest.mark.parametrize("words", ["", "  \n", ["a list"]])
def test_where_nothing_is_pasted_a_page_alone_is_nothing(words):
    assert pasted({"import_pasted": words, "import_clipboard": PAGE}) == ""


def test_a_file_that_is_a_page_inside_is_a_table_and_no_course():
    for start in ("", "<!DOCTYPE html><html><body>", '<?xml version="1.0"?><html>'):
        [area] = brought((start + PAGE).encode()).framework.areas
        assert area.name == "Talk"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "mac-roman"])
@pytest.mark.parametrize("start", ["", PAGE])
def test_however_a_file_is_written_it_is_no_file_of_another_kind(encoding, start):
    content = (start or "Skill,Low,High\nTalk,I don’t,b\n").encode(encoding)

    assert [area.name for area in brought(content).framework.areas] == ["Talk"]
