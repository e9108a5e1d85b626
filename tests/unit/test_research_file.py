"""The research file holds those who agreed, under a code, and nothing that anybody typed."""

import csv
import hashlib
import hmac
import io
import json
import zipfile
from collections import Counter
from dataclasses import is_dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    NOW,
    a_choice_prompt,
    a_framework,
    a_hidden_prompt,
    a_private_prompt,
    a_prompt,
    a_round,
    a_setup,
    a_signed_off_review,
    an_area_review,
    answers,
    days,
    every_area,
    rounds,
)
from matrix_xblock.codec.record.trail import write_consent
from matrix_xblock.codec.review.ledger import write_return, write_snapshot, write_summary
from matrix_xblock.domain.cpd.cpd import AreaRef, Certificate, CpdEntry, CpdStatus, CpdType, Impact
from matrix_xblock.domain.cpd.cpd import Mode as CpdMode
from matrix_xblock.domain.figures.research import named_cohorts
from matrix_xblock.domain.figures.site_rules import Study
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Choice, Framework
from matrix_xblock.domain.framework.rounds import RoundKind, RoundStatus
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.plans.next_step import NextStep, Owner, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    OwnType,
    Reason,
)
from matrix_xblock.domain.record.trail import RESEARCH_TEXT, Consent
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.feedback import Return
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.report.research import ResearchFile, count_people
from matrix_xblock.report.research_columns import TABLES
from matrix_xblock.report.research_rows import OTHER, pseudonym

STUDY = Study("study-one", "k" * 32, "A study")
TODAY = date(2026, 11, 24)
SECRET = "SECRET"
DATA = tuple(TABLES)
PEOPLE = tuple(name for name in TABLES if name != "denominators.csv")
LATER = datetime(2027, 1, 1, tzinfo=UTC)


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


def file_of(*people, study=STUDY, setup=None, cohorts=None, enrolled=None):
    """Give the file of these people as course staff ask for it: first counted, then read again."""
    researched = count_people(people, study, until=LATER, cohorts=cohorts or {})
    by_person = {rows[0].participant: rows for rows in people}
    file = ResearchFile(
        study,
        setup or a_setup(),
        replace(researched, enrolled=enrolled),
        cohorts,
        lambda code: code.rpartition(".")[2],
        lambda time: time.date(),
    )
    return file, [by_person[who] for who in researched.people]


def content_of(*people, today=TODAY, **changes):
    target = io.BytesIO()
    file, agreed = file_of(*people, **changes)
    file.write(target, iter(agreed), today=today, version="0.1.0")
    return target.getvalue()


