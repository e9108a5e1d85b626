"""Every screen has an address: the way back, a reload and a link that somebody kept lead to it."""

import re

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, SECOND_AREA
from browser.tab_states import tab

TABS = ("Review", "CPD log", "Next steps", "Progress", "My record")
SCREENS = {
    "whole?round=baseline": "Talent development review",
    f"area?round=baseline&area={SECOND_AREA}": "Meeting pupils' needs",
    "questions?round=baseline": "Questions about the whole review",
    "private?round=baseline": "For you alone",
    "check?round=baseline": "Check your answers",
    "cpd": "CPD log",
    "cpd-entry": "Add a CPD entry",
    "cpd-import": "Import CPD",
    "steps": "Next steps and opportunities",
    "step": "Add a next step",
    "opportunity": "Add an opportunity",
    "progress": "Progress",
    "record": "My record",
    "record-words": "My record",
}


def opened_at(page, address):
    """Open the page anew at an address, as a link that somebody kept does."""
    page.page.goto("about:blank")
    page.page.goto(page.participant.address_of(address))
    return page


def shown(page, address):
    """Wait for the screen of an address: the one that the page comes with may have its heading."""
    expect(page.review.locator(f'[data-matrix-address="{address}"]')).to_be_attached()
    expect(page.heading).to_have_text(SCREENS[address])
    return page


def at(page, address):
    expect(page.page).to_have_url(re.compile(re.escape(address) + "$"))


@pytest.mark.parametrize("name", TABS)
def test_a_tab_says_where_one_is_and_takes_the_focus_to_its_heading(started, visit, name):
    page = tab(tab(visit(started), "My record" if name == "Review" else "Progress"), name)

    expect(page.review.locator("[data-matrix-tab][aria-current]")).to_have_count(1)
    expect(page.heading).to_be_focused()


@pytest.mark.parametrize("address", SCREENS)
def test_a_link_leads_to_its_screen(started, visit, address):
    page = shown(opened_at(visit(started), address), address)

    expect(page.heading).to_be_focused()


@pytest.mark.parametrize("address", SCREENS)
def test_a_reload_stays_on_the_screen(started, visit, address):
    page = shown(opened_at(visit(started), address), address)
    before = page.page.url

    shown(page.reload(), address)

    assert page.page.url == before


def test_the_way_back_and_forward_leads_through_tabs_and_forms(started, visit):
    page = tab(visit(started), "CPD log").go("Add an entry")
    expect(page.heading).to_have_text("Add a CPD entry")

    page.page.go_back()
    expect(page.heading).to_have_text("CPD log")
    page.page.go_back()
    expect(page.review.locator('[aria-current="page"]')).to_have_text("Review")
    page.page.go_forward()
    expect(page.heading).to_have_text("CPD log")


def test_the_way_back_leads_to_the_row_that_one_came_from(started, visit):
    page = visit(started).overview()
    page.review.get_by_role("link", name="Meeting pupils' needs").click()
    expect(page.heading).to_have_text("Meeting pupils' needs")

    page.page.go_back()

    expect(page.review.get_by_role("link", name="Meeting pupils' needs")).to_be_focused()


def test_what_was_typed_before_the_way_back_is_saved(started, visit):
    page = visit(started).overview()
    page.review.get_by_role("link", name="Continue").click()
    page.text(FIRST_AREA).fill("Typed, then left by the way back.")

    page.page.go_back()
    expect(page.review.locator("[data-matrix-overview]")).to_be_visible()
    page.page.go_forward()

    expect(page.text(FIRST_AREA)).to_have_value("Typed, then left by the way back.")


@pytest.mark.parametrize(
    ("address", "notice"),
    [
        ("area?round=baseline&area=astrology", "That page is not here any more"),
        ("area?round=never&area=astrology", "That page is not here any more"),
        ("cpd-entry?entry=never", "That page is not here any more"),
        ("cpd-entry?new=not%20an%20id", "That page is not here any more"),
        ("step?step=never", "That page is not here any more"),
    ],
)
def test_an_address_that_leads_nowhere_leads_to_where_the_review_stands(
    started, visit, address, notice
):
    page = opened_at(visit(started), address)

    expect(page.review.locator("[data-matrix-problems]")).to_contain_text(notice)
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    expect(page.review.locator("[data-matrix-overview]")).to_be_visible()


