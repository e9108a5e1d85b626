"""Requests that meet in memory: the fake holds what the databases hold."""

import pytest

import races

ROUNDS = 10


@pytest.mark.parametrize(
    "scenario",
    [*races.SCENARIOS, *races.OF_COLLEAGUES, *races.OF_FILES],
    ids=lambda each: each.__name__,
)
def test_requests_that_meet_lose_nothing(scenario):
    assert races.run(races.InMemory(), scenario, ROUNDS) == {}
