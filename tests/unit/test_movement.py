"""Movement between rounds, also where the framework has changed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_framework, a_level, a_signed_off_review, an_area, an_area_review, days
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.domain.record.movement import Move, Origin, Stop, rows
from matrix_xblock.domain.review.review import outline_of

FRAMEWORK = a_framework(areas=(an_area(), an_area(id="leadership", name="Leading others")))
LEVELS = [level.id for level in FRAMEWORK.levels]


def a_stop(number, framework=FRAMEWORK, **levels):
    areas = {key: an_area_review(level_id=level) for key, level in levels.items()}
    review = a_signed_off_review(areas=areas, signed_off_at=days(number))
    title = f"Round {number}"
    return Stop(title, days(number), review, outline_of(framework, title))


def only(*stops, framework=FRAMEWORK):
    return rows(framework, stops)[0]


@pytest.mark.parametrize(
    ("before", "after", "move", "steps"),
    [
        ("starting", "established", Move.UP, 2),
        ("growing", "established", Move.UP, 1),
        ("growing", "growing", Move.SAME, 0),
        ("established", "growing", Move.DOWN, 1),
    ],
)
def test_a_level_is_compared_with_the_one_before(before, after, move, steps):
    row = only(a_stop(1, subject=before), a_stop(2, subject=after))

    assert (row.move, row.steps) == (move, steps)


def test_the_first_level_is_compared_with_nothing():
    assert only(a_stop(1, subject="growing")).move is Move.FIRST


def test_an_area_without_an_answer_has_moved_nowhere():
    assert only(a_stop(1, leadership="growing")).move is Move.NOTHING


def test_what_is_not_part_of_the_role_is_shown_and_skipped_when_comparing():
    stops = [a_stop(1, subject="growing"), a_stop(2, subject=NOT_APPLICABLE)]

    row = only(*stops, a_stop(3, subject="established"))

    assert (row.move, row.steps, [point.place for point in row.points]) == (Move.UP, 1, [2, 0, 3])


def test_a_renamed_area_stays_comparable_and_says_what_it_was_called():
    today = replace(FRAMEWORK, areas=(an_area(name="Subject and phase"), FRAMEWORK.areas[1]))

    row = only(
        a_stop(1, subject="growing"), a_stop(2, today, subject="established"), framework=today
    )

    assert (row.origin, row.move) == (Origin.RENAMED, Move.UP)
    assert row.old_names == ("Subject knowledge",)


def test_an_area_with_a_new_id_carries_on_the_one_it_was():
    today = replace(FRAMEWORK, areas=(an_area(id="subjects", name="Subjects", was=("subject",)),))

    row = only(a_stop(1, subject="growing"), a_stop(2, today, subjects="growing"), framework=today)

    assert (row.origin, row.move, row.ids) == (Origin.RENAMED, Move.SAME, ("subjects", "subject"))


def test_a_split_area_is_compared_with_the_whole_it_was():
    parts = tuple(an_area(id=key, name=key, was=("subject",)) for key in ("one", "two"))
    today = replace(FRAMEWORK, areas=parts)

    moved = rows(
        today, [a_stop(1, subject="growing"), a_stop(2, today, one="established", two="starting")]
    )

    assert [(row.origin, row.move) for row in moved] == [
        (Origin.SPLIT, Move.UP),
        (Origin.SPLIT, Move.DOWN),
    ]


def test_joined_areas_are_shown_and_not_compared():
    both = an_area(id="both", name="Both", was=("subject", "leadership"))
    today = replace(FRAMEWORK, areas=(both,))

    [row] = rows(
        today,
        [a_stop(1, subject="growing", leadership="starting"), a_stop(2, today, both="growing")],
    )

    assert (row.origin, row.move, len(row.points)) == (Origin.JOINED, Move.NOT_COMPARABLE, 3)


def test_an_area_that_has_gone_keeps_its_history():
    today = replace(FRAMEWORK, areas=FRAMEWORK.areas[1:])

    moved = rows(today, [a_stop(1, subject="growing", leadership="growing")])

    assert [(row.id, row.name, row.origin) for row in moved] == [
        ("leadership", "Leading others", Origin.SAME),
        ("subject", "Subject knowledge", Origin.ARCHIVED),
    ]


def test_an_area_that_has_come_is_new():
    old = replace(FRAMEWORK, areas=FRAMEWORK.areas[1:])

    row = only(a_stop(1, old, leadership="growing"), a_stop(2, subject="growing"))

    assert (row.origin, row.move) == (Origin.NEW, Move.FIRST)


def test_levels_of_another_scale_are_shown_and_not_compared():
    other = replace(FRAMEWORK, levels=(a_level(id="no", ordinal=1), a_level(id="yes", ordinal=2)))

    row = only(a_stop(1, other, subject="yes"), a_stop(2, subject="growing"))

    assert (row.move, [point.level for point in row.points]) == (
        Move.NOT_COMPARABLE,
        ["Growing", "Growing"],
    )


def test_looking_back_is_kept_beside_what_was_said():
    areas = {"subject": an_area_review(level_id="established", then_level_id="starting")}
    now = a_stop(2)
    now = replace(now, review=replace(now.review, areas=areas))

    point = only(a_stop(1, subject="growing"), now).points[-1]

    assert (point.then, point.then_place) == ("Starting out", 1)


@st.composite
def histories(draw):
    """Draw a framework of today, and rounds answered against earlier ones."""
    ids = st.sampled_from("abcdef")
    old = [
        replace(FRAMEWORK, areas=tuple(an_area(id=key, name=key) for key in sorted(keys)))
        for keys in draw(st.lists(st.sets(ids, min_size=1), min_size=1, max_size=4))
    ]
    today = replace(
        FRAMEWORK,
        areas=tuple(
            an_area(id=key, name=key, was=tuple(draw(st.sets(ids))))
            for key in sorted(draw(st.sets(ids | st.sampled_from("xyz"), min_size=1)))
        ),
    )
    levels = st.sampled_from([*LEVELS, NOT_APPLICABLE])
    stops = [
        a_stop(number, framework, **{area.id: draw(levels) for area in framework.areas})
        for number, framework in enumerate(old, start=1)
    ]
    return today, stops


@given(histories())
def test_nothing_that_was_answered_is_dropped(history):
    today, stops = history

    moved = rows(today, stops)

    shown = {(point.stop, point.area) for row in moved for point in row.points}
    answered = {(n, name) for n, stop in enumerate(stops) for _, name in stop.outline.areas}
    assert shown == answered


@given(histories())
def test_every_area_of_today_has_one_row_and_steps_stay_within_the_scale(history):
    today, stops = history

    moved = rows(today, stops)

    assert [row.id for row in moved][: len(today.areas)] == [area.id for area in today.areas]
    assert len({row.id for row in moved}) == len(moved)
    assert all(0 <= row.steps < len(LEVELS) for row in moved)


def test_an_area_that_is_gone_is_followed_like_the_others():
    today = replace(FRAMEWORK, areas=FRAMEWORK.areas[1:])

    *_, gone = rows(today, [a_stop(1, subject="starting"), a_stop(2, subject="established")])

    assert (gone.id, gone.name, gone.ids) == ("subject", "Subject knowledge", ("subject",))
    assert (gone.origin, gone.move, gone.steps) == (Origin.ARCHIVED, Move.UP, 2)
    assert [(point.stop, point.place) for point in gone.points] == [(0, 1), (1, 3)]


def test_a_point_has_the_words_of_its_round_and_ids_where_there_are_none():
    answered = an_area_review(level_id="gone", then_level_id="growing")
    stop = a_stop(1)
    stop = replace(stop, review=replace(stop.review, areas={"older": answered}))
    today = replace(FRAMEWORK, areas=(an_area(was=("older",)),))

    [point] = only(stop, framework=today).points

    assert (point.area, point.level, point.place) == ("older", "gone", 0)
    assert (point.then, point.then_place) == ("Growing", 2)


def test_a_point_without_a_level_or_a_second_look_has_no_words_for_them():
    [point] = only(a_stop(1, subject=NOT_APPLICABLE)).points

    assert (point.level, point.then, point.then_place) == ("", "", 0)


def test_an_area_that_is_gone_and_has_no_name_goes_by_its_id():
    stop = a_stop(1)
    review = replace(stop.review, areas={"older": an_area_review()})

    *_, gone = rows(FRAMEWORK, [replace(stop, review=review)])

    assert (gone.id, gone.name) == ("older", "older")
