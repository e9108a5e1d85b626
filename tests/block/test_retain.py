"""`matrix_review retain`: what is older than the site's period goes, and what resets have left."""

import io
import json
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from submissions.models import StudentItem, Submission

import django_host
import hosts
import lms_site.install
from lms_site import modulestore
from lms_site.courseware.models import StudentModule, XModuleStudentPrefsField
from lms_site.people import SAM, a_course, a_site
from lms_site.student.models import CourseOverview
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.host.archive import archive_of
from matrix_xblock.host.items import item_id

LONG_AGO = timezone.now() - timedelta(days=800)
LATELY = timezone.now() - timedelta(days=20)


@pytest.fixture(scope="module")
def course(scenarios):
    with a_site() as course:
        yield course


@pytest.fixture(autouse=True)
def placed(course, monkeypatch):
    """The block in its course, whose one round has no dates."""
    monkeypatch.setattr(modulestore, "PLACED", [])
    place(course)
    return course


def place(course, **changes):
    modulestore.PLACED.append(hosts.lms(usage=course.usage, **changes).block())


def closes(time):
    return {"authored": {"rounds": [{**hosts.ONE_ROUND[0], "closes": time.isoformat()}]}}


def ends(course, time):
    CourseOverview.objects.update_or_create(id=str(course.key), defaults={"end": time})


def retain(*arguments):
    out = io.StringIO()
    call_command(
        "matrix_review",
        "retain",
        "--months",
        "12",
        "--json",
        *arguments,
        stdout=out,
        stderr=io.StringIO(),
    )
    return json.loads(out.getvalue())["blocks"]


def stored():
    """Count everything that is stored in all tables."""
    return (
        Submission._objects.count(),
        StudentItem.objects.count(),
        StudentModule.objects.count(),
        sorted(XModuleStudentPrefsField.objects.values_list("field_name", "value")),
    )


def left_of(who):
    return Counter(p.what for p in archive_of(User.objects.get(username=who)).parts())


def test_without_a_yes_it_counts_and_removes_nothing(course):
    ends(course, LONG_AGO)
    before = stored()

    [block] = retain()

    assert block["verdict"] == "over"
    assert block["rows"]["record"] == 2
    assert stored() == before


def test_what_people_keep_for_all_blocks_is_read_once(course):
    second = a_course("Trust+NPQ+2027", "anon-9", staff="anon-lee")
    second.review_of("anon-9")
    for each in (course, second):
        ends(each, LONG_AGO)

    asked = django_host.statements_of(retain)

    assert len([each for each in asked if "prefsfield" in each]) == 1


def test_what_is_over_goes_and_what_belongs_to_the_person_or_to_nobody_stays(course):
    ends(course, LONG_AGO)
    [counted] = retain()

    [removed] = retain("--yes")

    assert removed["rows"] == counted["rows"]
    assert left_of("anon-7") == {"matrix_cpd_log": 1, "matrix_private": 1}
    assert left_of("sam")["name"] == 2  # in the bank and in a release
    private, of_staff = (
        XModuleStudentPrefsField.objects.filter(field_name=f).values_list("value", flat=True)
        for f in ("matrix_private", "matrix_desk")
    )
    assert {json.loads(each)["answers"] == {} for each in private} == {True}
    assert [json.loads(each)["drafts"] for each in of_staff] == [[]]
    assert StudentItem.objects.filter(item_id=item_id(str(course.usage), Kind.RELEASE)).exists()
    assert [each["rows"] for each in retain("--yes")] == [{}]


@pytest.mark.parametrize(
    ("end", "rounds", "verdict"),
    [
        (LATELY, {}, "within_period"),
        (timezone.now() + timedelta(days=9), {}, "running"),
        (None, {}, "no_end"),
        (LONG_AGO, closes(LATELY), "within_period"),
        (LATELY, closes(LONG_AGO), "within_period"),
        (None, closes(LONG_AGO), "over"),
        (None, {"authored": {"rounds": "broken"}}, "no_end"),
        (LONG_AGO, {"authored": {"rounds": "broken"}}, "over"),
    ],
)
def test_the_later_of_last_round_and_course_decides(course, end, rounds, verdict):
    modulestore.PLACED.clear()
    place(course, **rounds)
    ends(course, end)

    [block] = retain()

    assert block["verdict"] == verdict
    assert block["rows"] == {} or verdict == "over"


def test_broken_content_stops_nothing(course):
    ends(course, LONG_AGO)
    for content in hosts.BROKEN_CONTENT:
        modulestore.PLACED.clear()
        place(course, authored=content)

        assert [each["verdict"] for each in retain()] == ["over"]


def test_of_a_course_that_is_gone_the_last_thing_that_was_written_counts(course):
    modulestore.PLACED.clear()
    assert [each["verdict"] for each in retain()] == ["running"]  # an export of the future

    Submission._objects.update(submitted_at=LONG_AGO)
    StudentModule.objects.update(modified=LONG_AGO)

    assert [each["verdict"] for each in retain()] == ["over"]


