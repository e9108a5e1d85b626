"""The states of the pages for course staff, and of what a participant meets of them."""

import re
import secrets

from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, TALENT

NOTE = f"note-{FIRST_AREA}"
REASON = "Please add an example."


def colleague(stage, block=TALENT):
    """Let somebody of the course staff come whom no other test knows."""
    person = stage.site.participant(block)
    person.id = f"staff-{secrets.token_hex(4)}"
    return stage.visit(person)


def colleague_who_notifies(stage, block=TALENT):
    """Let somebody come for whom the platform takes notifications."""
    person = stage.site.participant(block)
    person.id = f"staff-notified-{secrets.token_hex(4)}"
    return stage.visit(person)


def tab(page, name):
    page.review.get_by_role("link", name=name, exact=True).click()
    expect(page.review.locator('[data-matrix-tab][aria-current="page"]')).to_have_text(name)
    return page


def somebody(stage, *, sign_off=True):
    """Let Amina of the demo's course review herself in a block of her own, with an opportunity."""
    amina = stage.site.participant(stage.site.add_block(display_name="Talent review"))
    amina.id = "amina"
    wish = {"id": "wish", "revision": 0, "type": "visit", "detail": "A special school"}
    amina.post("save_opportunity", wish)
    amina.complete()
    if sign_off:
        attached = {"attach": 1, "opportunities": "wish"}
        amina.post("sign_off", {"round": "baseline", "revision": 1, **attached})
    return amina


def resubmitted(stage):
    """Let Amina sign off again what was returned: a second round, with another level and words."""
    amina = somebody(stage)
    amina.complete("mid-point", 2).sign_off("mid-point")
    comments = {FIRST_AREA.replace("-", "_"): "Which change did you lead?"}
    amina.handed_back("mid-point", REASON, **comments)
    words = "I led a change. By half term all five teachers had it in their plans."
    amina.rate(FIRST_AREA, "mid-point", level_id="leading", reflection=words)
    amina.sign_off("mid-point", 2)
    return amina


def opened(stage, amina=None):
    amina = amina or somebody(stage)
    page = colleague(stage, amina.block).follow("Amina Khan")
    expect(page.heading).to_have_text("Amina Khan")
    return page


def write_note(page, words, section=NOTE):
    form = page.section(section)
    if form.locator("details").get_attribute("open") is None:
        form.locator("summary").click()
    with page.page.expect_response(lambda answer: "/save_note/" in answer.url):
        form.locator("textarea").fill(words)
        form.locator("textarea").blur()
    return page


def write_reason(page, reason):
    page.review.locator(".matrix-return summary").click()
    page.review.get_by_label("Reason for returning").fill(reason)
    return page


def staff_list(stage):
    return colleague(stage)


def staff_list_nobody(stage):
    page = colleague(stage)
    page.review.get_by_label("Name").fill("%")
    page.go("Show")
    expect(page.review.get_by_text("No one matches these filters.")).to_be_visible()
    return page


def staff_list_refused(stage):
    page = colleague(stage)
    page.review.get_by_label("Name").fill("x" * 101)
    page.go("Show")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def staff_list_not_started(stage):
    page = colleague(stage)
    page.review.get_by_role("link", name="Not started").click()
    expect(page.heading).to_contain_text("Not started (")
    return page


def staff_names_to_copy(stage):
    page = staff_list_not_started(stage)
    ask_for_reminder(page)
    page.review.locator("summary", has_text="Names to copy").click()
    return page


def ask_for_reminder(page):
    page.review.get_by_role("button", name="Send a reminder").click()
    expect(page.review.get_by_role("heading", name="Send a reminder")).to_be_focused()


def reminder_offered(stage, block=None):
    """Show who has not started, in a block of their own, and how many of them can be reminded."""
    page = colleague_who_notifies(stage, block or stage.site.add_block())
    page.review.get_by_role("link", name="Not started").click()
    expect(page.heading).to_contain_text("Not started (")
    ask_for_reminder(page)
    return page


def remind(page):
    with page.page.expect_response(re.compile("send_reminders")):
        page.review.locator(".matrix-remind button[type=submit]").click()
    return page


