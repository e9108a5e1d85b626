"""The platform retires somebody: everything of them goes in every course, and nothing of others."""

import json
from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.db.models.signals import pre_delete
from submissions.models import Score, StudentItem, Submission

import django_host
import hosts
from builders import a_complete_review, a_record
from lms_site.courseware.models import StudentModule, XModuleStudentPrefsField
from lms_site.people import DRAFTED, SAM, a_site, add_courses
from lms_site.user_api.accounts.signals import USER_RETIRE_LMS_MISC
from matrix_xblock.domain.record.trail import mark_of
from matrix_xblock.host.archive import archive_of
from matrix_xblock.host.items import kind_of
from matrix_xblock.plugin.signals import erase_retired


@pytest.fixture(autouse=True)
def retirement(course):
    """Connect the receiver as the platform does, to the signal that it sends."""
    from edx_django_utils.plugins import connect_plugin_receivers

    connect_plugin_receivers("lms.djangoapp")
    yield
    USER_RETIRE_LMS_MISC.disconnect(dispatch_uid="matrix_xblock.plugin.erase_retired")


@pytest.fixture(scope="module")
def course(scenarios):
    """Two participants and somebody of the course staff, who have left something everywhere."""
    with a_site() as course:
        yield course


def retire(account):
    """Send what the platform sends."""
    USER_RETIRE_LMS_MISC.send(sender=None, user=User.objects.get(pk=account))


def everything():
    """Give all texts of all tables in one."""
    rows = [json.dumps(each) for each in Submission._objects.values_list("answer", flat=True)]
    items = StudentItem.objects.values_list("student_id", "item_id")
    states = StudentModule.objects.values_list("student__username", "state")
    fields = XModuleStudentPrefsField.objects.values_list("student__username", "value")
    return " ".join([*rows, *map(str, [*items, *states, *fields])])


def left_of(account):
    return Counter(part.what for part in archive_of(User.objects.get(pk=account)).parts())


def test_nothing_is_left_of_somebody_who_is_retired(course):
    before = left_of(course.accounts["anon-7"])

    retire(course.accounts["anon-7"])

    assert {"record", "matrix_private", "matrix_cpd_log", "summary", "access", "draft"} <= set(
        before
    )
    assert left_of(course.accounts["anon-7"]) == {}
    assert "anon-7" not in everything()
    assert mark_of("anon-7") not in everything()


def test_rows_that_a_reset_has_marked_are_really_deleted(course):
    course.participant("anon-7").block().clear_student_state(
        user_id="anon-7",
        course_id=str(course.key),
        item_id=str(course.usage),
        requesting_user_id="",
    )
    assert Submission._objects.filter(student_item__student_id="anon-7").exists()

    retire(course.accounts["anon-7"])

    assert not Submission._objects.filter(student_item__student_id="anon-7").exists()
    assert not Score.objects.filter(student_item__student_id="anon-7").exists()


def test_nothing_of_anybody_else_goes(course):
    before = left_of(course.accounts["anon-8"])

    retire(course.accounts["anon-7"])

    assert left_of(course.accounts["anon-8"]) == before
    assert course.participant("anon-8").record["rounds"]["baseline"]["status"] == "signed_off"
    assert DRAFTED in everything()


def test_what_staff_did_stays_without_them(course):
    comments = [row for row in hosts.ledger_rows() if row[3].get("type") == "commented"]

    retire(course.accounts[SAM.id])

    stored = everything()
    after = [row for row in hosts.ledger_rows() if row[3].get("type") == "commented"]
    assert SAM.id not in stored
    assert SAM.name not in stored
    assert [row[3]["text"] for row in after] == [row[3]["text"] for row in comments]
    assert {row[3]["by"]["name"] for row in after} == {""}
    assert "Course team" in course.participant("anon-7").post("show_page", screen="overview").text


def test_nobody_is_at_work_any_more_who_is_gone(course):
    retire(course.accounts[SAM.id])

    types = [row[3].get("type") for row in hosts.ledger_rows()]
    assert not {"drafting", "dropped"}.intersection(types)


def test_an_export_of_some_people_is_not_taken_for_one_of_everybody(course):
    retire(course.accounts["anon-7"])

    exports = [row[3] for row in hosts.ledger_rows() if row[0] == "everybody"]
    assert ["among" in each for each in exports] == [False, True]


def test_retiring_twice_is_retiring(course):
    retire(course.accounts["anon-7"])
    before = everything()

    retire(course.accounts["anon-7"])

    assert everything() == before


def test_somebody_of_whom_nothing_is_stored_is_retired(course):
    stranger = User.objects.create(username="stranger")
    before = everything()

    retire(stranger.pk)

    assert everything() == before


def test_an_error_of_the_database_fails_the_step_of_the_pipeline(course):
    def break_off(execute, sql, params, many, context):
        if sql.startswith("DELETE"):
            raise OperationalError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(break_off), pytest.raises(OperationalError):
        retire(course.accounts["anon-7"])


def test_a_page_that_was_still_open_brings_nothing_back(course):
    host = course.participant("anon-7").keep(a_record(a_complete_review()))
    save = {"round": "baseline", "area": "subject", "level_id": "growing", "writer": "tab"}
    assert host.post("save_area", **save, revision="0", sequence="1").status_code == 200

    retire(course.accounts["anon-7"])
    answer = host.post("save_area", **save, revision="1", sequence="2")

    assert answer.status_code != 200
    assert left_of(course.accounts["anon-7"]) == {}


def test_rows_of_a_newer_version_and_broken_ones_are_found_and_go(course):
    rows = Submission.objects.filter(student_item__student_id="anon-7")
    rows.update(answer=[1, {"version": 99}])
    broken = list(rows.values_list("pk", flat=True)[:3])
    with connection.cursor() as cursor:
        for pk in broken:
            cursor.execute(
                "UPDATE submissions_submission SET raw_answer = %s WHERE id = %s", ["{broken", pk]
            )
    item = StudentItem.objects.filter(student_id="anon-7").first()
    item.pk, item.item_id = None, f"{course.usage}+from-the-future"
    item.save()
    StudentModule.objects.filter(student_id=course.accounts["anon-7"]).update(state="{broken")
    assert left_of(course.accounts["anon-7"])["summary"]

    def listen(sender, **more):
        """Have Django load each row as a whole before it is deleted: other plugins listen so."""

    pre_delete.connect(listen)
    try:
        retire(course.accounts["anon-7"])
    finally:
        pre_delete.disconnect(listen)

    assert kind_of(item.item_id) == "unknown"
    assert "anon-7" not in everything()


def test_every_course_is_erased_in_a_number_of_queries_that_its_rows_decide(course):
    counts = {}
    user = User.objects.get(pk=course.accounts["anon-7"])
    for size in (20, 80):
        add_courses(user, size)
        counts[size] = len(django_host.statements_of(lambda: erase_retired(None, user)))

    assert left_of(user.pk) == {}
    assert counts[80] - counts[20] < 60 * 4
