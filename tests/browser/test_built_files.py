"""The sources of a checkout do what the small files of an installed package do.

All other browser tests load the small files, of a package that has just been built.
"""

import pytest
from playwright.sync_api import expect

from browser.author_states import author
from browser.demo_site import FIRST_AREA
from browser.staff_states import opened, write_note
from browser.states import Stage
from browser.visit import SAVED, Watch
from matrix_xblock.host import assets

STATIC = assets.files("matrix_xblock") / "static"
KINDS = [("js", assets.SCRIPTS), ("css", assets.STYLES)]
RULES = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return Array.from(sheet.cssRules, (rule) => rule.cssText.replace(/,\\s*/g, ","));
}"""


@pytest.fixture
def checkout(new_context):
    """Give browsers that load the sources, where the small files would come."""
    used = []

    def new(audience):
        context, watch = new_context(), Watch()
        watch.over(context)
        for kind, lists in KINDS:
            answer = answering(kind, sources(lists[audience]), used)
            context.route(f"**/{assets.built(audience, kind)}", answer)
        return context, watch

    yield new
    assert {"css", "js"} <= set(used)


def sources(names):
    return "\n".join((STATIC / each).read_text(encoding="utf-8") for each in names)


def answering(kind, body, used):
    content_type = {"css": "text/css", "js": "text/javascript"}[kind]

    def answer(route):
        used.append(kind)
        route.fulfill(body=body, content_type=content_type)

    return answer


def test_a_participant_reviews_and_signs_off(site, checkout, visit):
    context, watch = checkout("participant")
    page = visit(site.participant().complete(), context)

    page.choose(FIRST_AREA, "leading")
    page.write(FIRST_AREA, "I led the phase meeting.")
    expect(page.state(FIRST_AREA)).to_have_text(SAVED)
    page.go("Check your answers").sign_off()

    expect(page.heading).to_have_text("Review sent to your course team")
    expect(page.heading).to_be_focused()
    expect(page.review).to_contain_text("I led the phase meeting.")
    assert watch.console_errors == []


def test_a_participant_moves_between_tabs_and_logs_cpd(site, checkout, visit):
    context, watch = checkout("participant")
    page = visit(site.participant().start(), context)

    page.review.get_by_role("link", name="CPD log", exact=True).click()
    page.go("Add an entry").go("Save")

    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    assert len(watch.console_errors) == 1, "the browser names the answer 422"


def test_course_staff_write_and_send_a_comment(site, checkout):
    context, watch = checkout("staff")
    page = opened(Stage(site, context))

    write_note(page, "Which year group?")
    page.go("Send comments")

    expect(page.review).to_contain_text("Which year group?")
    assert watch.console_errors == []


def test_an_author_adds_an_area_and_saves(site, checkout):
    context, watch = checkout("author")
    page = author(Stage(site, context))

    page.press("add:rounds")
    expect(page.field("rounds[3].title")).to_be_focused()
    page.field("rounds[3].title").fill("Follow-up")
    page.press("save")

    expect(page.heading).to_have_text("Saved")
    assert [each for each in watch.console_errors if "matrix" in each.lower()] == []


@pytest.mark.parametrize("audience", assets.STYLES)
def test_a_browser_reads_the_same_rules_in_a_small_style_sheet(new_context, static_files, audience):
    page = new_context().new_page()
    small = (static_files / assets.built(audience, "css")).read_text(encoding="utf-8")

    rules = page.evaluate(RULES, sources(assets.STYLES[audience]))

    assert len(rules) > 100
    assert page.evaluate(RULES, small) == rules
