"""Figures on a site: what a sign-off is signed off with, who may look, and the course's own log."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import hosts
import lms_site.install as lms
from builders import a_complete_review, a_record

COURSE = str(hosts.COURSE)
ASH = "Ashgrove <b>Primary</b>"


@pytest.fixture
def usage(monkeypatch):
    """Give a block of a course in which somebody has signed off in a cohort."""
    lms.install(monkeypatch, without=["lms.djangoapps.courseware.models"])
    lms.enrol(COURSE, "anon-7", "Amina Khan", cohort=ASH)
    lms.enrol(COURSE, "anon-8", "Marcus Bell", cohort="Beck")
    lms.enrol(COURSE, hosts.FACILITATOR, "Lena Fischer", username="lena", role="staff")
    return signed_off("anon-7", hosts.lms().usage)


def signed_off(who, usage, user_id=100):
    attributes = hosts.a_participant(anonymous_user_id=who)
    somebody = hosts.lms(usage=usage, user_id=user_id, attributes=attributes)
    somebody.keep(a_record(a_complete_review()))
    assert somebody.post("sign_off", round="baseline", revision="1").status_code == 200
    return usage


def instructor(usage):
    return hosts.staff(usage=usage, user_id=98)


def facilitator(usage):
    return hosts.a_facilitator(usage=usage, user_id=99)


def figures(who, **form):
    answer = who.post("show_staff", screen="figures", **form)
    assert answer.status_code == 200
    return answer.text


def log(who):
    return who.post("show_staff", screen="course_log")


def test_instructors_read_who_has_opened_a_record_and_other_staff_have_no_link_to_it(usage):
    words = "Who opened this record"
    lead, colleague = instructor(usage), facilitator(usage)

    assert words in lead.post("show_staff", screen="person", participant="anon-7").text
    assert words not in colleague.post("show_staff", screen="person", participant="anon-7").text

    page = lead.post("show_staff", screen="openings", participant="anon-7")
    assert page.status_code == 200
    assert "<td>Opened</td>" in page.text
    refused = colleague.post("show_staff", screen="openings", participant="anon-7")
    assert refused.status_code == 403


def test_somebody_counts_in_the_cohort_that_the_lms_had_them_in_at_sign_off(usage):
    from lms_site.course_groups.models import CohortMembership, CourseUserGroup

    moved = CohortMembership.objects.filter(user__anonymoususerid__anonymous_user_id="anon-7")
    moved.update(course_user_group=CourseUserGroup.objects.get(name="Beck"))

    page = figures(instructor(usage), cohort=ASH)

    assert "Ashgrove &lt;b&gt;Primary&lt;/b&gt; (1)" in page
    assert ASH not in page
    assert "Self-assessed levels" in page


def test_the_old_address_leads_to_the_figures(usage):
    answer = instructor(usage).post("show_staff", screen="cohort", by="cohort", before="baseline")

    assert answer.status_code == 200
    assert "Counted at" in answer.text


def test_where_answers_alone_are_shared_the_page_says_where_levels_are():
    usage = hosts.lms(authored={"sharing": "answers"}).usage
    somebody = hosts.lms(usage=usage, authored={"sharing": "answers"})
    somebody.keep(a_record(a_complete_review()))
    somebody.post("sign_off", round="baseline", revision="1", sharing="answers")

    page = figures(hosts.staff(usage=usage, user_id=98, authored={"sharing": "answers"}))

    assert "This course shares answers, not levels." in page
    assert "Self-assessed levels" not in page
    assert "What was asked for" in page


def test_rows_of_other_versions_are_said_on_the_page(usage):
    from submissions.models import Submission

    signed_off("anon-8", usage, user_id=101)
    first, second = Submission.objects.filter(student_item__item_id=str(usage)).order_by("pk")
    older = {key: value for key, value in first.answer.items() if key != "cohort"}
    Submission.objects.filter(pk=first.pk).update(answer=older)
    Submission.objects.filter(pk=second.pk).update(answer={**second.answer, "version": 2})

    page = figures(instructor(usage))

    assert "1 review was signed off before we kept its cohort." in page
    assert "A newer version saved the review of 1 person." in page


def test_ten_more_people_are_no_more_questions(usage):
    host = instructor(usage)
    figures(host)
    with CaptureQueriesContext(connection) as before:
        figures(host)
    for number in range(10):
        lms.enrol(COURSE, f"more-{number}", f"Name {number}", cohort="Beck")
        signed_off(f"more-{number}", usage, user_id=200 + number)
    with CaptureQueriesContext(connection) as after:
        figures(host)

    assert len(after) == len(before)


def test_opening_figures_is_in_the_log_that_instructors_read_and_nobody_else(usage):
    hosts.give(usage, ASH)
    figures(facilitator(usage))
    attributes = hosts.a_participant(anonymous_user_id="anon-7")
    amina = hosts.lms(usage=usage, user_id=100, attributes=attributes)

    answer = log(instructor(usage))

    assert answer.status_code == 200
    assert "Opened live figures" in answer.text
    assert "Amina" not in answer.text
    assert log(facilitator(usage)).status_code == 403
    assert log(amina).status_code == 403
    assert "Opened live figures" not in amina.post("show_page", screen="record").text
