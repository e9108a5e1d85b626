"""A sign-off as it counts: numbers go on, points never fall, and the fact says both."""

import sys
from dataclasses import replace

import pytest

from builders import NOW, a_framework, a_record, a_setup
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.record.sign_off import counted
from matrix_xblock.domain.review.feedback import Responses
from matrix_xblock.domain.review.review import AreaReview, Review, Status, sign_off

SETUP = a_setup()


def a_complete_review(**changes):
    framework = SETUP.framework
    level = framework.levels[0].id
    areas = {each.id: AreaReview(level_id=level) for each in framework.areas}
    return replace(Review("baseline"), status=Status.IN_PROGRESS, areas=areas, **changes)


def count(review, *, latest=0, attached=0, mode=Mode.SELF_REVIEW):
    done = sign_off(review, SETUP.framework, revision=review.revision, now=NOW)
    return counted(
        a_record(),
        done,
        SETUP,
        responses=Responses(),
        latest=latest,
        attached=attached,
        mode=mode,
    )


@pytest.mark.parametrize(("latest", "number"), [(0, 1), (1, 2), (6, 7)])
def test_numbers_go_on_from_what_the_ledger_holds(latest, number):
    signed = count(a_complete_review(), latest=latest)

    assert signed.review.revision == signed.fact.revision == number
    assert signed.record.review("baseline").revision == number


def test_a_number_that_is_higher_already_stays():
    assert count(a_complete_review(revision=3), latest=1).review.revision == 3


def test_points_never_fall():
    first = count(a_complete_review()).review.earned

    assert first > 0
    assert count(a_complete_review(earned=first + 5)).review.earned == first + 5
    assert count(a_complete_review(earned=first - 1)).review.earned == first


def test_cpd_that_goes_with_a_review_counts_where_an_author_says_so(monkeypatch):
    rule = replace(SETUP.credit, cpd=3, cpd_needed=2)
    monkeypatch.setattr(sys.modules[__name__], "SETUP", replace(SETUP, credit=rule))

    without, with_two = (count(a_complete_review(), attached=each) for each in (0, 2))

    assert with_two.review.earned - without.review.earned == rule.cpd


def test_the_fact_says_what_counts_and_by_what():
    fact = count(a_complete_review(), mode=Mode.ACCEPTED).fact

    assert (fact.round_id, fact.mode) == ("baseline", Mode.ACCEPTED)
    assert (fact.areas, fact.reflections) == (len(SETUP.framework.areas), 0)
    assert fact.completion == 1 / len(SETUP.rounds)
    assert fact.possible == SETUP.credit.possible * len(SETUP.rounds)


@pytest.mark.parametrize(
    ("promised", "sharing"),
    [(each, other) for each in Sharing for other in Sharing],
)
def test_course_staff_never_see_more_than_was_promised(promised, sharing):
    shows_more = list(Sharing).index(sharing) < list(Sharing).index(promised)
    options = {"revision": 1, "now": NOW, "sharing": sharing, "promised": promised}

    if shows_more:
        with pytest.raises(Invalid, match="sharing"):
            sign_off(a_complete_review(), a_framework(), **options)
    else:
        assert sign_off(a_complete_review(), a_framework(), **options).sharing is sharing
