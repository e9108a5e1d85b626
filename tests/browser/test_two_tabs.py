import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, SECOND_AREA
from browser.visit import SAVED

KEEP = "Keep this version"
USE_OTHER = "Use the other version"


@pytest.fixture
def tabs(started, visit, new_context):
    """Open the review in two tabs of one browser."""
    context = new_context()
    return visit(started, context), visit(started, context)


@pytest.fixture
def devices(started, visit):
    """Open the review in two browsers that share nothing."""
    return visit(started), visit(started)


@pytest.fixture
def conflict(devices):
    """Let the second device find that the first one saved before it."""
    first, second = devices
    with first.saved(FIRST_AREA):
        first.write(FIRST_AREA, "Said first.")
    with second.refused():
        second.write(FIRST_AREA, "Said second.")
    expect(second.conflict(FIRST_AREA)).to_be_visible()
    return first, second


def test_the_second_tab_cannot_overwrite_the_first(conflict):
    first, _ = conflict

    first.reload()

    expect(first.text(FIRST_AREA)).to_have_value("Said first.")


def test_a_stale_page_shows_both_versions(conflict):
    _, second = conflict

    box = second.conflict(FIRST_AREA)
    expect(box).to_contain_text("There are two versions")
    expect(box).to_contain_text("Said first.")
    expect(box).to_contain_text("Said second.")
    expect(second.text(FIRST_AREA)).to_have_value("Said second.")


def test_a_stale_page_does_not_say_that_it_is_saved(conflict):
    _, second = conflict

    expect(second.head_state).to_have_text("Not saved: there are two versions")
    expect(second.live).to_have_text("Not saved: there are two versions")


def test_keeping_this_page_saves_it_and_both_pages_are_equal_after_a_reload(conflict):
    first, second = conflict

    with second.saved(FIRST_AREA):
        second.button(KEEP).click()

    expect(second.conflict(FIRST_AREA)).to_have_count(0)
    expect(first.reload().text(FIRST_AREA)).to_have_value("Said second.")
    expect(second.reload().text(FIRST_AREA)).to_have_value("Said second.")


def test_using_the_other_version_shows_it_and_both_pages_are_equal_after_a_reload(conflict):
    first, second = conflict

    second.go(USE_OTHER)

    expect(second.conflict(FIRST_AREA)).to_have_count(0)
    expect(second.text(FIRST_AREA)).to_have_value("Said first.")
    expect(first.reload().text(FIRST_AREA)).to_have_value("Said first.")
    expect(second.reload().text(FIRST_AREA)).to_have_value("Said first.")


@pytest.mark.parametrize("button", [KEEP, USE_OTHER])
def test_focus_goes_on_in_the_same_area_after_the_choice_between_versions(conflict, button):
    _, second = conflict

    second.button(button).click()

    expect(second.conflict(FIRST_AREA)).to_have_count(0)
    expect(second.area(FIRST_AREA).locator(":focus")).to_have_count(1)


def test_writing_goes_on_after_the_choice_between_versions(conflict):
    first, second = conflict
    second.go(USE_OTHER)
    expect(second.conflict(FIRST_AREA)).to_have_count(0)

    with second.saved(FIRST_AREA):
        second.write(FIRST_AREA, "Said third.")

    expect(first.reload().text(FIRST_AREA)).to_have_value("Said third.")


def test_typing_is_not_interrupted_when_two_versions_turn_up(devices):
    first, second = devices
    with first.saved(FIRST_AREA):
        first.write(FIRST_AREA, "Said first.")
    second.open_details(FIRST_AREA).text(FIRST_AREA).focus()

    with second.refused():
        second.page.keyboard.type("Said ")
    expect(second.conflict(FIRST_AREA)).to_be_visible()
    second.page.keyboard.type("second.")

    expect(second.text(FIRST_AREA)).to_be_focused()
    expect(second.text(FIRST_AREA)).to_have_value("Said second.")


def test_what_is_typed_beside_the_two_versions_is_kept_by_keep(conflict):
    first, second = conflict
    second.text(FIRST_AREA).fill("Said second, and more.")

    with second.saved(FIRST_AREA):
        second.button(KEEP).click()

    expect(first.reload().text(FIRST_AREA)).to_have_value("Said second, and more.")


