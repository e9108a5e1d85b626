"""Keys that a newer version has written inside state of this version: kept at every write."""

import copy
import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

import strategies
from builders import NOW, a_form, a_record, a_review, days
from fakes import FakeHost
from matrix_xblock import participant
from matrix_xblock.codec.cpd import cpd
from matrix_xblock.codec.record import state
from matrix_xblock.codec.review.ledger import write_return
from matrix_xblock.codec.staff import drafts
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdLog, CpdType, Goal, bring
from matrix_xblock.domain.plans.next_step import NextStep, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.record.record import ImportedReview, Record, YearNote
from matrix_xblock.domain.review.feedback import Return
from matrix_xblock.domain.review.review import (
    Answers,
    ArchivedAnswers,
    AreaReview,
    Outline,
    Review,
    Status,
)
from matrix_xblock.domain.staff.drafts import Draft, DraftKey, Phrase, StaffDrafts
from matrix_xblock.participant import plans

AREAS = {"subject": AreaReview("growing", "I learned.", "A link.", "established", "starting")}
FULL_REVIEW = Review(
    "baseline",
    Status.SIGNED_OFF,
    areas=AREAS,
    answers=Answers({"moved": ("yes",)}),
    returned=Return("baseline", 1, "Say more.", NOW, {"subject": "How?"}),
    earlier=(NOW, days(1)),
    outline=Outline((("growing", "Growing"),), (("subject", "Subject"),)),
    archived=ArchivedAnswers(AREAS, {"old": ("Yes.",)}),
    earlier_areas={1: AREAS},
)
STEP = NextStep("s1", "Ask.", "subject", NOW.date(), outcome="Done.", created=NOW, updated=NOW)
WANTED = Opportunity("o1", OpportunityType.VISIT, "x", "y", ("subject",), "p1", created=NOW)
FULL = Record(
    {"baseline": FULL_REVIEW},
    {"s1": replace(STEP, history=(StepChange(StepStatus.PLANNED, NOW, "Because."),))},
    {
        "o1": replace(
            WANTED,
            history=(OpportunityChange(OpportunityStatus.WANTED, NOW, Reason.COST, "n", "Sam"),),
        )
    },
    {"2025": YearNote("A year.", 1)},
    (ImportedReview("block-v1:x", "Old", FULL_REVIEW),),
)
MAPS = {"rounds", "areas", "answers", "years", "values", "comments", "usage"}
"""Objects whose keys are ids: a key in one is no unknown one."""


def objects(document, path=()):
    """Give the path of every object whose keys are names and not ids."""
    if isinstance(document, dict):
        if not (path and path[-1] in MAPS and "rev" not in document):
            yield path
        for key in document:
            yield from objects(document[key], (*path, key))
    elif isinstance(document, list):
        for place, each in enumerate(document):
            yield from objects(each, (*path, place))


def with_strangers(document, paths):
    """Give the document with an unknown key in each of these objects."""
    changed = copy.deepcopy(document)
    for path in paths:
        inside = changed
        for key in path:
            inside = inside[key]
        inside["of a newer version"] = {"deep": [1, None, "words"]}
    return changed


def places_in(document):
    """Give every object but the pairs of an outline, which is written as a whole."""
    return [path for path in objects(document) if "outline" not in path[:-1]]


BODY = json.loads(json.dumps(state.write_record(FULL)))
EVERYWHERE = with_strangers(BODY, places_in(BODY))


def test_every_unknown_key_of_a_record_stays_in_its_place():
    again = state.write_record(state.read_record(EVERYWHERE), EVERYWHERE)

    assert json.loads(json.dumps(again)) == EVERYWHERE


@given(strategies.records)
def test_without_unknown_keys_nothing_is_added(record):
    body = json.loads(json.dumps(state.write_record(record)))

    assert json.loads(json.dumps(state.write_record(record, body))) == body


@given(st.sets(st.sampled_from(places_in(BODY))))
def test_unknown_keys_anywhere_stay_where_they_are(paths):
    stored = with_strangers(BODY, paths)

    again = state.write_record(state.read_record(stored), stored)

    assert json.loads(json.dumps(again)) == stored


def test_what_is_emptied_is_not_put_back():
    record = state.read_record(EVERYWHERE)
    emptied = replace(record, next_steps={}, year_notes={"2025": YearNote("", 2)})

    body = state.write_record(emptied, EVERYWHERE)

    assert body["next_steps"] == []
    assert body["years"]["2025"]["text"] == ""


def test_an_unknown_key_moves_with_its_step():
    stored = {**BODY, "next_steps": [{**BODY["next_steps"][0], "mood": "calm"}]}
    record = state.read_record(stored)
    longer = {"s0": NextStep("s0", "First."), **record.next_steps}

    body = state.write_record(replace(record, next_steps=longer), stored)

    assert [step.get("mood") for step in body["next_steps"]] == [None, "calm"]


def test_saving_an_area_keeps_what_a_newer_version_has_written_beside_it():
    host = FakeHost(record=a_record(a_review(areas=AREAS)))
    stored = host.stored
    stored["mood"] = "calm"
    stored["rounds"]["baseline"]["mood"] = "calm"
    stored["rounds"]["baseline"]["areas"]["subject"]["mood"] = "calm"
    host.stored = stored

    participant.save_area(
        host, a_form(round="baseline", area="subject", revision="0", reflection="More.")
    )
    plans.save_step(host, a_form(id="s1", revision="0", text="Ask."))

    review = host.stored["rounds"]["baseline"]
    assert review["areas"]["subject"]["reflection"] == "More."
    assert [host.stored["mood"], review["mood"], review["areas"]["subject"]["mood"]] == ["calm"] * 3


def test_private_answers_keep_what_nobody_here_knows():
    stored = {"version": 1, "mood": 1, "answers": {"u": {"r": {"values": {}, "rev": 1, "mood": 2}}}}

    one = state.write_private(stored, "u", "r", Answers({"stay": ("Time.",)}))
    every = state.write_every_private(state.read_every_private(stored), stored)

    assert [each["mood"] for each in (one, every)] == [1, 1]
    assert [each["answers"]["u"]["r"]["mood"] for each in (one, every)] == [2, 2]


def test_a_log_keeps_what_nobody_here_knows():
    entry = CpdEntry("e1", "A visit", CpdType.VISIT, NOW.date())
    log = bring(CpdLog(goal=Goal(60, NOW.date(), NOW.date())), [entry])
    stored = with_strangers(cpd.write_log({}, log), [(), ("entries", 0), ("goal",)])

    changed = bring(cpd.read_log(stored), [replace(entry, title="Another visit")])
    again = cpd.write_log(stored, changed)

    assert again["entries"][0]["title"] == "Another visit"
    for inside in (again, again["entries"][0], again["goal"]):
        assert inside["of a newer version"]


def test_drafts_keep_what_nobody_here_knows():
    staff_drafts = StaffDrafts(
        {DraftKey("u", "p", "r", "a"): Draft("Words.")}, (Phrase("one", "Well done."),)
    )
    stored = with_strangers(drafts.write_drafts(staff_drafts), [(), ("drafts", 0), ("phrases", 0)])

    assert drafts.write_drafts(drafts.read_drafts(stored), stored) == stored


def test_a_return_has_the_keys_that_are_known():
    assert set(write_return(FULL_REVIEW.returned)) == set(BODY["rounds"]["baseline"]["returned"])
