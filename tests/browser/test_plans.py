"""Next steps and opportunities as people use them."""

import re

import pytest
from playwright.sync_api import expect

from browser.tab_states import tab
from browser.visit import HANDLERS


def lost_answer(route):
    """Let the server do what was asked, and lose its answer on the way back."""
    route.fetch()
    route.abort("connectionreset")


def plans(page):
    return tab(page, "Next steps")


@pytest.fixture
def planned(participant, visit):
    participant.post("save_step", {"id": "one", "revision": 0, "text": "Visit a school."})
    participant.post(
        "save_opportunity", {"id": "two", "revision": 0, "type": "visit", "detail": "A day away"}
    )
    return plans(visit(participant))


def entry(page, words):
    return page.review.locator(".matrix-entry", has_text=words)


def menu(page, words):
    return entry(page, words).locator("[data-matrix-menu]")


def open_menu(page, words):
    menu(page, words).locator("summary").click()
    return menu(page, words)


def press(page, words, button):
    with page.page.expect_response(lambda answer: "/move_" in answer.url):
        entry(page, words).get_by_role("button", name=button).first.click()
    return page


def unfold(page, words):
    entry(page, words).locator("summary").first.click()
    return entry(page, words)


def test_a_step_is_added(participant, visit):
    page = plans(visit(participant)).go("Add a next step")
    page.review.get_by_label("What", exact=True).fill("Lead a staff meeting.")
    page.go("Save")

    expect(entry(page, "Lead a staff meeting.")).to_contain_text("Planned")


def step_form(page, when=""):
    """Open the form of a step with words in it, and a day as it is typed."""
    plans(page).go("Add a next step")
    page.review.get_by_label("What", exact=True).fill("Lead a staff meeting.")
    day(page).press_sequentially(when)
    return page


def day(page):
    return page.review.get_by_label("By when?")


def read_back(page):
    return page.review.locator("[id$=due-read]")


def asked(page):
    return page.review.get_by_role("group", name="Which do you mean?")


@pytest.mark.parametrize(
    ("typed", "shown", "listed"),
    [
        ("12/1", r"We read: \w+day 12 January 20\d\d", r"By 12 Jan 20\d\d"),
        ("27 March 2099", r"We read: Friday 27 March 2099", r"By 27 Mar 2099"),
        ("end of Feb", r"We read: \w+day 2[89] February 20\d\d", r"By 2[89] Feb 20\d\d"),
    ],
)
def test_a_day_of_a_step_is_read_back_while_it_is_typed_and_saved_so(
    participant, visit, typed, shown, listed
):
    page = step_form(visit(participant), typed)

    expect(read_back(page)).to_have_text(re.compile(rf"^\s*{shown}\s*$"))
    expect(page.live).to_have_text(re.compile(shown))
    page.go("Save")
    expect(entry(page, "Lead a staff meeting.")).to_contain_text(re.compile(listed))


def test_next_friday_is_a_friday_to_come_or_both_that_it_may_be(participant, visit):
    page = step_form(visit(participant), "next Friday")

    expect(read_back(page)).to_have_text(
        re.compile(r"^\s*(We read: Friday [\w ]+|This could be: Friday [\w ]+, Friday [\w ]+)\s*$")
    )


def test_a_day_that_is_past_is_said_to_be_and_can_be_saved(participant, visit):
    page = step_form(visit(participant), "27 March 2020")

    expect(read_back(page)).to_have_text("We read: Friday 27 March 2020 (in the past)")
    page.go("Save")
    expect(entry(page, "Lead a staff meeting.")).to_contain_text("Overdue")


def test_what_can_mean_several_days_is_asked_about_and_chosen_by_keyboard(participant, visit):
    page = step_form(visit(participant), "next week")
    expect(read_back(page)).to_contain_text("This could be:")
    day(page).press("Enter")

    link = page.review.get_by_role("link", name="Say which day you mean.")
    expect(link).to_be_visible()
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    expect(day(page)).to_have_value("next week")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    expect(day(page)).to_be_focused()
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Space")
    chosen = asked(page).get_by_role("radio").first
    expect(chosen).to_be_checked()
    page.page.keyboard.press("Enter")

    expect(entry(page, "Lead a staff meeting.")).to_contain_text(re.compile(r"By \d+ \w{3} 20"))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("end of term", "Enter a date, such as 27 March, 12/1/27 or next Friday."),
        ("31 June", "Enter a real date, such as 27/3/2026."),
        ("by March", "The date must include a day."),
    ],
)
def test_a_day_that_cannot_be_read_is_said_with_what_was_typed(participant, visit, typed, problem):
    page = step_form(visit(participant), typed).go("Save")

    expect(page.review.get_by_role("link", name=problem)).to_be_visible()
    expect(page.review.get_by_text(f"You entered: {typed}")).to_be_visible()
    expect(day(page)).to_have_value(typed)
    expect(day(page)).to_have_attribute("aria-invalid", "true")
    expect(page.review.get_by_label("What", exact=True)).to_have_value("Lead a staff meeting.")
    day(page).fill("27/3/2099")
    page.go("Save")

    expect(entry(page, "Lead a staff meeting.")).to_contain_text("By 27 Mar 2099")


