import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    a_framework,
    a_returned_review,
    a_review,
    a_save,
    a_signed_off_review,
    an_area_review,
    days,
    levels,
    named,
)
from matrix_xblock.domain.errors import Invalid, Locked, Stale, Unknown
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.domain.review.review import EVIDENCE_LIMIT, REFLECTION_LIMIT, Status, rate
from matrix_xblock.domain.values.versions import SavedVersion

LATER = days(1)


def rated(review=None, *, area="subject", save=None, framework=None, **fields):
    return rate(
        review or a_review(),
        framework or a_framework(),
        area,
        an_area_review(**fields),
        save=save or a_save(),
        now=LATER,
    )


def by_tab(tab, sequence, seen):
    return a_save(writer=tab, sequence=sequence, seen=seen)


def test_what_is_said_of_an_area_is_kept():
    fields = {"reflection": "More.", "evidence": "A link.", "target_level_id": "established"}

    area = rated(then_level_id="starting", **fields).area("subject")

    assert area == an_area_review(
        then_level_id="starting", version=SavedVersion(revision=1), **fields
    )


def test_the_time_of_the_save_is_kept():
    assert rated().saved_at == LATER


def test_other_areas_stay_as_they_were():
    before = a_review(areas={"leadership": an_area_review(reflection="Mine.")})

    assert rated(before).area("leadership") == before.area("leadership")


def test_the_review_that_was_given_is_not_changed():
    before = a_review()

    rated(before)

    assert before == a_review()


@pytest.mark.parametrize("level", ["starting", "established", NOT_APPLICABLE, ""])
def test_each_level_and_not_applicable_and_none_can_be_chosen(level):
    assert rated(level_id=level, reflection="More.").area("subject").level_id == level


def test_not_applicable_is_an_answer():
    assert rated(level_id=NOT_APPLICABLE).area("subject").is_reviewed


def test_a_reflection_alone_is_kept_and_is_no_answer_yet():
    area = rated(level_id="", reflection="Not sure yet.").area("subject")

    assert (area.reflection, area.is_reviewed) == ("Not sure yet.", False)


def test_an_unknown_area_is_refused():
    with pytest.raises(Unknown) as refused:
        rated(area="sailing")

    assert named(refused.value.problems) == [("area", "unknown_area")]


@pytest.mark.parametrize("field", ["level_id", "target_level_id", "then_level_id"])
def test_an_unknown_level_is_refused_and_the_field_named(field):
    with pytest.raises(Invalid) as refused:
        rated(**{field: "expert"})

    assert named(refused.value.problems) == [(field, "unknown_level")]


@pytest.mark.parametrize(
    ("field", "limit"), [("reflection", REFLECTION_LIMIT), ("evidence", EVIDENCE_LIMIT)]
)
def test_text_as_long_as_the_limit_is_kept(field, limit):
    assert len(getattr(rated(**{field: "📚" * limit}).area("subject"), field)) == limit


@pytest.mark.parametrize(
    ("field", "limit"), [("reflection", REFLECTION_LIMIT), ("evidence", EVIDENCE_LIMIT)]
)
def test_text_over_the_limit_by_one_is_refused(field, limit):
    with pytest.raises(Invalid) as refused:
        rated(**{field: "x" * (limit + 1)})

    [problem] = refused.value.problems
    assert (problem.field, problem.code) == (field, "too_long")
    assert problem.values == {"limit": limit, "over": 1}


@pytest.mark.parametrize("field", ["reflection", "evidence"])
def test_a_nul_is_refused_by_its_position(field):
    with pytest.raises(Invalid) as refused:
        rated(**{field: "ab\x00c"})

    [problem] = refused.value.problems
    assert (problem.field, problem.code) == (field, "hidden_character")
    assert problem.values == {"position": 3}


def test_every_problem_of_an_area_is_named_at_once():
    with pytest.raises(Invalid) as refused:
        rated(level_id="expert", reflection="\x00", evidence="x" * (EVIDENCE_LIMIT + 1))

    assert named(refused.value.problems) == [
        ("level_id", "unknown_level"),
        ("reflection", "hidden_character"),
        ("evidence", "too_long"),
    ]


def test_line_breaks_of_word_processors_are_kept_as_newlines():
    area = rated(reflection="one\r\ntwo\u2028three\v").area("subject")

    assert area.reflection == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("review", "code"),
    [
        (a_review(status=Status.NOT_STARTED), "not_started"),
        (a_signed_off_review(), "signed_off"),
    ],
    ids=["not started", "signed off"],
)
def test_only_a_review_in_progress_takes_answers(review, code):
    with pytest.raises(Locked) as refused:
        rated(review)

    assert named(refused.value.problems) == [("review", code)]


