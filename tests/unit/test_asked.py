"""What somebody asked for, and what came of it."""

import pytest

from builders import days
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
)
from matrix_xblock.domain.record.asked import asked_for

STATUS = OpportunityStatus


def an_opportunity(*statuses, key="one"):
    history = tuple(OpportunityChange(each, days(n)) for n, each in enumerate(statuses))
    return Opportunity(key, OpportunityType.VISIT, status=statuses[-1], history=history)


@pytest.mark.parametrize(
    ("statuses", "offered", "taken_up"),
    [
        ([STATUS.WANTED], 0, 0),
        ([STATUS.WANTED, STATUS.OFFERED], 1, 0),
        ([STATUS.WANTED, STATUS.OFFERED, STATUS.DECLINED], 1, 0),
        ([STATUS.WANTED, STATUS.OFFERED, STATUS.AGREED], 1, 0),
        ([STATUS.AGREED, STATUS.TAKEN_UP, STATUS.NOT_POSSIBLE], 1, 1),
        ([STATUS.COMPLETED], 1, 1),
        ([STATUS.WANTED, STATUS.NOT_POSSIBLE], 0, 0),
    ],
)
def test_what_was_offered_counts_whatever_became_of_it(statuses, offered, taken_up):
    asked = asked_for([an_opportunity(*statuses)])

    assert (asked.offered, asked.taken_up) == (offered, taken_up)


def test_what_may_still_come_stands_first():
    asked = asked_for(
        [an_opportunity(STATUS.COMPLETED, key="over"), an_opportunity(STATUS.WANTED, key="open")]
    )

    assert [each.id for each in asked.opportunities] == ["open", "over"]
