"""What the matrix picture knows of each area."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    a_form,
    a_framework,
    a_level,
    a_record,
    a_review,
    a_setup,
    a_signed_off_review,
    an_area,
    an_area_review,
    days,
    every_area,
    rounds,
)
from fakes import FakeHost
from matrix_xblock.domain.errors import Locked, Unknown
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.domain.record import movement
from matrix_xblock.domain.record.movement import Move, Stop
from matrix_xblock.domain.record.picture import Counts, Run, Track, counts, track
from matrix_xblock.domain.review.review import outline_of
from matrix_xblock.participant import picture
from matrix_xblock.participant.review_context import load_context

FRAMEWORK = a_framework(areas=(an_area(), an_area(id="leadership", name="Leading others")))
LEVELS = ["starting", "growing", "established"]


def a_stop(number, level, aim="", framework=FRAMEWORK, **others):
    areas = {"subject": an_area_review(level_id=level, target_level_id=aim)} if level else {}
    areas |= {key: an_area_review(level_id=each) for key, each in others.items()}
    review = a_signed_off_review(areas=areas, signed_off_at=days(number))
    return Stop(f"Round {number}", days(number), review, outline_of(framework, ""))


def followed(*stops, framework=FRAMEWORK):
    return track(movement.rows(framework, stops)[0], stops)


def of_levels(*levels, aims=()):
    aims = (*aims, *[""] * len(levels))
    stops = [a_stop(n, level, aims[n - 1]) for n, level in enumerate(levels, start=1)]
    return followed(*stops)


@pytest.mark.parametrize(
    ("levels", "move", "steps"),
    [
        (["starting", "established"], Move.UP, 2),
        (["growing", "growing"], Move.SAME, 0),
        (["established", "growing"], Move.DOWN, -1),
        (["starting", "established", "growing"], Move.UP, 1),
        (["growing"], Move.FIRST, 0),
        (["growing", ""], Move.NOTHING, 0),
        ([""], Move.NOTHING, 0),
    ],
)
def test_now_is_compared_with_the_first_round(levels, move, steps):
    track = of_levels(*levels)

    assert (track.move, track.steps) == (move, steps)


def test_rounds_that_follow_one_another_at_one_level_are_one_run():
    track = of_levels("growing", "growing", "established", "growing", "established")

    assert track.runs == (Run(2, 1, 2), Run(3, 3, 3), Run(2, 4, 4))
    assert (track.now, track.since) == (3, 1)


def test_a_round_without_an_answer_parts_a_run():
    assert of_levels("growing", "", "growing", "growing").runs == (Run(2, 1, 1), Run(2, 3, 3))


def test_an_area_that_was_answered_first_in_the_second_round_is_compared_with_that():
    track = of_levels("", "starting", "growing")

    assert (track.since, track.steps) == (2, 1)


def test_what_is_not_part_of_the_role_has_no_level_and_no_movement():
    track = of_levels("growing", NOT_APPLICABLE)

    assert (track.is_outside_role, track.now, track.move) == (True, 0, Move.NOTHING)


def test_what_was_outside_the_role_before_is_not_drawn_and_not_left_out():
    track = of_levels(NOT_APPLICABLE, "growing")

    assert (track.runs, track.is_left_out, track.move) == ((), False, Move.FIRST)


@pytest.mark.parametrize(
    ("levels", "aims", "expected"),
    [
        (["growing"], ["established"], (3, True, False)),
        (["growing"], [""], (0, False, False)),
        (["starting", "growing"], ["growing", ""], (2, False, True)),
        (["starting", "established"], ["growing", ""], (2, False, True)),
        (["starting", "growing"], ["established", ""], (0, False, False)),
        (["starting", "growing"], ["growing", "established"], (3, True, True)),
        (["starting", "growing", "growing"], ["growing", "established", ""], (0, False, False)),
        (["starting", ""], ["starting", ""], (0, False, False)),
        (["growing"], [NOT_APPLICABLE], (0, False, False)),
    ],
)
def test_the_aim_is_this_round_s_or_the_last_one_before_once_it_is_reached(levels, aims, expected):
    track = of_levels(*levels, aims=aims)

    assert (track.aim, track.is_own_aim, track.has_reached) == expected


def test_rounds_of_other_levels_are_left_out():
    other = replace(FRAMEWORK, levels=(a_level(id="no", ordinal=1), a_level(id="yes", ordinal=2)))

    track = followed(a_stop(1, "yes", "yes", other), a_stop(2, "growing"))

    assert (track.runs, track.is_left_out, track.move) == ((), True, Move.NOT_COMPARABLE)
    assert (track.aim, track.has_reached) == (0, False)


def test_areas_that_were_joined_are_left_out():
    both = an_area(id="both", name="Both", was=("subject", "leadership"))
    today = replace(FRAMEWORK, areas=(both,))
    after = a_stop(2, "", framework=today, both="growing")

    track = followed(a_stop(1, "growing", leadership="starting"), after, framework=today)

    assert (track.now, track.runs, track.move) == (2, (), Move.NOT_COMPARABLE)


def test_movement_is_counted_for_what_compares_with_the_first_round():
    examples = [[], [Run(1, 1, 1)], [Run(2, 1, 1)], [Run(3, 1, 2)], [Run(1, 2, 2)]]
    tracks = [Track("a", "A", 3, now=2, runs=tuple(runs)) for runs in examples]

    assert counts(tracks) == Counts(total=3, up=1, same=1, down=1, reached=0)


@given(st.lists(st.sampled_from([*LEVELS, "", NOT_APPLICABLE]), min_size=1, max_size=8))
def test_every_earlier_level_is_in_exactly_one_run(levels):
    track = of_levels(*levels)

    in_runs = {n: run.place for run in track.runs for n in range(run.first, run.last + 1)}
    chosen = {n: LEVELS.index(key) + 1 for n, key in enumerate(levels[:-1], 1) if key in LEVELS}
    assert in_runs == chosen


@pytest.fixture
def host():
    """Somebody in the second round, with a draft of one area."""
    first = a_signed_off_review(areas=every_area(level_id="starting"), signed_off_at=days(-100))
    draft = a_review(round_id="mid-point", areas={"subject": an_area_review()})
    return FakeHost(setup=a_setup(rounds=rounds()), record=a_record(first, draft))


def test_a_draft_is_drawn_with_the_rounds_before_it(host):
    review_context = load_context(host, "mid-point")

    drawn = picture.of_review(review_context, review_context.review, review_context.setup.framework)

    assert [(sign.title, sign.at) for sign in drawn.rounds] == [
        ("Baseline review", days(-100)),
        ("Mid-point review", None),
    ]
    assert [(row.level, row.track.steps) for row in drawn.rows] == [
        ("Growing", 1),
        ("", 0),
        ("", 0),
    ]


def test_a_round_is_drawn_as_it_was_then(host):
    page = picture.download(host, a_form(round="baseline"))

    drawn = page.context["picture"]
    assert [sign.title for sign in drawn.rounds] == ["Baseline review"]
    assert [row.level for row in drawn.rows] == ["Starting out"] * 3


def test_without_a_round_everything_that_is_signed_off_is_drawn(host):
    page = picture.download(host, {})

    assert [sign.title for sign in page.context["picture"].rounds] == ["Baseline review"]
    assert (page.filename, page.content_type) == ("matrix-picture.svg", "image/svg+xml")


@pytest.mark.parametrize(("round_id", "refusal"), [("final", Locked), ("none", Unknown)])
def test_a_round_that_is_not_there_is_not_drawn(host, round_id, refusal):
    with pytest.raises(refusal):
        picture.download(host, a_form(round=round_id))


def test_before_the_first_sign_off_there_is_nothing_to_draw():
    with pytest.raises(Unknown):
        picture.download(FakeHost(), {})


def test_drawing_saves_nothing(host):
    host.saves = 0

    picture.download(host, {})

    assert host.saves == 0
