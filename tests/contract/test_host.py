"""What a host does for a participant, in memory and on a real block alike."""

from datetime import UTC, date, datetime

import pytest

import hosts
from builders import a_complete_review, a_record, answers
from fakes import FakeHost, FakeLedger, Preferences
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdType, Goal, keep, remove, set_goal
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.host.block_host import BlockHost

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class InMemory:
    """Blocks of one site in memory, met by one participant."""

    def __init__(self):
        self.preferences, self.known = Preferences(), {}

    def visit(self, block, act):
        host = self.known.setdefault(
            block, FakeHost(ledger=FakeLedger(block=block), preferences=self.preferences)
        )
        return act(host)


class OnBlocks:
    """Real blocks over one participant's state; every visit is a request of its own."""

    def __init__(self):
        self.state = hosts.PersonalState()

    def visit(self, block, act):
        usage = hosts.UsageKey(hosts.COURSE, block)
        made = hosts.lms(usage=usage, state=self.state).block()
        result = act(BlockHost(made))
        made.save()
        return result


@pytest.fixture(params=[InMemory, OnBlocks], ids=["in memory", "on blocks"])
def site(request):
    return request.param()


def an_entry(key="one"):
    return CpdEntry(key, "A visit", CpdType.VISIT, date(2026, 3, 2), minutes=90)


def add(host, key="one"):
    host.save_cpd(keep(host.load_cpd(), an_entry(key), seen=0, now=NOW))


def titles(host):
    log = host.load_cpd()
    return [entry.id for entry in log.entries(log.glances)]


def test_nothing_kept_yet_is_empty(site):
    assert site.visit("one", titles) == []
    assert site.visit("one", lambda host: host.load_every_private()) == {}
    assert site.visit("one", lambda host: host.load()) == a_record()


def test_a_record_belongs_to_its_block(site):
    site.visit("one", lambda host: host.save(a_record(a_complete_review())))

    assert site.visit("one", lambda host: host.load()) == a_record(a_complete_review())
    assert site.visit("two", lambda host: host.load()) == a_record()


def test_the_cpd_log_is_one_for_all_blocks(site):
    site.visit("one", add)
    site.visit("two", lambda host: add(host, "two"))

    assert site.visit("one", titles) == ["one", "two"]


def test_an_entry_that_was_deleted_is_gone_everywhere(site):
    site.visit("one", add)
    site.visit("two", lambda host: host.save_cpd(remove(host.load_cpd(), "one", seen=1)))

    assert site.visit("one", titles) == []


def test_a_goal_is_kept_with_its_count(site):
    goal = Goal(60, date(2025, 9, 1), date(2026, 8, 31))
    site.visit("one", lambda host: host.save_cpd(set_goal(host.load_cpd(), goal, seen=0)))

    log = site.visit("two", lambda host: host.load_cpd())

    assert (log.goal, log.goal_revision) == (goal, 1)


def test_private_answers_are_kept_by_block_and_round(site):
    here, other = answers(stay=["Time."]), answers(stay=["A mentor."])
    site.visit("one", lambda host: host.save_private("baseline", here))
    site.visit("two", lambda host: host.save_private("baseline", other))

    every = site.visit("one", lambda host: host.load_every_private())

    assert [rounds["baseline"] for rounds in every.values()] == [here, other]
    assert site.visit("one", lambda host: host.load_private("baseline")) == here


def test_private_answers_that_are_left_out_are_let_go(site):
    site.visit("one", lambda host: host.save_private("baseline", answers(stay=["Time."])))
    site.visit("one", lambda host: host.save_every_private({}))

    assert site.visit("one", lambda host: host.load_every_private()) == {}
    assert site.visit("one", lambda host: host.load_private("baseline")).values == {}


def test_an_id_is_new_and_may_be_one(site):
    ids = site.visit("one", lambda host: {host.new_id() for _ in range(20)})

    assert len(ids) == 20
    assert all(is_id(each) for each in ids)


def test_a_day_is_that_of_the_participant(site):
    summer_night = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    day = site.visit("one", lambda host: host.local_day(summer_night))

    assert day in {date(2026, 6, 30), date(2026, 7, 1)}
    assert site.visit("one", lambda host: host.today() == host.local_day(host.now()))


def test_a_block_says_where_it_is(site):
    one, two = (site.visit(block, lambda host: host.place) for block in ("one", "two"))

    assert one.usage != two.usage
    assert one.title


def test_a_code_is_said_in_words(site):
    assert site.visit("one", lambda host: host.label("cpd.type.visit"))
