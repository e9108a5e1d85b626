"""Releases as course staff make them: once, under a lock, out of what was signed off."""

import json
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from builders import NOW, a_framework, a_round, a_setup
from fakes import FakeLedger, FakeStaff
from matrix_xblock.codec.figures.releases import write_release
from matrix_xblock.domain.errors import Invalid, Unknown
from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.groups import Group
from matrix_xblock.domain.figures.releases import Participation
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.screens.release import Line, Lines
from matrix_xblock.staff import releases
from matrix_xblock.staff.releases import AskedRelease

FRAMEWORK = a_framework()
LEVELS = [each.id for each in FRAMEWORK.levels]
CLOSED = a_round(id="baseline", closes=NOW - timedelta(days=1))
OPEN = a_round(id="final", title="Final")
PEOPLE = [Person(f"p{n:03}", f"Person {n}", f"School {n % 3}") for n in range(120)]


def sign_off(ledger, who, level, *, round_id="baseline", revision=1, at=NOW):
    levels = {area.id: level for area in FRAMEWORK.areas}
    summary = {"round": round_id, "revision": revision, "levels": levels, "opportunities": {}}
    snapshot = {"round": round_id, "revision": revision, "answers": {"moved": ["yes"]}}
    ledger.append([Entry(Kind.SUMMARY, who, summary, at), Entry(Kind.SNAPSHOT, who, snapshot, at)])


def course(number=90, *, ledger=None, round_id="baseline", **others):
    """Make a course in which so many have signed a round off, at all levels."""
    ledger = FakeLedger() if ledger is None else ledger
    for n, each in enumerate(PEOPLE[:number]):
        sign_off(ledger, each.id, LEVELS[n % len(LEVELS)], round_id=round_id)
    setup = a_setup(framework=FRAMEWORK, rounds=(CLOSED, OPEN))
    return FakeStaff(ledger, setup=setup, people=PEOPLE, **others)


def codes(host, asked):
    with pytest.raises(Invalid) as refused:
        releases.make(host, asked)
    return [(each.field, each.code) for each in refused.value.problems]


def test_a_release_is_stored_and_read_as_it_was_made():
    host = course()

    release = releases.make(host, AskedRelease("one", "baseline"))

    assert releases.read(host.ledger).made == (release,)
    assert (release.people, release.by, release.at) == (90, "Sam Taylor", NOW)
    assert not release.is_interim
    assert release.participation[0].signed_off is not None
    table = release.tables[f"levels/{FRAMEWORK.areas[0].id}"]
    assert table.whole["all"] == 90


def test_a_release_of_a_round_that_is_open_is_an_interim_one():
    host = course(round_id="final")

    assert releases.make(host, AskedRelease("one", "final")).is_interim
    assert codes(host, AskedRelease("two", "final")) == [("round", "interim_made")]


def test_the_proposal_can_be_made():
    host = course()

    groups = tuple(releases.proposed(host, releases.signed_round(host, "baseline")))
    release = releases.make(host, AskedRelease("one", "baseline", groups))

    assert [each.name for each in groups] == ["School 0", "School 1", "School 2"]
    assert [each.people for each in release.groups] == [30, 30, 30]
    table = release.tables[f"levels/{FRAMEWORK.areas[0].id}"]
    assert table.rows.keys() == {"0", "1", "2"}


def test_groups_that_are_too_small_are_refused_and_nothing_is_stored():
    host = course(45)

    asked = AskedRelease("one", "baseline", (Group("a", ("School 0",)),))

    assert ("groups[0].cohorts", "group_too_small") in codes(host, asked)
    assert releases.read(host.ledger).made == ()


@pytest.mark.parametrize("number", [0, 1, 10])
def test_a_release_of_few_people_is_refused(number):
    assert codes(course(number), AskedRelease("one", "baseline")) == [("people", "too_few_people")]


def test_a_release_of_29_people_is_of_the_whole_course():
    host = course(29)

    assert releases.proposed(host, releases.signed_round(host, "baseline")) == ()
    assert releases.make(host, AskedRelease("one", "baseline")).people == 30


def test_a_round_that_is_not_there_is_unknown():
    with pytest.raises(Unknown):
        releases.make(course(), AskedRelease("one", "gone"))


def test_the_same_press_twice_makes_one_release():
    host = course()
    asked = AskedRelease("one", "baseline")

    assert releases.make(host, asked) == releases.make(host, asked)
    assert len(releases.read(host.ledger).made) == 1


