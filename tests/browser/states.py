"""Every state of the page that a participant can meet, each with the way there."""

import re

from playwright.sync_api import expect

from browser.demo_site import CLOSED, FIRST_AREA
from browser.visit import HANDLERS, SAVES, Visit

UPCOMING = {"id": "later", "title": "Later review", "kind": "annual", "opens": "2099-01-01T09:00Z"}
COMMENTS = {FIRST_AREA.replace("-", "_"): "Which change did you lead?"}


def server_error(route):
    route.fulfill(status=500, content_type="text/html", body="<h1>Server Error (500)</h1>")


def forbidden(route):
    route.fulfill(status=403, content_type="text/html", body="<h1>403 Forbidden</h1>")


class Stage:
    """Brings a page of a context into a state. One context, several pages where needed."""

    def __init__(self, site, context):
        self.site, self.context = site, context

    def visit(self, participant):
        return Visit(self.context.new_page(), participant).open()

    def at(self, address):
        page = Visit(self.context.new_page(), None)
        page.page.goto(self.site.address + address)
        return page

    def persona(self, person, block):
        participant = self.site.participant(block)
        participant.id = person
        return self.visit(participant)


def landing(stage):
    return stage.at("/")


def start(stage):
    return stage.visit(stage.site.participant())


def review(stage):
    return stage.visit(stage.site.participant().start())


def in_progress(stage):
    return stage.visit(stage.site.participant().complete(count=5))


def overview(stage):
    return in_progress(stage).overview()


def overview_of_a_second_round(stage):
    amina = stage.site.participant().complete().sign_off().complete("mid-point", 2, 3)
    return stage.visit(amina).overview()


def area(stage):
    page = overview(stage)
    page.review.get_by_role("link", name=re.compile("Continue")).click()
    expect(page.heading).to_have_text("Experience of other settings and networks")
    return page


def area_with_last_time(stage):
    page = overview_of_a_second_round(stage)
    page.review.locator(".matrix-picture a").first.click()
    expect(page.review.get_by_role("heading", name="Last time")).to_be_visible()
    return page


def questions(stage):
    page = overview(stage)
    page.review.get_by_role("link", name="Questions about the whole review").click()
    expect(page.heading).to_have_text("Questions about the whole review")
    return page


def planned(stage, when):
    """Answer what should happen next, by when, and ask for a next step; wait for the reading."""
    page = questions(stage)
    answers = page.section("answers")
    answers.get_by_label("What should happen next?").fill("Release one afternoon a week.")
    answers.get_by_label("By when?").fill(when)
    answers.get_by_label("Add this to my next steps").check()
    return page


def planned_asked(stage):
    page = planned(stage, "next week")
    expect(page.section("answers").get_by_text("Say which day you mean.")).to_be_visible()
    expect(page.review.locator("[data-matrix-put]")).to_have_count(7)
    return page


def planned_in_words(stage):
    page = planned(stage, "by half term")
    expect(page.section("answers").get_by_text("We read no date in this.")).to_be_visible()
    return page


def nowhere(stage):
    page = in_progress(stage)
    page.page.goto("about:blank")
    page.page.goto(page.participant.address_of("area?round=baseline&area=sailing"))
    expect(page.review.get_by_text("That page is not here any more")).to_be_visible()
    return page


def with_details(stage):
    page = in_progress(stage).open_details(FIRST_AREA)
    page.review.get_by_text("Who sees this, and privacy").click()
    return page


def near_the_limit(stage):
    page = in_progress(stage).open_details(FIRST_AREA)
    page.text(FIRST_AREA).fill("word " * 560)
    expect(page.area(FIRST_AREA).locator(".matrix-count").first).to_be_visible()
    return page


def two_versions(stage):
    participant = stage.site.participant().start()
    page = stage.visit(participant)
    participant.rate(FIRST_AREA, level_id="growing", reflection="Said first.")
    with page.refused():
        page.write(FIRST_AREA, "Said second.")
    expect(page.conflict(FIRST_AREA)).to_be_visible()
    return page