def test_an_address_of_course_staff_shows_a_participant_nothing_of_it(started, visit):
    page = opened_at(visit(started), "staff/reviews")

    expect(page.review.locator('[data-matrix-tab][aria-current="page"]')).to_have_text("Review")
    expect(page.review.get_by_role("heading", name="Needs you")).to_have_count(0)


def test_after_signing_off_the_address_of_the_check_leads_to_what_was_signed_off(site, visit):
    page = opened_at(visit(site.participant().complete().sign_off()), "check?round=baseline")

    expect(page.heading).to_have_text("Your finished review")
    at(page, "review?round=baseline")


def test_an_address_of_another_block_changes_nothing_here(started, visit):
    page = tab(visit(started), "CPD log")

    page.page.evaluate("window.location.hash = '#somebody-else'")

    expect(page.heading).to_have_text("CPD log")


def test_tabs_are_reached_and_used_by_keyboard(started, visit):
    page = visit(started)

    page.review.get_by_role("link", name="CPD log", exact=True).focus()
    page.page.keyboard.press("Enter")

    expect(page.heading).to_have_text("CPD log")


def test_what_was_typed_before_going_to_a_tab_is_saved(started, visit):
    page = visit(started)
    page.open_details(FIRST_AREA)
    page.text(FIRST_AREA).fill("Typed, then left at once.")

    tab(tab(page, "CPD log"), "Review")
    expect(page.text(FIRST_AREA)).to_have_value("Typed, then left at once.")
    expect(page.head_state).to_have_text(re.compile("Saved"))


def test_how_somebody_fills_in_the_matrix_is_remembered(started, visit):
    page = visit(started)
    page.page.goto("about:blank")
    page.page.goto(started.address)
    expect(page.review.locator(".matrix-area").first).to_be_visible()

    page.overview()
    page.page.goto("about:blank")
    page.page.goto(started.address)

    expect(page.review.locator("[data-matrix-overview]")).to_be_visible()
    expect(page.review.locator(".matrix-area")).to_have_count(0)


def test_two_blocks_on_one_page_go_back_each_to_its_own_screen(site, new_context):
    scenario, _ = site.add(
        "<vertical_demo><matrix_review display_name='One'/><matrix_review display_name='Two'/>"
        "</vertical_demo>"
    )
    page = new_context().new_page()
    page.goto(f"{site.address}/unit/{scenario}/?student=two-blocks")
    one, two = (page.locator("[data-matrix-review]").nth(n) for n in (0, 1))
    heading = "h2[data-matrix-heading]"

    one.get_by_role("link", name="CPD log").click()
    expect(one.locator(heading)).to_have_text("CPD log")
    two.get_by_role("link", name="Progress").click()
    expect(two.locator(heading)).to_have_text("Progress")
    page.go_back()

    expect(two.locator(heading)).to_have_text("Start your review")
    expect(one.locator(heading)).to_have_text("CPD log")
    page.go_forward()
    expect(two.locator(heading)).to_have_text("Progress")
    expect(one.locator(heading)).to_have_text("CPD log")


def test_the_way_back_works_in_a_frame(site, new_context):
    started = site.participant().start()
    page = new_context().new_page()
    host = f"{site.address}/course-page/"
    body = f'<iframe src="{started.address}" title="Unit" width="1000" height="3000"></iframe>'
    page.route(host, lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(host)
    review = page.frame_locator("iframe").locator("[data-matrix-review]")
    heading = review.locator("h2[data-matrix-heading]")

    review.get_by_role("link", name="CPD log").click()
    expect(heading).to_have_text("CPD log")
    page.evaluate("history.back()")  # no page loads: the way back is within the frame

    expect(heading).to_have_text("Baseline review")
