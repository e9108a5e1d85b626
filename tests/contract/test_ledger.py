"""The same cases for the ledger in memory and for the one on edx-submissions."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from builders import NOW, days
from fakes import FakeLedger, FakeStaff, RowTooLongError
from matrix_xblock.domain.errors import Unknown
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.staff import releases

BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
OTHER_BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@two"
LONG_BLOCK = f"block-v1:Trust+NPQ+2026+type@matrix_review+block@{'x' * 250}"
LONGEST = 102_400
OF_A_BLOCK = [kind for kind in Kind if kind is not Kind.BANK]


def fake_site():
    """Make a site of ledgers that share their rows, and name what refuses a row."""
    rows = []
    return lambda block=BLOCK: FakeLedger(block=block, rows=rows), RowTooLongError


def submissions_site():
    from submissions.errors import SubmissionRequestError

    from matrix_xblock.host.ledger import SubmissionsLedger

    def ledger(block=BLOCK):
        return SubmissionsLedger(course="course-v1:Trust+NPQ+2026", usage=block)

    return ledger, SubmissionRequestError


@pytest.fixture(params=[fake_site, submissions_site], ids=["in memory", "edx-submissions"])
def site(request):
    return request.param()


@pytest.fixture
def make_ledger(site):
    return site[0]


@pytest.fixture
def ledger(make_ledger):
    return make_ledger()


def a_row(number=1, *, kind=Kind.SUMMARY, who="anon-1", at=NOW, **body):
    return Entry(kind, who, {"version": 1, "number": number, **body}, at)


def numbers(entries):
    return [entry.body["number"] for entry in entries]


def test_nothing_is_there_at_first(ledger):
    assert ledger.entries("anon-1", *Kind) == ()


def test_what_was_written_is_read_back(ledger):
    row = a_row(text="Grüße 📚\n\u2028", flag=True, none=None, list=[1.5, {"a": []}], at=days(3))

    ledger.append([row])

    assert ledger.entries("anon-1", Kind.SUMMARY) == (row,)


@pytest.mark.parametrize(
    "at",
    [
        NOW,
        NOW + timedelta(microseconds=123456),
        NOW + timedelta(microseconds=500000),
        NOW.astimezone(timezone(timedelta(hours=5, minutes=45))),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2100, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
    ids=str,
)
@pytest.mark.parametrize("kinds", [(Kind.SUMMARY,), tuple(Kind)], ids=len)
def test_a_time_is_kept_to_the_microsecond_and_aware(ledger, at, kinds):
    ledger.append([a_row(at=at)])

    [entry] = ledger.entries("anon-1", *kinds)
    assert entry.at == at
    assert entry.at.utcoffset() is not None


@pytest.mark.parametrize("text", ["soon", "", "2026-99-01 00:00:00", None])
def test_what_is_no_time_is_read_as_none(text):
    from matrix_xblock.host.row_times import time_reader

    assert time_reader()(text) is None


def test_rows_are_read_oldest_first(ledger):
    ledger.append([a_row(1), a_row(2)])
    ledger.append([a_row(3)])

    assert numbers(ledger.entries("anon-1", Kind.SUMMARY)) == [1, 2, 3]


def test_what_was_written_first_is_oldest_whatever_its_time_says(ledger):
    ledger.append([a_row(1, at=days(5))])
    ledger.append([a_row(2, at=days(1))])

    assert numbers(ledger.entries("anon-1", Kind.SUMMARY)) == [1, 2]


def test_kinds_are_read_together_in_the_order_they_were_written(ledger):
    ledger.append([a_row(1), a_row(2, kind=Kind.SNAPSHOT)])
    ledger.append([a_row(3, kind=Kind.RESPONSE)])
    ledger.append([a_row(4)])

    assert numbers(ledger.entries("anon-1", *Kind)) == [1, 2, 3, 4]


@pytest.mark.parametrize(("number", "kind"), [*enumerate(Kind, start=1)])
def test_each_kind_is_a_list_of_its_own(ledger, kind, number):
    ledger.append([a_row(index, kind=each) for index, each in enumerate(Kind, start=1)])

    assert numbers(ledger.entries("anon-1", kind)) == [number]
    assert [entry.kind for entry in ledger.entries("anon-1", kind)] == [kind]


def test_no_kind_asked_for_is_nothing_found(ledger):
    ledger.append([a_row()])

    assert ledger.entries("anon-1") == ()


def test_participants_are_apart(ledger):
    ledger.append([a_row(1, who="anon-1"), a_row(2, who="anon-2")])

    assert numbers(ledger.entries("anon-1", *Kind)) == [1]
    assert numbers(ledger.entries("anon-2", *Kind)) == [2]
    assert ledger.entries("anon-3", *Kind) == ()


def test_an_entry_says_whose_it_is(ledger):
    ledger.append([a_row(who="anon-2")])

    assert [entry.participant for entry in ledger.entries("anon-2", *Kind)] == ["anon-2"]


def test_blocks_are_apart(make_ledger):
    make_ledger(BLOCK).append([a_row(1)])
    make_ledger(OTHER_BLOCK).append([a_row(2)])

    assert numbers(make_ledger(BLOCK).entries("anon-1", *Kind)) == [1]
    assert numbers(make_ledger(OTHER_BLOCK).entries("anon-1", *Kind)) == [2]


def test_another_ledger_of_the_same_block_reads_the_same(make_ledger):
    make_ledger().append([a_row()])

    assert numbers(make_ledger().entries("anon-1", *Kind)) == [1]


def test_nothing_to_write_writes_nothing(ledger):
    ledger.append([])

    assert ledger.entries("anon-1", *Kind) == ()


def test_all_rows_are_written_or_none(site):
    make_ledger, refusal = site
    ledger = make_ledger()
    ledger.append([a_row(1)])

    with pytest.raises(refusal):
        ledger.append([a_row(2), a_row(3, kind=Kind.SNAPSHOT, text="x" * LONGEST)])

    assert numbers(ledger.entries("anon-1", *Kind)) == [1]


def test_after_a_refusal_rows_can_be_written_again(site):
    make_ledger, refusal = site
    ledger = make_ledger()
    with pytest.raises(refusal):
        ledger.append([a_row(1, text="x" * LONGEST)])

    ledger.append([a_row(2)])

    assert numbers(ledger.entries("anon-1", *Kind)) == [2]


def test_a_row_as_long_as_ours_may_be_is_taken(ledger):
    ledger.append([a_row(text="📚" * 8_300)])

    assert len(ledger.entries("anon-1", Kind.SUMMARY)[0].body["text"]) == 8_300


def test_what_is_given_to_the_ledger_is_not_changed(ledger):
    row = a_row(list=[1])

    ledger.append([row])

    assert row == a_row(list=[1])


def test_what_is_read_can_be_changed_without_changing_the_ledger(ledger):
    ledger.append([a_row(list=[1])])

    ledger.entries("anon-1", *Kind)[0].body["list"].append(2)

    assert ledger.entries("anon-1", *Kind)[0].body["list"] == [1]


def test_clearing_lets_go_of_every_kind_but_the_cohorts_that_somebody_was_given(ledger):
    ledger.append([a_row(number, kind=kind) for number, kind in enumerate(OF_A_BLOCK)])

    ledger.clear("anon-1")

    assert [each.kind for each in ledger.entries("anon-1", *Kind)] == [Kind.COHORTS]


def test_an_item_that_is_not_there_yet_is_locked_for_its_kind(ledger):
    with ledger.lock("anon-1", Kind.COHORTS):
        ledger.append([a_row(1, kind=Kind.COHORTS)])

    assert [each.kind for each in ledger.entries("anon-1", Kind.COHORTS)] == [Kind.COHORTS]


def test_the_bank_is_that_of_the_course_in_every_block_and_no_reset_touches_it(make_ledger):
    here, there = make_ledger(BLOCK), make_ledger(OTHER_BLOCK)
    here.append([a_row(1, kind=Kind.BANK, who="bank")])
    there.append([a_row(2, kind=Kind.BANK, who="bank")])

    here.clear("bank")

    assert numbers(here.entries("bank", Kind.BANK)) == [1, 2]
    assert numbers(make_ledger(LONG_BLOCK).entries("bank", *Kind)) == [1, 2]
    assert here.signers() == ()


def test_clearing_touches_nobody_else_and_no_other_block(make_ledger):
    here, there = make_ledger(BLOCK), make_ledger(OTHER_BLOCK)
    here.append([a_row(1), a_row(2, who="anon-2")])
    there.append([a_row(3)])

    here.clear("anon-1")

    assert numbers(here.entries("anon-2", *Kind)) == [2]
    assert numbers(there.entries("anon-1", *Kind)) == [3]


def test_clearing_nothing_is_harmless(ledger):
    ledger.clear("anon-1")

    assert ledger.entries("anon-1", *Kind) == ()


def test_after_clearing_rows_can_be_written_again(ledger):
    ledger.append([a_row(1)])
    ledger.clear("anon-1")

    ledger.append([a_row(2)])

    assert numbers(ledger.entries("anon-1", *Kind)) == [2]


def test_a_block_with_a_long_usage_key_has_a_ledger_too(make_ledger):
    ledger = make_ledger(LONG_BLOCK)

    ledger.append([a_row(number, kind=kind) for number, kind in enumerate(Kind)])

    assert numbers(ledger.entries("anon-1", *Kind)) == [*range(len(Kind))]
    assert make_ledger(f"{LONG_BLOCK}y").entries("anon-1", *OF_A_BLOCK) == ()


def test_two_long_usage_keys_are_apart(make_ledger):
    make_ledger(f"{LONG_BLOCK}1").append([a_row(1)])
    make_ledger(f"{LONG_BLOCK}2").append([a_row(2)])

    assert numbers(make_ledger(f"{LONG_BLOCK}1").entries("anon-1", *Kind)) == [1]


def two_people(ledger):
    for who in ("b", "a"):
        ledger.append([a_row(1, who=who), a_row(2, kind=Kind.SNAPSHOT, who=who)])
    ledger.append([a_row(3, kind=Kind.CONSENT, who="c")])


def test_everybody_who_signed_off_is_met_one_by_one(ledger):
    two_people(ledger)

    met = list(ledger.everybody(Kind.SUMMARY, Kind.SNAPSHOT, Kind.CONSENT))

    assert [[(e.participant, e.body["number"]) for e in entries] for entries in met] == [
        [("a", 1), ("a", 2)],
        [("b", 1), ("b", 2)],
    ]
    assert ledger.people() == 2


def test_who_has_signed_nothing_off_is_met_by_a_kind_of_their_own(ledger):
    signed = a_row(1, who="b")
    asked = [a_row(n, kind=Kind.INTEREST, who=who) for n, who in enumerate("acba", start=2)]
    ledger.append([signed, *asked])

    met = {rows[0].participant: numbers(rows) for rows in ledger.all_of(Kind.INTEREST)}

    assert met == {"a": [2, 5], "b": [4], "c": [3]}
    assert list(ledger.all_of(Kind.RESPONSE)) == []
    assert ledger.signers() == ("b",)


def test_the_latest_row_of_a_kind_is_met_once_for_each(make_ledger):
    ledger = make_ledger()
    kind = Kind.OPPORTUNITIES
    ledger.append([a_row(1, kind=kind, who="a"), a_row(2, kind=kind, who="b")])
    ledger.append([a_row(3, kind=kind, who="a", at=days(-9)), a_row(4, who="a")])
    make_ledger(OTHER_BLOCK).append([a_row(5, kind=kind, who="a")])

    latest = [(each.participant, each.kind, each.body["number"]) for each in ledger.latest(kind)]

    assert sorted(latest) == [("a", kind, 3), ("b", kind, 2)]


def test_of_somebody_whose_rows_are_cleared_no_latest_row_is_met(ledger):
    for who in "ab":
        rows = [a_row(kind=kind, who=who) for kind in (Kind.OPPORTUNITIES, Kind.INTEREST)]
        ledger.append([a_row(who=who), *rows])

    ledger.clear("a")

    assert [each.participant for each in ledger.latest(Kind.OPPORTUNITIES)] == ["b"]
    assert [rows[0].participant for rows in ledger.all_of(Kind.INTEREST)] == ["b"]
    assert ledger.signers() == ("b",)


@pytest.mark.parametrize("kinds", [(Kind.RESPONSE,), (Kind.RESPONSE, Kind.SNAPSHOT)], ids=len)
def test_the_rows_of_some_people_are_read_together(ledger, kinds):
    for number, who in enumerate("abc"):
        ledger.append([a_row(number, kind=Kind.RESPONSE, who=who), a_row(9, who=who)])

    met = {rows[0].participant: numbers(rows) for rows in ledger.of(["a", "c", "none"], *kinds)}

    assert met == {"a": [0], "c": [2]}
    assert list(ledger.of([], *kinds)) == []


@pytest.mark.parametrize("number", [1, 30])
def test_the_latest_rows_of_all_are_one_query(number):
    ledger = submissions_site()[0]()
    for n in range(number):
        ledger.append([a_row(kind=Kind.OPPORTUNITIES, who=f"anon-{n}")])

    for read in (
        lambda: ledger.latest(Kind.OPPORTUNITIES),
        lambda: ledger.all_of(Kind.OPPORTUNITIES),
        ledger.signers,
    ):
        with CaptureQueriesContext(connection) as queries:
            list(read())
        assert len(queries) == 1


def test_a_part_of_everybody_is_met(ledger):
    two_people(ledger)

    met = list(ledger.everybody(Kind.SUMMARY, start=1, length=5))

    assert [entries[0].participant for entries in met] == ["b"]


@pytest.mark.parametrize("text", ["{broken", "", "[]", "null", "7", "[" * 50_000])
def test_a_row_that_is_none_of_ours_hides_no_other(text):
    submissions = submissions_site()[0]()
    two_people(submissions)
    overwrite_rows("b", text)

    assert [rows[0].participant for rows in submissions.everybody(Kind.SUMMARY)] == ["a"]
    assert submissions.entries("b", Kind.SUMMARY) == ()
    assert submissions.any_of(Kind.SUMMARY).participant == "a"


def overwrite_rows(who, text):
    """Put a text where the rows of somebody are, as no code of ours would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE submissions_submission SET raw_answer = %s WHERE student_item_id IN"
            " (SELECT id FROM submissions_studentitem WHERE student_id = %s)",
            [text, who],
        )


