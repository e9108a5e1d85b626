"""The course team is notified together and once a day, of how much waits for them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, a_complete_review, a_form, a_record
from fakes import TEAM, FakeHost, FakeLedger, FakeStaff, answer
from matrix_xblock import participant
from matrix_xblock.domain.contact.digest import is_due
from matrix_xblock.domain.contact.notification import Notification, Subject
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.participant import team

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def ledger():
    return FakeLedger()


def somebody(ledger, who="p0", time=NOW, *, is_on=True):
    host = FakeHost(record=a_record(a_complete_review()), ledger=ledger, who=who, time=time)
    host.notifications.is_on = is_on
    return host


def signs_off(ledger, who, time=NOW):
    """Have somebody sign off and the team told, as the handler does."""
    host = somebody(ledger, who, time)
    assert participant.sign_off(host, a_form(round="baseline", revision="1")).status == 200
    team.tell(host)
    return host.notifications.sent


def of(number, recent=0):
    return [(Notification(Subject.SUMMARY, number=number, recent=recent), (TEAM,))]


def test_the_first_sign_off_ever_notifies_the_team_that_one_review_waits(ledger):
    assert signs_off(ledger, "p0") == of(1)


def test_later_ones_of_that_day_notify_nobody_and_are_in_the_summary_of_another_day(ledger):
    signs_off(ledger, "p0")

    assert signs_off(ledger, "p1", NOW + HOUR) == []
    assert signs_off(ledger, "p2", NOW + DAY) == of(3, recent=2)


def test_a_day_on_which_nothing_has_come_notifies_nobody(ledger):
    signs_off(ledger, "p0")
    host = somebody(ledger, "p1", NOW + DAY)
    team.tell(host)

    assert host.notifications.sent == []


def test_what_was_answered_needs_nobody_and_is_not_counted(ledger):
    signs_off(ledger, "p0")
    answer(FakeStaff(ledger, time=NOW + HOUR), "p0", "accepted")

    assert signs_off(ledger, "p1", NOW + DAY) == of(1, recent=1)


def test_a_reply_is_news(ledger):
    signs_off(ledger, "p0")
    sam = FakeStaff(ledger, time=NOW + HOUR)
    answer(sam, "p0", "comments", comments={"subject": "Which year?"})
    host = somebody(ledger, "p0", NOW + DAY)
    [comment] = [
        each.body["id"] for each in ledger.entries("p0", Kind.RESPONSE) if "id" in each.body
    ]
    form = {"round": "baseline", "comment": comment, "number": "0", "reply": "Year 4."}
    participant.replies.reply(host, a_form(**form))
    team.tell(host)

    assert host.notifications.sent == of(1, recent=1)


def test_two_saves_at_once_have_one_summary_sent(ledger):
    """Both have seen that none went out: the second finds the row of the first under the lock."""
    first, second = somebody(ledger, "p0"), somebody(ledger, "p1", NOW + HOUR)
    participant.sign_off(first, a_form(round="baseline", revision="1"))
    make = []
    second.notifications.send_to_team = make.append
    team.tell(second)
    team.tell(first)

    assert make[0]() is None
    assert first.notifications.sent == of(1)
    assert len(ledger.entries("team", Kind.DIGEST)) == 1


def test_where_the_clock_brings_summaries_a_save_brings_none(ledger):
    host = somebody(ledger)
    host.notifications.is_summary_by_clock = True
    participant.sign_off(host, a_form(round="baseline", revision="1"))
    team.tell(host)
    assert host.notifications.sent == []

    assert team.send_summary(host)
    assert host.notifications.sent == of(1)


def test_a_platform_without_notifications_gets_no_row(ledger):
    host = somebody(ledger, is_on=False)
    participant.sign_off(host, a_form(round="baseline", revision="1"))
    team.tell(host)

    assert ledger.entries("team", Kind.DIGEST) == ()


def test_a_service_that_fails_breaks_nothing_and_is_not_tried_again_that_day(ledger):
    host = somebody(ledger)
    host.notifications.fails = True
    participant.sign_off(host, a_form(round="baseline", revision="1"))
    team.tell(host)

    assert host.notifications.sent == []
    assert signs_off(ledger, "p1", NOW + HOUR) == []
    assert signs_off(ledger, "p2", NOW + DAY) == of(3, recent=2)


def test_a_ledger_that_fails_breaks_nothing_and_notifies_nobody(ledger):
    host = somebody(ledger)
    participant.sign_off(host, a_form(round="baseline", revision="1"))
    ledger.is_broken = True
    team.tell(host)

    assert host.notifications.sent == []


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1)),  # noqa: DTZ001
    st.timedeltas(min_value=timedelta(), max_value=timedelta(days=3)),
)
def test_a_summary_is_due_once_a_calendar_day(last, later):
    last = last.replace(tzinfo=NOW.tzinfo)

    assert is_due(last, last + later) == ((last + later).date() > last.date())
    assert is_due(None, last)