def test_a_step_that_was_left_by_back_comes_back_with_its_day_as_typed_and_read(participant, visit):
    page = step_form(visit(participant), "31 June").go("Save")
    expect(page.review.get_by_text("You entered: 31 June")).to_be_visible()
    day(page).fill("30 June 2099")

    page.page.go_back()
    expect(page.heading).to_have_text("Next steps and opportunities")
    page.go("Add a next step")

    expect(day(page)).to_have_value("30 June 2099")
    expect(read_back(page)).to_have_text("We read: Tuesday 30 June 2099")
    page.go("Save")
    expect(entry(page, "Lead a staff meeting.")).to_contain_text("By 30 Jun 2099")


def test_the_day_of_a_step_is_shown_again_and_can_be_taken_away(participant, visit):
    due = {"due": "27 March 2099"}
    participant.post("save_step", {"id": "one", "revision": 0, "text": "Visit a school.", **due})
    page = plans(visit(participant))
    entry(page, "Visit a school.").locator("summary").click()
    page.go("Change Visit a school.")

    expect(day(page)).to_have_value("27/3/2099")
    expect(read_back(page)).to_have_text("We read: Friday 27 March 2099")
    day(page).fill("")
    page.go("Save")

    expect(entry(page, "Visit a school.")).not_to_contain_text("By 27 Mar 2099")


def test_what_is_done_is_offered_to_the_log_with_its_words(planned):
    press(planned, "Visit a school.", "Done").go("Log it as CPD")

    expect(planned.review.get_by_label("Title")).to_have_value("Visit a school.")


def test_a_step_that_was_pressed_by_mistake_is_taken_back(planned):
    press(planned, "Visit a school.", "Done").go("Undo")

    expect(entry(planned, "Visit a school.").locator(".matrix-status")).to_have_text("Planned")


def test_an_opportunity_goes_its_way_button_by_button(planned):
    for button in ("Mark as offered", "Agreed", "Started", "Completed"):
        open_menu(planned, "A day away")
        press(planned, "A day away", button)

    expect(entry(planned, "A day away").locator(".matrix-status")).to_have_text("Completed")
    expect(menu(planned, "A day away")).to_have_count(0)
    unfold(planned, "A day away")
    expect(entry(planned, "A day away").locator(".matrix-list li")).to_have_count(5)


def test_not_possible_needs_a_reason_and_keeps_the_note(planned):
    unfold(planned, "A day away").get_by_label("Note (optional)").fill("No supply teacher.")
    press(planned, "A day away", "Not possible this time")

    expect(
        planned.review.get_by_role("link", name="Choose why it was not possible.")
    ).to_be_visible()
    expect(entry(planned, "A day away").get_by_label("Note")).to_have_value("No supply teacher.")
    entry(planned, "A day away").locator("select").select_option("cover")
    press(planned, "A day away", "Not possible this time")
    expect(entry(planned, "A day away").locator(".matrix-step-words")).to_contain_text(
        "Time or cover"
    )


def test_the_menu_of_an_opportunity_leads_to_why_it_was_not_possible(planned):
    open_menu(planned, "A day away").get_by_role("link", name="Not possible this time").click()

    expect(planned.review.get_by_label("Why was it not possible?")).to_be_focused()
    expect(menu(planned, "A day away").get_by_role("button").first).to_be_hidden()


def test_escape_closes_the_menu_of_an_opportunity_and_goes_back_to_its_button(planned):
    planned.page.keyboard.press("Tab")
    menu(planned, "A day away").locator("summary").focus()
    planned.page.keyboard.press("Enter")
    first = menu(planned, "A day away").get_by_role("button", name="Mark as offered")
    expect(first).to_be_visible()
    planned.page.keyboard.press("Tab")
    expect(first).to_be_focused()

    planned.page.keyboard.press("Escape")

    expect(first).to_be_hidden()
    expect(menu(planned, "A day away").locator("summary")).to_be_focused()


