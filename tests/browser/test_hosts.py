from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, LEVELS, Block
from browser.states import STATES, Stage
from browser.visit import SAVED, SAVES, Visit

# What large systems give to plain elements, at its worst.
HOSTILE = """
    button { background: linear-gradient(#eee, #ccc); text-shadow: 0 1px 0 #fff;
             text-transform: uppercase; letter-spacing: 1px; }
    input[type=radio], input[type=checkbox] { margin: 9px; }
    label { display: block; float: left; font-weight: bold; }
    p { margin: 20px 0; line-height: 3; font-size: 22px; }
    h2, h3, h4 { text-transform: uppercase; color: #999; letter-spacing: 2px; margin: 40px 0; }
    textarea { font-style: italic; height: 20px; }
    fieldset { border: 3px solid red; padding: 30px; margin: 20px; }
    legend { font-size: 40px; border-bottom: 1px solid; }
    ul { list-style: disc; padding: 40px; margin: 30px; }
    li { margin: 12px; }
    dl, dd { margin: 30px; }
    table { background: #ff0; border: 4px solid; }
    th, td { padding: 20px; text-align: center; border: 2px dashed; }
    a { color: #f0f; text-decoration: none; font-weight: bold; }
    select { width: 100px; height: 20px; }
    nav ul li { float: left; }
    header { background: #333; padding: 30px; }
"""

WORDS = ("color", "font-size", "font-style", "font-weight", "letter-spacing", "text-transform")
BOX = ("background-color", "background-image", "border-top-width", "float", "text-shadow")

PARTS = (
    ".matrix-head",
    ".matrix-line",
    ".matrix-heading-l",
    ".matrix-heading-m",
    ".matrix-heading-s",
    ".matrix-rounds ul",
    ".matrix-rounds li",
    ".matrix-rounds a",
    ".matrix-quiet",
    ".matrix-lead",
    ".matrix-row",
    ".matrix-legend",
    ".matrix-cell",
    ".matrix-cell input",
    ".matrix-descriptor",
    ".matrix-choices",
    ".matrix-choice",
    ".matrix-choice input",
    ".matrix-question",
    ".matrix-field > label",
    ".matrix-hint",
    ".matrix-table",
    ".matrix-table td",
    ".matrix-button",
    ".matrix-button-main",
    ".matrix-link",
    ".matrix-anchor",
    ".matrix-credit",
    ".matrix-credit li",
    ".matrix-list",
    ".matrix-panel",
    ".matrix-facts",
    ".matrix-facts dd",
    ".matrix-picture",
    ".matrix-picture th",
    ".matrix-picture-now",
    ".matrix-picture-drawing",
    ".matrix-key li",
    ".matrix-summary",
    ".matrix-summary-name",
    ".matrix-summary-said",
    ".matrix-said-list dd",
    "textarea",
    "select",
    "summary",
)

READ_LOOKS = """([parts, names]) => parts.flatMap((part) => {
    const each = document.querySelector(`[data-matrix-review] ${part}`);
    if (!each || !each.checkVisibility()) { return []; }
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    const size = ["width", "height"].map((name) => [`${part} ${name}`, Math.round(box[name])]);
    return size.concat(names.map((name) => [`${part} ${name}`, style.getPropertyValue(name)]));
})"""

FRAME_HOST = """<!DOCTYPE html><html lang="en"><title>Unit</title><body style="margin:0">
<p style="height:300px">Course</p>
<iframe src="%s" title="Unit" style="width:100%%;border:0;height:100px"></iframe>
<script>
    const frame = document.querySelector("iframe");
    window.offsets = [];
    window.addEventListener("message", (event) => window.offsets.push(event.data));
    frame.addEventListener("load", () => {
        const page = frame.contentDocument.documentElement;
        const fit = () => { frame.style.height = page.offsetHeight + "px"; };
        new ResizeObserver(fit).observe(page);
    });
</script></body></html>"""


@pytest.fixture
def two_blocks(site, visit):
    """Open a unit with two reviews in it, both begun."""
    olx = "<vertical_demo>" + "<matrix_review display_name='Twin'/>" * 2 + "</vertical_demo>"
    scenario, usage = site.add(olx)
    page = visit(site.participant(Block(scenario, usage)))
    for index in range(2):
        root = page.page.locator("[data-matrix-review]").nth(index)
        root.get_by_role("button", name="Start").click()
        root.get_by_role("link", name="Whole matrix on one page").click()
        expect(root.locator("form.matrix-area")).to_have_count(8)
    return page


