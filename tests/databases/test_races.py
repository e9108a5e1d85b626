"""Requests that meet on a real database: nothing is lost, nothing comes twice."""

import os

import pytest

import lms_site.install as lms
import races

ROUNDS = int(os.environ.get("MATRIX_RACE_ROUNDS", "200"))
# Each of these takes many times the queries of a save.
ROUNDS_OF_COLLEAGUES = max(ROUNDS // 5, 1)


@pytest.fixture
def site(monkeypatch):
    lms.install(monkeypatch, without=lms.PEOPLE)
    return races.InTables()


@pytest.mark.parametrize("scenario", races.SCENARIOS, ids=lambda each: each.__name__)
def test_requests_that_meet_lose_nothing(site, scenario):
    assert races.run(site, scenario, ROUNDS) == {}


@pytest.mark.parametrize("scenario", races.OF_COLLEAGUES, ids=lambda each: each.__name__)
def test_colleagues_who_meet_lose_nothing(site, scenario):
    assert races.run(site, scenario, ROUNDS_OF_COLLEAGUES) == {}
