"""Figures of a course: who is counted, as what, and what one more sign-off changes."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, a_framework
from matrix_xblock.domain.figures import cohort
from matrix_xblock.domain.figures.cohort import MOVES, Moved
from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.sign_offs import (
    NOT_ANSWERED,
    AnswerCodes,
    OpportunitySummary,
    SignOff,
    by_round,
)

CODES = AnswerCodes.of(a_framework())
AREAS = [area.id for area in a_framework().areas]
LEVELS = [level.id for level in a_framework().levels]


class Member(NamedTuple):
    """Somebody, and the revisions of each round in order."""

    id: str
    group: str
    rounds: dict


def admitted(members, rounds, *, k):
    """Take members into the figures by way of the columns that their sign-offs are read into."""
    sign_offs = (
        revision._replace(participant=member.id, group=member.group, round_id=key)
        for member in members
        for key, revisions in member.rounds.items()
        for revision in revisions
    )
    return cohort.admitted(by_round(sign_offs), rounds, k=k)


def signed(minute, level=LEVELS[0], **opportunities):
    return at(minute, dict.fromkeys(AREAS, level), **opportunities)


def at(minute, levels, *, statuses=(), reasons=(), soonest=None):
    brought = OpportunitySummary(frozenset(statuses), frozenset(reasons), soonest)
    return SignOff("", "", "", NOW + timedelta(minutes=minute), CODES.encode(levels), brought)


def members(number, group="", level=LEVELS[0], first=0, **rounds):
    return [
        Member(f"{group}{n + first:03}", group, rounds or {"baseline": (signed(n, level),)})
        for n in range(number)
    ]


def heat(people, k=5, *, by_group=True):
    figures = admitted(people, ["baseline"], k=k)
    return cohort.heat(figures, a_framework(), "baseline", k=k, by_group=by_group)[AREAS[0]]


def test_people_are_counted_by_level():
    people = [*members(5), *members(10, level=LEVELS[1], first=5)]

    table = heat(people)

    assert table.whole.total == 15
    assert (table.whole.cells[LEVELS[0]], table.whole.cells[LEVELS[1]]) == (
        Symbol.CONFIDENTIAL,
        Symbol.CONFIDENTIAL,
    ) or table.whole.cells[LEVELS[1]] == 10


def test_a_level_of_an_older_framework_counts_as_no_answer():
    table = heat(members(10, level="gone"))

    assert table.whole.cells[NOT_ANSWERED] in {10, Symbol.CONFIDENTIAL}


def test_those_who_wait_for_a_full_batch_are_told_of():
    figures = admitted(members(13), ["baseline"], k=5)

    assert (len(figures.people), figures.signed_off) == (10, 13)


def test_movement_is_up_down_or_the_same():
    up = {"baseline": (signed(0, LEVELS[0]),), "mid": (signed(9, LEVELS[1]),)}
    figures = admitted(members(10, **up), ["baseline", "mid"], k=5)

    moves = cohort.moves(figures, a_framework(), ("baseline", "mid"))
    tables = cohort.movement(figures, moves, k=5, by_group=False)

    cells = tables[AREAS[0]].whole.cells
    assert cells[Moved.UP] in {10, Symbol.CONFIDENTIAL}
    assert all(cells[key] is Symbol.CONFIDENTIAL for key in (Moved.SAME, Moved.DOWN))


def offered_table(before, after, number=20):
    rounds = {"baseline": (before,), "mid": (after,)}
    figures = admitted(members(number, **rounds), ["baseline", "mid"], k=5)
    pair = ("baseline", "mid")
    moves = cohort.moves(figures, a_framework(), pair)
    return cohort.moved_and_offered(figures, moves, pair, k=5, by_group=False)


def test_who_did_not_move_and_was_offered_nothing_is_counted():
    table = offered_table(signed(0), signed(9))

    assert table.whole.total == 20
    assert set(table.whole.cells) == {
        Moved.MOVED_OFFERED,
        Moved.MOVED_NOT,
        Moved.STAYED_OFFERED,
        Moved.STAYED_NOT,
    }


def test_opportunities_are_counted_in_people():
    people = [
        *members(10, baseline=(signed(0, statuses={"offered"}, soonest=4),)),
        *members(10, first=10),
    ]
    figures = admitted(people, ["baseline"], k=5)

    tables = cohort.account(figures, "baseline", k=5, by_group=False)

    assert tables["offered"].whole.cells == {"yes": 10, "no": 10}
    assert tables["wanted"].whole.cells["yes"] is Symbol.CONFIDENTIAL
    assert cohort.median_days(figures, "baseline", k=5) == 4


def test_a_median_of_a_few_is_not_told():
    figures = admitted(members(10), ["baseline"], k=5)

    assert cohort.median_days(figures, "baseline", k=5) is Symbol.CONFIDENTIAL


people = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(LEVELS)), min_size=1, max_size=60
)


def a_course(rows):
    return [
        Member(f"{n:03}", group, {"baseline": (signed(n, level),)})
        for n, (group, level) in enumerate(rows)
    ]


def counted(course, k=5):
    figures = admitted(course, ["baseline"], k=k)
    answers = figures.rounds["baseline"].by_area(CODES)[AREAS[0]]
    return {(who, LEVELS[code]) for who, code in zip(figures.people, answers, strict=True)}


@given(people, st.sampled_from(LEVELS))
def test_one_more_of_a_large_group_changes_nothing_or_brings_a_full_batch(rows, level):
    course = a_course([*rows, *([("a", LEVELS[0])] * 5)])
    before = counted(course)

    after = counted([*course, Member("more", "a", {"baseline": (signed(99, level),)})])

    assert before <= after
    assert len(after - before) in {0, 5}


@given(people, st.data())
def test_a_second_revision_changes_nothing_by_itself(rows, data):
    course = a_course(rows)
    before = counted(course)
    place = data.draw(st.integers(0, len(course) - 1))
    level = data.draw(st.sampled_from(LEVELS))
    one = course[place]

    again = (*one.rounds["baseline"], signed(500, level))
    course[place] = Member(one.id, one.group, {"baseline": again})

    assert counted(course) == before


@given(people)
def test_figures_do_not_depend_on_the_order_in_which_people_are_read(rows):
    course = a_course(rows)

    assert heat(course) == heat(course[::-1])


def two_rounds(before, after, group=""):
    return [
        Member(f"{group}{n:02}", group, {"baseline": (before,), "mid": (after,)}) for n in range(20)
    ]


PAIR = ("baseline", "mid")


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        (LEVELS[0], LEVELS[1], Moved.UP),
        (LEVELS[0], LEVELS[2], Moved.UP),
        (LEVELS[2], LEVELS[1], Moved.DOWN),
        (LEVELS[1], LEVELS[1], Moved.SAME),
        (LEVELS[0], "gone", Moved.UNKNOWN),
        ("gone", LEVELS[0], Moved.UNKNOWN),
    ],
)
def test_a_way_is_that_of_the_area_from_the_first_round_to_the_second(before, after, way):
    first, second, third = AREAS
    people = two_rounds(at(0, {first: before}), at(9, {first: after, third: LEVELS[0]}))
    figures = admitted(people, PAIR, k=5)

    moves = cohort.moves(figures, a_framework(), PAIR)

    assert [MOVES[move] for move in moves[first]] == [way] * 20
    assert {MOVES[move] for move in moves[second] + moves[third]} == {Moved.UNKNOWN}


def offered(minute, **opportunities):
    return at(minute, {AREAS[0]: LEVELS[1]}, **opportunities)


NOTHING, LOW = offered(0), at(0, {AREAS[0]: LEVELS[0]})
HIGH = at(0, {AREAS[0]: LEVELS[2]})
EACH_CATEGORY = [
    *two_rounds(LOW, offered(9, soonest=4), "a"),
    *two_rounds(LOW, offered(9), "b"),
    *two_rounds(offered(0, soonest=4), offered(9), "c"),
    *two_rounds(NOTHING, offered(9), "d"),
]


@pytest.mark.parametrize(
    ("before", "after", "category"),
    [
        (LOW, offered(9, statuses={"offered"}), Moved.MOVED_OFFERED),
        (LOW, offered(9, soonest=4), Moved.MOVED_OFFERED),
        (LOW, offered(9, statuses={"wanted", "declined"}), Moved.MOVED_NOT),
        (offered(0, statuses={"completed"}), offered(9), Moved.STAYED_OFFERED),
        (offered(0, soonest=0), offered(9), Moved.STAYED_OFFERED),
        (NOTHING, offered(9), Moved.STAYED_NOT),
    ],
)
def test_everybody_is_in_the_category_of_what_they_did_and_were_offered(before, after, category):
    people = [*EACH_CATEGORY, *two_rounds(before, after, "e")]
    figures = admitted(people, PAIR, k=5)
    moves = cohort.moves(figures, a_framework(), PAIR)

    table = cohort.moved_and_offered(figures, moves, PAIR, k=5, by_group=False)

    categories = (Moved.MOVED_OFFERED, Moved.MOVED_NOT, Moved.STAYED_OFFERED, Moved.STAYED_NOT)
    assert table.whole.cells == {**dict.fromkeys(categories, 20), category: 40}


@pytest.mark.parametrize("by_group", [True, False])
def test_movement_is_told_for_each_group_where_that_is_asked_for(by_group):
    sign_offs = [*two_rounds(LOW, offered(9), "e"), *two_rounds(HIGH, offered(9), "f")]
    figures = admitted([*sign_offs, *EACH_CATEGORY], PAIR, k=5)
    moves = cohort.moves(figures, a_framework(), PAIR)

    levels = cohort.movement(figures, moves, k=5, by_group=by_group)[AREAS[0]]
    offers = cohort.moved_and_offered(figures, moves, PAIR, k=5, by_group=by_group)

    groups = set("abcdef") if by_group else set()
    assert (set(levels.groups), set(offers.groups)) == (groups, groups)
    cells = [levels.whole.cells[way] for way in (Moved.UP, Moved.SAME, Moved.DOWN)]
    assert by_group or cells == [60, 40, 20]


def test_reasons_are_counted_in_people_and_for_each_group():
    people = [
        *members(20, "a", baseline=(signed(0, reasons={"cover"}, statuses={"declined"}),)),
        *members(20, "b"),
    ]
    figures = admitted(people, ["baseline"], k=5)

    tables = cohort.account(figures, "baseline", k=5, by_group=True)

    assert tables["because-cover"].whole.cells == {"yes": 20, "no": 20}
    assert tables["declined"].whole.cells == {"yes": 20, "no": 20}
    assert set(tables["because-cover"].groups) == {"a", "b"}
    assert tables["because-cost"].whole.cells == {"yes": 0, "no": 40} or (
        tables["because-cost"].whole.cells["yes"] is Symbol.CONFIDENTIAL
    )


def test_a_group_of_fewer_than_k_is_admitted_with_the_other_small_ones():
    people = [*members(3, "a"), *members(3, "b", first=10), *members(5, "c", first=20)]

    figures = admitted(people, ["baseline"], k=5)

    assert len(figures.people) == 10
    assert sum(part.stop - part.start for part in figures.groups.values()) == 10
    assert list(figures.groups) == sorted(figures.groups)
    assert all(
        who[0] == key for key, part in figures.groups.items() for who in figures.people[part]
    )


def test_a_median_is_told_of_as_many_as_the_site_asks_for():
    people = members(5, baseline=(signed(0, soonest=7),))
    figures = admitted(people, ["baseline"], k=5)

    assert cohort.median_days(figures, "baseline", k=5) == 7
    assert cohort.median_days(figures, "baseline", k=6) is Symbol.CONFIDENTIAL


def test_each_large_group_waits_for_a_full_batch_of_its_own():
    people = [*members(7, "a"), *members(8, "b", first=20)]

    figures = admitted(people, ["baseline"], k=5)

    assert [who[0] for who in figures.people] == ["a"] * 5 + ["b"] * 5
    assert figures.groups == {"a": slice(0, 5), "b": slice(5, 10)}
