"""Interest in what is on the board: read by person and block, however many others there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from submissions.models import StudentItem, Submission

import hosts
from builders import NOW, a_complete_review, a_record
from matrix_xblock.codec.plans.interest import write_interest
from matrix_xblock.domain.plans.board import Interest
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.host.items import ITEM_TYPE, item_id

HERE = hosts.UsageKey(hosts.COURSE, "one")
THERE = hosts.UsageKey(hosts.ContextKey("course-v1:Other+NPQ+2026"), "one")
SCREENS = ("steps", "record", "record-words")
MANY = 500


def posted(usage):
    """Put the same post on the board of a block."""
    offer = {"id": "post", "opportunity": "visit", "title": "A day at another school"}
    hosts.staff(usage=usage, user_id=99).post("post_opportunity", **offer)


def somebody(usage):
    """Give the same person, by the same id, in any course."""
    return hosts.lms(usage=usage).keep(a_record(a_complete_review()))


def interested(usage):
    posted(usage)
    host = somebody(usage)
    host.post("show_interest", post="post")
    return host


def texts(host):
    return {screen: host.post("show_page", screen=screen).text for screen in SCREENS}


def others_are_interested(usage):
    """Let many others want the post as well."""
    course, item = str(usage.context_key), item_id(str(usage), Kind.INTEREST)
    items = StudentItem.objects.bulk_create(
        StudentItem(student_id=f"o-{n}", course_id=course, item_id=item, item_type=ITEM_TYPE)
        for n in range(MANY)
    )
    body = write_interest(Interest("post", "wish", NOW))
    rows = {"attempt_number": 1, "submitted_at": NOW, "answer": body}
    Submission.objects.bulk_create(Submission(student_item=each, **rows) for each in items)


def test_interest_of_one_course_is_on_no_page_of_another():
    posted(THERE)
    before = texts(somebody(THERE))

    wanted = texts(interested(HERE))

    assert texts(somebody(THERE)) == before
    assert all("A day at another school" in wanted[screen] for screen in SCREENS)
    assert "A day at another school" not in before["record"]


def test_interest_of_one_course_is_taken_back_in_that_one_only():
    here, there = interested(HERE), interested(THERE)

    here.post("show_interest", post="post", interest="no")

    assert "A day at another school" not in texts(here)["record"]
    assert "A day at another school" in texts(there)["record"]


@pytest.mark.parametrize("screen", SCREENS)
def test_the_interest_of_others_makes_no_page_read_more(screen):
    host = interested(HERE)
    host.post("show_page", screen=screen)

    with CaptureQueriesContext(connection) as alone:
        before = host.post("show_page", screen=screen).text
    others_are_interested(HERE)
    with CaptureQueriesContext(connection) as among_many:
        after = host.post("show_page", screen=screen).text

    assert len(among_many) == len(alone)
    assert after == before


@pytest.mark.parametrize("screen", ["", "opportunities", "figures", "board", "exports"])
def test_interest_makes_no_page_of_course_staff_ask_more_often(screen):
    interested(HERE).post("sign_off", round="baseline", revision="1")
    staff = hosts.staff(usage=HERE, user_id=99)
    staff.post("show_staff", screen=screen)

    with CaptureQueriesContext(connection) as before:
        staff.post("show_staff", screen=screen)
    others_are_interested(HERE)
    with CaptureQueriesContext(connection) as after:
        staff.post("show_staff", screen=screen)

    assert len(after) == len(before)
