"""The same cases for accounts in memory and in the LMS's own table."""

import pytest

import django_host
import lms_site.install as lms
from fakes import FakeAccounts
from matrix_xblock.host.accounts import PlatformAccounts

COURSES = ("course-v1:Trust+NPQ+2026", "course-v1:Trust+ECF+2026")


class InMemory:
    def __init__(self):
        self.accounts = FakeAccounts({course: {} for course in COURSES})

    def enrol(self, account, course, *ids):
        for each in ids:
            self.accounts.courses[course][each] = account


class InTheLms:
    def __init__(self):
        from django.contrib.auth.models import User

        self.accounts = PlatformAccounts()
        self.users = {name: User.objects.create(username=name) for name in ("amina", "ben")}

    def enrol(self, account, course, *ids):
        from lms_site.student.models import AnonymousUserId

        for each in ids:
            AnonymousUserId.objects.create(
                user=self.users[account], anonymous_user_id=each, course_id=course
            )


@pytest.fixture(params=[InMemory, InTheLms], ids=["in memory", "in the LMS"])
def site(request, monkeypatch):
    django_host.set_up()
    with django_host.rolled_back():
        lms.install(monkeypatch)
        yield request.param()


def test_somebody_is_the_same_account_in_both_courses_whatever_they_are_called_there(site):
    first, second = COURSES
    site.enrol("amina", first, "a1")
    site.enrol("amina", second, "a2")
    site.enrol("ben", second, "b2")

    both = [site.accounts.of_course(each) for each in COURSES]

    assert set(both[0]) == {"a1"}
    assert set(both[1]) == {"a2", "b2"}
    assert both[0]["a1"] == both[1]["a2"] != both[1]["b2"]


def test_somebody_with_two_ids_in_one_course_is_one_account(site):
    site.enrol("amina", COURSES[0], "a1", "earlier")

    known = site.accounts.of_course(COURSES[0])

    assert known["a1"] == known["earlier"]


def test_nobody_is_known_in_a_course_that_is_not_there(site):
    assert site.accounts.of_course("course-v1:Trust+None+2026") == {}


def test_a_host_that_is_no_lms_knows_no_accounts(monkeypatch):
    django_host.set_up()
    with django_host.rolled_back():
        lms.install(monkeypatch, without=("common.djangoapps.student.models",))

        assert PlatformAccounts().of_course(COURSES[0]) == {}
