"""Requests of one person that meet on a real database: nothing is lost, nothing comes twice."""

import os

import pytest

import lms_site.install as lms
import races

ROUNDS = int(os.environ.get("MATRIX_RACE_ROUNDS", "200"))


@pytest.fixture
def site(monkeypatch):
    lms.install(monkeypatch, without=lms.PEOPLE)
    return races.InTables()


@pytest.mark.parametrize("scenario", races.SCENARIOS, ids=lambda each: each.__name__)
def test_requests_that_meet_lose_nothing(site, scenario):
    assert races.run(site, scenario, ROUNDS) == {}
