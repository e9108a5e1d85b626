"""Notifications of a real block, through the platform's own package."""

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

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

    assert "This site sends no notifications." in answer.text
    assert "asked the platform" not in answer.text


def test_a_site_can_turn_notifications_off(staff):
    staff.site = {"notifications": False}
    with listening() as taken:
        answer = respond(staff, "accepted")

    assert taken == []
    assert "This site sends no notifications." in answer.text


def remind(staff, number, press="one", **changes):
    with TestCase.captureOnCommitCallbacks(execute=True):
        form = {"state": "not_started", "number": str(number), "press": press, **changes}
        return staff.post("send_reminders", **form)


def asked(staff, **filters):
    """Ask who of those who have not started can be reminded."""
    form = {"screen": "reviews", "state": "not_started", "remind": "yes", **filters}
    return staff.post("show_staff", **form).text


@pytest.fixture
def course(staff):
    """Give staff of a course in which three people have not started, one of whom never came."""
    staff.users = [
        lms.enrol(str(hosts.COURSE), "anon-8", "Ben Okafor", cohort="Ash"),
        lms.enrol(str(hosts.COURSE), "anon-9", "Carys Evans", language="cy"),
        lms.enrol(str(hosts.COURSE), "", "Farid Rahimi"),
    ]
    return staff


def test_the_panel_shows_the_number_and_the_text_and_one_press_reminds(course):
    with listening() as taken:
        page = asked(course)
        answer = remind(course, 3)
        again = remind(course, 3)

    assert "3 people in this list can be reminded" in page
    assert "Your course team reminds you to start your review: Talent matrix review" in page
    assert "Remind 3 people" in page
    assert "We have asked the platform to notify 3 people." in answer.text
    assert "We have asked the platform to notify 3 people." in again.text
    assert sorted(user for each in taken for user in each.user_ids) == sorted(course.users)
    assert all(word not in repr(taken) for word in ("Okafor", "Evans", "Rahimi", "Sam Taylor"))


def test_a_participant_finds_the_reminder_in_their_record(course):
    with listening():
        remind(course, 3)
    ben = hosts.lms(
        usage=course.usage, user_id=8, attributes=hosts.a_participant(anonymous_user_id="anon-8")
    )

    assert "Reminder sent on " in ben.post("show_page", screen="record").text
    assert "Reminder sent on " in ben.post("show_page", screen="record-words").text
    assert "Reminder sent on " in ben.get("download_record").text


def test_a_page_that_is_out_of_date_says_what_has_changed(course):
    with listening() as taken:
        answer = remind(course, 2)

    assert answer.status_code == 409
    assert "When you opened it, 2 could be reminded. Now it is 3." in answer.text
    assert taken == []


def test_reminders_of_a_service_that_raises_are_reported_and_can_be_sent_again(course):
    with listening(error=RuntimeError("Ben Okafor")):
        answer = remind(course, 3)
    with listening() as taken:
        again = remind(course, 3, press="two")

    assert "We could not remind 3 people. Try again later." in answer.text
    assert "We have asked the platform to notify 3 people." in again.text
    assert sum(len(each.user_ids) for each in taken) == 3


def test_without_notifications_the_panel_has_the_text_and_the_names_to_copy(course):
    page = asked(course, cohort="Ash")
    answer = remind(course, 3)

    assert "This site sends no notifications." in page
    assert ">Your course team reminds you to start your review: " in page
    assert ">Ben Okafor</textarea>" in page
    assert "send_reminders" not in page
    assert "This site sends no notifications." in answer.text


def test_a_title_with_markup_is_shown_as_it_was_typed(course):
    course.authored["display_name"] = "<b>Review</b> {p} %(n)s"
    with listening() as taken:
        page = asked(course)
        remind(course, 3)

    assert "<b>Review" not in page
    assert all("&lt;b&gt;Review" in each.context["course_update_content"] for each in taken)


def test_in_studio_s_preview_nobody_is_reminded(monkeypatch):
    lms.install(monkeypatch)
    with listening() as taken:
        preview = hosts.studio_preview(attributes=hosts._staff_rights(anonymous_user_id="student"))
        preview.post("send_reminders", state="not_started", number="0", press="one")

    assert taken == []


def test_many_people_take_no_more_queries_than_their_rows(course):
    for number in range(100):
        lms.enrol(str(hosts.COURSE), f"many-{number}", f"Name {number}")
    with listening(), CaptureQueriesContext(connection) as few:
        asked(course)
    with listening(), CaptureQueriesContext(connection) as sent:
        answer = remind(course, 103)

    assert "notify 103 people" in answer.text
    assert len(few) < 40
    assert len(sent) < 8 * 103


@pytest.fixture
def team(monkeypatch):
    """Give the accounts of two of the course team, in a course with three participants."""
    lms.install(monkeypatch, without=["lms.djangoapps.courseware.models"])
    for who in ("anon-7", "anon-8"):
        lms.enrol(str(hosts.COURSE), who, who)
    return [
        lms.enrol(str(hosts.COURSE), "", "Sam Taylor", role="staff"),
        lms.enrol(str(hosts.COURSE), "", "Nia Rees", role="instructor", language="cy"),
    ]


def sign_off(**changes):
    host = hosts.lms(**changes).keep(a_record(a_complete_review()))
    assert host.post("sign_off", round="baseline", revision="1").status_code == 200
    return host


def test_the_team_is_notified_of_a_sign_off_once_a_day_each_in_their_language(team):
    another = {"user_id": 8, "attributes": hosts.a_participant(anonymous_user_id="anon-8")}
    with listening() as taken:
        sign_off()
        sign_off(**another)

    assert sorted(user for each in taken for user in each.user_ids) == sorted(team)
    assert taken[0].context == {
        "course_update_content": "1 review needs your course team: Talent matrix review."
    }
    assert all(word not in repr(taken) for word in (hosts.NAME, "anon-7", "growing"))


def test_behind_a_wall_the_team_s_summary_has_no_number(team):
    with listening() as taken:
        sign_off(site={"my_people": "wall"})

    texts = [each.context["course_update_content"] for each in taken]
    assert texts[0] == "Reviews need your course team: Talent matrix review."
    assert len(texts) == len(team)
    assert not any(character.isdigit() for text in texts for character in text)


def test_a_service_that_raises_at_a_summary_leaves_the_sign_off_as_it_is(team, caplog):
    with listening(error=RuntimeError(hosts.NAME)):
        host = sign_off()

    ours = [each.getMessage() for each in caplog.records if each.name.startswith("matrix_xblock")]
    assert host.record["rounds"]["baseline"]["status"] == "signed_off"
    assert ours == ["A notification was not sent: RuntimeError"]


def test_where_the_platform_notifies_nobody_a_sign_off_takes_no_query_more(team):
    with CaptureQueriesContext(connection) as queries:
        sign_off()

    assert not any("digest" in each["sql"] for each in queries)


def test_a_draft_has_nobody_notified(team):
    host = hosts.lms()
    with listening() as taken:
        host.post("start_review", round="baseline")
        host.post("save_area", round="baseline", area="subject", revision="0", level_id="growing")

    assert taken == []
