"""Tabs have addresses: links, the way back, and a page opened at one."""

import re

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA
from browser.tab_states import tab

TABS = ("Review", "CPD log", "Next steps", "Progress", "My record")


@pytest.mark.parametrize("name", TABS)
def test_a_tab_says_where_one_is_and_takes_the_focus_to_its_heading(started, visit, name):
    page = tab(tab(visit(started), "My record" if name == "Review" else "Progress"), name)

    expect(page.review.locator("[data-matrix-tab][aria-current]")).to_have_count(1)
    expect(page.heading).to_be_focused()


def test_the_way_back_leads_through_the_tabs(started, visit):
    page = tab(tab(visit(started), "CPD log"), "Progress")

    page.page.go_back()
    expect(page.heading).to_have_text("CPD log")
    page.page.go_back()
    expect(page.review.locator('[aria-current="page"]')).to_have_text("Review")


def test_a_page_opened_at_a_tab_shows_it(started, visit):
    page = tab(visit(started), "Next steps")

    page.reload()

    expect(page.heading).to_have_text("Next steps and opportunities")


def test_tabs_are_reached_and_used_by_keyboard(started, visit):
    page = visit(started)

    page.review.get_by_role("link", name="CPD log", exact=True).focus()
    page.page.keyboard.press("Enter")

    expect(page.heading).to_have_text("CPD log")


def test_an_address_of_another_block_changes_nothing_here(started, visit):
    page = tab(visit(started), "CPD log")

    page.page.evaluate("window.location.hash = '#somebody-else'")

    expect(page.heading).to_have_text("CPD log")


def test_what_was_typed_before_going_to_a_tab_is_saved(started, visit):
    page = visit(started)
    page.open_details(FIRST_AREA)
    page.text(FIRST_AREA).fill("Typed, then left at once.")

    tab(tab(page, "CPD log"), "Review")

    expect(page.text(FIRST_AREA)).to_have_value("Typed, then left at once.")
    expect(page.head_state).to_have_text(re.compile("Saved"))
