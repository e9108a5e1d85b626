"""One review as course staff answer it: what is sent, to whom, and what comes next."""

import re

import pytest
from playwright.sync_api import expect

from browser.staff_states import (
    NOTE,
    REASON,
    colleague,
    opened,
    somebody,
    staff_resubmitted,
    write_note,
    write_reason,
)
from browser.states import Stage

OUTCOME = "[data-matrix-outcome]"


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


@pytest.fixture
def own_stage(own_site, new_context):
    return Stage(own_site, new_context())


def place(page):
    return page.review.locator("[id$=-place]")


def first_of_the_queue(stage):
    page = colleague(stage)
    page.review.locator("tbody .matrix-anchor").first.click()
    expect(place(page)).to_have_text(re.compile("1 of "))
    return page


def undo(page):
    button = page.review.get_by_role("button", name=re.compile(r"^Undo \(until \d\d:\d\d\)$"))
    button.click()
    expect(page.review.locator(OUTCOME)).to_contain_text("Undone.")


def test_a_reason_is_asked_for_where_return_is_and_nowhere_else(stage):
    page = opened(stage)
    expect(page.review.get_by_label("Reason for returning")).to_be_hidden()

    page.review.locator("summary", has_text="Return").click()

    expect(page.review.get_by_label("Reason for returning")).to_be_visible()
    expect(page.review).to_contain_text("Amina Khan will see this with your comments.")


def test_a_missing_reason_is_said_at_its_field(stage):
    page = write_reason(opened(stage), "").go("Return the review")

    problem = page.review.locator("[data-matrix-problems]")
    expect(problem).to_contain_text("Enter a reason for returning this review")
    problem.get_by_role("link").click()
    field = page.review.get_by_label("Reason for returning")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


def test_a_reason_that_was_typed_does_not_go_with_accept_nor_after_undo(stage):
    amina = somebody(stage)
    page = write_reason(opened(stage, amina), REASON)

    page.go("Accept")
    expect(page.review.locator(OUTCOME)).to_contain_text("Accepted. Amina Khan will see this")
    undo(page)
    expect(page.review.get_by_label("Reason for returning")).to_have_value(REASON)
    page.go("Accept")

    hers = stage.visit(amina)
    expect(hers.review.get_by_text("accepted this on")).to_be_visible()
    expect(hers.review).not_to_contain_text(REASON)


def test_a_reason_that_the_browser_kept_is_not_sent_with_comments(stage):
    amina = somebody(stage)
    page = write_reason(opened(stage, amina), REASON)
    page.reload()
    expect(page.review.get_by_label("Reason for returning")).to_have_value(REASON)

    write_note(page, "Which year group was this?").go("Send comments")

    expect(page.review.locator(OUTCOME)).to_contain_text("Comments sent.")
    expect(stage.visit(amina).review).not_to_contain_text(REASON)


def test_a_return_that_was_taken_back_leaves_its_reason_with_whoever_wrote_it(stage):
    amina = somebody(stage)
    page = write_reason(opened(stage, amina), REASON).go("Return the review")
    expect(page.review.locator(OUTCOME)).to_contain_text("Returned. Amina Khan will see this")

    undo(page)

    expect(page.review.get_by_label("Reason for returning")).to_have_value(REASON)
    expect(stage.visit(amina).review).not_to_contain_text(REASON)


def test_comments_can_be_sent_after_accept(stage):
    amina = somebody(stage)
    page = opened(stage, amina).go("Accept")

    write_note(page, "Well done.").go("Send comments")

    expect(page.review.locator(OUTCOME)).to_contain_text("Comments sent.")
    expect(page.review).to_contain_text("Accepted by")
    expect(stage.visit(amina).review).to_contain_text("Well done.")


def test_fourteen_plain_accepts_are_at_most_sixteen_presses(own_stage):
    page = first_of_the_queue(own_stage)
    presses, reviews = 1, []
    total = int(place(page).inner_text().split()[-1])

    for _ in range(14):
        name = page.heading.inner_text()
        reviews.append(page.page.url)
        page.go("Accept and next")
        presses += 1
        expect(page.review).to_contain_text(f"Accepted. {name} will see this")
        expect(page.heading).to_be_focused()

    assert presses <= 16
    assert len(set(reviews)) == 14
    page.go("Back to the list")
    expect(page.heading).to_have_text(f"Needs you ({total - 14})")


