from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    a_complete_review,
    a_credit_rule,
    a_framework,
    a_prompt,
    a_record,
    a_returned_review,
    a_review,
    a_round,
    a_signed_off_review,
    an_area,
    an_area_review,
    answers,
    every_area,
    levels,
    named,
    rounds,
)
from matrix_xblock.domain.framework.credit import PARTS, check
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.domain.record.engagement import CreditPart, credit, totals
from matrix_xblock.domain.review.review import Review, Status

LEVELS = [*(level.id for level in levels()), NOT_APPLICABLE]
AREAS = [area.id for area in a_framework().areas]


def the_credit(review, rule=None, framework=None):
    return credit(review, framework or a_framework(), rule or a_credit_rule())


def done(review, part, rule=None, framework=None):
    """Give how much of a part is done, of how much."""
    [part_done] = [p for p in the_credit(review, rule, framework).parts if p.name == part]
    return part_done.done, part_done.needed


def test_a_review_that_is_not_started_gives_nothing():
    assert the_credit(Review("baseline")).earned == 0


def test_a_complete_and_signed_off_review_gives_all_points():
    full = the_credit(a_signed_off_review())

    assert (full.earned, full.possible) == (10, 10)


def test_areas_count_once_a_level_is_chosen():
    review = a_review(areas={"subject": an_area_review(), "networks": an_area_review(level_id="")})

    assert done(review, "areas") == (1, 3)


def test_an_area_that_is_not_part_of_the_role_counts():
    assert done(a_review(areas=every_area(level_id=NOT_APPLICABLE)), "areas") == (3, 3)


def test_an_optional_area_does_not_count():
    framework = a_framework(areas=(an_area(), an_area(id="extra", optional=True)))

    assert done(a_review(areas={"extra": an_area_review()}), "areas", framework=framework) == (0, 1)


def test_reflections_count_up_to_as_many_as_are_needed():
    review = a_review(areas={"subject": an_area_review(level_id="", reflection="More.")})

    assert done(review, "reflections", a_credit_rule(reflections_needed=2)) == (1, 2)


def test_no_more_reflections_are_needed_than_there_are_areas():
    assert done(a_review(), "reflections", a_credit_rule(reflections_needed=50)) == (0, 3)


def test_more_reflections_than_needed_give_no_more_points():
    rule = a_credit_rule(reflections_needed=1)

    assert the_credit(a_signed_off_review(), rule).earned == rule.possible


def test_only_prompts_that_are_shown_are_needed():
    assert done(a_review(), "prompts") == (0, 2)
    assert done(a_review(answers=answers(moved=["in-part"])), "prompts") == (1, 3)


def test_an_optional_prompt_is_not_needed():
    framework = a_framework(prompts=(a_prompt(optional=True), a_prompt(id="more")))

    assert done(a_review(answers=answers(next_step=["Lead."])), "prompts", framework=framework) == (
        0,
        1,
    )


def test_naming_a_next_step_counts():
    assert done(a_review(answers=answers(next_step=["Lead."])), "next_step") == (1, 1)


def test_where_no_prompt_asks_for_a_next_step_none_is_needed():
    framework = a_framework(prompts=())

    full = the_credit(a_signed_off_review(answers=answers()), framework=framework)

    assert full.earned == full.possible


def test_signing_off_counts():
    assert done(a_complete_review(), "sign_off") == (0, 1)
    assert done(a_signed_off_review(), "sign_off") == (1, 1)


def test_a_part_without_points_is_left_out():
    rule = a_credit_rule(prompts=0, next_step=0)

    assert [part.name for part in the_credit(a_review(), rule).parts] == [
        "areas",
        "reflections",
        "sign_off",
    ]


def test_half_of_a_part_gives_half_of_its_points():
    assert CreditPart("areas", done=1, needed=2, possible=3).earned == 1.5


def test_nothing_needed_is_done():
    assert CreditPart("prompts", done=0, needed=0, possible=3).earned == 3


def test_points_are_rounded_so_that_they_add_up():
    framework = a_framework(areas=tuple(an_area(id=f"a-{n}") for n in range(7)))
    review = a_review(areas={"a-0": an_area_review()})

    rule = a_credit_rule(areas=1, reflections=0, prompts=0, next_step=0, sign_off=0)

    assert the_credit(review, rule, framework).earned == 0.1429


def test_the_points_of_a_block_are_those_of_its_signed_off_rounds():
    record = a_record(
        a_signed_off_review(earned=8.5),
        a_returned_review(round_id="mid-point", earned=7.25),
        a_review(round_id="final", earned=3.0),
    )

    total = totals(record, rounds(), a_credit_rule())

    assert (total.earned, total.possible) == (15.75, 30)
    assert total.completion == pytest.approx(2 / 3)


