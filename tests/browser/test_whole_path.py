import pytest
from playwright.sync_api import expect

from browser.demo_site import NPQSL, TALENT, framework
from browser.keyboard import tab_to
from browser.visit import SAVED, SAVES, Visit, Watch

AREAS = framework("talent-development-v1")["areas"]
REFLECTION = "I led the phase meeting, and want to see how another school plans."


@pytest.fixture
def watched(new_context):
    """Give a browser, and what goes on in it."""
    watch, context = Watch(), new_context()
    watch.over(context)
    return watch, context


def saving(page):
    return page.expect_response(lambda answer: SAVES.search(answer.url) and answer.ok)


def rate_by_keyboard(page, visit, area, presses):
    """Choose a level with Space and the arrows, from wherever the focus is."""
    radios = visit.area(area["id"]).get_by_role("radio")
    tab_to(page, radios.first)
    with saving(page):
        page.keyboard.press("Space")
    for press in range(presses):
        with saving(page):
            page.keyboard.press("ArrowDown")
        expect(radios.nth(press + 1)).to_be_checked()
    expect(visit.state(area["id"])).to_have_text(SAVED)


def test_the_talent_review_can_be_done_from_landing_page_to_sign_off_by_keyboard(own_site, watched):
    watch, context = watched
    page = context.new_page()
    amina = own_site.participant()
    amina.id = "amina"
    visit = Visit(page, amina)

    page.goto(own_site.address)
    tab_to(page, page.get_by_role("link", name="Amina Khan"))
    page.keyboard.press("Enter")
    tab_to(page, visit.button("Start"))
    page.keyboard.press("Enter")
    expect(visit.heading).to_be_focused()
    tab_to(page, visit.review.get_by_role("link", name="Whole matrix on one page"))
    page.keyboard.press("Enter")
    expect(visit.area(AREAS[0]["id"])).to_be_visible()
    for index, area in enumerate(AREAS):
        rate_by_keyboard(page, visit, area, presses=index % 4)
    tab_to(page, visit.text(AREAS[0]["id"]))
    with saving(page):
        page.keyboard.type(REFLECTION)
    answers = visit.section("answers")
    tab_to(page, answers.get_by_role("radio").first)
    with saving(page):
        page.keyboard.press("Space")
    tab_to(page, answers.get_by_role("textbox").first)
    with saving(page):
        page.keyboard.type("Lead a phase.")
    tab_to(page, answers.get_by_role("textbox").nth(1))
    with saving(page):
        page.keyboard.type("One afternoon each half term.")
    tab_to(page, visit.button("Check your answers"))
    page.keyboard.press("Enter")
    expect(visit.heading).to_have_text("Check your answers")
    expect(visit.heading).to_be_focused()
    tab_to(page, visit.button("Sign off"))
    page.keyboard.press("Enter")
    tab_to(page, visit.button("Sign off now"))
    page.keyboard.press("Enter")

    expect(visit.heading).to_have_text("Review sent to your course team")
    expect(visit.heading).to_be_focused()
    expect(visit.review).to_contain_text("Your course team can read this review now.")
    expect(visit.review).to_contain_text("It does not depend on the levels you choose.")
    expect(visit.review.locator(".matrix-picture")).to_contain_text(REFLECTION)
    for index, area in enumerate(AREAS):
        level = framework("talent-development-v1")["levels"][index % 4]["name"]
        row = visit.review.locator(".matrix-picture-area").filter(has_text=area["name"])
        expect(row.locator(".matrix-picture-now b")).to_have_text(level)
    visit.reload()
    expect(visit.heading).to_have_text("Your finished review")
    expect(visit.review.locator(".matrix-picture")).to_contain_text(REFLECTION)
    assert watch.console_errors == []


def test_the_npq_review_can_be_done_from_start_to_sign_off_by_mouse(site, watched):
    watch, context = watched
    page = context.new_page()
    visit = Visit(page, site.participant(NPQSL)).open()

    visit.go("Start")
    visit.review.get_by_role("link", name="Continue").click()
    for index, area in enumerate(framework("npq-senior-leadership-v1")["areas"]):
        expect(visit.heading).to_have_text(area["name"])
        with saving(page):
            visit.area(area["id"]).locator("label.matrix-level-card").nth(index % 4).click()
        if index == 0:
            visit.text(area["id"]).fill(REFLECTION)
        visit.review.get_by_role("link", name="Save and next").click()
    expect(visit.heading).to_have_text("Questions about the whole review")
    visit.review.get_by_role("link", name="Back to overview").click()
    expect(visit.review).to_contain_text("Levels in 10 of 10 areas · reflection in 1 (3 is enough)")
    visit.review.get_by_role("link", name="Check your answers").first.click()
    expect(visit.heading).to_have_text("Check your answers")
    visit.sign_off()

    expect(visit.heading).to_have_text("Review sent to your course team")
    expect(visit.review.locator(".matrix-picture")).to_contain_text(REFLECTION)
    visit.reload()
    expect(visit.review.locator(".matrix-picture")).to_contain_text(REFLECTION)
    assert watch.console_errors == []


def test_credit_is_said_in_words_before_and_after_sign_off(participant, visit):
    participant.complete()
    page = visit(participant)

    page.go("Check your answers")
    page.review.get_by_text("What counts for credit").click()
    before = page.review.locator(".matrix-credit li").all_inner_texts()
    page.sign_off()
    expect(page.heading).to_have_text("Review sent to your course team")
    after = page.review.locator(".matrix-credit li").all_inner_texts()

    assert before == after
    assert len(after) == 5
    assert all(" of " in line for line in after)


def test_after_sign_off_the_next_round_is_one_button_away(participant, visit):
    page = visit(participant.complete().sign_off())

    page.go("Go to: Mid-point review")

    expect(page.button("Start")).to_be_visible()
    current = page.review.locator(".matrix-stages [aria-current]")
    expect(current).to_contain_text("Mid-point review")


def test_the_conversation_sheet_opens_with_what_was_written(participant, visit):
    page = visit(participant.complete().sign_off())

    with page.page.expect_popup() as opened:
        page.review.get_by_role("link", name="Conversation sheet").click()

    sheet = opened.value
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Conversation sheet")
    expect(sheet.locator("main")).to_contain_text("I led a change.")
    expect(sheet.get_by_role("table", name="What we agreed")).to_be_visible()


def test_our_markup_has_no_inline_handlers_styles_or_scripts(participant, visit):
    page = visit(participant.complete())

    attributes = page.review.evaluate(
        """(root) => [root, ...root.querySelectorAll("*")].flatMap((each) =>
            each.matches("script, style") ? [each.tagName] :
            each.getAttributeNames().filter((name) => /^(on|style$|hx-on)/.test(name)))"""
    )

    assert attributes == []


def test_a_double_click_on_sign_off_signs_off_once(participant, visit):
    page = visit(participant.complete())
    page.go("Check your answers")

    page.button("Sign off").click()
    page.button("Sign off now").dblclick()

    expect(page.heading).to_have_text("Review sent to your course team")
    expect(page.review.locator(".matrix-earlier")).to_have_count(0)


def test_every_area_of_the_framework_has_a_row_with_every_level(started, visit):
    page = visit(started)

    for area in AREAS:
        group = page.review.get_by_role("group", name=area["name"])
        expect(group.get_by_role("radio")).to_have_count(5)
    assert len(AREAS) == len(TALENT.areas)