def test_a_menu_closes_when_something_else_is_pressed_or_has_the_focus(planned):
    open_menu(planned, "A day away")
    planned.heading.click()
    expect(menu(planned, "A day away").get_by_role("button").first).to_be_hidden()

    open_menu(planned, "A day away")
    planned.page.keyboard.press("Shift+Tab")
    expect(menu(planned, "A day away").get_by_role("button").first).to_be_hidden()


def test_each_line_of_a_menu_is_24_pixels_high(planned):
    heights = open_menu(planned, "A day away").evaluate(
        """(menu) => Array.from(menu.querySelectorAll("summary, button, a"),
            (each) => each.getBoundingClientRect().height)"""
    )

    assert len(heights) == 5
    assert min(heights) >= 24


def test_the_menu_of_the_last_opportunity_opens_within_the_page(planned):
    box = open_menu(planned, "A day away").locator(".matrix-menu-list").bounding_box()
    frame = planned.review.bounding_box()

    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    assert box["y"] + box["height"] <= frame["y"] + frame["height"]


def test_of_two_tabs_the_second_is_told_and_nothing_is_recorded_twice(planned, participant):
    participant.post("move_opportunity", {"id": "two", "revision": 1, "status": "declined"})

    open_menu(planned, "A day away")
    press(planned, "A day away", "Mark as offered")

    expect(planned.review.get_by_text("Nothing was recorded. Check where it is")).to_be_visible()
    expect(entry(planned, "A day away").locator(".matrix-status")).to_have_text("Declined")


def test_what_staff_offer_to_everybody_is_wanted_with_one_press(participant, visit):
    page = plans(visit(participant))
    post = entry(page, "A day in a special school")

    post.get_by_role("button", name="I would like this").click()

    expect(entry(page, "A day in a special school").first).to_contain_text("Wanted")
    expect(page.review.get_by_text("It is on your list.")).to_be_visible()


def test_interest_is_told_before_the_press_and_can_be_taken_back(participant, visit):
    page = plans(visit(participant))
    board = page.review.get_by_role("region", name="Open to everyone on this course")
    after = "Your course team can see that you would like this."
    expect(board.get_by_text("your course team sees it at once")).to_be_visible()
    expect(board.get_by_text(after)).to_have_count(0)

    board.get_by_role("button", name="I would like this").first.click()
    expect(board.get_by_text(after)).to_have_count(1)
    board.get_by_role("button", name="Take it back").click()

    expect(page.review.get_by_text("Taken back.")).to_be_visible()
    expect(board.get_by_text(after)).to_have_count(0)
    page.reload()
    expect(board.get_by_text(after)).to_have_count(0)


def test_interest_that_got_no_answer_is_told_by_the_next_press_and_once(participant, visit):
    page = plans(visit(participant))
    board = page.review.get_by_role("region", name="Open to everyone on this course")
    press = board.get_by_role("button", name="I would like this").first
    page.page.route(HANDLERS, lambda route: route.abort("internetdisconnected"), times=1)
    press.click()
    expect(page.trouble("failed")).to_be_focused()
    expect(board.get_by_text("can see that you would like this")).to_have_count(0)

    page.page.route(HANDLERS, lost_answer, times=1)
    with page.page.expect_event("requestfailed"):
        press.click()
    press.click()

    expect(page.review.get_by_text("It is on your list.")).to_be_visible()
    expect(board.get_by_text("can see that you would like this")).to_have_count(1)
    expect(page.review.locator(".matrix-status", has_text="Wanted")).to_have_count(1)


def test_dates_are_given_to_a_calendar(participant, visit):
    due = {"due-day": "27", "due-month": "March", "due-year": "2099"}
    participant.post("save_step", {"id": "one", "revision": 0, "text": "Visit a school.", **due})
    page = plans(visit(participant))

    with page.page.expect_download() as download:
        page.review.get_by_role("link", name="Add to my calendar").click()

    assert b"DTSTART;VALUE=DATE:20990327" in download.value.path().read_bytes()


def test_open_steps_are_carried_over_into_the_next_round(participant, visit):
    participant.complete().sign_off()
    participant.post("save_step", {"id": "one", "revision": 0, "text": "Visit a school."})
    participant.start("mid-point")

    page = visit(participant)
    page.review.locator("summary", has_text="1 open next step").click()

    expect(page.review.get_by_text("Visit a school.")).to_be_visible()
