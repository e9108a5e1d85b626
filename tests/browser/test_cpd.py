"""The CPD log as people use it."""

import re

import pytest
from playwright.sync_api import expect

from browser.demo_site import NPQSL
from browser.tab_states import CSV, DAY, ENTRY, attach, choose, tab
from browser.visit import HANDLERS


def server_error(route):
    route.fulfill(status=500, content_type="text/html", body="<h1>Server Error (500)</h1>")


def forbidden(route):
    route.fulfill(status=403, content_type="text/html", body="<h1>403 Forbidden</h1>")


def log(page):
    return tab(page, "CPD log")


def fill(page, title="A visit", minutes="1h 30"):
    page.review.get_by_label("Title").fill(title)
    page.review.get_by_label("Type").select_option("visit")
    page.review.get_by_label("Duration").fill(minutes)
    return page


@pytest.fixture
def logged(participant, visit):
    """A participant with one entry, at their log."""
    participant.post("save_cpd", {"id": "one", "revision": 0, **ENTRY, **DAY})
    return log(visit(participant))


@pytest.mark.parametrize(
    ("typed", "announcement"),
    [("1h 30", "1 h 30 min"), ("1:30", "1 h 30 min"), ("1,5", "1 h 30 min"), ("2 days", "12 h")],
)
def test_an_entry_is_added_with_a_title_a_type_and_a_time_as_people_write_it(
    participant, visit, typed, announcement
):
    page = fill(log(visit(participant)).go("Add an entry"), minutes=typed).go("Save")

    expect(page.review.locator("[data-matrix-outcome]", has_text="Saved: A visit")).to_be_focused()
    expect(page.review.locator(".matrix-entry")).to_contain_text(announcement)


def test_an_entry_is_changed(logged):
    logged.go("A visit")
    logged.review.get_by_label("Title").fill("A longer visit")
    logged.go("Save")

    expect(logged.review.locator(".matrix-entry-title")).to_have_text("A longer visit")


def test_a_deleted_entry_is_taken_back_with_every_word(logged):
    logged.go("A visit").go("Delete entry")
    expect(logged.review.locator(".matrix-entry")).to_have_count(0)

    logged.go("Undo").go("A visit")

    expect(logged.review.get_by_label("What I learned")).to_have_value("They plan in pairs.")


def test_two_courses_show_the_same_log_and_an_entry_says_where_it_was_made(
    logged, site, participant, visit
):
    elsewhere = site.participant(NPQSL)
    elsewhere.id = participant.id

    page = log(visit(elsewhere)).go("A visit")

    expect(page.review.get_by_text("You wrote this in: Talent development review")).to_be_visible()


def test_the_log_is_filtered_by_type(logged, participant):
    participant.post(
        "save_cpd",
        {"id": "two", "revision": 0, **ENTRY, **DAY, "title": "A book", "type": "reading"},
    )
    logged.reload()
    logged.review.locator("summary", has_text="Filter").click()
    logged.review.get_by_label("Type").select_option("reading")
    logged.go("Apply")

    expect(logged.review.locator(".matrix-entry-title")).to_have_text(["A book"])
    logged.go("Show all entries")
    expect(logged.review.locator(".matrix-entry")).to_have_count(2)


