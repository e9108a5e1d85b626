"""Frameworks of other systems, each read by its own rules into the same kind of sheet."""

import json
import re
import uuid
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

import strategies
from builders import a_framework
from matrix_xblock.author.bringing import bring
from matrix_xblock.codec.framework.case import write_case
from matrix_xblock.domain.errors import Invalid


def brought(content, **fields):
    content = content if isinstance(content, bytes) else content.encode()
    return bring(content, fields, a_framework(), ())


def framework(content, **fields):
    result = brought(content, **fields)
    assert result.framework is not None, result.problems
    return result.framework


def left_out(content):
    return {(each.name, each.count, each.why) for each in brought(content).left_out}


def levels(made):
    return [level.name for level in made.levels]


def areas(made):
    return [area.name for area in made.areas]


MOODLE = """\
"Parent ID number","ID number","Short name",Description,"Description format","Scale values",\
"Scale configuration","Rule type (optional)",Is framework,Taxonomy
,FW,"Mentor framework","<p>For mentors.</p>",1,"Not yet,Growing,Secure","[1]",,1,"skill"
,T,Teaching,"<p>All of teaching.</p>",1,,,,,
T,T1,"Explains clearly","<p>Short steps &amp; examples.</p>",1,,,"rule\\all",,
T,T2,"Checks understanding",,1,,,,,
,L,Leads meetings,,1,,,,,
"""


def test_parents_of_a_moodle_framework_are_groups_and_its_scale_is_levels():
    made = framework(MOODLE)

    assert (made.title, made.note) == ("Mentor framework", "For mentors.")
    assert levels(made) == ["Not yet", "Growing", "Secure"]
    assert areas(made) == [
        "Teaching: Explains clearly",
        "Teaching: Checks understanding",
        "Leads meetings",
    ]
    assert made.areas[0].description == "Short steps & examples."


def test_what_moodle_says_beside_that_is_named_with_its_rows():
    assert left_out(MOODLE) >= {
        ("Teaching", 1, "of_group"),
        ("Rule type (optional)", 1, "not_used"),
        ("Scale configuration", 1, "not_used"),
        ("Taxonomy", 1, "not_used"),
    }


def test_competencies_in_a_circle_end():
    circle = MOODLE.replace(",T,Teaching", "T1,T,Teaching")

    assert areas(framework(circle))


MAHARA = {
    "framework": {
        "name": "Coaching standards",
        "description": "<p>For coaches.</p>",
        "institution": "all",
        "evidencestatuses": [
            {"begun": "To be looked at"},
            {"incomplete": "Not met"},
            {"partialcomplete": "Partly met"},
            {"completed": "Met"},
        ],
        "standards": [
            {"shortname": "Know", "name": "Knowledge", "standardid": 1},
            {"shortname": "Alone", "name": "A standard of its own", "standardid": 2},
        ],
        "standardelements": [
            {"name": "Knows the subject", "standardid": 1, "elementid": "1.1"},
            {
                "name": "Reads research",
                "standardid": 1,
                "elementid": "1.1.1",
                "parentelementid": "1.1",
            },
            {"name": "Knows the school", "description": "<b>Its</b> aims.", "standardid": 1},
        ],
    }
}


def test_standards_of_mahara_are_groups_and_its_states_are_levels():
    made = framework(json.dumps(MAHARA))

    assert levels(made) == ["To be looked at", "Not met", "Partly met", "Met"]
    assert areas(made) == [
        "A standard of its own",
        "Knowledge / Knows the subject: Reads research",
        "Knowledge: Knows the school",
    ]
    assert made.areas[2].description == "Its aims."
    assert ("institution", 1, "not_used") in left_out(json.dumps(MAHARA))


CASE = {
    "CFDocument": {"identifier": "d", "title": "Digital skills", "creator": "A college"},
    "CFItems": [
        {"identifier": "g", "fullStatement": "Safety"},
        {"identifier": "b", "fullStatement": "Keeps passwords safe", "notes": "At work."},
        {"identifier": "a", "fullStatement": "Locks the screen"},
    ],
    "CFAssociations": [
        {
            "associationType": "isChildOf",
            "sequenceNumber": place,
            "originNodeURI": {"identifier": child},
            "destinationNodeURI": {"identifier": parent},
        }
        for place, (child, parent) in enumerate([("g", "d"), ("a", "g"), ("b", "g")])
    ]
    + [{"associationType": "isRelatedTo", "originNodeURI": {"identifier": "a"}}],
}


