"""What no form of ours sends: each is a clear answer, and nothing is lost or stored."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from webob import Request

import hosts
from builders import a_complete_review, a_record, a_review, a_signed_off_review

AREA = {"round": "baseline", "area": "subject", "level_id": "growing", "revision": "0"}
ANSWERS = {"round": "baseline", "revision": "0"}


@pytest.fixture
def host():
    """A participant in the middle of a review."""
    return hosts.lms().keep(a_record(a_review()))


def is_untouched(host):
    return host.state.writes == 0 and host.published == [] and hosts.ledger_rows() == []


@pytest.mark.parametrize(
    ("handler", "form", "status", "says"),
    [
        ("save_area", {**AREA, "area": "astrology"}, 404, "could not be found"),
        ("save_area", {**AREA, "area": ""}, 404, "could not be found"),
        ("save_area", {**AREA, "round": "never"}, 404, "could not be found"),
        ("save_area", {**AREA, "level_id": "godlike"}, 422, "level is no longer in this framework"),
        ("save_area", {**AREA, "target_level_id": "godlike"}, 422, "level is no longer in this"),
        ("save_area", {**AREA, "then_level_id": "godlike"}, 422, "level is no longer in this"),
        ("save_area", {**AREA, "revision": "one"}, 422, "not understand"),
        ("save_area", {**AREA, "revision": "-1"}, 422, "not understand"),
        ("save_area", {**AREA, "revision": "9" * 5000}, 422, "not understand"),
        ("save_area", {**AREA, "revision": "1.0"}, 422, "not understand"),
        ("save_area", {**AREA, "revision": "٣"}, 422, "not understand"),
        ("save_area", {**AREA, "writer": "tab", "sequence": "x"}, 422, "not understand"),
        ("save_area", {**AREA, "reflection": "a" * 3001}, 422, "limit is 3000 characters"),
        ("save_area", {**AREA, "evidence": "é" * 1001}, 422, "limit is 1000 characters"),
        ("save_area", {**AREA, "reflection": "ab\x00c"}, 422, "Character 3 is a hidden control"),
        ("save_area", {**AREA, "evidence": "\x1b[31m"}, 422, "Character 1 is a hidden control"),
        ("save_area", {"round": "baseline"}, 422, "not understand"),
        ("save_answers", {**ANSWERS, "answer-moved": "maybe"}, 422, "no longer one of the choices"),
        ("save_answers", {**ANSWERS, "answer-next-step": "a" * 3001}, 422, "limit is 3000"),
        ("save_answers", {**ANSWERS, "answer-next-step": "a\x07"}, 422, "hidden control"),
        ("save_answers", {"round": "baseline"}, 422, "not understand"),
        ("save_private", {**ANSWERS, "answer-stay": "a" * 3001}, 422, "limit is 3000"),
        ("save_private", {**ANSWERS, "round": "never"}, 404, "could not be found"),
        ("start_review", {"round": "never"}, 404, "could not be found"),
        ("sign_off", {"round": "never", "revision": "1"}, 404, "could not be found"),
        ("sign_off", {"round": "baseline"}, 422, "not understand"),
        ("sign_off", {"round": "baseline", "revision": "1"}, 422, "Choose where you are now"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(host, handler, form, status, says):
    answer = host.post(handler, **form)

    assert answer.status_code == status
    assert says in answer.text
    assert is_untouched(host)


@pytest.mark.parametrize(
    ("handler", "query", "status"),
    [
        ("show_page", {"screen": "section", "section": "area-astrology"}, 404),
        ("show_page", {"screen": "section"}, 404),
        ("show_page", {"screen": "revision"}, 422),
        ("show_page", {"screen": "revision", "revision": "one"}, 422),
        ("print_sheet", {"round": "never"}, 404),
        ("print_summary", {"round": "never"}, 404),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(host, handler, query, status):
    answer = host.get(handler, **query) if "print" in handler else host.post(handler, **query)

    assert answer.status_code == status
    assert answer.headers["X-Matrix-Review"] in {"unknown", "invalid"}
    assert is_untouched(host)


@pytest.mark.parametrize(
    "query",
    [
        {"round": "never"},
        {"screen": "revision", "revision": "9"},
        {"screen": "area", "area": "astrology"},
        {"screen": "area"},
        {"screen": "cpd-entry", "entry": "never"},
        {"screen": "step", "step": "never"},
        {"screen": "opportunity", "opportunity": "never"},
    ],
)
def test_an_address_that_leads_nowhere_leads_to_where_the_review_stands(host, query):
    answer = host.post("show_page", **query)

    assert answer.status_code == 404
    assert "That page is not here any more" in answer.text
    assert "data-matrix-tab" in answer.text
    assert is_untouched(host)


def test_a_refused_save_does_not_send_the_form_back(host):
    answer = host.post("save_area", **{**AREA, "reflection": "a" * 3001})

    assert "<textarea" not in answer.text
    assert "aaaa" not in answer.text


@pytest.mark.parametrize("name", ["level_id", "reflection", "area", "round", "revision"])
def test_a_field_with_two_values_is_refused(host, name):
    answer = host.post("save_area", **{**AREA, name: ["one", "two"]})

    assert answer.status_code == 422
    assert "not understand" in answer.text
    assert is_untouched(host)


@pytest.mark.parametrize("name", ["reflection", "level_id", "round", "something-else"])
def test_a_file_is_no_answer(host, name):
    answer = host.post("save_area", **{**AREA, name: SimpleUploadedFile("cv.pdf", b"%PDF")})

    assert answer.status_code == 415
    assert is_untouched(host)


def test_a_field_without_a_value_is_one_that_was_not_sent(host):
    answer = host.post("save_area", **AREA, evidence=[])

    assert answer.status_code == 200


def test_fields_that_no_form_has_change_nothing(host):
    answer = host.post("save_area", **{f"f{number}": "1" for number in range(2000)})

    assert answer.status_code == 422
    assert is_untouched(host)


def as_json(body):
    """Give a request with that body, an empty one too: Django's own factory says no type then."""
    return RequestFactory().post("/", body, CONTENT_TYPE="application/json", content_type="x")


