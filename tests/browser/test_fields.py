import re

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, SECOND_AREA, framework
from browser.visit import SAVED, SAVES

LIMIT = 3000
PROMPTS = framework("talent-development-v1")["areas"][0]["prompts"]


def count(page):
    return page.area(FIRST_AREA).locator(".matrix-count").first


def error(page, name="reflection"):
    described = page.text(FIRST_AREA, name).get_attribute("aria-describedby").split()
    [error_id] = [each for each in described if each.endswith("-error")]
    return page.page.locator(f"[id='{error_id}']")


@pytest.fixture
def page(started, visit):
    return visit(started).open_details(FIRST_AREA)


@pytest.fixture
def over_limit(page):
    with page.refused():
        page.write(FIRST_AREA, "x" * (LIMIT + 20))
    return page


@pytest.mark.parametrize(("length", "is_shown"), [(2249, False), (2250, True)])
def test_the_character_count_appears_at_three_quarters_of_the_limit(page, length, is_shown):
    page.text(FIRST_AREA).fill("x" * length)

    assert count(page).is_visible() is is_shown


def test_the_character_count_says_how_many_are_left(page):
    page.text(FIRST_AREA).fill("x" * (LIMIT - 7))

    expect(count(page)).to_have_text(re.compile(r"\b7\b"))


def test_the_character_count_counts_as_the_server_does(page):
    page.text(FIRST_AREA).fill("\N{GRINNING FACE}" * LIMIT)

    expect(count(page)).to_have_text(re.compile(r"\b0\b"))
    with page.saved(FIRST_AREA):
        page.text(FIRST_AREA).blur()


def test_too_much_text_is_refused_beside_the_field_and_stays_on_the_page(over_limit):
    page = over_limit

    expect(error(page)).to_have_text("The limit is 3000 characters. Shorten this by 20 or more.")
    expect(page.text(FIRST_AREA)).to_have_attribute("aria-invalid", "true")
    expect(page.text(FIRST_AREA)).to_have_value("x" * (LIMIT + 20))
    expect(page.state(FIRST_AREA)).to_have_text("Not saved: there is a problem")
    expect(page.head_state).to_have_text("Not saved: there is a problem")


def test_the_counter_and_the_error_agree(page):
    with page.refused():
        page.write(FIRST_AREA, " \n" + "word " * 610 + "\n ")

    expect(count(page)).to_have_text(re.compile(r"\b49\b"))
    expect(error(page)).to_contain_text("Shorten this by 49 or more.")


def test_only_the_wrong_field_is_marked_wrong(over_limit):
    marked = over_limit.review.locator("[aria-invalid=true]")

    expect(marked).to_have_count(1)
    expect(marked).to_have_attribute("name", "reflection")


def test_shortened_text_is_saved_and_the_error_goes(over_limit):
    page = over_limit

    with page.saved(FIRST_AREA):
        page.write(FIRST_AREA, "x" * LIMIT)

    expect(error(page)).to_be_hidden()
    expect(page.text(FIRST_AREA)).not_to_have_attribute("aria-invalid", "true")
    expect(page.head_state).to_have_text(SAVED)
    expect(page.reload().text(FIRST_AREA)).to_have_value("x" * LIMIT)


def test_a_hidden_control_character_is_refused_by_its_position(page):
    with page.refused():
        page.write(FIRST_AREA, "A\x07bell")

    expect(error(page)).to_contain_text("Character 2 is a hidden control character.")
    expect(page.text(FIRST_AREA)).to_have_value("A\x07bell")


def test_an_error_does_not_take_the_focus_from_somebody_who_types(page):
    page.text(FIRST_AREA).fill("x" * (LIMIT + 20))
    page.text(FIRST_AREA).focus()

    with page.refused():
        page.page.keyboard.type("yz")
    expect(error(page)).to_be_visible()

    expect(page.text(FIRST_AREA)).to_be_focused()


def test_check_your_answers_does_not_leave_out_text_over_the_limit(over_limit):
    page = over_limit

    page.button("Check your answers").click()

    summary = page.review.locator(".matrix-trouble, .matrix-problems").filter(visible=True)
    expect(summary).to_contain_text("There is a problem")
    expect(summary).to_be_focused()
    expect(page.heading).not_to_have_text("Check your answers")


def test_the_line_of_what_is_not_saved_leads_to_the_wrong_field(over_limit):
    page = over_limit
    page.button("Check your answers").click()
    summary = page.review.locator(".matrix-trouble, .matrix-problems").filter(visible=True)

    summary.locator("li :is(a, button)").click()

    expect(page.text(FIRST_AREA)).to_be_focused()


