from dataclasses import fields, replace

import pytest

from builders import (
    NOW,
    a_complete_review,
    a_framework,
    a_prompt,
    a_record,
    a_return,
    a_returned_review,
    a_review,
    a_signed_off_review,
    an_area,
    an_area_review,
    answers,
    areas,
    days,
    every_area,
    levels,
    named,
    prompts,
)
from matrix_xblock.domain.errors import Incomplete, Locked, Stale
from matrix_xblock.domain.facts import SignedOff, Started
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Visibility
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review.review import (
    Review,
    Status,
    gaps,
    outline_of,
    reopen,
    sign_off,
    start,
)

LATER = days(1)


def signed_off(review=None, framework=None, revision=1):
    return sign_off(
        review or a_complete_review(), framework or a_framework(), revision=revision, now=LATER
    )


def begun(review=None):
    return start(review or Review("baseline"), framework=a_framework(), notice="2026-01", now=LATER)


def test_a_review_begins_with_the_notice_that_was_on_the_page():
    review, fact = begun()

    assert review == Review(
        "baseline",
        status=Status.IN_PROGRESS,
        notice="2026-01",
        framework="talent@1",
        started_at=LATER,
        saved_at=LATER,
        outline=outline_of(a_framework(), ""),
    )
    assert fact == Started("baseline")


@pytest.mark.parametrize(
    "review", [a_review(), a_returned_review()], ids=lambda review: review.status.value
)
def test_beginning_again_goes_on_with_the_framework_of_today_and_changes_nothing_else(review):
    today = outline_of(a_framework(), "")

    assert begun(review)[0] == replace(review, framework="talent@1", outline=today)


def test_what_is_signed_off_does_not_begin_again():
    review = a_signed_off_review()

    assert begun(review)[0] is review


def test_every_area_without_a_level_is_a_gap_in_the_order_of_the_framework():
    review = a_review(
        areas={"leadership": an_area_review(), "networks": an_area_review(level_id="")}
    )

    assert [area.id for area in gaps(review, a_framework())] == ["subject", "networks"]


def test_an_optional_area_is_no_gap():
    framework = a_framework(areas=(an_area(), an_area(id="extra", name="Extra", optional=True)))

    assert [area.id for area in gaps(a_review(), framework)] == ["subject"]


def test_an_area_that_is_not_part_of_the_role_is_no_gap():
    review = a_review(areas=every_area(level_id=NOT_APPLICABLE))

    assert gaps(review, a_framework()) == ()


def test_a_level_that_the_author_has_removed_is_a_gap():
    review = a_review(areas=every_area(level_id="established"))
    shorter = a_framework(levels=levels()[:2])

    assert len(gaps(review, shorter)) == 3


def test_a_complete_review_can_be_signed_off():
    done = signed_off()

    assert (done.status, done.signed_off_at, done.saved_at) == (Status.SIGNED_OFF, LATER, LATER)


def test_signing_off_keeps_which_framework_was_on_the_page():
    done = signed_off(a_complete_review(framework="talent@1"), a_framework(version="2"))

    assert done.framework == "talent@2"


def test_an_incomplete_review_is_refused_and_every_gap_named():
    with pytest.raises(Incomplete) as refused:
        signed_off(a_review(areas={"leadership": an_area_review()}))

    assert named(refused.value.problems) == [
        ("subject", "area_missing"),
        ("networks", "area_missing"),
    ]
    assert [problem.values["area"] for problem in refused.value.problems] == [
        "Subject knowledge",
        "Networks",
    ]


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_signing_off_another_revision_than_the_one_on_the_page_is_refused(revision):
    with pytest.raises(Stale) as refused:
        signed_off(a_returned_review(), revision=revision)

    assert named(refused.value.problems) == [("revision", "stale")]


@pytest.mark.parametrize(
    ("review", "code"),
    [(Review("baseline"), "not_started"), (a_signed_off_review(), "signed_off")],
    ids=["not started", "signed off"],
)
def test_only_a_review_in_progress_can_be_signed_off(review, code):
    with pytest.raises(Locked) as refused:
        signed_off(review)

    assert named(refused.value.problems) == [("review", code)]


def test_an_area_that_the_author_has_removed_is_not_signed_off():
    done = signed_off(framework=a_framework(areas=areas()[:1]))

    assert set(done.areas) == {"subject"}


