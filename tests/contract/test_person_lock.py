"""The lock for a person: read again, decide, write, all of it or nothing; on each host alike."""

from itertools import count

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError
from django.db.models.signals import pre_save

import hosts
import lms_site.install as installed
from builders import NOW, a_complete_review, a_record, a_review, answers
from fakes import BrokenError, FakeHost
from lms_site.courseware.field_data import Tables
from lms_site.courseware.models import StudentModule, XModuleStudentPrefsField
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdType, keep
from matrix_xblock.domain.errors import Busy
from matrix_xblock.domain.facts import CpdLogged, StepMoved
from matrix_xblock.host.staff_host import BlockStaff

SCENARIO = "matrix_review.0"


@pytest.fixture(scope="module")
def scenarios():
    """Load the workbench's scenarios once, outside every test's transaction."""
    from workbench.scenarios import get_scenarios

    return get_scenarios()


class InMemory:
    """One participant in memory, where nothing is loaded before it is asked for."""

    def __init__(self, scenarios, monkeypatch):
        self.host = FakeHost()

    def request(self):
        return self.host

    def end(self, host):
        """Do what the runtime does when a handler returns."""

    @property
    def published(self):
        return [type(fact).__name__ for fact in self.host.published]


class OnBlocks:
    """Real blocks; each request loads one of its own."""

    def end(self, host):
        host._block.save()

    def request(self):
        block = self.block()
        host = BlockStaff(block)
        host.load(), host.load_cpd(), host.load_every_private(), host.load_drafts()
        return host


class InTheLms(OnBlocks):
    """Over the real tables, with a writer that does as the platform's."""

    def __init__(self, scenarios, monkeypatch):
        installed.install(monkeypatch)
        self.user = User.objects.create(username="amina")
        usage = hosts.UsageKey(hosts.COURSE, "one")
        self.host = hosts.lms(user_id=self.user.pk, usage=usage, state=Tables(self.user.pk, usage))

    def block(self):
        return self.host.block()

    @property
    def published(self):
        return [name for name, _ in self.host.published]


class InTheWorkbench(OnBlocks):
    """Over the workbench's own rows."""

    def __init__(self, scenarios, monkeypatch):
        self.seen = []
        self.monkeypatch = monkeypatch

    def block(self):
        block = hosts.Workbench(SCENARIO, student="zoe").block()
        self.monkeypatch.setattr(
            block.runtime, "publish", lambda _, name, data: self.seen.append(name)
        )
        return block

    @property
    def published(self):
        return self.seen


@pytest.fixture(
    params=[InMemory, InTheLms, InTheWorkbench], ids=["in memory", "in the LMS", "in the workbench"]
)
def site(request, scenarios, monkeypatch):
    return request.param(scenarios, monkeypatch)


@pytest.fixture
def in_the_lms(scenarios, monkeypatch):
    return InTheLms(scenarios, monkeypatch)


def an_entry(key):
    return CpdEntry(key, f"Visit {key}", CpdType.VISIT, NOW.date())


def add(host, key):
    host.save_cpd(keep(host.load_cpd(), an_entry(key), seen=0, now=NOW))


def fill(host):
    """Keep something in every field."""
    host.save(a_record(a_review()))
    host.save_private("baseline", answers(stay=["Time."]))
    add(host, "one")


def everything(host):
    log = host.load_cpd()
    return host.load(), host.load_every_private(), [e.id for e in log.entries(log.glances)]


def in_a_request(site, act):
    """Do something as one whole request."""
    host = site.request()
    with host.lock():
        act(host)
    site.end(host)


def test_what_is_kept_under_the_lock_is_there_for_the_next_request(site):
    in_a_request(site, fill)

    record, private, log = everything(site.request())

    assert record == a_record(a_review())
    assert [rounds["baseline"] for rounds in private.values()] == [answers(stay=["Time."])]
    assert log == ["one"]


def test_what_was_kept_since_this_request_was_loaded_is_read_under_the_lock(site):
    in_a_request(site, lambda host: add(host, "seen"))
    late = site.request()
    in_a_request(site, lambda host: add(host, "between"))

    with late.lock():
        add(late, "late")
    site.end(late)

    assert everything(site.request())[2] == ["seen", "between", "late"]


def test_a_record_that_was_changed_since_is_read_under_the_lock(site):
    in_a_request(site, fill)
    late = site.request()
    in_a_request(site, lambda host: host.save(a_record(a_complete_review())))

    with late.lock():
        seen = late.load()

    assert seen == a_record(a_complete_review())


def fails_after(act):
    def failing(host):
        act(host)
        raise BrokenError

    return failing


def test_where_something_fails_nothing_is_kept_at_the_end_of_the_request_either(site):
    in_a_request(site, lambda host: add(host, "before"))
    before = everything(site.request())
    host = site.request()

    with pytest.raises(BrokenError), host.lock():
        fails_after(fill)(host)
    site.end(host)

    assert everything(host) == before
    assert everything(site.request()) == before


def test_after_a_failure_the_same_request_may_try_again(site):
    host = site.request()
    with pytest.raises(BrokenError), host.lock():
        fails_after(fill)(host)

    with host.lock():
        add(host, "again")
    site.end(host)

    assert everything(site.request())[2] == ["again"]


