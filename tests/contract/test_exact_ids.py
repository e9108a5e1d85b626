"""Ids that differ in letter case, or by a last space, are those of somebody or something else."""

from contextlib import suppress

import pytest
from submissions.models import StudentItem, Submission

from builders import NOW
from matrix_xblock.domain.errors import Unavailable
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.items import item_id
from matrix_xblock.host.ledger import SubmissionsLedger
from matrix_xblock.host.roster import LedgerPeople, SqlRoster

COURSE = "course-v1:Trust+NPQ+2026"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
WHO = "anon-1"
NEAR = [
    (COURSE, BLOCK, "ANON-1"),
    (COURSE, BLOCK, "anon-1 "),
    (COURSE, BLOCK.replace("@one", "@One"), WHO),
    (COURSE.upper(), BLOCK, WHO),
]
SUMMARY = {"version": 1, "round": "baseline", "revision": 1, "mode": "self-review"}


@pytest.fixture(params=NEAR, ids=["case", "space", "block", "course"])
def near(request):
    """Give somebody whose ids are nearly those of the participant: their rows are there first."""
    course, block, who = request.param
    for kind in (Kind.SUMMARY, Kind.STANDING):
        item = StudentItem.objects.create(
            course_id=course,
            item_id=item_id(block, kind),
            student_id=who,
            item_type="matrix_review",
        )
        Submission.objects.create(student_item=item, answer=SUMMARY, attempt_number=1)
    return request.param


def ledger():
    return SubmissionsLedger(course=COURSE, usage=BLOCK)


def test_rows_of_nearly_the_same_ids_are_not_read(near):
    assert ledger().entries(WHO, *Kind) == ()


def test_of_another_block_or_course_nothing_is_counted(near):
    course, block, _ = near
    number = int((course, block) == (COURSE, BLOCK))

    assert ledger().people() == number
    assert len(list(ledger().everybody(Kind.SUMMARY))) == number
    assert len(list(ledger().everybody(Kind.SUMMARY, Kind.SNAPSHOT))) == number
    assert (ledger().any_of(Kind.SUMMARY) is not None) == bool(number)
    assert len(list(ledger().latest(Kind.STANDING))) == number
    assert len(list(ledger().all_of(Kind.STANDING))) == number
    assert len(ledger().signers()) == number
    assert list(ledger().of([WHO], *Kind)) == []


def test_nobody_is_found_by_nearly_their_id(near):
    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)

    assert roster.find(WHO) is None
    assert roster.named([WHO]) == {}


def test_of_another_block_or_course_nobody_is_listed(near):
    course, block, who = near
    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)

    wanted = RosterFilter((ReviewStatus.NOT_STARTED,), people_round="baseline")
    lines = roster.page(wanted, start=0, length=25).lines

    assert [line.person.id for line in lines] == [who] * ((course, block) == (COURSE, BLOCK))


def test_a_row_never_comes_to_somebody_else(near):
    course, block, who = near
    with suppress(Unavailable):
        ledger().append([Entry(Kind.SUMMARY, WHO, {**SUMMARY, "round": "mid"}, NOW)])

    rows = SubmissionsLedger(course=course, usage=block).entries(who, Kind.SUMMARY)
    assert [row.body["round"] for row in rows] == ["baseline"]
