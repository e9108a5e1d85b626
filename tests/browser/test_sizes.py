"""What fits where: screens at 1280 pixels, and lines that stay together at 320.

Widths of letters differ from font to font, and with them where words wrap. So the text is set in
what is there of three fonts, each scaled to letters as wide as those of Inter, which comes first in
our list of fonts.
"""

import pytest
from playwright.sync_api import expect

from browser.demo_site import FIRST_AREA, LEVELS, TALENT
from browser.letters import write_as_inter
from browser.visit import SAVED
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.host.framework_catalogue import preset

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 900}
FORTY_WORDS = "I have led the fractions project in two schools since the autumn. " * 4
NAMES = (
    "Classroom practice and subject knowledge",
    "Meeting pupils' needs",
    "Curriculum and assessment",
    "Leadership and responsibility",
    "Supporting and developing colleagues",
    "Experience of other settings and networks",
    "Professional learning and use of evidence",
    "Career direction",
    "Behaviour and culture",
    "Working with families",
    "Governance and accountability",
    "Wellbeing and workload",
)
# The smallest letters of the words in an element, and those of its words that stand in two lines.
BROKEN = """(element) => {
    const names = Array.from(element.children);
    const sizes = names.map((each) => parseFloat(getComputedStyle(each).fontSize));
    const words = names.flatMap((each) => {
        const text = each.firstChild;
        return Array.from(text.data.matchAll(/\\S+/g), ({ 0: word, index }) => {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            const lines = new Set(Array.from(range.getClientRects(), (box) => box.top));
            return lines.size > 1 ? word : "";
        });
    });
    return [Math.min(...sizes), words.filter(Boolean)];
}"""


@pytest.fixture
def measured(visit):
    """Open somebody's page, in letters as wide as those of Inter."""

    def open_page(participant, size):
        page = visit(participant, viewport=size).overview()
        write_as_inter(page.page)
        return page

    return open_page


def tall(width):
    return {"width": width, "height": 900}


def height(locator):
    return locator.evaluate("(element) => element.getBoundingClientRect().height")


def twelve_areas():
    framework = write_framework(preset("talent-development-v1"))
    area = framework["areas"][0]
    areas = [{**area, "id": f"area-{n}", "name": name} for n, name in enumerate(NAMES)]
    return {**framework, "id": "twelve-areas", "areas": areas}


