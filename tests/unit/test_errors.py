import pytest

from matrix_xblock.domain import errors
from matrix_xblock.domain.errors import Invalid, MatrixError, Problem

REFUSALS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, MatrixError) and kind is not MatrixError
]


def test_every_refusal_has_a_code_of_its_own():
    codes = [kind.code for kind in REFUSALS]

    assert len(set(codes)) == len(codes) >= 11
    assert MatrixError.code not in codes


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_a_refusal_says_its_code_and_what_is_wrong_where(kind):
    refused = kind(Problem("reflection", "too_long", {"limit": 3, "over": 1}))

    assert kind.code in str(refused)
    assert "reflection:too_long" in str(refused)


def test_a_refusal_tells_nothing_but_fields_and_codes():
    refused = Invalid(Problem("reflection", "too_long", {"over": "SECRET"}))

    assert "SECRET" not in f"{refused} {refused!r} {refused.args}"


def test_a_refusal_without_problems_says_its_code():
    assert str(errors.NotAllowed()) == "not_allowed"
