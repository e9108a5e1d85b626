"""Export and import as the platform does by default: all that is authored, and nothing else."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from workbench.runtime import WorkbenchRuntime
from xblock.fields import Dict, Float, List, ScopeIds
from xblock.runtime import DictKeyValueStore, KvsFieldData

import hosts
import strategies
from builders import a_complete_review, a_record
from matrix_xblock.block import MatrixReviewXBlock
from matrix_xblock.codec.framework import authored
from matrix_xblock.codec.framework.authored import read_plain, write_framework
from matrix_xblock.domain.framework.credit import CreditRule
from matrix_xblock.domain.framework.priorities import PRIORITY_LIMIT
from matrix_xblock.domain.framework.setup import SETTINGS
from matrix_xblock.host.framework_catalogue import preset, presets
from matrix_xblock.olx.elements import OPTION

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
TEXT = " “Zweite”\nline é <&> 'quoted' \"twice\" 😀 {{ 7 }} "
AUTHORED = {name: each for name, each in hosts.authored_fields().items() if name != "table_memory"}
"""What travels. What was corrected in tables stays where it was."""
PERSONAL = sorted(set(hosts.own_fields()) - set(hosts.authored_fields()))


def imported(xml):
    """Import OLX and load the block for nobody."""
    runtime = WorkbenchRuntime()
    runtime.id_generator.set_scenario("olx")
    return runtime.get_block(runtime.parse_xml_string(xml))


def exported(block):
    xml = BytesIO()
    block.runtime.export_to_xml(block, xml)
    return xml.getvalue()


UNREAD = {
    "attributes": {"colour": "blue"},
    "elements": ['<sticker xmlns:x="urn:x" x:kind="star">Well <b>done</b></sticker>'],
}


def another(field):
    """Give a value for the field that is not its default."""
    if field.name == "olx_unread":
        return UNREAD
    if isinstance(field, Dict):
        return {"text": TEXT, "yes": "no", "number": 2, "deep": {"list": ["1.0", None, True]}}
    if isinstance(field, List):
        one = {"id": "on", "title": TEXT, "kind": "final", "closes": "2026-07-01T16:00:00+00:00"}
        return [one, {"id": "2", "title": "", "kind": "annual", "status": "archived"}]
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

    read = getattr(again, name)
    assert (read if not isinstance(value, dict) else {key: read[key] for key in value}) == value


def test_all_authored_values_together_survive_and_the_second_pass_changes_no_byte():
    block = imported("<matrix_review/>")
    for name, field in AUTHORED.items():
        setattr(block, name, another(field))
    block.save()
    first = exported(block)

    second = exported(imported(first))

    assert second == first
    written = etree.fromstring(first)
    assert set(AUTHORED) - {"olx_unread"} == {
        *(name for name in written.attrib if name in AUTHORED),
        *(child.tag for child in written if child.tag in AUTHORED),
    }


def test_what_was_corrected_in_tables_stays_where_it_was():
    block = imported("<matrix_review/>")
    block.table_memory = {"turns": {"0123456789abcdef": True}}
    block.save()
    words = json.dumps(block.table_memory).replace('"', "&quot;")

    again = imported(f'<matrix_review table_memory="{words}"/>')

    assert b"table_memory" not in exported(block)
    assert not again.table_memory


LONGEST = "\n".join(
    f"{number} é “<&>” 😀 {{{{ 7 }}}} ".ljust(199, "x") + "." for number in range(10, 30)
)
"""As many priorities as there may be, each as long as it may be."""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_the_longest_priorities_survive_with_every_byte(end):
    text = LONGEST.replace("\n", end) + end
    block = imported("<matrix_review/>")
    block.priorities = text
    block.save()
    first = exported(block)

    again = imported(first)

    assert again.priorities == text
    assert exported(again) == first
    listed = read_plain(next(each for each in SETTINGS if each.name == "priorities"), text)
    assert listed == tuple(LONGEST.split("\n"))
    assert {len(each) for each in listed} == {PRIORITY_LIMIT}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LONGEST + "\nOne more", "List at most 20 priorities"),
        (LONGEST.replace(".\n", "..\n", 1), "Shorten the longest priority by 1 or more."),
    ],
)
def test_more_priorities_than_there_may_be_are_named_and_leave_as_they_came(text, sentence):
    block = imported("<matrix_review/>")
    block.priorities = text
    block.save()

    again = imported(exported(block))
    host = hosts.an_author(authored={"priorities": again.priorities})

    assert again.priorities == text
    assert sentence in host.post("show_setup").text


def test_defaults_that_may_change_are_written_out():
    written = etree.fromstring(exported(imported("<matrix_review/>")))

    assert {"display_name", "framework_id", "mode", "notice_version"} <= set(written.attrib)
    assert dict(written.find("credit").attrib) == {
        name: str(points) for name, points in vars(CreditRule()).items()
    }
    assert len(written.findall("rounds/round")) == 3
    assert written.find("cpd").get("day_minutes") == "360"


def test_what_was_imported_once_is_written_the_same_ever_after():
    first = exported(imported("<matrix_review/>"))

    assert exported(imported(first)) == first


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


def test_a_framework_is_written_as_elements_that_people_can_read():
    host = hosts.lms()
    node = etree.Element("unknown")

    host.block().add_xml_to_node(node)

    [framework] = node.findall("framework")
    areas = framework.findall("area")
    assert [area.get("name") for area in areas] == [
        "Subject knowledge",
        "Leading others",
        "Networks",
    ]
    assert areas[0].find("level[@id='growing']").text == "I plan my subject with support."
    assert not framework.get("format")


def test_olx_of_the_first_version_is_read_for_ever():
    block = imported((FIXTURES / "olx-0.1.xml").read_bytes())

    assert block.display_name == "Mid-year review"
    assert block.rounds == [
        {"id": "spring", "title": "Spring review", "due": "2027-03-26T16:00:00+00:00"}
    ]
    assert block.credit == {"areas": 6}
    assert block.notice is None
    assert block.framework["areas"][0]["name"] == "Teaching"


def test_olx_of_this_version_is_read_for_ever():
    block = imported((FIXTURES / "olx-1.xml").read_bytes())
    framework = authored.read_framework(block.framework)

    assert [level.name for level in framework.levels] == ["New to this", "At home in this"]
    assert framework.areas[0].descriptors == {"new": "I watch.", "home": "I show others."}
    assert framework.archived.areas[0].id == "old"
    assert framework.prompts[1].show_if == {"moved": ("no",)}
    assert block.rounds[0]["closes"] == "2027-01-31T16:00:00+00:00"
    assert block.credit["areas"] == 5
    assert block.notice == "We keep this for a year."
    assert not block.olx_unread


@pytest.mark.parametrize(
    "attribute", ['weight="abc"', 'rounds="{"', 'framework="[1]"', 'credit="true"', 'due="!!x y"']
)
def test_an_attribute_that_does_not_fit_is_kept_and_written_back(attribute):
    name, _, value = attribute.partition("=")
    first = exported(imported(f"<matrix_review {attribute}/>"))

    if name != "due":  # no field of the workbench
        assert etree.fromstring(first).get(name) == value.strip('"')
    assert exported(imported(first)) == first


def test_what_is_not_understood_deeper_inside_is_named_and_the_rest_is_kept(caplog):
    xml = (
        '<matrix_review><framework id="x" colour="red"><level id="a" name="Anna"/>'
        '<area id="one" name="One"><mood>Secret words</mood></area></framework></matrix_review>'
    )

    block = imported(xml)

    assert block.olx_unread["left_out"] == ["framework/@colour", "framework/area[1]/mood[1]"]
    assert block.framework["areas"][0]["name"] == "One"
    assert "framework/@colour" in caplog.text
    assert "Secret" not in caplog.text


def test_comments_and_processing_instructions_do_not_disturb():
    block = imported(
        "<matrix_review><?go now?><!-- a --><notice>Be <!-- b -->kind<?go?>.</notice>"
        '<rounds><!-- c --><round id="a" title="A"/></rounds></matrix_review>'
    )

    assert block.notice == "Be kind."
    assert [each["id"] for each in block.rounds] == ["a"]


@pytest.mark.parametrize(
    ("document_type", "words"),
    [('<!DOCTYPE matrix_review [<!ENTITY x "Secret">]>', "&x;"), ("<!DOCTYPE a>", "Words")],
)
def test_a_document_type_is_refused(document_type, words):
    document = f"{document_type}<matrix_review><notice>{words}</notice></matrix_review>"
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)

    block = from_node(etree.fromstring(document, parser))

    assert block.notice == ""
    assert block.olx_unread == {"left_out": ["DOCTYPE"]}


@pytest.mark.parametrize(
    "inside",
    [
        "<notice>" + "x" * 10_000_000 + "</notice>",
        "<mood>" + "x" * 10_000_000 + "</mood>",
        "<round/>" * 100_000,
    ],
    ids=["a long notice", "a long stranger", "many strangers"],
)
def test_however_large_an_element_is_it_does_not_stop_an_import(inside):
    node = etree.fromstring(
        f"<matrix_review>{inside}</matrix_review>", etree.XMLParser(huge_tree=True)
    )

    block = from_node(node)

    elements = block.olx_unread.get("elements", [])
    assert sum(map(len, elements)) <= 64 * 1024


def test_of_many_strangers_the_first_are_kept_and_the_rest_is_counted():
    node = etree.fromstring(f"<matrix_review>{'<round/>' * 100_000}</matrix_review>")

    unread = from_node(node).olx_unread

    assert len(unread["elements"]) == 64 * 1024 // len("<round/>")
    assert unread["left_out"][:2] == ["round", "round"]
    assert unread["left_out"][-1] == f"… +{100_000 - len(unread['elements']) - 100}"


def test_attributes_of_others_are_kept_as_far_as_a_block_can_carry_them():
    node = etree.Element("matrix_review", {"colour": "blue", "mood": "x" * 70_000})

    unread = from_node(node).olx_unread

    assert unread == {"attributes": {"colour": "blue"}, "left_out": ["@mood"]}


def test_a_few_lines_that_stand_for_endlessly_many_are_not_read():
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    node = etree.Element("matrix_review", {"framework": "\n".join(lines)})

    block = from_node(node)

    assert block.framework == {}
    assert len(written(block)) < 10_000


@pytest.mark.parametrize("name", ["mood", "framework", "notice", "rounds"])
def test_however_deep_an_element_is_it_does_not_stop_an_import(name):
    node = deepest = etree.Element("matrix_review")
    for _ in range(10_000):
        deepest = etree.SubElement(deepest, name)

    block = from_node(node)

    assert block.olx_unread["left_out"] == [
        {"mood": "mood", "notice": "notice/notice"}.get(name, f"{name}/{name}[1]")
    ]


NAMES = [
    *("framework", "level", "area", "question", "rounds", "round", "credit", "cpd", "notice"),
    *("archived", "choice", "show_if", "answer", "was", "mood", "{urn:x}area"),
    *(f"{{{OPTION}}}{name}" for name in ("notice", "rounds", "record", "nonsense")),
]
ATTRIBUTES = [*AUTHORED, "id", "ordinal", "format", "none", "optional", "due", "record", "colour"]
TEXTS = st.sampled_from(["", " ", "{", "[]", '{"a": 1}', "json", "true", "7", "é\n<&>", "!!x"])


@st.composite
def trees(draw, depth=3):
    """Draw an element of ours or of somebody else's, with anything in it."""
    node = etree.Element(draw(st.sampled_from(NAMES)))
    for name in draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=3)):
        node.set(name, draw(TEXTS))
    node.text = draw(TEXTS)
    if depth:
        for child in draw(st.lists(trees(depth - 1), max_size=3)):
            node.append(child)
            child.tail = draw(TEXTS)
        if draw(st.booleans()):
            node.append(etree.Comment("a comment"))
            node.append(etree.ProcessingInstruction("go", "now"))
    return node


