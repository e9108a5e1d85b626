"""Facilitators and their people: cohorts are given, and a list begins with one's own."""

import re

import pytest
from playwright.sync_api import expect

from browser.staff_states import (
    facilitators_second,
    instructor,
    my_people,
    my_people_off,
    save_cohorts,
    tab,
)
from browser.states import Stage


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


def ticked(page):
    boxes = page.review.locator("details[open] input[name=cohorts]:checked")
    return boxes.evaluate_all("boxes => boxes.map((box) => box.value)")


def test_cohorts_are_given_by_keyboard(stage):
    page = instructor(stage)
    keyboard = page.page.keyboard

    page.review.locator("summary", has_text="Change cohorts").first.focus()
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.press("Space")
    with page.page.expect_response(re.compile("give_cohorts")):
        for _ in range(6):
            keyboard.press("Tab")
        keyboard.press("Enter")

    outcome = page.review.locator("[data-matrix-outcome]")
    expect(outcome).to_have_text("Saved. Nia Hughes has 1 cohort.")
    expect(outcome).to_be_focused()


def test_who_comes_second_keeps_their_ticks_and_can_save_again(stage):
    page = facilitators_second(stage)

    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    assert ticked(page) == ["Beckside Primary"]
    save_cohorts(page)
    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Nia Hughes has 1 cohort")


def test_everyone_stays_chosen_after_a_reload_and_on_the_way_back(stage):
    page = my_people_off(stage)
    chosen = page.review.get_by_role("link", name="Everyone", exact=True)

    page.page.reload()

    expect(chosen).to_have_attribute("aria-current", "true")
    page.review.get_by_role("link", name="Amina Khan").click()
    expect(page.heading).to_have_text("Amina Khan")
    page.page.go_back()
    expect(chosen).to_have_attribute("aria-current", "true")


def test_the_other_lists_begin_with_ones_own_people_too(stage):
    page = my_people(stage)
    expect(page.heading).to_have_text("Needs you (1)")

    for name in ("Opportunities", "Figures", "Exports"):
        tab(page, name)

        expect(page.review.get_by_text("Your cohorts:")).to_be_visible()


def test_a_facilitator_has_no_section_of_facilitators(stage):
    page = my_people(stage)

    expect(page.review.get_by_role("link", name="Facilitators", exact=True)).to_have_count(0)
