"""Content that no form has sent: the checks of the forms hold for every other way in as well."""

import json
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from workbench.runtime import WorkbenchRuntime

import hosts
from builders import a_complete_review, a_form, a_record
from matrix_xblock.author import editor
from matrix_xblock.domain.errors import MatrixError
from matrix_xblock.host.author_host import BlockAuthor

HALF = "\\ud800"
DEEP = "[" * 3000 + "]" * 3000
FRAMEWORK = json.dumps(hosts.small_framework())
WITH_HALF = FRAMEWORK.replace("Talent development", HALF)
HIDDEN = hosts.small_framework(title="Talent\x00 development")


def imported(xml):
    runtime = WorkbenchRuntime()
    runtime.id_generator.set_scenario("bad-content")
    return runtime.get_block(runtime.parse_xml_string(xml))


def exported(block):
    xml = BytesIO()
    block.runtime.export_to_xml(block, xml)
    return xml.getvalue()


def in_json(name, text):
    element = etree.Element("matrix_review")
    etree.SubElement(element, name, {"format": "json"}).text = text
    return etree.tostring(element).decode()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("framework", WITH_HALF),
        ("framework", FRAMEWORK.replace('"talent"', f'"{HALF}"')),
        ("framework", f'{{"{HALF}": 1}}'),
        ("framework", f'{{"areas": {DEEP}}}'),
        ("framework", '{"id": NaN}'),
        ("rounds", f'[{{"id": "baseline", "title": "{HALF}"}}]'),
        ("rounds", DEEP),
        ("rounds", "[" + "9" * 5000 + "]"),
        ("notice", f'"{HALF}"'),
        ("credit", '{"areas": Infinity}'),
    ],
    ids=lambda value: value[:12],
)
@pytest.mark.parametrize("way", ["element", "attribute"])
def test_what_no_page_can_hold_does_not_come_in_with_a_course(way, name, text):
    if way == "attribute":
        element = etree.Element("matrix_review", {name: text})
        block = imported(etree.tostring(element).decode())
    else:
        block = imported(in_json(name, text))

    json.dumps(block.student_view_data(), ensure_ascii=False).encode()
    assert exported(block)
    repr([getattr(block, each) for each in hosts.authored_fields()]).encode()


@pytest.mark.parametrize(
    "authored",
    [
        {"framework": HIDDEN},
        {"framework": {**hosts.small_framework(), "version": "1\x1b"}},
        {"rounds": [{**hosts.ONE_ROUND[0], "title": "Base\x07line"}]},
    ],
    ids=["title", "version", "round"],
)
def test_a_hidden_character_in_content_is_a_problem_of_the_author_and_reaches_no_record(authored):
    host = hosts.lms(authored=authored).keep(a_record(a_complete_review()))
    author = hosts.an_author(authored=authored)

    assert host.post("sign_off", round="baseline", revision="1").status_code == 503
    assert hosts.ledger_rows() == []
    messages = [each.text for each in author.block().validate().messages]
    assert any("hidden control character" in each for each in messages)


def test_a_hidden_character_in_the_title_does_not_go_into_a_file():
    host = hosts.lms(authored={"display_name": "A\x00 review\x85"})

    body = host.get("download_record", format="json").json

    assert body["made_in_title"] == "A review"


@pytest.mark.parametrize("weight", ["inf", "-inf", "nan", "1e400", ".inf"])
def test_a_weight_that_no_gradebook_holds_does_not_come_in(weight):
    assert imported(f'<matrix_review weight="{weight}"/>').weight is None


@pytest.mark.parametrize("weight", [-1, 1e9, float("inf"), "heavy"])
def test_an_author_is_told_of_a_weight_that_no_form_would_take(weight):
    messages = hosts.an_author(authored={"weight": weight}).block().validate().messages

    assert [each.text.partition(":")[0] for each in messages] == ["Points in the gradebook"]


KEPT, HIDDEN_WORDS = "framework.kept", "framework.areas[0].hidden"
FORMS = [
    {"do": "add:areas", KEPT: f'{{"id": "{HALF}"}}'},
    {"do": "add:areas", KEPT: '{"archived": "x"}'},
    {"do": "add:areas", KEPT: '{"archived": {"areas": [1]}}'},
    {"do": "restore:areas:x", KEPT: '{"archived": {"areas": [[]]}}'},
    {"do": "save", KEPT: DEEP},
    {"do": "save", HIDDEN_WORDS: f'{{"growing": "{HALF}"}}'},
    {"do": "save", HIDDEN_WORDS: '{"growing": 7}'},
    {"do": "up:areas:²", "framework.areas[0].name": "x"},
    {"do": "row:" + "9" * 5000},
    {"do": "row:²"},
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: " ".join(form.values())[:40])
def test_what_travels_unseen_with_the_form_is_checked_like_the_rest(form):
    host = hosts.an_author(authored={"framework": hosts.small_framework()})
    before = json.dumps(host.authored, default=str)

    answer = host.post("edit_setup", **form)

    assert answer.status_code in {200, 422}
    assert json.dumps(host.authored, default=str) == before


names = st.sampled_from(
    [
        "framework.kept",
        "framework.title",
        "framework.areas[0].name",
        "framework.areas[0].hidden",
        "framework.areas[1].was[]",
        "framework.levels[0].id",
        "framework.levels[1].id",
        "framework.prompts[0].choices[0].id",
        "framework.prompts[0].show_if.one[]",
        "framework.opportunities[0].id",
        "framework.archived",
        "framework",
        "rounds[0].id",
        "rounds[0].opens",
        "rounds_archived[0].title",
        "credit.areas",
        "cpd.day_minutes",
        "weight",
        "table",
        "seen",
    ]
)
carried = st.sampled_from(
    ["", "x", "²", "[]", "{}", "null", '{"archived": 1}', '{"archived": {"areas": [{}]}}', DEEP]
)
typed = carried | st.text(max_size=8) | st.sampled_from(["0001-01-01T00:00", "9999-12-31T23:59"])
verbs = ["save", "add", "up", "down", "archive", "restore", "remove", "cells", "row", "preset"]
kinds = ["areas", "levels", "prompts", "opportunities", "choices", "rounds", "nothing"]
places = ["0", "1", "7", "-1", "²", "x", ""]
steps = st.builds(
    ":".join,
    st.tuples(st.sampled_from(verbs), st.sampled_from(kinds), st.sampled_from(places)),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(names, typed, max_size=8), steps | st.sampled_from(["save", "confirm"]))
def test_whatever_is_in_the_form_of_the_editor_it_is_answered(form, do):
    host = BlockAuthor(hosts.an_author(authored={"framework": hosts.small_framework()}).block())
    try:
        editor.edit(host, a_form(**form, do=do))
    except MatrixError:
        return