def test_a_wrong_prompt_answer_is_marked_wrong(started, visit):
    page = visit(started)
    box = page.section("answers").get_by_role("textbox").first

    box.fill("x" * (LIMIT + 1))
    with page.refused():
        box.blur()

    expect(page.section("answers")).to_contain_text("Shorten this by 1 or more.")
    expect(box).to_have_attribute("aria-invalid", "true")


def test_details_open_by_themselves_once_a_level_is_chosen(started, visit):
    page = visit(started)
    expect(page.text(SECOND_AREA)).to_be_hidden()

    page.choose(SECOND_AREA, "growing")

    expect(page.text(SECOND_AREA)).to_be_visible()


def test_details_stay_closed_by_hand_while_text_is_saved(started, visit):
    page = visit(started).choose(FIRST_AREA, "growing")
    page.details(FIRST_AREA).locator("summary").click()
    expect(page.text(FIRST_AREA)).to_be_hidden()

    page.choose(SECOND_AREA, "growing")

    expect(page.text(FIRST_AREA)).to_be_hidden()


def test_one_question_is_shown_at_a_time_and_another_at_the_press_of_a_button(page):
    area = page.area(FIRST_AREA)
    expect(area.get_by_text(PROMPTS[0])).to_be_visible()
    expect(area.get_by_text(PROMPTS[1])).to_be_hidden()

    area.get_by_role("button", name="Try a different question").click()

    expect(area.get_by_text(PROMPTS[0])).to_be_hidden()
    expect(area.get_by_text(PROMPTS[1])).to_be_visible()


def test_the_last_question_is_followed_by_the_first(page):
    button = page.area(FIRST_AREA).get_by_role("button", name="Try a different question")

    for _ in PROMPTS:
        button.click()

    expect(page.area(FIRST_AREA).get_by_text(PROMPTS[0])).to_be_visible()


def test_another_question_is_announced(page):
    page.area(FIRST_AREA).get_by_role("button", name="Try a different question").click()

    expect(page.live).to_have_text(PROMPTS[1])


def test_another_question_saves_nothing_and_keeps_the_focus(page):
    sent = []
    page.page.on("request", lambda asked: SAVES.search(asked.url) and sent.append(asked))
    button = page.area(FIRST_AREA).get_by_role("button", name="Try a different question")

    button.click()

    expect(button).to_be_focused()
    assert sent == []


def test_a_hint_beside_every_text_box_says_not_to_name_anybody(started, visit):
    page = visit(started)

    hints = page.review.locator("textarea").evaluate_all(
        """(boxes) => boxes.map((box) => box.getAttribute("aria-describedby").split(" ")
            .map((id) => document.getElementById(id).textContent).join(" "))"""
    )

    reflections_and_answers = [hint for hint in hints if "A short note" not in hint]
    assert len(hints) == 8 * 2 + 4
    assert len(reflections_and_answers) == 8 + 4
    assert all("Do not name pupils or colleagues." in hint for hint in reflections_and_answers)


def test_a_prompt_is_revealed_in_place_by_the_answer_it_depends_on(started, visit):
    page = visit(started)
    question = page.review.get_by_role("group", name="What got in the way?")
    expect(question).to_be_hidden()

    page.section("answers").get_by_label("Not yet").check()

    expect(question).to_be_visible()


def test_a_revealed_prompt_goes_again_with_the_answer(started, visit):
    page = visit(started)
    question = page.review.get_by_role("group", name="What got in the way?")
    page.section("answers").get_by_label("Not yet").check()
    expect(question).to_be_visible()

    page.section("answers").get_by_label("Yes", exact=True).check()

    expect(question).to_be_hidden()


def test_the_answer_to_a_prompt_that_went_is_not_signed_off(participant, visit):
    page = visit(participant.complete())
    answers = page.section("answers")

    with page.page.expect_response(SAVES):
        answers.get_by_label("Yes", exact=True).check()
    page.go("Check your answers")

    expect(page.review.locator(".matrix-summary")).not_to_contain_text("What got in")


def test_the_private_question_is_the_last_and_marked(started, visit):
    page = visit(started)

    last = page.review.locator("form").last
    expect(last).to_contain_text("Only you can see this")
    expect(last.get_by_role("group")).to_have_accessible_name(re.compile("stay and thrive"))


def test_the_areas_in_front_of_a_mistake_are_still_saved(over_limit):
    page = over_limit

    page.choose(SECOND_AREA, "growing")

    expect(page.reload().level(SECOND_AREA, "growing")).to_be_checked()
