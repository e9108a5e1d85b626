"""Sign-off: ledger, state, grade, completion and event together, or nothing."""

import json
import logging

import pytest
from django.db import DatabaseError
from submissions import api
from submissions.models import Submission
from workbench.runtime import WorkbenchDjangoKeyValueStore, WorkbenchRuntime
from xblock.fields import Scope

import hosts
from builders import a_complete_review, a_record, every_area
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.host.items import item_id

THREE_ROUNDS = [
    {"id": "first", "title": "First"},
    {"id": "second", "title": "Second"},
    {"id": "third", "title": "Third"},
]
SECRET = {"reflection": "Zirkon-Reflexion", "evidence": "Zirkon-Evidence"}
LEVELS = {"starting", "growing", "established", "Starting out", "Growing", "Established"}


def a_complete_host(**changes):
    host = hosts.lms(**changes)
    return host.keep(a_record(a_complete_review()))


def test_a_sign_off_is_announced_as_grade_completion_and_event_in_this_order():
    host = a_complete_host()

    host.post("sign_off", round="baseline", revision="1")

    assert [name for name, _ in host.published] == [
        "grade",
        "completion",
        "matrix_review.signed_off",
    ]


def test_the_first_grade_is_published_without_conditions():
    host = a_complete_host()

    host.post("sign_off", round="baseline", revision="1")

    assert host.payloads("grade") == [{"value": 10.0, "max_value": 10.0}]


def test_the_event_of_a_sign_off_holds_ids_and_counts_only():
    host = a_complete_host()

    host.post("sign_off", round="baseline", revision="1")

    [payload] = host.payloads("matrix_review.signed_off")
    assert payload.pop("at") == hosts.ledger_rows()[0][3]["signed_off_at"]
    assert payload == {
        "schema": 1,
        "round": "baseline",
        "revision": 1,
        "areas": 3,
        "reflections": 3,
        "earned": 10.0,
        "possible": 10.0,
    }


def test_the_event_of_a_start_holds_the_round_only():
    host = hosts.lms()

    host.post("start_review", round="baseline")

    assert host.payloads("matrix_review.started") == [{"schema": 1, "round": "baseline"}]


def test_a_save_is_announced_to_nobody():
    host = a_complete_host()

    host.post("save_area", round="baseline", area="subject", revision="0", level_id="starting")

    assert host.published == []


@pytest.mark.parametrize("level", ["starting", "established", "not-applicable"])
def test_what_is_published_is_the_same_whatever_the_levels(level):
    host = hosts.lms().keep(a_record(a_complete_review(areas=every_area(level_id=level))))

    host.post("sign_off", round="baseline", revision="1")

    assert not LEVELS & set(json.dumps(host.published).replace('"', " ").split())
    assert host.payloads("grade") == [{"value": 8.0, "max_value": 10.0}]


def test_completion_is_the_share_of_rounds_signed_off():
    host = hosts.lms(authored={"rounds": THREE_ROUNDS})
    reviews = [a_complete_review(round_id=each["id"]) for each in THREE_ROUNDS]
    host.keep(a_record(*reviews))

    for each in THREE_ROUNDS:
        host.post("sign_off", round=each["id"], revision="1")

    shares = [each["completion"] for each in host.payloads("completion")]
    assert shares == pytest.approx([1 / 3, 2 / 3, 1])


def test_a_start_sends_the_completion_of_what_was_signed_off_before():
    host = hosts.lms(authored={"rounds": THREE_ROUNDS[:2]})
    host.keep(a_record(a_complete_review(round_id="first")))
    host.post("sign_off", round="first", revision="1")

    host.post("start_review", round="second")

    assert host.payloads("completion")[-1] == {"completion": 0.5}


def test_a_grade_of_nothing_is_published_over_kept_state():
    only_reflections = {
        **dict.fromkeys(("areas", "prompts", "next_step", "sign_off"), 0),
        "reflections": 5,
    }
    host = hosts.lms(authored={"credit": only_reflections})
    host.keep(a_record(a_complete_review(areas=every_area())))

    host.post("sign_off", round="baseline", revision="1")

    assert host.payloads("grade") == [{"value": 0.0, "max_value": 5.0}]
    assert host.record["rounds"]["baseline"]["status"] == "signed_off"


