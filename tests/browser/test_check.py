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
    expect(gaps.review).to_contain_text("Answer 3 more areas before you sign off:")
    for area in participant.block.areas[5:]:
        expect(row(gaps, area)).to_contain_text("Not answered")


def test_the_check_page_shows_levels_in_words_with_what_was_written(gaps):
    expect(row(gaps, FIRST_AREA)).to_contain_text("Growing")
    expect(row(gaps, FIRST_AREA)).to_contain_text("I led a change.")


def test_the_check_page_says_who_will_see_it(gaps):
    expect(gaps.review).to_contain_text("When you sign off, your course team can read this review.")


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
    gaps.follow("Back to my review").back_to_whole()
    for area in participant.block.areas[5:]:
        gaps.choose(area, "starting")

    gaps.go("Check your answers").sign_off()

    expect(gaps.heading).to_have_text("Review sent to your course team")


def test_going_back_from_the_check_page_puts_the_focus_on_the_heading(gaps):
    gaps.follow("Back to my review")

    expect(gaps.heading).to_be_focused()
    expect(gaps.review.locator("[data-matrix-overview]")).to_be_visible()


def test_nothing_was_signed_off_while_there_were_gaps(gaps):
    gaps.button("Sign off").click()
    expect(gaps.review.locator("[data-matrix-problems]")).to_be_visible()

    gaps.reload()

    expect(gaps.review.locator(".matrix-status")).to_have_text("In progress")


STEPS = ("Visit a school.", "Lead a meeting.", "Read the report.")


@pytest.fixture
def asked(participant, visit):
    """Stand on the check page with three next steps to share, all ticked."""
    participant.complete()
    for text in STEPS:
        step = text.split()[0].lower()
        participant.post("save_step", {"id": step, "revision": 0, "text": text})
    return visit(participant).go("Check your answers")


def panel(page):
    return page.review.get_by_role("group", name="Sign off: Baseline review")


def test_the_first_press_asks_in_place_and_says_what_is_shared_with_whom(asked):
    asked.button("Sign off").click()

    expect(panel(asked)).to_be_focused()
    expect(panel(asked)).to_have_accessible_description(
        re.compile(r"Your course team can read this review\..*the items you ticked: 3")
    )
    expect(asked.button("Sign off")).to_be_hidden()


def test_that_it_cannot_be_changed_is_on_the_page_once(asked):
    asked.button("Sign off").click()

    expect(asked.review.get_by_text("You cannot change it").filter(visible=True)).to_have_count(1)


def test_a_signed_off_review_is_called_so_once(asked):
    asked.button("Sign off").click()
    asked.go("Sign off now")
    expect(asked.heading).to_have_text("Review sent to your course team")
    words = re.compile("signed off", re.IGNORECASE)

    assert len(words.findall(asked.review.inner_text())) == 1
    asked.reload()
    expect(asked.heading).to_have_text("Your finished review")
    assert len(words.findall(asked.review.inner_text())) == 1


def test_not_yet_puts_the_button_back_with_the_focus_on_it(asked):
    asked.button("Sign off").click()
    asked.button("Not now").click()

    expect(panel(asked)).to_be_hidden()
    expect(asked.button("Sign off")).to_be_focused()
    asked.reload()
    expect(asked.review.locator(".matrix-status")).to_have_text("In progress")


def test_it_is_signed_off_by_the_keyboard_in_two_presses(asked):
    asked.button("Sign off").focus()
    asked.page.keyboard.press("Enter")
    asked.page.keyboard.press("Tab")
    expect(asked.button("Sign off now")).to_be_focused()
    asked.page.keyboard.press("Enter")

    expect(asked.heading).to_have_text("Review sent to your course team")


def test_enter_in_a_tick_box_signs_nothing_off(asked):
    asked.review.get_by_label(STEPS[0]).focus()
    asked.page.keyboard.press("Enter")

    expect(asked.button("Sign off")).to_be_visible()
    expect(asked.heading).to_have_text("Check your answers")


def test_the_second_half_of_a_double_click_answers_nothing(asked):
    asked.button("Sign off").click()
    asked.button("Sign off now").evaluate(
        "(each) => each.dispatchEvent("
        "new MouseEvent('click', { bubbles: true, cancelable: true, detail: 2 }))"
    )

    expect(panel(asked)).to_be_visible()
    expect(asked.heading).to_have_text("Check your answers")


def test_all_or_none_of_a_list_are_ticked_and_counted(asked):
    steps = asked.review.get_by_role("group", name="Next steps")
    expect(steps).to_contain_text("3 of 3")
    asked.button("Sign off").click()

    asked.button("Select none Next steps").click()

    expect(steps.locator(":checked")).to_have_count(0)
    expect(asked.live).to_have_text("0 of 3")
    expect(panel(asked).get_by_text("the items you ticked")).to_be_hidden()
    asked.button("Select all Next steps").click()
    expect(steps.locator(":checked")).to_have_count(3)
    expect(panel(asked).get_by_text("the items you ticked: 3")).to_be_visible()


def test_going_back_from_the_question_keeps_the_ticks(asked):
    asked.review.get_by_label(STEPS[0]).uncheck()
    asked.button("Sign off").click()

    asked.page.go_back()
    expect(asked.review.locator("[data-matrix-overview], .matrix-area").first).to_be_visible()
    asked.page.go_forward()

    expect(asked.button("Sign off")).to_be_visible()
    expect(asked.review.get_by_label(STEPS[0])).not_to_be_checked()
    expect(asked.review.get_by_label(STEPS[1])).to_be_checked()


def test_where_there_is_nothing_to_tick_nothing_is_said_about_ticks(participant, visit):
    page = visit(participant.complete()).go("Check your answers")
    page.button("Sign off").click()

    expect(page.button("Sign off now")).to_be_visible()
    expect(page.review).not_to_contain_text("tick")


def test_two_tabs_sign_off_once(participant, visit):
    first, second = visit(participant.complete()), visit(participant)
    for tab in (first, second):
        tab.go("Check your answers")
        tab.button("Sign off").click()

    first.go("Sign off now")
    second.go("Sign off now")

    for tab in (first, second):
        expect(tab.heading).to_have_text("Review sent to your course team")
        expect(tab.review.locator(".matrix-earlier")).to_have_count(0)


def test_a_page_with_gaps_asks_once_they_are_filled_elsewhere(gaps, participant):
    for area in participant.block.areas[5:]:
        participant.rate(area, level_id="growing")

    gaps.go("Sign off")

    expect(gaps.heading).to_have_text("Check your answers")
    gaps.sign_off()
    expect(gaps.heading).to_have_text("Review sent to your course team")
