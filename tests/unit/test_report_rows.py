"""Course staff take what was signed off as CSV, whatever the ledger holds."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from builders import (
    NOW,
    a_framework,
    a_signed_off_review,
    an_area,
    an_area_review,
    answers,
    days,
    every_area,
)
from matrix_xblock.codec.common.formula import guarded
from matrix_xblock.codec.review.ledger import write_snapshot, write_summary
from matrix_xblock.domain.cpd.cpd import AreaRef, CpdEntry, CpdType
from matrix_xblock.domain.framework.framework import (
    NOT_APPLICABLE,
    SOMETHING_ELSE,
    Choice,
    Prompt,
    PromptKind,
)
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.report.csv_rows import FILES, UNREADABLE
from matrix_xblock.report.signed import signed_rounds

SNAPSHOT = json.loads(
    (Path(__file__).resolve().parents[1] / "fixtures" / "snapshot-v1.json").read_text()
)
BOX = f"why--{SOMETHING_ELSE}"
ADA = Person("a1", "Ada Price", "Spring")


def signed_off(review, framework=None, attached=None):
    """Make the ledger rows of one sign-off."""
    summary = write_summary(review, possible=10, attached=attached)
    snapshot = write_snapshot(review, framework or a_framework(), attached)
    bodies = json.loads(json.dumps([summary, *snapshot]))
    kinds = [Kind.SUMMARY, *(Kind.SNAPSHOT for _ in snapshot)]
    at = review.signed_off_at or NOW
    return tuple(Entry(kind, ADA.id, body, at) for kind, body in zip(kinds, bodies, strict=True))


def text_of(name, *entries, person=ADA):
    file = FILES[name]
    return "".join(file.lines(signed_rounds(person, entries, reads_attached=file.reads_attached)))


def rows_of(name, *entries, person=ADA):
    """Give the rows as a spreadsheet reads them."""
    text = text_of(name, *entries, person=person).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def an_opportunity(**changes):
    return Opportunity(**{"id": "opp", "type": OpportunityType.VISIT, **changes})


def an_entry(**changes):
    parts = {"id": "cpd", "title": "A visit", "type": CpdType.VISIT, "start": date(2026, 2, 3)}
    return CpdEntry(**{**parts, **changes})


def of_a_newer_version(entries):
    return tuple(
        replace(each, body={**each.body, "version": 99}) if each.kind is Kind.SNAPSHOT else each
        for each in entries
    )


@pytest.mark.parametrize("name", FILES)
def test_a_file_begins_with_a_mark_that_says_utf_8_and_with_its_header(name):
    text = text_of(name)

    assert text.startswith('\ufeff"name","participant","cohort","round","revision",')
    assert text.endswith(',"note"\r\n')
    assert len(rows_of(name)) == 0


def test_an_area_is_a_row_with_levels_in_the_words_of_its_own_time():
    area = an_area_review(
        reflection="I plan ahead.",
        evidence="A plan",
        target_level_id="established",
        then_level_id="starting",
    )
    review = a_signed_off_review(areas={"subject": area}, answers=answers())

    first = rows_of("reviews", *signed_off(review))[0]

    assert first == {
        "name": "Ada Price",
        "participant": "a1",
        "cohort": "Spring",
        "round": "baseline",
        "revision": "1",
        "signed_off_on": "2026-03-02",
        "framework": "talent@1",
        "kind": "area",
        "id": "subject",
        "area_or_question": "Subject knowledge",
        "level": "Growing",
        "reflection_or_answer": "I plan ahead.",
        "where_i_want_to_be": "Established",
        "looking_back": "Starting out",
        "evidence": "A plan",
        "note": "",
    }


def test_an_area_that_is_not_part_of_the_role_says_so_in_words():
    review = a_signed_off_review(areas=every_area(level_id=NOT_APPLICABLE))

    levels = {row["level"] for row in rows_of("reviews", *signed_off(review)) if row["level"]}

    assert levels == {"Not part of my role at the moment"}


def test_a_question_is_a_row_and_its_answer_is_in_words():
    review = a_signed_off_review(
        answers=answers(moved=["not-yet"], why_not=["no-offer", "no-time"], next_step=["Visit."])
    )

    asked = [row for row in rows_of("reviews", *signed_off(review)) if row["kind"] == "question"]

    assert [(row["id"], row["reflection_or_answer"]) for row in asked] == [
        ("moved", "Not yet"),
        ("why-not", "Nothing was offered; No time"),
        ("next-step", "Visit."),
    ]


def test_a_planned_step_is_one_row_with_who_and_by_when():
    plan = Prompt("plan", "What should happen next?", PromptKind.STEP)
    review = a_signed_off_review(answers=answers(plan=["Lead.", "both", "By Easter", "step"]))

    [asked] = [
        row
        for row in rows_of("reviews", *signed_off(review, a_framework(prompts=(plan,))))
        if row["kind"] == "question"
    ]

    assert asked["reflection_or_answer"] == "Lead.; both; By Easter"


@pytest.mark.parametrize(("words", "rows"), [([], ["why"]), (["Illness."], ["why", BOX])])
def test_what_something_else_is_is_a_row_where_it_was_said(words, rows):
    choices = (Choice("no-time", "No time"), Choice(SOMETHING_ELSE, "Something else"))
    why = Prompt("why", "What got in the way?", PromptKind.MULTI_CHOICE, choices)
    values = {"why": [SOMETHING_ELSE], **({"why__something_else": words} if words else {})}
    review = a_signed_off_review(answers=answers(**values))

    written = rows_of("reviews", *signed_off(review, a_framework(prompts=(why,))))

    assert [row["id"] for row in written if row["kind"] == "question"] == rows


def test_the_answer_to_a_private_question_is_in_no_row_even_where_a_snapshot_holds_it():
    review = a_signed_off_review(answers=answers(stay=["SECRET"]))

    assert "SECRET" not in text_of("reviews", *signed_off(review))


def test_only_the_latest_revision_of_each_round_counts_in_any_order_of_rows():
    first = signed_off(a_signed_off_review(areas=every_area(reflection="Old.")))
    latest = a_signed_off_review(revision=2, areas=every_area(reflection="New."))
    other = a_signed_off_review(round_id="final")

    rows = rows_of("reviews", *signed_off(latest), *first, *signed_off(other))

    assert {(row["round"], row["revision"]) for row in rows} == {("baseline", "2"), ("final", "1")}
    assert "Old." not in {row["reflection_or_answer"] for row in rows}


@pytest.mark.parametrize("name", FILES)
def test_a_round_of_a_newer_version_is_one_row_that_says_so(name):
    entries = of_a_newer_version(signed_off(a_signed_off_review()))

    [row] = rows_of(name, *entries)

    assert row["note"] == UNREADABLE
    assert (row["name"], row["round"], row["revision"]) == ("Ada Price", "baseline", "1")


@pytest.mark.parametrize("name", FILES)
def test_a_round_whose_snapshot_is_gone_is_one_row_that_says_so(name):
    entries = signed_off(a_signed_off_review())

    [row] = rows_of(name, *(each for each in entries if each.kind is Kind.SUMMARY))

    assert row["note"] == UNREADABLE


def test_a_round_that_cannot_be_read_hides_no_other():
    newer = of_a_newer_version(signed_off(a_signed_off_review()))
    final = signed_off(a_signed_off_review(round_id="final"))

    rows = rows_of("reviews", *newer, *final)

    assert {(row["round"], row["note"]) for row in rows} == {
        ("baseline", UNREADABLE),
        ("final", ""),
    }


def test_an_entry_of_the_cpd_log_is_a_row():
    areas = (AreaRef("talent", "subject", "Subject"), AreaRef("talent", "networks", "Networks"))
    entry = an_entry(minutes=90, provider="A trust", learned="Much.", areas=areas)

    [row] = rows_of("cpd", *signed_off(a_signed_off_review(), attached=Attached((entry,))))

    assert (row["title"], row["type"], row["status"]) == ("A visit", "visit", "done")
    assert (row["start"], row["end"], row["minutes"]) == ("2026-02-03", "", "90")
    assert (row["provider"], row["learned"]) == ("A trust", "Much.")
    assert row["areas"] == "Subject; Networks"


def test_an_opportunity_is_a_row_with_what_became_of_it():
    history = (
        OpportunityChange(OpportunityStatus.WANTED, NOW),
        OpportunityChange(OpportunityStatus.OFFERED, days(12)),
        OpportunityChange(OpportunityStatus.NOT_POSSIBLE, days(20), Reason.COVER, "SECRET"),
    )
    wish = an_opportunity(
        detail="In a larger school", status=OpportunityStatus.NOT_POSSIBLE, history=history
    )
    entries = signed_off(a_signed_off_review(), attached=Attached(opportunities=(wish,)))

    [row] = rows_of("opportunities", *entries)

    assert (row["type"], row["status"], row["reason"]) == ("visit", "not-possible", "cover")
    assert (row["wanted_on"], row["changed_on"]) == ("2026-03-02", "2026-03-22")
    assert (row["detail"], row["days_until_offered"]) == ("In a larger school", "12")


def test_an_opportunity_without_a_history_has_no_days():
    entries = signed_off(
        a_signed_off_review(), attached=Attached(opportunities=(an_opportunity(),))
    )

    [row] = rows_of("opportunities", *entries)

    assert (row["wanted_on"], row["changed_on"], row["days_until_offered"]) == ("", "", "")


@pytest.mark.parametrize("name", ["cpd", "opportunities"])
def test_where_nothing_went_with_a_review_there_is_no_row(name):
    assert rows_of(name, *signed_off(a_signed_off_review())) == []


def test_what_a_file_does_not_show_cannot_break_it():
    entries = signed_off(a_signed_off_review(), attached=Attached((an_entry(),)))
    for each in entries:
        if "cpd" in each.body:
            each.body["cpd"] = {key: {"start": 7} for key in each.body["cpd"]}

    assert {row["note"] for row in rows_of("reviews", *entries)} == {""}
    assert [row["note"] for row in rows_of("cpd", *entries)] == [UNREADABLE]


def test_people_are_asked_for_one_at_a_time():
    asked = count()

    def everybody():
        for number in asked:
            person = Person(f"a{number}", f"Person {number}")
            yield from signed_rounds(person, signed_off(a_signed_off_review()))

    lines = FILES["reviews"].lines(everybody())
    first, second = next(lines), next(lines)

    assert first.startswith("\ufeff")
    assert second.startswith('"Person 0",')
    assert next(asked) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  ="])
def test_no_cell_is_taken_for_a_formula(start):
    typed = f"{start}HYPERLINK(1)"
    person = Person("a1", typed, typed)
    framework = a_framework(areas=(an_area(name=typed),))
    review = a_signed_off_review(framework, areas=every_area(framework, reflection=typed))

    row = rows_of("reviews", *signed_off(review, framework), person=person)[0]

    cells = [row[name] for name in ("name", "cohort", "area_or_question", "reflection_or_answer")]
    assert cells == [f"'{typed}"] * 4


@given(st.text(), st.text(), st.text())
def test_any_text_is_read_back_as_one_guarded_cell(name, reflection, evidence):
    person = Person("a1", name)
    area = an_area_review(reflection=reflection, evidence=evidence)
    review = a_signed_off_review(areas={"subject": area})

    row = rows_of("reviews", *signed_off(review), person=person)[0]

    assert row["name"] == guarded(name)
    assert row["reflection_or_answer"] == guarded(reflection)
    assert row["evidence"] == guarded(evidence)


@given(strategies.reviews, strategies.frameworks)
def test_any_review_gives_rows_as_wide_as_the_header(review, framework):
    rows = rows_of("reviews", *signed_off(review, framework))

    assert all(None not in row and None not in row.values() for row in rows)


@settings(max_examples=300)
@given(
    st.sampled_from(list(FILES)),
    strategies.broken(SNAPSHOT).filter(
        lambda rows: isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    ),
)
def test_any_snapshot_is_written_or_said_to_be_unreadable(name, bodies):
    review = a_signed_off_review(signed_off_at=NOW + timedelta(days=1))
    summary, *_ = signed_off(review)
    rows = tuple(Entry(Kind.SNAPSHOT, ADA.id, body, NOW) for body in bodies)

    written = rows_of(name, summary, *rows)

    assert all(row["note"] in {"", UNREADABLE} for row in written)
