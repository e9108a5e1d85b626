"""The end-of-review questions: what shows what, what stands alone, what becomes a step."""

import re

import pytest
from playwright.sync_api import expect

from browser.tab_states import tab
from browser.visit import SAVED, SAVES, SETTLED

UNSAVED = "Not saved yet, trying again"
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

    page.section("answers").get_by_label("Partly").check()

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


def when(page):
    return page.section("answers").get_by_label("By when?")


def read_back(page):
    return page.section("answers").locator("[id$='.when-read']")


def typed(page, day):
    """Say what should happen, and by when."""
    page.section("answers").get_by_label(PLAN).fill("Release one afternoon.")
    when(page).fill(day)
    return page


def step(page):
    """Look at the next steps."""
    return tab(page, "Next steps").review.locator("form.matrix-step")


def test_by_when_is_read_back_while_it_is_typed(page):
    typed(page, "27 March 2099")
    expect(read_back(page)).to_have_text("We read: Friday 27 March 2099")
    expect(page.live).to_have_text("We read: Friday 27 March 2099")

    page.reload().whole()

    expect(read_back(page)).to_have_text("We read: Friday 27 March 2099")


def test_words_without_a_day_are_said_to_make_a_step_without_one_and_stay(page):
    typed(page, "by half term")
    expect(read_back(page)).to_contain_text("a new next step will have no date")

    chosen(page, TICK)

    expect(step(page)).to_contain_text("Release one afternoon.")
    expect(step(page).locator(".matrix-step-when")).to_be_empty()
    expect(when(tab(page, "Review").whole())).to_have_value("by half term")


def test_a_day_that_there_is_not_is_said_at_its_field_and_nothing_is_lost(page):
    chosen(typed(page, "31 June"), TICK)

    section = page.section("answers")
    problem = "Enter a real date, such as 27/3/2026. You entered: 31 June"
    expect(section.get_by_text(problem)).to_be_visible()
    expect(when(page)).to_have_attribute("aria-invalid", "true")
    expect(when(page)).to_have_value("31 June")
    expect(section.get_by_label(PLAN)).to_have_value("Release one afternoon.")

    page.reload().whole()
    expect(when(page)).to_have_value("31 June")
    expect(box(page, TICK)).to_be_checked()
    with page.page.expect_response(lambda answer: SAVES.search(answer.url) and answer.ok):
        when(page).fill("30 June 2099")
        when(page).blur()

    expect(section.get_by_text("You entered: 31 June")).to_be_hidden()
    expect(step(page)).to_contain_text("By 30 Jun 2099")


def test_several_days_are_asked_about_in_place_and_one_is_chosen_by_keyboard(page):
    chosen(typed(page, "next week"), TICK)
    expect(page.section("answers").get_by_text("Say which day you mean.")).to_be_visible()
    choices = read_back(page).get_by_role("button")
    expect(choices).to_have_count(7)
    monday = choices.first.inner_text()

    when(page).focus()
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")

    expect(when(page)).to_be_focused()
    expect(when(page)).to_have_value(re.compile(r"\d+/\d+/20\d\d"))
    expect(read_back(page)).to_have_text(f"We read: {monday}")
    when(page).blur()
    expect(page.section("answers").get_by_text("Say which day you mean.")).to_be_hidden()
    expect(step(page)).to_contain_text(re.compile(r"By \d+ \w{3} 20\d\d"))


def test_a_day_that_is_meant_can_be_chosen_before_there_is_a_tick(page):
    typed(page, "next week")
    read_back(page).get_by_role("button").first.click()

    expect(when(page)).to_be_focused()
    chosen(page, TICK)

    expect(step(page)).to_contain_text(re.compile(r"By \d+ \w{3} 20\d\d"))


def test_without_a_tick_any_words_are_saved(page):
    with page.page.expect_response(SAVES) as answer:
        typed(page, "31 June").section("answers").get_by_label(PLAN).focus()

    assert answer.value.ok
    expect(when(page.reload().whole())).to_have_value("31 June")


def state(page):
    return page.section("answers").locator("[data-matrix-state]")


def tick_unsaved(page):
    """Plan a step and ask for it when it is known that this cannot be saved now."""
    typed(page, "27 March 2099").section("answers").get_by_label(TICK).check()
    expect(state(page)).to_have_text(UNSAVED)
    return page


def lost_answer(route):
    """Let the server save, and lose its answer on the way back."""
    route.fetch()
    route.abort("connectionreset")


def test_a_step_that_was_planned_offline_is_made_when_the_network_is_back(page):
    page.page.context.set_offline(True)
    tick_unsaved(page)

    page.page.context.set_offline(False)

    expect(state(page)).to_have_text(SAVED)
    expect(step(page)).to_have_count(1)
    expect(step(page)).to_contain_text("By 27 Mar 2099")


def test_a_step_that_was_planned_offline_outlives_the_tab(started, visit, new_context):
    context = new_context()
    page = chosen(visit(started, context), "Not yet")
    page.break_saves(lambda route: route.abort("internetdisconnected"))
    tick_unsaved(page).page.close()

    again = visit(started, context)

    expect(when(again)).to_have_value("27 March 2099")
    expect(read_back(again)).to_have_text("We read: Friday 27 March 2099")
    expect(box(again, TICK)).to_be_checked()
    expect(state(again)).to_have_text(SETTLED)
    expect(step(visit(started))).to_have_count(1)


def test_a_tick_that_was_taken_away_offline_takes_the_step_back(page):
    planned(page)
    page.page.context.set_offline(True)
    page.section("answers").get_by_label(TICK).uncheck()
    expect(state(page)).to_have_text(UNSAVED)

    page.page.context.set_offline(False)

    expect(state(page)).to_have_text(SAVED)
    expect(step(page)).to_have_count(0)


def test_a_step_whose_answer_was_lost_is_made_once(page):
    page.page.route(SAVES, lost_answer, times=1)
    page.section("answers").get_by_label(PLAN).fill("Release one afternoon.")
    page.section("answers").get_by_label(TICK).check()

    expect(state(page)).to_have_text(SAVED)
    expect(step(page)).to_have_count(1)


def test_words_that_wait_offline_are_not_lost_by_going_to_another_tab(page):
    page.page.route(SAVES, lambda route: route.abort("internetdisconnected"), times=1)
    typed(page, "by half term").section("answers").get_by_label(TICK).check()

    expect(step(page)).to_have_count(1)
    expect(when(tab(page, "Review").whole())).to_have_value("by half term")


def test_prompts_are_headings_that_a_screen_reader_can_jump_by(started, visit):
    page = visit(started).overview()
    page.review.get_by_role("link", name="Questions about the whole review").click()
    expect(page.heading).to_have_text("Questions about the whole review")

    for words in ("Have you moved on in your career or practice in the last year?", PLAN):
        expect(page.review.get_by_role("heading", level=3, name=words)).to_be_visible()