def reminder_selected(stage):
    page = reminder_offered(stage)
    for tick in page.review.locator('.matrix-queue input[name="line"]').all()[:2]:
        tick.check()
    expect(page.review.locator(".matrix-stay")).to_contain_text("Remind 2")
    return page


def reminder_sent(stage):
    page = remind(reminder_offered(stage))
    expect(page.review.locator("[data-matrix-outcome]")).to_be_focused()
    return page


def reminder_out_of_date(stage):
    block = stage.site.add_block()
    page, other = reminder_offered(stage, block), reminder_offered(stage, block)
    remind(other)
    remind(page)
    expect(page.review.locator(".matrix-remind [data-matrix-problems]")).to_be_focused()
    return page


def staff_list_selected(stage):
    page = colleague(stage)
    for tick in page.review.locator('.matrix-queue input[name="line"]').all()[:3]:
        tick.check()
    expect(page.review.locator(".matrix-stay")).to_contain_text("Selected: 3")
    return page


def staff_list_all_selected(stage):
    page = colleague(stage)
    page.review.get_by_role("link", name="All reviews").click()
    expect(page.heading).to_contain_text("All reviews (")
    page.review.get_by_role("button", name="Select all").click()
    expect(page.review.get_by_text("in this list are selected.")).to_be_visible()
    return page


def staff_nothing_selected(stage):
    page = colleague(stage)
    page.page.evaluate("document.querySelector('[data-matrix-picks] [name=screen]').click()")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def staff_accepting(stage):
    """Ask to accept every review of the course: some can be, many are decided already."""
    page = staff_list_all_selected(stage)
    page.review.locator(".matrix-stay").get_by_role("button", name="Accept").click()
    expect(page.heading).to_contain_text("reviews?")
    page.review.locator(".matrix-details summary").click()
    return page


def staff_accepted_several(stage):
    """Accept a review from the list that a colleague has returned meanwhile, and another."""
    amina = somebody(stage)
    ben = stage.site.participant(amina.block)
    ben.id = "bethan-price"
    ben.complete()
    ben.sign_off()
    page = colleague(stage, amina.block)
    for tick in page.review.locator('.matrix-queue input[name="line"]').all():
        tick.check()
    amina.handed_back("baseline", REASON)
    page.review.locator(".matrix-stay").get_by_role("button", name="Accept").click()
    expect(page.heading).to_have_text("Accept 1 review?")
    page.go("Accept reviews")
    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Accepted 1 of 1.")
    return page


def staff_filter_saved(stage):
    page = colleague(stage)
    page.review.get_by_role("link", name="Accepted").click()
    expect(page.heading).to_contain_text("Accepted (")
    saving(page)
    page.review.get_by_label("Name for these filters").fill("Accepted so far")
    page.go("Save filters")
    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Saved: Accepted so far")
    expect(page.review.get_by_role("link", name="Accepted so far")).to_be_visible()
    return page


def staff_filter_refused(stage):
    page = colleague(stage)
    page.review.get_by_role("link", name="Accepted").click()
    expect(page.heading).to_contain_text("Accepted (")
    saving(page)
    page.go("Save filters")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def saving(page):
    page.review.locator("summary", has_text="Saved filters").click()


def staff_person(stage):
    page = opened(stage)
    for summary in page.review.locator("details > summary:visible").all():
        summary.click()
    return page


def staff_person_three_rounds(stage):
    page = colleague(stage)
    page.review.get_by_label("Name").fill("Hana")
    page.go("Show")
    page.review.get_by_role("link", name="Hana Yusuf").last.click()
    expect(page.heading).to_have_text("Hana Yusuf")
    return page


def staff_resubmitted(stage):
    page = colleague(stage, resubmitted(stage).block)
    page.review.locator("tr", has_text="Resubmitted").locator(".matrix-anchor").click()
    expect(page.review.get_by_role("heading", name="Changed since it was returned")).to_be_visible()
    return page


def in_bank(page, name):
    """Press a button of the bank beside a comment, and wait for what the bank says."""
    return page.use(page.section(NOTE).get_by_role("button", name=name, exact=True))


