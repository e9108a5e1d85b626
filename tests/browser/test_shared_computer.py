"""What stays in a browser that several people use, and for how long."""

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, NPQSL
from browser.tab_states import record, tab
from browser.visit import HANDLERS, SAVES

MONTH = 30 * 24 * 60 * 60 * 1000


def keys(page):
    """Give the keys of words that are kept; how somebody fills in the matrix is none of them."""
    return page.page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('matrix_review:'))"
    )


def words(page):
    return page.page.evaluate("JSON.stringify(Object.entries(localStorage))")


def unfinished_entry(page, title="An unfinished entry"):
    tab(page, "CPD log").go("Add an entry")
    page.review.get_by_label("Title").fill(title)
    return page


def delete_drafts(page):
    record(page, "Delete your drafts").review.get_by_label("I want to delete my drafts").check()
    page.go("Delete my drafts")
    expect(page.review.get_by_text("Your drafts are deleted.")).to_be_visible()
    return page


def unsaved(page, text):
    page.page.route(SAVES, lambda route: route.abort("internetdisconnected"))
    page.write(FIRST_AREA, text)
    expect(page.state(FIRST_AREA)).to_have_text("Not saved yet, trying again")
    return page


def test_deleting_drafts_takes_every_unsaved_word_out_of_the_browser(participant, visit):
    page = unfinished_entry(visit(participant.complete()))
    assert "An unfinished entry" in words(page)

    delete_drafts(page)

    assert keys(page) == []
    tab(page, "CPD log").go("Add an entry")
    expect(page.review.get_by_label("Title")).to_have_value("")


def test_deleting_drafts_takes_out_what_was_written_in_another_review(
    site, participant, visit, new_context
):
    context = new_context()
    elsewhere = site.participant(NPQSL)
    elsewhere.id = participant.id
    unfinished_entry(visit(elsewhere, context))

    page = delete_drafts(visit(participant.complete(), context))

    assert keys(page) == []


def test_deleting_drafts_leaves_the_words_of_another_person_alone(
    site, participant, visit, new_context
):
    context = new_context()
    other = unfinished_entry(visit(site.participant(), context), "Another person's entry")

    delete_drafts(visit(participant.complete(), context))

    assert "Another person's entry" in words(other)


def test_words_that_are_only_in_the_browser_can_be_deleted_as_well(participant, visit):
    page = unfinished_entry(visit(participant))

    delete_drafts(page)

    assert keys(page) == []


def test_without_any_draft_there_is_nothing_to_delete(participant, visit):
    page = tab(visit(participant), "My record")

    expect(page.button("Delete my drafts")).to_be_hidden()


def test_a_save_that_waits_is_not_sent_after_the_drafts_are_deleted(participant, visit):
    page = unsaved(visit(participant.complete()), "Never to be seen again.")
    delete_drafts(page)
    page.mend_saves()

    sent = []
    page.page.on("request", lambda asked: SAVES.search(asked.url) and sent.append(asked))
    page.page.evaluate("window.dispatchEvent(new Event('online'))")
    page.page.wait_for_timeout(300)

    assert sent == []


def test_an_unfinished_entry_of_another_person_is_not_shown(site, visit, new_context):
    context = new_context()
    unfinished_entry(visit(site.participant(), context))

    page = visit(site.participant(), context)
    tab(page, "CPD log").go("Add an entry")

    expect(page.review.get_by_label("Title")).to_have_value("")


@pytest.mark.parametrize(("age", "is_there"), [(MONTH - 60_000, True), (MONTH + 60_000, False)])
def test_words_that_nobody_came_back_for_go_after_a_month(
    site, started, visit, new_context, age, is_there
):
    context = new_context()
    page = unfinished_entry(visit(started, context))
    [key] = keys(page)
    page.page.evaluate(
        """([key, age]) => {
          const draft = JSON.parse(localStorage.getItem(key));
          localStorage.setItem(key, JSON.stringify({ ...draft, at: draft.at - age }));
        }""",
        [key, age],
    )

    other = visit(site.participant(), context)

    assert (key in keys(other)) is is_there


def test_words_in_a_shape_that_is_not_ours_go_at_once(started, visit, new_context):
    context = new_context()
    page = visit(started, context)
    page.page.evaluate("localStorage.setItem('matrix_review:mx:me:cpd:tab', '[]')")
    page.page.evaluate("localStorage.setItem('of_another_block', '[]')")

    page.reload()

    assert keys(page) == []
    assert "of_another_block" in words(page)


def test_a_page_left_open_saves_nothing_as_somebody_who_signed_in_after_it(site, started, visit):
    page = visit(started)
    other = site.participant().start()
    as_other = {started.id: other.id}

    def signed_in_since(route):
        address = route.request.url.replace(*next(iter(as_other.items())))
        route.continue_(url=address)

    page.page.route(HANDLERS, signed_in_since)
    page.write(FIRST_AREA, "Words of the first")

    expect(page.state(FIRST_AREA)).to_have_text("Not saved: you may be signed out")
    expect(page.trouble("signed-out")).to_be_visible()
    expect(visit(other).text(FIRST_AREA)).to_have_value("")
