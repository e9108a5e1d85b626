"""Live figures count what whoever looks may open, exactly, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import NOW, a_framework
from matrix_xblock.domain.figures import live
from matrix_xblock.domain.figures.release_counts import counting_of
from matrix_xblock.domain.figures.sign_offs import (
    AnswerCodes,
    OpportunitySummary,
    SignOff,
    by_round,
)
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.screens.figures import forks, heat, net_columns

FRAMEWORK = a_framework()
CODES = AnswerCodes.of(FRAMEWORK)
AREAS = CODES.areas
LOW, HIGH, NONE = 0, 1, len(CODES.answers) - 2
BEFORE, NOW_ROUND = "baseline", "final"


def signed(who, *answers, round_id=NOW_ROUND, cohort="a", sharing=Sharing.EVERYTHING, shared=None):
    answers = (*answers, *[LOW] * (len(AREAS) - len(answers)))
    return SignOff(
        who, cohort, round_id, NOW, bytes(answers), shared or OpportunitySummary(), sharing, {}
    )


def counting(*sign_offs):
    rounds = by_round(sign_offs)
    return counting_of(CODES, rounds, NOW_ROUND, NOW, earlier=[BEFORE])


def movement(*sign_offs):
    counted = counting(*sign_offs)
    return live.movement_of(counted, BEFORE, live.nets_of(counted, BEFORE))


def before(who, *answers):
    return signed(who, *answers, round_id=BEFORE)


@pytest.mark.parametrize(
    ("sharing", "is_counted"),
    [(Sharing.EVERYTHING, True), (Sharing.LEVELS, True), (Sharing.ANSWERS, False)],
)
def test_levels_are_counted_where_they_might_be_seen_at_sign_off(sharing, is_counted):
    columns = by_round([signed("a", sharing=sharing), signed("b")])[NOW_ROUND]

    assert ("a" in live.with_levels(columns).first) is is_counted
    assert "b" in live.with_levels(columns).first


def test_it_is_the_latest_sign_off_that_says_what_may_be_seen():
    first, second = signed("a"), signed("a", sharing=Sharing.ANSWERS)
    columns = by_round([first, second._replace(at=NOW + timedelta(days=1))])[NOW_ROUND]

    assert live.with_levels(columns).first == {}


def test_somebody_is_in_the_cohort_that_they_signed_off_in():
    columns = by_round([signed("a", cohort="North"), signed("b", cohort="South")])[NOW_ROUND]

    assert set(live.in_cohort(columns, "North").first) == {"a"}
    assert live.in_cohort(columns, "") is columns


def test_everybody_has_moved_who_has_more_areas_up_than_down():
    moved = movement(
        *[before(who) for who in "abc"],
        signed("a", HIGH, HIGH),
        signed("b"),
        before("d", HIGH),
        signed("d", LOW),
        signed("c", HIGH),
    )

    assert moved.nets == ((-1, 1), (0, 1), (1, 1), (2, 1))
    assert (moved.people, moved.moved, moved.beside) == (4, 2, 0)


def test_who_has_no_baseline_or_no_level_in_common_is_beside_it():
    moved = movement(
        signed("new", HIGH),
        before("none", *[NONE] * len(AREAS)),
        signed("none", HIGH),
        before("a"),
        signed("a"),
    )

    assert (moved.people, moved.beside) == (1, 2)
    assert {each.unknown for each in moved.areas} == {1}


def test_areas_stand_by_how_many_more_went_up_than_down():
    moved = movement(before("a"), signed("a", LOW, HIGH), before("b"), signed("b", HIGH, HIGH))

    assert [each.area for each in moved.areas][:2] == [AREAS[1], AREAS[0]]


def test_where_all_have_one_level_the_table_says_so():
    table = heat(live.levels_of(counting(signed("a", HIGH), signed("b", HIGH))))

    first = table.rows[0]
    assert [(cell.number, cell.is_most) for cell in first.cells][:2] == [(0, False), (2, True)]
    assert (table.most, first.cells[HIGH].shade, first.cells[LOW].shade) == (2, 4, 0)
    assert not table.has_unknown


def test_shades_go_by_the_largest_number_of_the_table():
    table = heat([live.AreaLevels("x", (0, 1, 10, 20, 30, 31))])

    assert [cell.shade for cell in table.rows[0].cells] == [0, 1, 2, 4]
    assert (table.rows[0].not_applicable, table.rows[0].unknown) == (30, 31)


def test_of_those_who_have_not_moved_each_is_counted_once():
    shares = {
        "asked": OpportunitySummary(frozenset({"wanted"})),
        "offered": OpportunitySummary(frozenset({"offered"}), frozenset(), 3),
        "taken": OpportunitySummary(frozenset({"taken-up", "wanted"})),
        "none": OpportunitySummary(frozenset({"declined"})),
        "nothing": OpportunitySummary(),
    }
    counted = counting(
        *[before(who) for who in (*shares, "moved")],
        *[signed(who, shared=each) for who, each in shares.items()],
        signed("moved", HIGH, shared=shares["asked"]),
    )

    stayed = live.not_moved(counted, live.nets_of(counted, BEFORE))

    assert stayed == live.NotMoved(asked=1, offered=2, asked_for_none=1, shared_nothing=1)
    assert stayed.people == 5


def test_each_opportunity_is_counted_once_and_reasons_where_there_are_any():
    shared = OpportunitySummary(
        frozenset({"wanted", "completed", "not-possible"}),
        frozenset({"cost"}),
        4,
        (("completed", 1), ("not-possible", 2), ("wanted", 3)),
        (("cost", 2),),
    )
    counted = counting(signed("a", shared=shared), signed("b", shared=shared), signed("c"))

    assert live.opportunities_of(counted, ["cover", "cost"]) == live.Opportunities(
        people=2,
        wanted=12,
        offered=2,
        taken_up=2,
        completed=2,
        waiting=6,
        not_possible=4,
        reasons=(("cost", 4),),
        days=4,
    )


@pytest.mark.parametrize(("up", "down"), [(12, 5), (0, 40), (300, 1), (0, 0)])
def test_the_longest_bars_leave_room_for_their_numbers(up, down):
    drawn = forks(live.Movement("x", (live.AreaMovement("a", up, down, 0, 0),), (), 0))[0]

    assert drawn.start >= 8
    assert drawn.end <= 91


def test_net_numbers_far_apart_are_put_together_at_the_ends():
    nets = tuple((net, 1) for net in range(-9, 13))
    columns = net_columns(live.Movement("x", (), nets, 0))

    assert [each.net for each in columns] == list(range(-4, 5))
    assert [each.reach for each in columns] == [-1, *[0] * 7, 1]
    assert sum(each.number for each in columns) == 22


@pytest.mark.parametrize(("least", "most"), [(0, 0), (-2, 5), (3, 3), (5, 12), (-12, -9)])
def test_columns_count_everybody_whatever_the_span(least, most):
    nets = tuple((net, 2) for net in range(least, most + 1))

    columns = net_columns(live.Movement("x", (), nets, 0))

    assert sum(each.number for each in columns) == 2 * len(nets)
    assert len(columns) <= 9
    assert max(each.height for each in columns) == 60


def test_nobody_is_named_by_what_is_printed():
    assert repr(signed("anna")) == "<SignOff>"
    assert repr(replace(live.NotMoved(), asked=1)) == "<NotMoved>"
