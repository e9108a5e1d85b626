import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from browser.demo_site import CLOSED, FIRST_AREA, SECOND_AREA, THIRD_AREA, framework
from browser.visit import SAVED

EARLIER = re.compile(r"Signed off on \d+ \w+ \d{4} at \d\d:\d\d")
REASON = "Please say which change you led."
COMMENT = "What did you notice afterwards?"
AREAS = framework("talent-development-v1")["areas"]
NAME_OF_THIRD = next(area["name"] for area in AREAS if area["id"] == THIRD_AREA)


def in_hours(hours):
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def a_round(**dates):
    return {"id": "autumn", "title": "Autumn review", "kind": "annual", **dates}


@pytest.fixture
def returned(participant):
    """Have a review signed off, and returned with a comment on its first area."""
    participant.complete().sign_off()
    return participant.handed_back(reason=REASON, **{FIRST_AREA.replace("-", "_"): COMMENT})


def test_the_second_round_marks_the_level_of_the_first_and_chooses_nothing(participant, visit):
    participant.complete(level=1).sign_off().start("mid-point")

    page = visit(participant)

    marked = page.level(FIRST_AREA, "growing").locator("xpath=..")
    expect(marked).to_contain_text("Baseline review: you were here")
    expect(page.review.locator('input[name="level_id"]:checked')).to_have_count(0)
    expect(page.review.locator(".matrix-was")).to_have_count(8)


def test_the_mark_is_heard_with_the_level_it_belongs_to(participant, visit):
    participant.complete(level=1).sign_off().start("mid-point")

    page = visit(participant)

    expect(page.level(FIRST_AREA, "growing")).to_have_accessible_name(
        re.compile("Baseline review: you were here")
    )


def test_the_second_round_asks_to_look_back_and_keeps_the_answer(participant, visit):
    participant.complete().sign_off().start("mid-point")
    page = visit(participant).open_details(FIRST_AREA)

    with page.saved(FIRST_AREA):
        looking_back = page.area(FIRST_AREA).get_by_label("Knowing what you know now")
        looking_back.select_option("starting")

    again = page.reload().area(FIRST_AREA).locator('select[name="then_level_id"]')
    expect(again).to_have_value("starting")


def test_the_first_round_has_nothing_to_look_back_to(started, visit):
    page = visit(started).open_details(FIRST_AREA)

    expect(page.text(FIRST_AREA)).to_be_visible()
    expect(page.review.get_by_text("Knowing what you know now")).to_have_count(0)


def test_the_persona_of_the_second_round_shows_both_rounds(site, visit):
    erin = site.participant()
    erin.id = "erin"

    page = visit(erin)

    rounds = page.review.get_by_role("navigation", name="Rounds").get_by_role("link")
    expect(rounds).to_have_count(3)
    expect(rounds.nth(0)).to_contain_text("Signed off")
    expect(rounds.nth(2)).to_contain_text("Not open yet")
    expect(page.review.locator(".matrix-head .matrix-status")).to_have_text("In progress")
    expect(rounds.nth(1)).to_have_attribute("aria-current", re.compile("true|page|step"))


def test_an_earlier_round_is_one_link_away_and_read_only(participant, visit):
    participant.complete().sign_off().start("mid-point")
    page = visit(participant)

    page.review.get_by_role("link", name="Baseline review").click()

    expect(page.heading).to_have_text("Your finished review")
    expect(page.heading).to_be_focused()
    expect(page.review.locator("input:not([type=hidden]), textarea, select")).to_have_count(0)
    page.review.get_by_role("link", name="Mid-point review").click()
    expect(page.review.locator("[data-matrix-overview]")).to_be_visible()


def test_a_round_that_comes_later_says_why_it_cannot_be_started(participant, visit):
    page = visit(participant)

    page.review.get_by_role("link", name="Mid-point review").click()

    expect(page.heading).to_have_text("This round has not opened yet")
    expect(page.review).to_contain_text("after you sign off the round before it")


def test_a_round_with_an_opening_date_names_it(site, visit):
    page = visit(site.participant(site.add_block(rounds=[a_round(opens=in_hours(48))])))

    expect(page.heading).to_have_text("This round has not opened yet")
    expect(page.review).to_contain_text(re.compile(r"It opens on \d+ \w+ \d{4} at \d\d:\d\d"))
    expect(page.button("Start")).to_have_count(0)


def test_a_round_with_a_due_date_names_it_before_and_after_the_start(site, visit):
    page = visit(site.participant(site.add_block(rounds=[a_round(due=in_hours(48))])))
    expect(page.review).to_contain_text("Sign off by")

    page.go("Start")

    expect(page.review).to_contain_text(re.compile(r"Sign off by \d+ \w+ \d{4}, \d\d:\d\d"))


def test_a_late_round_can_still_be_signed_off_and_says_so(site, visit):
    rounds = [a_round(due=in_hours(-2), closes=in_hours(48))]
    page = visit(site.participant(site.add_block(rounds=rounds)).start("autumn"))

    expect(page.review).to_contain_text("This was due on")
    expect(page.review).to_contain_text("You can still sign off until")


