"""The comment bank in a browser: inserting, searching and adding, without losing a word."""

import secrets

import pytest
from playwright.sync_api import expect

from browser.staff_states import (
    NOTE,
    add_phrase,
    bank_two_edits,
    colleague,
    in_bank,
    opened,
    somebody,
    tab,
    write_note,
)
from browser.states import Stage


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


def words(text):
    """Give words that no other test has in the bank of the course."""
    return f"{text} {secrets.token_hex(4)}"


def written(page):
    return page.section(NOTE).locator("textarea")


def reviewing(stage, *phrases, is_shared=False):
    """Come to the review of Daniel Moss with these phrases in the bank."""
    page = tab(colleague(stage), "Comment bank")
    for each in phrases:
        add_phrase(page, each, is_shared=is_shared)
    return tab(page, "Reviews").follow("Daniel Moss")


def test_a_phrase_goes_where_the_cursor_is_with_the_first_name(stage):
    page = write_note(reviewing(stage, "{name}, what would you try first?"), "Thank you. Bye.")
    written(page).evaluate("(area) => { area.focus(); area.setSelectionRange(10, 10); }")

    in_bank(page, "Insert from comment bank")
    page.section(NOTE).get_by_role("button", name="Daniel, what would you try first?").click()

    expect(written(page)).to_have_value("Thank you. Daniel, what would you try first? Bye.")
    expect(written(page)).to_be_focused()
    expect(page.section(NOTE).locator(".matrix-bank")).to_have_count(0)


def test_without_a_cursor_a_phrase_goes_behind_what_is_written(stage):
    phrase = words("What would you try first?")
    page = write_note(reviewing(stage, phrase), "Thank you.")
    page.reload()
    expect(written(page)).to_have_value("Thank you.")

    in_bank(page, "Insert from comment bank")
    page.section(NOTE).get_by_role("button", name=phrase).click()

    expect(written(page)).to_have_value(f"Thank you. {phrase}")


def test_what_is_inserted_is_saved_as_if_it_was_typed(stage):
    phrase = words("What helped?")
    page = write_note(reviewing(stage, phrase), "Thank you.")
    in_bank(page, "Insert from comment bank")
    with page.page.expect_response(lambda answer: "/save_note/" in answer.url and answer.ok):
        page.section(NOTE).get_by_role("button", name=phrase).click()

    page.reload()

    expect(written(page)).to_have_value(f"Thank you. {phrase}")


@pytest.mark.parametrize("is_shared", [False, True], ids=["own", "team's"])
def test_markup_in_a_phrase_is_words(stage, is_shared):
    phrase = words('<img src=x onerror="window.broken = 1"> & {"a": 1}')
    page = write_note(reviewing(stage, phrase, is_shared=is_shared), "Thank you.")

    in_bank(page, "Insert from comment bank")
    page.section(NOTE).get_by_role("button", name=phrase).click()

    expect(written(page)).to_have_value(f"Thank you. {phrase}")
    assert page.page.evaluate("window.broken") is None


def test_a_search_shows_what_has_every_word_and_says_how_many(stage):
    page = tab(colleague(stage), "Comment bank")
    mark = secrets.token_hex(4)
    for each in ("Pwy oedd yn y tîm?", "Which team was it?", "Which year was it?"):
        add_phrase(page, f"{each} {mark}")
    lines = page.review.locator("[data-matrix-bank-line]")
    total = lines.count()

    page.review.get_by_label("Search the comment bank").fill(f"{mark} TIM")

    expect(lines.filter(visible=True)).to_have_count(1)
    expect(lines.filter(visible=True)).to_contain_text("Pwy oedd")
    expect(page.live).to_have_text(f"Showing 1 of {total}")
    page.review.get_by_label("Search the comment bank").fill("")
    expect(lines.filter(visible=True)).to_have_count(total)
    expect(page.live).to_have_text("")


def test_enter_in_the_search_beside_a_comment_loses_nothing(stage):
    phrase = words("What helped?")
    page = write_note(reviewing(stage, phrase, "What next?"), "Thank you.")
    in_bank(page, "Insert from comment bank")
    search = page.section(NOTE).get_by_label("Search the comment bank")
    search.fill(phrase)

    search.press("Enter")

    expect(page.section(NOTE).locator("[data-matrix-bank-line]:visible")).to_have_count(1)
    expect(written(page)).to_have_value("Thank you.")
    search.press("Escape")
    expect(written(page)).to_be_focused()