NO_FIELDS = {
    "nothing": b"",
    "no object": b'["round", "baseline"]',
    "null": b"null",
    "a number": b"7",
    "XML": b"<xml/>",
    "half of it": b'{"round": "baseline"',
    "no JSON but Python": b"{'round': 'baseline'}",
    "a name twice": b'{"round": "baseline", "round": "final"}',
    "an object inside": b'{"round": {"id": "baseline"}}',
    "a list in a list": b'{"round": [["baseline"]]}',
    "deep nesting": b'{"round": ' + b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "a number of 5,000 digits": b'{"revision": ' + b"9" * 5000 + b"}",
    "bytes that are no UTF-8": b'{"reflection": "ab\xff\xfe"}',
    "half of a UTF-8 character": b'{"reflection": "\xf0\x9f\x98"}',
    "UTF-16": '{"round": "baseline"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"round": "baseline"}',
    "a lone surrogate": b'{"reflection": "ab\\ud83d"}',
    "a lone surrogate for a name": b'{"ab\\udc00": "x"}',
}


@pytest.mark.parametrize("body", NO_FIELDS.values(), ids=NO_FIELDS)
def test_a_body_that_is_no_object_of_texts_is_refused(host, body):
    answer = host.handle("save_area", as_json(body))

    assert (answer.status_code, answer.headers["X-Matrix-Review"]) == (422, "invalid")
    assert is_untouched(host)


@pytest.mark.parametrize("value", [7, 1.5, True, None, {}, [7], [None], [["a"]]])
@pytest.mark.parametrize("name", [*AREA, "reflection", "evidence", "writer", "sequence"])
def test_a_value_that_is_no_text_is_refused(host, name, value):
    answer = host.send("save_area", json.dumps({**AREA, name: value}))

    assert (answer.status_code, answer.headers["X-Matrix-Review"]) == (422, "invalid")
    assert is_untouched(host)