def test_a_row_with_a_key_that_is_none_stops_nothing(course):
    ends(course, LONG_AGO)
    for key, usage in [("nonsense", str(course.usage)), (str(course.key), "nonsense@one")]:
        StudentItem.objects.create(
            student_id="x", course_id=key, item_id=usage, item_type="matrix_review"
        )

    assert [each["verdict"] for each in retain("--org", "Trust")] == ["over"]


def test_a_course_without_content_has_the_end_that_the_platform_knows(course, monkeypatch):
    monkeypatch.setattr(modulestore, "GONE", {str(course.key)})
    ends(course, LONG_AGO)

    assert [each["verdict"] for each in retain()] == ["over"]


def test_one_organisation_alone_and_one_without_courses(course):
    other = a_course("Other+NPQ+2026", "anon-9", staff="anon-lee")
    other.review_of("anon-9")
    ends(course, LONG_AGO)
    ends(other, LONG_AGO)

    assert [each["course"] for each in retain("--org", "Other")] == [str(other.key)]
    assert retain("--org", "Nobody", "--yes") == []
    retain("--org", "Other", "--yes")
    assert "record" in left_of("anon-7")
    assert "record" not in left_of("anon-9")


def test_what_a_reset_of_everybody_leaves_is_found_and_goes(course):
    ends(course, LATELY)
    StudentModule.objects.filter(student__username="anon-7").delete()
    expected = Counter(p.what for p in ledger_of("anon-7"))

    [counted] = retain()
    [removed] = retain("--yes")

    assert Counter(counted["rows"]) == Counter(removed["rows"]) == expected
    assert not StudentItem.objects.filter(student_id="anon-7").exists()
    assert "record" in left_of("anon-8")
    assert StudentItem.objects.filter(student_id="anon-8").exists()


def test_what_is_left_of_somebody_who_had_only_begun_goes_as_well(course):
    ends(course, LATELY)
    begun = a_participant_of(course, "anon-9")
    begun.post("start_review", round="baseline")
    assert retain()[0]["rows"] == {}
    StudentModule.objects.filter(student__username="anon-9").delete()

    [counted] = retain()
    [removed] = retain("--yes")

    assert counted["rows"] == removed["rows"] != {}
    assert not StudentItem.objects.filter(student_id="anon-9").exists()


def test_who_never_had_a_record_keeps_what_they_asked_for_and_agreed_to(course):
    ends(course, LATELY)
    newcomer = a_participant_of(course, "anon-9")
    newcomer.post("save_consent", given="yes")
    newcomer.post("show_interest", post="post")
    before = left_of("anon-9")
    assert {"consent", "interest"} <= set(before)

    retain("--yes")

    assert left_of("anon-9") == before


def a_participant_of(course, who):
    key = str(course.key)
    course.accounts[who] = lms_site.install.enrol(key, who, f"Name of {who}", username=who)
    return course.participant(who)


def ledger_of(who):
    parts = archive_of(User.objects.get(username=who)).parts()
    return [p for p in parts if p.what in set(Kind) - {Kind.BANK}]


def test_what_a_reset_of_one_person_has_marked_goes(course):
    ends(course, LATELY)
    course.participant("anon-7").block().clear_student_state(
        user_id="anon-7",
        course_id=str(course.key),
        item_id=str(course.usage),
        requesting_user_id="",
    )
    marked = Submission._objects.filter(status="D").count()

    [removed] = retain("--yes")

    assert marked == sum(removed["rows"].values()) > 0
    assert not Submission._objects.filter(status="D").exists()
    assert "record" in left_of("anon-7")


def test_two_blocks_of_a_course_are_decided_about_one_by_one(course):
    second = hosts.UsageKey(course.key, "two")
    host = course.participant("anon-8")
    host.usage, host.state.usage = second, second
    host.post("start_review", round="baseline")
    modulestore.PLACED.clear()
    place(course, **closes(LONG_AGO))
    ends(course, None)

    assert {each["block"]: each["verdict"] for each in retain("--yes")} == {
        str(course.usage): "over",
        str(second): "no_end",
    }
    assert [*StudentModule.objects.values_list("module_state_key", flat=True)] == [str(second)]


@pytest.mark.parametrize("months", ["0", "-3", "1201", "9999999999"])
def test_a_period_that_is_none_is_refused(course, months):
    with pytest.raises(CommandError, match="for 1 to 1200 months"):
        call_command("matrix_review", "retain", f"--months={months}", "--yes")


def test_in_studio_it_is_refused(course, monkeypatch):
    monkeypatch.setattr("matrix_xblock.plugin.commands.console.platform_module", lambda name: None)

    with pytest.raises(CommandError, match="in the LMS"):
        retain()


def test_people_read_what_is_to_become_of_each_review(course):
    out = io.StringIO()
    ends(course, LONG_AGO)

    call_command("matrix_review", "retain", "--months", "12", stdout=out, stderr=io.StringIO())

    assert "ended 12 months ago or more" in out.getvalue()
    assert "Nothing was removed: add --yes." in out.getvalue()
    assert not any(who in out.getvalue() for who in ("anon-7", SAM.name))
