"""What a release counts, before anything of it is hidden."""

from datetime import UTC, datetime, timedelta

import pytest

from matrix_xblock.domain.figures.groups import OTHERS, Group
from matrix_xblock.domain.figures.nested_tables import ALL, ONE_ROW
from matrix_xblock.domain.figures.release_counts import (
    Counting,
    asked_why,
    cohort_sizes,
    counted_answers,
    counted_levels,
    counted_moved,
    counted_movement,
    counted_opportunities,
    counted_why,
    counted_yes_or_no,
    counting_of,
    days_to_offer,
    has_moved,
    move,
    net_areas,
)
from matrix_xblock.domain.figures.shapes import answers_in, questions, reasons_in
from matrix_xblock.domain.figures.sign_offs import (
    NO_OPPORTUNITIES,
    AnswerCodes,
    OpportunitySummary,
    SignOff,
    by_round,
)
from matrix_xblock.domain.framework.framework import (
    Area,
    Choice,
    Framework,
    Level,
    Prompt,
    PromptKind,
    Visibility,
)

CODES = AnswerCodes(("a", "b", "c", "d"), ("low", "middle", "high", "n/a", "none"))
LOW, MIDDLE, HIGH, NOT_APPLICABLE, NONE = range(5)
NOW = datetime(2026, 12, 19, tzinfo=UTC)


def counting(*people, **others):
    """Count people given as what they were at the baseline and what they are now."""
    return Counting(
        CODES,
        [str(n) for n in range(len(people))],
        [bytes(now) for _, now in people],
        {"baseline": [None if was is None else bytes(was) for was, _ in people]},
        others.pop("opportunities", [NO_OPPORTUNITIES] * len(people)),
        **others,
    )


def numbers(counted, row=ONE_ROW):
    return {key: number for key, number in counted.rows[row].items() if number}


# Movement


@pytest.mark.parametrize(
    ("was", "now", "way"),
    [
        (LOW, HIGH, "up"),
        (MIDDLE, HIGH, "up"),
        (MIDDLE, MIDDLE, "same"),
        (HIGH, LOW, "down"),
        (NOT_APPLICABLE, LOW, None),
        (LOW, NONE, None),
        (NONE, NONE, None),
    ],
)
def test_a_move_is_between_two_levels_or_cannot_be_compared(was, now, way):
    assert move(CODES, was, now) == way


@pytest.mark.parametrize(
    ("was", "now", "net"),
    [
        ((LOW, LOW, LOW, LOW), (MIDDLE, HIGH, LOW, LOW), 2),
        ((LOW, HIGH, LOW, LOW), (MIDDLE, LOW, LOW, LOW), 0),
        ((MIDDLE, HIGH, LOW, LOW), (LOW, LOW, MIDDLE, LOW), -1),
        ((LOW, NONE, LOW, LOW), (MIDDLE, HIGH, NOT_APPLICABLE, LOW), 1),
        ((NONE,) * 4, (LOW,) * 4, None),
    ],
)
def test_the_net_number_is_of_areas_up_less_areas_down(was, now, net):
    assert net_areas(CODES, [bytes(was)], [bytes(now)]) == [net]


def test_somebody_without_a_baseline_has_no_net_number():
    assert net_areas(CODES, [None], [bytes(4)]) == [None]


@pytest.mark.parametrize(
    ("net", "moved"), [(1, True), (4, True), (0, False), (-1, False), (None, False)]
)
def test_somebody_has_moved_when_more_areas_went_up_than_down(net, moved):
    assert has_moved(net) is moved


def test_movement_is_counted_by_area_and_who_cannot_be_compared_is_outside():
    counted = counted_movement(
        counting(
            ((LOW, LOW, LOW, LOW), (HIGH, LOW, LOW, LOW)),
            ((HIGH, LOW, LOW, LOW), (LOW, LOW, LOW, LOW)),
            ((NONE, LOW, LOW, LOW), (LOW, LOW, LOW, LOW)),
            (None, (LOW, LOW, LOW, LOW)),
        ),
        "a",
        "baseline",
    )

    assert numbers(counted) == {"up": 1, "down": 1}
    assert counted.outside[ONE_ROW] == 2


