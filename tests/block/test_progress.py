"""Progress in words: what it says is so, with any number of rounds and after any change."""

import re
from dataclasses import replace

import lxml.html
import pytest

import hosts
from builders import (
    a_framework,
    a_level,
    a_record,
    a_returned_review,
    a_review,
    a_signed_off_review,
    an_area,
    an_area_review,
    days,
    every_area,
)
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityStatus,
    OpportunityType,
)
from matrix_xblock.domain.review.review import outline_of

ROUNDS = [
    {"id": "baseline", "title": "Baseline review", "kind": "baseline"},
    {"id": "mid-point", "title": "Mid-point review", "kind": "interim"},
]
OTHER_LEVELS = (a_level(id="no", ordinal=1, name="No"), a_level(id="yes", ordinal=2, name="Yes"))


def signed_off(round_id, number, framework=None, **changes):
    outline = outline_of(framework or a_framework(), "")
    parts = {"areas": every_area(), "signed_off_at": days(number), "outline": outline}
    return a_signed_off_review(round_id=round_id, **{**parts, **changes})


def progress(*reviews, screen="progress", framework=None, rounds=ROUNDS, record=None):
    authored = {"rounds": rounds, "framework": write_framework(framework or a_framework())}
    host = hosts.lms(authored=authored).keep(record or a_record(*reviews))
    return lxml.html.fromstring(f"<div>{host.post('show_page', screen=screen).text}</div>")


def words(page):
    texts = page.xpath(".//text()[not(ancestor::svg)]")
    return re.sub(r"\s+", " ", "".join(texts)).strip()


def cells(page, name):
    """Give the cells of the row of an area, without its name."""
    rows = page.xpath("//table[contains(@class, 'matrix-picture')]/tbody/tr[th]")
    [row] = [row for row in rows if words(row.find("th")) == name]
    return [words(cell) for cell in row.findall("td")]


def headings(page):
    return [words(each) for each in page.xpath("//table[contains(@class, 'picture')]/thead//th")]


def test_before_the_first_sign_off_it_says_how_it_begins():
    page = words(progress())

    assert "first review" in page
    assert "Download SVG" not in page
    assert "Print a one-page summary" not in page


def test_a_review_that_was_returned_is_not_said_to_be_missing():
    page = words(progress(a_returned_review()))

    assert "Your review was returned to you." in page
    assert "first review" not in page


def test_after_one_round_nothing_is_compared():
    page = progress(signed_off("baseline", -100))

    assert headings(page)[2:] == ["Now", "CPD"]
    assert "This is where you are now." in words(page)
    assert "after your next round: Mid-point review." in words(page)
    assert "since" not in words(page)


def test_where_no_round_is_left_none_is_promised():
    page = words(progress(signed_off("baseline", -100), rounds=ROUNDS[:1]))

    assert "This is where you are now." in page
    assert "next round" not in page


def test_after_two_rounds_it_says_whether_somebody_has_moved():
    areas = {**every_area(), "networks": an_area_review(level_id="established")}
    page = progress(signed_off("baseline", -100), signed_off("mid-point", -1, areas=areas))

    assert "You are up in 1 of 3 areas since your baseline. No change in 2." in words(page)
    assert "cannot be compared" not in words(page)
    assert headings(page)[2:] == ["Now, since baseline", "CPD"]


def test_after_a_change_of_levels_it_does_not_wait_for_a_second_round():
    old = replace(a_framework(), levels=OTHER_LEVELS)
    first = signed_off("baseline", -100, old, areas=every_area(level_id="yes"))

    page = progress(first, signed_off("mid-point", -1))

    assert "None of your areas has a level that can be compared" in words(page)
    assert "next round" not in words(page)
    assert cells(page, "Networks")[0] == "Baseline review: Yes."


def test_an_area_that_has_come_was_not_left_unanswered():
    today = replace(a_framework(), areas=(*a_framework().areas, an_area(id="new", name="Coaching")))
    reviews = (signed_off("baseline", -100), signed_off("mid-point", -1))

    page = progress(*reviews, framework=today)

    assert cells(page, "Coaching")[1] == "Not in this round"
    assert "of 3 areas since your baseline" in words(page)
    assert "1 area cannot be compared with your baseline." in words(page)