@pytest.mark.parametrize(
    "now_asked",
    [
        (),
        tuple(replace(prompt, visibility=Visibility.PRIVATE) for prompt in prompts()),
        (replace(prompts()[2], visibility=Visibility.PRIVATE),),
    ],
    ids=["removed", "all private", "one private"],
)
def test_an_answer_to_a_prompt_that_is_no_longer_shared_is_not_signed_off(now_asked):
    done = signed_off(framework=a_framework(prompts=now_asked))

    assert done.answers.values == {}


def test_an_answer_that_is_hidden_now_is_not_signed_off():
    moved, _, next_step, _ = prompts()
    hidden = a_prompt(id="why-not", show_if={"moved": ("yes",)})

    done = signed_off(framework=a_framework(prompts=(moved, hidden, next_step)))

    assert set(done.answers.values) == {"moved", "next-step"}


def test_shared_answers_are_signed_off():
    assert signed_off().answers.values == a_complete_review().answers.values


def test_a_returned_review_is_a_new_revision_with_the_reason():
    after = reopen(a_signed_off_review(), a_return())

    assert (after.status, after.revision, after.returned) == (Status.RETURNED, 2, a_return())


def test_what_was_said_stays_when_a_review_is_returned():
    before = a_signed_off_review()

    after = reopen(before, a_return())

    assert (after.areas, after.answers) == (before.areas, before.answers)


def test_points_stay_when_a_review_is_returned():
    assert reopen(a_signed_off_review(earned=7.5), a_return()).earned == 7.5


def test_when_each_revision_was_signed_off_is_kept_in_order():
    once = reopen(a_signed_off_review(signed_off_at=days(1)), a_return())
    again = sign_off(once, a_framework(), revision=2, now=days(3))

    twice = reopen(again, a_return(revision=2))

    assert twice.earlier == (days(1), days(3))


def test_a_sign_off_without_a_time_takes_that_of_the_return():
    after = reopen(a_signed_off_review(signed_off_at=None), a_return(at=days(5)))

    assert after.earlier == (days(5),)


def test_a_return_of_an_older_revision_changes_nothing():
    review = a_signed_off_review(revision=2)

    assert reopen(review, a_return(revision=1)) is review


@pytest.mark.parametrize(
    "review",
    [Review("baseline"), a_review(), a_returned_review(revision=1)],
    ids=lambda review: review.status.value,
)
def test_only_a_signed_off_review_can_be_returned(review):
    assert reopen(review, a_return()) is review


def test_a_returned_review_that_is_signed_off_again_is_the_second_revision():
    done = signed_off(a_returned_review(), revision=2)

    assert (done.status, done.revision, done.earlier) == (Status.SIGNED_OFF, 2, (NOW,))


@pytest.mark.parametrize(
    ("review", "may_write", "was_signed_off"),
    [
        (Review("baseline"), False, False),
        (a_review(), True, False),
        (a_returned_review(), True, True),
        (a_signed_off_review(), False, True),
    ],
    ids=lambda value: value.status.value if isinstance(value, Review) else None,
)
def test_the_status_tells_what_can_be_done(review, may_write, was_signed_off):
    assert (review.is_editable, review.was_signed_off) == (may_write, was_signed_off)


def test_a_round_without_a_review_is_not_started():
    assert Record().review("baseline") == Review("baseline")


def test_a_record_knows_which_rounds_are_in_progress_and_which_were_signed_off():
    record = a_record(
        a_review(round_id="open"),
        a_returned_review(round_id="returned"),
        a_signed_off_review(round_id="done"),
        Review("untouched"),
    )

    assert record.in_progress == {"open", "returned"}
    assert record.signed_off == {"returned", "done"}


def test_a_record_with_a_review_has_it_in_place_of_the_old_one():
    before = a_record(a_review(), a_review(round_id="final"))

    after = before.with_review(a_signed_off_review())

    assert after.review("baseline") == a_signed_off_review()
    assert after.review("final") == a_review(round_id="final")
    assert before.review("baseline") == a_review()


def test_the_fact_of_a_sign_off_has_counts_only():
    assert {field.name for field in fields(SignedOff)} == {
        "round_id",
        "revision",
        "areas",
        "reflections",
        "earned",
        "possible",
        "completion",
        "at",
        "mode",
    }


def test_a_review_without_answers_can_be_signed_off():
    assert signed_off(a_complete_review(answers=answers())).answers.values == {}
