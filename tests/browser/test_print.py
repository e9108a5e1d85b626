import pytest
from playwright.sync_api import expect

from browser import tab_states
from browser.states import STATES, Stage

PRINTED = pytest.mark.parametrize(
    "name", ["in_progress", "returned", "check", "signed_off", "sheet"]
)


@pytest.fixture
def printed(site, new_context):
    """Bring a page into a state and give it as it is printed on A4."""

    def build(name):
        page = STATES[name](Stage(site, new_context(viewport={"width": 718, "height": 1000})))
        page.page.emulate_media(media="print")
        return page

    return build


@PRINTED
def test_navigation_and_buttons_are_not_printed(printed, name):
    page = printed(name)

    shown = page.review if name != "sheet" else page.page.locator("body")
    assert shown.locator("button:visible, nav:visible, .demo-bar:visible").count() == 0


@PRINTED
def test_nothing_is_cut_off_at_the_edge_of_the_paper(printed, name):
    page = printed(name)

    widths = page.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert widths[0] <= widths[1]


@PRINTED
def test_what_was_written_is_printed(printed, name):
    page = printed(name)

    words = page.page.get_by_text("I led a change.")
    assert words.filter(visible=True).count() == 1


def test_a_record_is_printed_with_what_its_folds_hold(site, new_context):
    page = tab_states.record_full(Stage(site, new_context(viewport={"width": 718, "height": 1000})))
    shared = (
        page.review.locator("details", has_text="You shared with it:").first.locator("li").first
    )
    expect(shared).to_be_hidden()

    page.page.emulate_media(media="print")

    expect(shared).to_be_visible()
    expect(page.review.get_by_role("table")).to_be_visible()


def test_a_log_is_printed_with_its_totals_and_without_the_form_of_the_goal(site, new_context):
    page = tab_states.cpd_goal_reached(Stage(site, new_context()))
    page.review.locator("summary", has_text="Goal reached").click()

    page.page.emulate_media(media="print")

    expect(page.review.get_by_text("By school year").first).to_be_visible()
    expect(page.review.get_by_label("Hours")).to_be_hidden()


def test_an_entry_is_printed_with_what_its_closed_folds_hold(site, new_context):
    page = tab_states.cpd_form(Stage(site, new_context(viewport={"width": 718, "height": 1000})))
    folds = page.review.locator("form details")
    folds.evaluate_all("folds => folds.forEach((each) => { each.open = false; })")
    expect(page.review.get_by_label("Provider")).to_be_hidden()

    page.page.emulate_media(media="print")

    expect(page.review.get_by_label("Provider")).to_be_visible()
    expect(page.review.get_by_role("group", name="Areas")).to_be_visible()


def test_the_sheet_fits_on_two_pages_with_room_for_what_was_agreed(printed):
    page = printed("sheet")

    paper = page.page.pdf(format="A4")

    assert paper.count(b"/Type /Page\n") <= 2
    assert page.page.get_by_text("What we agreed").first.is_visible()