def wrong_field(stage):
    page = in_progress(stage)
    with page.refused():
        page.write(FIRST_AREA, "x" * 3020)
    expect(page.area(FIRST_AREA).locator("[aria-invalid=true]")).to_be_visible()
    return page


def unsaved(stage):
    page = in_progress(stage)
    page.break_saves(server_error)
    page.write(FIRST_AREA, "Kept on the page.")
    expect(page.state(FIRST_AREA)).to_have_text("Not saved yet, trying again")
    return page


def signed_out(stage):
    page = in_progress(stage)
    page.break_saves(forbidden)
    page.write(FIRST_AREA, "Written while signed out.")
    expect(page.trouble("signed-out")).to_be_visible()
    return page


def failed(stage):
    page = in_progress(stage)
    page.page.route(HANDLERS, server_error)
    page.button("Check your answers").click()
    expect(page.trouble("failed")).to_be_visible()
    return page


def held_back(stage):
    page = wrong_field(stage)
    page.button("Check your answers").click()
    expect(page.review.locator(".matrix-trouble:focus")).to_be_visible()
    return page


def check(stage):
    page = stage.visit(stage.site.participant().complete()).go("Check your answers")
    expect(page.heading).to_have_text("Check your answers")
    return page


def asked_to_sign_off(stage):
    page = check(stage)
    page.button("Sign off").click()
    expect(page.button("Sign off now")).to_be_visible()
    return page


def check_with_problems(stage):
    page = in_progress(stage).go("Check your answers").go("Sign off")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


def signed_off(stage):
    page = check(stage).sign_off()
    expect(page.heading).to_have_text("Review sent to your course team")
    return page


def second_round(stage):
    page = stage.visit(stage.site.participant().complete().sign_off().complete("mid-point", 2, 3))
    return page.open_details(FIRST_AREA)


def returned(stage):
    return stage.visit(stage.site.participant().complete().sign_off().handed_back(**COMMENTS))


def earlier_version(stage):
    page = returned(stage)
    page.review.get_by_role("button", name=re.compile("Signed off on")).click()
    expect(page.heading).to_have_text("An earlier version")
    return page


def closed(stage):
    return stage.persona("farid", CLOSED)


def closed_with_leftovers(stage):
    page = in_progress(stage)
    page.page.route(SAVES, server_error)
    page.write(FIRST_AREA, "Too late.")
    expect(page.state(FIRST_AREA)).to_have_text("Not saved yet, trying again")
    for area in page.participant.block.areas[5:]:
        page.participant.rate(area, level_id="growing")
    page.participant.sign_off()
    page.reload()
    expect(page.review.get_by_text("Too late.")).to_be_visible()
    return page


def upcoming(stage):
    block = stage.site.add_block(rounds=[UPCOMING])
    return stage.visit(stage.site.participant(block))


def outside(stage):
    return stage.at("/unit/matrix_review.0/?student=")


def sheet(stage):
    participant = stage.site.participant().complete().sign_off()
    query = f"{participant.query}&round=baseline"
    return stage.at(f"/handler/{participant.block.usage}/print_sheet/?{query}")


def one_page(stage):
    participant = stage.site.participant().complete().sign_off()
    query = f"{participant.query}&round=baseline"
    return stage.at(f"/handler/{participant.block.usage}/print_summary/?{query}")


def broken_setup(stage):
    block = stage.site.add_block(framework_id="no-such-framework")
    return stage.visit(stage.site.participant(block))


STATES = {
    builder.__name__: builder
    for builder in (
        landing,
        start,
        review,
        in_progress,
        overview,
        overview_of_a_second_round,
        area,
        area_with_last_time,
        questions,
        planned_asked,
        planned_in_words,
        nowhere,
        with_details,
        near_the_limit,
        two_versions,
        wrong_field,
        unsaved,
        signed_out,
        failed,
        held_back,
        check,
        asked_to_sign_off,
        check_with_problems,
        signed_off,
        second_round,
        returned,
        earlier_version,
        closed,
        closed_with_leftovers,
        upcoming,
        outside,
        sheet,
        one_page,
        broken_setup,
    )
}
