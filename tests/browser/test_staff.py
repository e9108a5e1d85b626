"""What course staff do, in a browser, against the running demo."""

import csv
import io
import zipfile

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, TALENT
from browser.keyboard import tab_to
from browser.staff_states import (
    NOTE,
    answered,
    colleague,
    opened,
    somebody,
    tab,
    write_note,
    write_reason,
)
from browser.states import Stage


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


def lines(page):
    return page.review.locator(".matrix-queue-line")


def names(page):
    return lines(page).locator("th a").all_inner_texts()


def waiting(page):
    """Give the number in the heading: how many reviews need somebody."""
    return int(page.heading.inner_text().partition("(")[2].rstrip(")"))


def test_the_queue_opens_on_what_needs_somebody_with_the_oldest_first(stage):
    page = colleague(stage)

    expect(page.heading).to_contain_text("Needs you (")
    assert waiting(page) == lines(page).count()
    expect(page.review).to_contain_text("Oldest first.")
    expect(lines(page).first).to_contain_text("New")
    expect(page.review.locator(".matrix-queue-wait").first).to_have_text("Over 2 weeks")


def test_the_queue_is_filtered_and_sorted_at_the_server(stage):
    page = colleague(stage)
    page.review.get_by_role("link", name="All reviews").click()
    expect(page.heading).to_contain_text("All reviews (")
    page.review.get_by_role("button", name="Next", exact=True).click()
    expect(page.review.get_by_text("Page 2 of 2")).to_be_visible()

    page.review.get_by_label("Cohort").select_option("Ashgrove Primary")
    page.go("Show").go("Name")

    expect(page.review.locator("[aria-sort=ascending]")).to_have_text("Name")
    assert names(page) == sorted(names(page))
    expect(page.heading).to_have_text(f"All reviews ({len(names(page))})")


def test_who_has_not_started_is_a_list_of_its_own_without_pages_to_open(stage):
    page = colleague(stage)

    page.review.get_by_role("link", name="Not started").click()

    expect(page.heading).to_contain_text("Not started (")
    assert lines(page).count() == waiting(page)
    assert names(page) == []


def test_a_list_keeps_its_place_over_a_reload_and_back(stage):
    page = colleague(stage)
    page.review.get_by_role("link", name="Accepted").click()
    expect(page.heading).to_contain_text("Accepted (")

    page.reload()
    expect(page.heading).to_contain_text("Accepted (")
    page.page.go_back()

    expect(page.heading).to_contain_text("Needs you (")


def test_a_search_with_wildcards_and_quotes_is_taken_as_it_is(stage):
    page = colleague(stage)
    for words in ("%", "_", "'; DROP TABLE x; --", "\\", '"'):
        name = page.review.get_by_label("Name")
        name.fill(words)
        asked = name.element_handle()
        page.go("Show")
        asked.wait_for_element_state("hidden")  # the answer stands where it was asked for
        expect(page.review.get_by_text("No one matches these filters.")).to_be_visible()
        expect(page.review.get_by_label("Name")).to_have_value(words)


def test_from_a_person_one_goes_on_through_the_list(stage):
    page = colleague(stage)
    first, second = names(page)[10:12]

    page.follow(first).go("Next review")
    expect(page.heading).to_have_text(second)
    page.go("Previous review")
    expect(page.heading).to_have_text(first)
    page.go("Back to the list")

    expect(page.heading).to_contain_text("Needs you (")


def test_a_comment_is_saved_as_typed_and_seen_by_nobody_until_sent(stage):
    amina = somebody(stage)
    page = write_note(opened(stage, amina), "Which year group was this?")
    expect(page.section(NOTE)).to_contain_text("Draft saved")

    hers = stage.visit(amina)
    expect(hers.review).not_to_contain_text("Which year group")

    page.go("Send comments")
    hers.reload()
    expect(hers.review).to_contain_text("Which year group was this?")


def test_words_that_were_just_typed_are_sent_with_the_button(stage):
    amina = somebody(stage)
    page = opened(stage, amina)
    page.section(NOTE).locator("summary").click()
    page.section(NOTE).locator("textarea").fill("Typed in a hurry.")

    page.button("Send comments").click()

    expect(page.review.locator("[data-matrix-outcome]")).to_be_visible()
    expect(stage.visit(amina).review).to_contain_text("Typed in a hurry.")


def test_a_review_is_returned_edited_and_signed_off_again(stage):
    amina = somebody(stage)
    page = opened(stage, amina)
    write_reason(page, "Please add an example.").go("Return the review")

    hers = stage.visit(amina)
    expect(hers.review).to_contain_text("Please add an example.")
    hers.choose(FIRST_AREA, "established")
    hers.go("Check your answers").sign_off()
    page.go("Back to the list")

    again = lines(page).filter(has_text="Amina Khan")
    expect(again).to_contain_text("Resubmitted")
    expect(again).to_contain_text("1 area changed")


def test_a_return_without_a_reason_keeps_the_comments(stage):
    page = write_note(opened(stage), "Which year group was this?")
    write_reason(page, "").go("Return the review")

    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    expect(page.section(NOTE).locator("textarea")).to_have_value("Which year group was this?")