def test_a_case_package_without_a_rubric_has_the_levels_of_the_form():
    made = framework(json.dumps(CASE))

    assert areas(made) == ["Safety: Locks the screen", "Safety: Keeps passwords safe"]
    assert levels(made) == levels(a_framework())
    assert made.source == "A college"
    assert left_out(json.dumps(CASE)) == {("CFAssociations", 1, "not_used")}


def test_criteria_of_a_case_rubric_say_what_levels_are():
    rubric = {
        "title": "Levels",
        "CFRubricCriteria": [
            {
                "CFItemURI": {"identifier": item},
                "category": item,
                "CFRubricCriterionLevels": [
                    {"quality": "Secure", "description": "Always.", "score": 2},
                    {"quality": "New", "description": "At times.", "score": 1},
                ],
            }
            for item in ("a", "elsewhere")
        ],
    }

    made = framework(json.dumps({**CASE, "CFRubrics": [rubric]}))

    assert levels(made) == ["New", "Secure"]
    assert made.areas[0].descriptors == {"new": "At times.", "secure": "Always."}
    assert areas(made)[-1] == "Levels: elsewhere"


def test_the_items_of_a_case_table_are_in_what_their_level_says():
    table = (
        "identifier,fullStatement,smartLevel,humanCodingScheme\n"
        "x1,Safety,1,S\nx2,Locks the screen,1.1,S1\nx3,Keeps passwords safe,1.2,S2\n"
    )

    assert areas(framework(table)) == ["Safety: Locks the screen", "Safety: Keeps passwords safe"]
    assert ("humanCodingScheme", 3, "not_used") in left_out(table)


OUTCOMES = """\
vendor_guid,object_type,title,description,calculation_method,parent_guids,ratings,,,,,
g,group,Writing,,,,,,,,,
o,outcome,Plans a text,<p>Before it.</p>,highest,g,3,Secure,2,Growing,1,New
p,outcome,Edits a text,,highest,g,3,Secure,2,Growing,1,New
e,group,Nothing here,,,,,,,,,
"""


def test_ratings_of_canvas_outcomes_are_levels_from_the_lowest_up():
    made = framework(OUTCOMES)

    assert levels(made) == ["New", "Growing", "Secure"]
    assert areas(made) == ["Writing: Plans a text", "Writing: Edits a text"]
    assert left_out(OUTCOMES) == {
        ("calculation_method", 2, "not_used"),
        ("Nothing here", 1, "empty_group"),
    }


CANVAS_RUBRIC = """\
Rubric Name,Criteria Name,Criteria Description,Criteria Enable Range,\
Rating Name,Rating Description,Rating Points,Rating Name,Rating Description,Rating Points
Talk,Voice,How it sounds,false,Good,Easy to follow,5,Weak,Hard to follow,1
,Slides,,false,Good,Few words,5,Weak,Many words,1
"""


def test_a_canvas_rubric_is_areas_with_what_each_rating_means():
    made = framework(CANVAS_RUBRIC)

    assert (made.title, levels(made)) == ("Talk", ["Weak", "Good"])
    assert made.areas[1].descriptors == {"weak": "Many words", "good": "Few words"}
    assert ("Criteria Enable Range", 2, "not_used") in left_out(CANVAS_RUBRIC)


ORA_XML = """\
<openassessment><title>Essay</title><rubric><prompt>Read it.</prompt>
<criterion feedback="optional"><name>c1</name><label>Ideas</label><prompt>How many ideas?</prompt>
<option points="2"><name>Many</name><explanation>Three or more.</explanation></option>
<option points="0"><name>None</name><explanation>There is none.</explanation></option></criterion>
</rubric></openassessment>
"""
ORA_JSON = {
    "criteria": [
        {
            "name": "c1",
            "label": "Ideas",
            "prompt": "How many ideas?",
            "feedback": "optional",
            "options": [
                {"name": "Many", "points": 2, "explanation": "Three or more."},
                {"name": "None", "points": 0, "explanation": "There is none."},
            ],
        }
    ]
}