def test_who_has_moved_is_counted_with_the_net_number_of_areas():
    counted = counted_moved(
        counting(
            ((LOW,) * 4, (MIDDLE,) * 4),
            ((LOW,) * 4, (MIDDLE, MIDDLE, MIDDLE, LOW)),
            ((LOW,) * 4, (MIDDLE, MIDDLE, LOW, LOW)),
            ((LOW,) * 4, (MIDDLE, LOW, LOW, LOW)),
            ((LOW,) * 4, (LOW,) * 4),
            ((HIGH,) * 4, (LOW, HIGH, HIGH, HIGH)),
            (None, (LOW,) * 4),
        ),
        "baseline",
    )

    assert numbers(counted) == {"three-or-more": 2, "two": 1, "one": 1, "none": 1, "fewer": 1}
    assert counted.outside[ONE_ROW] == 1


def test_with_few_areas_only_whether_people_have_moved_is_counted():
    few = Counting(
        AnswerCodes(("a", "b"), CODES.answers),
        ["1", "2"],
        [bytes((HIGH, HIGH)), bytes((LOW, LOW))],
        {"baseline": [bytes((LOW, LOW))] * 2},
    )

    assert numbers(counted_moved(few, "baseline")) == {"moved": 1, "not-moved": 1}


# Levels


def test_levels_are_counted_in_bands_and_by_group():
    counted = counted_levels(
        counting(
            (None, (LOW,) * 4),
            (None, (HIGH,) * 4),
            (None, (NOT_APPLICABLE,) * 4),
            rows=["x", "y", "y"],
            partners=(("x", "y"),),
        ),
        "b",
    )

    assert [part.key for part in counted.tree.parts] == ["lower-half", "upper-half"]
    assert (numbers(counted, "x"), numbers(counted, "y")) == ({"level-low": 1}, {"level-high": 1})
    assert counted.outside == {"y": 1}


def test_without_groups_everybody_is_in_one_row():
    counted = counted_levels(counting((None, (LOW,) * 4), (None, (LOW,) * 4)), "a")

    assert counted.rows.keys() == {ONE_ROW}
    assert counted.number(counted.parts[ALL]) == 2


# Opportunities


@pytest.mark.parametrize(
    ("statuses", "soonest", "outcome"),
    [
        ((), None, "shared-nothing"),
        (("wanted",), None, "asked"),
        (("not-possible",), None, "asked"),
        (("declined",), None, "asked-for-none"),
        (("declined",), 3, "not-taken-up"),
        (("offered", "wanted"), 3, "not-taken-up"),
        (("agreed",), 3, "not-taken-up"),
        (("not-possible", "taken-up"), 3, "taken-up"),
        (("completed",), None, "taken-up"),
    ],
)
def test_what_came_of_opportunities_is_that_of_the_one_that_went_furthest(
    statuses, soonest, outcome
):
    shared = [OpportunitySummary(frozenset(statuses), frozenset(), soonest)]

    counted = counted_opportunities(counting((None, (LOW,) * 4), opportunities=shared), None)

    assert numbers(counted) == {outcome: 1}


def test_opportunities_of_those_who_have_not_moved_stand_beside_those_of_the_rest():
    people = [
        ((LOW,) * 4, (LOW,) * 4),
        ((LOW,) * 4, (HIGH,) * 4),
        (None, (HIGH,) * 4),
        ((LOW,) * 4, (HIGH, LOW, LOW, LOW)),
    ]
    wanted = OpportunitySummary(frozenset({"wanted"}))

    counted = counted_opportunities(counting(*people, opportunities=[wanted] * 4), "baseline")

    assert numbers(counted, "not-moved") == {"asked": 1}
    assert numbers(counted, "the-rest") == {"asked": 3}


@pytest.mark.parametrize(
    ("days", "middle"), [((), None), ((3, None, 9), 6), ((None,), None), ((0, 1, 50), 1)]
)
def test_days_to_an_offer_are_the_median_of_one_number_a_person(days, middle):
    shared = [OpportunitySummary(frozenset({"offered"}), frozenset(), each) for each in days]

    assert days_to_offer(shared) == middle


# What people say


def a_framework(**why):
    choices = tuple(Choice(each, each) for each in ("yes", "in-part", "not-yet"))
    reasons = tuple(Choice(each, each) for each in ("cost", "time", "prefer-not-to-say"))
    return Framework(
        "f",
        "F",
        (Level("low", 1, "Low"), Level("high", 2, "High")),
        (Area("a", "A"),),
        (
            Prompt("moved", "Moved?", PromptKind.CHOICE, choices),
            Prompt(
                "why",
                "Why?",
                **{
                    "kind": PromptKind.MULTI_CHOICE,
                    "choices": reasons,
                    "show_if": {"moved": ("in-part", "not-yet")},
                    **why,
                },
            ),
        ),
    )


def test_the_two_questions_are_the_ones_of_which_one_shows_the_other():
    asked = questions(a_framework())

    assert (asked.moved.id, asked.why.id) == ("moved", "why")
    assert reasons_in(asked) == ("cost", "time")


