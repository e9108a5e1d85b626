"""Small numbers: what the views show, and everything that could be worked out from it."""

import itertools
import random
from collections import defaultdict

import pytest

from analytics.generated import course_of, statements_of
from analytics.small_numbers import BANDS, Round, days, everything, shown
from matrix_xblock.domain.figures.disclosure import LEAST_K, MOST_K
from matrix_xblock.plugin.clickhouse.schema import Places

K = 3
"""In these tests. With a small k all courses can be gone through; the rules are the same."""


OF_VIEWS = 5
"""The least k that a site can have, where the views themselves are asked."""

MOST = 4 * K - 1
"""So many people a round has at most. What looks like one of them is one of them."""


def parts_of(number, of):
    """Give all ways to part a number of people into so many parts."""
    if of == 1:
        yield (number,)
        return
    for first in range(number + 1):
        for rest in parts_of(number - first, of - 1):
            yield (first, *rest)


@pytest.fixture(scope="module")
def sign_offs():
    """All rounds of people who have signed off or not, once or again, in three bands."""
    return looks(
        Round(not_signed_off, tuple(parts[:3]), tuple(parts[3:]))
        for people in range(MOST + 1)
        for not_signed_off, *parts in parts_of(people, 7)
    )


@pytest.fixture(scope="module")
def answers():
    """All rounds of people who signed off, were answered in three bands, and replied."""
    return looks(
        Round(0, (signed_off, 0, 0), (0, 0, 0), bands, replied)
        for signed_off in range(MOST + 1)
        for answered in range(signed_off + 1)
        for bands in parts_of(answered, 3)
        for replied in range(answered + 1)
    )


def looks(rounds):
    """Give rounds by all that is shown of them."""
    seen = defaultdict(list)
    for each in rounds:
        seen[everything(each, K)].append(each)
    return seen


def narrow(seen, quantity, *, hidden=lambda look: True):
    """Give what is shown where something that it hides has fewer than k values."""
    return [
        look
        for look, rounds in seen.items()
        if hidden(look) and len({quantity(each) for each in rounds}) < K
    ]


def test_the_funnel_never_tells_how_many_of_a_few_have_not_signed_off(sign_offs):
    assert narrow(sign_offs, lambda each: each.not_signed_off) == []


@pytest.mark.parametrize("band", range(3))
def test_a_band_of_days_that_is_hidden_could_be_of_nobody_or_of_k(sign_offs, band):
    def quantity(each):
        return each.once[band] + each.again[band]

    assert narrow(sign_offs, quantity, hidden=lambda look: look[1][0] is None) == []


@pytest.mark.parametrize("part", ["once", "again"])
def test_returns_that_are_hidden_could_be_of_nobody_or_of_k(sign_offs, part):
    def quantity(each):
        return sum(getattr(each, part))

    assert narrow(sign_offs, quantity, hidden=lambda look: look[3][0] is None) == []


def test_nor_how_many_of_a_few_wait_for_an_answer(answers):
    assert narrow(answers, lambda each: each.signed_off - sum(each.answered)) == []


def test_replies_that_are_hidden_could_be_of_nobody_or_of_k(answers):
    def are_hidden(look):
        return look[4][0] is None

    assert narrow(answers, lambda each: each.replied, hidden=are_hidden) == []
    not_replied = narrow(answers, lambda each: sum(each.answered) - each.replied, hidden=are_hidden)
    assert not_replied == []


def test_two_looks_a_week_apart_never_tell_what_a_few_did_in_it():
    seen = defaultdict(set)
    for before, after in itertools.combinations_with_replacement(range(5 * K), 2):
        seen[shown(before, K), shown(after, K)].add(after - before)

    assert min(map(len, seen.values())) >= K


def over_weeks(weeks, most):
    """Give all ways in which a number of people can grow, looked at each week."""
    return itertools.combinations_with_replacement(range(most), weeks)


@pytest.mark.parametrize("weeks", [2, 3])
def test_a_funnel_that_is_looked_at_each_week_tells_no_number_and_no_growth_of_a_few(weeks):
    seen = defaultdict(list)
    for started in over_weeks(weeks, 3 * K):
        for signed_off in over_weeks(weeks, 3 * K):
            if all(a >= b for a, b in zip(started, signed_off, strict=True)):
                look = tuple(shown(each, K) for each in (*started, *signed_off))
                seen[look].append((started, signed_off))

    for rounds in seen.values():
        for week in range(weeks):
            assert len({started[week] for started, _ in rounds}) >= K
            assert len({signed_off[week] for _, signed_off in rounds}) >= K
            assert len({started[week] - signed_off[week] for started, signed_off in rounds}) >= K
        for numbers in zip(*rounds, strict=True):
            assert len({each[-1] - each[-2] for each in numbers}) >= K


