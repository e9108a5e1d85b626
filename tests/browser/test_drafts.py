import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, SECOND_AREA
from browser.visit import SAVED, SAVES, SETTLED


def no_network(route):
    route.abort("internetdisconnected")


def storage(page):
    return page.page.evaluate("JSON.stringify(Object.entries(localStorage))")


def kept_only_here(page, area, words):
    """Write what cannot be saved now, and find it kept."""
    page.break_saves(no_network)
    page.write(area, words)
    expect(page.state(area)).to_have_text("Not saved yet, trying again")
    return page


def closed(page):
    """Close a page so that nothing it was about to send gets out."""
    page.page.evaluate("void (window.fetch = () => new Promise(() => {}))")
    page.page.close()


def test_a_tab_closed_in_the_middle_of_typing_brings_the_words_back_and_saves_them(
    started, visit, new_context
):
    context = new_context()
    page = visit(started, context).open_details(FIRST_AREA)
    page.text(FIRST_AREA).focus()
    page.page.keyboard.type("In the middle of a wo")
    closed(page)

    again = visit(started, context)

    expect(again.text(FIRST_AREA)).to_have_value("In the middle of a wo")
    expect(again.state(FIRST_AREA)).to_have_text(SAVED)
    expect(visit(started).text(FIRST_AREA)).to_have_value("In the middle of a wo")


def test_words_typed_while_a_save_was_on_its_way_outlive_the_tab(started, visit, new_context):
    context = new_context()
    page = visit(started, context).open_details(FIRST_AREA)
    page.break_saves(no_network)
    request = page.hold_the_next_save()
    page.text(FIRST_AREA).focus()
    with page.page.expect_request(SAVES):
        page.page.keyboard.type("Sent")
    page.page.keyboard.type(" and typed meanwhile")
    with page.page.expect_response(SAVES):
        request[0].continue_()
    expect(page.state(FIRST_AREA)).to_have_text("Not saved yet, trying again")
    closed(page)

    again = visit(started, context)

    expect(again.text(FIRST_AREA)).to_have_value("Sent and typed meanwhile")


def test_words_brought_back_can_be_seen_without_opening_anything(started, visit, new_context):
    context = new_context()
    closed(kept_only_here(visit(started, context), FIRST_AREA, "Kept in this browser."))

    again = visit(started, context)

    expect(again.text(FIRST_AREA)).to_have_value("Kept in this browser.")
    expect(again.text(FIRST_AREA)).to_be_visible()


def test_words_that_could_not_be_saved_outlive_the_tab(started, visit, new_context):
    context = new_context()
    page = kept_only_here(visit(started, context), FIRST_AREA, "Kept in this browser.")
    page.choose_unsaved(SECOND_AREA, "leading")
    expect(page.state(SECOND_AREA)).to_have_text("Not saved yet, trying again")
    closed(page)

    again = visit(started, context)

    expect(again.state(FIRST_AREA)).to_have_text(SETTLED)
    expect(again.state(SECOND_AREA)).to_have_text(SETTLED)
    elsewhere = visit(started)
    expect(elsewhere.text(FIRST_AREA)).to_have_value("Kept in this browser.")
    expect(elsewhere.level(SECOND_AREA, "leading")).to_be_checked()


@pytest.mark.parametrize("leave", ["reload", "back"])
def test_words_are_kept_when_the_page_is_left_at_once(started, visit, leave):
    page = visit(started).open_details(FIRST_AREA)
    page.break_saves(no_network)
    page.text(FIRST_AREA).focus()
    page.page.keyboard.type("Left at once")

    if leave == "reload":
        page.page.reload()
    else:
        page.page.goto("about:blank")
        page.page.go_back()
    page.mend_saves()

    expect(page.text(FIRST_AREA)).to_have_value("Left at once")
    expect(page.state(FIRST_AREA)).to_have_text(SETTLED)
    expect(visit(started).text(FIRST_AREA)).to_have_value("Left at once")


def test_words_saved_elsewhere_meanwhile_and_words_kept_here_are_both_shown(
    started, visit, new_context
):
    context = new_context()
    closed(kept_only_here(visit(started, context), FIRST_AREA, "Kept in this browser."))
    elsewhere = visit(started)
    with elsewhere.saved(FIRST_AREA):
        elsewhere.write(FIRST_AREA, "Saved on another device.")

    again = visit(started, context)

    expect(again.conflict(FIRST_AREA)).to_contain_text("Kept in this browser.")
    expect(again.conflict(FIRST_AREA)).to_contain_text("Saved on another device.")


def test_what_has_been_saved_is_kept_no_longer_in_the_browser(started, visit):
    page = visit(started)

    with page.saved(FIRST_AREA):
        page.write(FIRST_AREA, "Saved and gone from here.")

    assert "Saved and gone" not in storage(page)


def test_another_person_in_the_same_browser_never_sees_the_first_ones_words(
    site, started, visit, new_context
):
    context = new_context()
    closed(kept_only_here(visit(started, context), FIRST_AREA, "Mine alone."))

    other = visit(site.participant().start(), context)

    expect(other.text(FIRST_AREA)).to_have_value("")
    expect(other.state(FIRST_AREA)).to_have_text("")
    expect(other.page.locator("body")).not_to_contain_text("Mine alone.")


def test_words_kept_for_one_block_do_not_turn_up_in_another(site, started, visit, new_context):
    context = new_context()
    closed(kept_only_here(visit(started, context), FIRST_AREA, "For the first block."))
    twin = site.participant(site.add_block(display_name="Twin"))
    twin.id = started.id

    other = visit(twin.start(), context)

    expect(other.text(FIRST_AREA)).to_have_value("")


def test_the_browser_keeps_no_name_and_no_plain_id_of_the_person(started, visit):
    page = kept_only_here(visit(started), FIRST_AREA, "Kept in this browser.")

    assert started.id not in storage(page)


def test_unsaved_words_in_one_area_survive_a_choice_between_versions_in_another(
    started, visit, new_context
):
    context = new_context()
    page, other = visit(started, context), visit(started)
    other.choose(SECOND_AREA, "starting")
    with page.refused():
        page.level(SECOND_AREA, "leading").check()
    kept_only_here(page, FIRST_AREA, "Kept in this browser.")
    page.button("Use the other version").click()
    expect(page.level(SECOND_AREA, "starting")).to_be_checked()
    closed(page)

    again = visit(started, context)

    expect(again.text(FIRST_AREA)).to_have_value("Kept in this browser.")
    expect(again.state(FIRST_AREA)).to_have_text(SAVED)


def test_a_second_tab_does_not_take_away_the_words_of_the_first(started, visit, new_context):
    context = new_context()
    page = kept_only_here(visit(started, context), FIRST_AREA, "Kept in the first tab.")

    second = visit(started, context)
    expect(second.state(FIRST_AREA)).to_have_text(SAVED)
    page.mend_saves()
    page.text(FIRST_AREA).fill("Kept in the first tab. And more.")
    page.text(FIRST_AREA).blur()

    expect(page.text(FIRST_AREA)).to_have_value("Kept in the first tab. And more.")
    closed(page)
    expect(visit(started, context).area(FIRST_AREA)).to_contain_text("And more.")
