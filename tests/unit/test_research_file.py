"""The research file holds those who agreed, under a code, and nothing that anybody typed."""

import csv
import hashlib
import hmac
import io
import json
import zipfile
from dataclasses import is_dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

import pytest

from builders import (
    NOW,
    a_framework,
    a_prompt,
    a_signed_off_review,
    an_area_review,
    answers,
    days,
    every_area,
)
from matrix_xblock.codec.record.trail import write_consent
from matrix_xblock.codec.review.ledger import write_return, write_snapshot, write_summary
from matrix_xblock.domain.cpd.cpd import AreaRef, Certificate, CpdEntry, CpdStatus, CpdType, Impact
from matrix_xblock.domain.cpd.cpd import Mode as CpdMode
from matrix_xblock.domain.figures.site_rules import Study
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Framework
from matrix_xblock.domain.plans.next_step import NextStep, Owner, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.record.trail import RESEARCH_TEXT, Consent
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.feedback import Return
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.report.research import TABLES, pseudonym, write_zip

STUDY = Study("study-one", "k" * 32, "A study")
TODAY = date(2026, 11, 24)
SECRET = "SECRET"
DATA = ("reviews.csv", "cpd.csv", "plans.csv")


def consent(given=True, text=RESEARCH_TEXT, at=NOW, who="a1"):
    return Entry(Kind.CONSENT, who, write_consent(Consent(given, text, at)), at)


def signed_off(review=None, framework=None, attached=None, who="a1"):
    review = review or a_signed_off_review()
    summary = write_summary(review, possible=10, attached=attached)
    snapshot = write_snapshot(review, framework or a_framework(), attached)
    kinds = [Kind.SUMMARY, *(Kind.SNAPSHOT for _ in snapshot)]
    bodies = json.loads(json.dumps([summary, *snapshot]))
    return tuple(Entry(kind, who, body, NOW) for kind, body in zip(kinds, bodies, strict=True))


def a_person(who="a1", **parts):
    return (consent(who=who), *signed_off(who=who, **parts))


def content_of(*people, study=STUDY, today=TODAY):
    target = io.BytesIO()
    write_zip(target, iter(people), study, today=today, version="0.1.0")
    return target.getvalue()


