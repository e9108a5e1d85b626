import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, SECOND_AREA
from browser.visit import HANDLERS, SAVED, SAVES, SETTLED

UNSAVED = "Not saved yet, trying again"
SIGNED_OUT = "Not saved: you may be signed out"
SIGN_IN_PAGE = "<!DOCTYPE html><title>Sign in</title><form><input name=email></form>"


def no_network(route):
    route.abort("internetdisconnected")


def server_error(route):
    route.fulfill(status=500, content_type="text/html", body="<h1>Server Error (500)</h1>")


def bad_gateway(route):
    route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")


def forbidden(route):
    route.fulfill(status=403, content_type="text/html", body="<h1>403 Forbidden</h1>")


def unauthenticated(route):
    route.fulfill(status=403, content_type="text/plain", body="Unauthenticated")


def sign_in_page(route):
    route.fulfill(status=200, content_type="text/html", body=SIGN_IN_PAGE)


def first_area_only(answer):
    def decide(route):
        if f'"area":"{FIRST_AREA}"' in (route.request.post_data or ""):
            answer(route)
        else:
            route.continue_()

    return decide


def lost_answer(route):
    """Let the server save, and lose its answer on the way back."""
    route.fetch()
    route.abort("connectionreset")


FAILURES = pytest.mark.parametrize("failure", [no_network, server_error, bad_gateway])
ENDED_SESSIONS = pytest.mark.parametrize("ended", [forbidden, unauthenticated, sign_in_page])


@FAILURES
def test_a_failed_save_keeps_the_words_and_says_so(started, visit, failure):
    page = visit(started)
    page.break_saves(failure)

    page.write(FIRST_AREA, "Kept on the page.")

    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)
    expect(page.head_state).to_have_text(UNSAVED)
    expect(page.live).to_have_text(UNSAVED)
    expect(page.text(FIRST_AREA)).to_have_value("Kept on the page.")


@FAILURES
def test_a_failed_save_is_tried_again_without_being_asked(started, visit, failure):
    page = visit(started)
    page.break_saves(failure)
    page.write(FIRST_AREA, "Kept on the page.")
    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)

    page.mend_saves()

    expect(page.state(FIRST_AREA)).to_have_text(SAVED)
    expect(page.head_state).to_have_text(SAVED)
    expect(page.reload().text(FIRST_AREA)).to_have_value("Kept on the page.")


def test_a_save_is_tried_again_as_often_as_it_takes(started, visit):
    page = visit(started)
    page.page.clock.install()
    page.break_saves(server_error)
    page.write(FIRST_AREA, "Kept on the page.")
    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)

    for _ in range(5):
        with page.refused():
            page.page.clock.fast_forward("00:31")
        expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)
    page.mend_saves()
    page.page.clock.fast_forward("00:31")

    expect(page.state(FIRST_AREA)).to_have_text(SAVED)


def test_words_written_offline_are_saved_at_once_when_the_network_is_back(started, visit):
    page = visit(started)
    page.page.clock.install()
    page.page.context.set_offline(True)
    page.write(FIRST_AREA, "Written on a train.")
    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)
    page.choose_unsaved(SECOND_AREA, "leading")
    expect(page.state(SECOND_AREA)).to_have_text(UNSAVED)

    page.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    with page.page.expect_request(SAVES):
        page.page.context.set_offline(False)

    page.page.clock.resume()
    expect(page.state(FIRST_AREA)).to_have_text(SAVED)
    expect(page.state(SECOND_AREA)).to_have_text(SAVED)
    page.reload()
    expect(page.text(FIRST_AREA)).to_have_value("Written on a train.")
    expect(page.level(SECOND_AREA, "leading")).to_be_checked()


def test_a_save_of_one_area_does_not_claim_that_another_is_saved(started, visit):
    page = visit(started)
    page.break_saves(first_area_only(server_error))
    page.write(FIRST_AREA, "Kept on the page.")
    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)

    page.choose(SECOND_AREA, "growing")

    assert page.head_state.inner_text() in {UNSAVED, "Saving…"}


def test_a_save_that_is_never_answered_is_tried_again(started, visit):
    page = visit(started)
    page.page.clock.install()
    page.hold_the_next_save()
    with page.page.expect_request(SAVES):
        page.write(FIRST_AREA, "Into the void.")

    page.page.clock.fast_forward("00:21")
    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)
    page.page.clock.fast_forward("00:03")

    expect(page.state(FIRST_AREA)).to_have_text(SAVED)


