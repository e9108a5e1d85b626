"""Rows about others lose somebody of the course staff, and keep what was done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.codec.record.names_in_rows import (
    NAMING,
    NOBODY_S_MARK,
    Named,
    without_person,
)
from matrix_xblock.domain.record.trail import mark_of
from matrix_xblock.domain.values.ledger_rows import Kind

SAM = Named(frozenset({"anon-sam"}), frozenset({"Sam Taylor", "sam"}))
BY_SAM = {"id": "anon-sam", "name": "Sam Taylor"}
BY_NOBODY = {"id": "", "name": ""}
OTHER = {"id": "anon-lena", "name": "Sam Taylor"}


def test_it_is_decided_of_every_kind_whom_its_rows_name():
    assert set(NAMING) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "body", "left"),
    [
        (
            Kind.RESPONSE,
            {"type": "commented", "text": "Why?", "by": BY_SAM},
            {"type": "commented", "text": "Why?", "by": BY_NOBODY},
        ),
        (Kind.RESPONSE, {"type": "drafting", "by": BY_SAM}, None),
        (Kind.RESPONSE, {"type": "dropped", "by": BY_SAM}, None),
        (Kind.BANK, {"text": "Why?", "by": BY_SAM}, {"text": "Why?", "by": BY_NOBODY}),
        (
            Kind.ACCESS,
            {"who": "Sam Taylor", "who_id": "anon-sam", "what": "review"},
            {"who": "", "who_id": "", "what": "review"},
        ),
        (Kind.ACCESS, {"who": "Sam Taylor"}, {"who": "", "who_id": ""}),
        (
            Kind.COHORTS,
            {"cohorts": ["A"], "by": "Sam Taylor", "by_id": "anon-sam"},
            {"cohorts": ["A"], "by": "", "by_id": ""},
        ),
        (
            Kind.RELEASE,
            {"by": "Sam T. as then", "by_id": "anon-sam", "people": 30},
            {"by": "", "by_id": "", "people": 30},
        ),
        (
            Kind.RELEASE,
            {"by": "Sam Taylor", "people": 30},
            {"by": "", "by_id": "", "people": 30},
        ),
        (
            Kind.BOARD,
            {"title": "A day", "by": "Sam Taylor", "by_id": "anon-sam"},
            {"title": "A day", "by": "", "by_id": ""},
        ),
        (
            Kind.STANDING,
            {"at_work": {"baseline": ["Sam Taylor", "Lena"]}},
            {"at_work": {"baseline": ["Lena"]}},
        ),
    ],
)
def test_the_act_stays_and_the_person_goes(kind, body, left):
    assert without_person(kind, body, SAM) == left


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.RESPONSE, {"type": "commented", "by": OTHER}),
        (Kind.ACCESS, {"who": "Sam Taylor", "who_id": "anon-lena"}),
        (Kind.COHORTS, {"by": "Sam Taylor", "by_id": "anon-lena"}),
        (Kind.RELEASE, {"by": "Lena"}),
        (Kind.RELEASE, {"by": "Sam Taylor", "by_id": "anon-lena"}),
        (Kind.BOARD, {"type": "closed", "id": "post"}),
        (Kind.SNAPSHOT, {"by": BY_SAM}),
    ],
)
def test_somebody_else_of_the_same_name_stays(kind, body):
    assert without_person(kind, body, SAM) is body


def test_a_mark_in_a_list_of_one_makes_no_list_of_everybody():
    body = {"who": "Lena", "who_id": "anon-lena", "among": [mark_of("anon-sam")]}

    assert without_person(Kind.ACCESS, body, SAM)["among"] == [NOBODY_S_MARK]


JSON = st.recursive(
    st.none() | st.integers() | st.sampled_from(["anon-sam", "Sam Taylor", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(["by", "by_id", "who", "who_id", "among", "at_work", "type"])


@given(st.sampled_from(Kind), st.dictionaries(KEYS, JSON, max_size=4))
def test_a_row_of_any_shape_can_be_asked_and_asked_again(kind, body):
    left = without_person(kind, body, SAM)

    assert left is None or without_person(kind, left, SAM) == left
