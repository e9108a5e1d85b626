"""What a release shows of a table, and that nobody can tell what it hides."""

from collections import defaultdict
from functools import partial
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matrix_xblock.domain.figures.audit import audited, extremes, protection
from matrix_xblock.domain.figures.disclosure import ROUNDING, Symbol, rounded
from matrix_xblock.domain.figures.groups import companies
from matrix_xblock.domain.figures.nested_tables import (
    ALL,
    ONE_ROW,
    Counted,
    Part,
    Released,
    inner,
    leaves,
)
from matrix_xblock.domain.figures.shapes import (
    LOWER,
    MOVED_BY_AREAS,
    MOVEMENT,
    OPPORTUNITIES,
    UPPER,
    YES_OR_NO,
    bands,
    choices_in,
    levels_in_bands,
)
from matrix_xblock.domain.figures.suppression import (
    Earlier,
    close,
    close_rows,
    hidden_cells,
    suppress,
    suppress_several,
)
from matrix_xblock.domain.framework.framework import Choice, Prompt, PromptKind

HIDDEN = Symbol.CONFIDENTIAL


def levels(*numbers, outside=0):
    """Count a course of one row by level."""
    keys = [f"level-{n}" for n in range(len(numbers))]
    tree = levels_in_bands([str(n) for n in range(len(numbers))])
    rows = {ONE_ROW: dict(zip(keys, numbers, strict=True))}
    return Counted(tree, rows, {ONE_ROW: outside})


def by_group(**groups):
    """Count groups by level; the lower half of the levels comes first."""
    [length] = {len(numbers) for numbers in groups.values()}
    tree = levels_in_bands([str(n) for n in range(length)])
    rows = {
        name: {f"level-{n}": number for n, number in enumerate(numbers)}
        for name, numbers in groups.items()
    }
    return Counted(tree, rows, {}, companies({key: sum(each) for key, each in groups.items()}))


def shown(released, *keys):
    return [released.whole[key] for key in keys]


# What is shown


def test_numbers_of_more_than_k_are_shown_rounded_with_what_they_come_to():
    released = suppress(levels(21, 68, 55, 17))

    assert shown(released, ALL, LOWER, UPPER) == [160, 90, 70]
    assert shown(released, "level-0", "level-1", "level-2", "level-3") == [20, 70, 55, 15]


@pytest.mark.parametrize("few", [0, 1, 9, 10])
def test_a_level_of_k_or_fewer_takes_the_rest_of_its_band_with_it(few):
    released = suppress(levels(40, 30, 60, few))

    assert shown(released, "level-0", "level-1", LOWER, UPPER) == [40, 30, 70, rounded(60 + few)]
    assert shown(released, "level-2", "level-3") == [HIDDEN, HIDDEN]


def test_a_number_of_one_more_than_k_is_shown():
    assert suppress(levels(40, 30, 60, 11)).hidden == 0


def test_a_small_band_takes_the_other_with_it_and_all_levels_and_how_many_there_are():
    released = suppress(levels(80, 60, 4, 6))

    assert set(released.whole.values()) == {HIDDEN}


def test_where_everybody_is_at_one_level_nothing_is_shown():
    released = suppress(levels(0, 165, 0, 0))

    assert set(released.whole.values()) == {HIDDEN}


@pytest.mark.parametrize("people", [0, 1, 10])
def test_a_table_of_few_people_shows_nothing(people):
    assert set(suppress(levels(people, 0, outside=100)).whole.values()) == {HIDDEN}


def test_a_table_that_is_not_open_shows_nothing():
    assert set(suppress(levels(40, 40), is_open=False).whole.values()) == {HIDDEN}


