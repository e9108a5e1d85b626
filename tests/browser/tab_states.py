"""The states of the tabs beside the review, each with the way there."""

from playwright.sync_api import expect

from browser.demo_site import TALENT

CSV = "Activity;Date;Hours\r\nCafé meeting;02/03/2026;1,5\r\nA visit;13.04.2026;2 days\r\n"
EVENTS = "\r\n".join(
    [
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "SUMMARY:Phonics course"),
        *("DTSTART:20250303T090000Z", "DTEND:20250303T150000Z", "LOCATION:Town Hall", "END:VEVENT"),
        *("BEGIN:VEVENT", "UID:2", "SUMMARY:Leadership conference", "DESCRIPTION:On trust"),
        *("DTSTART;VALUE=DATE:20250407", "DTEND;VALUE=DATE:20250409", "END:VEVENT"),
        *("BEGIN:VEVENT", "UID:3", "SUMMARY:Learning walk", "DTSTART:20250107T154500Z"),
        *("DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3", "END:VEVENT"),
        *("BEGIN:VEVENT", "UID:4", "SUMMARY:Governor visit", "STATUS:CANCELLED"),
        *("DTSTART;VALUE=DATE:20250501", "END:VEVENT", "END:VCALENDAR", ""),
    ]
)
BROKEN = "Title,Date\r\nA visit,31/2/2026\r\n,2/3/2026\r\n"
OPEN = (
    "Date,Activity,Type,Time,Cost\r\n13/03/2026,Course A,Twilight,90,10\r\n"
    "March 2026,A talk,,1,\r\n"
    "14/03/2026,Reading,,1,\r\n14/03/2026,Reading,,1,\r\n,Total,,93,10\r\n"
)
ENTRY = {"title": "A visit", "type": "visit", "minutes": "1h 30", "learned": "They plan in pairs."}
DAY = {"start-day": "2", "start-month": "3", "start-year": "2026"}


def tab(page, name):
    page.review.get_by_role("link", name=name, exact=True).click()
    expect(page.review.locator('[data-matrix-tab][aria-current="page"]')).to_have_text(name)
    return page


def record(page, fold=""):
    """Go to *My record*, and open one of its folds."""
    tab(page, "My record")
    if fold:
        page.review.locator("summary", has_text=fold).click()
    return page


def with_entry(stage, **changes):
    participant = stage.site.participant()
    participant.post("save_cpd", {"id": "one", "revision": 0, **ENTRY, **DAY, **changes})
    return tab(stage.visit(participant), "CPD log")


def with_plans(stage):
    participant = stage.site.participant()
    participant.post("save_step", {"id": "one", "revision": 0, "text": "Visit a school."})
    participant.post(
        "save_opportunity", {"id": "two", "revision": 0, "type": "visit", "detail": "A day away"}
    )
    return tab(stage.visit(participant), "Next steps")


def attach(page, content, name="log.csv"):
    """Choose a file, and press nothing."""
    page.review.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    return page


def choose(page, content, name="log.csv"):
    return attach(page, content, name).go("Preview")


def cpd_empty(stage):
    return tab(stage.visit(stage.site.participant()), "CPD log")


def cpd_full(stage):
    page = tab(stage.persona("hana", TALENT), "CPD log")
    page.review.locator("summary", has_text="Set a goal").click()
    page.review.locator("summary", has_text="Filter").click()
    page.review.locator("summary", has_text="Did it make a difference?").click()
    return page


def cpd_form(stage):
    page = with_entry(stage).go("A visit")
    expect(page.heading).to_have_text("Edit CPD entry")
    return page


def cpd_form_unfolded(stage):
    page = cpd_empty(stage).go("Add an entry")
    for fold in ("Areas (optional)", "More: provider", "Did it make a difference?"):
        page.review.locator("summary", has_text=fold).click()
    expect(page.review.get_by_label("How do you know?")).to_be_visible()
    return page


def cpd_goal_reached(stage):
    goal = {"revision": 0, "goal": "1 h", "goal_start": "1/3/2026", "goal_end": "1/4/2026"}
    participant = stage.site.participant()
    participant.post("save_cpd", {"id": "one", "revision": 0, **ENTRY, **DAY})
    participant.post("save_goal", goal)
    page = tab(stage.visit(participant), "CPD log")
    page.review.locator("summary", has_text="Goal reached: 1 h 30 min of 1 h").click()
    expect(page.review.get_by_text("(goal 1 h, 1 March 2026 to 1 April 2026)")).to_be_visible()
    return page


