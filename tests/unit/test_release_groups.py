"""Groups of a release: what the page proposes, and what its maker may not choose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.figures.groups import (
    LEAST_IN_GROUP,
    MOST_GROUPS,
    NO_COHORT,
    OTHERS,
    Group,
    check_groups,
    least_in_group,
    placed,
    propose,
    sizes_of,
)

SCHOOLS = {"Ash": 12, "Beck": 10, "Dale": 11, "Fell": 40, "Ghyll": 31, "Holly": 8, "Ivy": 25}


def codes(groups, sizes=None, least=30):
    problems = check_groups(groups, SCHOOLS if sizes is None else sizes, least)
    return [(each.field, each.code) for each in problems]


def test_small_cohorts_are_put_together_smallest_first_and_large_ones_stand_by_themselves():
    small = {"Ash": 12, "Beck": 10, "Dale": 11, "Holly": 8, "Ivy": 25, "Jay": 26}

    assert propose({**small, "Fell": 40}) == (
        Group("", ("Ash", "Beck", "Dale", "Holly")),
        Group("Fell", ("Fell",)),
        Group("", ("Ivy", "Jay")),
    )


def test_what_is_left_over_is_the_others_where_it_is_large_enough():
    sizes = {"a": 10, "b": 20, "c": 29, NO_COHORT: 30}

    assert propose(sizes) == (Group("", ("a", "b")),)


def test_a_rest_that_is_too_small_takes_the_last_joined_group_with_it():
    sizes = {"a": 15, "b": 15, "c": 16, "d": 16, "e": 17, "f": 60}

    assert propose(sizes) == (Group("", ("a", "b")), Group("f", ("f",)))


def test_a_rest_that_is_too_small_takes_the_smallest_cohort_with_it():
    sizes = {"large": 60, "larger": 70, "tiny": 3}

    assert propose(sizes) == (Group("larger", ("larger",)),)


@pytest.mark.parametrize(
    "sizes",
    [{}, {"a": 0}, {"a": 1}, {"a": 29}, {"a": 29, "b": 29}, {"a": 100}, {NO_COHORT: 500}],
)
def test_where_there_is_one_group_at_most_none_is_proposed(sizes):
    assert propose(sizes) == ()


def test_sixty_small_cohorts_make_groups_of_at_least_thirty():
    sizes = {f"School {n}": n % 7 + 1 for n in range(60)}

    groups = propose(sizes)

    assert codes([Group(str(n), each.cohorts) for n, each in enumerate(groups)], sizes) == []
    assert 5 <= len(groups) <= 7


@pytest.mark.parametrize(
    ("groups", "problem"),
    [
        ([Group(" ", ("Fell",))], ("groups[0].name", "group_name_missing")),
        ([Group("x" * 81, ("Fell",))], ("groups[0].name", "too_long")),
        ([Group("a\x00", ("Fell",))], ("groups[0].name", "hidden_character")),
        ([Group("a", ("Ash", "Beck"))], ("groups[0].cohorts", "group_too_small")),
        ([Group("a", ())], ("groups[0].cohorts", "group_too_small")),
        ([Group("a", ("Fell", "Mars"))], ("groups[0].cohorts", "cohort_unknown")),
        ([Group("a", ("Fell", ""))], ("groups[0].cohorts", "cohort_unknown")),
        ([Group("a", ("Ivy", "Ivy"))], ("groups[0].cohorts", "group_too_small")),
        ([Group("a", tuple(SCHOOLS))], ("groups", "one_group_only")),
        ([Group("a", tuple(SCHOOLS.keys() - {"Ash"}))], ("groups", "others_too_small")),
        (
            [Group("A", ("Fell",)), Group("a ", ("Ghyll",))],
            ("groups[1].name", "group_name_twice"),
        ),
        (
            [Group("a", ("Fell",)), Group("b", ("Fell", "Ghyll"))],
            ("groups[0].cohorts", "cohort_twice"),
        ),
    ],
)
def test_each_fault_of_a_grouping_is_named_where_it_is(groups, problem):
    assert problem in codes(groups)


@pytest.mark.parametrize("name", ["<b>Dale</b>", "=SUM(A1)", "Ysgol y Garreg Wen"])
def test_names_with_markup_and_formulas_are_names(name):
    assert codes([Group(name, ("Fell",)), Group("b", ("Ghyll",))]) == []


def test_no_groups_are_a_choice():
    assert codes([]) == []


def test_there_are_at_most_so_many_groups():
    sizes = {f"c{n}": 30 for n in range(MOST_GROUPS + 1)}
    groups = [Group(each, (each,)) for each in sizes]

    assert codes(groups, sizes) == [("groups", "too_many_groups")]
    assert codes(groups[:-1], dict.fromkeys([*sizes][:-1], 30)) == []


def test_a_fault_says_by_how_much():
    [problem] = check_groups([Group("a", ("Ash", "Beck"))], SCHOOLS)

    assert problem == Problem(
        "groups[0].cohorts", "group_too_small", {"people": 22, "least": LEAST_IN_GROUP}
    )


def test_a_group_is_of_at_least_thirty_and_of_more_than_k():
    assert (least_in_group(10), least_in_group(30), least_in_group(50)) == (30, 31, 51)


def test_cohorts_in_no_group_and_people_in_no_cohort_are_the_others():
    groups = [Group("a", ("Fell",)), Group("b", ("Ghyll", "Ash"))]
    sizes = {**SCHOOLS, NO_COHORT: 4}

    assert placed(groups) == {"Fell": "0", "Ghyll": "1", "Ash": "1"}
    assert sizes_of(groups, sizes) == {"0": 40, "1": 43, OTHERS: 58}
    assert OTHERS not in sizes_of(groups, {"Fell": 40, "Ghyll": 31})


@given(st.dictionaries(st.text("abcxyz", max_size=4), st.integers(0, 90), max_size=60))
def test_every_proposal_is_one_that_may_be_made_once_it_is_named(sizes):
    groups = [Group(f"Group {n}", each.cohorts) for n, each in enumerate(propose(sizes))]

    assert codes(groups, sizes) == []


@given(st.dictionaries(st.text("abcxyz", min_size=1, max_size=4), st.integers(0, 90)), st.data())
def test_the_order_of_cohorts_makes_no_difference(sizes, data):
    turned = {key: sizes[key] for key in data.draw(st.permutations(sorted(sizes)))}

    assert propose(turned) == propose(sizes)


def test_others_who_are_too_few_are_told_with_how_many_they_are_and_have_to_be():
    [problem] = check_groups(
        [Group("a", ("Fell",)), Group("b", ("Ghyll",))], {"Fell": 40, "Ghyll": 31, "Ash": 12}, 25
    )

    assert problem == Problem("groups", "others_too_small", {"people": 12, "least": 25})