def staff_draft_and_phrases(stage):
    page = bank_full(stage)
    tab(page, "Reviews").follow("Daniel Moss")
    write_note(page, "Which year group was this?")
    return in_bank(page, "Insert from comment bank")


def staff_name_in_a_phrase(stage):
    page = write_note(opened(stage), "Thank you, Amina. Which year group was this?")
    in_bank(page, "Add to comment bank")
    expect(page.section(NOTE).get_by_role("button", name="Add with {name}")).to_be_visible()
    return page


def staff_comment_added(stage):
    page = write_note(opened(stage), "Which year group was this?")
    return in_bank(page, "Add to comment bank")


def staff_comment_not_added(stage):
    page = write_note(opened(stage), "x" * 501)
    in_bank(page, "Add to comment bank")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def staff_draft_too_long(stage):
    page = opened(stage)
    write_note(page, "x" * 2001)
    expect(page.section(NOTE).locator(".matrix-error")).to_be_visible()
    return page


def staff_draft_two_versions(stage):
    page = opened(stage)
    other = stage.visit(page.participant).follow("Amina Khan")
    write_note(other, "Written in the other tab.")
    write_note(page, "Written here.")
    expect(page.section(NOTE).locator("[data-matrix-conflict]")).to_be_visible()
    return page


def staff_no_reason(stage):
    page = write_reason(opened(stage), "").go("Return the review")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def staff_nothing_to_send(stage):
    page = opened(stage).go("Send comments")
    page.review.locator("[data-matrix-problems] a").click()
    expect(page.button("Send comments")).to_be_focused()
    return page


def staff_sent(stage):
    page = write_note(opened(stage), "Which year group was this?")
    page.go("Send comments")
    expect(page.review.locator("[data-matrix-outcome]")).to_be_visible()
    return page


def staff_second(stage):
    amina = somebody(stage)
    page = write_note(opened(stage, amina), "A thought of mine.")
    opened(stage, amina).go("Accept")
    page.go("Accept")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def staff_mark_without_reason(stage):
    page = opened(stage)
    page.review.locator("summary", has_text="Not possible this time").click()
    page.go("Not possible this time")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def figures(stage):
    return tab(colleague(stage), "Figures")


def figures_of_a_school(stage):
    page = figures(stage)
    page.review.get_by_label("Cohort at sign-off").select_option("Ashgrove Primary")
    page.review.get_by_role("button", name="Show", exact=True).click()
    expect(page.review.get_by_text("Cohort: Ashgrove Primary")).to_be_visible()
    return page


def figures_of_nobody(stage):
    page = tab(colleague(stage, stage.site.add_block()), "Figures")
    expect(page.review.get_by_text("No one has signed off this round yet")).to_be_visible()
    return page


def course_log(stage):
    sam = stage.site.participant(TALENT)
    sam.id = "staff-sam"
    page = tab(stage.visit(sam), "Figures")
    page.review.get_by_role("link", name="Who opened and shared figures").click()
    expect(page.review.get_by_text("Opened live figures").first).to_be_visible()
    return page


def who_opened(stage):
    amina = somebody(stage)
    sam = stage.site.participant(amina.block)
    sam.id = "staff-sam"
    page = stage.visit(sam).follow("Amina Khan")
    page.go("Who opened this record")
    expect(page.review.get_by_role("cell", name="Opened")).to_be_visible()
    return page


def board_empty(stage):
    return tab(colleague(stage, stage.site.add_block()), "Opportunities")


def board_form(stage):
    page = board_empty(stage).go("Post an opportunity")
    expect(page.review.locator(".matrix-offer").get_by_label("Title")).to_be_visible()
    return page


def board_full(stage):
    page = board_form(stage)
    form = page.review.locator(".matrix-offer")
    form.get_by_label("Type").select_option("visit")
    form.get_by_label("Title").fill("A day in a special school")
    page.go("Post")
    expect(page.review.locator("[data-matrix-outcome]")).to_be_visible()
    return page


