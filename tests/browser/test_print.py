import pytest

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


def test_the_sheet_fits_on_two_pages_with_room_for_what_was_agreed(printed):
    page = printed("sheet")

    paper = page.page.pdf(format="A4")

    assert paper.count(b"/Type /Page\n") <= 2
    assert page.page.get_by_text("What we agreed").first.is_visible()
