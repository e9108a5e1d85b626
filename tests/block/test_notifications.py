"""Notifications of a real block, through the platform's own package."""

import pytest
from django.test import TestCase

import hosts
import lms_site.install as lms
from builders import a_complete_review, a_record
from lms_site.receiver import listening

ABOUT = {"participant": "anon-7", "at": "baseline", "revised": "1"}
MARK = "Zirkon"


@pytest.fixture
def staff(monkeypatch):
    """Give course staff of a course in the LMS, in which somebody has signed off."""
    lms.install(monkeypatch, without=["lms.djangoapps.courseware.models"])
    lms.enrol(str(hosts.COURSE), "anon-7", hosts.NAME)
    host = hosts.lms().keep(a_record(a_complete_review()))
    host.post("sign_off", round="baseline", revision="1")
    return hosts.staff(usage=host.usage, user_id=99)


def respond(staff, decision, **changes):
    with TestCase.captureOnCommitCallbacks(execute=True):
        form = {**ABOUT, "decision": decision, "seen": "0", "press": "one", **changes}
        return staff.post("respond", **form)


def test_a_participant_is_notified_of_a_return_without_a_word_of_it(staff):
    staff.post("save_note", **ABOUT, area="subject", revision="0", text=f"{MARK} comment")
    with listening() as taken:
        answer = respond(staff, "returned", reason=f"{MARK} reason")

    [asked] = taken
    assert "We have asked the platform to notify Amina Khan." in answer.text
    assert asked.context == {
        "course_update_content": "Your course team has returned your review: "
        "Talent matrix review, Baseline review."
    }
    assert all(word not in repr(asked) for word in (MARK, hosts.NAME, "anon-7", "Sam Taylor"))


def test_a_service_that_raises_undoes_no_answer(staff, caplog):
    with listening(error=RuntimeError(hosts.NAME)):
        answer = respond(staff, "accepted")

    ours = [each.getMessage() for each in caplog.records if each.name.startswith("matrix_xblock")]
    assert answer.status_code == 200
    assert ours == ["A notification was not sent: RuntimeError"]
    assert hosts.NAME in staff.post("show_staff", screen="reviews", state="accepted").text


def test_where_the_platform_notifies_nobody_the_page_says_so(staff):
    answer = respond(staff, "accepted")

    assert "This site sends no notification." in answer.text
    assert "asked the platform" not in answer.text


def test_a_site_can_turn_notifications_off(staff):
    staff.site = {"notifications": False}
    with listening() as taken:
        answer = respond(staff, "accepted")

    assert taken == []
    assert "This site sends no notification." in answer.text
