import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, SECOND_AREA
from browser.visit import SAVED, SAVES


def saves(page):
    """Collect the saves that the page sends from now on."""
    sent = []
    page.page.on("request", lambda asked: SAVES.search(asked.url) and sent.append(asked))
    return sent


@pytest.fixture
def frozen(started, visit):
    """Open the review with a clock that stands still: only `run_for` lets time pass."""
    page = visit(started).open_details(FIRST_AREA)
    page.page.clock.install()
    page.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    return page


def test_choosing_a_level_saves_at_once(frozen):
    with frozen.page.expect_request(SAVES):
        frozen.level(FIRST_AREA, "growing").check()
        frozen.page.clock.run_for(50)

    frozen.page.clock.resume()
    expect(frozen.state(FIRST_AREA)).to_have_text(SAVED)
    expect(frozen.reload().level(FIRST_AREA, "growing")).to_be_checked()


def test_text_is_saved_after_a_pause_of_one_and_a_half_seconds(frozen):
    sent = saves(frozen)
    frozen.text(FIRST_AREA).focus()
    frozen.page.keyboard.type("Written without leaving.")

    frozen.page.clock.run_for(1400)
    before = list(sent)
    with frozen.page.expect_request(SAVES):
        frozen.page.clock.run_for(200)

    assert before == []


def test_text_is_saved_at_once_when_the_field_is_left(frozen):
    frozen.text(FIRST_AREA).focus()
    frozen.page.keyboard.type("Left behind.")

    with frozen.page.expect_request(SAVES):
        frozen.text(FIRST_AREA).blur()
        frozen.page.clock.run_for(50)


def test_every_key_puts_the_pause_off(frozen):
    sent = saves(frozen)
    frozen.text(FIRST_AREA).focus()

    for _ in range(4):
        frozen.page.keyboard.type("word ")
        frozen.page.clock.run_for(1000)

    assert sent == []


def test_saving_text_leaves_the_focus_in_its_field(started, visit):
    page = visit(started).open_details(FIRST_AREA)
    page.text(FIRST_AREA).focus()

    with page.saved(FIRST_AREA):
        page.page.keyboard.type("Written without leaving.")

    expect(page.text(FIRST_AREA)).to_be_focused()
    expect(page.reload().text(FIRST_AREA)).to_have_value("Written without leaving.")


def test_a_choice_from_a_list_saves_at_once(frozen):
    where_to = frozen.area(FIRST_AREA).locator('select[name="target_level_id"]')

    with frozen.page.expect_request(SAVES):
        where_to.select_option("leading")
        frozen.page.clock.run_for(50)

    frozen.page.clock.resume()
    expect(frozen.state(FIRST_AREA)).to_have_text(SAVED)
    frozen.reload()
    expect(where_to).to_have_value("leading")


def test_no_character_is_lost_and_the_focus_stays_while_saves_land_during_typing(started, visit):
    page = visit(started).open_details(FIRST_AREA)
    page.text(FIRST_AREA).focus()
    parts = ("The first part ", "The second part ", "The third part ")

    for part in parts:
        with page.page.expect_request(SAVES):
            page.page.keyboard.type(part)
        page.page.keyboard.type("and on ", delay=40)
    with page.page.expect_response(SAVES):
        page.page.keyboard.type("and out.")

    words = "and on ".join((*parts, "and out."))
    expect(page.text(FIRST_AREA)).to_be_focused()
    expect(page.text(FIRST_AREA)).to_have_value(words)
    expect(page.state(FIRST_AREA)).to_have_text(SAVED)
    expect(page.reload().text(FIRST_AREA)).to_have_value(words)


def test_what_is_typed_while_a_save_is_on_its_way_is_saved_as_well(started, visit):
    page = visit(started).open_details(FIRST_AREA)
    request = page.hold_the_next_save()
    page.text(FIRST_AREA).focus()
    with page.page.expect_request(SAVES):
        page.page.keyboard.type("Sent")

    page.page.keyboard.type(" and typed meanwhile")
    with page.page.expect_response(SAVES):
        request[0].continue_()
    with page.page.expect_response(SAVES):
        pass

    expect(page.state(FIRST_AREA)).to_have_text(SAVED)
    expect(page.text(FIRST_AREA)).to_be_focused()
    expect(page.reload().text(FIRST_AREA)).to_have_value("Sent and typed meanwhile")