def test_a_mistake_is_named_at_its_field_and_nothing_typed_is_lost(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"), minutes="10,000 hours").go("Save")

    page.review.get_by_role("link", name="The length must be at most 1,000 hours.").click()

    expect(page.review.get_by_label("Duration")).to_be_focused()
    expect(page.review.get_by_label("Title")).to_have_value("A visit")


def test_a_mistake_in_a_fold_opens_it_and_its_link_leads_there(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"))
    fold = page.review.locator("summary", has_text="Did it make a difference?")
    fold.click()
    page.review.get_by_label("Remind me to check the impact on").fill("half term")
    fold.click()

    page.go("Save")
    page.review.get_by_role("link", name="Enter a date, such as 27 March").click()

    expect(page.review.get_by_label("Remind me to check the impact on")).to_be_focused()
    expect(page.review.get_by_label("How do you know?")).to_be_visible()
    expect(page.review.get_by_label("Provider")).to_be_hidden()


@pytest.mark.parametrize(
    ("answer", "announcement"),
    [(server_error, "failed"), (forbidden, "signed-out")],
    ids=["500", "403"],
)
def test_a_save_without_an_answer_loses_nothing_and_can_be_tried_again(
    participant, visit, answer, announcement
):
    page = fill(log(visit(participant)).go("Add an entry"))
    page.page.route(re.compile("/save_cpd/"), answer, times=1)

    page.button("Save").click()
    expect(page.trouble(announcement)).to_be_visible()
    page.button("Save").click()

    expect(page.review.locator(".matrix-entry-title")).to_have_text("A visit")


def test_try_again_sends_what_got_no_answer(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"))
    page.page.route(re.compile("/save_cpd/"), forbidden, times=1)
    page.button("Save").click()

    page.trouble("signed-out").get_by_role("button").click()

    expect(page.review.locator(".matrix-entry-title")).to_have_text("A visit")


def test_words_of_a_form_that_was_closed_come_back(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"), title="Typed, then closed")

    page.reload()
    expect(page.heading).to_have_text("Add a CPD entry")  # its address leads to it again

    expect(page.review.get_by_label("Title")).to_have_value("Typed, then closed")
    expect(page.review.get_by_text("what you typed before and did not save")).to_be_visible()


def test_a_cancelled_form_is_empty_the_next_time(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"), title="Never mind")

    page.go("Cancel").go("Add an entry")

    expect(page.review.get_by_label("Title")).to_have_value("")


def test_of_two_tabs_the_second_sees_both_versions_and_decides(logged, participant, visit):
    logged.go("A visit")
    participant.post(
        "save_cpd", {"id": "one", "revision": 1, **ENTRY, **DAY, "title": "Said elsewhere"}
    )

    logged.review.get_by_label("Title").fill("Said here")
    logged.go("Save")
    expect(logged.review.get_by_text("Said elsewhere")).to_be_visible()
    expect(logged.review.get_by_label("Title")).to_have_value("Said here")
    logged.go("Save")

    expect(logged.review.locator(".matrix-entry-title")).to_have_text("Said here")


def test_html_in_a_title_is_text(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"), title="<img src=x onerror=alert(1)>")

    page.go("Save")

    expect(page.review.locator(".matrix-entry-title")).to_have_text("<img src=x onerror=alert(1)>")


def test_a_goal_shows_how_far_one_is(logged):
    logged.review.locator("summary", has_text="Set a goal").click()
    logged.review.get_by_label("Hours").fill("30")
    logged.review.locator("[name=goal_start]").fill("1 January 2026")
    logged.go("Save goal")

    line = logged.review.locator("summary", has_text="Goal: 1 h 30 min of 30 h")
    line.click()
    expect(
        logged.review.get_by_text(re.compile("1 h 30 min so far. Goal: 30 h, from 1 January"))
    ).to_be_visible()


def test_a_file_is_shown_before_it_comes_in_and_comes_in_once(participant, visit):
    page = choose(log(visit(participant)).go("Import CPD"), CSV)
    page.go("Add 2 entries").go("Show my CPD log")
    expect(page.review.locator(".matrix-entry-title")).to_have_text(["A visit", "Café meeting"])

    choose(page.go("Import CPD"), CSV)

    expect(page.review.get_by_text("Your log already has everything in this file.")).to_be_visible()


def test_what_is_asked_of_a_file_is_answered_where_it_is_asked(participant, visit):
    page = log(visit(participant)).go("Import CPD")
    choose(page, "Title,Date,Time\r\nA visit,2/3/2026,90\r\n")
    page.review.get_by_label("Numbers without a unit").select_option("min")

    page.go("Use these answers")

    expect(page.button("Add 1 entry")).to_be_visible()


def test_a_column_with_another_name_can_be_pointed_out(participant, visit):
    page = log(visit(participant)).go("Import CPD")
    choose(page, "Etwas,Wann\r\nEin Besuch,2.3.2026\r\n")
    page.review.get_by_label("Etwas").select_option("title")
    page.review.get_by_label("Wann").select_option("start")

    page.go("Update preview")

    expect(page.button("Add 1 entry")).to_be_visible()
    result = page.review.get_by_role("group", name="Preview")
    expect(result).to_be_focused()
    expect(result).to_have_accessible_description(re.compile("1 row 1 new entry"))


def test_what_was_answered_of_a_file_holds_for_the_mended_one_and_its_old_preview_goes(
    participant, visit
):
    page = log(visit(participant)).go("Import CPD")
    choose(page, "Etwas,Title,Wann\r\nEin Besuch,Dr,2.3.2026\r\n")
    page.review.get_by_label("Title").select_option("")
    page.review.get_by_label("Etwas").select_option("title")
    page.review.get_by_label("Wann").select_option("start")
    page.go("Update preview")

    attach(page, "Wann,Title,Etwas\r\n2.3.2026,Dr,Ein Gang\r\n3.3.2026,Dr,Ein Buch\r\n")
    expect(page.button("Add 1 entry")).to_be_hidden()
    page.go("Preview")

    expect(page.button("Add 2 entries")).to_be_visible()
    expect(page.review.get_by_role("rowheader")).to_have_text(["Ein Gang", "Ein Buch"])


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(participant, visit):
    page = log(visit(participant)).go("Import CPD")
    sent = []
    page.page.on("request", lambda request: sent.append(request.url))

    page.review.locator("input[type=file]").set_input_files(
        {"name": "log.csv", "mimeType": "text/csv", "buffer": b"a" * 3_100_000}
    )
    page.button("Preview").click()

    assert page.review.locator("input[type=file]:invalid").count() == 1
    assert [address for address in sent if HANDLERS.search(address)] == []


def test_the_log_is_downloaded_for_a_spreadsheet(logged):
    with logged.page.expect_download() as download:
        logged.review.get_by_role("link", name="CSV, for a spreadsheet").click()

    content = download.value.path().read_bytes()
    assert download.value.suggested_filename == "cpd-log.csv"
    assert content.startswith(b'\xef\xbb\xbf"Title",')


def test_one_line_is_shown_as_it_was_read_and_saved_with_a_type(participant, visit):
    page = log(visit(participant))
    page.review.get_by_label("Add CPD in one line").fill("NPQ webinar, 3/11/2025, 2 hrs")
    page.go("Add")

    panel = page.review.locator("[data-matrix-outcome]")
    expect(panel).to_be_focused()
    expect(panel).to_contain_text("NPQ webinar · Monday 3 November 2025 · 2 h")
    page.review.get_by_label("Type").select_option("online")
    page.go("Save")

    expect(page.review.locator(".matrix-entry-title")).to_have_text("NPQ webinar")


def added(page, line):
    page.review.get_by_label("Add CPD in one line").fill(line)
    page.button("Add").click()
    expect(page.heading).to_have_text("Add a CPD entry")
    return page


def test_a_line_that_was_read_and_not_saved_is_there_after_a_reload(participant, visit):
    page = added(log(visit(participant)), "NPQ webinar, 3/11/2025, 2 hrs")
    address = page.page.url

    page.reload()

    for label, value in (("Title", "NPQ webinar"), ("Date", "3/11/2025"), ("Duration", "2 h")):
        expect(page.review.get_by_label(label, exact=True)).to_have_value(value)
    expect(page.review.locator("[id$=start-read]")).to_have_text("We read: Monday 3 November 2025")
    expect(page.review).to_contain_text("We have put back what you typed before and did not save.")
    assert page.page.url == address
    assert "webinar" not in address
    page.review.get_by_label("Type").select_option("online")
    page.reload()
    expect(page.review.get_by_label("Type")).to_have_value("online")
    page.button("Save").click()
    expect(page.review.locator(".matrix-entry-title")).to_have_text("NPQ webinar")
    assert "webinar" not in page.page.evaluate("JSON.stringify(localStorage)")


def test_the_way_back_to_a_line_that_was_read_leads_to_what_was_saved_of_it(participant, visit):
    page = added(log(visit(participant)), "NPQ webinar, 3/11/2025, 2 hrs")
    page.page.go_back()
    expect(page.heading).to_have_text("CPD log")
    page.page.go_forward()
    expect(page.review.get_by_label("Title")).to_have_value("NPQ webinar")
    page.review.get_by_label("Type").select_option("online")
    page.button("Save").click()
    expect(page.heading).to_have_text("CPD log")

    page.page.go_back()

    expect(page.heading).to_have_text("Edit CPD entry")
    expect(page.review.get_by_label("Title")).to_have_value("NPQ webinar")


def test_a_line_that_was_read_is_not_there_for_whoever_signs_in_next(site, participant, visit):
    page = added(log(visit(participant)), "NPQ webinar, 3/11/2025, 2 hrs")
    address = page.page.url

    page.page.goto("about:blank")
    page.page.goto(address.replace(participant.id, site.participant().id))

    expect(page.heading).to_have_text("Add a CPD entry")
    expect(page.review.get_by_label("Title")).to_have_value("")


def test_a_line_that_is_let_go_leaves_no_word_behind(participant, visit):
    page = added(log(visit(participant)), "NPQ webinar, 3/11/2025, 2 hrs")

    page.button("Cancel").click()

    expect(page.heading).to_have_text("CPD log")
    assert "webinar" not in page.page.evaluate("JSON.stringify(localStorage)")


def test_a_line_is_not_covered_by_words_left_in_the_form_of_an_entry(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"), title="Never saved")
    page.reload()
    log(page)
    page.review.get_by_label("Add CPD in one line").fill("NPQ webinar")
    page.go("Add")

    expect(page.review.get_by_label("Title")).to_have_value("NPQ webinar")


def test_twenty_is_asked_about_in_place_and_nothing_is_lost(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"), minutes="20").go("Save")

    expect(page.review.get_by_label("Duration")).to_have_value("20")
    expect(page.review.get_by_label("Title")).to_have_value("A visit")
    page.review.get_by_role("group", name="Which do you mean?").get_by_label("20 min").check()
    page.go("Save")

    expect(page.review.locator(".matrix-entry")).to_contain_text("20 min")


def test_a_day_that_cannot_be_read_is_said_with_what_was_typed(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"))
    page.review.get_by_label("Date", exact=True).fill("half term")
    page.go("Save")

    expect(page.review.get_by_text("You entered: half term")).to_be_visible()
    expect(page.review.get_by_label("Date", exact=True)).to_have_value("half term")


def test_yesterday_is_one_press(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"))
    field = page.review.get_by_label("Date", exact=True)
    today = field.input_value()
    page.review.get_by_role("button", name="Yesterday").click()

    expect(field).to_be_focused()
    assert field.input_value() != today
    page.review.get_by_role("button", name="Today", exact=True).click()
    expect(field).to_have_value(today)


def test_a_date_and_a_time_are_read_back_while_they_are_typed(participant, visit):
    page = log(visit(participant)).go("Add an entry")
    time = page.review.locator("[id$=cpd-minutes-read]")
    page.review.get_by_label("Date", exact=True).fill("18 Nov 2025")
    day = page.review.locator("[id$=start-read]")
    expect(day).to_have_text("We read: Tuesday 18 November 2025")

    page.review.get_by_label("Duration").fill("an hour and a half")
    expect(time).to_have_text("We read: 1 h 30 min")
    page.review.get_by_label("Duration").fill("20")
    expect(time).to_have_text("This could be: 20 min, 20 h")
    page.review.get_by_label("Duration").fill("")

    expect(time).to_be_empty()


def test_what_is_read_back_is_said_by_a_screen_reader_and_leaves_no_word_behind(participant, visit):
    page = log(visit(participant))
    line = page.review.get_by_label("Add CPD in one line")
    with page.page.expect_request(HANDLERS) as asked:
        line.fill("Amina's webinar, 3/11/2025, 2 hrs")

    expect(page.review.locator("[id$=line-read]")).to_contain_text("Monday 3 November 2025")
    expect(page.live).to_have_text("We read: Amina's webinar · Monday 3 November 2025 · 2 h")
    assert "Amina" not in asked.value.url
    assert "Amina" not in page.page.url
    assert "Amina" not in page.page.evaluate("JSON.stringify(localStorage)")


def test_an_older_reading_never_stands_beside_newer_words(participant, visit):
    page = log(visit(participant)).go("Add an entry")
    field = page.review.get_by_label("Duration")
    read = page.review.locator("[id$=cpd-minutes-read]")

    def late(route):
        field.press_sequentially("0")
        route.continue_()

    page.page.route(re.compile("/show_page/"), late, times=1)
    field.fill("9")

    expect(read).to_have_text("This could be: 1 h 30 min, 90 h")


def test_a_reading_without_an_answer_says_nothing(participant, visit):
    page = log(visit(participant)).go("Add an entry")
    page.page.route(re.compile("/show_page/"), server_error, times=1)
    with page.page.expect_response(HANDLERS):
        page.review.get_by_label("Duration").fill("2 h")

    expect(page.review.locator("[id$=cpd-minutes-read]")).to_be_empty()
    expect(page.trouble("failed")).to_be_hidden()


def test_what_may_be_there_twice_is_asked_about_and_can_be_kept(logged):
    fill(logged.go("Add an entry"))
    logged.review.get_by_label("Date", exact=True).fill("2/3/2026")
    logged.go("Save and add another")

    question = logged.review.get_by_role("group", name="Check before you save")
    expect(question).to_be_focused()
    expect(question).to_contain_text("A visit · 2 March 2026 · 1 h 30 min")
    logged.go("Keep both")

    expect(logged.review.get_by_text("Saved: A visit")).to_be_visible()
    expect(logged.heading).to_have_text("Add a CPD entry")
    expect(log(logged).review.locator(".matrix-entry-title")).to_have_text(["A visit", "A visit"])


def test_the_other_entry_can_be_looked_at_and_what_was_typed_comes_back(logged):
    fill(logged.go("Add an entry"), minutes="3 h")
    logged.review.get_by_label("Date", exact=True).fill("2/3/2026")
    logged.go("Save").go("A visit")
    expect(logged.heading).to_have_text("Edit CPD entry")

    log(logged).go("Add an entry")

    expect(logged.review.get_by_label("Duration")).to_have_value("3 h")


def test_what_is_done_in_the_future_is_asked_about(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry"))
    page.review.get_by_label("Date", exact=True).fill("tomorrow")
    page.go("Save").go("Save as planned")

    expect(page.review.locator(".matrix-entry")).to_contain_text("Planned")


def test_the_log_is_searched_and_no_address_says_for_what(logged, participant):
    participant.post(
        "save_cpd",
        {"id": "two", "revision": 0, **ENTRY, **DAY, "title": "A book", "type": "reading"},
    )
    logged.review.get_by_label("Search your log").fill("BOOK")
    with logged.page.expect_request(HANDLERS) as asked:
        logged.go("Search")

    expect(logged.review.locator(".matrix-entry-title")).to_have_text(["A book"])
    expect(logged.review.get_by_label("Search your log")).to_have_value("BOOK")
    assert "book" not in f"{asked.value.url} {logged.page.url}".lower()
    logged.reload()
    expect(logged.review.locator(".matrix-entry")).to_have_count(2)


def test_a_school_year_shows_its_entries(logged, participant):
    old = {**ENTRY, **DAY, "start-year": "2025", "title": "Last year"}
    participant.post("save_cpd", {"id": "two", "revision": 0, **old})
    logged.reload()
    logged.review.locator("summary", has_text="Set a goal").click()
    logged.go("2024/25")

    expect(logged.review.locator(".matrix-entry-title")).to_have_text(["Last year"])


def test_did_it_make_a_difference_opens_the_form_at_that_question(logged):
    logged.review.get_by_role("button", name="Say what changed A visit").click()

    expect(logged.review.get_by_label("What difference has it made?")).to_be_focused()
    logged.review.get_by_label("How do you know?").fill("They read more.")
    logged.go("Save")

    expect(logged.review.locator(".matrix-entry")).not_to_contain_text("Say what changed")


def test_another_entry_follows_at_once(participant, visit):
    page = fill(log(visit(participant)).go("Add an entry")).go("Save and add another")

    expect(page.review.locator("[data-matrix-outcome]", has_text="Saved: A visit")).to_be_focused()
    expect(page.review.get_by_label("Title")).to_have_value("")
    fill(page, title="A book").go("Save")
    expect(page.review.locator(".matrix-entry-title")).to_have_text(["A book", "A visit"])
