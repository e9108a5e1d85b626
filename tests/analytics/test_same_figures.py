"""The same people in the ledger and in the views: what the block counts, charts count."""

import random
from datetime import timedelta
from statistics import median_high

import pytest

from analytics.facts import event_of, tracked
from analytics.generated import NOW
from builders import a_complete_review, a_form, a_record, rounds
from builders import a_setup as setup
from fakes import FakeHost, FakeLedger, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.plugin.clickhouse.schema import Places
from matrix_xblock.staff.releases import taking_part

K = 5
PEOPLE = 40
STAFF = 1
BEGIN = NOW - timedelta(days=60)


class Course:
    """People at work in a review, and the events of what they do."""

    def __init__(self):
        self.ledger = FakeLedger()
        self.setup = setup(rounds=rounds())
        self.events = []
        self.days = []
        """After how many days each of those who did signed off."""

    def does(self, user, host, act, form):
        before = len(host.published)
        page = act(host, a_form(**form))
        for n, fact in enumerate(host.published[before:]):
            at = (host.time + timedelta(microseconds=len(self.events) + n)).isoformat()
            self.events.append(tracked(*event_of(fact), user=user, at=at))
        return page

    def person(self, number, time, *, has_begun):
        record = a_record(a_complete_review()) if has_begun else None
        who = f"anon-{number}"
        return FakeHost(record=record, ledger=self.ledger, setup=self.setup, who=who, time=time)

    def colleague(self, time):
        people = [Person(f"anon-{n}", f"Person {n}") for n in range(PEOPLE)]
        return FakeStaff(self.ledger, setup=self.setup, people=people, time=time)

    def begins(self, number, chance):
        """Somebody starts the round; most sign it off, many are answered, some sign off again."""
        user, time = number + 100, BEGIN + timedelta(hours=number)
        self.does(user, self.person(number, time, has_begun=False), participant.start, {})
        if chance.random() < 0.2:
            return
        self.days.append(chance.choice([2, 9, 35]))
        host = self.person(number, time + timedelta(days=self.days[-1]), has_begun=True)
        self.does(user, host, participant.sign_off, {"round": "baseline", "revision": "1"})
        if chance.random() < 0.3:
            return
        about = {"participant": f"anon-{number}", "at": "baseline", "revised": "1"}
        sam = self.colleague(host.time + timedelta(days=chance.choice([3, 9])))
        note = {**about, "area": "subject", "text": "Which year?", "revision": "0"}
        staff.answering.save_note(sam, a_form(**note))
        sent = {**about, "decision": "comments", "seen": "0", "press": f"press-{number}"}
        self.does(STAFF, sam, staff.answering.respond, sent)


@pytest.fixture(scope="module")
def course():
    course, chance = Course(), random.Random(18)
    for number in range(PEOPLE):
        course.begins(number, chance)
    return course


@pytest.fixture
def site(warehouse, course, database):
    from django.contrib.auth.models import User
    from event_routing_backends.processors.xapi.transformer_processor import XApiProcessor

    warehouse.empty(Places(k=K))
    users = {event["context"]["user_id"] for event in course.events}
    User.objects.bulk_create(User(pk=each, username=f"user-{each}") for each in users)
    processor = XApiProcessor()
    warehouse.receive(made for event in course.events for made in processor([event]))
    return warehouse


def in_whole_ks(number):
    return number // K * K


def test_participation_is_what_the_ledger_counts(site, course):
    sam = course.colleague(NOW)
    baseline = next(each for each in course.setup.rounds if each.id == "baseline")
    enrolled, started, signed_off = taking_part(sam, baseline)

    rows = site.rows("SELECT step, people FROM reporting.matrix_funnel")
    shown = {each["step"]: each["people"] for each in rows}

    assert enrolled == PEOPLE
    assert shown["Started"] == in_whole_ks(started)
    assert shown["Signed off"] == in_whole_ks(signed_off)


def test_people_who_were_answered_are_those_who_have_a_response_in_the_ledger(site, course):
    answered = {
        who for _, who, kind, body, _ in course.ledger.rows if '"type": "commented"' in body
    }

    rows = site.rows("SELECT people FROM reporting.matrix_funnel WHERE step = 'Answered'")

    assert [each["people"] for each in rows] == [in_whole_ks(len(answered))]


def test_days_to_sign_off_are_those_that_people_took(site, course):
    rows = site.rows("SELECT days, people, median_days FROM reporting.matrix_days_to_sign_off")

    assert {each["days"]: each["people"] for each in rows} == {
        "Up to a week": in_whole_ks(course.days.count(2)),
        "One to four weeks": in_whole_ks(course.days.count(9)),
        "Four weeks or more": in_whole_ks(course.days.count(35)),
        "All": in_whole_ks(len(course.days)),
    }
    assert {each["median_days"] for each in rows} == {median_high(course.days)}
