"""Participants are notified of an answer, once it is saved and once for one press."""

from contextlib import suppress

import pytest

from builders import a_complete_review, a_form, a_record
from fakes import BrokenError, FakeHost, FakeStaff, answer
from matrix_xblock import participant, staff
from matrix_xblock.domain.contact.notification import Notification, Subject

WHO = "anon-1"


@pytest.fixture
def ada():
    """Give a participant who has signed off."""
    host = FakeHost(record=a_record(a_complete_review()), who=WHO)
    participant.sign_off(host, a_form(round="baseline", revision="1"))
    return host


@pytest.fixture
def sam(ada):
    at_work = FakeStaff(ada.ledger, setup=ada.setup)
    at_work.notifications.is_on = True
    return at_work


def sent(host):
    return [
        (notification.subject, notification.round_title, people)
        for notification, people in host.notifications.sent
    ]


@pytest.mark.parametrize(
    ("decision", "subject"),
    [
        ("comments", Subject.COMMENTED),
        ("returned", Subject.RETURNED),
        ("accepted", Subject.ACCEPTED),
        ("accepted_next", Subject.ACCEPTED),
    ],
)
def test_an_answer_notifies_its_participant_of_what_happened(sam, decision, subject):
    page = answer(sam, WHO, decision, reason="Say more.", comments={"subject": "Good."})

    title = sam.setup.titles["baseline"]
    assert page.status == 200
    assert sent(sam) == [(subject, title, (WHO,))]


def test_an_answer_says_whether_the_participant_is_notified(sam):
    assert answer(sam, WHO, "accepted").names["sent"].is_notified


def test_without_notifications_an_answer_is_saved_and_says_that_nobody_is_notified(sam):
    sam.notifications.is_on = False
    page = answer(sam, WHO, "accepted")

    assert page.names["sent"].kind == "accepted"
    assert not page.names["sent"].is_notified
    assert sent(sam) == []


def test_a_service_that_fails_leaves_the_answer_as_it_is(sam):
    sam.notifications.fails = True

    assert answer(sam, WHO, "accepted").names["sent"].kind == "accepted"
    assert sent(sam) == []


def press(host, **form):
    about = {"participant": WHO, "at": "baseline", "revised": "1", "seen": "0", "press": "one"}
    return staff.answering.respond(host, a_form(**{**about, **form}))


def test_pressing_twice_notifies_once(sam):
    press(sam, decision="accepted")
    press(sam, decision="accepted")

    assert len(sent(sam)) == 1


@pytest.mark.parametrize(
    "form",
    [
        {"decision": "returned", "reason": ""},
        {"decision": "comments"},
    ],
)
def test_what_is_refused_notifies_nobody(sam, form):
    assert press(sam, **form).status >= 400
    assert sent(sam) == []


def test_the_second_of_two_colleagues_at_one_review_notifies_nobody(sam):
    press(sam, decision="accepted")
    late = press(sam, decision="returned", reason="Say more.", press="two")

    assert late.status == 409
    assert [subject for subject, _, _ in sent(sam)] == [Subject.ACCEPTED]


def test_what_is_not_saved_notifies_nobody(sam):
    sam.ledger.is_broken = True
    with suppress(BrokenError):
        press(sam, decision="accepted")

    assert sent(sam) == []


def test_undo_notifies_nobody_and_says_that_a_notification_stays(sam):
    press(sam, decision="accepted")
    about = {"participant": WHO, "at": "baseline", "revised": "1", "press": "one"}
    page = staff.answering.undo(sam, a_form(**about))

    assert page.names["is_undone"]
    assert page.names["is_notified"]
    assert len(sent(sam)) == 1


def test_what_is_sent_has_no_word_of_a_review_and_no_name(sam):
    answer(sam, WHO, "returned", reason="Zirkon", comments={"subject": "Zirkon"})

    assert sam.notifications.sent == [
        (Notification(Subject.RETURNED, sam.setup.titles["baseline"]), (WHO,))
    ]