def test_parts_that_are_looked_at_each_week_tell_no_growth_of_a_few():
    seen = defaultdict(list)
    for before in parts_of_at_most(MOST, 3):
        for after in itertools.product(*(range(each, MOST + 1) for each in before)):
            if sum(after) <= MOST:
                looks_ = (
                    days(before, K),
                    days(after, K),
                    shown(sum(before), K),
                    shown(sum(after), K),
                )
                seen[looks_].append([b - a for a, b in zip(before, after, strict=True)])

    assert min(len(set(grown)) for each in seen.values() for grown in zip(*each, strict=True)) >= K


def parts_of_at_most(most, of):
    """Give all ways to part each number up to the most."""
    return (parts for number in range(most + 1) for parts in parts_of(number, of))


def test_whatever_k_a_site_had_and_has_now_both_together_leave_as_many_values_as_the_less():
    steps = sorted({Places(k=k).step for k in range(LEAST_K, MOST_K + 1)})
    assert all(Places(k=k).step >= k for k in range(LEAST_K, MOST_K + 1))
    for less, more in itertools.combinations(steps[:5], 2):
        seen = defaultdict(set)
        for number in range(2 * steps[5]):
            seen[shown(number, less), shown(number, more)].add(number)

        assert min(map(len, seen.values())) == less


def a_round(chance):
    """Give a round with a few people in each part."""
    few = lambda: tuple(chance.choice([0, 1, 2, 3, 4, 5, 7, 9]) for _ in range(3))  # noqa: E731
    once, again = few(), few()
    left = sum(once) + sum(again)
    answered = []
    for _ in range(3):
        answered.append(chance.randint(0, left))
        left -= answered[-1]
    replied = chance.randint(0, sum(answered))
    return Round(chance.randrange(6), once, again, tuple(answered), replied)


ASKED = {
    "matrix_funnel": ("step", ("Started", "Signed off", "Answered")),
    "matrix_days_to_sign_off": ("days", (*BANDS, "All")),
    "matrix_days_to_answer": (
        "days",
        ("Up to a week", "One to two weeks", "Two weeks or more", "All"),
    ),
    "matrix_returns": ("signed_off", ("Once", "Again after a return")),
    "matrix_replies": ("reply", ("Replied", "Did not reply")),
}


def test_the_views_show_what_the_rules_say(warehouse):
    warehouse.empty(Places(k=OF_VIEWS))
    chance = random.Random(18)
    rounds = {course_of("Trust", number): a_round(chance) for number in range(60)}
    warehouse.receive(
        each for course, counts in rounds.items() for each in statements_of(course, counts)
    )

    looks = {course: [] for course in rounds}
    for view, (column, parts) in ASKED.items():
        rows = warehouse.rows(f"SELECT * FROM reporting.{view}")
        cells = {(each["course_key"], each[column]): each["people"] for each in rows}
        for course, look in looks.items():
            look.append(tuple(cells.get((course, part)) for part in parts))

    for course, counts in rounds.items():
        assert tuple(looks[course]) == everything(counts, OF_VIEWS), counts


def test_an_organisation_shows_what_its_courses_show_added_up_and_nothing_of_others(warehouse):
    warehouse.empty(Places(k=OF_VIEWS))
    people = {("Ash", 1): 6, ("Ash", 2): 11, ("Ash", 3): 4, ("Beck", 4): 4, ("Beck", 5): 4}
    for (org, number), count in people.items():
        warehouse.receive(statements_of(course_of(org, number), Round(count)))

    rows = warehouse.rows("SELECT * FROM reporting.matrix_organisations")

    assert [(each["org"], each["people"], each["reviews"]) for each in rows] == [("Ash", 15, 2)]
    assert {each["course_key"] for each in rows} == {""}


def test_what_happened_this_week_waits_until_the_week_is_over(warehouse):
    warehouse.empty(Places(k=OF_VIEWS))
    warehouse.receive(statements_of(course_of("Trust", 1), Round(9), weeks_ago=0))

    for view in (*ASKED, "matrix_weeks"):
        assert warehouse.rows(f"SELECT * FROM reporting.{view}") == []
