import json
import re
from datetime import date
from pathlib import Path

import pytest

from matrix_xblock.codec.framework.authored import read_framework, write_framework
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, PromptKind
from matrix_xblock.host.framework_catalogue import preset, presets

FOLDER = Path(__file__).resolve().parents[2] / "matrix_xblock" / "frameworks"
FILES = sorted(FOLDER.glob("*.json"))


def body(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def framework(path):
    return read_framework(body(path))


def test_there_are_presets():
    assert len(FILES) >= 14


def test_a_preset_keeps_the_rules(path):
    read_framework(body(path))


def test_nothing_of_a_preset_is_left_out_in_reading(path):
    written = write_framework(read_framework(body(path)))

    for name, value in body(path).items():
        if isinstance(value, str):
            assert written[name] == value
        else:
            assert [
                {key: entry[key] for key in shown}
                for entry, shown in zip(written[name], value, strict=True)
            ] == value


def test_a_preset_is_named_as_its_file(framework, path):
    assert framework.id == path.stem


def test_no_preset_is_a_draft(framework):
    assert framework.confidence in {"high", "good"}


def test_a_preset_names_its_source_and_licence(framework):
    assert framework.source
    assert framework.licence


def test_each_cell_of_a_preset_has_words(framework):
    assert all(
        framework.descriptor(area, level) for area in framework.areas for level in framework.levels
    )


def test_the_private_prompt_of_a_preset_is_optional_and_last(framework):
    prompts = framework.prompts

    assert [prompt.id for prompt in prompts if prompt.is_private] == ["stay-and-thrive"]
    assert prompts[-1].is_private
    assert prompts[-1].optional


def test_a_preset_asks_for_a_next_step(framework):
    asked = [prompt for prompt in framework.shared_prompts if prompt.names_next_step]

    assert [prompt.kind for prompt in asked] == [PromptKind.TEXT]


def test_a_preset_asks_what_should_happen_next_who_will_do_it_and_by_when(framework):
    asked = [prompt for prompt in framework.shared_prompts if prompt.kind is PromptKind.STEP]

    assert [prompt.text for prompt in asked] == ["What should happen next?"]


def test_what_something_else_is_has_a_box_in_every_question_of_a_preset_that_offers_it(framework):
    boxes = [prompt.id for prompt in framework.asked if prompt.is_in_words]

    assert boxes == ["why-not--something-else", "stay-and-thrive--something-else"]


def test_what_got_in_the_way_is_asked_only_where_somebody_did_not_move(framework):
    [asked] = [prompt for prompt in framework.prompts if prompt.show_if]

    assert dict(asked.show_if) == {"moved-forward": ("not-yet",)}


def test_a_preset_asks_whether_somebody_moved_on_in_the_same_words(framework):
    moved, in_the_way, *_, stay = framework.prompts

    assert moved.text == "Have you moved on in your career or practice in the last year?"
    assert [each.text for each in moved.choices][:3] == ["Yes", "Partly", "Not yet"]
    assert in_the_way.text == "What got in the way?"
    assert {"Wellbeing support", "Help with behaviour"} < {each.text for each in stay.choices}


def test_numbers_of_a_preset_are_digits(path):
    counts = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"

    assert re.findall(rf"\b(?:{counts})\b", path.read_text()) == []


def test_not_applicable_is_no_level(framework):
    assert NOT_APPLICABLE not in {level.id for level in framework.levels}
    assert framework.not_applicable


def test_npq_senior_leadership_has_its_ten_areas_in_the_published_order():
    framework = preset("npq-senior-leadership-v1")

    assert [area.name for area in framework.areas] == [
        "School Culture",
        "Teaching",
        "Curriculum and Assessment",
        "Behaviour",
        "Additional and Special Educational Needs and Disabilities",
        "Professional Development",
        "Organisational Management",
        "Implementation",
        "Working in Partnership",
        "Governance and Accountability",
    ]


def test_npq_leading_primary_mathematics_has_the_parts_of_the_course_in_their_order():
    framework = preset("npq-leading-primary-mathematics-v1")

    assert [area.name for area in framework.areas] == [
        "Culture and Expectations",
        "How Pupils Learn Maths",
        "Curriculum",
        "Classroom Practice",
        "Adaptive Teaching",
        "Assessment",
        "Professional Development",
        "Implementation",
    ]


def test_what_is_known_of_npq_leading_primary_mathematics_from_a_provider_is_said():
    framework = preset("npq-leading-primary-mathematics-v1")

    assert framework.confidence == "good"
    assert "not yet compared" in framework.note


@pytest.mark.parametrize(
    ("framework_id", "since"),
    [
        ("npq-leading-teaching-v1", date(2021, 9, 1)),
        ("npq-early-years-leadership-v1", date(2022, 9, 1)),
        ("npq-leading-primary-mathematics-v1", date(2023, 10, 1)),
        ("npq-senco-v1", date(2024, 9, 1)),
    ],
)
def test_an_npq_is_in_use_since_it_could_be_begun(framework_id, since):
    assert preset(framework_id).valid_from == since


def test_talent_development_has_eight_areas_and_four_levels_with_words_in_each_cell():
    framework = preset("talent-development-v1")
    cells = [
        area.descriptors.get(level.id, "") for area in framework.areas for level in framework.levels
    ]

    assert (len(framework.areas), len(framework.levels)) == (8, 4)
    assert len(set(cells)) == 32


def test_talent_development_asks_two_questions_in_each_area():
    assert {len(area.prompts) for area in preset("talent-development-v1").areas} == {2}


def test_presets_are_found_by_id():
    assert presets() == tuple(path.stem for path in FILES)


@pytest.mark.parametrize("name", ["", "unknown", "../setup", "talent-development-v1.json"])
def test_an_unknown_preset_is_refused(name):
    with pytest.raises(Invalid) as refused:
        preset(name)

    assert [problem.code for problem in refused.value.problems] == ["unknown_framework"]