def test_an_area_that_has_gone_was_not_left_unanswered():
    today = replace(a_framework(), areas=a_framework().areas[:2])
    latest = signed_off("mid-point", -1, today, areas={"subject": an_area_review()})

    page = progress(signed_off("baseline", -100), latest, framework=today)

    assert cells(page, "Networks")[1] == "Not in this round"
    assert cells(page, "Leading others")[1] == "Not answered"
    assert "The framework no longer has this area." in words(page)


def test_what_is_not_part_of_the_role_is_not_compared():
    areas = every_area(level_id=NOT_APPLICABLE)

    page = progress(signed_off("baseline", -100), signed_off("mid-point", -1, areas=areas))

    assert "None of your areas has a level that can be compared" in words(page)


def test_an_archived_round_keeps_its_name_and_its_place():
    outline = outline_of(a_framework(), "Autumn review")
    gone = signed_off("autumn", -100, outline=outline)

    page = progress(gone, signed_off("mid-point", -1))

    assert "Autumn review, 22 Nov 2025" in words(page)
    assert "No change in 3." in words(page)


def test_an_aim_that_was_reached_is_said_where_a_new_one_is_drawn():
    first = every_area(level_id="starting", target_level_id="growing")
    latest = every_area(level_id="growing", target_level_id="established")

    page = progress(
        signed_off("baseline", -100, areas=first), signed_off("mid-point", -1, areas=latest)
    )

    assert "You reached the level you aimed for in 3." in words(page)
    assert words(page).count("You reached the level you aimed for before.") == 3


@pytest.mark.parametrize("handler", ["print_year", "print_portfolio", "print_summary"])
def test_paper_carries_the_picture(handler):
    host = hosts.lms(authored={"rounds": ROUNDS})
    host.keep(a_record(signed_off("baseline", -100), signed_off("mid-point", -1)))

    form = {"round": "mid-point"} if handler == "print_summary" else {}
    page = lxml.html.document_fromstring(host.get(handler, **form).text)

    assert len(page.xpath("//table[contains(@class, 'matrix-picture')]/tbody//svg")) == 3


def test_a_portfolio_without_any_review_has_no_picture():
    page = hosts.lms().get("print_portfolio").text

    assert "<table" not in page
    assert "No signed-off reviews yet." in page


def test_the_summary_of_a_draft_without_any_answer_says_so():
    host = hosts.lms(authored={"rounds": ROUNDS}).keep(a_record(a_review()))

    page = lxml.html.document_fromstring(host.get("print_summary", round="baseline").text)

    assert [cells(page, each.name)[1] for each in a_framework().areas] == ["Not answered"] * 3
    assert headings(page)[2:] == ["Now"]
    assert "draft" in words(page)


def test_the_summary_says_that_rounds_cannot_be_compared():
    old = replace(a_framework(), levels=OTHER_LEVELS)
    first = signed_off("baseline", -100, old, areas=every_area(level_id="yes"))
    host = hosts.lms(authored={"rounds": ROUNDS, "framework": write_framework(a_framework())})
    host.keep(a_record(first, signed_off("mid-point", -1)))

    page = lxml.html.document_fromstring(host.get("print_summary", round="mid-point").text)

    assert "None of my areas has a level that can be compared" in words(page)
    assert "A round that had other areas or levels is not drawn." in words(page)


def test_the_summary_of_a_round_that_has_not_begun_is_refused():
    answer = hosts.lms(authored={"rounds": ROUNDS}).get("print_summary", round="baseline")

    assert answer.status_code == 423


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ((), "You have not asked for an opportunity yet."),
        (("wanted",), "You asked for 1 opportunity. You have not been offered any yet."),
        (
            ("wanted", "offered", "completed"),
            "You asked for 3 opportunities. You were offered 2 and took up 1.",
        ),
    ],
)
def test_what_was_asked_for_is_said_with_what_came_of_it(statuses, sentence):
    wishes = {
        each: Opportunity(each, OpportunityType.VISIT, status=OpportunityStatus(each))
        for each in statuses
    }
    record = replace(a_record(signed_off("baseline", -100)), opportunities=wishes)

    assert sentence in words(progress(record=record))
