"""Rows of a table that are no areas: named as left out, and areas where somebody says so."""

import pytest

from builders import a_framework
from matrix_xblock.author.bringing import bring


def brought(*rows, head="Skill,Low,High", **fields):
    table = "\n".join((head, *rows)) + "\n"
    return bring(table.encode(), fields, a_framework(), ())


def areas(result):
    return [area.name for area in result.framework.areas]


def beside(result):
    return [(each.name, each.why) for each in result.left_out]


FULL = ("Talk,a,b", "Walk,c,d", "Read,e,f")


def test_a_heading_between_areas_is_none_of_them():
    result = brought("AT HOME,,", *FULL[:2], "AT WORK,,", FULL[2])

    assert areas(result) == ["Talk", "Walk", "Read"]
    assert beside(result) == [("AT HOME", "heading"), ("AT WORK", "heading")]


def test_so_are_two_headings_one_above_the_other():
    assert beside(brought("PART ONE,,", "AT HOME,,", *FULL)) == [
        ("PART ONE", "heading"),
        ("AT HOME", "heading"),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "Source: our school",
        "* see above",
        "Note: these are examples",
        "Last updated May 2026",
        "© Our trust 2026",
        "Page 1 of 3",
        "Ffynhonnell: ein hysgol",
        "We wrote this together.",
        "word " * 20,
    ],
)
def test_a_note_below_the_table_is_no_area(note):
    result = brought(*FULL, f'"{note}",,')

    assert areas(result) == ["Talk", "Walk", "Read"]
    assert beside(result) == [(note.strip(), "footnote")]


@pytest.mark.parametrize("name", ["Total", "Grand total:", "Average", "Subtotal", "Cyfanswm"])
def test_a_row_of_totals_is_no_area(name):
    result = brought(*FULL, f"{name},3,4.5")

    assert areas(result) == ["Talk", "Walk", "Read"]
    assert beside(result) == [(name, "total")]


@pytest.mark.parametrize(
    "rows",
    [
        ("Talk,,", "Walk,,", "Read,,"),
        ("Talk,a,b", "Walk,,"),
        ("Talk,,", "Walk,,", "Read,a,b"),
        (*FULL, "Total participation,a,b"),
        (*FULL, "Total,I count.,I add up."),
        (*FULL, "Notebooks,g,h"),
        (*FULL, "Coaching,,"),
        ("Talk,,a", "Walk,b,", "Read,e,f"),
    ],
)
def test_areas_that_are_not_described_yet_stay_areas(rows):
    result = brought(*rows)

    assert areas(result) == [row.split(",")[0] for row in rows]
    assert beside(result) == []


def test_what_somebody_says_is_an_area_is_one_in_a_mended_file_too():
    result = brought("AT HOME,,", *FULL, "Source: us,,", import_area=["AT HOME"])

    assert areas(result) == ["AT HOME", "Talk", "Walk", "Read"]
    assert (result.as_areas, beside(result)) == (("AT HOME",), [("Source: us", "footnote")])


def test_a_file_of_ours_is_read_as_it_was_written():
    head = "id,area,description,optional,was,Low [low],High [high]"
    rows = ("a,PART ONE,,,,,", "b,Talk,,,,a,b", "c,Walk,,,,c,d", "d,Source: us,,,,,")

    assert areas(brought(*rows, head=head)) == ["PART ONE", "Talk", "Walk", "Source: us"]


def test_names_that_stand_twice_are_remarked():
    result = brought("Talk,a,b,c", "Walk,d,e,f", "TALK,g,h,i", head="Skill,Low,High,Low")

    assert (result.repeated_levels, result.repeated_areas) == (("Low",), ("Talk",))


def test_a_column_without_a_name_is_named_by_its_place():
    result = brought("Talk,x,a,b", head="Skill,,Low,High")

    assert [(each.name, each.place, each.examples) for each in result.left_out] == [("", 2, ("x",))]


def test_a_group_whose_rows_were_merged_is_no_heading():
    result = brought(
        "Home,Cooks,a,b", ",Cleans,c,d", "Work,,,", ",Writes,e,f", head="Group,Skill,Low,High"
    )

    assert areas(result) == ["Home: Cooks", "Home: Cleans", "Work: Writes"]


@pytest.mark.parametrize(
    "note",
    [
        "Source: DfE 2024. Used with permission.",
        "Key: R = red",
        "Last updated: 3 May 2026",
        "© Our trust",
        "Adapted from another school",
    ],
)
def test_a_note_below_in_another_column_does_not_go_on_with_the_last_area(note):
    result = brought(*FULL, f',"{note}",', ",for our staff,")

    assert areas(result) == ["Talk", "Walk", "Read"]
    assert result.joined == ()
    assert beside(result) == [(note, "footnote"), ("for our staff", "footnote")]


def test_such_a_note_is_an_area_where_somebody_says_so():
    result = brought(*FULL, ",Source: us,", import_area=["Source: us"])

    assert areas(result)[3:] == ["Source: us"]


def test_a_row_that_goes_on_with_an_area_is_no_note_because_of_its_first_word():
    rows = (*FULL, ",* acts on it,", ",Key pupils are known.,", ",Notes are short.,")

    assert beside(brought(*rows)) == []
