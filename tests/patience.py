"""A bound on work that could grow without end: a pattern that tries everything never comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

MOST_SECONDS = 10
"""Of this process alone, so that a busy machine fails nothing. What is meant takes milliseconds."""


@contextmanager
def comes_back() -> Iterator[None]:
    """Fail where what is inside has taken this process far longer than any line of text may."""
    began = process_time()
    yield
    assert process_time() - began < MOST_SECONDS
