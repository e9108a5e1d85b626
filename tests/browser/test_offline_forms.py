"""Every form of the tabs without a connection: nothing is lost, and pressing again works."""

import pytest
from playwright.sync_api import expect

from browser.tab_states import CSV, DAY, ENTRY, record, tab
from browser.visit import HANDLERS


def goal(page):
    tab(page, "CPD log").review.locator("summary", has_text="Set a goal").click()
    page.review.get_by_label("Hours").fill("30")
    return "Save goal", " of 30 h"


def entry(page):
    tab(page, "CPD log").go("A visit")
    page.review.get_by_label("Title").fill("A longer visit")
    return "Save", "Saved: A longer visit"


def deletion(page):
    tab(page, "CPD log").go("A visit")
    return "Delete entry", "Deleted: A visit"


def file(page):
    tab(page, "CPD log").go("Import CPD")
    content = {"name": "log.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    page.review.locator("input[type=file]").set_input_files(content)
    return "Preview", "2 new entries"


def step(page):
    tab(page, "Next steps").go("Add a next step")
    page.review.get_by_label("What", exact=True).fill("Lead a meeting.")
    return "Save", "Lead a meeting."


def opportunity(page):
    tab(page, "Next steps").go("Add an opportunity")
    page.review.get_by_label("Type of opportunity").select_option("coaching")
    return "Save", "Your opportunity is saved."


def step_with_a_day(page):
    step(page)
    page.review.get_by_label("By when?").fill("27 March 2099")
    return "Save", "By 27 Mar 2099"


def interest(page):
    tab(page, "Next steps")
    return "I would like this A day in a special school", "It is on your list."


def interest_taken_back(page):
    tab(page, "Next steps").go("I would like this A day in a special school")
    return "Take it back A day in a special school", "Taken back."


def move(page):
    tab(page, "Next steps")
    return "Done Visit a school.", "Visit a school. – Done"


def year(page):
    tab(page, "Progress").review.locator("summary", has_text="Edit this summary").click()
    page.review.get_by_label("Summary of the year").fill("A year of first times.")
    return "Save", "Your summary is saved."


def consent(page):
    record(page, "Research")
    return "I agree", "You agreed on"


def drafts(page):
    record(page, "Delete your drafts").review.get_by_label("I want to delete my drafts").check()
    return "Delete my drafts", "Your drafts are deleted."


def choice(page):
    page.go("Check your answers").button("Sign off").click()
    return "Sign off now", "Your course team can read this review now."


FORMS = (
    *(goal, entry, deletion, file, step, step_with_a_day, opportunity, interest),
    *(interest_taken_back, move, year, consent, drafts, choice),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_without_a_connection_nothing_is_lost_and_the_same_button_works_again(
    participant, visit, form
):
    participant.complete()
    participant.post("save_cpd", {"id": "one", "revision": 0, **ENTRY, **DAY})
    participant.post("save_step", {"id": "one", "revision": 0, "text": "Visit a school."})
    page = visit(participant)
    button, announcement = form(page)

    page.page.route(HANDLERS, lambda route: route.abort("internetdisconnected"), times=1)
    page.button(button).click()
    expect(page.trouble("failed")).to_be_focused()
    page.button(button).click()

    expect(page.review.get_by_text(announcement).first).to_be_visible()
