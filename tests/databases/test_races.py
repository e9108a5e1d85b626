"""Requests that meet on a real database: nothing is lost, nothing comes twice."""

import os

import pytest

import lms_site.install as lms
import races

ROUNDS = int(os.environ.get("MATRIX_RACE_ROUNDS", "200"))
# Each of these takes many times the queries of a save.
FEW_ROUNDS = max(ROUNDS // 5, 1)


@pytest.fixture
def site(monkeypatch):
    lms.install(monkeypatch, without=lms.PEOPLE)
    return races.InTables()


@pytest.mark.parametrize("scenario", races.SCENARIOS, ids=lambda each: each.__name__)
def test_requests_that_meet_lose_nothing(site, scenario):
    assert races.run(site, scenario, ROUNDS) == {}


@pytest.mark.parametrize(
    "scenario", [*races.OF_COLLEAGUES, *races.OF_FILES], ids=lambda each: each.__name__
)
def test_colleagues_and_files_that_meet_lose_nothing(site, scenario):
    assert races.run(site, scenario, FEW_ROUNDS) == {}
