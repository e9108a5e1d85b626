"""The published profile: it keeps the rules of xAPI profiles, and statements keep its own."""

import json
import re
from pathlib import Path

import pytest

from matrix_xblock.plugin.analytics import vocabulary
from matrix_xblock.plugin.analytics.payloads import Payload, read_payload, read_whereabouts

ROOT = Path(__file__).parents[2]
PROFILE = json.loads((ROOT / "docs/reference/xapi-profile.jsonld").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs/reference/xapi.md").read_text(encoding="utf-8")
CONCEPTS = {each["id"]: each for each in PROFILE["concepts"]}
TEMPLATES = {each["verb"]: each for each in PROFILE["templates"]}
NAMES = list(vocabulary.VERBS)

# What the specification of xAPI profiles (1.0) asks of each kind of object, and lets it have.
EVERYWHERE = {"id", "type", "inScheme", "prefLabel", "definition"}
OF_VERBS = {"broadMatch", "relatedMatch"}
OF_EXTENSIONS = {"inlineSchema", "recommendedVerbs"}
OF_TEMPLATES = {"verb", "objectActivityType", "contextParentActivityType", "rules"}
PRESENCES = {"included", "excluded", "recommended"}
IRI = re.compile(r"https?://[^\s]+\Z")


def statement(name):
    golden = ROOT / "tests" / "analytics" / "golden" / f"{name}.json"
    return json.loads(golden.read_text(encoding="utf-8"))


def at(body, location):
    """Give what stands at a JSONPath, of the few forms that the profile uses."""
    here = [body]
    for key, quoted, number in re.findall(r"\.(\w+)|\['([^']+)'\]|\[(\d+|\*)\]", location):
        if number:
            part = slice(None) if number == "*" else slice(int(number), int(number) + 1)
            here = [e for each in here if isinstance(each, list) for e in each[part]]
        else:
            name = key or quoted
            here = [each[name] for each in here if isinstance(each, dict) and name in each]
    return here


def test_the_profile_says_whose_it_is_and_which_version():
    assert PROFILE["@context"] == "https://w3id.org/xapi/profiles/context"
    assert (PROFILE["type"], PROFILE["id"]) == ("Profile", vocabulary.BASE)
    assert PROFILE["conformsTo"] == "https://w3id.org/xapi/profiles#1.0"
    assert [each["id"] for each in PROFILE["versions"]] == [vocabulary.VERSION]
    assert PROFILE["author"]["type"] == "Organization"


@pytest.mark.parametrize("each", [*PROFILE["concepts"], *PROFILE["templates"]], ids=str)
def test_each_part_has_what_the_specification_asks_and_nothing_that_it_does_not_know(each):
    more = {
        "Verb": OF_VERBS,
        "ActivityType": set(),
        "ContextExtension": OF_EXTENSIONS,
        "ResultExtension": OF_EXTENSIONS,
        "StatementTemplate": OF_TEMPLATES,
    }[each["type"]]

    assert each.keys() >= EVERYWHERE
    assert not each.keys() - EVERYWHERE - more
    assert each["inScheme"] == vocabulary.VERSION
    assert each["prefLabel"]["en"]
    assert each["definition"]["en"].endswith(".")
    for other in (*each.get("broadMatch", ()), *each.get("relatedMatch", ())):
        assert IRI.match(other)
        assert not other.startswith(vocabulary.BASE)
    if "inlineSchema" in each:
        assert json.loads(each["inlineSchema"])["type"] in {"string", "integer"}
        assert set(each["recommendedVerbs"]) <= set(TEMPLATES)


def test_every_id_is_there_once_and_is_an_iri_of_the_profile():
    ids = [each["id"] for each in (*PROFILE["concepts"], *PROFILE["templates"])]

    assert len(set(ids)) == len(ids)
    assert all(IRI.match(each) and each.startswith(f"{vocabulary.BASE}/") for each in ids)


def test_the_profile_has_the_words_of_the_code_and_no_others():
    verbs = {vocabulary.verb(verb): display for verb, display in vocabulary.VERBS.values()}
    of_profile = {key: e["prefLabel"]["en"] for key, e in CONCEPTS.items() if e["type"] == "Verb"}

    assert of_profile == verbs
    assert TEMPLATES.keys() == verbs.keys()
    assert CONCEPTS[vocabulary.ACTIVITY_TYPE]["type"] == "ActivityType"


@pytest.mark.parametrize("name", NAMES)
def test_a_statement_keeps_the_rules_of_its_template(name):
    made = statement(name)
    template = TEMPLATES[made["verb"]["id"]]

    assert made["object"]["definition"]["type"] == template["objectActivityType"]
    for rule in template["rules"]:
        values = at(made, rule["location"])
        assert rule["presence"] in PRESENCES
        assert bool(values) is (rule["presence"] != "excluded"), rule["location"]
        assert "any" not in rule or set(values) & set(rule["any"]), rule["location"]


@pytest.mark.parametrize("name", NAMES)
def test_an_extension_of_a_statement_is_in_the_profile_as_what_it_is(name):
    made = statement(name)
    of_result = at(made, "$.result.extensions") or [{}]
    of_context = made["context"]["extensions"]

    for kind, extensions in (("ResultExtension", of_result[0]), ("ContextExtension", of_context)):
        for key, value in extensions.items():
            if key.startswith(vocabulary.BASE):
                concept = CONCEPTS[key]
                wanted = {"string": str, "integer": int}[
                    json.loads(concept["inlineSchema"])["type"]
                ]
                assert concept["type"] == kind
                assert type(value) is wanted
                assert made["verb"]["id"] in concept["recommendedVerbs"]


@pytest.mark.parametrize("each", [*CONCEPTS, vocabulary.VERSION])
def test_the_page_names_every_concept(each):
    assert f"`{each.removeprefix(vocabulary.BASE)}`" in PAGE


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("started", None),
        ("started", {"schema": 2, "round": "baseline"}),
        ("started", {"schema": 1, "round": "Words of somebody"}),
        ("started", {"schema": 1}),
    ],
)
def test_a_payload_of_another_kind_is_none_of_ours(event, body):
    assert read_payload(event, body) is None


