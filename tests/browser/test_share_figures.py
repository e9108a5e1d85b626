"""Making a release with the keyboard, on a small screen, and withdrawing it."""

import csv
import io
import json
from pathlib import Path

from playwright.sync_api import expect

from browser.barriers import NARROW
from browser.demo_site import Block
from browser.release_states import opened
from browser.states import Stage


def a_course(site):
    """Give a course of its own: nobody else has made a release of its last round."""
    sent = json.loads(site.send("/tests/courses/", {"people": 66}))
    return Block(sent["name"], sent["usage"])


def press_enter(page, name):
    with page.page.expect_response("**/handler/**"):
        page.review.get_by_role("button", name=name).press("Enter")


def test_a_release_is_made_by_keyboard_at_320_pixels_and_withdrawn(site, new_context):
    stage = Stage(site, new_context(viewport=NARROW))
    page = opened(stage, a_course(site), "staff/releases?round=final")
    press_enter(page, "See what it shows")
    expect(page.review.get_by_label("Group 1", exact=True)).to_be_visible()
    names = [page.review.get_by_label(f"Group {n}", exact=True) for n in (1, 2)]
    names[0].fill("North <b>")
    names[0].press("Enter")
    expect(page.review.locator("option", has_text="Group 1: North <b>").first).to_be_attached()

    press_enter(page, "Make the release")
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    page.review.locator("[data-matrix-problems] a").last.press("Enter")
    expect(page.review.get_by_label("I have read the preview")).to_be_focused()
    page.page.keyboard.press("Space")
    names[1].fill("South")
    page.review.get_by_role("button", name="Make the release").dblclick()

    expect(page.review.locator("[data-matrix-outcome]")).to_be_focused()
    expect(page.review.get_by_text("North <b>").first).to_be_attached()
    expect(page.review.locator(".matrix-entries > li")).to_have_count(1)

    with page.page.expect_download() as given:
        page.review.get_by_role("button", name="Figures (CSV)").click()
    text = Path(given.value.path()).read_text(encoding="utf-8-sig")
    assert {"North <b>"} <= {each["group_name"] for each in csv.DictReader(io.StringIO(text))}

    page.review.locator("summary", has_text="Withdraw this release").press("Enter")
    press_enter(page, "Withdraw release")
    expect(page.review.locator("[data-matrix-outcome]")).to_be_focused()
    page.page.reload()
    expect(page.review.get_by_text("Withdrawn by").first).to_be_visible()
