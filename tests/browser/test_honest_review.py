"""What `make bench` counts of an honest review: whether its script still finds its way."""

from importlib import import_module

import pytest

from browser.demo_site import ROOT


@pytest.fixture
def counting(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return import_module("honest_review")


def test_an_honest_review_takes_no_longer_than_a_free_period(participant, new_context, counting):
    page = new_context().new_page()
    page.goto(participant.address)
    review = counting.Review(page)

    counting.fill_in(review, areas=8)

    assert review.seconds / 60 <= counting.MOST_MINUTES
    assert review.clicks <= counting.MOST_CLICKS
