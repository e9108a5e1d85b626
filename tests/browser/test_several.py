"""Several reviews of the list at once, in a browser: selected, accepted, undone, downloaded."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.staff_states import colleague
from browser.states import Stage
from matrix_xblock.staff.accepting import PART_LENGTH


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


@pytest.fixture
def own(own_site, new_context):
    """Give a demo of its own, where reviews are accepted that other tests count."""
    return Stage(own_site, new_context())


def ticks(page):
    return page.review.locator('.matrix-queue input[name="line"]')


def bar(page):
    return page.review.locator(".matrix-stay")


def rows_of(download):
    text = Path(download.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def waiting(page):
    return int(page.heading.inner_text().partition("(")[2].rstrip(")"))


def pick(page, number):
    for tick in ticks(page).all()[:number]:
        tick.check()
    return page


def asked(page, number):
    pick(page, number)
    bar(page).get_by_role("button", name="Accept").click()
    expect(page.heading).to_have_text(f"Accept {number} review{'s' if number > 1 else ''}?")
    return page


def all_asked(page):
    """Select every review of the course, and ask to accept them. Gives how many can be."""
    page.review.get_by_role("link", name="All reviews").click()
    expect(page.heading).to_contain_text("All reviews (")
    page.go(f"Select all {waiting(page)}")
    bar(page).get_by_role("button", name="Accept").click()
    expect(page.heading).to_contain_text("reviews?")
    return int(page.heading.inner_text().split()[1])


def outcome(page):
    return page.review.locator("[data-matrix-outcome]")


def test_what_can_be_done_shows_once_something_is_selected(stage):
    page = colleague(stage)
    expect(bar(page)).to_be_hidden()

    pick(page, 3)

    expect(bar(page)).to_contain_text("Selected: 3")
    expect(bar(page).get_by_role("button", name="Accept 3")).to_be_visible()
    bar(page).get_by_role("button", name="Clear selection").click()
    expect(bar(page)).to_be_hidden()
    expect(page.review.get_by_label("Select all on this page")).to_be_focused()


def test_a_tick_is_called_by_the_name_and_the_round(stage):
    page = colleague(stage)
    name = page.review.locator(".matrix-queue-line th a").first.inner_text()

    page.review.get_by_role("checkbox", name=f"Select {name}").first.focus()
    page.page.keyboard.press("Space")

    expect(ticks(page).first).to_be_checked()
    expect(page.review.locator("[aria-live]")).to_have_text("Selected: 1")
    expect(bar(page)).to_contain_text("Selected: 1")


def test_three_are_accepted_after_one_has_seen_whom_and_are_taken_back_together(own):
    page = colleague(own)
    before = waiting(page)

    asked(page, 3).go("Accept reviews")
    expect(outcome(page)).to_contain_text("Accepted 3 of 3.")
    expect(outcome(page)).to_be_focused()
    assert waiting(page) == before - 3
    outcome(page).get_by_role("button", name="Undo").click()

    expect(outcome(page)).to_contain_text("Undone 3 of 3.")
    assert waiting(page) == before


def test_one_can_be_unticked_before_it_is_done(own):
    page = asked(colleague(own), 2)
    page.review.locator('.matrix-ticks input[name="line"]').first.uncheck()

    page.go("Accept reviews")

    expect(outcome(page)).to_contain_text("Accepted 1 of 1.")


def test_cancelling_leaves_the_same_lines_selected(stage):
    page = asked(colleague(stage), 2).go("Cancel")

    expect(page.heading).to_contain_text("Needs you (")
    expect(bar(page)).to_contain_text("Selected: 2")
    assert [each.is_checked() for each in ticks(page).all()[:3]] == [True, True, False]


def test_all_that_match_stay_selected_over_the_pages(stage):
    page = colleague(stage)
    page.review.get_by_role("link", name="All reviews").click()
    expect(page.heading).to_contain_text("All reviews (")
    total = waiting(page)

    page.go(f"Select all {total}")
    page.go("Next")

    expect(page.review.get_by_text(f"All {total} in this list are selected.")).to_be_visible()
    expect(bar(page)).to_contain_text(f"Selected: {total}")
    page.go("Clear selection")
    expect(bar(page)).to_be_hidden()


def test_more_than_one_request_takes_goes_on_by_itself(own):
    page = colleague(own)
    number = all_asked(page)
    assert number > PART_LENGTH

    page.go("Accept reviews")

    expect(outcome(page)).to_contain_text(f"Accepted {number} of {number}.")


def test_it_stops_where_somebody_says_so_and_goes_on_again(own):
    page = colleague(own)
    number = all_asked(page)
    page.page.evaluate("""() => {
      const main = document.querySelector("[data-matrix-main]");
      new MutationObserver(() => main.querySelector("[data-matrix-stop]")?.click())
        .observe(main, { childList: true });
    }""")
    page.go("Accept reviews")

    expect(outcome(page)).to_have_text(f"Accepted {PART_LENGTH} of {number} so far.")
    page.go("Continue")
    expect(outcome(page)).to_contain_text(f"Accepted {number} of {number}.")


def test_the_selected_lines_are_downloaded(stage):
    page = pick(colleague(stage), 2)

    with page.page.expect_download() as download:
        bar(page).get_by_role("button", name="Download 2").click()

    rows = rows_of(download.value)
    assert download.value.suggested_filename == "reviews-needs-you.csv"
    assert len(rows) == 2
    assert all(int(row["days_waiting"]) >= 0 for row in rows)


def test_the_whole_list_is_downloaded_over_its_pages(stage):
    page = colleague(stage)
    page.review.get_by_role("link", name="All reviews").click()
    expect(page.heading).to_contain_text("All reviews (")

    with page.page.expect_download() as download:
        page.review.get_by_role("button", name="Download CSV").click()

    assert len(rows_of(download.value)) == waiting(page) > 25


def test_paper_has_neither_ticks_nor_the_bar(stage):
    page = pick(colleague(stage), 2)
    page.page.emulate_media(media="print")

    expect(bar(page)).to_be_hidden()
    expect(ticks(page).first).to_be_hidden()
    expect(page.review.locator(".matrix-queue-line th").first).to_be_visible()
