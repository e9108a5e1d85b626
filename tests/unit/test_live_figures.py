"""Live figures count what whoever looks may open, and nothing else."""

import pytest

from matrix_xblock.domain.figures.live import LiveReview, counted_live, with_levels
from matrix_xblock.domain.framework.sharing import Sharing


def test_only_people_in_the_list_of_the_viewer_are_counted():
    mine, others = (LiveReview(who, "final", Sharing.EVERYTHING) for who in ("a", "b"))

    assert counted_live([mine, others], {"a", "c"}) == (mine,)
    assert counted_live([mine, others], set()) == ()


@pytest.mark.parametrize(
    ("sharing", "is_counted"),
    [(Sharing.EVERYTHING, True), (Sharing.LEVELS, True), (Sharing.ANSWERS, False)],
)
def test_levels_are_counted_where_they_may_be_seen(sharing, is_counted):
    review = LiveReview("a", "final", sharing)

    assert with_levels([review]) == ((review,) if is_counted else ())


def test_a_printed_review_names_nobody():
    assert repr(LiveReview("anna", "final", Sharing.LEVELS)) == "<LiveReview>"