@pytest.mark.parametrize(
    "content", [ORA_XML, json.dumps(ORA_JSON), json.dumps({"rubric": ORA_JSON})]
)
def test_a_rubric_of_open_edx_is_areas_with_options_as_levels(content):
    made = framework(content)

    assert (areas(made), levels(made)) == (["Ideas"], ["None", "Many"])
    assert made.areas[0].description == "How many ideas?"
    assert made.areas[0].descriptors == {"none": "There is none.", "many": "Three or more."}


def test_a_table_with_a_row_for_each_criterion_and_option_is_put_together():
    table = (
        "Criterion,Option,Points,Explanation\nIdeas,Many,2,Three or more.\n,None,0,There is none.\n"
        "Order,Many,2,Clear.\n,None,0,Unclear.\n"
    )

    made = framework(table)

    assert (areas(made), levels(made)) == (["Ideas", "Order"], ["None", "Many"])


def test_a_criterion_with_other_levels_is_left_out_and_named():
    options = [{"name": name, "points": at} for at, name in enumerate(("Red", "Amber", "Green"))]
    other = {"name": "Order", "options": options}
    criteria = [*ORA_JSON["criteria"], {**ORA_JSON["criteria"][0], "label": "Tone"}, other]

    result = brought(json.dumps({"criteria": criteria}))

    assert areas(result.framework) == ["Ideas", "Tone"]
    assert ("Order", 1, "other_levels") in {(e.name, e.count, e.why) for e in result.left_out}


def test_what_is_too_long_is_cut_and_named_and_a_long_name_stays_whole_in_the_description():
    name = "Explains " * 40
    content = json.dumps(
        {"criteria": [{**ORA_JSON["criteria"][0], "label": name, "prompt": "p" * 900}]}
    )

    result = brought(content)

    [area] = result.framework.areas
    assert area.name.endswith("…")
    assert area.description.startswith(name.strip())
    assert "cut_short" in {each.why for each in result.left_out}


@pytest.mark.parametrize(
    ("content", "code", "values"),
    [
        (
            '{"type": "FeatureCollection", "features": []}',
            "import_unknown_json_keys",
            {"keys": "type, features"},
        ),
        ("[1, 2]", "import_unknown_json", {}),
        ('{"format": "matrix-review-record"}', "is_record", {}),
        ("<menu/>", "import_unknown_xml", {"name": "menu"}),
        ('<a:rss xmlns:a="x"/>', "import_unknown_xml", {"name": "rss"}),
        ("<vertical/>", "no_ratings", {}),
    ],
)
def test_what_is_not_known_is_one_sentence_that_says_what_it_seems_to_be(content, code, values):
    with pytest.raises(Invalid) as refused:
        brought(content)

    [problem] = refused.value.problems
    assert (problem.code, problem.values) == (code, values)


def test_a_scale_of_nine_is_asked_about_and_one_can_be_left_out():
    nine = ",".join(f"Step {n}" for n in range(1, 10))
    content = MOODLE.replace("Not yet,Growing,Secure", nine)
    result = brought(content)
    [problem] = result.problems
    heads = [column.heading for column in result.sheet.columns]
    uses = [column.use.value for column in result.sheet.columns]

    made = framework(content, import_heading=heads, import_use=[*uses[:-1], "unused"])

    assert (problem.code, problem.values["count"]) == ("import_many_levels", 9)
    assert len(made.levels) == 8


@settings(deadline=None, max_examples=50)
@given(strategies.sound_frameworks())
def test_what_is_exported_as_case_comes_back_with_its_areas_and_levels(whole):
    document = write_case(whole, date(2026, 9, 1))
    back = framework(document)

    assert (back.id, back.title) == (whole.id, whole.title)
    assert [(each.id, each.name) for each in back.levels] == [
        (each.id, each.name) for each in whole.levels
    ]
    assert [(each.id, each.name) for each in back.areas] == [
        (each.id, each.name) for each in whole.areas
    ]


