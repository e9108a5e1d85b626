import pytest

from builders import (
    NOW,
    a_complete_review,
    a_framework,
    a_returned_review,
    a_review,
    a_signed_off_review,
    an_area,
    an_area_review,
    answers,
    days,
    every_area,
    levels,
    prompts,
)
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.domain.review.review import Answers
from matrix_xblock.domain.values.versions import SavedVersion
from matrix_xblock.screens.matrix import area_differences, area_rows, area_section
from matrix_xblock.screens.progress import is_late, minutes_needed, progress
from matrix_xblock.screens.prompts import prompt_differences, prompt_rows, prompt_section
from matrix_xblock.screens.section import Difference, by_field
from matrix_xblock.screens.summary import summary_of

SHARED = prompts()[:3]


def many_areas(count):
    return tuple(an_area(id=f"area-{number}") for number in range(count))


def first_row(review, before=None, framework=None):
    return area_rows(framework or a_framework(), review, before)[0]


def test_each_area_is_a_row_in_the_order_of_the_framework():
    rows = area_rows(a_framework(), a_review(), None)

    assert [row.area.id for row in rows] == ["subject", "leadership", "networks"]


def test_each_level_is_a_cell_with_what_it_means_in_that_area():
    row = first_row(a_review())

    assert [(cell.level.id, cell.descriptor) for cell in row.cells] == [
        ("starting", "I am new to this."),
        ("growing", "I plan my subject with support."),
        ("established", "I do this well."),
    ]


def test_the_chosen_level_is_marked():
    row = first_row(a_review(areas=every_area(level_id="growing")))

    assert [cell.is_chosen for cell in row.cells] == [False, True, False]
    assert not row.is_not_applicable


def test_the_level_of_the_last_round_is_marked_and_never_chosen():
    row = first_row(a_review(), before=a_signed_off_review(areas=every_area()))

    assert [cell.was_chosen for cell in row.cells] == [False, True, False]
    assert not any(cell.is_chosen for cell in row.cells)
    assert row.was_reviewed


def test_without_an_earlier_round_nothing_is_marked():
    row = first_row(a_review())

    assert not row.was_reviewed
    assert not any(cell.was_chosen for cell in row.cells)


def test_not_applicable_is_marked_beside_the_levels():
    areas = every_area(level_id=NOT_APPLICABLE)

    row = first_row(a_review(areas=areas), before=a_signed_off_review(areas=areas))

    assert row.is_not_applicable
    assert row.was_not_applicable
    assert not any(cell.is_chosen or cell.was_chosen for cell in row.cells)


def test_a_level_that_the_author_has_removed_is_not_shown_as_not_applicable():
    areas = every_area(level_id="established")
    shorter = a_framework(levels=levels()[:2])

    row = first_row(a_review(areas=areas), a_signed_off_review(areas=areas), framework=shorter)

    assert not row.is_not_applicable
    assert not row.was_not_applicable
    assert not any(cell.is_chosen or cell.was_chosen for cell in row.cells)


def test_a_comment_of_staff_stands_at_its_area():
    rows = area_rows(a_framework(), a_returned_review(), None)

    assert [row.comment for row in rows] == ["", "Which change did you lead?", ""]


def test_without_a_return_there_is_no_comment():
    assert first_row(a_review()).comment == ""


@pytest.mark.parametrize(
    ("area", "is_written"),
    [
        ({}, False),
        ({"then_level_id": "starting"}, False),
        ({"reflection": "More."}, True),
        ({"evidence": "A link."}, True),
        ({"target_level_id": "established"}, True),
    ],
    ids=str,
)
def test_a_row_tells_whether_anything_is_written_behind_the_level(area, is_written):
    row = first_row(a_review(areas={"subject": an_area_review(**area)}))

    assert row.is_written is is_written


def test_the_form_of_an_area_knows_its_revision_and_its_fields():
    section = area_section(an_area(), an_area_review(version=SavedVersion(revision=4)))

    assert (section.id, section.name, section.revision) == (
        "area-subject",
        "Subject knowledge",
        4,
    )
    assert set(section.fields) == {
        "level_id",
        "reflection",
        "target_level_id",
        "evidence",
        "then_level_id",
    }
    assert not section.is_private


@pytest.mark.parametrize(("is_private", "name"), [(True, "private"), (False, "answers")])
def test_the_form_of_the_prompts_knows_who_reads_it(is_private, name):
    section = prompt_section(
        SHARED, Answers(version=SavedVersion(revision=2)), is_private=is_private
    )

    assert (section.id, section.is_private, section.revision) == (name, is_private, 2)
    assert section.fields == ("moved", "why-not", "next-step")


