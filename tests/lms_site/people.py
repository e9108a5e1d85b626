"""A course in the LMS in which somebody has left something of every kind, everywhere."""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest

import django_host
import hosts
from builders import a_complete_review, a_record, days
from lms_site import install
from lms_site.courseware.field_data import Tables
from matrix_xblock.codec.contact.reminder_rows import write_reminder
from matrix_xblock.codec.figures.releases import write_withdrawal
from matrix_xblock.codec.plans.board import write_post
from matrix_xblock.codec.plans.interest import write_interest
from matrix_xblock.codec.record.trail import write_access
from matrix_xblock.codec.review.counted_choices import counted_entry
from matrix_xblock.codec.staff.bank import write_added
from matrix_xblock.codec.staff.given_cohorts import write_given
from matrix_xblock.domain.contact.reminder import Reminder
from matrix_xblock.domain.figures.releases import Withdrawal
from matrix_xblock.domain.plans.board import Interest, Post
from matrix_xblock.domain.plans.opportunity import OpportunityType
from matrix_xblock.domain.record.trail import Access, mark_of
from matrix_xblock.domain.review.counted_choices import CountedChoice
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.staff.bank import TeamPhrase
from matrix_xblock.domain.staff.my_people import GivenCohorts
from matrix_xblock.domain.values.ledger_rows import (
    BANK,
    BOARD,
    COURSE,
    EVERYBODY,
    RELEASES,
    Entry,
    Kind,
)
from matrix_xblock.host.ledger import ledger_for

SAM = Author("anon-staff", "Sam Taylor")
PRIVATE = "A mentor from another school."
DRAFTED = "Ask her about year 4."


@contextmanager
def a_site():
    """Have a course with two participants and a colleague, until all of it is rolled back."""
    with pytest.MonkeyPatch.context() as patch, django_host.rolled_back():
        install.install(patch)
        course = a_course("Trust+NPQ+2026", "anon-7", "anon-8")
        course.review_of("anon-7")
        course.review_of("anon-8")
        course.acts_of_staff("anon-7")
        yield course


@dataclass
class Course:
    """A course with participants and one of the course staff, over the real tables."""

    key: hosts.ContextKey
    accounts: dict

    @property
    def usage(self):
        return hosts.UsageKey(self.key, "one")

    @property
    def ledger(self):
        return ledger_for(course=str(self.key), usage=str(self.usage), may_record=True)

    def participant(self, who):
        state = Tables(self.accounts[who], self.usage)
        rights = hosts.a_participant(anonymous_user_id=who)
        return hosts.lms(
            usage=self.usage, user_id=self.accounts[who], state=state, attributes=rights
        )

    def staff(self, who=SAM.id):
        state = Tables(self.accounts[who], self.usage)
        return hosts.staff(usage=self.usage, user_id=self.accounts[who], state=state)

    def review_of(self, who):
        """Leave something of everything behind about a participant."""
        host = self.participant(who)
        host.keep(a_record(a_complete_review()))
        host.post("sign_off", round="baseline", revision="1")
        host.post("save_consent", given="yes")
        host.put("matrix_private", {"version": 1, "answers": {str(self.usage): PRIVATE}})
        host.put("matrix_cpd_log", {"version": 1, "entries": [{"id": "one", "title": "A visit"}]})
        at = {"participant": who, "at": "baseline", "revised": "1"}
        self.staff().post("save_note", **at, area="subject", text=DRAFTED, revision="0")
        self.staff().post("respond", **at, decision="comments", seen="0", press=f"press-{who}")
        self.staff().post("save_note", **at, area="subject", text=DRAFTED, revision="0")
        self.ledger.append(self._rows_about(who))

    def _rows_about(self, who):
        bodies = {
            Kind.ACCESS: write_access(Access(SAM.name, "review", "baseline", days(2), SAM.id)),
            Kind.INTEREST: write_interest(Interest("post", "one", days(2))),
            Kind.REMINDER: write_reminder(Reminder("press", "baseline", days(2))),
        }
        rows = [Entry(kind, who, body, days(2)) for kind, body in bodies.items()]
        choice = CountedChoice("baseline", "stay", ("leave",), days(2))
        return [*rows, counted_entry(who, choice)]

    def acts_of_staff(self, *among):
        """Leave what course staff do for all, and for some."""
        export = Access(SAM.name, "csv", "", days(3), SAM.id)
        some = Access(SAM.name, "csv", "", days(3), SAM.id, tuple(map(mark_of, among)))
        figures = Access(SAM.name, "figures", "baseline", days(3), SAM.id)
        post = Post("post", OpportunityType.VISIT, "A day", days(3), by=SAM.name, by_id=SAM.id)
        gone = Withdrawal("one", days(3), SAM.name, SAM.id)
        given = GivenCohorts(("Ashgrove",), 1, SAM)
        phrase = TeamPhrase("one", "Which year?", SAM, days(3))
        self.ledger.append(
            [
                Entry(Kind.ACCESS, EVERYBODY, write_access(export), days(900)),
                Entry(Kind.ACCESS, EVERYBODY, write_access(some), days(900)),
                Entry(Kind.ACCESS, COURSE, write_access(figures), days(3)),
                Entry(Kind.COHORTS, "anon-lena", write_given(given), days(3)),
                Entry(Kind.BOARD, BOARD, write_post(post), days(3)),
                Entry(Kind.BANK, BANK, write_added(phrase), days(3)),
                Entry(Kind.RELEASE, RELEASES, write_withdrawal(gone), days(3)),
            ]
        )


def a_course(name="Trust+NPQ+2026", *participants, staff=SAM.id):
    """Enrol participants, by anonymous id, and one of the course staff."""
    key = hosts.ContextKey(f"course-v1:{name}")
    accounts = {
        who: install.enrol(str(key), who, f"Name of {who}", username=who) for who in participants
    }
    username = "sam" if staff == SAM.id else staff
    accounts[SAM.id] = install.enrol(
        str(key), staff, SAM.name, username=username, role="instructor"
    )
    return Course(key, accounts)


def add_courses(user, size):
    """Give somebody a record, ids and rows in that many courses."""
    from submissions.models import StudentItem, Submission

    from lms_site.courseware.models import StudentModule
    from lms_site.student.models import AnonymousUserId

    names = [f"course-v1:Trust+N{size}+{number}" for number in range(size)]
    ids = {name: f"a{size}-{number}" for number, name in enumerate(names)}
    AnonymousUserId.objects.bulk_create(
        AnonymousUserId(user=user, anonymous_user_id=ids[name], course_id=name) for name in names
    )
    StudentModule.objects.bulk_create(
        StudentModule(
            student=user,
            course_id=n,
            module_state_key=f"{n}@one",
            state="{}",
            module_type="matrix_review",
        )
        for n in names
    )
    StudentItem.objects.bulk_create(
        StudentItem(
            student_id=ids[name],
            course_id=name,
            item_id=f"{name}@one{suffix}",
            item_type="matrix_review",
        )
        for name in names
        for suffix in ("", "+snapshot", "+response", "+access")
    )
    items = StudentItem.objects.filter(student_id__in=ids.values())
    Submission.objects.bulk_create(
        Submission(student_item=item, attempt_number=1, answer={"version": 1, "text": "x" * 900})
        for item in items
        for _ in range(2)
    )
