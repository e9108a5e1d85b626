"""The same cases for notifications in memory and through the platform's event."""

import sys
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import TestCase, override_settings

import hosts
import lms_site.install as lms
from fakes import TEAM, FakeHost
from lms_site.receiver import listening
from matrix_xblock.domain.contact.notification import MOST_AT_ONCE, Notification, Subject
from matrix_xblock.domain.errors import Busy
from matrix_xblock.host.block_host import BlockHost

COURSE = str(hosts.COURSE)
SUMMARY = Notification(Subject.SUMMARY, number=3)
ACCEPTED = Notification(Subject.ACCEPTED, "Baseline review")
WHO = ("anon-7", "anon-8")


class ServiceError(Exception):
    """What a broken service raises: its message may be anything."""


class InMemory:
    def __init__(self, monkeypatch):
        self.host = FakeHost()
        self.notifications = self.host.notifications
        self.notifications.is_on = True

    @contextmanager
    def saving(self):
        with self.host.transaction():
            yield

    def fail(self):
        self.notifications.fails = True

    def notified(self):
        return Counter(each for _, people in self.notifications.sent for each in people)


class OnThePlatform:
    def __init__(self, monkeypatch):
        lms.install(monkeypatch)
        self.ids = {lms.enrol(COURSE, each, each): each for each in WHO}
        self.ids[lms.enrol(COURSE, "", "Sam", role="staff")] = TEAM
        self.notifications = BlockHost(hosts.staff(user_id=99).block()).notifications

    @contextmanager
    def saving(self):
        with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
            yield

    def fail(self):
        self.taken = []
        self.error = ServiceError("Amina")

    def notified(self):
        return Counter(self.ids[each] for asked in self.taken for each in asked.user_ids)


@pytest.fixture(params=[InMemory, OnThePlatform], ids=["in memory", "on the platform"])
def site(request, monkeypatch):
    with listening() as taken:
        made = request.param(monkeypatch)
        made.taken = taken
        yield made


def test_whoever_is_named_is_notified_once(site):
    assert site.notifications.is_on
    assert site.notifications.send(ACCEPTED, list(WHO))
    assert site.notified() == dict.fromkeys(WHO, 1)


def test_the_team_is_notified_without_the_participants(site):
    assert site.notifications.send_to_team(lambda: SUMMARY)
    assert site.notified() == {TEAM: 1}


def test_without_a_summary_the_team_is_not_notified(site):
    assert not site.notifications.send_to_team(lambda: None)
    assert site.notified() == {}


def test_a_summary_that_cannot_be_made_notifies_nobody_and_breaks_nothing(site):
    def make():
        raise Busy

    assert not site.notifications.send_to_team(make)
    assert site.notified() == {}


def test_a_notification_goes_when_what_is_saved_is_saved(site):
    with site.saving():
        site.notifications.send_when_saved(ACCEPTED, ["anon-7"])

    assert site.notified() == {"anon-7": 1}


def test_what_is_not_saved_notifies_nobody(site):
    def save():
        with site.saving():
            site.notifications.send_when_saved(ACCEPTED, ["anon-7"])
            raise LookupError

    with pytest.raises(LookupError):
        save()

    assert site.notified() == {}


@pytest.fixture
def real(monkeypatch):
    lms.install(monkeypatch)
    return monkeypatch


def on_the_block(**changes):
    return BlockHost(hosts.staff(user_id=99, **changes).block()).notifications


@override_settings(LMS_ROOT_URL="https://lms.example.org")
def test_a_receiver_gets_these_fields_and_no_others(real):
    amina = lms.enrol(COURSE, "anon-7", "Amina Khan")
    block = hosts.staff(user_id=99, authored={"display_name": "Talent review"})
    with listening() as taken:
        BlockHost(block.block()).notifications.send(ACCEPTED, ["anon-7"])

    [asked] = taken
    assert vars_of(asked) == {
        "user_ids": [amina],
        "notification_type": "course_updates",
        "app_name": "updates",
        "content_url": f"https://lms.example.org/courses/{COURSE}/jump_to/{block.usage}",
        "course_key": COURSE,
        "context": {
            "course_update_content": "Your course team has accepted your review: "
            "Talent review, Baseline review."
        },
    }


def vars_of(asked):
    import attr

    return attr.asdict(asked)


def test_markup_in_a_title_is_shown_as_it_was_typed(real):
    lms.enrol(COURSE, "anon-7", "Amina Khan")
    with listening() as taken:
        notifications = on_the_block(authored={"display_name": "<script>1</script> {p} & %(n)s"})
        notifications.send(Notification(Subject.OFFERED), ["anon-7"])

    [text] = taken[0].context.values()
    assert type(text) is str
    assert "&lt;script&gt;1&lt;/script&gt; {p} &amp; %(n)s." in text