def test_a_radio_keeps_the_focus_when_its_choice_has_been_saved(started, visit):
    page = visit(started)
    page.level(FIRST_AREA, "starting").focus()

    with page.saved(FIRST_AREA):
        page.page.keyboard.press("ArrowDown")

    expect(page.level(FIRST_AREA, "growing")).to_be_focused()
    expect(page.level(FIRST_AREA, "growing")).to_be_checked()


def test_the_page_says_saving_while_a_save_is_on_its_way(started, visit):
    page = visit(started)
    request = page.hold_the_next_save()

    page.level(FIRST_AREA, "growing").check()

    expect(page.state(FIRST_AREA)).to_have_text("Saving…")
    expect(page.head_state).to_have_text("Saving…")
    request[0].continue_()
    expect(page.state(FIRST_AREA)).to_have_text(SAVED)
    expect(page.head_state).to_have_text(SAVED)


def test_a_save_is_announced_in_the_live_region(started, visit):
    page = visit(started)

    page.choose(FIRST_AREA, "growing")

    expect(page.live).to_have_text(SAVED)


def test_progress_moves_with_every_choice(started, visit):
    page = visit(started)

    page.choose(FIRST_AREA, "growing").choose(SECOND_AREA, "not-applicable")

    expect(page.review.locator(".matrix-progress")).to_contain_text("Levels in 2 of 8 areas")
    expect(page.review.locator(".matrix-progress")).to_contain_text(re.compile(r"About \d+ min"))


def test_quick_choices_in_many_areas_are_all_kept(started, visit):
    page = visit(started)
    areas = started.block.areas

    for area in areas:
        page.level(area, "established").check()

    for area in areas:
        expect(page.state(area)).to_have_text(SAVED)
    page.reload()
    expect(page.review.locator('input[value="established"]:checked')).to_have_count(len(areas))


def test_changing_ones_mind_quickly_keeps_the_last_choice(started, visit):
    page = visit(started)

    for level in ("starting", "growing", "established", "leading"):
        page.level(FIRST_AREA, level).check()
    page.button("Check your answers").click()

    row = page.review.locator(".matrix-picture-area").first
    expect(row.locator(".matrix-picture-now b")).to_have_text("Leading others")


def test_check_your_answers_waits_for_a_choice_behind_one_that_is_on_its_way(started, visit):
    page = visit(started)
    request = page.hold_the_next_save()
    with page.page.expect_request(SAVES):
        page.level(FIRST_AREA, "growing").check()
    page.level(FIRST_AREA, "leading").check()

    page.button("Check your answers").click()
    request[0].continue_()

    row = page.review.locator(".matrix-picture-area").first
    expect(row.locator(".matrix-picture-now b")).to_have_text("Leading others")


def test_words_typed_just_before_check_your_answers_are_on_the_check_page(started, visit):
    page = visit(started).open_details(FIRST_AREA)
    page.text(FIRST_AREA).focus()

    page.page.keyboard.type("Typed at the last moment.")
    page.button("Check your answers").click()

    expect(page.heading).to_have_text("Check your answers")
    expect(page.review.locator(".matrix-picture")).to_contain_text("Typed at the last moment.")


def test_what_is_written_is_shown_as_written_and_never_as_markup(started, visit):
    words = (
        '<script>window.broken = true</script> & "quotes" \N{GRINNING FACE} \N{ARABIC LETTER AIN}'
    )
    page = visit(started)

    with page.saved(FIRST_AREA):
        page.write(FIRST_AREA, words)
    page.reload()

    expect(page.text(FIRST_AREA)).to_have_value(words)
    page.go("Check your answers")
    expect(page.review.locator(".matrix-picture")).to_contain_text(words)
    assert page.page.evaluate("window.broken") is None


def test_the_private_answers_are_saved_on_their_own(started, visit):
    page = visit(started)
    private = page.section("private")

    with page.page.expect_response(re.compile("/save_private/")):
        private.get_by_role("checkbox", name="Flexible working").check()

    expect(private.locator("[data-matrix-state]")).to_have_text(SAVED)
    again = page.reload().section("private")
    expect(again.get_by_role("checkbox", name="Flexible working")).to_be_checked()


def test_private_answers_are_neither_on_the_check_page_nor_signed_off(participant, visit):
    page = visit(participant.complete())
    with page.page.expect_response(re.compile("/save_private/")):
        page.section("private").get_by_role("checkbox", name="Flexible working").check()

    page.go("Check your answers")
    expect(page.heading).to_have_text("Check your answers")
    expect(page.review).not_to_contain_text("Flexible working")
    page.sign_off()

    expect(page.heading).to_have_text("Review sent to your course team")
    expect(page.review).not_to_contain_text("Flexible working")