def test_no_key_in_the_bank_answers_the_review(stage):
    page = write_note(reviewing(stage, "What helped?"), "Thank you.")
    in_bank(page, "Insert from comment bank")

    for place in (page.button("What helped?"), page.section(NOTE).get_by_label("Search")):
        place.focus()
        for key in ("a", "r", "j", "c", "?"):
            page.page.keyboard.press(key)

    expect(page.heading).to_have_text("Daniel Moss")
    expect(page.review.locator(".matrix-return")).not_to_have_attribute("open", "")


def test_a_comment_is_added_in_one_press_and_stays_as_it_is(stage):
    comment = words("Which year group was this?")
    page = write_note(reviewing(stage), comment)

    in_bank(page, "Add to comment bank")

    expect(page.section(NOTE).locator(".matrix-bank")).to_contain_text("Only you can see it")
    expect(written(page)).to_have_value(comment)
    expect(tab(page, "Comment bank").review).to_contain_text(comment)


def test_a_comment_that_is_not_saved_yet_is_added_as_it_stands(stage):
    comment = words("Which year group was this?")
    page = reviewing(stage)
    page.section(NOTE).locator("summary").click()
    written(page).fill(comment)

    in_bank(page, "Add to comment bank")

    expect(page.section(NOTE).locator(".matrix-bank")).to_contain_text(comment)
    expect(written(page)).to_have_value(comment)


def test_a_comment_is_shared_with_the_team_in_one_more_press(stage):
    comment = words("Which year group was this?")
    page = write_note(reviewing(stage), comment)
    in_bank(page, "Add to comment bank")

    in_bank(page, "Share with the team")

    theirs = tab(colleague(stage), "Comment bank")
    line = theirs.review.locator("[data-matrix-bank-line]", has_text=comment)
    expect(line).to_contain_text("Added by")
    expect(line.get_by_role("button")).to_have_count(0)


def test_a_name_is_asked_about_and_replaced_in_the_bank_alone(stage):
    mark = secrets.token_hex(4)
    page = write_note(opened(stage), f"Thank you, Amina. {mark}")

    in_bank(page, "Add to comment bank")
    in_bank(page, "Add with {name}")

    expect(written(page)).to_have_value(f"Thank you, Amina. {mark}")
    expect(tab(page, "Comment bank").review).to_contain_text(f"Thank you, {{name}}. {mark}")


def test_a_comment_too_long_for_the_bank_is_told_and_not_lost(stage):
    page = write_note(reviewing(stage), "x" * 501)

    in_bank(page, "Add to comment bank")

    expect(page.review.locator("[data-matrix-problems]")).to_contain_text("at most 500")
    expect(written(page)).to_have_value("x" * 501)


def test_the_second_of_two_edits_sees_both_and_chooses(stage):
    page = bank_two_edits(stage)

    expect(page.review.get_by_label("Comment", exact=True)).to_have_value("Edited here.")
    expect(page.review.locator("[data-matrix-problems]")).to_contain_text(
        "Edited in the other tab."
    )
    page.go("Save")

    expect(page.review.locator("[data-matrix-bank-line]").first).to_contain_text("Edited here.")


def test_back_leads_from_an_edit_to_the_bank_and_what_was_typed_is_there_again(stage):
    page = tab(colleague(stage), "Comment bank")
    add_phrase(page, words("What helped?"))
    page.use(page.review.get_by_role("button", name="Edit").first)
    page.review.get_by_label("Comment", exact=True).fill("Half an edit")

    page.page.go_back()
    expect(page.review.get_by_label("Comment", exact=True)).to_have_count(0)
    page.use(page.review.get_by_role("button", name="Edit").first)

    expect(page.review.get_by_label("Comment", exact=True)).to_have_value("Half an edit")
    page.go("Cancel")
    page.use(page.review.get_by_role("button", name="Edit").first)
    expect(page.review.get_by_label("Comment", exact=True)).not_to_have_value("Half an edit")


def test_what_is_removed_can_be_put_back(stage):
    phrase = words("What helped?")
    page = add_phrase(tab(colleague(stage), "Comment bank"), phrase)
    page.use(page.review.get_by_role("button", name="Remove").first)
    expect(page.review).not_to_contain_text(phrase)

    page.go("Put it back")

    expect(page.review).to_contain_text(phrase)


def test_the_bank_beside_a_comment_has_the_focus_and_is_walked_by_keyboard(stage):
    page = opened(stage, somebody(stage))
    write_note(page, "Thank you.")
    in_bank(page, "Add to comment bank")
    page.page.keyboard.press("Tab")

    expect(page.section(NOTE).locator("[data-matrix-bank] :focus")).to_have_count(1)
