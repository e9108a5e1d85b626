"""My record, progress, and what goes with a review, as people use them."""

import json
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from browser.demo_site import NPQSL
from browser.tab_states import DAY, ENTRY, choose, record, tab

NOW = datetime.now(UTC)
TODAY = {"start-day": NOW.day, "start-month": NOW.month, "start-year": NOW.year}


@pytest.fixture
def rich(participant):
    """A participant with a signed-off round, an entry and a step."""
    participant.complete()
    participant.post("save_cpd", {"id": "one", "revision": 0, **ENTRY, **DAY})
    participant.post("save_step", {"id": "step", "revision": 0, "text": "Visit a school."})
    return participant.sign_off()


def download(page, name):
    with page.page.expect_download() as taken:
        page.review.get_by_role("link", name=name).click()
    return taken.value.path().read_text()


def test_a_record_is_taken_along_into_another_course(rich, site, visit):
    content = download(record(visit(rich)), "Transfer file (JSON)")
    elsewhere = site.participant(NPQSL)
    elsewhere.id = rich.id
    page = record(visit(elsewhere))
    page.review.locator("summary", has_text="Import from another course").click()

    choose(page, content, "my-record.json")
    expect(page.review.get_by_text("1 round, to read and compare, not for credit")).to_be_visible()
    page.go("Add to my record").go("Undo the import")
    expect(page.review.get_by_text("Undone. Your record is as it was")).to_be_visible()
    choose(page, content, "my-record.json")
    page.go("Add to my record").go("Show my record")

    expect(page.review.get_by_text("Baseline review").first).to_be_visible()
    expect(tab(page, "Progress").review.get_by_text("Baseline review").first).to_be_visible()


def test_somebody_else_s_file_comes_in_only_with_a_tick(rich, site, visit):
    content = json.loads(download(record(visit(rich)), "Transfer file (JSON)"))
    page = record(visit(site.participant()))
    page.review.locator("summary", has_text="Import from another course").click()
    choose(page, json.dumps(content), "my-record.json").go("Add to my record")
    expect(page.review.locator(".matrix-problems")).to_be_visible()

    choose(page, json.dumps(content), "my-record.json")
    page.review.get_by_label("This is my own record").check()
    page.go("Add to my record")

    expect(page.review.get_by_text("Imported. It is in your record now.")).to_be_visible()


def test_the_whole_record_can_be_read_as_a_file(rich, visit):
    content = download(record(visit(rich)), "Download (web page)")

    assert "They plan in pairs." in content
    assert "I led a change." in content


def test_consent_to_research_is_given_and_withdrawn(rich, visit):
    page = record(visit(rich))
    expect(page.review.get_by_text("You have not agreed.")).to_be_visible()

    page.review.locator("summary", has_text="Research").click()
    page.go("I agree")
    expect(page.review.get_by_text("You agreed on")).to_be_visible()
    page.review.locator("summary", has_text="Research").click()
    page.go("Withdraw")

    expect(page.review.get_by_text("You withdrew on")).to_be_visible()


def test_drafts_are_deleted_once_that_is_ticked(participant, visit):
    page = record(visit(participant.complete()), "Delete your drafts")
    page.go("Delete my drafts")
    expect(page.review.get_by_role("link", name="Tick the box")).to_be_visible()

    page.review.get_by_label("I want to delete my drafts").check()
    page.go("Delete my drafts")

    expect(page.review.get_by_text("Your drafts are deleted.")).to_be_visible()
    expect(tab(page, "Review").heading).to_have_text("Start your review")


def test_only_what_is_ticked_goes_with_a_review(participant, visit):
    participant.complete()
    participant.post("save_cpd", {"id": "one", "revision": 0, **ENTRY, **TODAY})
    participant.post("save_cpd", {"id": "two", "revision": 0, **ENTRY, **TODAY, "title": "Mine"})
    page = visit(participant).go("Check your answers")

    page.review.get_by_label("Mine").uncheck()
    page.sign_off()

    expect(page.review.get_by_text("1 entry · 1 h 30 min")).to_be_visible()
    expect(page.review.get_by_text("Mine", exact=True)).to_have_count(0)


def test_what_was_unticked_stays_so_after_going_back(participant, visit):
    participant.complete()
    participant.post("save_cpd", {"id": "one", "revision": 0, **ENTRY, **TODAY})
    page = visit(participant).go("Check your answers")
    page.review.get_by_label("A visit").uncheck()

    page.follow("Back to my review").back_to_whole().go("Check your answers")

    expect(page.review.get_by_label("A visit")).not_to_be_checked()


def test_a_year_is_put_in_one_s_own_words_and_back(rich, visit):
    page = tab(visit(rich), "Progress")
    page.review.locator("summary", has_text="Edit this summary").click()
    page.review.get_by_label("Summary of the year").fill("A year of first times.")
    page.go("Save")
    expect(page.review.locator("p.matrix-said", has_text="A year of first times.")).to_be_visible()

    page.review.locator("summary", has_text="Edit this summary").click()
    page.review.get_by_label("Summary of the year").fill("")
    page.go("Save")

    expect(page.review.get_by_text("We wrote this from your entries")).to_be_visible()
