from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, Participant, copied, serving
from browser.visit import Visit

DEMO = ("-m", "matrix_xblock.demo")
SEEDING = 120_000
"""Milliseconds: a year in the life of forty people is lived again."""


@pytest.fixture
def begun(seeded, tmp_path):
    """Serve a demo in which somebody has chosen a level, and end it."""
    with serving(copied(seeded, tmp_path), DEMO) as site:
        Participant(site, "amina").start().rate(FIRST_AREA, level_id="growing")
    return tmp_path


def test_a_demo_that_is_started_again_keeps_what_people_did(begun, new_context):
    with serving(begun, DEMO) as site:
        page = Visit(new_context().new_page(), Participant(site, "amina")).open()

        expect(page.level(FIRST_AREA, "growing")).to_be_checked()


def follow(page, name):
    """Follow a link of the demo until its page has loaded, scripts and all."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()


def test_begin_the_demo_again_brings_every_person_back_to_their_state(begun, new_context):
    with serving(begun, DEMO) as site:
        page = new_context().new_page()
        page.goto(site.address)

        with page.expect_navigation(timeout=SEEDING):
            page.get_by_role("button", name="Begin the demo again").click(timeout=SEEDING)

        follow(page, "Amina Khan")
        expect(page.get_by_role("button", name="Start")).to_be_visible()
        follow(page, "All demo people")
        follow(page, "Ben Okafor")
        expect(page.locator(".matrix-counted")).to_contain_text("Levels in 5 of 8 areas")


def test_people_who_begin_at_the_same_instant_all_get_an_answer(site):
    together = [site.participant() for _ in range(16)]

    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(Participant.start, together))

    assert begun == together