def test_a_part_that_fails_leaves_the_rest(site):
    host = site.request()

    with host.lock():
        add(host, "one")
        with pytest.raises(BrokenError), host.transaction():
            fails_after(lambda host: add(host, "two"))(host)
        add(host, "three")
    site.end(host)

    assert everything(site.request())[2] == ["one", "three"]


def test_what_is_announced_is_published_after_everything_is_written(site):
    host, during = site.request(), []

    with host.lock():
        host.publish(CpdLogged("visit", "done", 60))
        during.extend(site.published)
        add(host, "one")

    assert during == []
    assert len(site.published) == 1


def test_what_is_announced_before_a_failure_is_never_published(site):
    host = site.request()

    with pytest.raises(BrokenError), host.lock():
        fails_after(lambda host: host.publish(StepMoved("done")))(host)
    in_a_request(site, fill)

    assert site.published == []


def test_nothing_announced_is_published_twice(site):
    host = site.request()
    with host.lock():
        host.publish(StepMoved("done"))

    with host.lock():
        host.publish(StepMoved("open"))

    assert len(site.published) == 2


@pytest.fixture
def failing_insert():
    """Let the first insert of a state fail, as when another request was there first."""
    attempts = count(1)

    def refuse(**_):
        if next(attempts) == 1:
            raise IntegrityError

    pre_save.connect(refuse, sender=StudentModule)
    yield
    pre_save.disconnect(refuse, sender=StudentModule)


def test_a_first_write_that_the_platform_swallows_is_not_called_kept(in_the_lms, failing_insert):
    with pytest.raises(Busy):
        in_a_request(in_the_lms, fill)

    assert not StudentModule.objects.exists()
    assert not XModuleStudentPrefsField.objects.exists()


def test_a_write_that_was_swallowed_is_kept_the_second_time(in_the_lms, failing_insert):
    with pytest.raises(Busy):
        in_a_request(in_the_lms, fill)

    in_a_request(in_the_lms, fill)

    assert everything(in_the_lms.request())[2] == ["one"]


def test_a_first_preference_of_two_requests_is_to_be_tried_again(in_the_lms):
    late = in_the_lms.request()
    in_a_request(in_the_lms, lambda host: add(host, "first"))

    with pytest.raises(Busy), late.lock():
        add(late, "late")
    in_a_request(in_the_lms, lambda host: add(host, "late"))

    assert everything(in_the_lms.request())[2] == ["first", "late"]


def test_a_row_that_holds_a_grade_alone_is_an_empty_record(in_the_lms):
    usage = in_the_lms.host.usage
    StudentModule.objects.create(
        student=in_the_lms.user,
        course_id=str(usage.context_key),
        module_state_key=str(usage),
        grade=1.0,
    )

    in_a_request(in_the_lms, fill)

    assert everything(in_the_lms.request())[0] == a_record(a_review())
    assert StudentModule.objects.get().grade == 1.0


def test_a_state_that_staff_deleted_meanwhile_is_empty_under_the_lock(in_the_lms):
    in_a_request(in_the_lms, fill)
    late = in_the_lms.request()
    StudentModule.objects.all().delete()

    with late.lock():
        seen = late.load()

    assert seen == a_record()


def test_state_of_others_is_neither_read_nor_written(in_the_lms):
    in_a_request(in_the_lms, fill)
    other = User.objects.create(username="ben")
    host = hosts.lms(
        user_id=other.pk,
        usage=in_the_lms.host.usage,
        state=Tables(other.pk, in_the_lms.host.usage),
    )

    with BlockStaff(host.block()).lock():
        seen = everything(BlockStaff(host.block()))

    assert seen == (a_record(), {}, [])
    assert StudentModule.objects.get().student == in_the_lms.user


@pytest.mark.parametrize(
    "error",
    [
        OperationalError(1205, "Lock wait timeout exceeded"),
        OperationalError(1213, "Deadlock found"),
        OperationalError("database is locked"),
    ],
    ids=["waited too long", "deadlock", "SQLite"],
)
def test_an_error_of_a_lock_is_a_change_to_be_tried_again(in_the_lms, error):
    with pytest.raises(Busy):
        in_a_request(in_the_lms, lambda host: raising(error))


def test_an_error_that_a_second_try_does_not_mend_is_told_as_it_is(in_the_lms):
    with pytest.raises(OperationalError):
        in_a_request(in_the_lms, lambda host: raising(OperationalError(2006, "gone away")))


def raising(error):
    raise error


def test_a_busy_answer_says_in_words_that_nothing_is_saved_yet(in_the_lms):
    host = in_the_lms.host
    in_a_request(in_the_lms, lambda request_host: request_host.save(a_record(a_review())))
    entry = {"id": "one", "revision": "0", "title": "A visit", "type": "visit"}
    day = {"start-day": "2", "start-month": "3", "start-year": "2026"}
    early = host.block()
    in_a_request(in_the_lms, lambda request_host: add(request_host, "first"))

    answer = early.runtime.handle(early, "save_cpd", hosts.webob_of("save_cpd", {**entry, **day}))

    assert answer.status_code == 503
    assert answer.headers["X-Matrix-Review"] == "busy"
    assert "not saved yet" in answer.text
