"""Whoever leaves a screen takes nothing away from what was typed on it."""

import json

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, SECOND_AREA
from browser.tab_states import tab
from browser.visit import HANDLERS, SAVED, SAVES, SETTLED

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCREENS = "**/show_page/**"
WORDS = "Typed, then left at once."
UNSAVED = "Not saved yet, trying again"


def link(page, name):
    return page.review.get_by_role("link", name=name, exact=True)


def current(page):
    return page.review.locator("[data-matrix-tab][aria-current]")


def busy(route):
    """Answer as the server does when somebody else is at the same record."""
    route.fulfill(
        status=503,
        content_type="text/html",
        headers={"X-Matrix-Review": "busy"},
        body='<div data-matrix-problems="">Busy</div>',
    )


def summary(page):
    return page.review.locator(".matrix-picture")


@pytest.fixture
def phone(started, visit):
    return visit(started, **PHONE).open_details(FIRST_AREA)


def test_check_your_answers_works_after_a_tab_was_tapped_in_the_middle_of_typing(phone):
    phone.text(FIRST_AREA).tap()
    phone.page.keyboard.type(WORDS)
    link(phone, "CPD log").tap()
    expect(phone.heading).to_have_text("CPD log")
    link(phone, "Review").tap()
    expect(phone.text(FIRST_AREA)).to_have_value(WORDS)

    phone.button("Check your answers").tap()

    expect(phone.heading).to_have_text("Check your answers")
    expect(summary(phone)).to_contain_text(WORDS)


def test_a_level_chosen_while_a_tab_is_loading_is_saved_before_the_tab_is_shown(phone):
    request = phone.hold_the_next(SCREENS)
    link(phone, "CPD log").tap()

    with phone.page.expect_response(SAVES):
        phone.level(FIRST_AREA, "leading").check()
        request[0].continue_()
    expect(phone.heading).to_have_text("CPD log")
    link(phone, "Review").tap()
    expect(phone.level(FIRST_AREA, "leading")).to_be_checked()
    phone.button("Check your answers").tap()

    expect(summary(phone).locator(".matrix-picture-now b").first).to_have_text("Leading others")


def test_words_typed_while_the_check_page_is_loading_are_on_it(started, visit):
    page = visit(started).open_details(FIRST_AREA)
    request = page.hold_the_next(SCREENS)
    page.button("Check your answers").click()

    page.text(FIRST_AREA).fill(WORDS)
    request[0].continue_()

    expect(page.heading).to_have_text("Check your answers")
    expect(summary(page)).to_contain_text(WORDS)


def test_a_tab_waits_for_the_save_that_is_on_its_way(started, visit):
    page = visit(started)
    request = page.hold_the_next_save()
    with page.page.expect_request(SAVES):
        page.level(FIRST_AREA, "growing").check()

    link(page, "CPD log").click()
    expect(page.live).to_have_text("Working…")
    expect(current(page)).to_have_text("Review")
    request[0].continue_()

    expect(page.heading).to_have_text("CPD log")
    expect(page.head_state).to_have_text(SAVED)


def test_the_way_back_during_a_save_loses_nothing(started, visit):
    page = visit(started)
    tab(tab(page, "CPD log"), "Review")
    request = page.hold_the_next_save()
    with page.page.expect_request(SAVES):
        page.level(FIRST_AREA, "growing").check()

    page.page.go_back()
    request[0].continue_()

    expect(page.heading).to_have_text("CPD log")
    expect(tab(page, "Review").level(FIRST_AREA, "growing")).to_be_checked()


def test_of_two_tabs_tapped_quickly_the_last_is_shown(started, visit):
    page = visit(started)
    request = page.hold_the_next(SCREENS)
    link(page, "CPD log").click()
    link(page, "Progress").click()

    request[0].continue_()

    expect(current(page)).to_have_text("Progress")
    expect(page.heading).to_have_text("Progress")


def test_the_way_back_while_a_tab_is_loading_shows_where_one_went_back_to(started, visit):
    page = tab(visit(started), "CPD log")
    request = page.hold_the_next(SCREENS)
    link(page, "Progress").click()
    page.page.go_back()

    request[0].continue_()

    expect(page.heading).to_have_text("CPD log")


def test_a_button_pressed_after_a_failed_tab_leads_where_it_says(started, visit):
    page = tab(visit(started), "Progress")
    page.page.route(HANDLERS, lambda route: route.abort("internetdisconnected"), times=1)
    link(page, "CPD log").click()
    expect(page.trouble("failed")).to_be_focused()

    page.button("Go to your review").click()

    expect(current(page)).to_have_text("Review")


def test_a_busy_server_is_tried_again_before_the_check_page_is_shown(started, visit):
    page = visit(started).open_details(FIRST_AREA)
    page.page.route(SAVES, busy, times=2)
    page.text(FIRST_AREA).fill(WORDS)

    page.button("Check your answers").click()

    expect(page.heading).to_have_text("Check your answers")
    expect(summary(page)).to_contain_text(WORDS)


