"""Somebody is retired while they write, and while staff write about them: nothing comes back."""

from threading import Event, Thread
from time import sleep

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection

import lms_site.install as installed
from builders import a_complete_review, a_record
from lms_site.people import SAM, a_course
from matrix_xblock.host.archive import archive_of
from matrix_xblock.plugin.signals import erase_retired

SAVE = {"round": "baseline", "area": "subject", "level_id": "growing", "writer": "tab"}
NOTE = {
    "participant": "anon-7",
    "at": "baseline",
    "revised": "1",
    "area": "subject",
    "text": "Why?",
    "revision": "0",
}
ENOUGH = 6


@pytest.fixture
def course(monkeypatch):
    installed.install(monkeypatch)
    course = a_course("Trust+NPQ+2026", "anon-7", "anon-8")
    course.participant("anon-7").keep(a_record(a_complete_review()))
    return course


def retried(user):
    """Retire as the pipeline does: a step that fails is run again."""
    for _ in range(20):
        try:
            return erase_retired(None, user)
        except DatabaseError:
            connection.close()
    raise AssertionError


def test_whoever_is_retired_while_they_and_staff_write_is_gone(course):
    is_over, saved = Event(), []

    def save():
        while not is_over.is_set():
            fields = {**SAVE, "revision": len(saved), "sequence": len(saved) + 1}
            saved.append(course.participant("anon-7").post("save_area", **fields).status_code)
            if len(saved) == ENOUGH:
                course.participant("anon-7").post("sign_off", round="baseline", revision="1")
        connection.close()

    def draft():
        while not is_over.is_set():
            course.staff(SAM.id).post("save_note", **NOTE)
        connection.close()

    threads = [Thread(target=save), Thread(target=draft)]
    for each in threads:
        each.start()
    while len(saved) <= ENOUGH:
        sleep(0.01)
    retried(User.objects.get(username="anon-7"))
    sleep(0.3)
    is_over.set()
    for each in threads:
        each.join()

    left = [part.what for part in archive_of(User.objects.get(username="anon-7")).parts()]
    assert left == []
    assert saved[0] == 200
    assert 500 not in saved