def test_undo_makes_drafts_of_what_was_sent(stage):
    amina = somebody(stage)
    page = write_note(opened(stage, amina), "Which year group was this?").go("Send comments")

    page.review.get_by_role("button", name="Undo (until").click()

    expect(page.section(NOTE).locator("textarea")).to_have_value("Which year group was this?")
    expect(stage.visit(amina).review).not_to_contain_text("Which year group")


def test_of_two_colleagues_the_second_loses_nothing(stage):
    amina = somebody(stage)
    mine, theirs = opened(stage, amina), opened(stage, amina)
    write_note(mine, "A thought of mine.")
    theirs.go("Accept")

    mine.go("Accept")

    expect(mine.review.locator("[data-matrix-problems]")).to_contain_text("accepted this review")
    expect(mine.review).to_contain_text("A thought of mine.")


def test_an_offer_reaches_the_participant_s_own_list(stage):
    amina = somebody(stage)
    page = opened(stage, amina)
    page.review.get_by_role("button", name="Offer").click()
    expect(page.review.locator("[data-matrix-outcome]")).to_be_visible()

    hers = stage.visit(amina)
    hers.review.get_by_role("link", name="Next steps", exact=True).click()

    expect(hers.review.locator(".matrix-entry").first).to_contain_text("Offered")


def test_a_reply_reaches_the_staff(stage):
    amina = somebody(stage)
    page = write_note(opened(stage, amina), "Which year group was this?").go("Send comments")
    hers = stage.visit(amina)
    hers.review.locator("summary", has_text="Reply").click()
    hers.review.get_by_label("Your reply").fill("It was year 4.")
    hers.go("Send reply")

    page.go("Back to the list")
    expect(lines(page).filter(has_text="Amina Khan")).to_contain_text("Replied")
    page.follow("Amina Khan")

    expect(page.review).to_contain_text("It was year 4.")


def test_the_participant_sees_who_opened_the_record(stage):
    amina = somebody(stage)
    opened(stage, amina)

    hers = stage.visit(amina)
    hers.review.get_by_role("link", name="My record", exact=True).click()

    expect(hers.review.locator("details", has_text="Who has opened your record")).to_contain_text(
        "Baseline review"
    )


def test_staff_have_a_review_of_their_own(stage):
    page = tab_to_own(colleague(stage))

    expect(page.heading).to_have_text("Start your review")
    page.review.get_by_role("link", name="Course team", exact=True).click()
    expect(page.heading).to_contain_text("Needs you (")


def tab_to_own(page):
    page.review.get_by_role("link", name="My own review", exact=True).click()
    return page


def test_a_review_is_answered_by_keyboard_alone(stage):
    page = colleague(stage, somebody(stage).block)
    tab_to(page.page, page.review.get_by_role("link", name="Amina Khan"))
    page.page.keyboard.press("Enter")
    expect(page.heading).to_be_focused()
    tab_to(page.page, page.section(NOTE).locator("summary"))
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Tab")
    page.page.keyboard.type("Which year group was this?")
    tab_to(page.page, page.button("Send comments"))
    page.page.keyboard.press("Enter")

    expect(page.review.locator("[data-matrix-outcome]")).to_be_focused()


def test_a_comment_survives_a_cut_network(stage):
    page = opened(stage)
    page.page.route("**/save_note/**", lambda route: route.abort())
    page.section(NOTE).locator("summary").click()
    page.section(NOTE).locator("textarea").fill("Written offline.")
    page.section(NOTE).locator("textarea").blur()
    expect(page.section(NOTE)).to_contain_text("Not saved yet")

    page.page.unroute("**/save_note/**")
    page.section(NOTE).get_by_role("button", name="Try again").click()

    expect(page.section(NOTE)).to_contain_text("Draft saved")


def files(page, link):
    with page.page.expect_download() as downloading:
        page.review.get_by_role("button", name=link).click()
    return downloading.value


def test_a_file_of_reviews_is_downloaded(stage):
    download = files(tab(colleague(stage), "Exports"), "Download CSV Reviews")

    text = download.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert download.suggested_filename == "reviews.csv"
    assert {"Hana Yusuf", "Daniel Moss"} <= {row["name"] for row in rows}


def test_the_research_file_is_downloaded(stage):
    download = files(tab(colleague(stage), "Exports"), "Download for Demo study")

    with zipfile.ZipFile(download.path()) as archive:
        assert "manifest.json" in archive.namelist()


def test_an_address_leads_to_a_tab_for_staff(stage, site):
    page = colleague(stage)
    uid = page.review.get_attribute("id")

    page.page.goto(f"{page.participant.address}#{uid}/staff/cohort")
    page.page.reload()

    expect(page.heading).to_have_text("Figures")


def test_participants_load_nothing_that_is_made_for_staff(stage, site):
    page = stage.visit(site.participant(TALENT))
    loaded = page.page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")

    assert not [each for each in loaded if "/staff." in each]


def test_comments_stand_where_they_belong(stage):
    page = answered(stage, "Send comments")

    row = page.review.locator(".matrix-picture-area").first
    expect(row).to_contain_text("Which year group was this?")
    expect(page.review.locator("section", has_text="Comments on the whole review")).to_contain_text(
        "A good start."
    )