def test_an_open_choice_between_versions_is_there_again_after_a_reload(conflict):
    _, second = conflict

    second.reload()

    expect(second.conflict(FIRST_AREA)).to_contain_text("Said first.")
    expect(second.conflict(FIRST_AREA)).to_contain_text("Said second.")


def test_a_save_in_one_tab_does_not_drop_the_words_that_wait_in_another(started, tabs, visit):
    first, second = tabs
    with first.saved(FIRST_AREA):
        first.write(FIRST_AREA, "Said first.")
    with second.refused():
        second.write(FIRST_AREA, "Said second.")
    with first.saved(FIRST_AREA):
        first.text(FIRST_AREA).fill("Said first, then more.")
        first.text(FIRST_AREA).blur()

    second.reload()

    expect(second.conflict(FIRST_AREA)).to_contain_text("Said second.")
    expect(visit(started).text(FIRST_AREA)).to_have_value("Said first, then more.")


def test_two_tabs_may_work_on_different_areas(devices):
    first, second = devices

    first.choose(FIRST_AREA, "growing")
    second.choose(SECOND_AREA, "leading")

    first.reload()
    expect(first.level(FIRST_AREA, "growing")).to_be_checked()
    expect(first.level(SECOND_AREA, "leading")).to_be_checked()


def test_the_same_words_in_both_tabs_are_no_conflict(devices):
    first, second = devices
    first.choose(FIRST_AREA, "growing")

    second.choose(FIRST_AREA, "growing")

    expect(second.conflict(FIRST_AREA)).to_have_count(0)


def test_two_choices_of_level_are_named_in_the_words_of_the_framework(devices):
    first, second = devices
    first.choose(FIRST_AREA, "growing")

    with second.refused():
        second.level(FIRST_AREA, "leading").check()

    expect(second.conflict(FIRST_AREA)).to_contain_text("Growing")
    expect(second.conflict(FIRST_AREA)).to_contain_text("Leading others")
    expect(second.level(FIRST_AREA, "leading")).to_be_checked()


def test_two_answers_to_a_review_prompt_can_be_chosen_between(devices):
    first, second = devices
    for page, words in ((first, "Lead a phase."), (second, "Become a mentor.")):
        page.section("answers").get_by_role("textbox").first.fill(words)
        with page.page.expect_response("**/save_answers/**"):
            page.section("answers").get_by_role("textbox").first.blur()
    box = second.section("answers").locator("[data-matrix-conflict]")
    expect(box).to_contain_text("Lead a phase.")

    second.button(KEEP).click()

    expect(second.section("answers").locator("[data-matrix-state]")).to_have_text(SAVED)
    again = first.reload().section("answers").get_by_role("textbox").first
    expect(again).to_have_value("Become a mentor.")


def test_words_that_another_tab_saved_after_the_check_are_shown_before_they_are_signed_off(
    participant, visit
):
    page, other = visit(participant.complete()), visit(participant)
    page.go("Check your answers")
    expect(page.heading).to_have_text("Check your answers")
    with other.saved(FIRST_AREA):
        other.write(FIRST_AREA, "Said in the other tab.")

    page.sign_off()

    problems = page.review.locator("[data-matrix-problems]")
    expect(problems).to_contain_text("Your review has changed since you opened this page.")
    expect(problems).to_be_focused()
    expect(page.review.locator(".matrix-picture")).to_contain_text("Said in the other tab.")
    expect(page.button("Sign off now")).to_be_hidden()
    page.sign_off()
    expect(page.heading).to_have_text("Review sent to your course team")


def test_a_review_signed_off_in_one_tab_is_not_changed_from_another(participant, visit):
    page, other = visit(participant.complete()), visit(participant)
    other.go("Check your answers").sign_off()
    expect(other.heading).to_have_text("Review sent to your course team")

    with page.refused():
        page.write(FIRST_AREA, "Too late.")

    expect(page.area(FIRST_AREA)).to_contain_text("You have signed off this review")
    expect(page.text(FIRST_AREA)).to_have_value("Too late.")
    expect(other.reload().review.locator(".matrix-picture")).not_to_contain_text("Too late.")
