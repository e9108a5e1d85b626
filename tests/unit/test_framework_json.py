import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import strategies
from builders import a_framework
from matrix_xblock.codec.framework.authored import read_framework, write_framework
from matrix_xblock.codec.framework.framework_json import read_file, write_file
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework import framework as rules
from matrix_xblock.domain.framework.framework import Choice, PromptKind, Visibility
from matrix_xblock.host.framework_catalogue import preset, presets

PACKAGE = Path(rules.__file__).resolve().parents[2]
SCHEMA = json.loads((PACKAGE / "schema" / "framework-1.json").read_text())
BODY = write_framework(a_framework())


def a_file(**changes):
    return {**json.loads(write_file(a_framework())), **changes}


def problems(content):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(Invalid) as refused:
        read_file(content)
    return [(problem.field, problem.code) for problem in refused.value.problems]


@pytest.mark.parametrize("framework_id", presets())
def test_every_framework_of_the_package_comes_back_and_fits_the_schema(framework_id):
    framework = preset(framework_id)
    text = write_file(framework)

    assert read_file(text.encode()) == framework
    Draft202012Validator(SCHEMA).validate(json.loads(text))


def test_a_bare_framework_is_read_as_well():
    assert read_file(json.dumps(BODY).encode("utf-16")) == a_framework()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", ("file", "json_broken")),
        (b'{"id": }', ("file", "json_broken")),
        (b"\xff\x00\x01", ("file", "file_not_text")),
        (b"[" * 100_000, ("file", "json_not_readable")),
        (b'{"id": NaN}', ("file", "json_not_readable")),
        (b'{"id": "a", "id": "b"}', ("file", "json_key_twice")),
        (b" " * 3_000_001, ("file", "file_too_large")),
        (b"7", ("(top)", "not_an_object")),
        (a_file(version=2), ("version", "newer_schema")),
        (a_file(version=True), ("version", "not_a_framework_file")),
        (a_file(format="other"), ("format", "not_a_framework_file")),
        (a_file(colour="red"), ("colour", "unknown_key")),
        ({**BODY, "areaz": []}, ("areaz", "unknown_key_like")),
        ({**BODY, "areas": []}, ("areas", "too_few")),
        ({**BODY, "areas": [{"id": "a", "name": "A"}] * 2}, ("areas", "duplicate_id")),
        ({**BODY, "levels": BODY["levels"][::-1]}, ("levels", "out_of_order")),
        (
            {**BODY, "areas": [{"id": "a", "name": "A", "descripton": ""}]},
            ("areas[0].descripton", "unknown_key_like"),
        ),
        (
            {**BODY, "areas": [{"id": "a", "name": "A", "description": "<script>x</script>"}]},
            ("areas[0].description", "markup"),
        ),
        (
            {**BODY, "areas": [{"id": "a", "name": "A\u0007"}]},
            ("areas[0].name", "hidden_character"),
        ),
        (
            {
                **BODY,
                "areas": [{"id": "a", "name": "A", "descriptors": {"growing": "x" * 100_000}}],
            },
            ("areas[0].descriptors.growing", "too_long"),
        ),
        (
            {**BODY, "areas": [{"id": f"a{n}", "name": "A"} for n in range(200)]},
            ("areas", "too_many"),
        ),
    ],
)
def test_what_is_no_framework_is_refused_at_its_place(content, problem):
    assert problem in problems(content)


def test_broken_json_is_refused_with_line_and_column():
    with pytest.raises(Invalid) as refused:
        read_file(b'{\n "id": x}')

    assert refused.value.problems[0].values == {"line": 2, "column": 8}


@given(st.binary(max_size=200) | strategies.documents.map(lambda d: json.dumps(d).encode()))
def test_whatever_is_in_a_file_it_is_read_or_refused(content):
    try:
        read_file(content)
    except Invalid:
        return


@given(strategies.broken(BODY))
def test_what_the_schema_refuses_is_refused(body):
    if Draft202012Validator(SCHEMA["$defs"]["framework"] | {"$defs": SCHEMA["$defs"]}).is_valid(
        body
    ):
        return

    with pytest.raises(Invalid):
        read_file(json.dumps(body).encode())


def test_the_schema_says_what_the_rules_say():
    parts = SCHEMA["$defs"]

    assert set(parts["framework"]["properties"]) == {*BODY, "valid_from", "valid_to"}
    assert set(parts["area"]["properties"]) == set(BODY["areas"][0])
    assert set(parts["level"]["properties"]) == set(BODY["levels"][0])
    assert set(parts["prompt"]["properties"]) == set(BODY["prompts"][0])
    assert parts["prompt"]["properties"]["kind"]["enum"] == [each.value for each in PromptKind]
    assert parts["prompt"]["properties"]["visibility"]["enum"] == [
        each.value for each in Visibility
    ]
    assert set(parts["opportunity"]["properties"]) == set(vars(Choice("", "")))
    assert parts["framework"]["properties"]["opportunities"]["maxItems"] == rules.MOST_KINDS
    assert parts["framework"]["properties"]["areas"]["maxItems"] == rules.MOST_AREAS
    assert parts["framework"]["properties"]["levels"]["maxItems"] == rules.MOST_LEVELS
    assert parts["framework"]["properties"]["prompts"]["maxItems"] == rules.MOST_PROMPTS
    assert (
        parts["level"]["properties"]["descriptor"]["maxLength"] == rules.TEXT_LIMITS["descriptor"]
    )


def test_a_framework_of_the_package_needs_no_wrapping():
    assert read_framework(BODY) == a_framework()


def problem_of(body):
    with pytest.raises(Invalid) as refused:
        read_file(json.dumps(body).encode())
    [problem] = refused.value.problems
    return problem


def test_a_key_that_is_misspelt_is_named_with_the_one_that_it_may_be_meant_for():
    areas = [{"id": "a", "nmae": "A", "name": "A"}]

    assert problem_of({**BODY, "areas": areas}).values == {"key": "nmae", "like": "name"}
    assert problem_of({**BODY, "colour": "red"}).values == {"key": "colour"}


@pytest.mark.parametrize(("typed", "shown"), [("Twilight", "Twilight"), (7, "7")])
def test_a_type_that_is_not_known_is_named_with_those_that_are(typed, shown):
    prompts = [{"id": "a", "text": "Why?"}, {"id": "b", "text": "How?", "kind": typed}]

    problem = problem_of({**BODY, "prompts": prompts})

    assert (problem.field, problem.code) == ("prompts[1].kind", "unknown_choice_in_file")
    assert problem.values == {"typed": shown, "known": "choice, multi-choice, text, step"}
