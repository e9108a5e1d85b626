"""Generated courses, all their releases, and a solver that knows every rule.

What it may not do is in `docs/reference/releases.md`. Shares of what is shown are printed: they say
what releases are good for, and no test holds them but from below.
"""

import os
import random
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import product

import pytest

from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.nested_tables import ALL, Released
from matrix_xblock.domain.figures.releases import PRIVATE_K
from matrix_xblock.domain.figures.shapes import LOWER, UPPER, levels_in_bands
from solver.attacker import Attack, Seen, widths
from solver.attacks import all_widths
from solver.courses import BASELINE, FINAL, MIDDLE, a_course

COURSES = int(os.environ.get("COURSES", "60"))
K = 10
NARROW = 5


def wanted(random):
    """Draw what is generated: one release, two or three rounds, or one in between.

    The more rounds and releases, the fewer groups and areas: what a solver has to put together
    grows by multiplying.
    """
    size = random.randint(10, 400)
    groups = max(1, min(random.randint(1, 8), size // 30))
    levels, areas = random.randint(2, 6), random.randint(1, 2)
    kind = random.choice(["one", "one", "interim", "two", "two", "both", "three", "areas"])
    rounds, interim = (BASELINE, FINAL), kind in {"interim", "both"}
    if kind in {"one", "interim"}:
        rounds = (FINAL,)
    elif kind == "two":
        groups, levels = min(groups, 4), min(levels, 5)
    elif kind == "both":
        groups, areas, levels = min(groups, 2), 1, min(levels, 5)
    elif kind == "three":
        rounds, groups, levels = (BASELINE, MIDDLE, FINAL), 1, min(levels, 4)
    else:
        groups, areas, levels = 1, 4, random.choice([3, 4])
    return {
        "size": size,
        "levels": levels,
        "areas": areas,
        "groups": groups,
        "interim": interim,
        "rounds": rounds,
    }


def attacked(seed):
    """Return the widths of the intervals of all hidden cells of one course, and what it shows."""
    drawn = random.Random(seed)
    settings = wanted(drawn)
    course = a_course(drawn, k=K, **settings)
    return seed, settings, list(all_widths(course)), shown(course)


def shown(course):
    """Count cells that are shown, and all of them, of levels, of bands, and of bands of groups."""
    counts = Counter()
    final = course.releases.get(FINAL)
    levels = [each for key, each in final.tables.items() if "levels/" in key] if final else []
    for table in levels:
        for key, count in table.whole.items():
            kind = "levels" if key.startswith("level-") else "bands" if "half" in key else ""
            counts[kind, "all"] += 1
            counts[kind, "shown"] += not isinstance(count, Symbol)
        for row in table.rows.values():
            counts["bands of groups", "all"] += len(row)
            counts["bands of groups", "shown"] += sum(
                not isinstance(count, Symbol) for count in row.values()
            )
    return counts


def shares_of(totals):
    return {
        kind: totals[kind, "shown"] / totals[kind, "all"]
        for kind in ("levels", "bands", "bands of groups")
    }


def print_shares(name, shares):
    shown_of_each = ", ".join(f"{kind} {share:.0%}" for kind, share in shares.items())
    print(f"\nshown in {name}: {shown_of_each}")


@pytest.fixture(scope="module")
def results():
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        every = list(pool.map(attacked, range(COURSES)))
    print_shares("courses to attack", shares_of(sum((each[-1] for each in every), Counter())))
    return every


def is_private(cell):
    """Tell whether a cell is of choices that people agreed to have counted: k is larger there."""
    return "private/" in cell[0]


@pytest.fixture(scope="module")
def intervals(results):
    every = [
        (seed, *cell) for seed, _, cells, _ in results for cell in cells if not is_private(cell)
    ]
    counted = Counter(min(width, K) for *_, width in every)
    print(f"\n{len(every)} hidden cells of {len(results)} courses; narrower than k: ", end="")
    print(dict(sorted((width, number) for width, number in counted.items() if width < K)))
    return every


def test_enough_is_hidden_to_say_something(intervals):
    assert len(intervals) > 10 * COURSES


def test_no_hidden_cell_is_exact(intervals):
    assert [each for each in intervals if each[-1] == 0] == []


def test_no_interval_is_narrower_than_five(intervals):
    assert [each for each in intervals if each[-1] < NARROW] == []


def test_at_most_two_intervals_in_a_thousand_are_narrower_than_k(intervals):
    narrow = [each for each in intervals if each[-1] < K]

    assert len(narrow) <= 0.002 * len(intervals), narrow


def test_no_hidden_private_choice_is_known_to_less_than_twenty_people(results):
    """Of a course of fewer people nothing is known of them but how many they are."""
    large = [each for each in results if each[1]["size"] > PRIVATE_K + 2]
    every = [(seed, *cell) for seed, _, cells, _ in large for cell in cells if is_private(cell)]
    print(f"\n{len(every)} hidden cells of private choices")

    assert len(every) > COURSES
    assert [each for each in every if each[-1] < PRIVATE_K] == []


def test_the_solver_sees_what_too_little_suppression_gives_away():
    """A band of a group that is hidden alone is what the other group leaves."""
    shape = levels_in_bands(["low", "high"])
    whole = {ALL: 95, LOWER: 60, UPPER: 35, "level-low": 60, "level-high": 35}
    rows = {
        "north": dict.fromkeys((LOWER, UPPER), Symbol.CONFIDENTIAL),
        "south": {LOWER: 30, UPPER: 30},
    }
    attack = Attack([*product(rows, ("level-low", "level-high"))], 100, K + 1)
    seen = Seen(
        "levels",
        shape,
        Released(whole, rows),
        leaf=lambda each: each[1],
        row=lambda each: each[0],
        partners=(("north",), ("south",)),
    )

    assert [width for *_, width in widths(attack, [seen])] == [8, 8]


def test_enough_is_shown_to_be_of_use():
    """Courses with four levels, most people in the middle of them, and groups from thirty on."""
    totals = Counter()
    drawn = random.Random(16)
    for _ in range(40):
        size = drawn.randint(60, 400)
        groups = max(2, min(drawn.randint(2, 8), size // 35))
        totals += shown(
            a_course(drawn, size=size, levels=4, areas=8, groups=groups, even=True, rounds=(FINAL,))
        )
    shares = shares_of(totals)
    print_shares("courses as they are", shares)

    assert shares["levels"] > 0.6
    assert shares["bands"] > 0.9
    assert shares["bands of groups"] > 0.6