def test_a_closed_round_shows_what_was_written_and_takes_nothing_more(site, visit):
    farid = site.participant()
    farid.id, farid.block = "farid", CLOSED
    page = visit(farid)

    expect(page.heading).to_have_text("This round has closed")
    expect(page.review).to_contain_text("You did not sign it off, so it was not shared.")
    expect(page.review.locator(".matrix-summary")).to_contain_text("Planning with year 4")
    expect(page.review.locator("input:not([type=hidden]), textarea, select")).to_have_count(0)


def test_a_closed_round_says_closed_in_the_header(site, visit):
    farid = site.participant()
    farid.id, farid.block = "farid", CLOSED

    expect(visit(farid).review.locator(".matrix-status")).to_have_text("Closed")


def test_a_returned_review_says_why_and_comments_stand_beside_their_areas(returned, visit):
    page = visit(returned)

    expect(page.review.locator(".matrix-status")).to_have_text("Returned to you")
    banner = page.review.locator(".matrix-banner").first
    expect(banner).to_contain_text("Your course team returned this")
    expect(banner).to_contain_text(REASON)
    expect(page.area(FIRST_AREA)).to_contain_text(COMMENT)
    expect(page.area(SECOND_AREA).locator(".matrix-comment")).to_have_count(0)


def test_a_commented_area_shows_what_was_written_without_a_click(returned, visit):
    page = visit(returned)

    expect(page.text(FIRST_AREA)).to_be_visible()
    expect(page.text(FIRST_AREA)).to_have_value("I led a change.")


def test_a_returned_review_can_be_changed_and_signed_off_again(returned, visit):
    page = visit(returned)
    with page.saved(FIRST_AREA):
        page.write(FIRST_AREA, "I led the change of our phonics scheme.")

    page.go("Check your answers").sign_off()

    expect(page.heading).to_have_text("Review sent to your course team")
    summary = page.review.locator(".matrix-picture")
    expect(summary).to_contain_text("I led the change of our phonics scheme.")


def test_the_earlier_version_is_kept_and_can_be_viewed(returned, visit):
    page = visit(returned)
    with page.saved(FIRST_AREA):
        page.write(FIRST_AREA, "I led the change of our phonics scheme.")

    page.review.get_by_role("button", name=EARLIER).click()

    expect(page.heading).to_have_text("An earlier version")
    expect(page.review.locator(".matrix-summary")).to_contain_text("I led a change.")
    page.go("Back to current version").back_to_whole()
    expect(page.text(FIRST_AREA)).to_have_value("I led the change of our phonics scheme.")
    expect(page.state(FIRST_AREA)).not_to_have_text("")


def test_the_earlier_version_can_still_be_viewed_after_the_second_sign_off(returned, visit):
    page = visit(returned)
    with page.saved(FIRST_AREA):
        page.write(FIRST_AREA, "I led the change of our phonics scheme.")
    page.go("Check your answers").sign_off()
    expect(page.heading).to_have_text("Review sent to your course team")

    page.review.get_by_role("button", name=EARLIER).click()

    expect(page.heading).to_have_text("An earlier version")
    expect(page.review.locator(".matrix-summary")).to_contain_text("I led a change.")


def test_a_page_left_open_takes_part_in_the_return_without_losing_words(returned, visit):
    page = visit(returned)

    page.choose(SECOND_AREA, "leading").choose(THIRD_AREA, "leading")

    expect(page.state(THIRD_AREA)).to_have_text(SAVED)
    expect(page.reload().level(SECOND_AREA, "leading")).to_be_checked()


def test_the_persona_of_a_returned_review_reads_reason_and_comments(site, visit):
    dev = site.participant()
    dev.id = "dev"

    page = visit(dev)

    expect(page.review.locator(".matrix-status")).to_have_text("Returned to you")
    expect(page.review.locator(".matrix-area .matrix-comment")).to_have_count(2)


def test_a_returned_review_links_to_each_comment_and_back_returns(participant, visit):
    participant.complete().sign_off()
    participant.handed_back(**{THIRD_AREA.replace("-", "_"): "Which class was this?"})
    page = visit(participant).overview()
    banner = page.review.locator(".matrix-banner")

    banner.get_by_role("link").filter(has_text=NAME_OF_THIRD).click()

    expect(page.review).to_contain_text("Which class was this?")
    expect(page.heading).to_have_text(NAME_OF_THIRD)
    expect(page.section(f"area-{THIRD_AREA}").locator("input:focus")).to_have_count(1)
    page.page.go_back()
    expect(banner).to_contain_text("Please add an example.")


def test_what_was_changed_since_the_return_stands_before_the_next_sign_off(participant, visit):
    participant.complete().sign_off().handed_back()
    page = visit(participant)
    page.choose(THIRD_AREA, "established")

    page.go("Check your answers")

    changes = page.review.get_by_role("region", name="What you changed")
    expect(changes.get_by_role("listitem")).to_have_count(1)
    expect(changes).to_contain_text(NAME_OF_THIRD)
    expect(changes).to_contain_text("From Growing to Established")
