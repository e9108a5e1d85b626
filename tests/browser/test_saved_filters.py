"""Saved filters of the queue, in a browser: a link over the list that only its owner has."""

import pytest
from playwright.sync_api import expect

from browser.staff_states import colleague, staff_filter_saved
from browser.states import Stage


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


def test_a_saved_filter_leads_back_to_what_was_shown_and_is_removed_again(stage):
    page = staff_filter_saved(stage)
    shown = page.heading.inner_text()

    page.review.get_by_role("link", name="Needs you").click()
    expect(page.heading).to_contain_text("Needs you (")
    page.reload()
    page.review.get_by_role("link", name="Accepted so far").click()
    expect(page.heading).to_have_text(shown)
    page.review.locator("summary", has_text="Saved filters").click()
    page.go("Remove Accepted so far")

    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Removed: Accepted so far")
    expect(page.review.get_by_role("link", name="Accepted so far")).to_have_count(0)
    expect(page.heading).to_have_text(shown)


def test_nobody_else_has_it(stage):
    staff_filter_saved(stage)

    other = colleague(stage)

    expect(other.review.get_by_role("link", name="Accepted so far")).to_have_count(0)
    expect(other.review.locator("summary", has_text="Saved filters")).to_have_count(0)