def test_a_round_that_the_author_has_removed_gives_no_points_any_more():
    record = a_record(a_signed_off_review(earned=8.5), a_signed_off_review(round_id="old"))

    total = totals(record, (a_round(),), a_credit_rule())

    assert (total.earned, total.possible, total.completion) == (8.5, 10, 1.0)


def test_without_a_sign_off_there_are_no_points():
    total = totals(a_record(a_complete_review()), rounds(), a_credit_rule())

    assert (total.earned, total.completion) == (0, 0)


def test_a_credit_rule_that_keeps_the_rules_has_no_problems():
    assert check(a_credit_rule(areas=1000, reflections=0, reflections_needed=0)) == ()


@pytest.mark.parametrize("part", [*PARTS, "reflections_needed"])
@pytest.mark.parametrize("points", [-1, 1001])
def test_points_out_of_range_are_named_with_their_path(part, points):
    [problem] = check(a_credit_rule(**{part: points}))

    assert (problem.field, problem.code) == (f"credit.{part}", "out_of_range")
    assert problem.values == {"least": 0, "most": 1000}


def test_at_least_one_part_has_to_give_points():
    rule = a_credit_rule(areas=0, reflections=0, prompts=0, next_step=0, sign_off=0)

    assert named(check(rule)) == [("credit", "no_points")]


def test_every_problem_of_a_credit_rule_is_named_at_once():
    problems = named(check(a_credit_rule(areas=-1, sign_off=1001)))

    assert problems == [("credit.areas", "out_of_range"), ("credit.sign_off", "out_of_range")]


chosen = st.fixed_dictionaries({area: st.sampled_from(LEVELS) for area in AREAS})
wished = st.fixed_dictionaries({area: st.sampled_from(["", *LEVELS]) for area in AREAS})
rules = st.builds(
    a_credit_rule,
    areas=st.integers(0, 20),
    reflections=st.integers(0, 20),
    prompts=st.integers(0, 20),
    next_step=st.integers(0, 20),
    sign_off=st.integers(1, 20),
    reflections_needed=st.integers(0, 5),
)


@st.composite
def reviews(draw):
    """Draw a review in which each area has a level or not, and perhaps words."""
    areas = {
        area: an_area_review(
            level_id=draw(st.sampled_from(["", *LEVELS])),
            reflection=draw(st.sampled_from(["", "More."])),
        )
        for area in draw(st.sets(st.sampled_from(AREAS)))
    }
    moved = draw(st.sampled_from([[], ["yes"], ["in-part"]]))
    status = draw(st.sampled_from([Status.IN_PROGRESS, Status.SIGNED_OFF, Status.RETURNED]))
    texts = {"moved": moved, "next_step": draw(st.sampled_from([[], ["Lead."]]))}
    return a_review(
        areas=areas, status=status, answers=answers(**{k: v for k, v in texts.items() if v})
    )


def with_other_levels(review, level, target, then):
    """Give the same review with other levels, wherever a level is chosen."""
    areas = {
        area_id: replace(
            area,
            level_id=level[area_id] if area.level_id else "",
            target_level_id=target[area_id],
            then_level_id=then[area_id],
        )
        for area_id, area in review.areas.items()
    }
    return replace(review, areas=areas)


@given(review=reviews(), rule=rules, level=chosen, target=wished, then=wished)
def test_reviews_that_differ_only_in_levels_get_equal_credit(review, rule, level, target, then):
    other = with_other_levels(review, level, target, then)

    assert the_credit(other, rule) == the_credit(review, rule)


@given(review=reviews(), rule=rules)
def test_credit_is_never_less_than_nothing_and_never_more_than_all(review, rule):
    credit_given = the_credit(review, rule)

    assert 0 <= credit_given.earned <= credit_given.possible <= rule.possible


@given(review=reviews(), rule=rules)
def test_answering_one_more_area_never_takes_credit_away(review, rule):
    more = replace(review, areas={**review.areas, "subject": an_area_review(reflection="More.")})

    assert the_credit(more, rule).earned >= the_credit(review, rule).earned


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=3), rules)
def test_whatever_the_author_changes_nobody_has_more_points_than_there_are(earned, rule):
    record = a_record(
        *(a_signed_off_review(round_id=f"r{n}", earned=points) for n, points in enumerate(earned))
    )

    total = totals(record, [a_round(id=f"r{n}") for n in range(len(earned))], rule)

    assert 0 <= total.earned <= total.possible