def test_a_screen_that_takes_long_says_so(started, visit):
    page = visit(started)
    requests = []

    def hold(route):
        requests.append(route)

    page.page.route(HANDLERS, hold, times=1)
    page.button("Check your answers").click()
    expect(page.live).to_have_text("Working…")
    expect(page.review.get_by_text("Working…").first).to_be_visible()

    requests[0].continue_()

    expect(page.heading).to_have_text("Check your answers")
    expect(page.review.locator(".matrix-working")).to_be_hidden()


def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(started, visit):
    page = visit(started)
    page.page.route(SAVES, lost_answer, times=1)
    page.write(FIRST_AREA, "Saved, but nobody said so.")
    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)

    expect(page.state(FIRST_AREA)).to_have_text(SAVED)

    expect(page.conflict(FIRST_AREA)).to_have_count(0)
    expect(page.reload().text(FIRST_AREA)).to_have_value("Saved, but nobody said so.")


def test_writing_on_after_a_lost_answer_is_no_conflict_with_oneself(started, visit):
    page = visit(started)
    page.page.route(SAVES, lost_answer, times=1)
    page.write(FIRST_AREA, "Saved, but nobody said so.")
    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)

    with page.saved(FIRST_AREA):
        page.write(FIRST_AREA, "Saved, but nobody said so. And more.")

    expect(page.conflict(FIRST_AREA)).to_have_count(0)
    again = page.reload().text(FIRST_AREA)
    expect(again).to_have_value("Saved, but nobody said so. And more.")


def test_a_page_opened_anew_after_a_lost_answer_is_no_conflict_with_oneself(started, visit):
    page = visit(started)
    page.break_saves(lost_answer)
    page.write(FIRST_AREA, "Saved, but nobody said so.")
    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)
    page.mend_saves()

    page.reload()

    expect(page.text(FIRST_AREA)).to_have_value("Saved, but nobody said so.")
    page.choose(FIRST_AREA, "growing")
    expect(page.conflict(FIRST_AREA)).to_have_count(0)


@ENDED_SESSIONS
def test_an_ended_session_is_explained_and_the_words_stay(started, visit, ended):
    page = visit(started)
    page.break_saves(ended)

    page.write(FIRST_AREA, "Written while signed out.")

    expect(page.trouble("signed-out")).to_contain_text("Sign in again in another tab")
    expect(page.state(FIRST_AREA)).to_have_text(SIGNED_OUT)
    expect(page.head_state).to_have_text(SIGNED_OUT)
    expect(page.text(FIRST_AREA)).to_have_value("Written while signed out.")
    expect(page.review).not_to_contain_text("403 Forbidden")
    expect(page.review.locator("input[name=email]")).to_have_count(0)


@ENDED_SESSIONS
def test_try_again_saves_everything_once_signed_in(started, visit, ended):
    page = visit(started)
    page.break_saves(ended)
    page.write(FIRST_AREA, "Written while signed out.")
    page.choose_unsaved(SECOND_AREA, "leading")
    expect(page.state(SECOND_AREA)).to_have_text(SIGNED_OUT)
    page.mend_saves()

    page.button("Try again").click()

    expect(page.state(FIRST_AREA)).to_have_text(SAVED)
    expect(page.state(SECOND_AREA)).to_have_text(SAVED)
    expect(page.trouble("signed-out")).to_be_hidden()
    page.reload()
    expect(page.text(FIRST_AREA)).to_have_value("Written while signed out.")
    expect(page.level(SECOND_AREA, "leading")).to_be_checked()


@ENDED_SESSIONS
def test_a_button_that_meets_an_ended_session_leaves_the_page_as_it_is(started, visit, ended):
    page = visit(started)
    page.page.route(HANDLERS, ended)

    page.button("Check your answers").click()

    expect(page.trouble("signed-out")).to_be_visible()
    expect(page.trouble("signed-out")).to_be_focused()
    expect(page.review.locator("form.matrix-area")).to_have_count(8)


def test_a_button_that_meets_a_failure_says_so_and_works_the_next_time(started, visit):
    page = visit(started)
    page.page.route(HANDLERS, server_error, times=1)
    page.button("Check your answers").click()
    expect(page.trouble("failed")).to_be_focused()

    page.button("Check your answers").click()

    expect(page.heading).to_have_text("Check your answers")
    expect(page.trouble("failed")).to_be_hidden()


