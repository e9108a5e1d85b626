from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

import strategies
from builders import NOW, a_framework, a_review, a_signed_off_review, an_area, an_area_review, areas
from matrix_xblock.domain.review.migration import Difference, edition, migrate
from matrix_xblock.domain.review.review import (
    REFLECTION_LIMIT,
    Answers,
    ArchivedAnswers,
    AreaReview,
    Outline,
    outline_of,
    sign_off,
)

SUBJECT = an_area_review(reflection="Fractions.", evidence="A plan.")
NO_AREA = a_framework(areas=areas()[1:])


def begun(**changes):
    return a_review(outline=outline_of(a_framework(), ""), **changes)


def test_what_was_said_of_an_area_that_is_no_longer_asked_is_set_aside():
    review = migrate(begun(areas={"subject": SUBJECT}), NO_AREA)

    assert review.areas == {}
    assert review.archived.areas == {"subject": SUBJECT}


def test_what_was_set_aside_comes_back_with_its_area():
    review = begun(areas={"subject": SUBJECT})

    assert migrate(migrate(review, NO_AREA), a_framework()) == review


def test_an_answer_to_a_question_that_is_gone_is_set_aside_and_comes_back():
    review = begun(answers=Answers({"moved": ("yes",)}))
    without = a_framework(prompts=())

    assert migrate(review, without).archived == ArchivedAnswers(answers={"moved": ("yes",)})
    assert migrate(migrate(review, without), a_framework()) == review


def test_an_area_that_was_renamed_by_id_begins_with_the_words_of_before():
    renamed = a_framework(areas=(an_area(id="knowledge", was=("subject",)),))

    review = migrate(begun(areas={"subject": SUBJECT}), renamed)

    area_review = review.area("knowledge")
    assert (area_review.level_id, area_review.reflection) == (SUBJECT.level_id, "Fractions.")
    assert review.archived.areas["subject"] == SUBJECT


def test_areas_that_are_joined_bring_all_their_words_and_a_level_only_where_they_agree():
    joined = a_framework(areas=(an_area(id="both", was=("subject", "leadership")),))
    areas = {"subject": SUBJECT, "leadership": AreaReview("starting", "A team.")}

    both = migrate(begun(areas=areas), joined).area("both")

    assert both == AreaReview("", "Fractions.\n\nA team.", "A plan.", SUBJECT.target_level_id or "")


def test_joined_words_fit_into_the_form_and_none_is_lost():
    joined = a_framework(areas=(an_area(id="both", was=("subject", "leadership")),))
    areas = {"subject": AreaReview("", "a" * 2000), "leadership": AreaReview("", "b" * 2000)}

    review = migrate(begun(areas=areas), joined)

    assert review.area("both").reflection == "a" * 2000
    assert review.archived.areas == areas


def test_what_was_written_since_is_not_overwritten_by_the_words_of_before():
    renamed = a_framework(areas=(an_area(id="knowledge", was=("subject",)),))
    review = migrate(begun(areas={"subject": SUBJECT}), renamed)
    later = replace(review, areas={"knowledge": AreaReview()})

    assert migrate(later, renamed).area("knowledge") == AreaReview()


def test_what_was_signed_off_is_never_touched():
    review = a_signed_off_review()

    assert migrate(review, NO_AREA) is review


def test_what_is_set_aside_is_not_signed_off():
    review = migrate(begun(areas={"subject": SUBJECT}), NO_AREA)
    rest = {area.id: an_area_review() for area in NO_AREA.areas}

    done = sign_off(replace(review, areas=rest), NO_AREA, revision=1, now=NOW)

    assert "subject" not in done.areas
    assert done.archived.areas == {"subject": SUBJECT}


def test_somebody_who_is_writing_is_told_what_changed():
    new = a_framework(areas=(an_area(name="Knowledge"), an_area(id="new", name="New")), version="2")

    change = edition(begun(framework="talent@1"), new)

    assert change.areas == Difference(
        added=("New",),
        gone=("Leading others", "Networks"),
        renamed=(("Subject knowledge", "Knowledge"),),
    )
    assert not change.levels


def test_nobody_is_told_anything_where_all_is_as_it_was():
    assert edition(begun(framework="talent@1"), a_framework()) is None


def test_a_draft_without_an_outline_is_told_that_the_version_is_another():
    change = edition(a_review(framework="talent@1"), a_framework(version="2"))

    assert change is not None
    assert not change.areas


@given(
    areas=st.dictionaries(strategies.ids, strategies.area_reviews, max_size=4),
    answers=strategies.answer_values,
    now=strategies.frameworks,
    then=strategies.frameworks,
)
def test_whatever_becomes_of_the_framework_no_word_is_lost(areas, answers, now, then):
    review = begun(areas=areas, answers=Answers(answers))

    moved = migrate(migrate(review, now), then)

    every = {**moved.areas, **moved.archived.areas}
    assert areas.items() <= every.items()
    assert answers.items() <= {**moved.answers.values, **moved.archived.answers}.items()
    assert migrate(moved, then) == moved


def test_joined_areas_keep_the_target_on_which_they_agree():
    joined = a_framework(areas=(an_area(id="both", was=("subject", "leadership")),))
    areas = {
        key: AreaReview("growing", target_level_id="established") for key in joined.areas[0].was
    }

    both = migrate(begun(areas=areas), joined).area("both")

    assert (both.level_id, both.target_level_id) == ("growing", "established")


def test_joined_words_may_be_as_long_as_the_form_takes():
    joined = a_framework(areas=(an_area(id="both", was=("subject", "leadership")),))
    half = (REFLECTION_LIMIT - 2) // 2
    areas = {key: AreaReview("growing", reflection="x" * half) for key in joined.areas[0].was}

    assert len(migrate(begun(areas=areas), joined).area("both").reflection) == 2 * half + 2


def test_words_that_are_longer_than_the_form_takes_are_set_aside_alone():
    renamed = a_framework(areas=(an_area(id="knowledge", was=("subject",)),))
    area_review = AreaReview("growing", reflection="x" * (REFLECTION_LIMIT + 1))

    review = migrate(begun(areas={"subject": area_review}), renamed)

    assert review.area("knowledge").reflection == ""
    assert review.archived.areas == {"subject": area_review}


def test_an_outline_tells_what_was_asked_and_in_which_language():
    outline = outline_of(a_framework(language="cy", areas=areas()[:1]), "Baseline review")

    assert outline == Outline(
        levels=(
            ("starting", "Starting out"),
            ("growing", "Growing"),
            ("established", "Established"),
        ),
        areas=(("subject", "Subject knowledge"),),
        language="cy",
        round_title="Baseline review",
    )
