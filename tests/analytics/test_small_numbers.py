"""Small numbers: what the views show, and everything that could be worked out from it."""

import itertools
import random
from collections import defaultdict

import pytest

from analytics.generated import course_of, statements_of
from analytics.small_numbers import BANDS, Round, everything, shown
from matrix_xblock.plugin.clickhouse.schema import Places

K = 3
"""In these tests. With a small k all courses can be gone through; the rules are the same."""


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
    warehouse.empty(Places(k=K))
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
        assert tuple(looks[course]) == everything(counts, K), counts


def test_an_organisation_shows_what_its_courses_show_added_up_and_nothing_of_others(warehouse):
    warehouse.empty(Places(k=K))
    people = {("Ash", 1): 4, ("Ash", 2): 7, ("Ash", 3): 2, ("Beck", 4): 2, ("Beck", 5): 2}
    for (org, number), count in people.items():
        warehouse.receive(statements_of(course_of(org, number), Round(count)))

    rows = warehouse.rows("SELECT * FROM reporting.matrix_organisations")

    assert [(each["org"], each["people"], each["reviews"]) for each in rows] == [("Ash", 9, 2)]
    assert {each["course_key"] for each in rows} == {""}


def test_what_happened_this_week_waits_until_the_week_is_over(warehouse):
    warehouse.empty(Places(k=K))
    warehouse.receive(statements_of(course_of("Trust", 1), Round(9), weeks_ago=0))

    for view in (*ASKED, "matrix_weeks"):
        assert warehouse.rows(f"SELECT * FROM reporting.{view}") == []
