"""The one-page summary: what is on it, what is shortened, and where the rest is said to be."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    a_form,
    a_framework,
    a_record,
    a_review,
    a_setup,
    a_signed_off_review,
    answers,
    days,
    every_area,
    rounds,
)
from fakes import FakeHost
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdType
from matrix_xblock.domain.errors import Locked, Unknown
from matrix_xblock.domain.plans.next_step import NextStep, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityStatus,
    OpportunityType,
)
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.values.prose import shortened
from matrix_xblock.participant import one_page as summary
from matrix_xblock.screens.one_page import MOST_AREAS, one_page
from matrix_xblock.screens.picture import PictureSign
from unit.test_picture_drawing import a_picture, a_track, runs_of

LONG = "Leading curriculum and assessment across phases " * 4


def page_of(picture=None, went=None, **changes):
    picture = picture or a_picture(a_track(now=2))
    return one_page(picture, went or Attached(), **{"wish": "", "steps": [], **changes})


def areas(count, name="Area"):
    return [a_track(id=f"a{n}", name=f"{name} {n}", now=2) for n in range(count)]


def steps(count, text="Visit a school."):
    return [NextStep(f"s{n}", text) for n in range(count)]


def test_what_fits_is_not_shortened():
    page = page_of(a_picture(*areas(8)), wish="Lead a phase.", steps=steps(4))

    assert (page.is_shortened, page.more_steps, page.more_areas) == (False, 0, 0)
    assert (page.wish, [each.text for each in page.steps]) == (
        "Lead a phase.",
        ["Visit a school."] * 4,
    )


@pytest.mark.parametrize(
    ("picture", "changes"),
    [
        (a_picture(*areas(8, LONG)), {}),
        (a_picture(*areas(8)), {"wish": LONG}),
        (a_picture(*areas(8)), {"steps": steps(1, LONG)}),
        (replace(a_picture(*areas(8)), levels=(LONG, "Growing")), {}),
        (replace(a_picture(*areas(8)), rounds=(PictureSign("now", "", LONG),)), {}),
    ],
    ids=["name", "wish", "step", "level", "round"],
)
def test_what_is_too_long_is_shortened_and_it_is_said(picture, changes):
    page = page_of(picture, **changes)

    assert page.is_shortened
    assert len(page.lines) == len(page_of(a_picture(*areas(8))).lines) - 1


def test_what_is_not_part_of_the_role_is_said_whole():
    picture = a_picture(*areas(16), a_track(is_outside_role=True))
    row = replace(
        picture.rows[-1], level="Not part of my role at the moment", track=picture.rows[-1].track
    )

    page = page_of(replace(picture, rows=(*picture.rows[:15], row)))

    assert page.picture.rows[-1].level == "Not part of my role at the moment"


def test_what_there_is_no_room_for_is_counted():
    page = page_of(a_picture(*areas(60)), steps=steps(9))

    assert len(page.picture.rows) == MOST_AREAS
    assert (page.more_areas, page.more_steps) == (60 - MOST_AREAS, 9 - len(page.steps))


def test_areas_that_are_not_printed_count_all_the_same():
    moved = [a_track(id=f"a{n}", now=3, runs=runs_of([1])) for n in range(20)]

    assert page_of(a_picture(*moved, rounds=2)).counts.up == 20


def test_the_key_names_the_first_round_and_the_latest():
    signs = page_of(a_picture(a_track(now=2), rounds=9)).picture.rounds

    assert [sign.label for sign in signs] == ["1", "6", "7", "8", ""]


def test_only_what_was_taken_up_is_named_each_kind_once():
    kinds = [
        Opportunity("a", OpportunityType.VISIT, status=OpportunityStatus.COMPLETED),
        Opportunity("b", OpportunityType.VISIT, status=OpportunityStatus.TAKEN_UP),
        Opportunity("c", OpportunityType.COACHING, status=OpportunityStatus.OFFERED),
    ]

    assert page_of(went=Attached(opportunities=tuple(kinds))).kinds == ("visit",)


def test_time_is_that_of_what_went_with_the_review():
    entry = CpdEntry("e", "A visit", CpdType.VISIT, date(2026, 3, 1), minutes=90)

    assert page_of(went=Attached(entries=(entry,))).minutes == 90


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Leading others", 14, "Leading others"),
        ("Leading others", 13, "Leading…"),
        ("Two\nlines", 20, "Two lines"),
        ("Curriculum, assessment", 14, "Curriculum…"),
        ("Verantwortung", 9, "Verantw…"),
        ("WWWW", 8, "WWWW"),
        ("WWWWW", 8, "WWW…"),
        ("", 5, ""),
    ],
)
def test_a_text_is_shortened_after_a_word(text, most, expected):
    assert shortened(text, most) == expected


@given(st.text(max_size=80), st.integers(2, 60))
def test_a_shortened_text_has_one_line_and_is_never_longer(text, most):
    line = shortened(text, most)

    assert "\n" not in line
    assert len(line) <= most
    assert line == " ".join(text.split()) or line.endswith("…")


@pytest.fixture
def host():
    """Somebody with a signed-off baseline and a draft, one open next step and one that is done."""
    first = a_signed_off_review(areas=every_area(level_id="starting"), signed_off_at=days(-100))
    draft = a_review(
        round_id="mid-point", areas=every_area(), answers=answers(**{"next-step": ["Lead."]})
    )
    record = replace(
        a_record(first, draft),
        next_steps={
            "done": NextStep("done", "Done.", status=StepStatus.DONE),
            "late": NextStep("late", "Later.", due=date(2026, 9, 1)),
            "soon": NextStep("soon", "Soon.", due=date(2026, 4, 1)),
        },
    )
    return FakeHost(setup=a_setup(rounds=rounds()), record=record)


def test_a_draft_has_the_rounds_before_it_the_wish_and_what_is_open(host):
    page = summary.show(host, a_form(round="mid-point"))

    shown = page.names["one_page"]
    assert (shown.counts.up, shown.wish) == (3, "Lead.")
    assert [step.text for step in shown.steps] == ["Soon.", "Later."]
    assert (page.template, page.names["name"]) == ("participant/one_page.html", "Ada Example")


def test_a_signed_off_round_is_as_it_was_then(host):
    shown = summary.show(host, a_form(round="baseline")).names["one_page"]

    assert [row.level for row in shown.picture.rows] == ["Starting out"] * 3
    assert (shown.counts.total, shown.wish) == (0, "Shadow a lead.")


@pytest.mark.parametrize(("round_id", "refusal"), [("final", Locked), ("none", Unknown)])
def test_a_round_that_is_not_there_has_no_summary(host, round_id, refusal):
    with pytest.raises(refusal):
        summary.show(host, a_form(round=round_id))


def test_a_framework_without_a_question_about_the_next_step_has_no_wish(host):
    host.setup = replace(host.setup, framework=a_framework(prompts=()))

    assert summary.show(host, a_form(round="mid-point")).names["one_page"].wish == ""


def test_looking_saves_nothing(host):
    host.saves = 0

    summary.show(host, a_form(round="mid-point"))

    assert host.saves == 0