def test_the_record_is_kept_before_the_grade_is_published():
    host = a_complete_host()

    host.post("sign_off", round="baseline", revision="1")

    stored = host.stored_when_published[0]
    records = [value for key, value in stored.items() if key[-1] == "record"]
    assert records[0]["rounds"]["baseline"]["status"] == "signed_off"


def test_a_sign_off_writes_a_summary_a_snapshot_and_what_lists_are_made_of():
    host = a_complete_host()

    host.post("sign_off", round="baseline", revision="1")

    usage = str(host.usage)
    assert [row[:3] for row in hosts.ledger_rows()] == [
        ("anon-7", str(hosts.COURSE), item_id(usage, Kind.SUMMARY)),
        ("anon-7", str(hosts.COURSE), item_id(usage, Kind.SNAPSHOT)),
        ("anon-7", str(hosts.COURSE), item_id(usage, Kind.STANDING)),
        ("anon-7", str(hosts.COURSE), item_id(usage, Kind.OPPORTUNITIES)),
    ]


def test_the_summary_holds_no_words_of_the_participant():
    host = a_complete_host()

    host.post("sign_off", round="baseline", revision="1")

    summary = hosts.ledger_rows()[0][3]
    assert "I learned a lot." not in json.dumps(summary)


def test_private_answers_never_reach_the_ledger():
    host = a_complete_host()
    host.post("save_private", round="baseline", revision="0", **{"answer-stay": "Only for me."})

    host.post("sign_off", round="baseline", revision="1")

    assert "Only for me." not in json.dumps(hosts.ledger_rows())


def test_pressing_twice_signs_off_once():
    host = a_complete_host()
    host.post("sign_off", round="baseline", revision="1")
    published, rows = list(host.published), hosts.ledger_rows()

    again = host.post("sign_off", round="baseline", revision="1")

    assert again.status_code == 200
    assert host.published == published
    assert hosts.ledger_rows() == rows


def test_a_later_edit_of_the_framework_does_not_change_what_was_said():
    host = a_complete_host()
    host.post("sign_off", round="baseline", revision="1")
    framework = hosts.small_framework()
    framework["areas"][0]["name"] = "Renamed area"
    host.authored["framework"] = framework

    page = host.page()

    assert "Subject knowledge" in page
    assert "Renamed area" not in page


def test_a_returned_review_is_signed_off_again_as_a_new_revision():
    host = a_complete_host()
    host.post("sign_off", round="baseline", revision="1")
    hosts.hand_back(host.usage)
    host.post("save_area", round="baseline", area="subject", revision="0", level_id="starting")

    answer = host.post("sign_off", round="baseline", revision="2")

    assert answer.status_code == 200
    assert host.payloads("matrix_review.signed_off")[-1]["revision"] == 2
    assert "I learned a lot." in host.post("show_page", screen="revision", revision="1").text


@pytest.mark.parametrize("handler", [{"screen": "overview"}, {"screen": "whole"}])
def test_a_returned_review_is_not_said_to_be_shared_with_nobody(handler):
    host = a_complete_host()
    before = host.post("show_page", round="baseline", **handler).text
    host.post("sign_off", round="baseline", revision="1")
    hosts.hand_back(host.usage)

    after = host.post("show_page", round="baseline", **handler).text

    assert "Nothing is shared until you sign off." in before
    assert "Nothing is shared until you sign off." not in after
    assert "Your changes are shared when you sign off again." in after


# Through the workbench and its database.


def fails(monkeypatch, where):
    """Make one step of a sign-off fail once it is reached."""
    if where == "the second ledger row":
        _fail_after(monkeypatch, api, "create_submission", calls=1)
    elif where == "the save":
        real = WorkbenchDjangoKeyValueStore.set

        def refuse(store, key, value):
            if key.scope is Scope.user_state:
                raise DatabaseError
            real(store, key, value)

        monkeypatch.setattr(WorkbenchDjangoKeyValueStore, "set", refuse)
    else:
        _fail_at_event(monkeypatch, where)


def _fail_after(monkeypatch, module, name, *, calls):
    real, made = getattr(module, name), []

    def count(*arguments, **named):
        made.append(name)
        if len(made) > calls:
            raise DatabaseError
        return real(*arguments, **named)

    monkeypatch.setattr(module, name, count)


