"""The course team's opportunities: one list, offers that reach each person, and the board."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from browser.keyboard import tab_to
from browser.staff_states import offer_open, offer_sent, opportunities_full, submit
from browser.states import Stage


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


def test_an_offer_to_several_reaches_each_of_them_with_its_details(stage):
    page = offer_sent(stage)

    expect(page.review.get_by_role("link", name="Offered 2")).to_be_visible()
    amina = stage.visit(replace(page.participant, id="amina"))
    amina.follow("Next steps")
    offered = amina.review.locator(".matrix-reply")
    expect(offered).to_contain_text("A day with a class teacher")
    expect(offered).to_contain_text("The Beacon School")
    amina.review.locator(".matrix-entry:has(.matrix-reply) [data-matrix-menu] > summary").click()
    amina.review.get_by_role("button", name="Declined").click()
    expect(amina.review.locator("[data-matrix-outcome]")).to_contain_text("Declined")


def test_a_refused_offer_keeps_what_was_typed_and_who_was_ticked(stage):
    page = offer_open(stage)
    form = page.review.locator(".matrix-offer")
    form.get_by_label("Where").fill("The Beacon School")
    form.get_by_label("Answer by").fill("31 Feb")
    form.get_by_role("checkbox").first.uncheck()

    submit(page)

    expect(form.locator("[data-matrix-problems]")).to_be_focused()
    expect(form.get_by_label("Where")).to_have_value("The Beacon School")
    expect(form.get_by_label("Answer by")).to_have_value("31 Feb")
    assert [each.is_checked() for each in form.get_by_role("checkbox").all()] == [False, True]


def test_an_offer_is_made_by_keyboard_alone(stage):
    page = opportunities_full(stage)
    keys = page.page.keyboard
    tab_to(page.page, page.review.get_by_role("button", name="Offer to all 2"))
    keys.press("Enter")
    expect(page.review.locator(".matrix-offer").get_by_label("What you offer")).to_be_focused()
    keys.type("A day there")

    keys.press("Enter")

    expect(page.review.locator("[data-matrix-outcome]")).to_be_focused()
    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Offered to 2 people.")


def test_on_paper_the_list_has_its_names_and_no_buttons(stage):
    page = opportunities_full(stage)
    page.page.emulate_media(media="print")

    expect(page.review.get_by_text("Amina Khan").first).to_be_visible()
    expect(page.review.get_by_text("Bethan Price").first).to_be_visible()
    assert page.review.locator("nav:visible, form:visible, .matrix-button:visible").count() == 0