def test_everybody_is_notified_in_the_language_that_they_have_chosen(real):
    english = lms.enrol(COURSE, "anon-7", "Amina Khan")
    welsh = lms.enrol(COURSE, "anon-8", "Carys Evans", language="cy")
    unknown = lms.enrol(COURSE, "anon-9", "Zoe", language="no-such-language")
    with listening() as taken:
        on_the_block().send(ACCEPTED, ["anon-7", "anon-8", "anon-9"])

    assert [each.user_ids for each in taken] == [[english, unknown], [welsh]]


def test_without_the_table_of_languages_the_site_s_own_is_used(real):
    real.delitem(sys.modules, "openedx.core.djangoapps.user_api.models")
    lms.enrol(COURSE, "anon-7", "Amina Khan", language="cy")
    with listening() as taken:
        assert on_the_block().send(ACCEPTED, ["anon-7"])

    assert len(taken) == 1


def test_who_has_left_or_has_no_account_is_passed_over(real):
    here = lms.enrol(COURSE, "anon-7", "Amina Khan")
    lms.enrol(COURSE, "anon-8", "Ben", is_active=False)
    lms.enrol("course-v1:Other+NPQ+2026", "anon-9", "Zoe")
    with listening() as taken:
        on_the_block().send(ACCEPTED, ["anon-7", "anon-8", "anon-9", "anon-10", ""])

    assert [each.user_ids for each in taken] == [[here]]


def test_nobody_to_notify_asks_for_nothing(real):
    with listening() as taken:
        assert on_the_block().send(ACCEPTED, ["anon-10"])
        assert not on_the_block().send_to_team(lambda: SUMMARY)

    assert taken == []


def test_many_people_are_asked_for_some_at_a_time(real):
    number = 2 * MOST_AT_ONCE + 1
    people = [f"anon-{each}" for each in range(number)]
    for each in people:
        lms.enrol(COURSE, each, each)
    with listening() as taken:
        on_the_block().send(ACCEPTED, people)

    assert [len(each.user_ids) for each in taken] == [MOST_AT_ONCE, MOST_AT_ONCE, 1]


@pytest.mark.parametrize("is_debug", [False, True])
def test_a_service_that_raises_is_logged_without_its_words_and_stops_nothing(
    real, caplog, settings_debug, is_debug
):
    settings_debug(is_debug)
    lms.enrol(COURSE, "anon-7", "Amina Khan")
    with listening(error=ServiceError("Amina Khan")):
        notifications = on_the_block()
        assert notifications.is_on
        assert not notifications.send(ACCEPTED, ["anon-7"])

    ours = [each.getMessage() for each in caplog.records if each.name.startswith("matrix_xblock")]
    assert ours == ["A notification was not sent: ServiceError"]


@pytest.fixture
def settings_debug():
    changed = []

    def change(value):
        made = override_settings(DEBUG=value)
        made.enable()
        changed.append(made)

    yield change
    for each in changed:
        each.disable()


class Off:
    """The switch that the platform of 2025 has, turned off."""

    @staticmethod
    def is_enabled(course_key):
        return False


class Broken:
    @staticmethod
    def is_enabled(course_key):
        raise ServiceError


def no_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "openedx_events.learning.signals", None)


def a_switch(kind):
    from types import SimpleNamespace

    def turn(monkeypatch):
        name = "openedx.core.djangoapps.notifications.config.waffle"
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(ENABLE_NOTIFICATIONS=kind))

    return turn


@pytest.mark.parametrize(
    ("change", "made"),
    [
        (no_package, {}),
        (a_switch(Off), {}),
        (a_switch(Broken), {}),
        (lambda _: None, {"site": {"notifications": False}}),
        (lambda _: None, {"site": {"notifications": "yes"}}),
        (lambda _: None, {"is_author_mode": True}),
    ],
    ids=["no package", "switched off", "a switch that raises", "site", "wrong setting", "preview"],
)
def test_where_the_platform_cannot_nobody_is_notified_and_it_is_known(real, change, made):
    lms.enrol(COURSE, "anon-7", "Amina Khan")
    change(real)
    with listening() as taken:
        notifications = on_the_block(**made)
        notifications.send_when_saved(ACCEPTED, ["anon-7"])
        assert not notifications.is_on
        assert not notifications.send(ACCEPTED, ["anon-7"])
        assert not notifications.send_to_team(lambda: SUMMARY)

    assert taken == []


def test_where_nothing_listens_nobody_is_notified_and_it_is_known(real):
    assert not on_the_block().is_on


def test_outside_an_lms_nobody_is_notified_and_it_is_known():
    with listening():
        assert not on_the_block().is_on
