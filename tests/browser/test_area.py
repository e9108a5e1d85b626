"""One area a screen: its levels and their keys, the reflection, last time, and where it leads."""

import re

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, LEVELS, SECOND_AREA, TALENT
from browser.visit import SAVED, SAVES

FIRST, SECOND = "Classroom practice and subject knowledge", "Meeting pupils' needs"


@pytest.fixture
def overview(started, visit):
    return visit(started).overview()


def opened(page, name=FIRST):
    rows = page.review.locator(".matrix-picture")
    rows.get_by_role("link", name=name, exact=True).click()
    expect(page.heading).to_have_text(name)
    return page


def test_a_level_is_chosen_by_its_key_and_saved(overview):
    page = opened(overview)

    with page.page.expect_response(SAVES):
        page.page.keyboard.press("3")

    expect(page.chosen(FIRST_AREA)).to_have_value(LEVELS[2])
    expect(page.head_state).to_have_text(SAVED)


def test_a_key_typed_in_a_text_is_a_word_of_it(overview):
    page = opened(overview)

    page.text(FIRST_AREA).press_sequentially("Year 3 and 4")

    expect(page.chosen(FIRST_AREA)).to_have_count(0)
    expect(page.text(FIRST_AREA)).to_have_value("Year 3 and 4")


@pytest.mark.parametrize("key", ["Control+3", "Alt+3", "9", "0", "a"])
def test_other_keys_choose_nothing(overview, key):
    page = opened(overview)

    page.page.keyboard.press(key)

    expect(page.chosen(FIRST_AREA)).to_have_count(0)


def test_a_key_pressed_outside_the_block_chooses_nothing(overview):
    page = opened(overview)
    page.page.evaluate("document.activeElement.blur()")

    page.page.keyboard.press("3")

    expect(page.chosen(FIRST_AREA)).to_have_count(0)


def test_an_answer_can_be_taken_back(site, visit):
    page = opened(visit(site.participant().complete()).overview())

    with page.page.expect_response(SAVES):
        page.button("Clear my answer").click()

    expect(page.chosen(FIRST_AREA)).to_have_count(0)
    page.review.get_by_role("link", name="Back to overview").click()
    expect(page.review).to_contain_text("Levels in 7 of 8 areas")


def test_save_and_next_saves_what_is_typed_and_leads_to_the_next_area(overview):
    page = opened(overview)
    page.text(FIRST_AREA).fill("Typed just before.")

    page.review.get_by_role("link", name="Save and next").click()
    expect(page.heading).to_have_text(SECOND)
    page.review.get_by_role("link", name=f"Previous: {FIRST}").click()

    expect(page.text(FIRST_AREA)).to_have_value("Typed just before.")


def test_after_the_last_area_come_the_questions_and_then_the_check(overview):
    page = opened(overview, "Career direction")

    page.review.get_by_role("link", name="Save and next").click()
    expect(page.heading).to_have_text("Questions about the whole review")
    page.review.get_by_role("link", name="Save and next").click()
    expect(page.heading).to_have_text("For you alone")
    page.review.get_by_role("link", name="Check your answers").click()

    expect(page.heading).to_have_text("Check your answers")


def test_continue_leads_to_the_first_area_without_a_level(site, visit):
    page = visit(site.participant().complete(count=2)).overview()

    page.review.get_by_role("link", name=re.compile("Continue")).click()

    expect(page.heading).to_have_text("Curriculum and assessment")
    expect(page.review).to_contain_text("Area 3 of 8")


def test_where_one_wants_to_be_is_marked_at_its_level(overview):
    page = opened(overview)

    page.review.get_by_label("Where do you want to be next?").select_option("Established")

    marks = page.area(FIRST_AREA).locator("[data-matrix-aim]:visible")
    expect(marks).to_have_count(1)
    expect(marks.locator("xpath=ancestor::label")).to_contain_text("Established")


def test_another_question_can_be_asked(overview):
    page = opened(overview)
    prompts = page.area(FIRST_AREA).locator("[data-matrix-prompts] > span:visible")
    first = prompts.text_content()

    page.button("Try a different question").click()

    expect(prompts).not_to_have_text(first)
    expect(page.live).to_have_text(prompts.text_content())


def test_in_the_next_round_last_time_stands_beside(site, visit):
    amina = site.participant().start()
    fields = {"level_id": "growing", "target_level_id": "established"}
    amina.rate(FIRST_AREA, reflection="I ran the meetings.", evidence="Minutes", **fields)
    for area in TALENT.areas[1:]:
        amina.rate(area, level_id="growing")
    amina.answer().sign_off().start("mid-point").rate(
        FIRST_AREA, "mid-point", level_id="established"
    )

    page = opened(visit(amina).overview())

    last = page.review.get_by_role("complementary", name="Last time")
    expect(last).to_contain_text("Growing, aiming for Established Reached")
    expect(last).to_contain_text("I ran the meetings.")
    expect(last).to_contain_text("Minutes")
    expect(page.level(FIRST_AREA, "growing").locator("xpath=..")).to_contain_text("you were here")


def test_what_course_staff_asked_of_an_area_stands_on_its_screen(site, visit):
    asked = {SECOND_AREA.replace("-", "_"): "Which plan changed?"}
    amina = site.participant().complete().sign_off().handed_back(**asked)

    page = opened(visit(amina).overview(), SECOND)

    expect(page.review).to_contain_text("Which plan changed?")


def test_the_overview_counts_what_counts(site, visit):
    page = visit(site.participant().complete(count=5)).overview()

    expect(page.review).to_contain_text("Levels in 5 of 8 areas · reflection in 1 (3 is enough)")
    rows = page.review.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("Done")
    expect(rows.nth(1)).to_contain_text("Level chosen")
    expect(rows.nth(7)).to_contain_text("Not started")


def test_change_opens_the_field_and_leads_back_to_the_check(site, visit):
    page = visit(site.participant().complete()).go("Check your answers")
    page.review.get_by_role("link", name=f"Change {SECOND}").click()
    expect(page.chosen(SECOND_AREA)).to_be_focused()

    with page.page.expect_response(SAVES):
        page.level(SECOND_AREA, "leading").check()
    page.review.get_by_role("link", name="Back to your answers").click()

    expect(page.heading).to_have_text("Check your answers")
    expect(page.review).to_contain_text("Leading others")


def test_a_second_version_of_an_area_is_compared_on_its_screen(site, visit):
    amina = site.participant().start()
    page = opened(visit(amina).overview())
    amina.rate(FIRST_AREA, level_id="growing", reflection="Said first.")
    with page.refused():
        page.text(FIRST_AREA).fill("Said second.")
        page.text(FIRST_AREA).blur()

    page.go("Use the other version")

    expect(page.heading).to_have_text(FIRST)
    expect(page.text(FIRST_AREA)).to_have_value("Said first.")