@pytest.mark.parametrize("source", ["", "A college"])
def test_a_framework_comes_back_from_case_with_the_source_that_it_has(source):
    whole = replace(a_framework(), source=source)

    assert framework(write_case(whole, date(2026, 9, 1))).source == source


def test_every_part_of_a_case_package_has_a_uuid_that_is_the_same_each_time():
    first, second = (write_case(a_framework(), date(2026, 9, 1)) for _ in range(2))
    ids = re.findall(r'"identifier": "([^"]*)"', first)

    assert first == second
    assert all(str(uuid.UUID(each)) == each for each in ids)


def test_a_case_package_says_what_each_level_means_in_each_area():
    whole = a_framework()
    back = framework(write_case(whole, date(2026, 9, 1)))

    for area, same in zip(whole.areas, back.areas, strict=True):
        meant = [whole.descriptor(area, level) for level in whole.levels]
        assert [back.descriptor(same, level) for level in back.levels] == meant
        assert same.description == area.description


def test_items_of_case_stand_in_the_order_of_the_document_group_by_group():
    items = [{"identifier": key, "fullStatement": key.upper()} for key in "zyabcde"]
    inside = [("z", "doc", 1), ("y", "doc", 2), ("a", "y", 2), ("b", "y", 1), ("c", "z", 1)]
    document = {
        "CFDocument": {"title": "T"},
        "CFItems": items,
        "CFAssociations": [
            {
                "associationType": "isChildOf",
                "sequenceNumber": place,
                "originNodeURI": {"identifier": child},
                "destinationNodeURI": {"identifier": parent},
            }
            for child, parent, place in inside
        ],
    }

    assert areas(framework(json.dumps(document))) == ["D", "E", "Z: C", "Y: B", "Y: A"]


def test_elements_inside_a_standard_of_an_older_mahara_file_become_areas():
    standards = [
        {
            "shortname": "1",
            "name": "Knowledge",
            "standardelement": [
                {"shortname": "1.1", "name": "Subject", "parent": False},
                {"shortname": "1.2", "name": "School", "parent": False},
                {"shortname": "1.2.1", "name": "Its families", "parent": True},
            ],
        },
        {"shortname": "2", "name": "Practice", "standardelement": [{"name": "Questions"}]},
    ]
    document = {"framework": {"name": "Coaching", "standards": standards}}

    assert areas(framework(json.dumps(document))) == [
        "Knowledge: Subject",
        "Knowledge / School: Its families",
        "Practice: Questions",
    ]


def test_canvas_outcomes_without_ratings_have_the_levels_of_the_form():
    made = framework("vendor_guid,object_type,title\na,outcome,Plans\nb,outcome,Edits\n")

    assert levels(made) == levels(a_framework())
    assert areas(made) == ["Plans", "Edits"]


def test_what_is_deleted_in_canvas_stays_outside_and_is_named():
    content = (
        "vendor_guid,object_type,title,workflow_state,ratings,,,\n"
        "a,outcome,Plans,active,2,Sure,1,New\n"
        "b,outcome,Edits,deleted,2,Sure,1,New\n"
    )

    assert areas(framework(content)) == ["Plans"]
    assert ("Edits", 1, "deleted") in left_out(content)


def test_the_ratings_of_a_canvas_rubric_may_be_numbered():
    content = (
        "Rubric Name,Criteria Name,Criteria Description,Criteria Enable Range,"
        "Rating Name 1,Rating Description 1,Rating Points 1,"
        "Rating Name 2,Rating Description 2,Rating Points 2\n"
        "A talk,Voice,,false,Clear,Easy to follow,5,Unclear,Hard to follow,1\n"
    )

    assert levels(framework(content)) == ["Unclear", "Clear"]
    assert not [each for each in left_out(content) if each[0].startswith("Rating")]


def test_a_rubric_as_a_field_of_its_block_is_read_in_the_order_that_it_says():
    def criterion(name, place):
        options = [{"name": "No", "points": 0}, {"name": "Yes", "points": 1}]
        return {"name": name, "order_num": place, "options": options}

    document = {"rubric_criteria": [criterion("Second", 1), criterion("First", 0)]}

    assert areas(framework(json.dumps(document))) == ["First", "Second"]
