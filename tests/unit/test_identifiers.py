"""Ids made of names."""

import pytest

from matrix_xblock.domain.values.identifiers import fresh_id


@pytest.mark.parametrize(
    ("name", "taken", "made"),
    [
        ("Leading others", (), "leading-others"),
        ("  -- Leading: others! --  ", (), "leading-others"),
        ("X-rays", (), "x-rays"),
        ("Élan", (), "elan"),
        ("Leading others", ("leading-others",), "leading-others-2"),
        ("Leading others", ("leading-others", "leading-others-2"), "leading-others-3"),
        ("Not applicable", (), "not-applicable-2"),
        ("教育", (), "area-1"),
        ("", ("area-1",), "area-2"),
        ("a" * 59 + " b", (), "a" * 59),
        ("a" * 61, (), "a" * 60),
        ("a" * 59 + "xyz", (), "a" * 59 + "x"),
    ],
)
def test_a_name_becomes_an_id_that_is_not_taken(name, taken, made):
    assert fresh_id(name, taken, "area") == made
