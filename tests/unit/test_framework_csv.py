import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from builders import a_framework, an_area
from matrix_xblock.codec.common.table import read_pasted
from matrix_xblock.codec.framework.columns import sheet_of_table
from matrix_xblock.codec.framework.framework_csv import (
    framework_of,
    paste_cells,
    read_csv,
    write_csv,
)
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.framework import Area, check
from matrix_xblock.domain.values.identifiers import fresh_id

PLAIN = "area,Growing,Established\r\nTeaching,I try.,I show.\r\n"


def problems(read, *args):
    with pytest.raises(Invalid) as refused:
        read(*args)
    return refused.value.problems


def from_paste(text):
    return framework_of(sheet_of_table(read_pasted(text)), a_framework())


def read(text, base=None):
    return read_csv(text.encode(), base or a_framework())


def test_a_framework_comes_back_from_its_own_file():
    framework = a_framework()

    assert read(write_csv(framework)) == framework


def test_a_table_of_names_and_levels_is_enough():
    framework = read(PLAIN)

    assert [level.id for level in framework.levels] == ["growing", "established"]
    assert framework.areas == (
        Area("teaching", "Teaching", descriptors={"growing": "I try.", "established": "I show."}),
    )


def test_what_is_not_in_the_table_is_archived_and_comes_back_with_its_words():
    smaller = read(PLAIN)

    assert {area.id for area in smaller.archived.areas} == {"subject", "leadership", "networks"}
    assert [level.id for level in smaller.archived.levels] == ["starting"]
    again = read("area,Starting out,Growing\nsubject knowledge,a,b\n", smaller)
    assert [area.id for area in again.areas] == ["subject"]
    assert again.areas[0].prompts == a_framework().areas[0].prompts


def test_what_looks_like_a_formula_is_guarded_and_comes_back():
    framework = a_framework(areas=(an_area(name="=1+1", description="-2"),))
    text = write_csv(framework)

    assert "'=1+1" in text
    assert read(text, framework) == framework


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "csv_empty"),
        ("area,Growing,Established\n", "csv_no_rows"),
        ("id,Growing,Established\na,b,c\n", "csv_no_area_column"),
        ("area,Growing\nTeaching,I try.\n", "csv_few_levels"),
        ("area,A,B,C,D,E,F,G,H,I\nT,1,2,3,4,5,6,7,8,9\n", "import_many_levels"),
        ("area,Growing [growing],Grown [growing]\nT,1,2\n", "csv_level_twice"),
        ("id,area,A,B\nx,T,1,2\nx,U,3,4\n", "csv_area_twice"),
        ("area,A,B\n" + "".join(f"T{n},1,2\n" for n in range(200)), "import_many_areas"),
        ("id,area,A,B\nNot an id,T,1,2\n", "bad_id"),
        ("area,A,B\n" + "T," + "x" * 600 + ",y\n", "too_long"),
        ("id,area,A,B\nx,,1,2\n", "missing_words"),
    ],
)
def test_a_table_that_is_no_framework_is_refused_with_its_line(text, code):
    named = problems(read, text)

    assert code in {problem.code for problem in named}
    assert named[-1].field == "file" or "line" in named[-1].values


def test_a_problem_names_the_line_that_it_is_in():
    [problem] = problems(read, "area,A,B\nT,1,2\nU," + "x" * 600 + ",y\n")

    assert (problem.values["line"], problem.field) == (3, "areas[1].descriptors.a")


def test_a_table_is_pasted_with_tabs_and_lines_in_cells():
    framework = from_paste('Area\tGrowing\tEstablished\nTeaching\t"I try.\nA lot."\t\n')

    assert framework.areas[0].descriptors == {"growing": "I try.\nA lot."}


def test_cells_are_split_as_a_spreadsheet_copies_them():
    assert paste_cells('a\t"b\nc"\r\n\td\n') == [["a", "b\nc"], ["", "d"]]


@pytest.mark.parametrize("text", ["", "Area\tA\tB", "\t\t"])
def test_a_paste_without_a_row_is_refused(text):
    [problem] = problems(read_pasted, text)

    assert problem.code in {"csv_no_rows", "csv_empty"}


def test_ids_are_made_of_names_and_never_given_twice():
    assert fresh_id("Leading others!", (), "area") == "leading-others"
    assert fresh_id("Leading others", {"leading-others"}, "area") == "leading-others-2"
    assert fresh_id("שלום", {"area-1"}, "area") == "area-2"
    assert fresh_id("Éthos", (), "area") == "ethos"


@settings(deadline=None)
@given(strategies.sound_frameworks())
def test_every_framework_comes_back_from_its_own_file(framework):
    assert not check(framework)
    assert read_csv(write_csv(framework).encode("utf-8-sig"), framework) == framework


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_is_in_a_file_it_is_read_or_refused(content):
    try:
        read_csv(content, a_framework())
    except Invalid:
        return
