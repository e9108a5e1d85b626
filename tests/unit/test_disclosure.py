"""Disclosure control: what is shown of a group, and that what is hidden stays hidden."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.figures.disclosure import (
    LEAST_K,
    REST,
    ROUNDING,
    TOTAL,
    WHOLE,
    K,
    Line,
    Published,
    Symbol,
    Table,
    check_k,
    in_full_batches,
    median,
    publish,
    rounded,
    suppressed,
    with_margins,
)

HIDDEN = Symbol.CONFIDENTIAL


def a_table(**groups):
    """Build a table of groups given as counts in order, in categories a, b, c and so on."""
    categories = tuple("abcdefghijkl"[: len(next(iter(groups.values())))])
    return Table(
        categories,
        {name: dict(zip(categories, counts, strict=True)) for name, counts in groups.items()},
    )


def shown(line):
    return [line.total, *line.cells.values()]


# Examples


def test_large_counts_are_shown_rounded():
    published = publish(a_table(north=[12, 18], south=[33, 41]))

    assert shown(published.groups["north"]) == [30, 10, 20]
    assert shown(published.groups["south"]) == [75, 35, 40]
    assert shown(published.whole) == [105, 45, 60]


@pytest.mark.parametrize(
    ("count", "figure"),
    [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (10, 10), (12, 10), (13, 15)],
)
def test_counts_are_rounded_to_the_nearest_five(count, figure):
    assert rounded(count) == figure


def test_a_course_of_fewer_than_k_shows_nothing_at_all():
    published = publish(a_table(north=[9, 0]))

    assert shown(published.whole) == shown(published.groups["north"]) == [HIDDEN] * 3


def test_a_course_of_nobody_shows_nothing_at_all():
    published = publish(Table(("a", "b"), {}))

    assert shown(published.whole) == [HIDDEN] * 3


@pytest.mark.parametrize("small", [0, 1, 9])
def test_a_small_cell_of_the_whole_takes_the_next_smallest_with_it(small):
    published = publish(a_table(all=[small, 30, 20]), by_group=False)

    assert list(published.whole.cells.values()) == [HIDDEN, 30, HIDDEN]
    assert published.groups == {}


def test_where_two_are_as_small_the_first_is_hidden():
    published = publish(a_table(all=[30, 20, 20, 1]), by_group=False)

    assert list(published.whole.cells.values()) == [30, HIDDEN, 20, HIDDEN]


def test_which_of_two_as_small_is_hidden_does_not_hang_on_who_came_first():
    north, south = [3, 12, 20, 12], [3, 20, 12, 12]

    one, other = a_table(north=north, south=south), a_table(south=south, north=north)

    assert publish(one) == publish(other)


def test_hidden_cells_that_add_up_to_little_take_another_with_them():
    published = publish(a_table(all=[2, 3, 20, 30]), by_group=False)

    assert list(published.whole.cells.values()) == [HIDDEN, HIDDEN, HIDDEN, 30]


def test_hidden_cells_that_add_up_to_k_are_enough():
    published = publish(a_table(all=[4, 6, 20, 30]), by_group=False)

    assert list(published.whole.cells.values()) == [HIDDEN, HIDDEN, 20, 30]


def test_a_small_cell_of_a_group_is_protected_by_a_square():
    published = publish(a_table(north=[3, 20, 40], south=[50, 15, 60], west=[30, 45, 70]))

    assert list(published.groups["north"].cells.values()) == [HIDDEN, HIDDEN, 40]
    assert list(published.groups["south"].cells.values()) == [50, 15, 60]
    assert list(published.groups["west"].cells.values()) == [HIDDEN, HIDDEN, 70]
    assert shown(published.whole) == [335, 85, 80, 170]


def test_a_group_of_fewer_than_k_is_never_shown():
    published = publish(a_table(north=[5, 4], south=[6, 3], east=[40, 50]))

    assert shown(published.groups["north"]) == shown(published.groups["south"]) == [HIDDEN] * 3
    assert published.groups["east"].total == 90


def test_a_small_rest_takes_the_smallest_group_with_it():
    rows = with_margins(a_table(tiny=[1, 1], north=[20, 20], south=[30, 30]), K)

    assert list(rows) == ["south", REST, WHOLE]
    assert dict(rows[REST]) == {"a": 21, "b": 21, TOTAL: 42}


def test_a_rest_of_nobody_takes_nothing_with_it():
    rows = with_margins(a_table(empty=[0, 0], north=[20, 20], south=[30, 30]), K)

    assert list(rows) == ["north", "south", WHOLE]


def test_the_rest_counts_as_a_row_for_it_can_be_had_by_taking_away():
    table = a_table(tiny=[0, 5], small=[0, 8], north=[30, 40])

    hidden = suppressed(with_margins(table, K), K)

    assert (REST, "a") in hidden
    assert publish(table).groups["north"].cells["a"] is HIDDEN


def test_people_without_a_group_are_a_group_like_any_other():
    table = Table(("a", "b"), {"": {"a": 3, "b": 30}, "north": {"a": 20, "b": 30}})

    published = publish(table)

    assert published.groups[""].cells["a"] is HIDDEN
    assert published.groups["north"].cells["a"] is HIDDEN
    assert published.groups[""].total == 35


def test_categories_that_nobody_is_in_need_not_be_named():
    table = Table(("a", "b", "c"), {"north": {"b": 20}})

    assert list(publish(table, by_group=False).whole.cells.values()) == [HIDDEN] * 3


def test_a_table_counts_what_is_hidden():
    line = Line(30, {"a": HIDDEN, "b": HIDDEN, "c": 10})

    published = Published(line, {"north": line})

    assert (published.hidden_cells, published.cells) == (4, 6)
    assert published.is_mostly_hidden


def test_half_is_not_mostly():
    assert not Published(Line(HIDDEN, {"a": HIDDEN, "b": 10})).is_mostly_hidden


def test_a_higher_k_hides_more():
    table = a_table(all=[12, 14, 80])

    assert publish(table, by_group=False).hidden_cells == 0
    assert publish(table, k=15, by_group=False).hidden_cells == 2


@pytest.mark.parametrize("counts", [[0] * 12, [1] * 12, [3, *[0] * 10, 40], [9, 11] * 6, [50] * 12])
def test_it_ends_for_sixty_groups_and_twelve_categories(counts):
    turned = {f"g{n}": counts[n % 12 :] + counts[: n % 12] for n in range(60)}

    published = publish(a_table(**turned))

    assert len(published.groups) == 60


@pytest.mark.parametrize(
    ("values", "middle"), [([1] * 9, HIDDEN), ([*range(1, 11)], 6), ([], HIDDEN)]
)
def test_a_median_needs_k_values(values, middle):
    assert median(values, k=10) == middle


@pytest.mark.parametrize(("number", "admitted"), [(0, 0), (9, 0), (10, 10), (19, 10), (20, 20)])
def test_people_come_into_the_figures_k_at_a_time(number, admitted):
    ids = [str(each) for each in range(number)]

    assert in_full_batches(ids, 10) == ids[:admitted]


@pytest.mark.parametrize("k", [LEAST_K, K, 1000])
def test_a_k_within_limits_is_fine(k):
    assert check_k(k) == ()


@pytest.mark.parametrize("k", [-1, 0, LEAST_K - 1, 1001])
def test_a_k_out_of_range_is_named(k):
    assert check_k(k) == (Problem("k", "out_of_range", {"least": 5, "most": 1000}),)


def test_symbols_are_those_of_the_department():
    assert [*Symbol] == ["c", "z", "x", "low"]


# Two squares of small counts, and one small count (q, c) that joins them: no line has it alone, and
# it is what the third column has beyond the lower square.
JOINED_SQUARES = a_table(
    p=[9, 9, 40, 40], q=[9, 9, 9, 40], r=[40, 40, 9, 9], s=[40, 40, 9, 9], t=[40, 40, 40, 40]
)


@pytest.mark.parametrize("categories", ["abcd", "cabd", "dcba"])
def test_a_small_cell_between_two_hidden_squares_is_protected(categories):
    groups = JOINED_SQUARES.groups.items()
    names = dict(zip("abcd", categories, strict=True))
    turned = {key: {names[old]: n for old, n in counts.items()} for key, counts in groups}
    rows = with_margins(Table(tuple("abcd"), turned), K)
    small = {(row, column) for row in rows for column in rows[row] if rows[row][column] < K}

    hidden = suppressed(rows, K)

    assert worked_out(rows, small) == {("q", names["c"])}
    assert worked_out(rows, hidden) == set()
    assert hidden > small


# Rules that hold for every table

small_counts = st.integers(0, 3) | st.integers(0, 12) | st.integers(0, 60)
ks = st.sampled_from([LEAST_K, K])


@st.composite
def tables(draw):
    """Draw a table of one to six groups, one of them perhaps of people without a group."""
    categories = tuple("abcdef"[: draw(st.integers(2, 6))])
    names = draw(st.lists(st.sampled_from(["", *"pqrstuv"]), min_size=1, max_size=6, unique=True))
    return Table(
        categories, {name: {each: draw(small_counts) for each in categories} for name in names}
    )


def lines_of(rows):
    """Return rows and columns as lists of cells that add up to their last."""
    columns = list(rows[WHOLE])
    across = [[(row, column) for column in columns] for row in rows]
    down = [[(row, column) for row in rows] for column in columns]
    return across + down if len(rows) > 1 else across


def reduced(matrix):
    """Bring a matrix of fractions to reduced row echelon form; return it and its pivots."""
    pivots = []
    for column in range(len(matrix[0])):
        rank = len(pivots)
        pivot = next((n for n in range(rank, len(matrix)) if matrix[n][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        top = [value / matrix[rank][column] for value in matrix[rank]]
        matrix = [
            top
            if n == rank
            else [a - row[column] * b for a, b in zip(row, top, strict=True)]
            if row[column]
            else row
            for n, row in enumerate(matrix)
        ]
        pivots.append(column)
    return matrix, pivots


def worked_out(rows, unknown):
    """Return the unknown cells to which the sums of lines leave one value.

    A cell has one value when no vector of the null space touches it: it is a pivot, and its
    equation has no other unknown in it.
    """
    order = sorted(unknown)
    if not order:
        return set()
    equations = [
        [Fraction(0 if cell not in line else -1 if cell == line[-1] else 1) for cell in order]
        for line in lines_of(rows)
    ]
    matrix, pivots = reduced(equations)
    return {
        order[column]
        for row, column in zip(matrix, pivots, strict=False)
        if sum(value != 0 for value in row) == 1
    }


def test_the_attacker_of_these_tests_can_subtract():
    rows = with_margins(a_table(north=[3, 20], south=[50, 15]), K)

    square = {("north", "a"), ("north", "b"), ("south", "a"), ("south", "b")}

    assert worked_out(rows, {("north", "a")}) == {("north", "a")}
    assert worked_out(rows, {("north", "a"), ("south", "b")}) == {("north", "a"), ("south", "b")}
    assert worked_out(rows, square - {("south", "b")}) == square - {("south", "b")}
    assert worked_out(rows, square) == set()


@settings(max_examples=400)
@example(JOINED_SQUARES, K, True)
@example(a_table(p=[0, 10], q=[10, 0]), K, True)
@example(a_table(p=[3, 20, 40], q=[50, 15, 60]), K, True)
@example(Table(("a", "b"), {"": {"a": 3, "b": 30}, "p": {"a": 20, "b": 30}}), K, True)
@given(tables(), ks, st.booleans())
def test_nothing_hidden_can_be_worked_out_from_exact_figures(table, k, by_group):
    rows = with_margins(table, k, by_group=by_group)
    published = publish(table, k=k, by_group=by_group)

    lines = {WHOLE: published.whole, **published.groups}
    seen = {
        (row, column)
        for row in rows
        if row in lines
        for column, count in {**lines[row].cells, TOTAL: lines[row].total}.items()
        if not isinstance(count, Symbol)
    }
    unknown = {(row, column) for row in rows for column in rows[row]} - seen
    secret = {(row, column) for row, column in unknown if row != REST or rows[row][column] < k}

    assert not worked_out(rows, unknown) & secret


@settings(max_examples=400)
@given(tables(), ks, st.booleans())
def test_nothing_hidden_can_be_worked_out_by_who_knows_the_rest(table, k, by_group):
    rows = with_margins(table, k, by_group=by_group)

    hidden = suppressed(rows, k)

    assert worked_out(rows, hidden) == set()


@settings(max_examples=400)
@given(tables(), ks, st.booleans())
def test_hidden_cells_of_a_line_add_up_to_k_or_to_an_unknown_sum(table, k, by_group):
    rows = with_margins(table, k, by_group=by_group)
    hidden = suppressed(rows, k)

    for line in lines_of(rows):
        inside = [rows[row][column] for row, column in line if (row, column) in hidden]

        assert not inside or line[-1] in hidden or sum(inside) >= k


@given(tables(), ks, st.booleans())
def test_no_count_below_k_is_shown(table, k, by_group):
    rows = with_margins(table, k, by_group=by_group)

    published = publish(table, k=k, by_group=by_group)

    for row, line in {WHOLE: published.whole, **published.groups}.items():
        for column, count in {**line.cells, TOTAL: line.total}.items():
            assert isinstance(count, Symbol) or rows[row][column] >= k


@given(tables(), ks, st.booleans())
def test_everything_shown_is_a_multiple_of_five_near_the_count(table, k, by_group):
    rows = with_margins(table, k, by_group=by_group)

    published = publish(table, k=k, by_group=by_group)

    for row, line in {WHOLE: published.whole, **published.groups}.items():
        for column, count in {**line.cells, TOTAL: line.total}.items():
            if not isinstance(count, Symbol):
                assert count % ROUNDING == 0
                assert abs(count - rows[row][column]) * 2 < ROUNDING


@settings(max_examples=400)
@given(tables(), ks)
def test_the_whole_is_the_same_with_groups_and_without(table, k):
    # Else one view could be taken from the other.
    assert publish(table, k=k).whole == publish(table, k=k, by_group=False).whole


@given(tables(), ks)
def test_every_group_and_category_has_a_cell(table, k):
    published = publish(table, k=k)

    assert published.groups.keys() == table.groups.keys()
    assert {tuple(line.cells) for line in published.lines} == {table.categories}


@settings(max_examples=200)
@given(tables(), ks, st.data())
def test_the_order_of_groups_makes_no_difference(table, k, data):
    names = data.draw(st.permutations(sorted(table.groups)))
    turned = Table(table.categories, {name: table.groups[name] for name in names})

    assert publish(turned, k=k) == publish(table, k=k)


@given(tables(), ks)
def test_groups_left_out_are_nobody_or_at_least_k(table, k):
    rows = with_margins(table, k)

    assert all(counts[TOTAL] >= k for row, counts in rows.items() if row != WHOLE)


@given(st.lists(st.text(max_size=3)), st.text(max_size=3), st.integers(LEAST_K, 12))
def test_one_more_moves_the_figures_by_k_or_not_at_all(ids, further, k):
    before, after = in_full_batches(ids, k), in_full_batches([*ids, further], k)

    assert after[: len(before)] == before
    assert len(after) - len(before) in {0, k}


@pytest.mark.parametrize("rest", [1, 2, LEAST_K - 1])
def test_a_rest_of_a_few_is_told_with_the_smallest_group(rest):
    table = a_table(one=[30, 30], two=[20, 20], rest=[rest, 0])

    assert set(with_margins(table, LEAST_K)) == {WHOLE, REST, "one"}


@pytest.mark.parametrize("rest", [[], [LEAST_K - 1, 1]])
def test_a_rest_of_nobody_or_of_enough_leaves_every_large_group(rest):
    few = {f"few{number}": [count, 0] for number, count in enumerate(rest)}

    table = a_table(one=[30, 30], two=[20, 20], **few)

    shown = set(with_margins(table, LEAST_K))
    assert shown == {WHOLE, "one", "two", *([REST] if rest else [])}
