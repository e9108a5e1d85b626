"""People who have not signed a round off are reminded: who may be, how often, and once a press."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, a_form, named, rounds
from builders import a_setup as setup
from fakes import BrokenError, FakeHost, FakeLedger, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.codec.contact.reminder_rows import read_reminders, write_reminder
from matrix_xblock.domain.contact.notification import Notification, Subject
from matrix_xblock.domain.contact.reminder import (
    LEAST_APART,
    MOST_A_ROUND,
    NotDue,
    Reminder,
    sent,
    why_not,
)
from matrix_xblock.domain.errors import Busy, Invalid
from matrix_xblock.domain.review.status import ReviewStatus, RoundStanding, SignOff, Standing
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.staff import reminders
from matrix_xblock.staff.reminders import MOST_AT_ONCE, remind
from matrix_xblock.staff.reviews import PAGE_LENGTH

PEOPLE = [Person(f"p{n}", f"Name {n}", f"School {n % 2}") for n in range(4)]
TITLE = "Baseline review"
DAY = timedelta(days=1)


class Course:
    """A course in memory, whose platform takes notifications."""

    def __init__(self, people=PEOPLE, **changes):
        self.ledger = FakeLedger()
        self.setup = setup(rounds=rounds(), **changes)
        self.people = people
        self.sam = self.at_work()

    def at_work(self, time=NOW):
        sam = FakeStaff(self.ledger, setup=self.setup, people=self.people, time=time)
        sam.notifications.is_on = True
        return sam

    def begins(self, who, round_id="baseline"):
        host = FakeHost(setup=self.setup, ledger=self.ledger, who=who)
        participant.start(host, a_form(round=round_id))
        return host

    def signs_off(self, who):
        host = self.begins(who)
        for area in ("subject", "leadership", "networks"):
            answer = {"area": area, "level_id": "not-applicable", "revision": "0"}
            participant.save_area(host, a_form(round="baseline", **answer))
        assert participant.sign_off(host, a_form(round="baseline", revision="1")).status == 200

    def list(self, state="not_started", **form):
        return staff.show(self.sam, a_form(screen="reviews", state=state, **form))

    def panel(self, **form):
        return self.list(**form, remind="yes").names["reminding"]

    def press(self, number, state="not_started", press="one", **form):
        sent_form = a_form(state=state, number=str(number), press=press, **form)
        return staff.reminding.send(self.sam, sent_form)

    def rows(self, who):
        return read_reminders(self.ledger.entries(who, Kind.REMINDER))

    def notified(self):
        return [(n.subject, who) for n, people in self.sam.notifications.sent for who in people]


@pytest.fixture
def course():
    return Course()


def test_a_list_of_people_offers_to_remind_them_and_a_list_of_reviews_does_not(course):
    course.begins("p0")
    panel = course.panel()

    assert (panel.number, panel.at_once, panel.is_begun, panel.is_on) == (3, 3, False, True)
    assert (panel.title, panel.round_title) == ("Talent review", TITLE)
    assert course.panel(state="in_progress").is_begun
    assert course.panel(state="") is None
    assert course.panel(state="accepted") is None
    assert course.panel(state="all") is None


def test_who_may_be_reminded_is_read_only_when_it_is_asked_for(course, monkeypatch):
    pages = []
    page = course.sam.roster.page
    monkeypatch.setattr(course.sam.roster, "page", lambda *a, **o: pages.append(o) or page(*a, **o))
    listed = course.list()

    assert [each["length"] for each in pages] == [PAGE_LENGTH]
    assert listed.names["reminding"] is None
    assert listed.names["remind_query"] == {"state": "not_started", "remind": "yes"}
    assert "remind" in listed.names["acts"]
    assert "remind=yes" in course.list(remind="yes").address


def test_an_empty_list_has_nobody_to_remind(course):
    page = course.list(state="in_progress")

    assert page.names["remind_query"] == {}
    assert "remind" not in page.names["acts"]


def test_one_press_reminds_everybody_in_the_list_and_leaves_each_a_row(course):
    course.begins("p0")
    page = course.press(3)

    outcome = page.names["reminding"].outcome
    assert (page.status, outcome.number, outcome.failed) == (200, 3, 0)
    assert course.notified() == [(Subject.START, f"p{n}") for n in (1, 2, 3)]
    assert course.rows("p1") == (Reminder("one", "baseline", NOW),)
    assert course.rows("p0") == ()


def test_who_has_a_draft_is_reminded_to_finish_it(course):
    course.begins("p0")
    course.press(1, state="in_progress")

    assert course.sam.notifications.sent == [(Notification(Subject.FINISH, TITLE), ("p0",))]
    assert course.rows("p0")[0].is_begun


def test_filters_of_the_list_are_those_of_the_reminder(course):
    assert course.panel(cohort="School 1").number == 2
    course.press(2, cohort="School 1")

    assert [who for _, who in course.notified()] == ["p1", "p3"]


def test_pressing_twice_reminds_once_and_says_the_same(course):
    first, second = course.press(4), course.press(4)

    assert first.names["reminding"].outcome.number == 4
    assert second.names["reminding"].outcome.number == 4
    assert len(course.notified()) == 4


def test_two_presses_at_once_remind_once(course):
    """The second has seen the same list, and is decided about after the first."""
    panel = course.panel()
    remind(course.sam, "baseline", ["p0", "p1"], press="one")
    late = remind(course.at_work(), "baseline", ["p0", "p1"], press="two")

    assert panel.number == 4
    assert (late.number, late.not_due) == (0, {NotDue.TOO_SOON: 2})
    assert len(course.rows("p0")) == 1


def test_a_page_that_is_out_of_date_reminds_nobody_and_says_what_has_changed(course):
    course.begins("p0")
    page = course.press(4)

    panel = page.names["reminding"]
    assert page.status == 409
    assert (panel.outcome.was, panel.number) == (4, 3)
    assert course.notified() == []
    assert course.press(3, press=panel.press).names["reminding"].outcome.number == 3


def test_who_has_signed_off_is_never_reminded(course):
    course.signs_off("p0")
    reminded = remind(course.sam, "baseline", ["p0"], press="one")

    assert reminded.not_due == {NotDue.SIGNED_OFF: 1}
    assert course.notified() == []


def test_a_reminder_comes_three_times_a_round_at_most_and_a_day_apart(course):
    for number in range(5):
        course.sam.time = NOW + number * DAY
        course.press(course.panel().number, press=f"press-{number}")
    panel = course.panel()

    assert len(course.rows("p0")) == MOST_A_ROUND
    assert (panel.number, panel.not_due) == (0, ((NotDue.ENOUGH, 4),))


def test_less_than_a_day_later_nobody_can_be_reminded_again(course):
    course.press(4)
    course.sam.time = NOW + DAY - timedelta(seconds=1)

    assert course.panel().not_due == ((NotDue.TOO_SOON, 4),)


def test_a_reminder_that_the_platform_does_not_take_counts_for_nothing_and_is_reported(course):
    course.sam.notifications.fails = True
    outcome = course.press(4).names["reminding"].outcome
    course.sam.notifications.fails = False

    assert (outcome.number, outcome.failed) == (0, 4)
    assert sent(course.rows("p0")) == ()
    assert course.press(4, press="two").names["reminding"].outcome.number == 4


def test_a_row_that_cannot_be_written_reminds_nobody(course):
    course.ledger.is_broken = True
    with pytest.raises(BrokenError):
        course.press(4)

    assert course.notified() == []
    assert course.rows("p0") == ()


def test_people_at_whom_somebody_else_is_at_work_are_reported_and_can_be_tried_again(
    course, monkeypatch
):
    def busy():
        raise Busy

    monkeypatch.setattr(course.sam, "lock", busy)

    assert course.press(4).names["reminding"].outcome.failed == 4
    assert course.notified() == []


def test_without_notifications_nobody_is_reminded_and_the_names_can_be_copied(course):
    course.sam.notifications.is_on = False
    panel = course.press(4).names["reminding"]

    assert not panel.is_on
    assert panel.names == "Name 0\nName 1\nName 2\nName 3"
    assert panel.outcome is None
    assert course.rows("p0") == ()


def test_who_has_never_come_gets_an_id_so_that_a_row_can_be_about_them():
    course = Course([*PEOPLE, Person("", "Farid")])

    assert course.panel().number == 5
    assert course.press(5).names["reminding"].outcome.number == 5
    assert len(course.rows("made-4")) == 1


def test_many_people_are_reminded_some_at_a_time_and_the_rest_by_the_next_press():
    course = Course([Person(f"p{n}", f"Name {n:04}") for n in range(MOST_AT_ONCE + 1)])
    panel = course.panel()

    assert (panel.number, panel.at_once) == (MOST_AT_ONCE + 1, MOST_AT_ONCE)
    assert course.press(panel.number).names["reminding"].outcome.number == MOST_AT_ONCE
    assert course.press(1, press="two").names["reminding"].outcome.number == 1
    sizes = [len(people) for _, people in course.sam.notifications.sent]
    assert sizes == [reminders._BATCH] * (MOST_AT_ONCE // reminders._BATCH) + [1]


def test_a_list_of_ids_reminds_nobody_who_is_not_on_the_roster(course):
    reminded = remind(course.sam, "baseline", ["p0", "somebody else", "p0", ""], press="one")

    assert reminded.number == 1
    assert course.notified() == [(Subject.START, "p0")]


def test_a_round_that_waits_for_the_one_before_it_is_nobody_s_to_start_yet(course):
    course.signs_off("p0")
    panel = course.panel(round="mid-point")

    assert (panel.number, panel.not_due) == (1, ((NotDue.NOT_OPEN, 3),))


def test_a_round_that_is_over_reminds_nobody():
    first, *rest = rounds()
    course = Course()
    course.setup = replace(course.setup, rounds=(replace(first, closes=NOW), *rest))
    course.sam = course.at_work()

    assert course.panel(round="baseline").not_due == ((NotDue.NOT_OPEN, 4),)


@pytest.mark.parametrize(
    "form", [{"number": "four", "press": "one"}, {"number": "4", "press": "<b>"}, {}]
)
def test_a_form_that_no_page_sends_is_refused(course, form):
    with pytest.raises(Invalid):
        staff.reminding.send(course.sam, a_form(state="not_started", **form))

    assert course.notified() == []


def ticked(course, *who, **form):
    """Press *Remind* in the bar with these people ticked in the list."""
    lines = course.list().names["lines"]
    keys = [each.key for each in lines if each.row.person.id in who]
    sent_form = a_form(state="not_started", picking="yes", press="one", **form)
    return staff.reminding.send(course.sam, {**sent_form, "line": keys})


def test_those_who_are_ticked_are_reminded_and_nobody_else(course):
    page = ticked(course, "p1", "p3")

    assert course.notified() == [(Subject.START, "p1"), (Subject.START, "p3")]
    assert page.names["reminding"].outcome.number == 2


@pytest.mark.parametrize("every", ["", "yes"])
def test_after_it_nobody_is_ticked_any_more(course, every):
    page = ticked(course, "p1", "p3", every=every)
    again = ticked(course, "p1", "p3", every=every)

    assert picked(page) == picked(again) == ([], 0, False)


def test_who_could_not_be_reminded_stays_ticked(course):
    course.sam.notifications.fails = True
    page = ticked(course, "p1", "p3")

    assert page.names["reminding"].outcome.failed == 2
    assert picked(page) == (["p1", "p3"], 2, False)


def picked(page):
    who = [each.row.person.id for each in page.names["lines"] if each.is_picked]
    return who, page.names["number_picked"], page.names["is_every"]


def test_with_all_that_match_selected_everybody_in_the_list_is_reminded(course):
    ticked(course, "p1", every="yes")

    assert [who for _, who in course.notified()] == ["p0", "p1", "p2", "p3"]


def test_without_a_tick_one_is_asked_for_and_nobody_is_reminded(course):
    page = ticked(course)

    assert named(page.names["problems"]) == [("line", "nothing_selected")]
    assert course.notified() == []


def test_who_is_ticked_and_has_signed_off_meanwhile_is_left_out(course):
    lines = course.list().names["lines"]
    course.signs_off("p0")
    form = a_form(state="not_started", picking="yes", press="one")
    staff.reminding.send(course.sam, {**form, "line": [each.key for each in lines[:2]]})

    assert course.notified() == [(Subject.START, "p1")]


@pytest.mark.parametrize(("people", "number"), [("", 2), ("all", 4)])
def test_a_facilitator_reminds_their_own_people_until_they_ask_for_everybody(people, number):
    course = Course()
    lena = FakeStaff(course.ledger, setup=course.setup, people=PEOPLE, given=("School 1",))
    lena.notifications.is_on = True
    form = a_form(state="not_started", number=str(number), press="one", people=people)
    staff.reminding.send(lena, form)

    assert sum(len(some) for _, some in lena.notifications.sent) == number


def test_filters_that_are_none_of_ours_remind_nobody(course):
    assert course.press(4, cohort="No such").status == 422
    assert course.press(4, state="accepted").names["reminding"] is None
    assert course.notified() == []


def test_the_participant_sees_when_reminders_went_out(course):
    course.press(4)
    host = FakeHost(setup=course.setup, ledger=course.ledger, who="p0")
    shown = participant.my_record.show(host, {}).names
    every_word = participant.my_record.words(host, {}).names

    assert [(each.at, title) for each, title in shown["reminders"]] == [(NOW, TITLE)]
    assert [each.at for each, _ in every_word["reminders"]] == [NOW]


def test_a_reminder_that_did_not_go_out_is_not_shown(course):
    course.sam.notifications.fails = True
    course.press(4)
    host = FakeHost(setup=course.setup, ledger=course.ledger, who="p0")

    assert participant.my_record.show(host, {}).names["reminders"] == ()


REMINDERS = st.builds(
    Reminder,
    press=st.text(max_size=5),
    round_id=st.sampled_from(["baseline", "mid-point"]),
    at=st.just(NOW),
    is_begun=st.booleans(),
    is_sent=st.booleans(),
)


@given(REMINDERS)
def test_a_row_is_read_as_it_was_written(reminder):
    assert read_reminders([Entry(Kind.REMINDER, "p", write_reminder(reminder), NOW)]) == (reminder,)


@pytest.mark.parametrize("body", [{}, {"round": 3, "sent": "yes"}, {"version": 9, "new": []}])
def test_a_row_that_cannot_be_read_stops_nothing(body):
    [reminder] = read_reminders([Entry(Kind.REMINDER, "p", body, NOW)])

    assert sent([reminder]) == ()


@given(st.lists(st.integers(0, 10 * 24), max_size=6), st.integers(0, 10 * 24))
def test_a_reminder_is_due_by_number_and_time_alone(hours, later):
    before = [Reminder(f"p{n}", "baseline", NOW + timedelta(hours=n)) for n in hours]
    now = NOW + timedelta(hours=later)
    past = [each for each in before if each.at <= now]
    reason = why_not("baseline", rounds(), Standing(), past, now=now)
    is_soon = any(now - each.at < LEAST_APART for each in past)

    assert (reason is None) == (len(past) < MOST_A_ROUND and not is_soon)


def test_reminders_of_another_round_do_not_count():
    before = [Reminder(f"p{n}", "mid-point", NOW) for n in range(4)]

    assert why_not("baseline", rounds(), Standing(), before, now=NOW) is None


@pytest.mark.parametrize(
    "status",
    [each for each in ReviewStatus if each not in {"not_started", "in_progress"}],
)
def test_whatever_was_signed_off_once_is_never_reminded_of(status):
    standing = Standing({"baseline": RoundStanding(status, signed=SignOff(revision=1))})

    assert why_not("baseline", rounds(), standing, (), now=NOW) is NotDue.SIGNED_OFF
