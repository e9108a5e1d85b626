"""Course staff through the real runtime, the real ledger, and the platform's own reports."""

import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from submissions import api

import hosts
import lms_site.install as lms
from builders import NOW, a_complete_review, a_record
from matrix_xblock.domain.errors import Misconfigured
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityType
from matrix_xblock.host.staff_host import BlockStaff

ABOUT = {"participant": "anon-7", "at": "baseline", "revised": "1"}


@pytest.fixture
def somebody():
    """Give a participant who has signed off."""
    host = hosts.lms().keep(a_record(a_complete_review()))
    host.post("sign_off", round="baseline", revision="1")
    return host


@pytest.fixture
def staff(somebody):
    return hosts.staff(usage=somebody.usage, user_id=99)


def respond(staff, decision, *, seen="0", press="one", **changes):
    form = {**ABOUT, "decision": decision, "seen": seen, "press": press, **changes}
    return staff.post("respond", **form)


def retire(who):
    """Do to an account what the platform's user retirement does: no name is left of it."""
    from lms_site.student.models import AnonymousUserId, CourseEnrollment, UserProfile

    user = AnonymousUserId.objects.get(anonymous_user_id=who).user
    user.username, user.first_name, user.last_name = "retired__user_6d3f", "", ""
    user.save()
    UserProfile.objects.filter(user=user).update(name="")
    CourseEnrollment.objects.filter(user=user).update(is_active=False)


SCREENS_OF_SOMEBODY = (
    {"screen": ""},
    {"screen": "person", **ABOUT},
    {"screen": "figures"},
    {"screen": "exports"},
)


@pytest.mark.parametrize("fields", SCREENS_OF_SOMEBODY, ids=lambda each: each["screen"])
def test_no_page_of_course_staff_has_the_name_of_who_was_retired(staff, monkeypatch, fields):
    lms.install(monkeypatch)
    lms.enrol(str(hosts.COURSE), "anon-7", "Amina Khan", username="amina")
    assert "Amina Khan" in staff.post("show_staff", screen="person", **ABOUT).text

    retire("anon-7")

    answer = staff.post("show_staff", **fields)
    assert answer.status_code == 200
    assert "Amina" not in answer.text
    assert "amina" not in answer.text


@pytest.mark.parametrize("file", ["reviews", "cpd", "opportunities"])
def test_no_file_of_course_staff_has_the_name_of_who_was_retired(staff, monkeypatch, file):
    lms.install(monkeypatch)
    lms.enrol(str(hosts.COURSE), "anon-7", "Amina Khan", username="amina")
    retire("anon-7")

    assert "amina" not in staff.post("export_csv", file=file).text.lower()


@pytest.mark.parametrize("who", ["nobody", "anon-8", "7", "amina", ""])
@pytest.mark.parametrize("handler", ["save_note", "respond", "undo_response", "mark_opportunity"])
def test_unknown_people_are_not_found(staff, handler, who):
    form = {**ABOUT, "press": "one", "decision": "accepted", "seen": "0", "revision": "0"}

    answer = staff.post(handler, **{**form, "participant": who})

    assert (answer.status_code, answer.headers["X-Matrix-Review"]) == (404, "unknown")


@pytest.mark.usefixtures("somebody")
def test_ids_of_another_course_are_not_found():
    other = hosts.ContextKey("course-v1:Other+Course+1")
    guest = hosts.staff(usage=hosts.UsageKey(other, "one"), user_id=99)

    answer = guest.post("show_staff", screen="person", participant="anon-7")

    assert answer.status_code == 404


@pytest.mark.usefixtures("somebody")
def test_ids_of_another_block_are_not_found():
    staff = hosts.staff(usage=hosts.UsageKey(hosts.COURSE, "two"), user_id=99)

    assert staff.post("show_staff", screen="person", participant="anon-7").status_code == 404


def test_staff_read_what_was_signed_off_and_no_draft(somebody, staff):
    hosts.hand_back(somebody.usage)
    draft = {"level_id": "growing", "reflection": "A DRAFT"}
    somebody.post("save_area", round="baseline", area="subject", revision="0", **draft)

    page = staff.post("show_staff", screen="person", participant="anon-7").text

    assert "I learned a lot." in page
    assert "A DRAFT" not in page


def test_staff_s_own_state_is_all_that_they_write(somebody, staff):
    stored = somebody.state.stored

    staff.post("save_note", **ABOUT, area="subject", text="Which year?", revision="0")
    respond(staff, "returned", reason="Say more.")

    assert somebody.state.stored == stored
    assert {name for _, _, _, name in staff.state.stored} == {"matrix_desk"}


