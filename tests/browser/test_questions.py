"""The end-of-review questions: what shows what, what stands alone, what becomes a step."""

import pytest
from playwright.sync_api import expect

from browser.tab_states import tab
from browser.visit import SAVES

PLAN, TICK = "What should happen next?", "Add this to my next steps"


@pytest.fixture
def page(started, visit):
    """Give the page of somebody who has not moved forward yet, so that every question is asked."""
    opened = visit(started)
    chosen(opened, "Not yet")
    return opened


def chosen(page, label, within="answers"):
    with page.page.expect_response(SAVES):
        page.section(within).get_by_label(label, exact=True).check()
    return page


def box(page, label, within="answers"):
    return page.section(within).get_by_role("checkbox", name=label, exact=True)


def planned(page):
    page.section("answers").get_by_label(PLAN).fill("Release one afternoon.")
    page.section("answers").get_by_label("Who will do it?").select_option("school")
    page.section("answers").get_by_label("By when?").fill("27 March 2027")
    return chosen(page, TICK)


def test_prefer_not_to_say_takes_the_other_ticks_away_and_they_take_it(page):
    chosen(page, "My role or school changed")

    box(page, "Prefer not to say").check()
    expect(box(page, "My role or school changed")).not_to_be_checked()

    box(page, "My role or school changed").check()
    expect(box(page, "Prefer not to say")).not_to_be_checked()


def test_something_else_has_a_box_and_its_words_are_there_again(page):
    words = page.section("answers").get_by_role("textbox", name="Something else (please say)")
    expect(words).to_be_hidden()

    chosen(page, "Something else")
    with page.page.expect_response(SAVES):
        words.fill("A long illness.")
        words.blur()
    page.reload().whole()

    expect(words).to_have_value("A long illness.")


def test_in_part_is_not_asked_what_got_in_the_way(page):
    question = page.review.get_by_role("group", name="What got in the way?")
    expect(question).to_be_visible()

    page.section("answers").get_by_label("In part").check()

    expect(question).to_be_hidden()


def test_there_is_nothing_to_add_before_there_are_words(page):
    expect(page.section("answers").get_by_label(TICK)).to_be_hidden()

    page.section("answers").get_by_label(PLAN).fill("Release one afternoon.")

    expect(page.section("answers").get_by_label(TICK)).to_be_visible()


def test_one_tick_makes_a_next_step_and_taking_it_away_takes_the_step_back(page):
    planned(page)

    steps = tab(page, "Next steps")
    row = steps.review.locator("form.matrix-step")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Release one afternoon.")
    expect(row).to_contain_text("My school or trust")
    expect(row).to_contain_text("By 27 Mar 2027")

    tab(page, "Review").whole()
    with page.page.expect_response(SAVES):
        page.section("answers").get_by_label(TICK).uncheck()
    tab(page, "Next steps")

    expect(row).to_have_count(0)


def test_a_day_that_cannot_be_read_is_said_at_its_field_and_nothing_is_lost(page):
    page.section("answers").get_by_label(PLAN).fill("Release one afternoon.")
    page.section("answers").get_by_label("By when?").fill("by Easter")

    chosen(page, TICK)

    when = page.section("answers").get_by_label("By when?")
    expect(page.section("answers").get_by_text("Enter a day for your next step")).to_be_visible()
    expect(when).to_have_attribute("aria-invalid", "true")
    expect(when).to_have_value("by Easter")
    expect(page.section("answers").get_by_label(PLAN)).to_have_value("Release one afternoon.")


def test_prompts_are_headings_that_a_screen_reader_can_jump_by(started, visit):
    page = visit(started).overview()
    page.review.get_by_role("link", name="Questions about the whole review").click()
    expect(page.heading).to_have_text("Questions about the whole review")

    for words in ("Have you moved forward professionally in the last year?", PLAN):
        expect(page.review.get_by_role("heading", level=3, name=words)).to_be_visible()
