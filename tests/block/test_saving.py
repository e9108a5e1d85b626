"""What a request costs, and what it may touch: authored fields never, state once."""

import copy
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from xblock.exceptions import InvalidScopeError

import hosts
from builders import a_complete_review, a_record, a_review

AREA = {
    "round": "baseline",
    "area": "subject",
    "level_id": "growing",
    "reflection": "I learned a lot.",
    "revision": "0",
    "writer": "tab",
    "sequence": "1",
}
ANSWERS = {"round": "baseline", "answer-moved": "yes", "revision": "0", "writer": "t"}
PRIVATE = {"round": "baseline", "answer-stay": "Time.", "revision": "0", "writer": "t"}
SAVES = [
    ("save_area", AREA),
    ("save_answers", {**ANSWERS, "sequence": "1"}),
    ("save_private", {**PRIVATE, "sequence": "1"}),
]


def a_whole_path(host):
    """Do everything that a participant can do, and look at every page on the way."""
    host.page()
    host.post("start_review", round="baseline")
    for area in ("subject", "leadership", "networks"):
        host.post("save_area", **{**AREA, "area": area})
    for handler, form in SAVES:
        host.post(handler, **form)
    host.page()
    host.post("show_page", screen="section", section="area-subject")
    host.post("show_page", screen="check")
    answer = host.post("sign_off", round="baseline", revision="1")
    host.page()
    host.post("show_page", screen="revision", revision="1")
    host.get("print_sheet")
    return answer


def test_nothing_authored_is_touched_on_the_whole_path():
    host = hosts.lms()
    before = copy.deepcopy(host.authored)

    answer = a_whole_path(host)

    assert answer.status_code == 200
    assert host.authored == before


def test_nothing_authored_is_touched_where_everything_has_its_default():
    host = hosts.lms()
    host.authored.clear()

    host.post("start_review", round="baseline")
    host.page()

    assert host.authored == {}


@pytest.mark.parametrize("name", ["rounds", "credit", "framework"])
def test_the_host_of_these_tests_refuses_a_change_in_place(name):
    block = hosts.lms().block()
    value = getattr(block, name)

    value.append({}) if isinstance(value, list) else value.update(more={})

    with pytest.raises(InvalidScopeError):
        block.save()


@pytest.mark.parametrize(("handler", "form"), SAVES)
def test_a_save_is_one_write(handler, form):
    host = hosts.lms().keep(a_record(a_review()))

    host.post(handler, **form)

    assert host.state.writes == 1


@pytest.mark.parametrize(("handler", "form"), SAVES)
def test_a_repeated_save_writes_nothing(handler, form):
    host = hosts.lms().keep(a_record(a_review()))
    host.post(handler, **form)
    stored = host.state.stored

    again = host.post(handler, **form)

    assert again.status_code == 200
    assert host.state.writes == 1
    assert host.state.stored == stored


def test_a_start_is_one_write_and_a_second_start_none():
    host = hosts.lms()

    host.post("start_review", round="baseline")
    host.post("start_review", round="baseline")

    assert host.state.writes == 1


def test_a_second_start_is_announced_to_nobody():
    host = hosts.lms()
    host.post("start_review", round="baseline")
    published = list(host.published)

    host.post("start_review", round="baseline")

    assert host.published == published


def test_a_sign_off_is_one_write():
    host = hosts.lms().keep(a_record(a_complete_review()))

    host.post("sign_off", round="baseline", revision="1")

    assert host.state.writes == 1


@pytest.mark.parametrize("review", [None, a_review(), a_complete_review()])
def test_a_page_needs_no_query_of_ours(review):
    host = hosts.lms()
    if review:
        host.keep(a_record(review))

    with CaptureQueriesContext(connection) as queries:
        host.page()

    assert len(queries) == 0


@pytest.mark.parametrize(("handler", "form"), SAVES)
def test_a_save_needs_no_query_of_ours_beside_the_transaction(handler, form):
    host = hosts.lms().keep(a_record(a_review()))

    with CaptureQueriesContext(connection) as queries:
        host.post(handler, **form)

    of_the_transaction = ("SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "SELECT @@")
    assert [each for each in queries if not each["sql"].startswith(of_the_transaction)] == []


def test_a_page_after_sign_off_needs_one_query():
    host = hosts.lms().keep(a_record(a_complete_review()))
    host.post("sign_off", round="baseline", revision="1")

    with CaptureQueriesContext(connection) as queries:
        host.page()

    assert len(queries) == 1


def test_a_page_loads_each_field_of_the_person_once():
    host = hosts.lms().keep(a_record(a_complete_review()))

    host.page()

    assert host.state.loads <= 2


def test_private_answers_are_kept_away_from_the_review():
    host = hosts.lms().keep(a_record(a_review()))

    host.post("save_private", round="baseline", revision="0", **{"answer-stay": "Only for me."})

    assert "Only for me." not in str(host.record)
    assert "Only for me." in str(host.private)


def test_private_answers_of_two_blocks_stand_side_by_side():
    one = hosts.lms().keep(a_record(a_review()))
    two = hosts.lms(usage=hosts.UsageKey(hosts.COURSE, "two"), state=one.state)
    two.keep(a_record(a_review()))
    one.post("save_private", round="baseline", revision="0", **{"answer-stay": "In one."})

    two.post("save_private", round="baseline", revision="0", **{"answer-stay": "In two."})

    assert "In one." in one.whole()
    assert "In two." in two.whole()
    assert "In one." not in two.whole()


def test_the_second_tab_cannot_overwrite_the_first():
    host = hosts.lms().keep(a_record(a_review()))
    host.post("save_area", **AREA)

    answer = host.post("save_area", **{**AREA, "writer": "other", "reflection": "Another text."})

    assert answer.status_code == 409
    assert "Another text." in answer.text
    assert "I learned a lot." in answer.text
    assert host.record["rounds"]["baseline"]["areas"]["subject"]["reflection"] == "I learned a lot."


def test_what_was_written_on_somebody_else_s_page_is_not_kept_as_one_s_own():
    """On a shared computer somebody has signed in while the page of another is still open."""
    page = hosts.lms(attributes=hosts.a_participant(anonymous_user_id="anon-8")).page()
    owner = re.search('data-owner="([^"]+)"', page)[1]
    host = hosts.lms().keep(a_record(a_review()))
    request = hosts.request_to("POST", AREA)
    request.META["HTTP_X_MATRIX_OWNER"] = owner

    answer = host.handle("save_area", request)

    assert (answer.status_code, answer.text) == (403, "")
    assert "X-Matrix-Review" not in answer.headers
    assert host.state.writes == 0


def test_what_was_written_on_one_s_own_page_is_kept():
    host = hosts.lms().keep(a_record(a_review()))
    request = hosts.request_to("POST", AREA)
    request.META["HTTP_X_MATRIX_OWNER"] = re.search('data-owner="([^"]+)"', host.page())[1]

    answer = host.handle("save_area", request)

    assert (answer.status_code, answer.headers["X-Matrix-Review"]) == (200, "ok")
