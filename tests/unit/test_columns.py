"""What the columns of a table are taken for, and what comes of a table that is no plain matrix."""

import time

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
    assert [(e.name, e.why) for e in result.left_out if e.why != "not_used"] == [
        ("Walk", "group_above"),
        ("Reviewed in May", "no_area"),
    ]
    assert all(each.may_be_area for each in result.left_out[1:])


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


def cells(result):
    return {area.name: dict(area.descriptors) for area in result.framework.areas}


ON = "Area,Low,High,Notes\nTalk,I hear.,I answer.,x\n{again},I nod.,I ask.,y\nWalk,I go.,I run.,z\n"


@pytest.mark.parametrize("again", ["", "Talk", "TALK"])
def test_an_area_that_goes_on_over_rows_is_one_area_by_lines(again):
    result = brought(ON.format(again=again))

    assert cells(result)["Talk"] == {"low": "I hear.\nI nod.", "high": "I answer.\nI ask."}
    assert (list(cells(result)), result.joined) == (["Talk", "Walk"], ("Talk",))
    assert [(e.name, e.count) for e in result.left_out] == [("Notes", 3)]


@pytest.mark.parametrize("again", ["", "Talk"])
def test_of_two_columns_called_areas_one_that_repeats_has_the_groups(again):
    table = f"Standard,Element,Low,High\nTalk,Listens,a,b\n{again},Asks,c,d\nWalk,Steps,e,f\n"

    assert areas(framework(table)) == ["Talk: Listens", "Talk: Asks", "Walk: Steps"]
    assert brought(table).joined == ()


@pytest.mark.parametrize("head", ["1", "Level 1", "Stage 1"])
def test_a_numbered_level_names_no_areas(head):
    table = f"Area,{head},Two,Three\nTalk,x,y,z\n,p,q,r\nWalk,a,b,c\n"

    assert areas(framework(table)) == ["Talk", "Walk"]


def test_rows_of_one_area_can_be_areas_by_themselves():
    result = brought(ON.format(again=""), import_rows="apart")

    assert areas(result.framework) == ["Talk", "Talk 2", "Walk"]
    assert result.joined == ("Talk",)


def test_what_was_merged_over_rows_is_said_once():
    table = "Area,Low,High,Definition\nTalk,I hear.,a,To others\n,I hear.,b,To others\nWalk,c,d,e\n"

    [talk, _] = framework(table).areas

    assert talk.descriptors == {"low": "I hear.", "high": "a\nb"}
    assert talk.description == "To others"


def test_a_row_goes_on_with_no_area_of_another_group_nor_past_a_heading():
    grouped = "Strand,Area,Low,High\nHome,Talk,a,b\nWork,Talk,c,d\n"
    headed = "Area,Low,High\nTalk,a,b\nAT SCHOOL,,\nTalk,c,d\nWalk,e,f\nRun,g,h\n"

    assert areas(framework(grouped)) == ["Home: Talk", "Work: Talk"]
    assert brought(headed).joined == ()


def test_descriptions_that_differ_are_no_names_of_areas():
    table = ON.format(again="").replace("Notes", "Top").replace(",x", ",I x.")

    assert uses(table)[0] == ("Area", "area")


@pytest.mark.parametrize(
    ("heading", "fits"),
    [
        *((head, False) for head in ("Role", "Action", "Owner", "Who", "Evidence", "By when")),
        *((head, False) for head in ("Evidence of impact", "My evidence", "Person responsible")),
        *((head, True) for head in ("Leading", "Step 1", "Expert", "Whole-school role")),
    ],
)
def test_columns_about_people_and_actions_are_no_levels(heading, fits):
    table = f"Area,Low,High,{heading}\nTalk,a,b,c\nWalk,d,e,f\n"

    assert levels(framework(table)) == ["Low", "High", *([heading] if fits else [])]
    assert [e.name for e in brought(table).left_out] == ([] if fits else [heading])


@pytest.mark.parametrize(
    "heads",
    ["Aware,Action,Lead", "Self,Team,School,Trust", "Training,Support,Alone", "Learns,Role,Owns"],
)
def test_a_heading_of_plans_between_levels_or_beside_one_alone_is_a_level(heads):
    cells = ",".join("abcd"[: heads.count(",") + 1])
    other = ",".join("efgh"[: heads.count(",") + 1])

    assert levels(framework(f"Area,{heads}\nTalk,{cells}\nWalk,{other}\n")) == heads.split(",")