def test_of_a_payload_only_what_has_a_name_and_its_kind_is_read():
    body = {
        "schema": 1,
        "round": "baseline",
        "kind": "returned",
        "comments": True,
        "waited_hours": 49,
        "at": "2026-11-26T20:15:30+00:00",
        "minutes": 5,
        "level": "growing",
    }

    assert read_payload("responded", body) == Payload(
        "baseline", {"kind": "returned", "waited_hours": 49}
    )
    assert read_payload("cpd_logged", {"schema": 1, "minutes": 5, "round": "baseline"}) == Payload(
        minutes=5
    )


@pytest.mark.parametrize("at", ["2026-11-26T20:15:30", "soon", 5])
def test_a_time_without_a_zone_is_no_time(at):
    payload = read_payload("signed_off", {"schema": 1, "round": "baseline", "at": at})

    assert payload.at == ""


@pytest.mark.parametrize(
    "change",
    [
        {"module": None},
        {"module": {"usage_key": "block-v1:T+N+2+type@html+block@one"}},
        {"module": {"usage_key": "one"}},
        {"course_id": "N"},
        {"user_id": "7"},
    ],
)
def test_an_event_of_nowhere_or_of_another_block_is_none_of_ours(change):
    usage = "block-v1:T+N+2+type@matrix_review+block@one"
    context = {"user_id": 7, "course_id": "course-v1:T+N+2", "module": {"usage_key": usage}}

    assert read_whereabouts(context).block == usage
    assert read_whereabouts({**context, **change}) is None
    assert read_whereabouts("nothing") is None


def test_minutes_that_are_no_length_of_time_are_left_out():
    assert read_payload("cpd_logged", {"schema": 1, "minutes": 10**30}) == Payload()
