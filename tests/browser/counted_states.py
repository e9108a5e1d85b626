"""The states of private choices that are counted with consent, each with the way there."""

from dataclasses import replace

from playwright.sync_api import expect

from browser.author_states import SMALL, author
from browser.demo_site import LEVELS
from browser.tab_states import record
from browser.visit import SAVES

ASKED = {"visibility": "participant_only", "optional": True, "counted_with_consent": True}
CHOICES = [
    {"id": "stay", "text": "I plan to stay at my school"},
    {"id": "move", "text": "I plan to move to another school"},
    {"id": "leave", "text": "I plan to leave teaching"},
    {"id": "prefer-not-to-say", "text": "Prefer not to say"},
]
HELP = [{"id": "time", "text": "More time"}, {"id": "mentor", "text": "A mentor"}]
PLAN = {"id": "plan", "text": "What are your plans for next year?", "kind": "choice", **ASKED}
WOULD_HELP = {"id": "help", "text": "What would help you to stay?", "kind": "multi-choice", **ASKED}
PRIVATE = [{**PLAN, "choices": CHOICES}, {**WOULD_HELP, "choices": HELP}]
FRAMEWORK = {**SMALL, "prompts": [*SMALL["prompts"], *PRIVATE]}
BOX = "Count my choice in figures"


def somebody(stage):
    """Give somebody who has answered all but the private questions."""
    block = stage.site.add_block(framework=FRAMEWORK, display_name="Talent review")
    participant = stage.site.participant(replace(block, areas=["one", "two"])).start()
    for area in participant.block.areas:
        participant.rate(area, level_id=LEVELS[1])
    return participant


def box(page, question):
    """Give the box that stands after a question."""
    prompt = page.review.locator(f'[id$="-prompt-{question}--counted"]')
    return prompt.get_by_role("checkbox", name=BOX)


def pressed(page, control):
    """Tick something, and wait until it is kept."""
    with page.page.expect_response(SAVES):
        control.check()
    return page


def counted_box(stage):
    page = stage.visit(somebody(stage)).overview()
    page.review.get_by_role("link", name="For you alone").click()
    expect(page.heading).to_have_text("For you alone")
    pressed(page, page.review.get_by_label("I plan to leave teaching"))
    pressed(page, page.review.get_by_label("A mentor"))
    pressed(page, box(page, "plan"))
    return pressed(page, box(page, "help"))


def counted_check(stage):
    page = counted_box(stage).follow("Check your answers")
    expect(page.heading).to_have_text("Check your answers")
    return page


def counted_withdrawn(stage):
    """Withdraw one of two choices that are counted."""
    page = record(counted_check(stage).sign_off(), fold="Choices counted in figures")
    page.use(page.review.get_by_role("button", name="Withdraw What would help"))
    page.review.locator("summary", has_text="Choices counted in figures").click()
    return page


def editor_counted(stage):
    """Let an author share a question that is counted: the box says what is wrong."""
    page = author(stage, framework=FRAMEWORK)
    page.field("framework.prompts[2].visibility").select_option("participant_then_shared")
    page.press("save")
    expect(page.review.locator("[data-matrix-problems]")).to_be_visible()
    return page


COUNTED_STATES = {
    builder.__name__: builder
    for builder in (counted_box, counted_check, counted_withdrawn, editor_counted)
}
