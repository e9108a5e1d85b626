"""Export and import as the platform does by default: all that is authored, and nothing else."""

import json
from io import BytesIO

import pytest
from lxml import etree
from workbench.runtime import WorkbenchRuntime
from xblock.fields import Dict, Float, List

import hosts
from builders import a_complete_review, a_record
from matrix_xblock.block import MatrixReviewXBlock
from matrix_xblock.codec.authored import write_framework
from matrix_xblock.host.shelf import preset, presets

TEXT = " “Zweite”\nline é <&> 'quoted' \"twice\" 😀 {{ 7 }} "
AUTHORED = hosts.authored_fields()
PERSONAL = sorted(set(hosts.own_fields()) - set(AUTHORED))


def imported(xml):
    """Import OLX and load the block for nobody."""
    runtime = WorkbenchRuntime()
    runtime.id_generator.set_scenario("olx")
    return runtime.get_block(runtime.parse_xml_string(xml))


def exported(block):
    xml = BytesIO()
    block.runtime.export_to_xml(block, xml)
    return xml.getvalue()


def another(field):
    """Give a value for the field that is not its default."""
    if isinstance(field, Dict):
        return {"text": TEXT, "yes": "no", "number": 2, "deep": {"list": ["1.0", None, True]}}
    if isinstance(field, List):
        return [{"id": "on", "title": TEXT, "closes": "2026-07-01T16:00:00+00:00"}, {"id": "2"}]
    if isinstance(field, Float):
        return 2.5
    return TEXT


@pytest.mark.parametrize("name", AUTHORED)
def test_an_authored_value_survives_export_and_import(name):
    block = imported("<matrix_review/>")
    value = another(AUTHORED[name])
    assert value != AUTHORED[name].default
    setattr(block, name, value)
    block.save()

    again = imported(exported(block))

    assert getattr(again, name) == value


def test_all_authored_values_together_survive_and_the_second_pass_changes_no_byte():
    block = imported("<matrix_review/>")
    for name, field in AUTHORED.items():
        setattr(block, name, another(field))
    block.save()
    first = exported(block)

    second = exported(imported(first))

    assert second == first
    assert set(AUTHORED) <= set(etree.fromstring(first).attrib)


def test_defaults_that_may_change_are_written_out():
    attributes = etree.fromstring(exported(imported("<matrix_review/>"))).attrib

    assert {"display_name", "framework_id", "rounds", "notice_version"} <= set(attributes)


@pytest.mark.parametrize("words", ["yes", "1.0", "null", "true", "[1]", "2026-01-01", "~", ""])
def test_words_that_look_like_something_else_stay_words(words):
    block = imported("<matrix_review/>")
    block.display_name = words
    block.save()

    assert imported(exported(block)).display_name == words


@pytest.mark.parametrize("framework_id", presets())
def test_every_framework_of_the_package_survives_as_a_framework_of_one_s_own(framework_id):
    framework = write_framework(preset(framework_id))
    block = imported("<matrix_review/>")
    block.framework = framework
    block.save()

    again = imported(exported(block))

    assert again.framework == framework


def test_a_text_that_was_emptied_to_nothing_survives():
    block = imported("<matrix_review/>")
    block.notice = None
    block.save()
    first = exported(block)

    assert imported(first).notice is None
    assert exported(imported(first)) == first


@pytest.mark.parametrize(
    "xml",
    [
        "<matrix_review/>",
        '<matrix_review slug="a" filename="b" copied_from_block="c" upstream="d"/>',
        '<matrix_review due="2026-01-01T00:00:00Z" graded="true" format="Homework"/>',
        '<matrix_review colour="blue"><!-- a comment --></matrix_review>',
        "<matrix_review>\n  some text\n</matrix_review>",
        '<matrix_review xmlns:option="http://code.edx.org/xblock/option" option:x="1"/>',
    ],
)
def test_what_is_not_ours_does_not_stop_an_import(xml):
    block = imported(xml)

    assert block.display_name == "Talent matrix review"


def test_nothing_of_a_person_leaves_with_the_content():
    host = hosts.lms().keep(a_record(a_complete_review()))
    host.post("save_private", round="baseline", revision="0", **{"answer-stay": "Only for me."})
    host.post("sign_off", round="baseline", revision="1")
    node = etree.Element("unknown")

    host.block().add_xml_to_node(node)

    text = etree.tostring(node, encoding="unicode")
    assert PERSONAL
    assert not set(PERSONAL) & set(node.attrib)
    assert "I learned a lot." not in text
    assert "Only for me." not in text


def test_an_export_holds_the_framework_that_is_authored():
    host = hosts.lms()
    node = etree.Element("unknown")

    host.block().add_xml_to_node(node)

    assert json.loads(node.get("framework")) == host.authored["framework"]


def test_every_scenario_of_the_workbench_can_be_imported_and_shown():
    scenarios = MatrixReviewXBlock.workbench_scenarios()

    shown = [
        runtime.render(runtime.get_block(runtime.parse_xml_string(xml)), "student_view").content
        for _, xml in scenarios
        for runtime in [a_runtime()]
    ]

    assert len(shown) >= 3
    assert all("matrix-head" in page for page in shown)


def a_runtime():
    runtime = WorkbenchRuntime("zoe")
    runtime.id_generator.set_scenario("olx")
    return runtime