@pytest.mark.parametrize(("number", "lower"), [(2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (8, 4)])
def test_the_middle_one_of_an_odd_number_of_levels_is_in_the_lower_half(number, lower):
    below, above = bands(range(number))

    assert (len(below), len(above)) == (lower, number - lower)
    assert [*below, *above] == [*range(number)]


def test_a_band_of_one_level_is_that_level():
    released = suppress(levels(30, 40, 50))

    assert shown(released, UPPER, "level-2") == [50, 50]


# Rows


def test_a_group_shows_both_bands_or_none_and_never_a_level():
    released = suppress(by_group(dale=[20, 25, 10, 10], city=[15, 20, 10, 10]))

    assert released.rows == {"dale": {LOWER: 45, UPPER: 20}, "city": {LOWER: 35, UPPER: 20}}


def test_a_small_band_of_a_group_is_hidden_with_that_of_its_partner():
    released = suppress(by_group(a=[27, 4], b=[20, 14], c=[25, 20], d=[26, 20]))

    assert released.rows["a"] == released.rows["b"] == {LOWER: HIDDEN, UPPER: HIDDEN}
    assert released.rows["c"] == {LOWER: 25, UPPER: 20}
    assert shown(released, LOWER, UPPER) == [100, 60]


def test_further_partners_are_hidden_until_more_than_k_are_hidden_of_each_band():
    released = suppress(by_group(a=[30, 1], b=[30, 2], c=[25, 20], d=[26, 20], e=[30, 30]))

    assert {row for row, cells in released.rows.items() if cells[UPPER] is HIDDEN} == {*"abcde"}


def test_the_last_three_of_an_odd_number_of_groups_are_partners():
    assert companies({"a": 50, "b": 30, "c": 30, "d": 40, "e": 31}) == (("b", "c"), ("e", "d", "a"))
    assert companies({"a": 30}) == ()


def test_where_the_course_shows_no_bands_no_group_does():
    released = suppress(by_group(a=[40, 4], b=[40, 5]))

    assert all(count is HIDDEN for cells in released.rows.values() for count in cells.values())


def test_a_table_counts_its_cells_without_what_they_come_to():
    released = suppress(by_group(a=[27, 4], b=[20, 14]))

    assert (len(released.cells), released.hidden) == (8, 4)


# Several answers of one person


def reason(chosen, people):
    rows = {ONE_ROW: {"chosen": chosen, "not-chosen": people - chosen}}
    return Counted(YES_OR_NO, rows, {ONE_ROW: 0})


def several(*chosen, people):
    counted = {str(n): reason(each, people) for n, each in enumerate(chosen)}
    released = suppress_several(counted, lambda _, each: suppress(each))
    return [each.whole["chosen"] for each in released.values()]


def test_each_of_several_answers_is_a_table_of_its_own():
    assert several(20, 30, 25, people=60) == [20, 30, 25]
    assert several(20, 45, 3, people=60) == [20, 45, HIDDEN]


def test_two_are_hidden_where_the_others_do_not_account_for_everybody():
    assert several(12, 20, 5, people=35) == [HIDDEN, 20, HIDDEN]
    assert several(5, 35, people=35) == [HIDDEN, HIDDEN]


# The audit


def test_the_audit_shows_two_courses_that_look_the_same():
    counted = levels(40, 30, 60, 3)
    released = suppress(counted)

    low, high = extremes(counted, released, (None, "level-3"))

    assert suppress(low) == suppress(high) == released
    assert (low.number(Part("level-3")), high.number(Part("level-3"))) == (0, 63)


def test_the_audit_fills_groups_up_to_what_their_partners_leave():
    counted = by_group(a=[27, 4], b=[20, 14], c=[25, 20], d=[26, 20])
    released = suppress(counted)

    low, high = extremes(counted, released, ("a", UPPER))

    assert suppress(low) == suppress(high) == released
    assert (low.rows["a"].get("level-1", 0), high.rows["a"]["level-1"]) == (0, 18)


def shows_too_much(counted, **_):
    """Hide small numbers and nothing else."""
    whole = {
        key: HIDDEN if counted.number(part) <= 10 else counted.number(part)
        for key, part in counted.parts.items()
    }
    rows = {
        row: {
            each.key: HIDDEN if counted.number(each, row) <= 10 else counted.number(each, row)
            for each in counted.tree.parts
        }
        for row in counted.rows
    }
    return Released(whole, rows if counted.partners else {})


def test_a_table_that_fails_the_audit_is_hidden():
    counted = levels(40, 30, 60, 3)

    assert protection(counted, shows_too_much, shows_too_much(counted), (None, "level-3")) == 0
    assert audited(counted, shows_too_much) == close(suppress(counted))


def test_rows_that_fail_the_audit_are_hidden_and_the_whole_is_not():
    counted = by_group(a=[27, 4], b=[20, 30], c=[25, 20])

    released = audited(counted, shows_too_much)

    assert released == close_rows(shows_too_much(counted))
    assert shown(released, LOWER, UPPER) == [72, 54]


def test_the_audit_leaves_what_passes_as_it_is():
    counted = by_group(a=[27, 4], b=[20, 14], c=[25, 20], d=[26, 20])

    assert audited(counted, suppress) == suppress(counted)


# A further release of the round


def further(now, before, people):
    return suppress(now, earlier=[Earlier(suppress(before), people)])


def test_a_level_that_has_not_grown_enough_is_hidden_with_its_band():
    released = further(levels(60, 34, 50, 40), levels(30, 30, 20, 20), 100)

    assert shown(released, "level-0", "level-1") == [HIDDEN, HIDDEN]
    assert shown(released, "level-2", "level-3", LOWER) == [50, 40, 95]


def test_a_band_that_has_not_grown_enough_hides_all_of_the_table():
    released = further(levels(33, 33, 50, 40), levels(30, 30, 20, 20), 100)

    assert set(released.whole.values()) == {HIDDEN}


def test_what_was_hidden_is_shown_later_where_it_could_have_been_anything():
    before = levels(28, 4, 20, 20)

    assert shown(further(levels(60, 40, 50, 40), before, 70), "level-0", "level-1") == [60, 40]
    assert shown(further(levels(60, 31, 50, 40), before, 70), "level-1") == [HIDDEN]


def test_a_level_that_was_not_there_before_counts_as_hidden_then():
    before = Released({ALL: HIDDEN})

    now = suppress(levels(80, 70), earlier=[Earlier(before, 60)])
    few = suppress(levels(80, 60), earlier=[Earlier(before, 60)])

    assert (now.hidden, few.hidden) == (0, 4)


# Rules that hold for every table

numbers = st.integers(0, 3) | st.integers(0, 14) | st.integers(0, 80)
ks = st.sampled_from([5, 10])


def a_question(number):
    choices = tuple(Choice(str(n), f"Choice {n}") for n in range(number))
    return Prompt("stay", "Do you plan to stay?", PromptKind.CHOICE, choices)


@st.composite
def tables(draw):
    """Draw a table of any shape; where it has rows, each of at least thirty."""
    number = draw(st.integers(2, 6))
    shape = draw(
        st.sampled_from(
            [
                levels_in_bands([str(n) for n in range(number)]),
                choices_in(a_question(number)),
                MOVEMENT,
                MOVED_BY_AREAS,
                YES_OR_NO,
            ]
        )
    )
    names = draw(st.lists(st.sampled_from("pqrstuvw"), min_size=1, max_size=8, unique=True))
    if not shape.by_row or len(names) == 1:
        names = [ONE_ROW]
    rows = {name: {key: draw(numbers) for key in leaves(shape)} for name in names}
    outside = {
        name: max(draw(numbers), (11 if len(names) == 1 else 30) - sum(rows[name].values()))
        for name in names
    }
    sizes = {name: sum(rows[name].values()) + outside[name] for name in names}
    return Counted(shape, rows, outside, companies(sizes))


@st.composite
def outcomes(draw):
    """Draw what came of opportunities, by who has moved."""
    rows = {
        name: {key: draw(numbers) for key in leaves(OPPORTUNITIES)}
        for name in ("not-moved", "the-rest")
    }
    for each in rows.values():
        each["shared-nothing"] += 11
    return Counted(OPPORTUNITIES, rows, {}, (("not-moved", "the-rest"),))


@settings(max_examples=150)
@given(tables() | outcomes(), ks)
def test_every_hidden_cell_can_move_by_k(counted, k):
    rule = partial(suppress, k=k)
    released = rule(counted)

    assert {
        cell: moves
        for cell in hidden_cells(released)
        if (moves := protection(counted, rule, released, cell)) < k
    } == {}


@settings(max_examples=100)
@given(tables() | outcomes(), ks)
def test_nothing_of_k_or_fewer_is_shown_and_all_else_is_a_multiple_of_five(counted, k):
    released = suppress(counted, k=k)
    parts = counted.parts
    cells = [(parts[key], (), count) for key, count in released.whole.items()]
    cells += [
        (parts[key], (row,), count)
        for row, some in released.rows.items()
        for key, count in some.items()
    ]

    for part, rows, count in cells:
        if count is not HIDDEN:
            assert counted.number(part, *rows) > k
            assert count % ROUNDING == 0
            assert abs(count - counted.number(part, *rows)) * 2 < ROUNDING


@settings(max_examples=100)
@given(tables() | outcomes(), ks)
def test_parts_are_shown_together_and_only_of_what_is_shown(counted, k):
    released = suppress(counted, k=k)

    for part in inner(counted.tree):
        states = {released.is_shown(each.key) for each in part.parts}
        assert len(states) == 1
        assert states == {False} or released.is_shown(part.key)


# Every table that there can be: whoever sees one knows the rules, and has tried all others


def narrowest(alike):
    """Return, of courses by what is released of them, the narrowest interval of a hidden cell."""
    return min(
        (
            max(values) - min(values)
            for seen, courses in alike.items()
            for place, released in enumerate(seen)
            for row, key in hidden_cells(released)
            if (values := [_number(tables[place], row, key) for tables in courses])
        ),
        default=1000,
    )


def _number(counted, row, key):
    return counted.number(counted.parts[key], *([] if row is None else [row]))


class Seen(tuple):
    """Releases as somebody sees them: the same where they show the same."""

    __slots__ = ()

    def __hash__(self):
        cells = [(*each.whole.items(), *map(str, each.rows.items())) for each in self]
        return hash(tuple(map(tuple, cells)))


def of_all(every, rule):
    alike = defaultdict(list)
    for counted in every:
        alike[Seen([rule(counted)])].append((counted,))
    return alike


def sums(total, number):
    """Yield all lists of so many numbers with that sum."""
    if number == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in sums(total - first, number - 1):
            yield (first, *rest)


@pytest.mark.parametrize(
    ("people", "number"), [(6, 4), (13, 4), (24, 4), (20, 3), (30, 2), (12, 5)]
)
def test_of_all_courses_of_one_size_no_hidden_level_is_known_to_less_than_k(people, number):
    every = (levels(*each) for each in sums(people, number))

    assert narrowest(of_all(every, partial(suppress, k=5))) >= 5


@pytest.mark.parametrize("sizes", [(12, 13), (14, 19), (12, 13, 14)])
def test_of_all_courses_of_some_groups_no_hidden_band_is_known_to_less_than_k(sizes):
    names = [f"g{n}" for n in range(len(sizes))]
    every = (
        by_group(
            **{name: (low, size - low) for name, low, size in zip(names, lows, sizes, strict=True)}
        )
        for lows in product(*(range(size + 1) for size in sizes))
    )

    assert narrowest(of_all(every, partial(suppress, k=5))) >= 5


@pytest.mark.parametrize(("before", "more", "number"), [(12, 40, 2), (25, 32, 2)])
def test_of_all_pairs_of_releases_no_hidden_level_is_known_to_less_than_k(before, more, number):
    alike = defaultdict(list)
    for first, new in product(sums(before, number), list(sums(more, number))):
        early, late = levels(*first), levels(*map(int.__add__, first, new))
        interim = suppress(early, k=5)
        final = suppress(late, k=5, earlier=[Earlier(interim, rounded(before))])
        alike[Seen([interim, final])].append((early, late))

    assert len(alike) > 1
    assert narrowest(alike) >= 5


def test_the_narrowest_interval_is_seen_where_too_much_is_shown():
    every = (levels(*each) for each in sums(26, 4))

    assert narrowest(of_all(every, shows_too_much)) == 0