@settings(max_examples=200, deadline=None)
@given(st.lists(trees(), max_size=4), st.dictionaries(st.sampled_from(ATTRIBUTES), TEXTS))
def test_whatever_stands_in_an_element_it_is_read_and_comes_to_rest(children, attributes):
    node = etree.Element("matrix_review", attributes)
    node.extend(children)

    first = written(from_node(etree.fromstring(etree.tostring(node))))
    second = written(from_node(etree.fromstring(first)))

    assert second == first


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_bytes_stand_in_an_element_it_is_read(content):
    try:
        node = etree.fromstring(b"<matrix_review>" + content + b"</matrix_review>")
    except (etree.XMLSyntaxError, ValueError):
        return

    assert written(from_node(node))


@settings(deadline=None)
@given(strategies.frameworks.map(authored.write_framework))
def test_every_framework_survives_also_where_the_platform_lays_the_export_out_anew(framework):
    block = imported("<matrix_review/>")
    block.framework = framework
    first = written(block)
    pretty = etree.tostring(etree.fromstring(first), pretty_print=True)
    again = from_node(etree.fromstring(pretty, etree.XMLParser(remove_blank_text=True)))

    assert again.framework == framework
    assert written(again) == first


@pytest.mark.parametrize("framework_id", presets())
def test_no_framework_of_the_package_needs_json_in_its_olx(framework_id):
    block = imported("<matrix_review/>")
    block.framework = write_framework(preset(framework_id))

    assert b"json" not in written(block)


def from_node(node):
    """Parse an element as an import does."""
    keys = ScopeIds(None, "matrix_review", "def", "usage")
    runtime = hosts.unbound().block().runtime
    field_data = KvsFieldData(DictKeyValueStore())
    runtime._services["field-data"] = field_data
    return MatrixReviewXBlock.parse_xml(node, runtime, keys)


def written(block):
    node = etree.Element("unknown")
    block.add_xml_to_node(node)
    return etree.tostring(node)


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
