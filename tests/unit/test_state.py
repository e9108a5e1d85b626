import copy
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from builders import a_record, a_returned_review, a_signed_off_review, answers
from matrix_xblock.codec.record import state
from matrix_xblock.domain.errors import MatrixError, Unreadable
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review.feedback import Return
from matrix_xblock.domain.review.review import Answers, ArchivedAnswers, AreaReview, Review, Status
from matrix_xblock.domain.values.versions import SavedVersion

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
ONE = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
OTHER = "block-v1:Trust+NPQ+2025+type@matrix_review+block@other"
TAB = "k3v9x2lq8mfw1abc"


def stored(name):
    return json.loads((FIXTURES / name).read_text())


def through_json(body):
    return json.loads(json.dumps(body))


def test_nothing_stored_yet_is_an_empty_record():
    assert state.read_record({}) == state.read_record(None) == Record()


def test_nothing_stored_yet_is_no_private_answer():
    assert state.read_private({}, ONE, "baseline") == Answers()


def test_a_record_of_the_first_version_is_read_for_ever():
    record = state.read_record(stored("record-v1.json"))

    assert record.review("baseline") == Review(
        "baseline",
        status=Status.RETURNED,
        revision=2,
        notice="2026-01",
        framework="talent-development-v1@1",
        areas={
            "classroom-practice": AreaReview(
                level_id="growing",
                reflection=(
                    "Planning with year 4 has changed how I sequence fractions.\n"
                    "I would like to see it elsewhere. 📚"
                ),
                evidence="Subject plan, autumn term",
                target_level_id="established",
                version=SavedVersion(revision=3, writer=TAB, sequence=7),
            ),
            "leadership": AreaReview(
                level_id="starting", version=SavedVersion(revision=1, writer=TAB, sequence=8)
            ),
            "settings-networks": AreaReview(
                level_id="not-applicable",
                reflection="“Nid yw’n berthnasol” – not yet.",
                then_level_id="starting",
                version=SavedVersion(revision=2),
            ),
        },
        answers=Answers(
            {
                "moved-forward": ("in-part",),
                "why-not": ("not-offered", "role-changed"),
                "next-career-step": ("Lead a phase.\nA term of shadowing would help.",),
            },
            version=SavedVersion(revision=4, writer=TAB, sequence=11),
        ),
        started_at=datetime(2026, 1, 12, 15, 40, tzinfo=UTC),
        saved_at=datetime(2026, 2, 3, 8, 5, 12, 345678, tzinfo=UTC),
        earned=8.6667,
        returned=Return(
            round_id="baseline",
            revision=1,
            reason="Thank you. Two areas would be easier to act on with an example.",
            at=datetime(2026, 2, 1, 10, tzinfo=UTC),
            comments={"leadership": "Which change did you lead?"},
        ),
        earlier=(datetime(2026, 1, 30, 16, 20, tzinfo=UTC),),
    )
    assert record.review("mid-point") == Review(
        "mid-point",
        status=Status.IN_PROGRESS,
        notice="2026-01",
        framework="talent-development-v1@1",
        started_at=datetime(2026, 6, 1, 9, tzinfo=timezone(timedelta(hours=1))),
        saved_at=datetime(2026, 6, 1, 9, tzinfo=timezone(timedelta(hours=1))),
    )


def test_a_record_of_the_second_version_loses_nothing_when_it_is_written():
    old = stored("record-v2.json")

    written = state.write_record(state.read_record(old))

    assert written == {**old, "version": 3}


def test_what_is_set_aside_is_kept_in_the_record():
    archived = ArchivedAnswers(
        {"old": AreaReview("growing", "Words.", version=SavedVersion(2))}, {"gone": ("yes",)}
    )
    record = Record().with_review(Review("baseline", status=Status.SIGNED_OFF, archived=archived))

    assert through_json(state.write_record(record))["rounds"]["baseline"]["aside"]
    assert state.read_record(through_json(state.write_record(record))) == record


def test_private_answers_of_the_first_version_are_read_for_ever():
    answers = state.read_private(stored("private-v1.json"), ONE, "baseline")

    assert answers == Answers(
        {"stay-and-thrive": ("workload", "flexible-working")},
        version=SavedVersion(revision=2, writer=TAB, sequence=12),
    )


def test_a_record_of_the_first_version_loses_nothing_when_it_is_written():
    old, new = stored("record-v1.json"), stored("record-v1.json")
    for review in new["rounds"].values():
        review["outline"] = None

    assert state.write_record(state.read_record(old)) == {
        "version": 3,
        "rounds": new["rounds"],
        "next_steps": [],
        "opportunities": [],
        "years": {},
        "past": [],
    }


@given(strategies.records)
def test_a_record_is_read_back_as_it_was_written(record):
    assert state.read_record(through_json(state.write_record(record))) == record


@given(strategies.answers)
def test_private_answers_are_read_back_as_they_were_written(answers):
    body = through_json(state.write_private({}, ONE, "baseline", answers))

    assert state.read_private(body, ONE, "baseline") == answers


def test_private_answers_of_other_blocks_and_rounds_stay_as_they_were():
    before = stored("private-v1.json")

    after = state.write_private(before, ONE, "final", answers(stay=["Less marking."]))

    assert after["answers"][OTHER] == before["answers"][OTHER]
    assert after["answers"][ONE]["baseline"] == before["answers"][ONE]["baseline"]
    assert state.read_private(after, ONE, "final").values == {"stay": ("Less marking.",)}