def cpd_form_wrong(stage):
    page = cpd_empty(stage).go("Add an entry")
    page.review.get_by_label("Duration").fill("10,000 hours")
    page.review.get_by_label("Date", exact=True).fill("half term")
    page.review.locator("summary", has_text="More: provider").click()
    page.review.get_by_label("What I learned").fill("x" * 2001)
    page.go("Save")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def cpd_line(stage):
    page = cpd_empty(stage)
    page.review.get_by_label("Add CPD in one line").fill("Visit, last week, 20")
    page.go("Add")
    expect(page.review.get_by_role("group", name="Which do you mean?")).to_have_count(2)
    return page


def cpd_another(stage):
    page = cpd_empty(stage).go("Add an entry")
    page.review.get_by_label("Title").fill("A visit")
    page.review.get_by_label("Type").select_option("visit")
    page.review.get_by_label("Date", exact=True).fill("1/9/1999")
    page.go("Save and add another")
    expect(page.review.get_by_text("Its date is more than 10 years ago")).to_be_visible()
    return page


def cpd_ahead(stage):
    page = cpd_empty(stage).go("Add an entry")
    page.review.get_by_label("Title").fill("A visit")
    page.review.get_by_label("Type").select_option("visit")
    page.review.get_by_label("Date", exact=True).fill("tomorrow")
    page.go("Save")
    expect(page.button("Save as planned")).to_be_visible()
    return page


def cpd_twice(stage):
    page = with_entry(stage).go("Add an entry")
    page.review.get_by_label("Title").fill("A visit")
    page.review.get_by_label("Type").select_option("visit")
    page.review.get_by_label("Date", exact=True).fill("2/3/2026")
    page.go("Save")
    expect(page.button("Keep both")).to_be_visible()
    return page


def cpd_read(stage):
    page = cpd_empty(stage)
    page.review.get_by_label("Add CPD in one line").fill("Visit, 3/11/2025, 20")
    expect(page.review.locator("[id$=line-read]")).to_contain_text("You choose the time next.")
    return page


def cpd_searched(stage):
    page = tab(stage.persona("hana", TALENT), "CPD log")
    page.review.get_by_label("Search your log").fill("visit")
    page.go("Search")
    expect(page.button("Show all entries")).to_be_visible()
    return page


def cpd_two_versions(stage):
    page = with_entry(stage).go("A visit")
    page.participant.post(
        "save_cpd", {"id": "one", "revision": 1, **ENTRY, **DAY, "title": "Said elsewhere"}
    )
    page.review.get_by_label("Title").fill("Said here")
    page.go("Save")
    expect(page.review.get_by_text("There are two versions")).to_be_visible()
    return page


def cpd_deleted(stage):
    page = with_entry(stage).go("A visit").go("Delete entry")
    expect(page.button("Undo")).to_be_visible()
    return page


def cpd_import(stage):
    page = cpd_empty(stage).go("Import CPD")
    choose(page, CSV)
    expect(page.button("Add 2 entries")).to_be_visible()
    return page


def cpd_import_asked(stage):
    page = cpd_empty(stage).go("Import CPD")
    choose(page, OPEN)
    expect(page.review.get_by_text("Say what these mean")).to_be_visible()
    return page


def cpd_import_calendar(stage):
    page = cpd_empty(stage).go("Import CPD")
    choose(page, EVENTS, "calendar.ics")
    page.review.get_by_label("Phonics course").check()
    page.go("Show events")
    expect(page.review.get_by_label("Phonics course")).to_be_checked()
    return page


def cpd_import_wrong(stage):
    page = cpd_empty(stage).go("Import CPD")
    choose(page, BROKEN)
    expect(page.review.get_by_text("Row 2, Date: “31/2/2026”. Enter a real date")).to_be_visible()
    return page


def cpd_imported(stage):
    page = cpd_import(stage).go("Add 2 entries")
    expect(page.review.get_by_text("2 entries were added to your log.")).to_be_visible()
    return page


def plans_empty(stage):
    page = tab(stage.visit(stage.site.participant(stage.site.add_block())), "Next steps")
    expect(page.review.get_by_text("No next steps yet.")).to_be_visible()
    return page


def plans_full(stage):
    page = tab(stage.persona("hana", TALENT), "Next steps")
    rows = page.review.locator("details:not([open], [data-matrix-menu]) > summary")
    for summary in rows.all():
        if summary.is_visible():
            summary.click()
    return page