@given(body=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_body_is_an_error_of_the_server(body):
    host = hosts.lms()

    answer = host.handle("start_review", as_json(body))

    assert answer.status_code in {200, 404, 422}


def test_a_part_of_text_beside_a_file_is_refused(host):
    parts = {"file": SimpleUploadedFile("log.csv", b"Title,Date"), "confirm": "yes"}

    answer = host.handle("import_cpd", RequestFactory().post("/", parts))

    assert (answer.status_code, answer.headers["X-Matrix-Review"]) == (415, "unsupported_body")
    assert is_untouched(host)


@pytest.mark.parametrize("body", NO_FIELDS.values(), ids=NO_FIELDS)
def test_fields_beside_a_file_are_read_as_strictly(host, body):
    file = SimpleUploadedFile("log.csv", b"Title,Date,Type\r\nA visit,2 March 2026,visit\r\n")
    fields = SimpleUploadedFile("fields.json", body)

    answer = host.handle("import_cpd", RequestFactory().post("/", {"file": file, "fields": fields}))

    expected = (200, "ok") if not body else (422, "invalid")
    assert (answer.status_code, answer.headers["X-Matrix-Review"]) == expected
    assert is_untouched(host)


def test_a_host_that_hands_broken_bytes_of_a_query_on_gets_a_refusal(host):
    block = host.block()

    answer = block.runtime.handle(block, "print_sheet", Request.blank("/?round=%ff"))

    assert answer.status_code in {404, 422}
    assert is_untouched(host)


def test_a_save_before_the_start_is_refused():
    host = hosts.lms()

    answer = host.post("save_area", **AREA)

    assert answer.status_code == 423
    assert answer.headers["X-Matrix-Review"] == "locked"
    assert "has not been started" in answer.text
    assert is_untouched(host)


@pytest.mark.parametrize("handler", ["save_area", "save_answers", "save_private"])
def test_a_signed_off_review_cannot_be_written_in(handler):
    host = hosts.lms().keep(a_record(a_signed_off_review()))

    answer = host.post(handler, **{**AREA, "reflection": "Something new."})

    assert answer.status_code == 423
    assert "signed off this review" in answer.text
    assert is_untouched(host)


@pytest.mark.parametrize("handler", ["start_review", "save_area", "save_private", "sign_off"])
@pytest.mark.parametrize(
    ("dates", "says"),
    [({"opens": 1}, "has not opened yet"), ({"closes": -1}, "Copy anything you want to keep")],
)
def test_a_round_that_is_not_open_takes_nothing(handler, dates, says):
    now = datetime.now(UTC)
    times = {name: (now + timedelta(days=days)).isoformat() for name, days in dates.items()}
    host = hosts.lms(authored={"rounds": [{**hosts.ONE_ROUND[0], **times}]})
    host.keep(a_record(a_complete_review()))

    answer = host.post(handler, **{**AREA, "revision": "1"})

    assert answer.status_code == 423
    assert says in answer.text
    assert is_untouched(host)


def test_a_sign_off_of_another_revision_is_refused():
    host = hosts.lms().keep(a_record(a_complete_review(revision=2)))

    answer = host.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 409
    assert answer.headers["X-Matrix-Review"] == "stale"
    assert is_untouched(host)


def test_before_a_review_is_started_there_is_nothing_to_check():
    answer = hosts.lms().post("show_page", screen="check")

    assert "Start your review" in answer.text


@pytest.mark.parametrize("name", ["record", "matrix_private"])
@pytest.mark.parametrize("stored", [{"version": 99}, {"version": 1, "rounds": [], "answers": []}])
def test_state_of_a_newer_version_is_left_alone(host, name, stored):
    host.put(name, stored)

    answer = host.post("save_private", **{**ANSWERS, "answer-stay": "Time."})

    assert answer.status_code == 409
    assert answer.headers["X-Matrix-Review"] == "unreadable"
    assert is_untouched(host)


def test_state_of_a_newer_version_is_explained_on_the_page(host):
    host.put("record", {"version": 99})

    page = host.page()

    assert "newer version of this component saved" in page