def test_a_slow_answer_that_the_server_is_busy_ends_in_a_save(started, visit):
    page = visit(started)
    request = page.hold_the_next_save()
    with page.page.expect_request(SAVES):
        page.level(FIRST_AREA, "growing").check()
    page.page.wait_for_timeout(500)

    busy(request[0])

    expect(page.state(FIRST_AREA)).to_have_text(SAVED)
    expect(page.reload().level(FIRST_AREA, "growing")).to_be_checked()


def test_the_page_says_from_the_first_key_that_the_words_are_not_saved_yet(started, visit):
    page = visit(started).choose(FIRST_AREA, "growing").open_details(FIRST_AREA)
    page.page.clock.install()
    page.text(FIRST_AREA).focus()

    page.page.keyboard.type("a")

    expect(page.state(FIRST_AREA)).to_have_text("Saving…")
    expect(page.head_state).to_have_text("Saving…")


def test_another_screen_does_not_say_saved_over_words_that_are_not(started, visit):
    page = visit(started).choose(SECOND_AREA, "growing").open_details(FIRST_AREA)
    page.break_saves(lambda route: route.abort("internetdisconnected"))
    page.text(FIRST_AREA).fill(WORDS)

    tab(page, "CPD log")
    expect(page.head_state).to_have_text(UNSAVED)
    page.mend_saves()

    expect(page.head_state).to_have_text(SAVED)
    assert WORDS not in page.page.evaluate("JSON.stringify(Object.entries(localStorage))")


def test_words_that_were_refused_are_there_again_on_the_way_back(started, visit):
    page = visit(started)
    with page.refused():
        page.write(FIRST_AREA, "x" * 3001)

    tab(tab(page, "CPD log"), "Review")

    expect(page.text(FIRST_AREA)).to_have_value("x" * 3001)
    expect(page.area(FIRST_AREA)).to_contain_text("Shorten this by 1 or more.")


def test_two_versions_are_there_again_on_the_way_back(started, visit):
    page, other = visit(started), visit(started)
    other.choose(FIRST_AREA, "starting")
    with page.refused():
        page.level(FIRST_AREA, "leading").check()

    tab(tab(page, "CPD log"), "Review")

    expect(page.conflict(FIRST_AREA)).to_be_visible()
    expect(page.level(FIRST_AREA, "leading")).to_be_checked()


def test_words_are_taken_over_by_a_screen_that_comes_back_although_storage_is_off(
    started, visit, new_context
):
    context = new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } });"
    )
    page = visit(started, context).open_details(FIRST_AREA)
    page.break_saves(lambda route: route.abort("internetdisconnected"))
    page.text(FIRST_AREA).fill(WORDS)

    tab(tab(page, "CPD log"), "Review")

    expect(page.text(FIRST_AREA)).to_have_value(WORDS)


def test_a_page_that_is_closed_in_the_middle_of_a_word_has_saved_it(started, visit, new_context):
    page = visit(started, new_context()).open_details(FIRST_AREA)
    page.text(FIRST_AREA).focus()
    page.page.keyboard.type("In the middle of a wo")

    page.page.close(run_before_unload=True)

    page = visit(started)
    expect(page.text(FIRST_AREA)).to_have_value("In the middle of a wo")
    expect(page.state(FIRST_AREA)).to_have_text(SETTLED)


def test_a_phone_that_is_put_away_saves_at_once(started, visit):
    page = visit(started).open_details(FIRST_AREA)
    page.page.clock.install()
    page.text(FIRST_AREA).focus()
    page.page.keyboard.type("Put away")

    with page.page.expect_request(SAVES):
        page.page.evaluate(
            """() => {
              Object.defineProperty(document, "hidden", { value: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )


def test_check_your_answers_tapped_twice_shows_the_check_page_once(phone):
    asked = []
    phone.page.on("request", lambda sent: "/show_page/" in sent.url and asked.append(sent))
    request = phone.hold_the_next_save()
    with phone.page.expect_request(SAVES):
        phone.level(FIRST_AREA, "growing").check()

    phone.button("Check your answers").tap()
    phone.button("Check your answers").tap()
    request[0].continue_()

    expect(phone.heading).to_have_text("Check your answers")
    assert len(asked) == 1


def test_enter_in_a_choice_sends_nothing_into_the_address(started, visit):
    page = visit(started)
    before = page.page.url
    page.level(FIRST_AREA, "growing").focus()

    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(300)

    assert page.page.url == before


def test_every_save_is_json_without_anything_in_the_address(started, visit):
    page = visit(started)

    with page.page.expect_request(SAVES) as asked, page.saved(FIRST_AREA):
        page.level(FIRST_AREA, "growing").check()

    body = json.loads(asked.value.post_data)
    assert asked.value.headers["content-type"] == "application/json"
    assert body["level_id"] == "growing"
    assert "growing" not in asked.value.url


def test_words_that_are_saved_are_not_sent_again_when_a_tab_is_tapped(phone):
    phone.text(FIRST_AREA).tap()
    with phone.saved(FIRST_AREA):
        phone.page.keyboard.type(WORDS)
    sent = []
    phone.page.on("request", lambda asked: SAVES.search(asked.url) and sent.append(asked))

    link(phone, "CPD log").tap()

    expect(phone.heading).to_have_text("CPD log")
    assert sent == []