def _fail_at_event(monkeypatch, event):
    def publish(runtime, block, event_type, event_data):
        if event_type == event:
            raise ConnectionError

    monkeypatch.setattr(WorkbenchRuntime, "publish", publish)


STEPS = [
    "the second ledger row",
    "the save",
    "grade",
    "completion",
    "matrix_review.signed_off",
]


@pytest.fixture
def bench():
    """A participant of the workbench who could sign off now."""
    bench = hosts.Workbench(raise_request_exception=False)
    bench.post("start_review", round="baseline")
    for area in _areas(bench):
        bench.post(
            "save_area",
            round="baseline",
            area=area,
            level_id="growing",
            revision="0",
            writer="t",
            sequence="1",
            **SECRET,
        )
    return bench


def _areas(bench):
    from matrix_xblock.host.setup import read_setup

    return [area.id for area in read_setup(bench.block()).framework.areas]


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_anywhere_leaves_nothing(bench, monkeypatch, step):
    before, rows = bench.block().record, hosts.ledger_rows()
    fails(monkeypatch, step)

    answer = bench.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 500
    assert bench.block().record == before
    assert bench.block().earned is None
    assert hosts.ledger_rows() == rows


@pytest.mark.parametrize("step", STEPS)
def test_after_a_failure_the_button_works_again(bench, monkeypatch, step):
    with monkeypatch.context() as patched:
        fails(patched, step)
        bench.post("sign_off", round="baseline", revision="1")

    answer = bench.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 200
    assert bench.block().record["rounds"]["baseline"]["status"] == "signed_off"
    assert bench.block().earned > 0
    # Two of having begun and signed off, and the review itself.
    assert len(hosts.ledger_rows()) == 5


def test_a_failure_is_no_answer_of_ours(bench, monkeypatch):
    fails(monkeypatch, "grade")

    answer = bench.post("sign_off", round="baseline", revision="1")

    assert "X-Matrix-Review" not in answer.headers


def all_said(caplog):
    return "\n".join(
        [record.getMessage() + str(record.exc_text or "") for record in caplog.records]
        + [caplog.text]
    )


def is_secret_kept(text):
    secrets = [*SECRET.values(), hosts.NAME, "Zirkon-Private", "Zirkon-Answer"]
    return not any(each in text for each in secrets)


def test_no_log_record_holds_words_levels_or_names(bench, caplog):
    caplog.set_level(logging.INFO)
    private = {"answer-what-would-help": "Zirkon-Private"}
    bench.post("save_private", round="baseline", revision="0", **private)

    bench.post("sign_off", round="baseline", revision="1")
    bench.page()

    text = all_said(caplog)
    assert "matrix_review.signed_off" in text
    assert is_secret_kept(text)
    assert "growing" not in text


def test_no_log_record_of_a_course_holds_words_levels_or_names(caplog):
    caplog.set_level(logging.INFO)
    host = hosts.lms()
    host.post("start_review", round="baseline")
    for area in ("subject", "leadership", "networks"):
        form = {"round": "baseline", "area": area, "level_id": "growing", "revision": "0"}
        host.post("save_area", **form, **SECRET)
    answers = {"round": "baseline", "revision": "0", "answer-next-step": "Zirkon-Answer"}
    host.post("save_answers", **answers)

    host.post("sign_off", round="baseline", revision="1")
    host.page()

    text = all_said(caplog)
    assert "Created submission" in text
    assert is_secret_kept(text)
    assert "growing" not in text


@pytest.mark.parametrize("row", [0, 1])
def test_a_database_that_fails_does_not_log_the_row(bench, monkeypatch, caplog, row):
    _fail_after(monkeypatch, Submission, "save", calls=row)

    bench.post("sign_off", round="baseline", revision="1")

    text = all_said(caplog)
    assert "error occurred while creating submission" in text
    assert is_secret_kept(text)
    assert "growing" not in text


def test_a_refusal_tells_the_log_nothing(caplog):
    caplog.set_level(logging.INFO)
    host = a_complete_host()

    host.post(
        "save_area", round="baseline", area="subject", revision="0", evidence="\x00" + "Zirkon" * 9
    )

    assert "Zirkon" not in all_said(caplog)