@pytest.mark.parametrize(
    "why",
    [
        {"kind": PromptKind.CHOICE},
        {"show_if": {}},
        {"show_if": {"gone": ("yes",)}},
        {"visibility": Visibility.PRIVATE},
        {"choices": (Choice("cost", "Cost"),)},
    ],
)
def test_where_there_are_no_two_such_questions_none_are_counted(why):
    assert questions(a_framework(**why)) is None


@pytest.mark.parametrize(
    ("why", "sides"),
    [
        (("yes", "in-part", "not-yet"), [["answer-yes", "after-answer-yes"], ["answer-"]]),
        (("not-yet",), [["answer-not-yet"], ["answer-yes", "answer-in-part"]]),
    ],
)
def test_answers_that_ask_why_stand_apart_from_those_that_do_not(why, sides):
    tree = answers_in(questions(a_framework(show_if={"moved": why})))

    assert [[each.key for each in side.parts] for side in tree.parts] == sides


def answered(*both):
    answers = {
        "moved": [None if moved is None else frozenset({moved}) for moved, _ in both],
        "why": [None if why is None else frozenset(why) for _, why in both],
    }
    return counting(*[(None, (LOW,) * 4) for _ in both], answers=answers)


def test_answers_are_counted_and_who_gave_none_is_outside():
    asked = questions(a_framework())
    people = answered(("yes", None), ("not-yet", ("cost",)), (None, None), ("archived", None))

    counted = counted_answers(people, asked)

    assert numbers(counted) == {"answer-yes": 1, "answer-not-yet": 1}
    assert counted.outside[ONE_ROW] == 2


def test_only_who_was_asked_what_got_in_the_way_is_counted_there():
    asked = questions(a_framework())
    people = answered(
        ("yes", ("cost",)),
        ("not-yet", ("cost", "time")),
        ("in-part", ("prefer-not-to-say",)),
        ("in-part", None),
    )

    picked = asked_why(people, asked)

    assert picked == [None, {"cost", "time"}, {"prefer-not-to-say"}, frozenset()]
    assert numbers(counted_why(picked)) == {"answered": 1, "preferred-not-to-say": 1}
    assert counted_why(picked).outside[ONE_ROW] == 1


def test_one_thing_among_several_is_a_yes_or_no():
    assert numbers(counted_yes_or_no([True, False, True])) == {"chosen": 2, "not-chosen": 1}


# Who is in a release


def sign_off(who, round_id, days, *answers, cohort="A"):
    return SignOff(who, cohort, round_id, NOW + timedelta(days=days), bytes(answers))


ROUNDS = by_round(
    [
        sign_off("b", "baseline", -90, LOW),
        sign_off("a", "final", -9, LOW, cohort="B"),
        sign_off("a", "final", -5, MIDDLE),
        sign_off("a", "final", 5, HIGH, cohort="C"),
        sign_off("b", "final", -1, HIGH, cohort="B"),
        sign_off("c", "final", 1, LOW),
        sign_off("a", "baseline", 3, LOW),
    ]
)


def test_a_release_counts_what_was_signed_off_by_its_moment():
    counting = counting_of(CODES, ROUNDS, "final", NOW, earlier=["baseline", "never"])

    assert counting.people == ["a", "b"]
    assert counting.now == [bytes([MIDDLE]), bytes([HIGH])]
    assert counting.before == {"baseline": [None, bytes([LOW])], "never": [None, None]}
    assert counting.opportunities == [NO_OPPORTUNITIES] * 2
    assert (counting.rows, counting.partners) == ([], ())


def test_everybody_counts_in_the_group_of_the_cohort_that_they_signed_off_in():
    counting = counting_of(CODES, ROUNDS, "final", NOW, groups=[Group("North", ("B",))])

    assert counting.rows == [OTHERS, "0"]
    assert counting.partners == (("0", OTHERS),)
    assert cohort_sizes(ROUNDS, "final", NOW) == {"A": 1, "B": 1}


def test_answers_of_those_who_gave_none_are_none():
    yes = frozenset({"yes"})

    counting = counting_of(CODES, ROUNDS, "final", NOW, answers={"moved": {"b": yes, "z": yes}})

    assert counting.answers == {"moved": [None, yes]}


def test_a_round_that_nobody_has_signed_off_has_nobody_in_it():
    assert counting_of(CODES, {}, "final", NOW, earlier=["baseline"]).people == []
    assert cohort_sizes({}, "final", NOW) == {}
