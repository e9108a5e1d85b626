"""`matrix_review remind`: each course team is notified once a day, by the clock."""

import io
import json

import pytest
from django.core.management import call_command
from django.test import override_settings
from submissions.models import StudentItem

import hosts
from builders import a_complete_review, a_record
from lms_site import modulestore
from lms_site.people import a_course, a_site
from lms_site.receiver import listening


@pytest.fixture(scope="module")
def course(scenarios):
    """A course in which one review waits for an answer, beside one in which all are answered."""
    with a_site():
        course = a_course("Trust+NPQ+2027", "anon-1", staff="anon-lee")
        host = course.participant("anon-1").keep(a_record(a_complete_review()))
        host.post("sign_off", round="baseline", revision="1")
        yield course


@pytest.fixture
def notified(course, monkeypatch):
    """What the platform is asked to send, of the block in its course."""
    block = hosts.lms(usage=course.usage, without=("settings",)).block()
    monkeypatch.setattr(modulestore, "PLACED", [block])
    with listening() as taken:
        yield taken


def remind(*arguments):
    out = io.StringIO()
    call_command("matrix_review", "remind", "--json", *arguments, stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_the_team_is_notified_once_of_what_waits(course, notified):
    assert remind() == {"reviews": 1, "sent": 1}
    assert remind() == {"reviews": 1, "sent": 0}

    [asked] = notified
    assert asked.user_ids == [course.accounts["anon-staff"]]
    assert asked.context["course_update_content"].startswith("1 review needs your course team")


def test_behind_a_wall_there_is_no_number(notified):
    with override_settings(XBLOCK_SETTINGS={"matrix_review": {"my_people": "wall"}}):
        remind()

    assert notified[0].context["course_update_content"].startswith("Reviews need your course team")


def test_a_site_that_has_turned_notifications_off_sends_none(notified):
    with override_settings(XBLOCK_SETTINGS={"matrix_review": {"notifications": False}}):
        assert remind()["sent"] == 0

    assert notified == []


@pytest.mark.parametrize(("summaries", "number"), [("save", 1), ("clock", 0)])
def test_the_site_says_whether_a_save_brings_the_summary(course, notified, summaries, number):
    host = course.participant("anon-1")
    host.site = {"summaries": summaries}

    host.post("start_review", round="baseline")
    assert len(notified) == number

    with override_settings(XBLOCK_SETTINGS={"matrix_review": {"summaries": summaries}}):
        assert remind()["sent"] == 1 - number


@pytest.mark.parametrize("of_blocks", ["nonsense", {"matrix_review": "nonsense"}])
def test_settings_that_are_broken_notify_nobody(notified, of_blocks):
    with override_settings(XBLOCK_SETTINGS=of_blocks):
        assert remind()["sent"] == 0

    assert notified == []


def test_a_course_that_is_gone_and_a_key_that_is_none_stop_nobody_else(
    course, notified, monkeypatch
):
    gone = a_course("Before+NPQ+2026", "anon-0", staff="anon-lou")
    gone.review_of("anon-0")
    monkeypatch.setattr(modulestore, "GONE", {str(gone.key)})
    for key, usage in [("nonsense", str(course.usage)), (str(course.key), "nonsense@one")]:
        StudentItem.objects.create(
            student_id="x", course_id=key, item_id=usage, item_type="matrix_review"
        )

    assert remind() == {"reviews": 1, "sent": 1}


@pytest.mark.parametrize("content", hosts.BROKEN_CONTENT)
def test_broken_content_stops_nothing(course, notified, content):
    modulestore.PLACED.append(hosts.lms(usage=course.usage, authored=content).block())

    assert remind()["reviews"] == 2


def test_one_organisation_alone(notified):
    assert remind("--org", "Other") == {"reviews": 0, "sent": 0}
    assert notified == []
