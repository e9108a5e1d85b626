"""A block is set up once the page is painted, and nothing that somebody does before is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA
from browser.visit import Visit


@pytest.fixture
def waiting(new_context):
    """Open pages whose clock stands still, so that they are not set up by themselves."""

    def new(participant):
        page = Visit(new_context().new_page(), participant)
        page.page.clock.install()
        page.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
        page.page.goto(participant.address)
        expect(page.review.locator("[data-matrix-without-scripts]")).to_have_count(1)
        return page

    return new


def test_a_page_that_nobody_touches_is_set_up_by_itself(started, waiting):
    page = waiting(started)

    page.page.clock.run_for(50)

    page.begun()


@pytest.mark.parametrize(
    "act",
    [
        lambda link: link.click(),
        lambda link: link.press("Enter"),
        lambda link: link.dispatch_event("click"),
    ],
    ids=["pointer", "key", "assistive technology"],
)
def test_a_first_press_is_heard(started, waiting, act):
    page = waiting(started)

    act(page.review.get_by_role("link", name="CPD log", exact=True))

    expect(page.heading).to_have_text("CPD log")


def test_words_that_come_first_and_without_a_key_are_kept(site, waiting):
    person = site.participant().complete().sign_off()
    page = waiting(person.handed_back(**{FIRST_AREA: "Which year group?"}))
    folds = page.review.locator("details")
    folds.evaluate_all("(all) => all.forEach((each) => { each.open = true; })")
    reply = page.review.locator("[name=reply]").first

    reply.fill("Year 4, after half term.")
    page.page.reload()
    page.page.clock.run_for(50)

    expect(reply).to_have_value("Year 4, after half term.")


def test_a_fold_that_the_first_paint_does_not_wait_for_can_be_searched_once_set_up(started, visit):
    page = visit(started)

    expect(page.review.get_by_text("Privacy notice, version 1")).to_be_attached()
    expect(page.review.locator("noscript")).to_have_count(0)