class Watched(hosts.PersonalState):
    """The state of a whole site, which knows whose state was asked for."""

    def __init__(self):
        super().__init__()
        self.asked = set()

    def get(self, key):
        self.asked.add(key.user_id)
        return super().get(key)

    def has(self, key):
        self.asked.add(key.user_id)
        return super().has(key)


@pytest.mark.parametrize(
    "screen", ["reviews", "person", "opportunities", "figures", "bank", "exports"]
)
def test_no_screen_of_staff_asks_for_anybody_else_s_state(screen):
    site = Watched()
    somebody = hosts.lms(state=site).keep(a_record(a_complete_review()))
    somebody.post("sign_off", round="baseline", revision="1")
    staff = hosts.staff(usage=somebody.usage, user_id=99, state=site)
    site.asked.clear()

    answer = staff.post("show_staff", screen=screen, participant="anon-7")
    list(staff.post("export_csv", file="reviews").app_iter)
    staff.post("save_note", **ABOUT, area="subject", text="Which year?", revision="0")
    respond(staff, "returned", reason="Say more.")

    assert answer.status_code == 200
    assert site.asked <= {99}


def test_names_come_from_the_lms_where_there_is_one(staff, monkeypatch):
    lms.install(monkeypatch)
    lms.enrol(str(hosts.COURSE), "anon-7", "Amina Khan", cohort="Ashgrove")
    lms.enrol(str(hosts.COURSE), "", "Ben Okafor")

    page = staff.page()
    not_started = staff.post("show_staff", screen="reviews", state="not_started").text

    assert [name for name in ("Amina Khan", "Ashgrove") if name not in page] == []
    assert "Ben Okafor" in not_started
    assert "people who have not started are missing from this list" not in page
    assert "Cohorts are not set up in this course." not in page


def test_without_the_lms_s_people_the_page_says_so(staff):
    page = staff.page()

    assert "people who have not started are missing from this list" in page
    assert "IDs are shown instead" in page
    assert "Cohorts are not set up in this course." in page


def test_the_list_takes_few_queries(staff, monkeypatch):
    lms.install(monkeypatch)
    staff.post("show_staff")

    with CaptureQueriesContext(connection) as queries:
        staff.post("show_staff")

    assert len(queries) <= 8


def asks_for_a_visit(usage, number):
    """Let somebody sign off with an opportunity, and somebody else ask on the board."""
    signed_off, asked = (
        hosts.lms(
            usage=usage,
            user_id=number * 10 + n,
            attributes=hosts.a_participant(anonymous_user_id=f"anon-{n}-{number}"),
        )
        for n in (1, 2)
    )
    wish = Opportunity("wish", OpportunityType.VISIT, "A nursery", created=NOW)
    signed_off.keep(replace(a_record(a_complete_review()), opportunities={"wish": wish}))
    attached = {"attach": "1", "opportunities": "wish"}
    signed_off.post("sign_off", round="baseline", revision="1", **attached)
    asked.post("show_interest", post="post")


@pytest.mark.parametrize("form", [{}, {"status": "completed"}, {"type": "visit", "offer": "visit"}])
def test_the_list_of_opportunities_takes_as_many_queries_for_many_and_reads_no_review(
    staff, form, monkeypatch
):
    staff.post("post_opportunity", id="post", opportunity="visit", title="A special school")
    asked = {"screen": "opportunities", **form}
    numbers, texts = [], []
    for people in (range(1), range(1, 9)):
        for number in people:
            asks_for_a_visit(staff.usage, number)
        with monkeypatch.context() as patched:
            lms.install(patched)
            staff.post("show_staff", **asked)
            with CaptureQueriesContext(connection) as queries:
                page = staff.post("show_staff", **asked).text
        numbers.append(len(queries))
        texts.extend(each["sql"] for each in queries)

    assert numbers[0] == numbers[1] <= 9
    assert not any("+snapshot" in text or "+response" in text for text in texts)
    assert ("A nursery" in page) is (form.get("status") != "completed")


def score():
    item = {
        "student_id": "anon-7",
        "course_id": str(hosts.COURSE),
        "item_id": str(hosts.UsageKey(hosts.COURSE, "one")),
        "item_type": "matrix_review",
    }
    return api.get_score(item)


@pytest.fixture
def accepted_mode():
    """Give a participant and staff of a block that credits acceptance."""
    small = {"framework": hosts.small_framework(), "rounds": hosts.ONE_ROUND}
    authored = {**small, "mode": "accepted"}
    host = hosts.lms(authored=authored).keep(a_record(a_complete_review()))
    host.post("sign_off", round="baseline", revision="1")
    return host, hosts.staff(usage=host.usage, authored=authored, user_id=99)


