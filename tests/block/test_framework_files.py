"""A framework as a JSON file goes through the editor and comes back with everything in it."""

import json
import re
from dataclasses import replace
from datetime import date

from builders import a_framework, a_prompt, an_area
from editors import an_editor, bring, preview
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.codec.framework.framework_json import write_file
from matrix_xblock.domain.framework.framework import (
    Archive,
    Choice,
    Level,
    PromptKind,
    Visibility,
)

YES_OR_NO = (Choice("yes", "Yes"), Choice("no", "No"))
OF_EVERYTHING = a_framework(
    id="ours",
    title='Ein "Rahmen", größer',
    version="7",
    code="ONE",
    source="Our trust",
    licence="CC BY 4.0",
    confidence="high",
    note="=not a formula",
    language="cy",
    not_applicable="Not for me",
    valid_from=date(2026, 9, 1),
    valid_to=date(2028, 8, 31),
    maps_from=("older@3",),
    levels=tuple(Level(f"l{n}", n, f"Level {n}", f"Means {n}.") for n in range(1, 9)),
    areas=(
        an_area(
            id="one",
            description="Line one.\nLine two.",
            prompts=("What has changed?", "Why?"),
            descriptors={"l1": "«First»", "l8": "أخير"},
            optional=True,
            was=("gone", "older"),
        ),
        an_area(id="two", name="Two"),
    ),
    prompts=(
        a_prompt(id="moved", text="Moved?", kind=PromptKind.CHOICE, choices=YES_OR_NO),
        a_prompt(
            id="stay",
            text="Stay?",
            kind=PromptKind.MULTI_CHOICE,
            choices=YES_OR_NO,
            show_if={"moved": ("no",)},
            optional=True,
        ),
        a_prompt(id="step", text="What next?", kind=PromptKind.STEP, names_next_step=True),
        a_prompt(
            id="study",
            text="How often?",
            kind=PromptKind.CHOICE,
            choices=YES_OR_NO,
            for_research=True,
        ),
    ),
    opportunities=(Choice("visit", "A visit"), Choice("own-kind", "Our kind")),
    archived=Archive(
        areas=(an_area(id="gone", name="Gone"),),
        prompts=(a_prompt(id="past", text="Past?"),),
        opportunities=(Choice("past-kind", "Past"),),
    ),
)


def there_and_back(framework):
    """Import a file, save, and download the framework again."""
    editor = bring(an_editor(), write_file(framework))
    assert editor.problems == []
    editor.press("save")
    return json.loads(editor.host.get("export_setup", format="json").text)["framework"]


def test_a_framework_with_everything_in_it_comes_back_as_it_was():
    assert there_and_back(OF_EVERYTHING) == write_framework(OF_EVERYTHING)


def test_a_framework_whose_questions_are_counted_comes_back_as_it_was():
    [choice] = [
        replace(each, visibility=Visibility.PRIVATE, counted_with_consent=True)
        for each in OF_EVERYTHING.prompts[:1]
    ]
    framework = replace(OF_EVERYTHING, prompts=(choice,))

    assert there_and_back(framework) == write_framework(framework)


def test_every_key_that_nobody_reads_is_named_at_its_place_and_nothing_changes():
    body = json.loads(write_file(OF_EVERYTHING))
    body["framework"]["gift"] = 1
    body["framework"]["levels"][0]["colour"] = "red"
    body["framework"]["areas"][0]["descripton"] = "x"
    body["framework"]["archived"]["areas"][0]["more"] = "x"
    editor = an_editor()
    before = editor.host.get("export_setup", format="json").text

    answer = preview(editor, json.dumps(body).encode(), confirm="yes")

    assert answer.status_code == 422
    answer = preview(editor, json.dumps(body).encode())
    words = re.sub(r"\s+", " ", answer.text)
    for each in (
        "“gift”",
        "Level 1: We do not know “colour”",
        "did you mean “description”",
        "more",
    ):
        assert each.lower() in words.lower()
    assert editor.host.get("export_setup", format="json").text == before