def test_a_sign_off_that_met_a_failure_can_be_pressed_again(participant, visit):
    page = visit(participant.complete())
    page.go("Check your answers")
    page.page.route(HANDLERS, server_error, times=1)
    page.button("Sign off").click()
    page.button("Sign off now").click()
    expect(page.trouble("failed")).to_be_visible()

    page.button("Sign off now").click()

    expect(page.heading).to_have_text("Review sent to your course team")


def test_a_sign_off_whose_answer_was_lost_can_be_pressed_again(participant, visit):
    page = visit(participant.complete())
    page.go("Check your answers")
    page.page.route(HANDLERS, lost_answer, times=1)
    page.button("Sign off").click()
    page.button("Sign off now").click()
    expect(page.trouble("failed")).to_be_visible()

    page.button("Sign off now").click()

    expect(page.heading).to_have_text("Review sent to your course team")
    expect(page.review.locator(".matrix-earlier")).to_have_count(0)


def test_a_new_csrf_token_from_another_tab_is_used_by_the_next_save(started, visit):
    page = visit(started)
    token = "b" * 32
    page.page.evaluate("(token) => { document.cookie = `csrftoken=${token};path=/`; }", token)

    with page.page.expect_request(SAVES) as asked, page.saved(FIRST_AREA):
        page.level(FIRST_AREA, "growing").check()

    assert asked.value.headers["x-csrftoken"] == token


def test_a_token_that_is_refused_is_explained_and_loses_nothing(started, visit):
    page = visit(started)
    page.page.context.clear_cookies()

    page.write(FIRST_AREA, "Written without a cookie.")

    expect(page.state(FIRST_AREA)).to_have_text(SIGNED_OUT)
    again = page.reload()
    expect(again.state(FIRST_AREA)).to_have_text(SETTLED)
    expect(again.text(FIRST_AREA)).to_have_value("Written without a cookie.")


@pytest.fixture
def too_late(site, visit):
    """Write in a round until it has closed, and leave the field."""
    closes = datetime.now(UTC) + timedelta(seconds=5)
    autumn = {"id": "autumn", "title": "Autumn review", "kind": "annual"}
    block = site.add_block(rounds=[{**autumn, "closes": closes.isoformat()}])
    page = visit(site.participant(block).start("autumn")).open_details(FIRST_AREA)
    page.page.wait_for_function("(time) => Date.now() > time", arg=closes.timestamp() * 1000)
    page.text(FIRST_AREA).focus()
    page.page.keyboard.type("Nearly in time.")
    with page.refused():
        page.text(FIRST_AREA).blur()
    return page


def test_a_round_that_closes_while_one_writes_is_explained_beside_the_words(too_late):
    expect(too_late.area(FIRST_AREA)).to_contain_text("This round has closed")
    expect(too_late.text(FIRST_AREA)).to_have_value("Nearly in time.")
    expect(too_late.head_state).to_have_text("Not saved: there is a problem")


def test_words_that_came_too_late_for_a_round_can_still_be_copied(too_late):
    too_late.reload()

    expect(too_late.heading).to_have_text("This round has closed")
    expect(too_late.review.get_by_text("Nearly in time.")).to_be_visible()


def test_words_that_cannot_be_saved_are_not_left_out_of_what_is_checked_in_silence(started, visit):
    page = visit(started)
    page.break_saves(server_error)
    page.write(FIRST_AREA, "Not on the server.")
    expect(page.state(FIRST_AREA)).to_have_text(UNSAVED)

    page.button("Check your answers").click()

    problem = page.review.get_by_text("There is a problem").or_(page.review.get_by_text(UNSAVED))
    expect(problem.filter(visible=True).first).to_be_visible()
    expect(page.heading).not_to_have_text("Check your answers")


def test_storage_that_is_switched_off_does_not_stop_saving(started, visit, new_context):
    context = new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } });"
    )
    page = visit(started, context)

    page.choose(FIRST_AREA, "growing")

    expect(page.reload().level(FIRST_AREA, "growing")).to_be_checked()


def test_nothing_of_an_unsaved_text_is_sent_anywhere_but_to_the_save_handler(started, visit):
    page = visit(started)
    bodies = []
    page.page.on("request", lambda asked: bodies.append((asked.url, asked.post_data or "")))

    with page.saved(FIRST_AREA):
        page.write(FIRST_AREA, "Mine alone.")

    carriers = [url for url, body in bodies if "Mine" in json.dumps([url, body])]
    assert all(SAVES.search(url) for url in carriers)
    assert len(carriers) == 1
