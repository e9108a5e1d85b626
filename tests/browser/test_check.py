import re

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, THIRD_AREA, framework

NAMES = {area["id"]: area["name"] for area in framework("talent-development-v1")["areas"]}


@pytest.fixture
def gaps(participant, visit):
    """Stand on the check page with the last three areas open."""
    page = visit(participant.complete(count=5))
    page.go("Check your answers")
    expect(page.heading).to_have_text("Check your answers")
    return page


def row(page, area):
    return page.review.locator(".matrix-picture-area").filter(has_text=NAMES[area])


def test_the_check_page_names_the_areas_without_an_answer(gaps, participant):
    expect(gaps.review).to_contain_text("Answer 3 areas before you sign off.")
    for area in participant.block.areas[5:]:
        expect(row(gaps, area)).to_contain_text("Not answered")


def test_the_check_page_shows_levels_in_words_with_what_was_written(gaps):
    expect(row(gaps, FIRST_AREA)).to_contain_text("Growing")
    expect(row(gaps, FIRST_AREA)).to_contain_text("I led a change.")


def test_the_check_page_says_who_will_see_it(gaps):
    expect(gaps.review).to_contain_text("your course team can read this review")


def test_change_leads_to_the_level_that_was_chosen(gaps):
    row(gaps, THIRD_AREA).get_by_role("link", name="Change").click()

    expect(gaps.level(THIRD_AREA, "growing")).to_be_focused()
    expect(gaps.level(THIRD_AREA, "growing")).to_be_checked()


def test_change_of_a_prompt_leads_to_that_prompt(gaps):
    question = "What is the next step in your career, and what would help you to take it?"
    rows = gaps.review.locator(".matrix-summary-row").filter(has_text=question)

    rows.get_by_role("link", name="Change").click()

    expect(gaps.review.get_by_label(question)).to_be_focused()


def test_every_change_button_says_what_it_changes(gaps):
    buttons = gaps.review.get_by_role("link", name=re.compile("^Change"))
    names = [re.sub(r"\s+", " ", each.inner_text()) for each in buttons.all()]

    assert len(names) == len(set(names)) == 8 + 4


def test_sign_off_with_gaps_shows_a_problem_that_takes_the_focus(gaps):
    gaps.button("Sign off").click()

    summary = gaps.review.locator("[data-matrix-problems]")
    expect(summary).to_contain_text("There is a problem")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(3)


def test_each_line_of_the_problem_leads_to_a_level_of_its_area(gaps, participant):
    last = participant.block.areas[-1]
    gaps.button("Sign off").click()

    problems = gaps.review.locator("[data-matrix-problems]")
    problems.get_by_role("link", name=re.compile(re.escape(NAMES[last]))).click()

    expect(gaps.area(last).locator("input:focus")).to_have_attribute("type", "radio")


def test_sign_off_works_once_the_gaps_are_filled(gaps, participant):
    gaps.go("Back to my review").back_to_whole()
    for area in participant.block.areas[5:]:
        gaps.choose(area, "starting")

    gaps.go("Check your answers").go("Sign off")

    expect(gaps.heading).to_have_text("Signed off")


def test_going_back_from_the_check_page_puts_the_focus_on_the_heading(gaps):
    gaps.go("Back to my review")

    expect(gaps.heading).to_be_focused()
    expect(gaps.review.locator("[data-matrix-overview]")).to_be_visible()


def test_nothing_was_signed_off_while_there_were_gaps(gaps):
    gaps.button("Sign off").click()
    expect(gaps.review.locator("[data-matrix-problems]")).to_be_visible()

    gaps.reload()

    expect(gaps.review.locator(".matrix-status")).to_have_text("In progress")
