"""What only the ledger on edx-submissions promises, and the ledger of a host without one."""

import logging

import pytest
from django.db import DatabaseError, connection
from django.db.models.signals import pre_save
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from submissions.api import get_score, score_reset
from submissions.errors import SubmissionInternalError
from submissions.models import StudentItem, Submission

from builders import NOW
from matrix_xblock.domain.errors import Unavailable
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.items import ITEM_TYPE, item_id
from matrix_xblock.host.ledger import NoLedger, SubmissionsLedger, ledger_for

COURSE = "course-v1:Trust+NPQ+2026"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"


@pytest.fixture
def ledger():
    return SubmissionsLedger(course=COURSE, usage=BLOCK)


@pytest.fixture
def failing_database():
    """Let every new row fail as a database does."""

    def fail(**_):
        raise DatabaseError("disk full")

    pre_save.connect(fail, sender=Submission)
    yield
    pre_save.disconnect(fail, sender=Submission)


def a_row(kind=Kind.SUMMARY, **body):
    return Entry(kind, "anon-1", {"version": 1, **body}, NOW)


def test_rows_of_all_kinds_are_read_in_one_query(ledger):
    ledger.append([a_row(kind) for kind in Kind])

    with CaptureQueriesContext(connection) as queries:
        entries = ledger.entries("anon-1", *Kind)

    assert (len(entries), len(queries)) == (len(Kind), 1)


def test_reading_creates_nothing(ledger):
    ledger.entries("anon-1", *Kind)

    assert (StudentItem.objects.count(), Submission.objects.count()) == (0, 0)


def test_clearing_what_is_not_there_creates_nothing(ledger):
    ledger.clear("anon-1")

    assert StudentItem.objects.count() == 0


def test_rows_say_whose_they_are_where_and_of_what_type(ledger):
    ledger.append([a_row(kind) for kind in Kind])

    items = StudentItem.objects.exclude(item_id__contains="+index+").order_by("id")
    ids = items.values_list("student_id", "course_id", "item_id", "item_type")
    of_block = "snapshot response board access consent standing interest opportunities release"
    later = "reminder digest cohorts counted"
    expected = [
        BLOCK,
        *(f"{BLOCK}+{each}" for each in of_block.split()),
        "matrix_review+bank",
        *(f"{BLOCK}+{each}" for each in later.split()),
    ]
    assert list(ids) == [("anon-1", COURSE, each, ITEM_TYPE) for each in expected]


@pytest.mark.parametrize("length", [1, 240, 246, 247, 255, 256, 400])
def test_an_item_id_is_never_too_long_and_each_kind_has_its_own(length):
    ids = {item_id("x" * length, kind) for kind in Kind}

    assert len(ids) == len(Kind)
    assert max(map(len, ids)) <= 255


def test_an_item_id_of_a_long_usage_key_tells_keys_apart():
    assert item_id("x" * 300, Kind.SUMMARY) != item_id("x" * 301, Kind.SUMMARY)


def test_the_scored_item_has_the_plain_usage_key():
    assert item_id(BLOCK, Kind.SUMMARY) == BLOCK


def test_only_the_reset_of_the_scored_item_is_told_to_the_platform(ledger):
    ledger.append([a_row(kind) for kind in Kind])
    signals = []

    def listen(item_id, **_):
        signals.append(item_id)

    score_reset.connect(listen)
    try:
        ledger.clear("anon-1")
    finally:
        score_reset.disconnect(listen)

    assert signals == [BLOCK]


def test_a_sign_off_sets_no_score(ledger):
    ledger.append([a_row()])

    item = {"student_id": "anon-1", "course_id": COURSE, "item_id": BLOCK}
    assert get_score({**item, "item_type": ITEM_TYPE}) is None


def test_cleared_rows_are_kept_by_the_platform_and_read_by_nobody(ledger):
    ledger.append([a_row()])

    ledger.clear("anon-1")

    assert Submission._objects.count() == 1
    assert ledger.entries("anon-1", Kind.SUMMARY) == ()


def everything_logged(caplog):
    return "\n".join(
        f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records
    )


def test_a_failing_database_logs_no_word_of_the_participant(ledger, failing_database, caplog):
    caplog.set_level(logging.INFO)

    with pytest.raises(SubmissionInternalError) as failed:
        ledger.append([a_row(Kind.SNAPSHOT, said={"subject": {"reflection": "SECRET"}})])

    assert "creating submission" in everything_logged(caplog)
    assert "SECRET" not in everything_logged(caplog) + caplog.text
    assert "SECRET" not in f"{failed.value} {failed.value!r}"


def test_writing_logs_no_word_and_no_level_of_the_participant(ledger, caplog):
    caplog.set_level(logging.INFO)

    ledger.append([a_row(levels={"subject": "SECRET"}, said="SECRET")])
    ledger.entries("anon-1", *Kind)
    ledger.clear("anon-1")

    assert caplog.records
    assert "SECRET" not in everything_logged(caplog) + caplog.text


def test_after_a_failing_database_nothing_is_written(ledger, failing_database):
    with pytest.raises(SubmissionInternalError):
        ledger.append([a_row(), a_row(Kind.SNAPSHOT)])

    assert ledger.entries("anon-1", *Kind) == ()


def test_a_host_that_may_record_has_a_ledger():
    assert isinstance(ledger_for(course=COURSE, usage=BLOCK, may_record=True), SubmissionsLedger)


@pytest.mark.parametrize(
    "host", [{"may_record": False}, {"course": ""}], ids=["a preview", "no course"]
)
def test_a_host_that_must_not_record_has_none(host):
    asked = {"course": COURSE, "usage": BLOCK, "may_record": True, **host}

    assert isinstance(ledger_for(**asked), NoLedger)


def test_a_site_without_edx_submissions_has_none():
    with override_settings(INSTALLED_APPS=["django.contrib.contenttypes"]):
        ledger = ledger_for(course=COURSE, usage=BLOCK, may_record=True)

    assert isinstance(ledger, NoLedger)


def test_without_a_ledger_nothing_can_be_signed_off():
    with pytest.raises(Unavailable) as refused:
        NoLedger().append([a_row()])

    assert [problem.code for problem in refused.value.problems] == ["no_ledger"]


def test_without_a_ledger_there_is_nothing_to_read_or_to_clear():
    nothing = NoLedger()

    nothing.clear("anon-1")

    assert nothing.entries("anon-1", *Kind) == ()
