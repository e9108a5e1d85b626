"""Staff reset a participant: the platform calls an unbound block with four ids by name."""

import pytest
from submissions.models import score_reset

import hosts
from builders import a_complete_review, a_record, days
from matrix_xblock.codec.contact.reminder_rows import write_reminder
from matrix_xblock.codec.plans.interest import write_interest
from matrix_xblock.codec.record.trail import write_access
from matrix_xblock.codec.review.counted_choices import counted_entry
from matrix_xblock.domain.contact.reminder import Reminder
from matrix_xblock.domain.plans.board import Interest
from matrix_xblock.domain.record.trail import Access
from matrix_xblock.domain.review.counted_choices import CountedChoice
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.items import item_id
from matrix_xblock.host.ledger import ledger_for

OPENED = Access("Course tutor", "review", "baseline", days(2))
# These belong to nobody, or to somebody of the course staff.
KINDS = set(Kind) - {Kind.BOARD, Kind.BANK, Kind.COHORTS, Kind.DIGEST, Kind.RELEASE}


def sign_off_and_return(usage, who="anon-7"):
    """Leave rows of every kind behind for a participant."""
    host = hosts.lms(usage=usage, attributes=hosts.a_participant(anonymous_user_id=who))
    host.keep(a_record(a_complete_review()))
    host.post("sign_off", round="baseline", revision="1")
    host.post("save_consent", given="yes")
    ledger = ledger_for(course=str(hosts.COURSE), usage=str(usage), may_record=True)
    hosts.hand_back(usage, who)
    ledger.append([Entry(Kind.ACCESS, who, write_access(OPENED), days(2))])
    counted = CountedChoice("baseline", "stay", ("leave",), days(2))
    ledger.append([counted_entry(who, counted)])
    interest = write_interest(Interest("post", "one", days(2)))
    ledger.append([Entry(Kind.INTEREST, who, interest, days(2))])
    reminder = write_reminder(Reminder("press", "baseline", days(2)))
    ledger.append([Entry(Kind.REMINDER, who, reminder, days(2))])
    return host


def reset(usage, who="anon-7"):
    """Reset as the platform does."""
    hosts.unbound(usage=usage).block().clear_student_state(
        user_id=who,
        course_id=str(hosts.COURSE),
        item_id=str(usage),
        requesting_user_id="anon-staff",
    )


@pytest.fixture
def usage():
    return hosts.UsageKey(hosts.COURSE, "one")


def test_a_reset_lets_go_of_every_kind_of_row(usage):
    sign_off_and_return(usage)
    kinds = {row[2] for row in hosts.ledger_rows()}

    reset(usage)

    assert kinds == {item_id(str(usage), kind) for kind in KINDS}
    assert hosts.ledger_rows() == []


def test_a_reset_twice_is_a_reset(usage):
    sign_off_and_return(usage)

    reset(usage)
    reset(usage)

    assert hosts.ledger_rows() == []


def test_a_reset_of_nothing_is_no_error(usage):
    reset(usage)

    assert hosts.ledger_rows() == []


def test_a_reset_leaves_other_participants_alone(usage):
    sign_off_and_return(usage)
    sign_off_and_return(usage, who="anon-8")

    reset(usage)

    assert {row[0] for row in hosts.ledger_rows()} == {"anon-8"}


def test_a_reset_leaves_other_blocks_alone(usage):
    other = hosts.UsageKey(hosts.COURSE, "two")
    sign_off_and_return(usage)
    sign_off_and_return(other)

    reset(usage)

    assert {row[2] for row in hosts.ledger_rows()} == {item_id(str(other), kind) for kind in KINDS}


def test_the_platform_hears_of_a_reset_of_the_scored_item_only(usage):
    sign_off_and_return(usage)
    heard = []

    def hear(sender, **signal):
        heard.append(signal["item_id"])

    score_reset.connect(hear)
    try:
        reset(usage)
    finally:
        score_reset.disconnect(hear)

    assert heard == [str(usage)]


def test_after_a_reset_a_review_begins_again(usage):
    sign_off_and_return(usage)
    reset(usage)
    again = hosts.lms(usage=usage).keep(a_record(a_complete_review()))

    answer = again.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 200
    assert again.payloads("matrix_review.signed_off")[0]["revision"] == 1


def test_after_a_reset_a_start_takes_the_completion_back(usage):
    sign_off_and_return(usage)
    reset(usage)
    again = hosts.lms(usage=usage)

    again.post("start_review", round="baseline")

    assert again.payloads("completion") == [{"completion": 0.0}]


def test_a_reset_needs_no_edx_submissions_on_the_site(usage):
    from django.conf import settings
    from django.test import override_settings

    apps = [app for app in settings.INSTALLED_APPS if app != "submissions"]

    with override_settings(INSTALLED_APPS=apps):
        reset(usage)


def test_rows_of_a_state_that_the_platform_deleted_in_bulk_do_not_stand_in_the_way(usage):
    sign_off_and_return(usage)
    again = hosts.lms(usage=usage).keep(a_record(a_complete_review()))

    answer = again.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 200
    assert again.payloads("matrix_review.signed_off")[0]["revision"] == 2