def test_of_two_makers_at_once_one_is_told_of_the_other():
    host = course()
    other = course(0, ledger=host.ledger, who="Lena Fox")
    start, refused = Barrier(2), []

    def press(who, release_id):
        start.wait()
        try:
            releases.make(who, AskedRelease(release_id, "baseline"))
        except Invalid as problem:
            refused.extend(each.code for each in problem.problems)

    makers = [Thread(target=press, args=each) for each in ((host, "one"), (other, "two"))]
    for each in makers:
        each.start()
    for each in makers:
        each.join()

    assert refused == ["too_few_more"]
    assert len(releases.read(host.ledger).made) == 1


def test_moving_people_and_resetting_them_changes_nothing_of_a_release():
    host = course()
    release = releases.make(host, AskedRelease("one", "baseline"))

    host.roster.known = [replace(each, cohort="Elsewhere") for each in PEOPLE]
    for each in PEOPLE[:50]:
        host.ledger.clear(each.id)

    assert releases.read(host.ledger).made == (release,)


def test_who_has_left_the_course_is_not_counted():
    host = course()
    host.roster.known = PEOPLE[:60]

    assert releases.make(host, AskedRelease("one", "baseline")).people == 60


def test_on_a_bare_host_everybody_who_has_signed_off_is_counted_and_nobody_knows_who_has_not():
    host = course()
    bare = FakeStaff(host.ledger, setup=host.setup)

    release = releases.make(bare, AskedRelease("one", "baseline"))

    assert (release.people, release.participation) == (90, ())
    assert releases.proposed(bare, releases.signed_round(bare, "baseline")) == ()


def test_a_framework_that_does_not_ask_has_no_tables_of_answers():
    host = course()
    host.setup = replace(host.setup, framework=replace(FRAMEWORK, prompts=()))

    release = releases.make(host, AskedRelease("one", "baseline"))

    assert "answers" not in release.tables
    assert release.words.keys() == {"language", "rounds", "levels", "areas"}


def test_participation_is_of_everybody_in_the_course():
    release = releases.make(course(), AskedRelease("one", "baseline"))

    assert [each.round_id for each in release.participation] == ["baseline", "final"]
    assert isinstance(release.participation[0], Participation)
    assert release.participation[0].enrolled == 120


def test_what_people_say_is_counted_in_their_latest_revision():
    host = course()
    for each in PEOPLE[:40]:
        row = {"round": "baseline", "revision": 2, "answers": {"moved": ["not-yet"]}}
        host.ledger.append([Entry(Kind.SNAPSHOT, each.id, row, NOW)])

    tables = releases.make(host, AskedRelease("one", "baseline")).tables

    assert tables["answers"].whole["asked-why"] == 40
    assert tables["answers"].whole["answer-yes"] == 50


def test_a_release_is_withdrawn_once_and_stays_on_record():
    host = course()
    releases.make(host, AskedRelease("one", "baseline"))

    first = releases.withdraw(host, "one")
    again = releases.withdraw(host, "one")

    assert first == again
    assert first.shown == ()
    assert first.made[0].withdrawn.by == "Sam Taylor"
    assert codes(host, AskedRelease("two", "baseline")) == [("people", "too_few_more")]


def test_what_was_never_made_cannot_be_withdrawn():
    with pytest.raises(Unknown):
        releases.withdraw(course(), "gone")


def test_beside_a_release_of_a_newer_version_none_is_made():
    host = course()
    release = releases.make(host, AskedRelease("one", "baseline"))
    newer = {**write_release(release)[0], "version": 2, "id": "two"}
    host.ledger.append([Entry(Kind.RELEASE, RELEASES, json.loads(json.dumps(newer)), NOW)])

    assert releases.read(host.ledger).unreadable == 1
    assert ("releases", "newer_release") in codes(host, AskedRelease("three", "baseline"))


@pytest.mark.parametrize("round_id", ["baseline", "final"])
def test_without_somebody_whose_review_a_newer_version_has_saved_none_is_made(round_id):
    host = course()
    newer = {"version": 99, "round": round_id, "revision": 2}
    host.ledger.append([Entry(Kind.SUMMARY, PEOPLE[0].id, newer, NOW)])

    assert codes(host, AskedRelease("one", "baseline")) == [("people", "newer_reviews")]
    assert releases.read(host.ledger).made == ()


def test_a_list_is_hidden_until_one_of_its_numbers_is_shown():
    hidden = Line("yes", "", 0, (Symbol.CONFIDENTIAL, Symbol.CONFIDENTIAL))
    shown = Line("no", "", 0, (Symbol.CONFIDENTIAL, 20))

    assert Lines(20, (hidden, hidden)).is_hidden
    assert not Lines(20, (hidden, shown)).is_hidden