def test_writing_private_answers_does_not_change_what_was_given():
    before = stored("private-v1.json")

    state.write_private(before, ONE, "final", answers(stay=["Less marking."]))

    assert before == stored("private-v1.json")


FOREIGN = [
    {"version": 4, "rounds": {}},
    {"version": 4, "answers": {}},
    {"version": 0},
    {"version": "1"},
    {"version": True},
    {"version": 1.5},
    {"version": None},
    {"rounds": {}},
    {"answers": {ONE: {}}},
    {"student_answer": "mine"},
    [],
    ["mine"],
    "",
    "mine",
    0,
    7,
    False,
    True,
]


@pytest.mark.parametrize("raw", FOREIGN, ids=repr)
def test_a_record_of_a_newer_version_or_of_somebody_else_is_refused(raw):
    with pytest.raises(Unreadable):
        state.read_record(raw)


@pytest.mark.parametrize("raw", FOREIGN, ids=repr)
def test_private_answers_of_a_newer_version_or_of_somebody_else_are_refused(raw):
    with pytest.raises(Unreadable):
        state.read_private(raw, ONE, "baseline")


@pytest.mark.parametrize("raw", FOREIGN, ids=repr)
def test_what_cannot_be_read_is_never_overwritten_by_private_answers(raw):
    with pytest.raises(Unreadable):
        state.write_private(raw, ONE, "baseline", Answers())


@pytest.mark.parametrize(
    "answers_",
    [[], {ONE: []}, {ONE: "x"}, {ONE: None}],
    ids=repr,
)
def test_broken_private_answers_are_never_overwritten(answers_):
    with pytest.raises(Unreadable):
        state.write_private({"version": 1, "answers": answers_}, ONE, "baseline", Answers())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("rounds",), []),
        (("rounds", "baseline"), None),
        (("rounds", "baseline", "status"), "done"),
        (("rounds", "baseline", "status"), ["returned"]),
        (("rounds", "baseline", "revision"), "2"),
        (("rounds", "baseline", "revision"), True),
        (("rounds", "baseline", "revision"), 2.5),
        (("rounds", "baseline", "notice"), 1),
        (("rounds", "baseline", "areas"), []),
        (("rounds", "baseline", "areas", "leadership"), "starting"),
        (("rounds", "baseline", "areas", "leadership", "level_id"), 1),
        (("rounds", "baseline", "areas", "leadership", "rev"), "1"),
        (("rounds", "baseline", "answers", "values", "why-not"), "not-offered"),
        (("rounds", "baseline", "answers", "values", "why-not"), [1]),
        (("rounds", "baseline", "started_at"), "yesterday"),
        (("rounds", "baseline", "started_at"), "2026-01-12T15:40:00"),
        (("rounds", "baseline", "started_at"), 1768232400),
        (("rounds", "baseline", "earned"), "8.5"),
        (("rounds", "baseline", "earned"), True),
        (("rounds", "baseline", "earned"), float("nan")),
        (("rounds", "baseline", "earned"), float("inf")),
        (("rounds", "baseline", "earned"), 10**400),
        (("rounds", "baseline", "returned"), "Please say more."),
        (("rounds", "baseline", "returned", "at"), None),
        (("rounds", "baseline", "returned", "comments"), ["Which?"]),
        (("rounds", "baseline", "earlier"), {}),
        (("rounds", "baseline", "earlier", 0), "2026-01-30T16:20:00+00:00"),
        (("rounds", "baseline", "earlier", 0, "signed_off_at"), None),
    ],
    ids=str,
)
def test_a_broken_record_is_refused_and_not_repaired(path, value):
    with pytest.raises(Unreadable):
        state.read_record(strategies.put(stored("record-v1.json"), path, value))


def test_what_is_broken_is_named_by_its_path():
    path = ("rounds", "baseline", "areas", "leadership", "level_id")

    with pytest.raises(Unreadable) as refused:
        state.read_record(strategies.put(stored("record-v1.json"), path, 1))

    [problem] = refused.value.problems
    assert (problem.field, problem.code) == (
        "rounds.baseline.areas.leadership.level_id",
        "not_text",
    )


@settings(max_examples=300)
@given(strategies.documents | strategies.broken(stored("record-v1.json")))
def test_any_document_is_read_as_a_record_or_refused(raw):
    before = copy.deepcopy(raw)

    with suppress(MatrixError):
        json.dumps(state.write_record(state.read_record(raw)), allow_nan=False)

    assert repr(raw) == repr(before)


@settings(max_examples=300)
@given(
    strategies.documents | strategies.broken(stored("private-v1.json")),
    st.sampled_from([ONE, OTHER, "", "new"]),
    st.sampled_from(["baseline", "final", ""]),
)
def test_any_document_is_read_as_private_answers_or_refused(raw, usage, round_id):
    with suppress(MatrixError):
        state.read_private(raw, usage, round_id)
    with suppress(MatrixError):
        state.write_private(raw, usage, round_id, Answers())


def test_a_record_says_which_version_it_is():
    assert state.write_record(Record())["version"] == 3


def test_empty_answers_take_no_room():
    body = state.write_record(a_record(Review("baseline", areas={"subject": AreaReview()})))

    assert set(body["rounds"]["baseline"]["areas"]["subject"]) == {"rev", "writer", "sequence"}


def test_a_record_keeps_every_review():
    record = a_record(a_signed_off_review(), a_returned_review(round_id="final"))

    assert state.read_record(through_json(state.write_record(record))) == record


def test_what_is_left_out_of_a_review_is_empty():
    assert state.read_record({"version": 1, "rounds": {"baseline": {}}}) == a_record(
        Review("baseline")
    )
