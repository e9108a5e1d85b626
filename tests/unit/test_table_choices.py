"""What somebody chooses about a table on the screen of imports, and what comes of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_framework
from matrix_xblock.author.bringing import bring
from matrix_xblock.author.table_choices import choices_in, pasted
from matrix_xblock.codec.framework.table_memory import (
    read_memory,
    read_memory_text,
    write_memory,
    write_memory_text,
)
from matrix_xblock.domain.framework.table_memory import TableMemory

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


FIRST = b"Skill,Low,High,Extra\nTalk,a,b,More.\n"
AS_DESCRIPTION = {"import_heading": ["Extra"], "import_use": ["description"]}


def uses(result):
    return {each.heading: each.use.value for each in result.sheet.columns}


def remembered(content, **fields):
    """Give what is remembered of a table, as it is stored."""
    return read_memory(write_memory(brought(content, **fields).memory))


def brought_after(memory, content, **fields):
    return bring(content, fields, a_framework(), (), memory)


def test_a_correction_is_remembered_for_another_table_by_the_heading():
    memory = remembered(FIRST, **AS_DESCRIPTION)

    result = brought_after(memory, b"Skill,One,Two,EXTRA \nWalk,a,b,More.\n")

    assert uses(result)["EXTRA"] == "description"
    assert result.is_recalled


def test_what_is_guessed_is_not_remembered_and_no_heading_is_kept_as_it_is_written():
    guesses = remembered(FIRST, import_heading=["Skill", "Extra"], import_use=["area", "level"])
    stored = json.dumps(write_memory(remembered(FIRST, **AS_DESCRIPTION)))

    assert guesses == TableMemory()
    assert "extra" not in stored.lower()


def test_a_correction_that_is_taken_back_is_forgotten():
    memory = remembered(FIRST, **AS_DESCRIPTION)

    back = {"import_heading": ["Extra"], "import_use": ["level"]}

    assert brought_after(memory, FIRST, **back).memory == TableMemory()


def test_what_is_chosen_on_the_page_goes_before_what_is_remembered():
    memory = remembered(FIRST, **AS_DESCRIPTION)

    result = brought_after(memory, FIRST, import_heading=["Extra"], import_use=["unused"])

    assert uses(result)["Extra"] == "unused"
    assert not result.is_recalled


def test_the_row_of_headings_and_the_turn_are_remembered_for_the_same_headings():
    content = b"Ours,2026,All\nHow far,Talk,Walk\nLow,a,b\nHigh,c,d\n"
    assert brought(content).framework.areas[0].name == "How far"
    memory = remembered(content, import_line="2", import_asked="yes", import_turned=["yes"])

    again = brought_after(memory, content.replace(b"Low", b"First"))

    assert [each.name for each in again.framework.areas] == ["Talk", "Walk"]
    assert [each.name for each in again.framework.levels] == ["First", "High"]
    assert again.is_recalled
    other = brought_after(memory, content.replace(b"How far", b"Other"))
    assert not other.is_recalled


def test_another_row_of_headings_can_be_chosen_against_what_is_remembered():
    memory = remembered(TITLED, import_line="3")
    assert brought_after(memory, TITLED).table.heading == 3

    back = brought_after(memory, TITLED, import_line="2")

    assert back.table.heading == 2
    assert brought_after(back.memory, TITLED).table.heading == 2


def test_no_more_is_remembered_than_has_room():
    memory = TableMemory()
    for at in range(30):
        heads = [f"h{at}-{n}" for n in range(10)]
        content = f"Skill,Low,High,{','.join(heads)}\nTalk,a,b{',x' * 10}\n".encode()
        unused = {"import_heading": heads, "import_use": ["unused"] * 10}
        result = brought_after(memory, content, import_line="1", **unused)
        memory = result.memory

    assert (len(memory.uses), len(memory.turns)) == (100, 20)
    assert len(write_memory_text(memory)) < 5000
    assert uses(brought_after(memory, content))["h29-9"] == "unused"


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda e: st.lists(e) | st.dictionaries(st.text(), e)
    )
)
def test_whatever_is_stored_or_carried_in_its_place_is_read_or_forgotten(raw):
    assert isinstance(read_memory({"uses": raw, "turns": raw}), TableMemory)
    assert isinstance(read_memory_text(json.dumps(raw)), TableMemory)
    assert read_memory_text("{") == TableMemory()


def test_of_two_columns_for_areas_the_one_that_was_changed_is_and_the_other_is_named():
    both = {"import_heading": ["Skill", "Extra"], "import_use": ["area", "area"]}

    result = brought(FIRST, **both)

    assert [each.name for each in result.framework.areas] == ["More."]
    assert [each.name for each in result.left_out] == ["Skill"]


def test_what_is_no_mark_is_not_remembered():
    raw = {"uses": {"Ann is too slow!": "area", "0123456789abcdef": "area"}}

    assert write_memory(read_memory(raw)) == {"uses": {"0123456789abcdef": "area"}}


def test_a_column_that_was_not_used_names_the_areas_where_nothing_else_does():
    before = brought(
        b"Name,Title,Low,High\nA,Talk,a,b\nB,Walk,c,d\n",
        import_heading=["Name", "Title"],
        import_use=["unused", "area"],
    )
    table = b"Name,Low,High\nRun,a,b\nSwim,c,d\n"

    result = bring(table, {}, a_framework(), (), before.memory)

    assert before.memory.uses
    assert [each.name for each in result.framework.areas] == ["Run", "Swim"]
