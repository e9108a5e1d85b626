import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matrix_xblock.domain.values.prose import clean, problems_in


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_becomes_a_newline(line_break):
    assert clean(f"one{line_break}two") == "one\ntwo"


def test_white_space_at_either_end_goes():
    assert clean(" \t\r\n one  two \u2028\n ") == "one  two"


def test_white_space_alone_is_no_text():
    assert clean(" \t\r\n\v ") == ""


@pytest.mark.parametrize("text", ["", "Grüße", "👩🏽‍🏫 taught", "שלום", "a\tb", "naïve – “quoted”"])
def test_ordinary_text_of_any_language_is_left_alone(text):
    assert clean(text) == text
    assert problems_in(text, field="reflection", limit=100) == ()


@given(st.text())
@example("\r\r\n\n")
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


def test_text_as_long_as_the_limit_is_fine():
    assert problems_in("📚" * 10, field="reflection", limit=10) == ()


def test_one_character_more_than_the_limit_is_refused():
    [problem] = problems_in("📚" * 11, field="reflection", limit=10)

    assert (problem.field, problem.code) == ("reflection", "too_long")
    assert problem.values == {"limit": 10, "over": 1}


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\x1b", "\x1f", "\x7f", "\x9f", "\ud800"])
def test_a_hidden_character_is_named_by_its_position(hidden):
    [problem] = problems_in(f"four{hidden}", field="evidence", limit=10)

    assert (problem.field, problem.code) == ("evidence", "hidden_character")
    assert problem.values == {"position": 5}


def test_only_the_first_hidden_character_is_named():
    [problem] = problems_in("\x00\x07", field="evidence", limit=10)

    assert problem.values == {"position": 1}


def test_text_that_is_too_long_and_holds_a_hidden_character_has_two_problems():
    problems = problems_in("\x00" * 11, field="evidence", limit=10)

    assert [problem.code for problem in problems] == ["too_long", "hidden_character"]