def test_prompts_are_laid_out_with_their_answers_hidden_ones_included():
    values = {"moved": ("in-part",), "next-step": ("Lead.",)}

    moved, why_not, next_step = prompt_rows(SHARED, values)

    assert [option.is_chosen for option in moved.options] == [False, True, False]
    assert [row.is_shown for row in (moved, why_not, next_step)] == [True, True, True]
    assert (moved.answer, why_not.answer, next_step.answer) == (("In part",), (), ("Lead.",))


def test_a_prompt_that_is_hidden_says_what_reveals_it():
    moved, why_not, _ = prompt_rows(SHARED, {})

    assert (moved.conditions, why_not.conditions) == ("", "moved=in-part|not-yet")
    assert (moved.is_shown, why_not.is_shown) == (True, False)


@pytest.mark.parametrize(
    ("done", "expected", "minutes"),
    [(0, False, 15), (1, False, 14), (8, False, 3), (8, True, 0), (7, True, 2)],
)
def test_progress_counts_areas_and_estimates_the_minutes_left(done, expected, minutes):
    framework = a_framework(areas=many_areas(8))
    review = a_review(
        areas={f"area-{number}": an_area_review() for number in range(done)},
        answers=answers(moved=["yes"]) if expected else Answers(),
    )

    shown = progress(framework, review)

    assert (shown.done, shown.total, shown.minutes_left) == (done, 8, minutes)


def test_without_prompts_nothing_is_left_once_every_area_is_done():
    framework = a_framework(prompts=())

    assert progress(framework, a_complete_review(answers=Answers())).minutes_left == 0


def test_an_area_whose_level_the_author_has_removed_is_not_done():
    framework = a_framework(levels=levels()[:2])

    assert progress(framework, a_review(areas=every_area(level_id="established"))).done == 0


@pytest.mark.parametrize(("count", "minutes"), [(1, 5), (8, 15), (10, 20), (60, 95)])
def test_the_time_for_a_review_is_told_in_steps_of_five_minutes(count, minutes):
    assert minutes_needed(a_framework(areas=many_areas(count))) == minutes


def test_without_prompts_a_review_takes_less_time():
    assert minutes_needed(a_framework(areas=many_areas(10), prompts=())) == 15


def test_a_summary_is_in_words():
    area = an_area_review(target_level_id="established", then_level_id="starting")

    row = summary_of(a_framework(), a_review(areas={"subject": area})).areas[0]

    assert (row.level, row.descriptor, row.target, row.then) == (
        "Growing",
        "I plan my subject with support.",
        "Established",
        "Starting out",
    )


def test_a_summary_says_what_is_not_applicable_and_what_is_not_answered():
    review = a_review(areas={"subject": an_area_review(level_id=NOT_APPLICABLE)})

    subject, leadership, _ = summary_of(a_framework(), review).areas

    assert (subject.level, subject.descriptor) == ("Not part of my role at the moment", "")
    assert (leadership.level, leadership.target) == ("", "")


def test_a_summary_has_shared_prompts_that_are_shown_and_no_other():
    review = a_complete_review(answers=answers(moved=["yes"], stay=["SECRET"]))

    rows = summary_of(a_framework(), review).prompts

    assert [row.prompt.id for row in rows] == ["moved", "next-step"]


def test_only_fields_that_differ_are_shown_in_both_versions():
    saved = an_area_review(level_id="growing", reflection="One.", evidence="Same.")
    here = an_area_review(level_id="established", reflection="Two.", evidence="Same.")

    assert area_differences(a_framework(), saved, here) == (
        Difference("level_id", "Growing", "Established", is_authored=True),
        Difference("reflection", "One.", "Two."),
    )


def test_line_breaks_of_the_browser_are_no_difference():
    saved, here = an_area_review(reflection="a\nb"), an_area_review(reflection="a\r\nb\r\n")

    assert area_differences(a_framework(), saved, here) == ()


def test_only_prompts_that_differ_are_shown_in_both_versions():
    saved = {"moved": ("in-part",), "why-not": ("no-time", "no-offer"), "next-step": ("One.",)}
    here = {"moved": ("in-part",), "why-not": (), "next-step": ("Two.\r\nThree.",)}

    assert prompt_differences(SHARED, saved, here) == (
        Difference("What got in the way?", "Nothing was offered; No time", "", is_authored=True),
        Difference("What is your next step?", "One.", "Two.\nThree."),
    )


def test_line_breaks_are_no_difference_between_answers():
    assert (
        prompt_differences(SHARED, {"next-step": ("a\nb",)}, {"next-step": ("a\r\nb\r\n",)}) == ()
    )


def test_every_field_is_paired_with_its_first_problem():
    first, second = Problem("a", "too_long"), Problem("a", "hidden_character")

    assert by_field((first, second), ("a", "b")) == (("a", first), ("b", None))


@pytest.mark.parametrize(
    ("due", "late"), [(None, False), (NOW, False), (days(1), False), (days(-1), True)]
)
def test_a_review_is_late_once_its_due_time_has_passed(due, late):
    assert is_late(due, NOW) is late