def test_a_returned_review_takes_answers_again():
    assert rated(a_returned_review(), reflection="Better.").area("subject").reflection == "Better."


def test_a_save_that_says_nothing_new_changes_nothing():
    once = rated(reflection="More.")

    assert rated(once, reflection=" More.\r\n", save=a_save(seen=1)) is once


def test_equal_content_never_conflicts():
    once = rated(save=by_tab("one", 1, seen=0))

    assert rated(once, save=by_tab("two", 1, seen=0)) is once


def test_the_second_tab_cannot_overwrite_what_it_has_not_seen():
    first = rated(reflection="First.", save=by_tab("one", 1, seen=0))

    with pytest.raises(Stale) as refused:
        rated(first, reflection="Second.", save=by_tab("two", 1, seen=0))

    assert named(refused.value.problems) == [("revision", "stale")]


def test_the_second_tab_goes_on_from_what_it_has_seen():
    first = rated(reflection="First.", save=by_tab("one", 1, seen=0))

    second = rated(first, reflection="Second.", save=by_tab("two", 1, seen=1))

    assert second.area("subject").reflection == "Second."
    assert second.area("subject").version == SavedVersion(revision=2, writer="two", sequence=1)


def test_a_save_without_a_tab_is_refused_where_it_has_not_seen_the_last_one():
    first = rated(reflection="First.")

    with pytest.raises(Stale):
        rated(first, reflection="Second.")


def test_a_page_that_claims_to_have_seen_a_later_revision_is_refused():
    with pytest.raises(Stale):
        rated(reflection="First.", save=a_save(seen=7))


def test_a_tab_builds_on_its_own_last_save_even_if_the_answer_was_lost():
    first = rated(reflection="First.", save=by_tab("one", 1, seen=0))

    second = rated(first, reflection="Second.", save=by_tab("one", 2, seen=0))

    assert second.area("subject").reflection == "Second."


def test_the_same_save_sent_twice_is_kept_once():
    first = rated(reflection="First.", save=by_tab("one", 1, seen=0))

    assert rated(first, reflection="First.", save=by_tab("one", 1, seen=0)) is first


def test_a_late_duplicate_of_an_older_save_of_the_same_tab_is_ignored():
    first = rated(reflection="First.", save=by_tab("one", 1, seen=0))
    second = rated(first, reflection="Second.", save=by_tab("one", 2, seen=1))

    late = rated(second, reflection="First.", save=by_tab("one", 1, seen=0))

    assert late is second


def test_a_stale_tab_is_told_so_before_what_is_wrong_with_its_text():
    first = rated(reflection="First.", save=by_tab("one", 1, seen=0))

    with pytest.raises(Stale):
        rated(first, reflection="\x00", save=by_tab("two", 1, seen=0))


def test_areas_do_not_conflict_with_each_other():
    first = rated(reflection="First.", save=by_tab("one", 1, seen=0))

    second = rated(first, area="leadership", save=by_tab("two", 1, seen=0))

    assert set(second.areas) == {"subject", "leadership"}


def test_a_refused_save_can_be_put_right_with_the_same_number():
    with pytest.raises(Invalid):
        rated(reflection="\x00", save=by_tab("one", 1, seen=0))

    assert rated(reflection="Right.", save=by_tab("one", 1, seen=0)).area("subject").reflection


def test_a_level_the_author_has_removed_cannot_be_chosen_again():
    shorter = a_framework(levels=levels()[:2])
    before = a_review(areas={"subject": an_area_review(level_id="established")})

    with pytest.raises(Invalid):
        rated(before, framework=shorter, level_id="established", reflection="New.")


@given(
    saves=st.lists(
        st.tuples(st.sampled_from(["one", "two", ""]), st.integers(1, 3), st.integers(0, 3)),
        max_size=8,
    )
)
def test_no_order_of_saves_lets_a_tab_overwrite_another_unseen(saves):
    review = a_review()

    for number, (tab, sequence, seen) in enumerate(saves):
        version = review.area("subject").version
        try:
            after = rated(review, reflection=str(number), save=by_tab(tab, sequence, seen))
        except Stale:
            assert seen != version.revision
            continue
        is_own = bool(tab) and tab == version.writer
        assert after is review or seen == version.revision or is_own
        assert after is review or after.area("subject").version.revision == version.revision + 1
        review = after
