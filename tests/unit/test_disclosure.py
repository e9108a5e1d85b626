"""What may be shown of a number in a release: rounding, symbols, and the least group."""

import pytest

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.figures.disclosure import LEAST_K, K, Symbol, check_k, rounded


@pytest.mark.parametrize(
    ("count", "figure"),
    [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (10, 10), (12, 10), (13, 15)],
)
def test_counts_are_rounded_to_the_nearest_five(count, figure):
    assert rounded(count) == figure


@pytest.mark.parametrize("k", [LEAST_K, K, 1000])
def test_a_k_within_limits_is_fine(k):
    assert check_k(k) == ()


@pytest.mark.parametrize("k", [-1, 0, LEAST_K - 1, 1001])
def test_a_k_out_of_range_is_named(k):
    assert check_k(k) == (Problem("k", "out_of_range", {"least": 5, "most": 1000}),)


def test_symbols_are_those_of_the_department():
    assert [*Symbol] == ["c", "z", "x", "low"]