def files_of(*people, **changes):
    with zipfile.ZipFile(io.BytesIO(content_of(*people, **changes))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(name, *people, **changes):
    text = files_of(*people, **changes)[name].decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def codes(*people, **changes):
    return {row["pseudonym"] for row in rows_of("reviews.csv", *people, **changes)}


def everything_attached():
    """Give one of each kind with the secret in every text, and a code in every choice."""
    entry = CpdEntry(
        id=SECRET,
        title=SECRET,
        type=CpdType.VISIT,
        start=date(2026, 2, 17),
        end=date(2026, 2, 19),
        minutes=90,
        interactive_minutes=45,
        provider=SECRET,
        host_setting=SECRET,
        mode=CpdMode.IN_PERSON,
        status=CpdStatus.DONE,
        areas=(AreaRef(SECRET, SECRET, SECRET),) * 2,
        learned=SECRET,
        applied=SECRET,
        impact=Impact.USE,
        impact_note=SECRET,
        review_on=date(2026, 6, 17),
        evidence=SECRET,
        next_step=SECRET,
        opportunity=SECRET,
        certificate=Certificate.RECEIVED,
        source=SECRET,
        made_in=SECRET,
        made_in_title=SECRET,
        created=NOW,
        updated=NOW,
        revision=3,
    )
    step = NextStep(
        id=SECRET,
        text=SECRET,
        area_id=SECRET,
        due=date(2026, 7, 17),
        owner=Owner.BOTH,
        status=StepStatus.DROPPED,
        outcome=SECRET,
        priority=SECRET,
        history=(
            StepChange(StepStatus.PLANNED, NOW, SECRET),
            StepChange(StepStatus.DROPPED, days(3), SECRET),
        ),
        created=NOW,
        updated=days(3),
        revision=2,
    )
    opportunity = Opportunity(
        id=SECRET,
        type=OpportunityType.SHADOWING,
        detail=SECRET,
        host_setting=SECRET,
        area_ids=(SECRET,),
        post=SECRET,
        status=OpportunityStatus.NOT_POSSIBLE,
        history=(
            OpportunityChange(OpportunityStatus.WANTED, NOW, note=SECRET, by=SECRET),
            OpportunityChange(OpportunityStatus.OFFERED, days(9), note=SECRET, by=SECRET),
            OpportunityChange(
                OpportunityStatus.NOT_POSSIBLE, days(12), Reason.COVER, SECRET, SECRET
            ),
        ),
        created=NOW,
        updated=days(12),
        revision=3,
    )
    return Attached((entry,), (step,), (opportunity,))


def everything_typed():
    """Give the rows of somebody who typed the secret wherever one can type."""
    framework = a_framework(prompts=(a_prompt(), a_prompt(id="more", optional=True)))
    review = a_signed_off_review(
        areas=every_area(framework, reflection=SECRET, evidence=SECRET),
        answers=answers(next_step=[SECRET], more=[SECRET]),
        notice=SECRET,
    )
    returned = Return("baseline", 1, SECRET, days(1), {"subject": SECRET})
    response = Entry(Kind.RESPONSE, "a1", write_return(returned), days(1))
    return (*a_person(review=review, framework=framework, attached=everything_attached()), response)


def typed_in(value):
    """Give every text inside a value, however deep, that is not one of a fixed list."""
    if isinstance(value, str):
        return [] if isinstance(value, StrEnum) else [value]
    inner = vars(value).values() if is_dataclass(value) else value
    is_holder = is_dataclass(value) or isinstance(value, tuple)
    return [text for each in inner for text in typed_in(each)] if is_holder else []


def test_nothing_that_anybody_typed_is_in_any_file():
    files = files_of(everything_typed())

    assert {name for name, content in files.items() if SECRET.encode() in content} == set()
    assert [len(rows_of(name, everything_typed())) for name in DATA] == [3, 1, 2]


def test_the_secret_stands_in_every_text_of_what_is_attached():
    assert set(typed_in(everything_attached())) == {SECRET}


def test_no_exact_day_of_a_person_is_in_any_file():
    files = files_of(everything_typed())
    exact = {f"2026-{month:02}-" for month in range(1, 13)} - {"2026-11-"}

    days = {
        (name, day) for name, content in files.items() for day in exact if day.encode() in content
    }

    assert days == set()


def test_neither_the_id_nor_the_key_of_the_study_is_in_any_file():
    files = files_of((*a_person("participant-1"),))
    telling = (b"participant-1", STUDY.key.encode())

    assert {name for name, content in files.items() for text in telling if text in content} == set()


def test_a_level_is_a_code_with_its_place_and_the_words_are_in_the_codebook():
    area = an_area_review(target_level_id="established", then_level_id="starting")
    review = a_signed_off_review(areas={"subject": area, "networks": an_area_review(level_id="")})

    first, second, third = rows_of("reviews.csv", a_person(review=review))
    codebook = json.loads(files_of(a_person(review=review))["codebook.json"])

    assert first == {
        "pseudonym": pseudonym(STUDY, "a1"),
        "round": "baseline",
        "revision": "1",
        "month": "2026-03",
        "framework": "talent@1",
        "area": "subject",
        "level": "growing",
        "level_ordinal": "2",
        "target_level": "established",
        "then_level": "starting",
    }
    assert [(row["area"], row["level"]) for row in (second, third)] == [
        ("leadership", ""),
        ("networks", ""),
    ]
    assert {"id": "growing", "ordinal": 2, "name": "Growing"} in codebook["talent@1"]["levels"]
    assert {"id": "subject", "name": "Subject knowledge"} in codebook["talent@1"]["areas"]


def test_not_part_of_the_role_is_outside_the_order_of_levels():
    review = a_signed_off_review(areas=every_area(level_id=NOT_APPLICABLE))

    rows = rows_of("reviews.csv", a_person(review=review))

    assert {(row["level"], row["level_ordinal"]) for row in rows} == {(NOT_APPLICABLE, "")}


def test_an_entry_of_the_cpd_log_gives_codes_counts_and_a_month():
    [row] = rows_of("cpd.csv", everything_typed())

    assert row == {
        "pseudonym": pseudonym(STUDY, "a1"),
        "round": "baseline",
        "type": "visit",
        "status": "done",
        "mode": "in-person",
        "minutes": "90",
        "month": "2026-02",
        "areas": "2",
        "impact": "use",
    }


def test_plans_give_codes_reasons_days_and_a_month():
    opportunity, step = rows_of("plans.csv", everything_typed())
    head = {"pseudonym": pseudonym(STUDY, "a1"), "round": "baseline", "month": "2026-03"}

    assert opportunity == {
        **head,
        "kind": "opportunity",
        "type": "shadowing",
        "status": "not-possible",
        "reason": "cover",
        "days_until_offered": "9",
    }
    assert step == {
        **head,
        "kind": "next-step",
        "type": "",
        "status": "dropped",
        "reason": "",
        "days_until_offered": "",
    }


@pytest.mark.parametrize(
    "consents",
    [
        pytest.param((), id="was never asked"),
        pytest.param((consent(given=False),), id="said no"),
        pytest.param((consent(), consent(given=False)), id="has withdrawn"),
        pytest.param((consent(text="0"),), id="agreed to an older text"),
        pytest.param((consent(), consent(text="0")), id="agreed to an older text since"),
        pytest.param(
            (replace(consent(), body={"version": 1, "given": "yes", "text": RESEARCH_TEXT}),),
            id="said something that cannot be read",
        ),
        pytest.param(
            (consent(), replace(consent(), body={"version": 1})), id="was last said unreadably"
        ),
    ],
)
def test_who_does_not_agree_today_is_in_no_file(consents):
    files = files_of((*consents, *signed_off(attached=everything_attached())))

    assert [files[name].count(b"\r\n") for name in DATA] == [1, 1, 1]
    assert json.loads(files["codebook.json"]) == {}
    assert json.loads(files["manifest.json"])["people"] == 0


def test_who_agrees_again_is_in_the_file():
    person = (consent(given=False), consent(), *signed_off())

    assert codes(person) == {pseudonym(STUDY, "a1")}


def test_only_the_latest_revision_of_a_round_is_in_the_file():
    again = a_signed_off_review(revision=2, areas=every_area(level_id="established"))
    person = (consent(), *signed_off(), *signed_off(again))

    rows = rows_of("reviews.csv", person)

    assert {(row["revision"], row["level"]) for row in rows} == {("2", "established")}


def test_a_round_that_cannot_be_read_is_left_out_and_hides_no_other():
    newer = tuple(
        replace(each, body={**each.body, "version": 99}) if each.kind is Kind.SNAPSHOT else each
        for each in signed_off()
    )
    person = (consent(), *newer, *signed_off(a_signed_off_review(round_id="final")))

    assert {row["round"] for row in rows_of("reviews.csv", person)} == {"final"}


def test_a_pseudonym_is_a_keyed_hash_of_the_study_and_the_person():
    digest = hmac.new(b"k" * 32, b"study-one\0a1", hashlib.sha256).hexdigest()

    assert codes(a_person()) == {digest[:32]}


def test_a_person_has_one_pseudonym_in_every_file_and_every_round():
    went = everything_attached()
    final = signed_off(a_signed_off_review(round_id="final"), attached=went)
    person = (*a_person(attached=went), *final)

    pseudonyms = {row["pseudonym"] for name in DATA for row in rows_of(name, person)}

    assert len(pseudonyms) == 1


@pytest.mark.parametrize("other", [Study("study-two", STUDY.key), Study("study-one", "x" * 32)])
def test_files_of_two_studies_cannot_be_joined(other):
    people = [a_person("a1"), a_person("a2")]

    assert codes(*people).isdisjoint(codes(*people, study=other))


def test_the_same_people_on_the_same_day_give_the_same_bytes():
    people = [everything_typed(), a_person("a2")]

    content = content_of(*people)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert content_of(*people) == content


def test_the_dictionary_has_a_row_for_every_column():
    files = files_of(everything_typed())
    rows = rows_of("data_dictionary.csv", everything_typed())

    described = [(row["file"], row["name"]) for row in rows]
    columns = [
        (name, column)
        for name in DATA
        for column in next(csv.reader(io.StringIO(files[name].decode())))
    ]

    assert described == columns
    assert all(value for row in rows for value in row.values())
    assert tuple(TABLES) == DATA


def test_the_manifest_says_what_was_made_and_vouches_for_every_other_file():
    files = files_of(everything_typed(), a_person("a2"))

    manifest = json.loads(files.pop("manifest.json"))

    assert manifest["sha256"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert manifest["rows"] == {"reviews.csv": 6, "cpd.csv": 1, "plans.csv": 2}
    assert manifest["study"] == "study-one"
    assert manifest["made_on"] == "2026-11-24"
    assert manifest["made_by"] == "matrix-xblock 0.1.0"
    assert manifest["consent_text"] == RESEARCH_TEXT
    assert manifest["people"] == 2
    assert "No threshold is applied" in manifest["disclosure"]


def test_the_numbers_of_rows_are_given_back():
    counts = write_zip(io.BytesIO(), [everything_typed()], STUDY, today=TODAY, version="0.1.0")

    assert counts == {"reviews.csv": 3, "cpd.csv": 1, "plans.csv": 2}


def test_where_nobody_agreed_there_are_headers_only():
    files = files_of()

    assert [files[name].decode().strip() for name in DATA] == [
        ",".join(columns) for columns in TABLES.values()
    ]


def test_the_order_is_the_one_in_which_people_are_given():
    rows = rows_of("reviews.csv", a_person("a2"), a_person("a1"))

    order = [code for code, _ in groupby(row["pseudonym"] for row in rows)]

    assert order == [pseudonym(STUDY, "a2"), pseudonym(STUDY, "a1")]


def test_a_framework_in_use_before_is_in_the_codebook_beside_that_of_today():
    older = a_framework(version="0")
    before = signed_off(a_signed_off_review(framework="talent@0"), older)
    person = (consent(), *before, *signed_off(a_signed_off_review(round_id="final")))

    codebook = json.loads(files_of(person)["codebook.json"])

    assert list(codebook) == ["talent@0", "talent@1"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_taken_for_a_formula(start):
    framework = Framework("talent", "Talent", (), a_framework().areas[:1])
    review = a_signed_off_review(framework, round_id=f"{start}1")

    [row] = rows_of("reviews.csv", a_person(review=review, framework=framework))

    assert row["round"] == f"'{start}1"