def test_who_was_reset_is_not_met_any_more(ledger):
    two_people(ledger)
    ledger.clear("a")

    assert [e[0].participant for e in ledger.everybody(Kind.SUMMARY) if e] == ["b"]
    assert ledger.people() == 1


def test_a_row_of_a_kind_is_had_as_soon_as_there_is_one(ledger):
    assert ledger.any_of(Kind.SUMMARY) is None
    two_people(ledger)

    assert ledger.any_of(Kind.SUMMARY).kind is Kind.SUMMARY


def test_of_what_was_reset_there_is_no_row_of_any_kind(ledger):
    two_people(ledger)
    ledger.clear("b")
    ledger.clear("a")

    assert ledger.any_of(Kind.SUMMARY) is None


class StopHereError(Exception):
    """What goes wrong half way."""


def begin_and_stop(ledger):
    with ledger.lock("anon-1"):
        ledger.append([a_row(2)])
        raise StopHereError


def test_what_fails_while_nobody_else_can_write_is_kept_as_a_whole_or_not_at_all(ledger):
    ledger.append([a_row(1)])

    with pytest.raises(StopHereError):
        begin_and_stop(ledger)

    assert numbers(ledger.entries("anon-1", Kind.SUMMARY)) == [1]


def test_points_need_a_sign_off(ledger):
    with pytest.raises(Unknown):
        ledger.set_score("anon-1", earned=10, possible=30)