def board_wrong(stage):
    page = board_form(stage)
    page.review.locator(".matrix-offer").get_by_label("Open until").fill("31 Feb")
    page.go("Post")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def opportunities_full(stage):
    """Show what two people want, one of whom has signed nothing off, with the board beside it."""
    amina = somebody(stage)
    sam, bethan = (stage.site.participant(amina.block) for _ in range(2))
    sam.id, bethan.id = "staff-sam", "bethan-price"
    post = {"id": "post", "opportunity": "visit", "title": "A week in another trust"}
    sam.post("post_opportunity", post)
    bethan.post("show_interest", {"post": "post"})
    page = tab(colleague(stage, amina.block), "Opportunities")
    expect(page.review.get_by_role("rowheader")).to_have_count(2)
    return page


def opportunities_more(stage):
    page = opportunities_full(stage)
    page.review.locator(".matrix-answers summary").first.click()
    return page


def offer_open(stage):
    page = opportunities_full(stage)
    page.review.get_by_role("button", name="Offer to all 2").click()
    expect(page.review.locator(".matrix-offer").get_by_label("What you offer")).to_be_focused()
    return page


def offer_wrong(stage):
    page = offer_open(stage)
    form = page.review.locator(".matrix-offer")
    form.get_by_label("Answer by").fill("yesterday")
    for tick in form.get_by_role("checkbox").all():
        tick.uncheck()
    submit(page)
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def offer_sent(stage):
    page = offer_open(stage)
    form = page.review.locator(".matrix-offer")
    form.get_by_label("What you offer").fill("A day with a class teacher")
    form.get_by_label("Where").fill("The Beacon School")
    submit(page)
    expect(page.review.locator("[data-matrix-outcome]")).to_contain_text("Offered to 2 people.")
    return page


def submit(page):
    """Press the main button of the form that is open."""
    with page.page.expect_response(re.compile("offer_opportunity")):
        page.review.locator(".matrix-offer button[type=submit]").click()


def bank_empty(stage):
    return tab(colleague(stage), "Comment bank")


def add_phrase(page, words, *, is_shared=False):
    page.review.get_by_label("New comment").fill(words)
    if is_shared:
        page.review.get_by_label("Everyone on the course team").check()
    page.go("Add to comment bank")
    expect(page.review.locator("[data-matrix-outcome]")).to_be_visible()
    return page


def bank_full(stage):
    page = add_phrase(bank_empty(stage), "{name}, what would you like to try first?")
    return add_phrase(page, f"What helped? {secrets.token_hex(4)}", is_shared=True)


def bank_edited(stage):
    page = bank_full(stage)
    page.use(page.review.get_by_role("button", name="Edit").first)
    expect(page.review.get_by_label("Comment", exact=True)).to_be_focused()
    return page


def bank_removed(stage):
    page = bank_full(stage)
    page.use(page.review.get_by_role("button", name="Remove").first)
    expect(page.button("Put it back")).to_be_visible()
    return page


def bank_two_edits(stage):
    page = bank_edited(stage)
    other = tab(stage.visit(page.participant), "Comment bank")
    other.use(other.review.get_by_role("button", name="Edit").first)
    other.review.get_by_label("Comment", exact=True).fill("Edited in the other tab.")
    other.go("Save")
    page.review.get_by_label("Comment", exact=True).fill("Edited here.")
    page.go("Save")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def bank_wrong(stage):
    page = bank_empty(stage).go("Add to comment bank")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def exports(stage):
    return tab(colleague(stage), "Exports")


def instructor(stage, block=None):
    """Let Sam, who has the instructor role, come to the facilitators of a block."""
    sam = stage.site.participant(block or stage.site.add_block())
    sam.id = "staff-sam"
    return tab(stage.visit(sam), "Facilitators")


def facilitators(stage):
    return instructor(stage)


def facilitators_open(stage):
    page = instructor(stage)
    page.review.locator("summary", has_text="Change cohorts").first.click()
    return page


def facilitators_saved(stage):
    page = facilitators_open(stage)
    page.review.get_by_role("checkbox", name="Ashgrove Primary").first.check()
    save_cohorts(page)
    expect(page.review.locator("[data-matrix-outcome]")).to_have_text(
        "Saved. Nia Hughes has 1 cohort."
    )
    return page