def test_a_column_of_actions_behind_each_level_is_none():
    table = "Area,Low,Action,High,Action\nTalk,a,b,c,d\nWalk,e,f,g,h\n"

    assert levels(framework(table)) == ["Low", "High"]


def test_a_column_that_says_a_few_things_over_and_over_is_no_level():
    rows = "".join(f"Area {n},low {n},high {n},{('Teacher', 'Leader')[n % 2]}\n" for n in range(6))

    assert levels(framework(f"Area,Low,High,For\n{rows}")) == ["Low", "High"]


def test_where_all_levels_say_the_same_each_is_one():
    rows = "".join(f"Area {n},yes,no\n" for n in range(6))

    assert levels(framework(f"Area,Low,High\n{rows}")) == ["Low", "High"]


BELOW = "Area,Low,High\nTalk,a,b\nWalk,c,d\n\n{title}{head}\nRun,e,f,g\nSwim,h,i,j\n"


@pytest.mark.parametrize("title", ["", "For leaders,,\n", "For leaders,,\n\n"])
@pytest.mark.parametrize("head", ["Area,One,Two,Three", "Skill,One,Two,Three"])
def test_a_table_below_with_other_levels_is_named_and_no_part_of_this_one(head, title):
    result = brought(BELOW.format(head=head, title=title))

    assert cells(result) == {"Talk": {"low": "a", "high": "b"}, "Walk": {"low": "c", "high": "d"}}
    name = "For leaders" if title else head.replace(",", " | ")
    assert [(e.name, e.count, e.why) for e in result.left_out] == [(name, 2, "other_table")]


def test_a_table_below_whose_headings_nobody_knows_is_told_by_its_short_words():
    table = "Thing,Low,High\nTalk,I hear you.,I can.\n\nItem,One,Two\nRun,I jog.,I race.\n"

    assert areas(framework(table)) == ["Talk"]


def test_a_log_below_a_matrix_is_no_part_of_it():
    table = "Area,Low,High\nTalk,I hear you.,I can.\n\n\nReviewed,Who,When\nOnce,Ruth,March 2026\n"

    assert areas(framework(table)) == ["Talk"]


def test_a_title_right_below_a_table_goes_with_the_table_that_it_is_of():
    result = brought("Area,Low,High\nTalk,a,b\nFor leaders,,\nArea,One,Two\nRun,e,f\n")

    assert areas(result.framework) == ["Talk"]
    assert [(e.name, e.count) for e in result.left_out] == [("For leaders", 1)]


def test_where_the_first_headings_are_said_again_the_first_table_goes_on():
    result = brought(BELOW.format(head="Area,One,Two", title="") + "\nArea,Low,High\nSing,k,l\n")

    assert areas(result.framework) == ["Talk", "Walk", "Sing"]


def test_areas_called_like_headings_are_areas():
    table = "Area,Low,High\nBehaviour,Basic,Good\nStandards,Some,All\n\nOutcomes,Few,Many\n"

    assert areas(framework(table))[:2] == ["Behaviour", "Standards"]


@pytest.mark.parametrize(
    "table", ["Area\nTalk\nWalk\n", "Talk\nWalk\n", "Area,Definition\nTalk,x\nWalk,y\n"]
)
def test_areas_alone_keep_the_levels_of_the_form(table):
    made = framework(table)

    assert areas(made) == ["Talk", "Walk"]
    assert made.levels == a_framework().levels


def test_one_level_alone_is_still_too_few():
    assert [each.code for each in brought("Area,Low\nTalk,a\n").problems] == ["csv_few_levels"]


def test_a_row_without_an_area_can_be_one_and_a_group_keeps_its_areas():
    table = GROUPED + "Walk,,,,,\n,Runs,,I jog.,I race.,\nSwims,,,,,\n"

    made = framework(table, import_area=["Walk", "Swims"])

    assert areas(made)[2:] == ["Walk", "Walk: Runs", "Swims"]


def test_a_thousand_tables_below_each_other_cost_no_more_than_their_rows():
    table = "Area,A,B\nx,y,z\n\n" + "".join(f"Area,C{n},D{n}\nx{n},y,z\n\n" for n in range(4000))
    begun = time.process_time()

    result = brought(table)

    assert len(result.left_out) == 4000
    assert time.process_time() - begun < 5


def test_levels_that_say_the_same_of_every_area_are_levels():
    words = "I do this with some support"
    rows = "".join(f"Skill {n},{words},{words} of mine,,\n" for n in range(4))

    assert levels(framework("Skill,Emerging,Secure,Strong,Expert\n" + rows)) == [
        *("Emerging", "Secure", "Strong", "Expert")
    ]