def test_the_next_review_says_where_it_is_and_takes_the_last_one_back(own_stage):
    page = first_of_the_queue(own_stage)
    first = page.heading.inner_text()

    page.go("Accept and next")

    expect(page.heading).to_be_focused()
    expect(page.heading).to_have_accessible_description(
        re.compile(rf"^1 of \d+ Accepted\. {re.escape(first)} will see this .+ e-mail\.$")
    )
    undo(page)
    expect(page.heading).to_have_text(first)


def test_at_the_end_of_the_list_the_queue_says_what_was_done(stage):
    page = opened(stage)

    page.go("Accept and next")

    expect(page.heading).to_have_text("Needs you (0)")
    expect(page.review.locator(OUTCOME)).to_be_focused()
    expect(page.review.locator(OUTCOME)).to_contain_text("Accepted. Amina Khan will see this")
    undo(page)
    expect(page.heading).to_have_text("Amina Khan")


def test_a_double_click_accepts_one_review(own_stage):
    page = first_of_the_queue(own_stage)
    first = page.heading.inner_text()
    expect(page.button("Accept and next")).to_be_visible()

    page.button("Accept and next").dblclick()

    expect(page.review).to_contain_text(f"Accepted. {first} will see this")
    page.page.wait_for_timeout(1000)
    expect(page.review).to_contain_text(f"Accepted. {first} will see this")


def test_the_way_back_from_the_next_review_is_the_one_before(own_stage):
    page = first_of_the_queue(own_stage)
    first = page.heading.inner_text()
    page.go("Accept and next")
    expect(page.heading).not_to_have_text(first)

    page.page.go_back()

    expect(page.heading).to_have_text(first)
    expect(page.review).to_contain_text("Accepted by")


def test_a_draft_goes_with_accept_and_next(stage):
    amina = somebody(stage)
    page = opened(stage, amina)
    page.section(NOTE).locator("summary").click()
    page.section(NOTE).locator("textarea").fill("Typed in a hurry.")

    page.go("Accept and next")

    expect(page.review.locator(OUTCOME)).to_contain_text("Accepted.")
    expect(stage.visit(amina).review).to_contain_text("Typed in a hurry.")


def test_after_a_resubmission_what_changed_is_open_and_marked_and_the_rest_is_a_line(stage):
    page = staff_resubmitted(stage)

    area = page.review.locator(".matrix-review-area")
    expect(area).to_have_count(1)
    expect(area.locator("del").first).to_contain_text("Established")
    expect(area.locator("ins").first).to_contain_text("Leading others")
    expect(area.locator("ins").last).to_contain_text("By half term all five teachers")
    expect(area).to_contain_text("Which change did you lead?")
    expect(page.review.locator(".matrix-review-line")).to_have_count(7)
    expect(page.review.locator(".matrix-review-line[open]")).to_have_count(0)
    expect(page.review.locator(".matrix-resubmission")).to_contain_text(REASON)


def test_a_link_of_what_changed_leads_to_its_area(stage):
    page = staff_resubmitted(stage)

    page.review.locator(".matrix-changed-list a").click()

    expect(page.review.locator(".matrix-review-area h4")).to_be_focused()


def test_the_last_round_stands_at_the_side_and_below_where_there_is_no_room(stage):
    page = staff_resubmitted(stage)
    now, last = (page.review.locator(f".matrix-beside-{each}").first for each in ("now", "last"))
    assert last.bounding_box()["x"] > now.bounding_box()["x"] + 100

    page.page.set_viewport_size({"width": 320, "height": 640})

    assert last.bounding_box()["y"] > now.bounding_box()["y"] + 50
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_first_review_has_every_area_open_and_no_note(stage):
    page = opened(stage)

    expect(page.review.locator(".matrix-review-area")).to_have_count(8)
    expect(page.review.locator(".matrix-resubmission, .matrix-beside-last")).to_have_count(0)
    expect(page.review.locator(".matrix-picture")).to_be_visible()


def test_where_levels_are_not_shared_there_is_no_picture(stage):
    block = stage.site.add_block(display_name="Talent review", sharing="answers")
    amina = stage.site.participant(block)
    amina.id = "amina"
    amina.complete()
    amina.post("sign_off", {"round": "baseline", "revision": 1, "sharing": "answers"})
    page = colleague(stage, block).follow("Amina Khan")

    expect(page.review.locator(".matrix-review-area")).to_have_count(8)
    expect(page.review.locator(".matrix-picture")).to_have_count(0)
    expect(page.review).not_to_contain_text("I led a change.")
