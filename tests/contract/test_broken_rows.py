"""One row that is broken, or none of ours, never breaks a list, on any database."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions.models import StudentItem, Submission

import django_host
from builders import NOW
from matrix_xblock.codec.review.status import group_of
from matrix_xblock.domain.review.status import (
    NEEDS_STAFF,
    REVIEWS,
    ReviewStatus,
    RoundStanding,
    SignOff,
)
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
    '{"version": 2, "rounds": {"mid": {"status": 7, "since": 8, "steps": "many", "asks": 1}}}',
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


def a_round(status, at="", reflections=0):
    return RoundStanding(status, at, SignOff(int(bool(at)), at, reflections=reflections))


def stand(who, rounds):
    body = {
        "version": 2,
        "rounds": {
            key: {
                "status": each.status.value,
                "since": each.since,
                "signed_off_at": each.signed.at,
                "revision": each.signed.revision,
                "reflections": each.signed.reflections,
            }
            for key, each in rounds.items()
        },
    }
    ledger = SubmissionsLedger(course=COURSE, usage=BLOCK)
    ledger.append([Entry(Kind.STANDING, who, body, NOW)])


def roster():
    return SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("sort", Sort)
def test_somebody_with_a_broken_row_is_listed_among_the_others(text, sort):
    stand("a", {"mid": a_round(ReviewStatus.NEW, "2026-03-02T09:00:00+00:00", 3)})
    stored("b", text)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        page = roster().page(RosterFilter(sort=sort, people_round="mid"), start=0, length=25)
        people = roster().page(
            RosterFilter((ReviewStatus.NOT_STARTED,), people_round="mid", sort=sort),
            start=0,
            length=25,
        )

    assert {line.person.id for line in (*page.lines, *people.lines)} == {"a", "b"}


@pytest.mark.parametrize("text", ["{", "null", "[1, 2]"])
def test_a_row_that_cannot_be_read_is_something_to_look_at(text):
    stored("b", text)

    page = roster().page(RosterFilter(), start=0, length=25)

    assert page.counts[ReviewStatus.NEW] == 1
    assert page.lines[0].standing.status is ReviewStatus.NEW


times = st.sampled_from(
    ["2026-03-02T09:00:00+00:00", "2026-03-02T09:00:00.500000+00:00", "2025-12-31T23:59:59+00:00"]
)
rounds = st.builds(
    a_round,
    st.sampled_from([*REVIEWS, ReviewStatus.IN_PROGRESS]),
    st.just("") | times,
    st.integers(0, 99),
)
ROUNDS = ["baseline", "mid", "rounds", "status"]
standings = st.dictionaries(st.sampled_from(ROUNDS), rounds, min_size=1, max_size=4)
people = st.lists(standings | st.none(), min_size=1, max_size=6)
wishes = st.builds(
    RosterFilter,
    st.sampled_from([NEEDS_STAFF, REVIEWS, *((each,) for each in ReviewStatus)]),
    st.sampled_from(["", "mid", "status"]),
    st.sampled_from(ROUNDS),
    sort=st.sampled_from([Sort.WAIT, Sort.NEWEST]),
)


@given(people=people, roster_filter=wishes)
def test_the_list_is_that_of_a_plain_reading_of_the_rows(people, roster_filter):
    known = {f"p{n}": rounds for n, rounds in enumerate(people) if rounds}
    with django_host.rolled_back():
        for who, rounds in known.items():
            stand(who, rounds)
        page = roster().page(roster_filter, start=0, length=25)

    is_of_people = roster_filter.statuses[0] in {ReviewStatus.IN_PROGRESS, ReviewStatus.NOT_STARTED}
    at = roster_filter.people_round if is_of_people else roster_filter.round_id
    chosen = {
        (who, key): each
        for who, rounds in known.items()
        for key, each in rounds.items()
        if each.status in roster_filter.statuses and at in {"", key}
    }
    if roster_filter.statuses == (ReviewStatus.NOT_STARTED,):
        none = RoundStanding(ReviewStatus.NOT_STARTED)
        chosen = {(who, at): none for who, rounds in known.items() if at not in rounds}
    listed = {(line.person.id, line.round_id): line.standing for line in page.lines}
    waits = [line.standing.since for line in page.lines]

    assert listed == chosen
    assert page.total(roster_filter) == len(chosen)
    if len({group_of(each) for each in roster_filter.statuses}) == 1:
        assert waits == sorted(waits, reverse=roster_filter.sort is Sort.NEWEST)
