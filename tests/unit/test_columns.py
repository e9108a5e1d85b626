"""What the columns of a table are taken for, and what comes of a table that is no plain matrix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_framework
from matrix_xblock.author.bringing import bring
from matrix_xblock.domain.errors import Invalid


def brought(table, **fields):
    return bring(table.encode(), fields, a_framework(), ())


def framework(table, **fields):
    result = brought(table, **fields)
    assert result.framework is not None, result.problems
    return result.framework


def uses(table, **fields):
    return [(each.heading, each.use.value) for each in brought(table, **fields).sheet.columns]


def areas(made):
    return [area.name for area in made.areas]


def levels(made):
    return [level.name for level in made.levels]


GROUPED = """\
Strand,Skill,Definition,Starting,Confident,Comments
Talk,Listens,To others.,I hear.,I answer.,Check
Talk,Asks,Of others.,I ask.,I probe.,
"""


def test_groups_definitions_and_comments_are_no_levels():
    assert uses(GROUPED) == [
        ("Strand", "group_in_name"),
        ("Skill", "area"),
        ("Definition", "description"),
        ("Starting", "level"),
        ("Confident", "level"),
        ("Comments", "unused"),
    ]
    assert areas(framework(GROUPED)) == ["Talk: Listens", "Talk: Asks"]


def test_a_group_can_stand_in_the_description_instead():
    corrected = {"import_heading": ["Strand"], "import_use": ["group_in_description"]}

    made = framework(GROUPED, **corrected)

    assert areas(made) == ["Listens", "Asks"]
    assert made.areas[0].description == "Talk\nTo others."


def test_what_is_not_used_is_named_with_its_cells():
    assert [(e.name, e.count, e.examples) for e in brought(GROUPED).left_out] == [
        ("Comments", 1, ("Check",))
    ]


@pytest.mark.parametrize(
    ("table", "unused"),
    [
        ("Ref,Area,Low,High\nA1,Talk,a,b\nA2,Walk,c,d\n", "Ref"),
        ("#,Area,Low,High\n1,Talk,a,b\n2,Walk,c,d\n", "#"),
        ("Area,Low,High,Weighting\nTalk,a,b,20%\nWalk,c,d,80%\n", "Weighting"),
        ("Area,Importance,Low,High\nTalk,3,a,b\nWalk,5,c,d\n", "Importance"),
        ("Area,Low,High,\nTalk,a,b,x\nWalk,c,d,\n", ""),
    ],
)
def test_numbers_weights_and_columns_without_a_name_are_no_levels(table, unused):
    assert (unused, "unused") in uses(table)
    assert levels(framework(table)) == ["Low", "High"]


@pytest.mark.parametrize(
    "table",
    [
        "Where,What,Low,High\nHome,Cooks,a,b\nHome,Cleans,c,d\nWork,Writes,e,f\n",
        "Where,What,Low,High\nHome,Cooks,a,b\n,Cleans,c,d\nWork,Writes,e,f\n",
    ],
    ids=["repeated", "merged"],
)
def test_a_first_column_that_repeats_or_was_merged_is_groups(table):
    assert areas(framework(table)) == ["Home: Cooks", "Home: Cleans", "Work: Writes"]


def test_rows_that_name_no_area_are_named_and_left_out():
    table = GROUPED + "Walk,,,,,\n,Runs,,I jog.,I race.,\nReviewed in May,,,,,\n"

    result = brought(table)

    assert areas(result.framework)[2:] == ["Walk: Runs"]
    assert [(e.name, e.why) for e in result.left_out if e.why == "no_area"] == [
        ("Walk", "no_area"),
        ("Reviewed in May", "no_area"),
    ]


def test_of_more_areas_than_a_framework_has_one_group_can_be_chosen():
    rows = "".join(
        f"{where},Skill {n} {where},a,b\n" for where in ("Home", "Work") for n in range(40)
    )
    table = f"Domain,Skill,Low,High\n{rows}"
    [problem] = brought(table).problems

    result = brought(table, import_group="Work")

    assert (problem.code, problem.values) == ("import_many_areas", {"count": 80, "most": 60})
    assert result.groups == ("Home", "Work")
    assert len(result.framework.areas) == 40
    assert [(e.name, e.count, e.why) for e in result.left_out] == [("Home", 40, "other_group")]


DOWN = "Level,Talk,Walk\nLow,I say.,I step.\nHigh,I speak.,I run.\n"


def test_a_table_with_levels_down_the_side_is_turned_and_can_be_turned_back():
    result = brought(DOWN)

    assert result.sheet.is_turned
    assert (areas(result.framework), levels(result.framework)) == (
        ["Talk", "Walk"],
        ["Low", "High"],
    )
    back = brought(DOWN, import_asked="yes")
    assert (areas(back.framework), levels(back.framework)) == (["Low", "High"], ["Talk", "Walk"])


def test_a_table_that_nobody_would_guess_is_turned_by_a_tick():
    table = DOWN.replace("Level", "How far")

    assert areas(framework(table)) == ["Low", "High"]
    assert areas(framework(table, import_asked="yes", import_turned=["yes"])) == ["Talk", "Walk"]


def test_html_in_cells_is_read_as_text():
    table = (
        "Area,<b>Low</b>,High\n"
        '"<p>Talk</p>","<ul><li>I say</li><li>a &amp; b</li></ul>","x <y and 5 > 3"\n'
        "Walk<script>alert(1)</script>,I step.<br>Slowly.,d\n"
    )

    made = framework(table)

    assert (areas(made), levels(made)) == (["Talk", "Walk"], ["Low", "High"])
    assert made.areas[0].descriptors == {"low": "I say\na & b", "high": "x <y and 5 > 3"}
    assert made.areas[1].descriptors["low"] == "I step.\nSlowly."


def test_nine_levels_are_counted_and_which_to_leave_out_can_be_chosen():
    heads = [f"Step {chr(65 + n)}" for n in range(9)]
    table = f"Area,{','.join(heads)}\nTalk,{','.join('abcdefghi')}\n"
    [problem] = brought(table).problems

    made = framework(table, import_heading=[heads[3]], import_use=["unused"])

    assert problem.code == "import_many_levels"
    assert problem.values == {"count": 9, "least": 2, "most": 8}
    assert levels(made) == [head for head in heads if head != "Step D"]


def test_a_correction_holds_for_the_next_file_by_the_name_of_the_column():
    corrected = {"import_heading": ["Gone", "Extra"], "import_use": ["area", "prompt"]}

    made = framework("Area,Extra,Low,High\nTalk,Why?,a,b\n", **corrected)

    assert made.areas[0].prompts == ("Why?",)


def test_of_two_columns_of_one_name_each_keeps_its_own_correction():
    corrected = {"import_heading": ["X", "X"], "import_use": ["unused", "level"]}

    assert uses("Area,X,X,Low\nTalk,1,a,b\n", **corrected)[1:3] == [("X", "unused"), ("X", "level")]


def test_marks_at_the_beginning_of_a_cell_survive_in_a_file():
    table = 'Area\tLow\tHigh\nX\t"First" words\tb\nY\t"open\td\nZ\te\tf\n'

    made = framework(table)

    assert areas(made) == ["X", "Y", "Z"]
    assert made.areas[1].descriptors["low"] == '"open'


cells = st.sampled_from(["", "1", "Area", "Level", "<b>x</b>", "id", "*", "prompt 1", "a\tb", "é"])


@given(st.lists(st.lists(cells, min_size=1, max_size=6), max_size=8), st.booleans())
def test_whatever_a_table_holds_it_is_read_or_refused(rows, is_turned):
    table = "\n".join(",".join(row) for row in rows)
    fields = {"import_asked": "yes", "import_turned": ["yes"] if is_turned else []}
    try:
        result = brought(table, **fields)
    except Invalid:
        return
    assert result.framework or result.problems
