"""What every test needs: few examples from hypothesis, the same ones on every run.

And a garbage collector that seldom comes: see docs/decisions/0065.
"""

import gc

import pytest
from hypothesis import HealthCheck, settings

from matrix_xblock.domain.figures import research

settings.register_profile(
    "quick",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("quick")

gc.set_threshold(100_000, 50, 100)


def pytest_collection_finish():
    """Let the collector never look again at the tests themselves, which stay until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def research_of_few(monkeypatch):
    """Let a research file be of anybody who agrees, where a test has fewer than ten people."""
    monkeypatch.setattr(research, "LEAST_PEOPLE", 0)