def test_points_can_be_set_and_taken_back(ledger):
    ledger.append([a_row(1)])

    ledger.set_score("anon-1", earned=10, possible=30)
    ledger.reset_score("anon-1")

    assert numbers(ledger.entries("anon-1", Kind.SUMMARY)) == [1]


def test_a_ledger_can_record(ledger):
    assert ledger.records


def test_a_release_is_made_read_and_withdrawn(ledger):
    people = [Person(f"anon-{n:02}", f"Person {n}") for n in range(40)]
    for number, each in enumerate(people):
        levels = {"levels": {"leadership": ("starting", "growing")[number % 2]}}
        ledger.append([a_row(who=each.id, round="baseline", revision=1, **levels)])
    host = FakeStaff(ledger, people=people)

    made = releases.make(host, releases.AskedRelease("one", "baseline"))

    assert releases.make(host, releases.AskedRelease("one", "baseline")) == made
    assert releases.read(ledger).shown == (made,)
    assert releases.withdraw(host, "one").shown == ()
    assert len(releases.read(ledger).made) == 1


@pytest.mark.parametrize("number", [0, 1, 2])
def test_rows_of_several_people_are_kept_as_a_whole_or_not_at_all(ledger, number):
    people = [f"anon-{each}" for each in range(3)]
    ledger.append([a_row(who=who, kind=Kind.REMINDER) for who in people[:number]])

    def write():
        with ledger.lock_each(people, Kind.REMINDER):
            ledger.append([a_row(2, who=who, kind=Kind.REMINDER) for who in people])
            raise LookupError

    with pytest.raises(LookupError):
        write()
    with ledger.lock_each(people, Kind.REMINDER):
        ledger.append([a_row(3, who=who, kind=Kind.REMINDER) for who in people])

    assert [numbers(each) for each in ledger.of(people, Kind.REMINDER)] == [
        [1, 3] if each < number else [3] for each in range(3)
    ]


