"""Course staff leave a person's page: their comments are kept as a participant's words are."""

import pytest
from playwright.sync_api import expect

from browser.staff_states import NOTE, opened, tab, write_reason
from browser.states import Stage
from browser.visit import HANDLERS

COMMENT = "Which year group was this?"
SCREENS = "**/show_staff/**"
NOTES = "**/save_note/**"
RESPONSES = "**/respond/**"


@pytest.fixture
def page(site, new_context):
    return opened(Stage(site, new_context(has_touch=True)))


def link(page, name):
    return page.review.get_by_role("link", name=name, exact=True)


def note(page):
    return page.section(NOTE).locator("textarea")


def write(page, words):
    if not note(page).is_visible():
        page.section(NOTE).locator("summary").click()
    note(page).fill(words)


def again(page):
    return page.follow("Amina Khan")


def test_comments_can_be_sent_after_a_tab_was_tapped_in_the_middle_of_typing(page):
    write(page, COMMENT)
    link(page, "Opportunities").tap()
    expect(page.review.locator("[data-matrix-tab][aria-current]")).to_have_text("Opportunities")
    again(tab(page, "Reviews"))
    expect(note(page)).to_have_value(COMMENT)

    page.button("Send comments").tap()

    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Comments sent.")
    expect(page.review.locator(".matrix-comment")).to_contain_text(COMMENT)


def test_a_comment_typed_while_a_tab_is_loading_is_kept(page):
    request = page.hold_the_next(SCREENS)
    link(page, "Opportunities").tap()
    write(page, COMMENT)

    request[0].continue_()
    expect(page.review.locator("[data-matrix-tab][aria-current]")).to_have_text("Opportunities")
    again(tab(page, "Reviews"))

    expect(note(page)).to_have_value(COMMENT)
    page.button("Send comments").tap()
    expect(page.review.locator(".matrix-comment")).to_contain_text(COMMENT)


def test_words_typed_while_comments_are_being_sent_are_not_lost(page):
    write(page, COMMENT)
    request = page.hold_the_next(RESPONSES)
    page.button("Send comments").click()
    while not request:
        page.page.wait_for_timeout(50)
    write(page, COMMENT + " And when?")

    request[0].continue_()

    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Comments sent.")
    expect(page.section(NOTE)).to_contain_text("And when?")
    expect(note(page)).to_have_value(COMMENT + " And when?")


def test_send_comments_tapped_twice_sends_them_once(page):
    write(page, COMMENT)
    request = page.hold_the_next(NOTES)
    page.button("Send comments").tap()
    page.button("Send comments").tap()
    while not request:
        page.page.wait_for_timeout(50)

    request[0].continue_()

    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Comments sent.")
    expect(page.review.locator(".matrix-comment")).to_have_count(1)


def test_a_button_of_a_form_keeps_its_meaning_while_a_comment_is_saved(page):
    request = page.hold_the_next(NOTES)
    write(page, COMMENT)
    offer = page.review.get_by_role("button", name="Offer")

    offer.focus()
    offer.press("Enter")
    note(page).focus()
    while not request:
        page.page.wait_for_timeout(50)
    request[0].continue_()

    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text(
        "Saved. Amina Khan can see it"
    )


def test_a_busy_server_is_said_and_the_same_button_works_again(page):
    write(page, COMMENT)
    busy = {"status": 503, "headers": {"X-Matrix-Review": "busy"}, "body": "busy"}
    page.page.route(RESPONSES, lambda route: route.fulfill(**busy), times=1)
    page.button("Send comments").click()
    expect(page.trouble("failed")).to_be_focused()

    page.button("Send comments").click()

    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Comments sent.")


def test_a_reason_that_was_sent_stays_no_longer_in_the_browser(page):
    write_reason(page, "Please add an example.")

    page.button("Return the review").click()
    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Returned.")

    stored = page.page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert "Please add an example." not in stored


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ({"status": 500, "body": "Server Error"}, "failed"),
        ({"status": 200, "body": "<form>Sign in</form>"}, "signed-out"),
        ({"status": 403, "body": "Forbidden"}, "signed-out"),
    ],
    ids=["500", "sign-in", "403"],
)
def test_a_file_that_does_not_come_is_explained_and_comes_the_next_time(page, answer, trouble):
    tab(page, "Exports")
    page.page.route(HANDLERS, lambda route: route.fulfill(**answer), times=1)
    button = page.review.get_by_role("button", name="Download CSV").first
    button.click()
    expect(page.trouble(trouble)).to_be_focused()

    with page.page.expect_download() as taken:
        button.click()

    assert taken.value.suggested_filename.endswith(".csv")
    expect(page.trouble(trouble)).to_be_hidden()