def test_in_accepted_mode_a_sign_off_publishes_no_grade(accepted_mode):
    host, _ = accepted_mode

    assert host.payloads("grade") == []
    assert host.payloads("completion")[-1] == {"completion": 1.0}
    assert score() is None


def test_an_acceptance_sets_the_score_and_undo_resets_it(accepted_mode):
    _, staff = accepted_mode

    respond(staff, "accepted")
    given = score()
    staff.post("undo_response", **ABOUT, press="one")

    assert (given["points_earned"], given["points_possible"]) == (10, 10)
    assert score() is None


def test_in_accepted_mode_the_platform_s_own_regrading_does_nothing(accepted_mode):
    host, _ = accepted_mode
    block = host.block()

    block.publish_grade()

    assert host.payloads("grade") == []
    assert not block.allows_rescore()


def test_in_accepted_mode_the_participant_is_told_when_points_come(accepted_mode):
    host, _ = accepted_mode

    assert "when your course team accepts your review" in host.page()


def test_in_self_review_mode_no_score_is_set(somebody, staff):
    respond(staff, "accepted")

    assert score() is None
    assert somebody.payloads("grade") != []


def test_a_change_of_the_mode_after_use_is_refused_with_a_reason(staff):
    staff.authored["mode"] = "accepted"

    page = staff.page()
    respond(staff, "accepted")

    assert "We kept the first setting" in page
    assert score() is None


def test_an_unknown_mode_is_told_to_staff(staff):
    staff.authored["mode"] = "by-level"

    assert "<code>mode</code>" in staff.page()


@pytest.mark.parametrize(
    "site",
    [
        {"k": 4},
        {"k": "ten"},
        {"research_studies": [{"id": "Not an id", "key": "k" * 40}]},
        {"research_studies": [{"id": "study", "key": "short"}]},
        {"research_studies": "study"},
    ],
    ids=str,
)
def test_a_site_s_settings_that_break_a_rule_are_told_to_staff(somebody, site):
    staff = hosts.staff(usage=somebody.usage, site=site)

    answer = staff.post("show_staff", screen="exports")

    assert (answer.status_code, answer.headers["X-Matrix-Review"]) == (503, "misconfigured")
    with pytest.raises(Misconfigured):
        assert BlockStaff(staff.block()).site


def test_a_file_has_a_name_and_is_kept_by_nobody(staff):
    answer = staff.post("export_csv", file="reviews")

    assert answer.content_type == "text/csv"
    assert 'filename="reviews.csv"' in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "I learned a lot." in answer.text


def states(*bodies):
    """Give what the platform's report hands over: people and their raw state."""
    return (SimpleNamespace(username=f"user-{n}", state=body) for n, body in enumerate(bodies))


def test_the_platform_s_report_is_made_without_a_user(somebody):
    block = hosts.unbound(usage=somebody.usage).block()

    rows = list(block.generate_report_data(states({"record": somebody.record}), 5))

    [(username, columns)] = rows
    assert username == "user-0"
    assert columns["level: subject"] == "growing"
    assert "I learned a lot." not in str(columns)


@pytest.mark.parametrize(
    "state", [None, {}, {"record": None}, {"record": {"version": 99}}, [1], "x"], ids=str
)
def test_the_platform_s_report_survives_any_state(state):
    block = hosts.unbound().block()

    rows = list(block.generate_report_data(states(state)))

    assert all(columns == {"note": "unreadable"} for _, columns in rows)


def test_the_platform_s_report_stops_at_its_limit(somebody):
    block = hosts.unbound().block()
    many = states(*[{"record": somebody.record}] * 5)

    assert len(list(block.generate_report_data(many, 2))) == 2
    assert next(many).username == "user-2"


def test_who_looks_as_a_named_learner_may_not_read_as_staff(staff, monkeypatch):
    monkeypatch.setitem(sys.modules, "crum", hosts.FakeCrum(5))

    assert staff.post("show_staff").status_code == 403


@pytest.mark.parametrize(("who", "is_staff"), [("staff-sam", True), ("zoe", False), ("", False)])
def test_in_the_workbench_staff_are_known_by_their_id(who, is_staff):
    attributes = {"xblock-workbench.user_id": who}

    host = hosts.lms(attributes=attributes, user_id=who or None)

    assert (host.post("show_staff").status_code == 200) is is_staff


def test_where_the_platform_tells_who_is_staff_no_id_does():
    rights = hosts.a_participant() | {"xblock-workbench.user_id": "staff-sam"}

    assert hosts.lms(attributes=rights).post("show_staff").status_code == 403