def test_who_is_locked_without_a_row_has_signed_nothing_off(ledger):
    with ledger.lock_each(["anon-1"], Kind.REMINDER):
        pass

    assert (ledger.people(), ledger.signers()) == (0, ())
    assert ledger.entries("anon-1", *Kind) == ()


def a_standing(who, *rounds):
    """Give a row of somebody who stands in rounds: each a status and the minute since when."""
    return Entry(
        Kind.STANDING,
        who,
        {
            "version": 2,
            "rounds": {
                f"round-{number}": {
                    "status": status,
                    "since": (NOW + timedelta(minutes=minute)).isoformat(),
                }
                for number, (status, minute) in enumerate(rounds)
            },
        },
        NOW,
    )


def test_what_waits_for_course_staff_is_counted_and_what_is_new_of_it(ledger):
    ledger.append([a_standing("anon-1", ("new", 0), ("resubmitted", 5))])
    ledger.append([a_standing("anon-2", ("accepted", 9), ("in_progress", 9), ("asked", 3))])
    ledger.append([a_standing("anon-3", ("new", 1))])
    ledger.append([a_standing("anon-3", ("commented", 7))])

    counts = [ledger.count_waiting(NOW + timedelta(minutes=minute)) for minute in (-1, 0, 3, 5)]
    assert counts == [(3, 3), (3, 2), (3, 1), (3, 0)]


def test_what_waits_is_new_to_the_microsecond(ledger):
    ledger.append([a_standing("anon-1", ("new", 0))])
    moment = timedelta(microseconds=1)

    assert ledger.count_waiting(NOW - moment) == (1, 1)
    assert ledger.count_waiting(NOW) == (1, 0)


def test_reviews_of_another_block_do_not_wait_here(make_ledger):
    make_ledger(OTHER_BLOCK).append([a_standing("anon-1", ("new", 0))])

    assert make_ledger().count_waiting(NOW - timedelta(days=1)) == (0, 0)