def opportunity_menu(stage):
    page = with_plans(stage)
    page.review.locator("[data-matrix-menu] > summary").click()
    return page


def step_done(stage):
    page = with_plans(stage)
    page.review.get_by_role("button", name="Done").click()
    expect(page.button("Log it as CPD")).to_be_visible()
    return page


def step_form_wrong(stage):
    page = with_plans(stage).go("Add a next step")
    page.review.get_by_label("By when?").fill("end of term")
    page.go("Save")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def step_form_asked(stage):
    page = with_plans(stage).go("Add a next step")
    page.review.get_by_label("What", exact=True).fill("Lead a phase.")
    page.review.get_by_label("By when?").fill("next week")
    page.go("Save")
    expect(page.review.get_by_role("group", name="Which do you mean?")).to_be_visible()
    return page


def opportunity_form_wrong(stage):
    page = with_plans(stage).go("Add an opportunity").go("Save")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def reason_missing(stage):
    page = with_plans(stage)
    page.review.locator(".matrix-wish > summary").click()
    page.go("Not possible this time")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def progress_empty(stage):
    return tab(stage.visit(stage.site.participant()), "Progress")


def progress_full(stage):
    page = tab(stage.persona("hana", TALENT), "Progress")
    page.review.locator("summary", has_text="Edit this summary").click()
    return page


def progress_after_one_round(stage):
    page = tab(stage.visit(stage.site.participant().complete().sign_off()), "Progress")
    expect(page.review.get_by_text("This is where you are now.")).to_be_visible()
    return page


def year_too_long(stage):
    page = tab(stage.visit(stage.site.participant().complete().sign_off()), "Progress")
    page.review.locator("summary", has_text="Edit this summary").click()
    page.review.get_by_label("Summary of the year").fill("x" * 5001)
    page.go("Save")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def record_full(stage):
    return tab(stage.persona("idris", TALENT), "My record")


def record_unfolded(stage):
    page = record_full(stage)
    folds = page.review.locator("details > summary")
    for fold in folds.filter(visible=True).all():
        fold.click()
    expect(page.button("I agree")).to_be_visible()
    return page


def record_words(stage):
    page = record_full(stage).go("View in full")
    expect(page.button("Show my record")).to_be_visible()
    return page


def record_not_ticked(stage):
    page = record(stage.visit(stage.site.participant().start()), "Delete your drafts")
    page.go("Delete my drafts")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def record_agreed(stage):
    page = record(stage.visit(stage.site.participant()), "Research").go("I agree")
    expect(page.review.get_by_text("You agreed on")).to_be_visible()
    page.review.locator("summary", has_text="Research").click()
    expect(page.button("Withdraw")).to_be_visible()
    return page


def record_import(stage):
    hana = f"/handler/{TALENT.usage}/download_record/?student=hana&format=json"
    page = tab(stage.visit(stage.site.participant()), "My record")
    page.review.locator("summary", has_text="Import from another course").click()
    content = page.page.request.get(stage.site.address + hana).text()
    choose(page, content, "my-record.json").go("Add to my record")
    expect(page.review.locator(".matrix-problems")).to_be_visible()
    return page


def check_with_choice(stage):
    page = stage.persona("idris", TALENT).go("Check your answers")
    expect(page.heading).to_have_text("Check your answers")
    for summary in page.review.locator("form details > summary").all():
        summary.click()
    return page


def portfolio(stage):
    return stage.at(f"/handler/{TALENT.usage}/print_portfolio/?student=hana")


def progress_sheet(stage):
    return stage.at(f"/handler/{TALENT.usage}/print_year/?student=hana")


TAB_STATES = {
    builder.__name__: builder
    for builder in (
        cpd_empty,
        cpd_full,
        cpd_form,
        cpd_form_unfolded,
        cpd_goal_reached,
        cpd_form_wrong,
        cpd_line,
        cpd_another,
        cpd_ahead,
        cpd_twice,
        cpd_read,
        cpd_searched,
        cpd_two_versions,
        cpd_deleted,
        cpd_import,
        cpd_import_asked,
        cpd_import_calendar,
        cpd_import_wrong,
        cpd_imported,
        plans_empty,
        plans_full,
        step_done,
        step_form_wrong,
        step_form_asked,
        opportunity_form_wrong,
        reason_missing,
        progress_empty,
        progress_full,
        progress_after_one_round,
        year_too_long,
        record_full,
        record_unfolded,
        record_words,
        record_not_ticked,
        record_agreed,
        record_import,
        check_with_choice,
        portfolio,
        progress_sheet,
    )
}
