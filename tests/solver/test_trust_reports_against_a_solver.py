"""Releases of courses, figures counted together, and the report of both, against the solver.

What courses release alone and what is counted together is about other people, or about other
reviews of the same people. So a report can only be attacked by what it adds: its totals.
"""

import os
import random
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import product

import pytest

from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.nested_tables import ALL, inner, leaves
from matrix_xblock.domain.figures.shapes import OPPORTUNITIES, moved_in
from solver.attacker import HALF, Attack, Seen, widths
from solver.attacks import (
    LEAST,
    _partners,
    attack_on_answers,
    attack_on_area,
    attack_on_movement,
)
from solver.courses import FINAL
from solver.trusts import a_trust

TRUSTS = int(os.environ.get("TRUSTS", "20"))
K = 10
NARROW = 5


def attack_on_totals(trust, key, tree):
    """One table of every release, and what the report adds up of them."""
    units = {**trust.alone, **({"together": trust.together} if trust.together else {})}
    weights = {**dict.fromkeys(units, 1.0), **trust.weights}
    answers = [*leaves(tree), None]
    types = [
        (name, group, leaf)
        for name, course in units.items()
        for group, leaf in product(sorted({each.group for each in course.people}), answers)
    ]
    most = sum(len(each.people) for each in units.values()) + 2
    attack = Attack(types, most, K + LEAST)
    seen = [_seen(attack, name, course, key, tree) for name, course in units.items()]
    seen = [each for each in seen if each is not None]
    total = trust.report.figures.tables.get(key)
    added = [each for each in seen if not isinstance(each.released.whole[ALL], Symbol)]
    parts = {each.key: each for part in inner(tree) for each in part.parts}
    if total is not None and added:
        for name, count in total.whole.items():
            if name in parts and not isinstance(count, Symbol):
                _learn_total(attack, added, weights, parts[name], count)
    return attack, seen


def _seen(attack, name, course, key, tree):
    release = course.releases[FINAL]
    if key not in release.tables:
        return None
    who = attack.sum_of(lambda each: each[0] == name)
    attack.between(who, release.people - HALF, release.people + HALF)
    is_by_group = bool(release.tables[key].rows) and key != "opportunities"
    for each in release.groups:
        group = attack.sum_of(lambda one, key=each.id: one[0] == name and one[1] == key)
        attack.between(group, each.people - HALF, each.people + HALF)
    table = release.tables[key]
    if not is_by_group:
        table = type(table)(table.whole)
    return Seen(
        name,
        tree,
        table,
        leaf=lambda each: each[2] if each[0] == name else None,
        row=lambda each: each[1],
        partners=_partners(course, release, FINAL) if is_by_group else (),
    )


def _learn_total(attack, added, weights, part, count):
    """A total is what its parts show, each of them rounded, and rounded again."""
    keys, slack, terms = set(leaves(part)), HALF + 0.5, {}
    for seen in added:
        weight = weights[seen.name]
        slack += HALF * weight
        for place in attack.sum_of(lambda each, seen=seen: seen.leaf(each) in keys):
            terms[place] = weight
    attack.between(terms, count - slack, count + slack)


def attacked(seed):
    trust = a_trust(random.Random(seed), k=K)
    if trust is None:
        return seed, [], Counter()
    some = trust.together or next(iter(trust.alone.values()))
    areas = len(some.framework.areas)
    cells = [
        *widths(*attack_on_totals(trust, "opportunities", OPPORTUNITIES)),
        *(widths(*attack_on_totals(trust, "moved-since-baseline", moved_in(areas)))),
    ]
    if trust.together:
        for area in range(areas):
            cells.extend(widths(*attack_on_area(trust.together, area)))
        cells.extend(widths(*attack_on_movement(trust.together)))
        cells.extend(widths(*attack_on_answers(trust.together)))
    return seed, cells, shown(trust.report)


def shown(report):
    counts = Counter()
    for table in report.figures.tables.values():
        counts["all"] += len(table.cells)
        counts["shown"] += len(table.cells) - table.hidden
    return counts


@pytest.fixture(scope="module")
def results():
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(attacked, range(TRUSTS)))


@pytest.fixture(scope="module")
def intervals(results):
    every = [(seed, *cell) for seed, cells, _ in results for cell in cells]
    totals = sum((each for *_, each in results), Counter())
    narrow = Counter(width for *_, width in every if width < K)
    print(f"\n{len(every)} hidden cells of {TRUSTS} trusts; narrower than k: {dict(narrow)}")
    print(f"shown in reports: {totals['shown'] / totals['all']:.0%}")
    return every


def test_enough_is_hidden_to_say_something(intervals):
    assert len(intervals) > 5 * TRUSTS


def test_no_hidden_cell_is_exact(intervals):
    assert [each for each in intervals if each[-1] == 0] == []


def test_no_interval_is_narrower_than_five(intervals):
    assert [each for each in intervals if each[-1] < NARROW] == []


def test_at_most_two_intervals_in_a_thousand_are_narrower_than_k(intervals):
    narrow = [each for each in intervals if each[-1] < K]

    assert len(narrow) <= 0.002 * len(intervals), narrow
