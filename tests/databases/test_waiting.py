"""How long somebody waits for a lock on a real database, and what is left of it afterwards."""

from contextlib import contextmanager, nullcontext
from threading import Event, Thread
from time import monotonic

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection

import lms_site.install as lms
import races
from builders import a_record, a_review
from matrix_xblock.domain.errors import Busy
from matrix_xblock.host import transactions

LIMITS = {
    "mysql": "SELECT @@SESSION.innodb_lock_wait_timeout",
    "postgresql": "SHOW lock_timeout",
    "sqlite": "PRAGMA busy_timeout",
}


@pytest.fixture
def site(monkeypatch):
    lms.install(monkeypatch, without=lms.PEOPLE)
    made = races.InTables()
    made.new_block()
    return made


@pytest.fixture
def short_wait(monkeypatch):
    """Wait a second instead of five."""
    monkeypatch.setattr(transactions, "LONGEST_WAIT", 1)


@contextmanager
def elsewhere(act):
    """Do something in another request, which does not end before the test does."""
    is_there, may_end = Event(), Event()

    def hold():
        with act():
            is_there.set()
            may_end.wait(20)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    assert is_there.wait(20)
    try:
        yield
    finally:
        may_end.set()
        thread.join()


def limit():
    with connection.cursor() as cursor:
        cursor.execute(LIMITS[connection.vendor])
        return cursor.fetchone()


def test_a_lock_that_somebody_keeps_is_waited_for_a_bounded_time(site, short_wait):
    person = site.person()
    begun = monotonic()

    with elsewhere(lambda: person.request().lock()), pytest.raises(Busy):
        races.alone(person, lambda host: host.save(a_record()))

    assert 0.5 < monotonic() - begun < 10


def test_a_lock_that_is_let_go_in_time_is_had(site):
    person, answers = site.person(), []

    def wait():
        answers.append(races.alone(person, lambda host: host.save(a_record(a_review()))))
        connection.close()

    with person.request().lock():
        thread = Thread(target=wait)
        thread.start()
        thread.join(0.3)
        assert answers == []
    thread.join(10)

    assert answers == [None]


def test_one_person_does_not_wait_for_another_but_where_a_lock_is_of_everything(site, short_wait):
    one, other = site.person(), site.person()

    locks_everything = connection.vendor == "sqlite"

    with (
        elsewhere(lambda: one.request().lock()),
        pytest.raises(Busy) if locks_everything else nullcontext(),
    ):
        races.alone(other, lambda host: host.save(a_record(a_review())))

    assert (races.review_of(other) == a_review()) is not locks_everything


def test_after_a_lock_was_not_to_be_had_the_connection_is_as_before(site, short_wait):
    person, before = site.person(), limit()

    with elsewhere(lambda: person.request().lock()), pytest.raises(Busy):
        races.alone(person, lambda host: host.save(a_record()))

    assert limit() == before
    races.alone(person, lambda host: host.save(a_record(a_review())))
    assert races.review_of(person) == a_review()


def test_after_a_lock_the_connection_is_as_before(site):
    before = limit()

    with site.person().request().lock():
        pass

    assert limit() == before


def test_rows_that_refer_to_the_account_wait_only_where_the_database_cannot_tell(site, short_wait):
    person = site.person()
    user = User.objects.get(pk=person.host.user_id)
    can_tell = connection.features.has_select_for_no_key_update

    with (
        elsewhere(lambda: person.request().lock()),
        nullcontext() if can_tell else pytest.raises(OperationalError),
        transactions.bounded("default"),
    ):
        user.user_permissions.add(1)

    assert user.user_permissions.count() == (1 if can_tell else 0)


def test_a_ledger_row_that_somebody_keeps_is_waited_for_a_bounded_time(site, short_wait):
    person = races.begun(site, races.complete())
    send = races.a_form(round="baseline", revision="1")
    races.alone(person, lambda host: races.participant.sign_off(host, send))
    host = person.request()
    ledger, who = host.ledger, host.participant.id

    with (
        elsewhere(lambda: ledger.lock(who)),
        pytest.raises(Busy),
        host.lock(),
        ledger.lock(who),
    ):
        pass