def facilitators_second(stage):
    """Save what a colleague has changed meanwhile."""
    page = facilitators_open(stage)
    page.review.get_by_role("checkbox", name="Beckside Primary").first.check()
    give(stage, page.participant.block, "Ashgrove Primary", by="staff-lena")
    save_cohorts(page)
    expect(page.review.get_by_role("heading", name="Changed by a colleague")).to_be_visible()
    return page


def give(stage, block, *cohorts, by="staff-sam"):
    """Give Nia cohorts in a block, as an instructor does."""
    sam = stage.site.participant(block)
    sam.id = by
    sam.post("give_cohorts", {"facilitator": "staff-nia", "cohorts": list(cohorts), "seen": 0})


def save_cohorts(page):
    with page.page.expect_response(re.compile("give_cohorts")):
        page.review.get_by_role("button", name="Save cohorts").first.click()


def my_people(stage):
    """Let Nia, who looks after one school, come to a block where Amina of it has signed off."""
    amina = somebody(stage)
    give(stage, amina.block, "Ashgrove Primary")
    nia = stage.site.participant(amina.block)
    nia.id = "staff-nia"
    page = stage.visit(nia)
    expect(page.review.get_by_text("Your cohorts:")).to_be_visible()
    return page


def my_people_off(stage):
    page = my_people(stage)
    page.review.get_by_role("link", name="Everyone", exact=True).click()
    expect(page.review.get_by_text("Your cohorts:")).to_have_count(0)
    return page


def answered(stage, button, *, reason=""):
    """Let course staff answer Amina with comments, and go to her page."""
    amina = somebody(stage)
    page = write_note(opened(stage, amina), "Which year group was this?")
    write_note(page, "A good start.", "overall")
    if reason:
        write_reason(page, reason)
    page.go(button)
    return stage.visit(amina)


def commented(stage):
    page = answered(stage, "Send comments")
    for summary in page.review.locator("summary", has_text="Reply").all():
        summary.click()
    return page


def reply_missing(stage):
    page = answered(stage, "Send comments")
    page.review.locator("summary", has_text="Reply").first.click()
    page.review.get_by_role("button", name="Send reply").first.click()
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    return page


def accepted(stage):
    page = answered(stage, "Accept")
    expect(page.review.get_by_text("accepted this on")).to_be_visible()
    return page


def returned_with_comments(stage):
    page = answered(stage, "Return the review", reason="Please add an example.")
    page.review.locator("summary", has_text="Comments from your course team (2)").click()
    return page


STAFF_STATES = {
    builder.__name__: builder
    for builder in (
        staff_list,
        staff_list_nobody,
        staff_list_refused,
        staff_list_not_started,
        staff_names_to_copy,
        reminder_offered,
        reminder_selected,
        reminder_sent,
        reminder_out_of_date,
        staff_list_selected,
        staff_list_all_selected,
        staff_nothing_selected,
        staff_accepting,
        staff_accepted_several,
        staff_filter_saved,
        staff_filter_refused,
        staff_person,
        staff_person_three_rounds,
        staff_resubmitted,
        staff_draft_and_phrases,
        staff_name_in_a_phrase,
        staff_comment_added,
        staff_comment_not_added,
        staff_draft_too_long,
        staff_draft_two_versions,
        staff_no_reason,
        staff_nothing_to_send,
        staff_sent,
        staff_second,
        staff_mark_without_reason,
        figures,
        figures_of_a_school,
        figures_of_nobody,
        course_log,
        who_opened,
        opportunities_full,
        opportunities_more,
        offer_open,
        offer_wrong,
        offer_sent,
        board_empty,
        board_full,
        board_wrong,
        bank_empty,
        bank_full,
        bank_edited,
        bank_removed,
        bank_two_edits,
        bank_wrong,
        exports,
        facilitators,
        facilitators_open,
        facilitators_saved,
        facilitators_second,
        my_people,
        my_people_off,
        commented,
        reply_missing,
        accepted,
        returned_with_comments,
    )
}
