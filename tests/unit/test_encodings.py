"""How the letters of a file are read that does not say how it writes them."""

import pytest

from matrix_xblock.codec.common.encodings import decoded
from matrix_xblock.codec.common.table import read_table
from matrix_xblock.domain.errors import Invalid

TEXTS = [
    "Area,Low\nTalk,I don’t ask.\n",
    "Area,Low\nCafé,A résumé\n",
    "Area,Low\nTalk,“Yes” – I say £5…\n",
    "Maes,Isel\nSiarad,Rwy’n gofyn i’r tîm â chwestiwn\n",
    "Area,Low\nTalk,• I listen\n",
    "Area,Low\nTalk,• pupils’ voices · 1–2\n",
    "Bereich,Niedrig\nGespräch,über Größe\n",
    "ÉCOLE,NIVEAU\nÀ côté,Très bien\n",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("codec", "name"), [("cp1252", "windows"), ("mac-roman", "mac")])
def test_the_likelier_of_two_encodings_is_taken_and_said(text, codec, name):
    assert decoded(text.encode(codec)) == (text, name)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "codec",
    [
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
        *("utf-16-le with a mark", "utf-16-be with a mark", "utf-32-be with a mark"),
    ],
)
def test_of_unicode_in_all_its_forms_nothing_is_to_be_said(text, codec):
    codec, _, mark = codec.partition(" ")

    assert decoded((("\ufeff" if mark else "") + text).encode(codec)) == (text, "")


def test_only_ascii_is_no_guess():
    assert decoded(b"Area,Low\n") == ("Area,Low\n", "")


@pytest.mark.parametrize(
    ("chosen", "letter"), [("", "é"), ("windows", "é"), ("mac", "È"), ("other", "é")]
)
def test_somebody_can_choose_which_of_the_two_it_is(chosen, letter):
    table = read_table("Area,Low\nCafé,a\n".encode("cp1252"), encoding=chosen)

    assert table.rows[0][1][0] == f"Caf{letter}"
    assert table.encoding == ("mac" if chosen == "mac" else "windows")


def test_a_choice_changes_nothing_where_a_file_says_it_itself():
    table = read_table("Area,Low\nCafé,a\n".encode(), encoding="mac")

    assert (table.rows[0][1][0], table.encoding) == ("Café", "")


@pytest.mark.parametrize(
    "content",
    [b"a\x00b,c\nd,e\n", b"\x00\x00\x01\x02" * 50, "a,b\n".encode("utf-16-le") + b"x"],
    ids=["one empty byte", "no text", "half a letter"],
)
def test_what_is_no_text_is_refused(content):
    with pytest.raises(Invalid) as refused:
        decoded(content)

    assert [each.code for each in refused.value.problems] == ["csv_not_text"]
