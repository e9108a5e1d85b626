"""Course staff remind people who have not started, in a browser."""

import pytest
from playwright.sync_api import expect

from browser.keyboard import tab_to
from browser.staff_states import reminder_offered, staff_names_to_copy
from browser.states import Stage


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


def button(page):
    return page.review.locator(".matrix-remind button[type=submit]")


def test_a_reminder_is_sent_by_key_and_the_focus_goes_to_what_was_done(stage):
    page = reminder_offered(stage)
    expect(button(page)).to_have_text("Remind 40 people")
    tab_to(page.page, button(page))
    page.page.keyboard.press("Enter")

    outcome = page.review.locator("[data-matrix-outcome]")
    expect(outcome).to_be_focused()
    expect(outcome).to_have_text("We have asked the platform to notify 40 people.")
    expect(page.review.get_by_text("Reminded less than a day ago (40)")).to_be_visible()


def test_a_double_press_reminds_once(stage):
    page = reminder_offered(stage)
    button(page).dblclick()

    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("notify 40 people")
    expect(page.review.locator("[data-matrix-problems]")).to_have_count(0)


def test_those_who_are_ticked_are_reminded_and_nobody_else(stage):
    page = reminder_offered(stage)
    for tick in page.review.locator('.matrix-queue input[name="line"]').all()[:2]:
        tick.check()
    page.review.get_by_role("button", name="Remind 2", exact=True).click()

    outcome = page.review.locator("[data-matrix-outcome]")
    expect(outcome).to_have_text("We have asked the platform to notify 2 people.")
    expect(page.review.get_by_text("Reminded less than a day ago (2)")).to_be_visible()


def test_a_participant_finds_the_reminder_in_their_record(stage):
    block = stage.site.add_block(display_name="Talent review")
    page = reminder_offered(stage, block)
    button(page).click()
    # What is offered stands in such a place as well, before anything is sent.
    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("We have asked")
    amina = stage.site.participant(block)
    amina.id = "amina"
    theirs = stage.visit(amina)
    theirs.review.get_by_role("link", name="My record", exact=True).click()

    expect(theirs.review.get_by_text("Reminder sent on")).to_be_visible()


def test_without_notifications_the_text_and_the_names_can_be_copied(stage):
    page = staff_names_to_copy(stage)

    text = page.review.get_by_label("Text to copy")
    names = page.review.get_by_label("One name on each line")
    assert text.input_value().startswith("Your course team reminds you to start your review: ")
    assert names.input_value().splitlines()[0] == "Abena Owusu"
    assert not any(line != line.strip() for line in names.input_value().splitlines())
    expect(button(page)).to_have_count(0)