def in_the_middle(participant, areas):
    """Rate half of the areas, so that the overview has every status."""
    participant.start()
    for number, area in enumerate(areas[: len(areas) // 2]):
        words = {"reflection": FORTY_WORDS} if number < 2 else {}
        participant.rate(area, level_id=LEVELS[number % 4], target_level_id=LEVELS[3], **words)
    return participant


def test_an_overview_of_eight_areas_fits_a_screen(participant, measured):
    page = measured(in_the_middle(participant, TALENT.areas), WIDE)

    assert height(page.review) <= 900


def test_an_overview_of_twelve_areas_is_hardly_taller_than_a_screen(site, measured):
    block = site.add_block(framework=twelve_areas())
    areas = [area["id"] for area in twelve_areas()["areas"]]

    page = measured(in_the_middle(site.participant(block), areas), WIDE)

    assert page.review.locator(".matrix-picture-linked").count() == 12
    assert height(page.review) <= 930


@pytest.mark.parametrize(("width", "least"), [(1280, 14), (768, 12)])
def test_no_word_of_a_level_s_heading_is_broken(participant, measured, width, least):
    page = measured(in_the_middle(participant, participant.block.areas), tall(width))

    size, broken = page.review.locator(".matrix-picture-levels").evaluate(BROKEN)

    assert size >= least
    assert broken == []


def test_a_page_says_once_that_it_is_saved(participant, measured):
    page = measured(in_the_middle(participant, participant.block.areas).answer(), tall(1280))
    page.follow("Questions about the whole review")
    expect(page.heading).to_have_text("Questions about the whole review")

    shown = page.review.locator("[data-matrix-state]").filter(visible=True)

    expect(shown).to_have_count(1)
    expect(shown).to_have_text(SAVED)


def test_an_area_with_its_reflection_open_fits(participant, measured):
    page = measured(in_the_middle(participant, TALENT.areas), WIDE)
    page.review.get_by_role("link", name=NAMES[0], exact=True).click()
    expect(page.text(FIRST_AREA)).to_be_visible()

    assert height(page.review) <= 1100


def test_a_tag_makes_its_row_no_taller(participant, measured):
    page = measured(in_the_middle(participant, TALENT.areas), WIDE)
    rows = page.review.locator(".matrix-picture tbody tr")
    heights = rows.evaluate_all("(rows) => rows.map((row) => row.getBoundingClientRect().height)")
    tasks = page.review.locator(".matrix-tasks > li")
    others = tasks.evaluate_all("(rows) => rows.map((row) => row.getBoundingClientRect().height)")

    assert max(heights) - min(heights) < 1
    assert max(others) - min(others) < 1


def test_the_reflection_is_as_wide_as_the_levels(participant, measured):
    page = measured(in_the_middle(participant, TALENT.areas), WIDE)
    page.review.get_by_role("link", name=NAMES[0], exact=True).click()
    expect(page.text(FIRST_AREA)).to_be_visible()
    wide = "(element) => element.getBoundingClientRect().width"
    card = page.review.locator(".matrix-level-card").first.evaluate(wide)

    assert abs(page.text(FIRST_AREA).evaluate(wide) - card) < 1


def test_the_place_of_an_area_stands_above_its_heading(participant, measured):
    page = measured(in_the_middle(participant, TALENT.areas), WIDE)
    page.review.get_by_role("link", name=NAMES[0], exact=True).click()
    place = page.review.get_by_text("Area 1 of 8")
    expect(place).to_be_visible()
    top = "(element) => element.getBoundingClientRect().top"

    assert place.evaluate(top) < page.heading.evaluate(top)
    for words in ("Where are you now?", "What are you most confident about in your teaching?"):
        expect(page.review.get_by_role("heading", level=3, name=words)).to_be_visible()


def test_a_next_step_is_one_line(participant, measured):
    due = {"due-day": "27", "due-month": "3", "due-year": "2027"}
    step = {"id": "one", "revision": 0, "text": "Ask to see mixed-age planning.", "owner": "school"}
    participant.start().post("save_step", {**step, **due})
    page = measured(participant, WIDE)
    page.review.get_by_role("link", name="Next steps").click()
    row = page.review.locator("form.matrix-step")
    expect(row).to_be_visible()
    middles = row.locator(
        ".matrix-step-text, .matrix-step-who, .matrix-step-when, .matrix-status, button:visible"
    ).evaluate_all(
        """(parts) => parts.map((part) => part.getBoundingClientRect())
            .map((box) => (box.top + box.bottom) / 2)"""
    )

    assert len(middles) == 5
    assert max(middles) - min(middles) < 4
    assert height(row) <= 60


def test_an_opportunity_is_one_line(participant, measured):
    wanted = {"id": "two", "revision": 0, "type": "visit", "detail": "A day with mixed-age classes"}
    longest = TALENT.areas[NAMES.index("Experience of other settings and networks")]
    participant.start().post("save_opportunity", {**wanted, "areas": [longest]})
    refused = {"id": "two", "revision": 1, "status": "not-possible", "reason": "cost"}
    participant.post("move_opportunity", refused)
    page = measured(participant, WIDE)
    page.review.get_by_role("link", name="Next steps").click()
    row = page.review.locator("form.matrix-step:has(.matrix-menu)")
    expect(row).to_be_visible()
    middles = row.locator(
        ".matrix-step-text, .matrix-wish > summary > span, .matrix-status, .matrix-menu"
    ).evaluate_all(
        """(parts) => parts.map((part) => part.getBoundingClientRect())
            .map((box) => (box.top + box.bottom) / 2)"""
    )

    assert len(middles) == 5
    assert max(middles) - min(middles) < 4
    assert height(row) <= 60


def with_a_full_log(participant):
    """Log a dozen entries, two of them to be looked at again, one with the longest of names."""
    longest = TALENT.areas[NAMES.index("Experience of other settings and networks")]
    areas = [f"talent-development-v1:{longest}", f"talent-development-v1:{TALENT.areas[0]}"]
    entry = {"revision": 0, "type": "leading", "minutes": "1h 30", "areas": areas}
    for number in range(12):
        day = {"start": f"{number + 1}/3/2026", "review_on": "1/4/2026" if number < 2 else ""}
        title = f"Led the fractions project, part {number}"
        participant.post("save_cpd", {"id": f"e{number}", "title": title, **entry, **day})
    return participant.start()


def full_log(measured, participant, size):
    page = measured(with_a_full_log(participant), size)
    page.review.get_by_role("link", name="CPD log").click()
    expect(page.review.locator(".matrix-entry")).to_have_count(10)
    return page


def below_the_top(page, locator):
    """Return how far below the top of the block something begins."""
    top = "(element) => element.getBoundingClientRect().top"
    return locator.evaluate(top) - page.review.evaluate(top)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
def test_the_first_entry_of_a_log_is_on_the_first_screen(participant, measured, size):
    page = full_log(measured, participant, size)

    assert below_the_top(page, page.review.locator(".matrix-entry").first) < 890
    assert page.page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_an_entry_of_the_log_is_one_line(participant, measured):
    page = full_log(measured, participant, WIDE)
    entries = page.review.locator(".matrix-entry")

    assert entries.locator("button", has_text="Say what changed").count() == 10
    assert max(height(each) for each in entries.all()) <= 46


@pytest.mark.parametrize(("size", "most"), [(WIDE, 960), (NARROW, 1320)], ids=["1280", "320"])
def test_the_form_of_a_new_entry_fits(participant, measured, size, most):
    page = measured(participant.start(), size)
    page.review.get_by_role("link", name="CPD log").click()
    page.go("Add an entry")

    assert height(page.review) <= most


@pytest.mark.parametrize(("size", "most"), [(WIDE, 1400), (NARROW, 1950)], ids=["1280", "320"])
def test_my_record_is_short_with_its_folds_closed(participant, measured, size, most):
    page = measured(with_a_full_log(participant).complete(), size)
    entries = [f"e{number}" for number in range(12)]
    participant.sign_off(attach="1", cpd=entries)
    page.review.get_by_role("link", name="My record").click()
    expect(page.review.locator("summary", has_text="You shared with it: 12 CPD")).to_be_visible()

    assert height(page.review) <= most


def test_at_320_a_round_stands_beside_its_number_and_nothing_is_cut(participant, measured):
    page = measured(in_the_middle(participant, TALENT.areas), NARROW)
    titles = page.review.locator(".matrix-stages a strong")
    beside = titles.evaluate_all(
        """(titles) => titles.map((title) =>
            title.getBoundingClientRect().top - title.closest("a").getBoundingClientRect().top)"""
    )

    assert len(beside) == 3
    assert max(beside) < 12
    assert page.page.evaluate("document.documentElement.scrollWidth") == 320