def half(page, index):
    """Give one of the two reviews of a page."""

    class Half(Visit):
        @property
        def review(self):
            return self.page.locator("[data-matrix-review]").nth(index)

    return Half(page.page, page.participant)


def test_two_reviews_on_one_page_save_to_their_own_block(two_blocks):
    first, second = half(two_blocks, 0), half(two_blocks, 1)

    first.choose(FIRST_AREA, "growing")
    second.choose(FIRST_AREA, "leading")

    two_blocks.reload()
    expect(first.level(FIRST_AREA, "growing")).to_be_checked()
    expect(second.level(FIRST_AREA, "leading")).to_be_checked()


def test_two_reviews_on_one_page_share_no_id(two_blocks):
    repeated = two_blocks.page.evaluate(
        """() => [...document.querySelectorAll("[id]")].map((each) => each.id)
            .filter((id, index, all) => all.indexOf(id) !== index)"""
    )

    assert repeated == []


def test_a_radio_of_one_review_does_not_clear_that_of_the_other(two_blocks):
    first, second = half(two_blocks, 0), half(two_blocks, 1)
    first.choose(FIRST_AREA, "growing")

    second.choose(FIRST_AREA, "growing")

    expect(first.level(FIRST_AREA, "growing")).to_be_checked()


def test_trouble_in_one_review_is_not_shown_in_the_other(two_blocks):
    first, second = half(two_blocks, 0), half(two_blocks, 1)
    two_blocks.break_saves(lambda route: route.fulfill(status=500, body="no"))

    first.level(FIRST_AREA, "growing").check()

    expect(first.head_state).to_have_text("Not saved yet, trying again")
    expect(second.head_state).to_have_text(SAVED)


def test_two_reviews_keep_their_unsaved_words_apart(two_blocks):
    first, second = half(two_blocks, 0), half(two_blocks, 1)
    two_blocks.break_saves(lambda route: route.fulfill(status=500, body="no"))
    first.write(FIRST_AREA, "Of the first.")
    expect(first.state(FIRST_AREA)).to_have_text("Not saved yet, trying again")
    two_blocks.mend_saves()

    two_blocks.reload()

    expect(first.text(FIRST_AREA)).to_have_value("Of the first.")
    expect(second.text(FIRST_AREA)).to_have_value("")


TWO_FRAMES = """<!DOCTYPE html><html lang="en"><title>Two units</title><body>
<iframe src="%s" title="First" style="width:100%%;height:5000px"></iframe>
<iframe src="%s" title="Second" style="width:100%%;height:5000px"></iframe></body></html>"""


