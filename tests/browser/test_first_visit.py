import pytest
from playwright.sync_api import expect

from browser.demo_site import TALENT, framework


def test_a_newcomer_reads_what_this_is_and_how_long_it_takes(participant, visit):
    page = visit(participant)

    expect(page.heading).to_have_text("Start your review")
    expect(page.review).to_contain_text("in 8 areas of your work")
    expect(page.review).to_contain_text("It takes about 15 minutes")
    expect(page.review).to_contain_text(framework("talent-development-v1")["title"])


def test_a_newcomer_reads_who_will_see_what_and_when(participant, visit):
    page = visit(participant)

    table = page.review.get_by_role("table", name="Who sees what, and when")
    writing = table.get_by_role("row").filter(has_text="Your draft")
    signed = table.get_by_role("row").filter(has_text="Your reflections and evidence")
    expect(writing.get_by_role("cell")).to_have_text(["Yes", "Not shown to them", "No"])
    expect(signed.get_by_role("cell")).to_have_text(["Yes", "Yes, once you sign off", "No"])


def test_a_newcomer_reads_the_privacy_notice_and_its_version(participant, visit):
    page = visit(participant)

    notice = page.review.locator("details").filter(has_text="Privacy notice, version 1")
    expect(notice.get_by_text("not part of performance management")).to_be_visible()


def test_a_newcomer_has_one_button_and_it_is_start(participant, visit):
    page = visit(participant)

    expect(page.review.get_by_role("button")).to_have_text(["Start"])


@pytest.mark.parametrize("size", [(320, 640), (1280, 720)], ids=["320", "1280"])
def test_a_newcomer_sees_who_will_read_it_and_start_without_scrolling(participant, visit, size):
    width, height = size
    page = visit(participant, viewport={"width": width, "height": height})

    words = page.review.get_by_text("When you sign off, your course team can read this review.")
    bottoms = [each.bounding_box() for each in (words, page.button("Start"))]

    assert [box["y"] + box["height"] <= height for box in bottoms] == [True, True]
    assert bottoms[0]["y"] < bottoms[1]["y"]


def test_a_newcomer_can_read_what_counts_for_credit(participant, visit):
    page = visit(participant)

    page.review.get_by_text("What counts for credit").click()

    expect(page.review.get_by_text("It does not depend on the levels you choose.")).to_be_visible()


def test_start_leads_to_the_overview_with_nothing_chosen(participant, visit):
    page = visit(participant)

    page.go("Start")

    links = page.review.locator(".matrix-picture").get_by_role("link")
    expect(links).to_have_count(len(TALENT.areas))
    expect(page.review).to_contain_text("Levels in 0 of 8 areas")
    expect(page.review).to_contain_text("Continue: Classroom practice and subject knowledge")


def test_the_header_says_whose_record_which_round_what_state_and_whether_it_is_saved(site, visit):
    amina = site.participant()
    amina.id = "ben"

    page = visit(amina)

    line = page.review.locator(".matrix-head .matrix-line > span:visible")
    expect(line).to_have_count(4)
    expect(line.nth(0)).to_have_text("Ben Okafor")
    expect(line.nth(1)).to_have_text("Baseline review")
    expect(line.nth(2)).to_contain_text("In progress")
    expect(line.nth(3)).to_contain_text("Saved")


def test_the_notice_stays_one_click_away(started, visit):
    page = visit(started)

    page.review.get_by_text("Who sees this, and privacy").click()

    expect(page.review.get_by_text("Privacy notice, version 1")).to_be_visible()
    expect(page.review.get_by_role("table", name="Who sees what, and when")).to_be_visible()


def test_the_landing_page_leads_to_every_person_and_state(site, new_context):
    page = new_context().new_page()
    page.goto(site.address)
    links = page.locator("section", has_text="as a participant").locator(".demo-card")
    addresses = [link.get_attribute("href") for link in links.all()]

    states = []
    for address in addresses:
        page.goto(site.address + address)
        states.append(page.locator(".matrix-status").inner_text())

    assert states == [
        "Not yet started",
        "In progress",
        "Signed off",
        "Returned to you",
        "In progress",
        "Closed",
        "Signed off",
        "In progress",
        "In progress",
    ]