def item(kind, identifier, who="a1"):
    """Give the code of something of somebody in the study."""
    message = f"study-one\0{who}\0{kind}\0{identifier}".encode()
    return "i" + hmac.new(STUDY.key.encode(), message, hashlib.sha256).hexdigest()[:12]


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
    marked = {"for_research": True}
    framework = a_framework(
        prompts=(
            a_choice_prompt(**marked),
            a_prompt(**marked),
            a_private_prompt(**marked),
            a_prompt(id="more", optional=True),
        )
    )
    review = a_signed_off_review(
        areas=every_area(framework, reflection=SECRET, evidence=SECRET),
        answers=answers(moved=[SECRET, "yes"], next_step=[SECRET], stay=[SECRET], more=[SECRET]),
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
    assert [len(rows_of(name, everything_typed())) for name in DATA] == [1, 3, 1, 1, 1, 1, 1]


def test_the_secret_stands_in_every_text_of_what_is_attached():
    assert set(typed_in(everything_attached())) == {SECRET}


def test_no_exact_day_of_a_person_is_in_any_file():
    files = files_of(everything_typed())
    exact = {f"2026-{month:02}-" for month in range(1, 13)} - {"2026-11-"}  # when it was made

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

    first, second, third = rows_of("areas.csv", a_person(review=review))
    codebook = json.loads(files_of(a_person(review=review))["codebook.json"])["frameworks"]

    assert first == {
        "pseudonym": pseudonym(STUDY, "a1"),
        "round": "baseline",
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

    rows = rows_of("areas.csv", a_person(review=review))

    assert {(row["level"], row["level_ordinal"]) for row in rows} == {(NOT_APPLICABLE, "")}


def test_an_entry_of_the_cpd_log_gives_codes_counts_and_a_month():
    [row] = rows_of("cpd.csv", everything_typed())

    assert row == {
        "pseudonym": pseudonym(STUDY, "a1"),
        "round": "baseline",
        "entry": item("entry", SECRET),
        "type": "visit",
        "status": "done",
        "mode": "in-person",
        "minutes": "90",
        "month": "2026-02",
        "areas": "",
        "impact": "use",
    }


def test_areas_are_those_of_the_review_s_framework():
    areas = (
        AreaRef("talent", "leadership", "Leadership"),
        AreaRef("talent", "subject", "Subject knowledge"),
        AreaRef("elsewhere", "networks", "Networks"),
    )
    attached = everything_attached()
    entry = replace(attached.entries[0], areas=areas)
    chance = replace(attached.opportunities[0], area_ids=("networks", SECRET))
    step = replace(attached.steps[0], area_id="subject")
    person = a_person(attached=Attached((entry,), (step,), (chance,)))

    assert rows_of("cpd.csv", person)[0]["areas"] == "subject leadership"
    assert rows_of("opportunities.csv", person)[0]["areas"] == "networks"
    assert rows_of("steps.csv", person)[0]["area"] == "subject"


def test_an_opportunity_gives_codes_and_the_month_of_each_step():
    [row] = rows_of("opportunities.csv", everything_typed())

    assert row == {
        "pseudonym": pseudonym(STUDY, "a1"),
        "round": "baseline",
        "opportunity": item("opportunity", SECRET),
        "type": "shadowing",
        "areas": "",
        "wanted": "2026-03",
        "offered": "2026-03",
        "agreed": "",
        "taken_up": "",
        "completed": "",
        "status": "not-possible",
        "reason": "cover",
    }


def test_a_kind_of_opportunity_is_ours_or_the_author_s_and_no_other():
    own = a_framework(opportunities=(Choice("choir", "Leading our choir"),))
    kinds = [OwnType("choir"), OwnType("typed-elsewhere")]
    chances = [
        replace(everything_attached().opportunities[0], id=kind, type=kind) for kind in kinds
    ]
    person = a_person(attached=Attached((), (), tuple(chances)))

    rows = rows_of("opportunities.csv", person, setup=a_setup(framework=own))

    assert {row["type"] for row in rows} == {"choir", "other"}


def test_a_step_gives_codes_and_months():
    [row] = rows_of("steps.csv", everything_typed())

    assert row == {
        "pseudonym": pseudonym(STUDY, "a1"),
        "round": "baseline",
        "step": item("step", SECRET),
        "area": "",
        "owner": "both",
        "status": "dropped",
        "planned": "2026-03",
        "due": "2026-07",
        "done": "",
    }


def test_a_step_that_is_done_says_in_which_month():
    done = StepChange(StepStatus.DONE, days(60), "")
    step = replace(everything_attached().steps[0], status=StepStatus.DONE, history=(done,))

    [row] = rows_of("steps.csv", a_person(attached=Attached((), (step,))))

    assert row["done"] == "2026-05"


def test_the_same_thing_has_the_same_code_in_each_round_and_another_in_another_study():
    went = everything_attached()
    person = (
        *a_person(attached=went),
        *signed_off(a_signed_off_review(round_id="final"), attached=went),
    )
    other = Study("study-two", STUDY.key)

    for name, column in [
        ("cpd.csv", "entry"),
        ("opportunities.csv", "opportunity"),
        ("steps.csv", "step"),
    ]:
        here = {row[column] for row in rows_of(name, person)}
        there = {row[column] for row in rows_of(name, person, study=other)}
        assert (len(here), len(there), len(here | there)) == (1, 1, 2)


def test_questions_that_are_marked_give_a_row_for_each_choice():
    marked = a_framework(
        prompts=(a_choice_prompt(), a_hidden_prompt(for_research=True), a_prompt(for_research=True))
    )
    chosen = answers(moved=["not-yet"], why_not=["no-time", "no-offer"], next_step=["Words."])
    person = a_person(review=a_signed_off_review(answers=chosen), framework=marked)

    rows = rows_of("answers.csv", person)
    [question] = json.loads(files_of(person)["codebook.json"])["frameworks"]["talent@1"][
        "questions"
    ]

    assert [(row["question"], row["choice"]) for row in rows] == [
        ("why-not", "no-offer"),
        ("why-not", "no-time"),
    ]
    assert question["choices"][0] == {"id": "no-offer", "text": "Nothing was offered"}


def test_a_round_of_somebody_says_what_was_shared_and_when():
    review = a_signed_off_review(sharing=Sharing.ANSWERS)

    [row] = rows_of("reviews.csv", a_person(review=review))

    assert row == {
        "pseudonym": pseudonym(STUDY, "a1"),
        "round": "baseline",
        "cohort": "",
        "revision": "1",
        "signed_off": "2026-03",
        "framework": "talent@1",
        "sharing": "answers",
    }
    levels = rows_of("areas.csv", a_person(review=review))
    assert {each["level"] + each["level_ordinal"] for each in levels} == {""}


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

    assert {files[name].count(b"\r\n") for name in PEOPLE} == {1}
    assert json.loads(files["codebook.json"])["frameworks"] == {}
    assert json.loads(files["manifest.json"])["people"] == 0


def test_who_agrees_again_is_in_the_file():
    person = (consent(given=False), consent(), *signed_off())

    assert codes(person) == {pseudonym(STUDY, "a1")}


def test_only_the_latest_revision_of_a_round_is_in_the_file():
    again = a_signed_off_review(revision=2, areas=every_area(level_id="established"))
    person = (consent(), *signed_off(), *signed_off(again))

    assert {row["revision"] for row in rows_of("reviews.csv", person)} == {"2"}
    assert {row["level"] for row in rows_of("areas.csv", person)} == {"established"}


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

    pseudonyms = {row["pseudonym"] for name in PEOPLE for row in rows_of(name, person)}

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
    assert manifest["rows"] == dict(zip(TABLES, [2, 6, 1, 1, 1, 1, 1], strict=True))
    assert manifest["study"] == "study-one"
    assert manifest["made_on"] == "2026-11-24"
    assert manifest["made_by"] == "matrix-xblock 0.1.0"
    assert manifest["consent_text"] == RESEARCH_TEXT
    assert manifest["people"] == 2
    assert "two files show who has withdrawn" in manifest["disclosure"]


def test_the_numbers_of_rows_are_given_back():
    file, people = file_of(everything_typed())

    counts = file.write(io.BytesIO(), people, today=TODAY, version="0.1.0")

    assert counts == dict(zip(TABLES, [1, 3, 1, 1, 1, 1, 1], strict=True))


def test_where_nobody_agreed_there_are_headers_only():
    files = files_of()

    assert [files[name].decode().strip() for name in PEOPLE] == [
        ",".join(f'"{column}"' for column in TABLES[name]) for name in PEOPLE
    ]


@settings(max_examples=10, deadline=None)
@given(st.permutations([f"a{number}" for number in range(12)]))
def test_the_order_of_rows_is_that_of_pseudonyms_whatever_the_platform_s(ids):
    people = [a_person(who, attached=everything_attached()) for who in ids]

    for name in PEOPLE:
        codes = [row["pseudonym"] for row in rows_of(name, *people)]
        assert codes == sorted(codes)


def test_two_studies_have_people_in_different_orders():
    ids = [f"a{number}" for number in range(12)]

    orders = [
        count_people([a_person(who) for who in ids], study, until=LATER, cohorts={}).people
        for study in (STUDY, Study("study-two", STUDY.key))
    ]

    assert sorted(orders[0]) == sorted(orders[1]) == sorted(ids)
    assert len({*orders, tuple(ids)}) == 3


def test_the_order_of_what_somebody_shared_says_nothing():
    entry = everything_attached().entries[0]
    written = [tuple(replace(entry, id=name) for name in order) for order in ("abcd", "dbca")]

    one, other = (rows_of("cpd.csv", a_person(attached=Attached(each))) for each in written)

    assert one == other


def test_a_framework_in_use_before_is_in_the_codebook_beside_that_of_today():
    older = a_framework(version="0")
    before = signed_off(a_signed_off_review(framework="talent@0"), older)
    person = (consent(), *before, *signed_off(a_signed_off_review(round_id="final")))

    codebook = json.loads(files_of(person)["codebook.json"])

    assert list(codebook["frameworks"]) == ["talent@0", "talent@1"]


def test_the_codebook_has_every_list_of_codes():
    codes = json.loads(files_of(everything_typed())["codebook.json"])["codes"]

    assert {name: [each["id"] for each in ids] for name, ids in codes.items()} == {
        "reviews.sharing": list(Sharing),
        "cpd.type": list(CpdType),
        "cpd.status": list(CpdStatus),
        "cpd.mode": list(CpdMode),
        "cpd.impact": list(Impact),
        "opportunities.type": list(OpportunityType),
        "opportunities.status": list(OpportunityStatus),
        "opportunities.reason": list(Reason),
        "steps.owner": list(Owner),
        "steps.status": list(StepStatus),
        "rounds.kind": list(RoundKind),
    }


def test_the_codebook_has_rounds_in_order_with_their_dates():
    baseline = a_round(opens=NOW, closes=days(30))
    before = a_round(id="before", kind=RoundKind.ANNUAL, status=RoundStatus.ARCHIVED)
    setup = a_setup(rounds=(baseline,), archived_rounds=(before,))

    first, second = json.loads(files_of(setup=setup)["codebook.json"])["rounds"]

    assert first == {
        "id": "baseline",
        "order": 1,
        "title": "Baseline review",
        "kind": "baseline",
        "is_archived": False,
        "opens": "2026-03-02",
        "due": None,
        "closes": "2026-04-01",
    }
    assert (second["id"], second["order"], second["is_archived"]) == ("before", 2, True)


def test_denominators_count_everybody_who_signed_off_by_round():
    both = (*a_person("a1"), *signed_off(a_signed_off_review(round_id="final"), who="a1"))
    silent = signed_off(who="a2")
    setup = a_setup(rounds=rounds())

    rows = rows_of("denominators.csv", both, silent, setup=setup, enrolled=40)

    assert [tuple(row.values()) for row in rows] == [
        ("baseline", "40", "2", "1"),
        ("mid-point", "40", "0", "0"),
        ("final", "40", "1", "1"),
    ]


def test_where_the_site_knows_nobody_s_enrolment_the_number_is_missing():
    assert rows_of("denominators.csv", a_person())[0]["enrolled"] == ""


def test_what_is_signed_off_later_is_not_counted():
    counted = count_people([a_person()], STUDY, until=days(-1), cohorts={})

    assert (counted.people, counted.rounds) == ((), {})


def in_cohorts(**sizes):
    """Give people and their cohorts, today and at sign-off: so many of each."""
    cohorts = {f"{name}-{n}": name for name, size in sizes.items() for n in range(size)}
    return [signed_off_in(name, a_person(who)) for who, name in cohorts.items()], cohorts


def signed_off_in(cohort, rows):
    return tuple(
        replace(each, body={**each.body, "cohort": cohort}) if each.kind is Kind.SUMMARY else each
        for each in rows
    )


def cohort_sizes(people, cohorts, **changes):
    rows = rows_of("reviews.csv", *people, cohorts=cohorts, **changes)
    return Counter(row["cohort"] for row in rows)


def test_a_cohort_is_a_code_of_the_study_and_a_small_one_is_other():
    people, cohorts = in_cohorts(Ash=12, Beck=10, Cole=9, Dale=1)

    here = cohort_sizes(people, cohorts)
    there = cohort_sizes(people, cohorts, study=Study("study-two", STUDY.key))

    assert sorted(here.values()) == [10, 10, 12]
    assert here[OTHER] == 10
    assert here.keys() & there.keys() == {OTHER}
    assert not [code for code in here if code in {"Ash", "Beck"}]


def test_the_rest_is_never_small():
    people, cohorts = in_cohorts(Ash=12, Beck=10, Cole=3)

    assert sorted(cohort_sizes(people, cohorts).values()) == [12, 13]


def test_who_is_in_no_cohort_is_among_the_rest():
    people, cohorts = in_cohorts(Ash=10)
    others = [a_person(f"free-{n}") for n in range(10)]

    assert cohort_sizes([*people, *others], cohorts)[OTHER] == 10


def test_the_cohort_is_that_at_sign_off_where_the_row_says_it():
    people, cohorts = in_cohorts(Ash=10, Beck=10)
    moved = [signed_off_in("Beck", people[0]), *people[1:]]

    assert sorted(cohort_sizes(moved, cohorts).values()) == [20]


def test_the_cohort_is_that_of_today_where_a_row_of_before_does_not_say_it():
    people, cohorts = in_cohorts(Ash=10, Beck=10)
    of_before = [
        tuple(
            replace(each, body={key: body for key, body in each.body.items() if key != "cohort"})
            for each in rows
        )
        for rows in people
    ]

    assert sorted(cohort_sizes(of_before, cohorts).values()) == [10, 10]


@given(
    st.dictionaries(
        st.frozensets(st.sampled_from(["", "Ash", "Beck", "Cole", "Dale"]), min_size=1, max_size=3),
        st.integers(1, 15),
    )
)
def test_no_cohort_is_small_and_neither_is_the_rest(together):
    named = named_cohorts(together)

    rest = sum(number for cohorts, number in together.items() if not cohorts <= named)
    sizes = [
        sum(number for cohorts, number in together.items() if name in cohorts) for name in named
    ]
    assert "" not in named
    assert min(sizes, default=10) >= 10
    assert not named or rest == 0 or rest >= 10


def test_codes_that_are_made_are_never_taken_for_numbers():
    people, cohorts = in_cohorts(**{f"Cohort{n}": 10 for n in range(20)})
    made = {code[0] for code in cohort_sizes(people, cohorts)}
    things = rows_of("cpd.csv", everything_typed())[0]["entry"]

    assert made == {"c"}
    assert things[0] == "i"


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_taken_for_a_formula(start):
    framework = Framework("talent", "Talent", (), a_framework().areas[:1])
    review = a_signed_off_review(framework, round_id=f"{start}1")

    [row] = rows_of("reviews.csv", a_person(review=review, framework=framework))

    assert row["round"] == f"'{start}1"
