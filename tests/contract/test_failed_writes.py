"""A write that fails half-way leaves nothing behind: whatever the database was asked to write."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from submissions.models import Score, Submission
from xblock.exceptions import XBlockSaveError

import hosts
import lms_site.install as installed
from builders import NOW, a_complete_review, a_record, answers
from lms_site.courseware.field_data import Tables
from lms_site.courseware.models import StudentModule, XModuleStudentPrefsField
from matrix_xblock.codec.common.previewed import mark_of_file
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityType
from matrix_xblock.host.block_host import BlockHost

WRITES = ("INSERT", "UPDATE", "DELETE")
DAY = {"start-day": "2", "start-month": "3", "start-year": "2026"}
ENTRY = {"id": "new", "revision": "0", "title": "A visit", "type": "visit", **DAY}
TABLE = b"Title,Date\r\nA course,3 March 2026\r\n"
CSV = SimpleUploadedFile("log.csv", TABLE, "text/csv")

# What a participant sends over a draft: handler and form.
OF_A_DRAFT = [
    (
        "save_area",
        {
            "round": "baseline",
            "area": "subject",
            "level_id": "established",
            "reflection": "New.",
            "revision": "0",
        },
    ),
    ("save_answers", {"round": "baseline", "answer-moved": "yes", "revision": "0"}),
    ("save_private", {"round": "baseline", "answer-stay": "A mentor.", "revision": "0"}),
    ("sign_off", {"round": "baseline", "revision": "1", "attach": "1", "cpd": ["old"]}),
    ("delete_drafts", {"confirm": "yes"}),
    ("save_cpd", {**ENTRY, "title": "A course"}),
    ("remove_cpd", {"id": "old", "revision": "1"}),
    ("save_step", {"id": "another", "revision": "0", "text": "Read a book."}),
    ("move_step", {"id": "step", "revision": "0", "status": "done"}),
    ("save_opportunity", {"id": "second", "revision": "0", "type": "coaching"}),
    ("save_consent", {"given": "yes"}),
    ("import_cpd", {"file": CSV, "confirm": "yes", "import_of": mark_of_file(TABLE)}),
]

# What course staff send, by what is there: handler and form.
ABOUT = {"participant": "anon-7", "at": "baseline", "revised": "1"}
OF_STAFF = [
    ("save_note", {**ABOUT, "area": "leadership", "text": "Who?", "revision": "0"}),
    ("respond", {**ABOUT, "decision": "comments", "seen": "0", "press": "new"}),
    (
        "respond",
        {**ABOUT, "decision": "returned", "reason": "Say more.", "seen": "0", "press": "new"},
    ),
    ("respond", {**ABOUT, "decision": "accepted", "seen": "0", "press": "new"}),
    ("mark_opportunity", {**ABOUT, "opportunity": "chance", "becomes": "offered", "press": "m"}),
    ("post_opportunity", {"id": "post", "opportunity": "visit", "title": "A day"}),
    ("add_phrase", {"id": "phrase", "phrase": "What next?"}),
    ("export_csv", {"file": "reviews"}),
]


class Course:
    """One participant and one of the staff, over the tables of the LMS."""

    def __init__(self, **authored):
        self.published = []
        shared = {"published": self.published, "authored": authored}
        self.participant = self._somebody(hosts.lms, "anon-7", **shared)
        self.staff = self._somebody(hosts.staff, "anon-staff", **shared)

    def _somebody(self, make, anonymous, **options):
        user = User.objects.create(username=anonymous)
        usage = hosts.UsageKey(hosts.COURSE, "one")
        host = make(user_id=user.pk, usage=usage, state=Tables(user.pk, usage), **options)
        host.attributes = {**host.attributes, "edx-platform.anonymous_user_id": anonymous}
        return host

    def drafting(self):
        """Let the participant write something of every kind, and sign nothing off."""
        host = BlockHost(self.participant.block())
        record = a_record(a_complete_review())
        with host.lock():
            host.save(
                type(record)(
                    record.reviews,
                    next_steps={"step": NextStep("step", "Visit a school.", created=NOW)},
                    opportunities={
                        "chance": Opportunity("chance", OpportunityType.VISIT, created=NOW)
                    },
                )
            )
            host.save_private("baseline", answers(stay=["Time."]))
        self.participant.post("save_cpd", **{**ENTRY, "id": "old"})
        return self

    def signed_off(self):
        """Let the participant sign off, and staff write a draft of a comment."""
        self.drafting()
        attached = {"attach": "1", "opportunities": "chance"}
        self.participant.post("sign_off", round="baseline", revision="1", **attached)
        self.staff.post("save_note", **ABOUT, area="subject", text="Which year?", revision="0")
        return self

    def answered(self):
        self.signed_off()
        sent = {"decision": "returned", "reason": "Say more.", "seen": "0", "press": "sent"}
        self.staff.post("respond", **ABOUT, **sent)
        return self

    @property
    def everything(self):
        """All rows that a request of ours may touch, and what the platform was told."""
        return (
            list(StudentModule.objects.values_list("student", "state").order_by("id")),
            list(
                XModuleStudentPrefsField.objects.values_list("field_name", "value").order_by("id")
            ),
            list(Submission.objects.values_list("answer", "status").order_by("id")),
            list(Score.objects.values_list("points_earned", "reset").order_by("id")),
            list(self.published),
        )


@contextmanager
def failing_at(number):
    """Let the database fail at that write, counted from 0. Gives how many were tried."""
    tried = []

    def run(execute, sql, *arguments):
        if sql.startswith(WRITES):
            tried.append(sql)
            if len(tried) == number + 1:
                raise DatabaseError
        return execute(sql, *arguments)

    with connection.execute_wrapper(run):
        yield tried


def send(host, handler, form):
    """Send a request, whatever comes of it; the block is saved at its end, as it may be."""
    block = host.block()
    request = hosts.webob_of(handler, form)
    try:
        block.runtime.handle(block, handler, request)
    except (DatabaseError, XBlockSaveError, OSError, *submission_errors()):
        block.save()


def submission_errors():
    from submissions.errors import SubmissionError

    return (SubmissionError,)


def fails_cleanly(course, host, handler, form):
    """Fail at each write in turn, and compare; at last let it go through."""
    before, number = course.everything, 0
    while True:
        with failing_at(number) as tried:
            send(host, handler, form)
        if len(tried) <= number:
            assert course.everything != before, "nothing was written at all"
            return number
        assert course.everything == before, f"left behind by a failure at: {tried[-1][:80]}"
        number += 1


@pytest.fixture(autouse=True)
def lms(monkeypatch):
    installed.install(monkeypatch, without=installed.PEOPLE)


@pytest.mark.parametrize(("handler", "form"), OF_A_DRAFT, ids=lambda each: each)
def test_what_a_participant_sends_is_kept_whole_or_not_at_all(handler, form):
    course = Course().drafting()

    assert fails_cleanly(course, course.participant, handler, form) > 0


def test_a_review_is_started_whole_or_not_at_all():
    course = Course()

    assert fails_cleanly(course, course.participant, "start_review", {"round": "baseline"}) > 1


@pytest.mark.parametrize("mode", ["self-review", "accepted"])
@pytest.mark.parametrize(("handler", "form"), OF_STAFF, ids=lambda each: each)
def test_what_course_staff_send_is_kept_whole_or_not_at_all(handler, form, mode):
    course = Course(mode=mode).signed_off()

    assert fails_cleanly(course, course.staff, handler, form) > 0


@pytest.mark.parametrize("mode", ["self-review", "accepted"])
def test_what_was_sent_is_taken_back_whole_or_not_at_all(mode):
    course = Course(mode=mode).answered()

    assert fails_cleanly(course, course.staff, "undo_response", {**ABOUT, "press": "sent"}) > 1


def test_a_reply_is_kept_whole_or_not_at_all():
    course = Course().answered()
    reply = {"round": "baseline", "comment": "sent.subject", "number": "0", "reply": "Year 4."}

    assert fails_cleanly(course, course.participant, "reply_comment", reply) > 0


def test_a_record_is_brought_in_whole_or_not_at_all():
    course = Course().drafting()
    elsewhere = hosts.lms(usage=hosts.UsageKey(hosts.COURSE, "there"))
    elsewhere.post("save_cpd", **{**ENTRY, "id": "brought"})
    content = elsewhere.get("download_record", format="json").body
    file = SimpleUploadedFile("my-record.json", content, "application/json")

    form = {"file": file, "confirm": "yes", "own": "yes"}

    assert fails_cleanly(course, course.participant, "import_record", form) > 0
