"""One row that is broken, or none of ours, never breaks a list, on any database."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions.models import StudentItem, Submission

import django_host
from builders import NOW
from matrix_xblock.domain.review.status import NEEDS_STAFF_FIRST, ReviewStatus, RoundStanding
from matrix_xblock.domain.staff.roster import RosterFilter, Sort
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.items import item_id
from matrix_xblock.host.ledger import SubmissionsLedger
from matrix_xblock.host.roster import LedgerPeople, SqlRoster

COURSE = "course-v1:Trust+NPQ+2026"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
BROKEN = [
    "",
    "{",
    '{"version": 1, "round": ',
    '"\\u0000"',
    "null",
    "[1, 2]",
    '{"version": 1, "status": {"a": 1}}',
    '{"a": "\\u0000\\ud800"}',
    '{"answer": {"parts": [{"text": "waiting"}]}}',
    '{"status": 7, "signed_off_at": 8, "minutes": "many", "open": null}',
    '{"version": 1, "round": "mid", "status": "wai',
    "[" * 2000,
    "not JSON at all: % %s ' \" \\ é 😀",
]


def stored(who, text):
    """Put a text into the database as it is: no model of the ledger would write it."""
    from django.db import connection

    item = StudentItem.objects.create(
        course_id=COURSE, item_id=item_id(BLOCK, Kind.STANDING), student_id=who, item_type="x"
    )
    row = Submission.objects.create(student_item=item, answer={}, attempt_number=1)
    with connection.cursor() as cursor:
        statement = "UPDATE submissions_submission SET raw_answer = %s WHERE id = %s"
        cursor.execute(statement, [text, row.pk])


def a_round(status, at="", minutes=0, open=0):  # noqa: A002 - as in the row
    return {
        "status": status,
        "revision": int(bool(at)),
        "signed_off_at": at,
        "minutes": minutes,
        "open": open,
    }


def stand(who, rounds):
    key = list(rounds)[-1]
    body = {"version": 1, "round": key, **rounds[key], "rounds": rounds, "at_work": []}
    ledger = SubmissionsLedger(course=COURSE, usage=BLOCK)
    ledger.append([Entry(Kind.STANDING, who, body, NOW)])


def roster():
    return SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("round_id", ["", "mid"])
def test_somebody_with_a_broken_row_is_listed_among_the_others(text, sort, round_id):
    stand("a", {"mid": a_round("accepted", "2026-03-02T09:00:00+00:00", 90, 2)})
    stored("b", text)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        page = roster().page(RosterFilter(round_id, sort=sort), start=0, length=25)

    assert {line.person.id for line in page.lines} == {"a", "b"}
    assert sum(page.counts.values()) == 2


@pytest.mark.parametrize("text", ["{", "null", "[1, 2]"])
def test_a_row_that_cannot_be_read_is_something_to_look_at(text):
    stored("b", text)

    page = roster().page(RosterFilter(), start=0, length=25)

    assert page.counts == {ReviewStatus.WAITING: 1}
    assert page.lines[0].standing.status is ReviewStatus.WAITING


times = st.sampled_from(
    ["2026-03-02T09:00:00+00:00", "2026-03-02T09:00:00.500000+00:00", "2025-12-31T23:59:59+00:00"]
)
rounds = st.builds(
    a_round,
    st.sampled_from(list(ReviewStatus)),
    st.just("") | times,
    st.integers(0, 10**6),
    st.integers(0, 99),
)
standings = st.dictionaries(
    st.sampled_from(["baseline", "mid", "rounds", "status"]), rounds, min_size=1, max_size=4
)
people = st.lists(standings | st.none(), min_size=1, max_size=6)
wishes = st.builds(
    RosterFilter,
    st.sampled_from(["", "mid", "status"]),
    st.none() | st.sampled_from(list(ReviewStatus)),
    sort=st.sampled_from(list(Sort)),
    is_descending=st.booleans(),
)


@given(people=people, roster_filter=wishes)
def test_the_list_is_that_of_a_plain_reading_of_the_rows(people, roster_filter):
    none = RoundStanding(ReviewStatus.NOT_STARTED)

    def of(rounds):
        key = roster_filter.round_id or list(rounds)[-1]
        return RoundStanding(**rounds[key]) if key in rounds else none

    known = {f"p{n}": of(rounds) for n, rounds in enumerate(people) if rounds}
    keys = {
        Sort.NEED: lambda r: (NEEDS_STAFF_FIRST.index(ReviewStatus(r.status)), r.signed_off_at),
        Sort.NAME: lambda r: 0,
        Sort.COHORT: lambda r: 0,
        Sort.SIGNED_OFF: lambda r: r.signed_off_at,
        Sort.CPD: lambda r: r.minutes,
        Sort.OPPORTUNITIES: lambda r: r.open,
    }
    order = sorted(known)
    order.sort(
        key=lambda who: keys[roster_filter.sort](known[who]), reverse=roster_filter.is_descending
    )
    if roster_filter.sort is Sort.NAME and roster_filter.is_descending:
        order.reverse()
    chosen = [who for who in order if roster_filter.status in {None, known[who].status}]

    with django_host.rolled_back():
        for who, rounds in enumerate(people):
            if rounds:
                stand(f"p{who}", rounds)
        page = roster().page(roster_filter, start=0, length=25)

    assert [line.person.id for line in page.lines] == chosen
    assert [line.standing for line in page.lines] == [known[who] for who in chosen]
    assert sum(page.counts.values()) == len(known)