def test_two_reviews_in_frames_of_one_page_save_to_their_own_block(site, new_context):
    people = site.participant().start(), site.participant(site.add_block()).start()
    page = new_context().new_page()
    host = f"{site.address}/course-page/"
    body = TWO_FRAMES % tuple(person.address_of("whole") for person in people)
    page.route(host, lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(host)

    for title, person, level in zip(("First", "Second"), people, LEVELS, strict=False):
        frame = Framed(page, person, title)
        frame.choose(FIRST_AREA, level)

    for person, level in zip(people, LEVELS, strict=False):
        page.goto(person.address_of("whole"))
        expect(Visit(page, person).level(FIRST_AREA, level)).to_be_checked()


def test_the_plain_page_of_the_workbench_shows_a_review_that_saves(site, participant, new_context):
    page = Visit(new_context().new_page(), participant)
    page.page.goto(f"{site.address}/scenario/{participant.block.scenario}/?{participant.query}")

    page.go("Start")
    page.review.get_by_role("link", name="Whole matrix on one page").click()
    page.choose(FIRST_AREA, "growing")

    expect(page.reload().level(FIRST_AREA, "growing")).to_be_checked()


@dataclass
class Framed(Visit):
    """A visit to a unit that stands in a frame of a course page."""

    title: str = "Unit"

    @property
    def review(self):
        frame = self.page.frame_locator(f"iframe[title='{self.title}']")
        return frame.locator("[data-matrix-review]")


@pytest.fixture
def framed(site, new_context):
    """Show a unit in a frame whose height follows its content."""

    def open_page(participant):
        page = new_context(viewport={"width": 1000, "height": 700}).new_page()
        host = f"{site.address}/course-page/"
        page.route(
            host,
            lambda route: route.fulfill(
                content_type="text/html", body=FRAME_HOST % participant.address_of("whole")
            ),
        )
        page.goto(host)
        return Framed(page, participant)

    return open_page


def inner_scroll(framed):
    return framed.review.evaluate(
        "() => document.documentElement.scrollHeight - document.documentElement.clientHeight"
    )


def settled_height(framed):
    """Give the height of the frame once it has stopped changing."""
    return framed.page.evaluate(
        """() => new Promise((done) => {
            const frame = document.querySelector("iframe");
            let last = -1, still = 0;
            const look = () => {
                still = frame.clientHeight === last ? still + 1 : 0;
                last = frame.clientHeight;
                still > 10 || performance.now() > 8000 ? done(still > 10 ? last : -1)
                    : requestAnimationFrame(look);
            };
            look();
        })"""
    )


@pytest.mark.parametrize("count", [None, 0, 8], ids=["start", "empty", "full"])
def test_a_frame_that_follows_its_content_never_scrolls_inside(framed, participant, count):
    page = framed(participant if count is None else participant.complete(count=count))
    expect(page.heading).to_be_visible()

    height = settled_height(page)

    assert height > 700
    assert inner_scroll(page) <= 0


def test_a_frame_grows_and_shrinks_with_what_is_opened_and_closed(framed, started):
    page = framed(started)
    expect(page.area(FIRST_AREA)).to_be_visible()
    before = settled_height(page)
    page.open_details(FIRST_AREA)
    opened = settled_height(page)

    page.details(FIRST_AREA).locator("summary").click()

    assert opened > before
    assert settled_height(page) == before


def test_the_height_of_a_page_does_not_depend_on_the_window(started, visit):
    page = visit(started)
    page.page.add_style_tag(content="html, body { height: auto !important; min-height: 0 }")

    heights = []
    for height in (300, 900, 2400):
        page.page.set_viewport_size({"width": 1280, "height": height})
        heights.append(page.review.bounding_box()["height"])

    assert len(set(heights)) == 1


def test_a_new_screen_in_a_frame_asks_the_course_page_to_scroll_to_it(framed, participant):
    page = framed(participant.complete())
    expect(page.heading).to_be_visible()
    settled_height(page)

    page.button("Check your answers").click()
    expect(page.heading).to_have_text("Check your answers")

    page.page.wait_for_function("window.offsets.some((each) => each && 'offset' in each)")
    offset = page.page.evaluate("window.offsets.findLast((each) => 'offset' in each).offset")
    assert 0 <= offset < 400


def test_a_review_can_be_finished_in_a_frame(framed, participant):
    page = framed(participant.complete())

    page.button("Check your answers").click()
    page.button("Sign off").click()
    page.button("Sign off now").click()

    expect(page.heading).to_have_text("Review sent to your course team")


def test_words_typed_in_a_frame_are_saved(framed, started):
    page = framed(started)

    with page.saved(FIRST_AREA):
        page.write(FIRST_AREA, "In a frame.")

    expect(page.reload().text(FIRST_AREA)).to_have_value("In a frame.")


def looks(page):
    return dict(page.page.evaluate(READ_LOOKS, [PARTS, [*WORDS, *BOX]]))


@pytest.mark.parametrize("name", ["with_details", "start", "signed_off"])
def test_the_looks_withstand_a_page_that_styles_plain_elements(site, new_context, name):
    page = STATES[name](Stage(site, new_context()))
    page.page.add_style_tag(content="* { transition: none !important; }")
    before = looks(page)

    page.page.add_style_tag(content=HOSTILE)

    after = looks(page)
    assert {key: after[key] for key in before if after[key] != before[key]} == {}


def test_a_link_of_the_review_does_not_leave_the_page(started, visit):
    page = visit(started)
    address = page.page.url.partition("#")[0]

    page.review.get_by_role("link", name="Mid-point review").click()

    expect(page.heading).to_have_text("This round has not opened yet")
    assert page.page.url.partition("#")[0] == address


def test_saves_go_to_the_address_that_the_host_gave(started, visit):
    page = visit(started)

    with page.page.expect_request(SAVES) as asked, page.saved(FIRST_AREA):
        page.level(FIRST_AREA, "growing").check()

    assert f"/handler/{started.block.usage}/save_area/" in asked.value.url
    assert f"student={started.id}" in asked.value.url
