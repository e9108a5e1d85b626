import unicodedata

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser.author_states import AUTHOR_STATES
from browser.keyboard import walk
from browser.staff_states import STAFF_STATES
from browser.states import STATES as REVIEW_STATES
from browser.states import Stage
from browser.tab_states import TAB_STATES

AXE = Axe()
STATES = {**REVIEW_STATES, **TAB_STATES, **STAFF_STATES, **AUTHOR_STATES}
SMALLEST_TARGET = 24
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 800}  # the same as 1280 px at 400 % zoom

SMALL_TARGETS = """(least) => {
    const isRadio = (each) => each.matches("[type=radio], [type=checkbox]");
    const controls = "a[href], button, summary, select, textarea, input, [tabindex='0']";
    return [...document.querySelectorAll(controls)]
        .filter((each) => each.type !== "hidden" && each.checkVisibility())
        .map((each) => [each, isRadio(each) ? each.closest("label") : each])
        .map(([each, target]) => [each.outerHTML.slice(0, 120), target.getBoundingClientRect()])
        .filter(([, box]) => box.width + 0.01 < least || box.height + 0.01 < least)
        .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`);
}"""

WIDER_THAN_THE_PAGE = """() => {
    const page = document.documentElement;
    return page.scrollWidth <= page.clientWidth ? [] :
        [...document.querySelectorAll("body *")]
            .filter((each) => each.getBoundingClientRect().right > page.clientWidth + 1)
            .map((each) => each.outerHTML.slice(0, 120)).slice(0, 5);
}"""


def violations(page):
    """Run every rule of axe, best practice included."""
    found = AXE.run(page.page, options={"resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="module", params=STATES)
def state(request, site, browser):
    """Bring a page into a state once, for all that is to be seen there."""
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(10_000)
    yield STATES[request.param](Stage(site, context))
    context.close()


@pytest.fixture
def wide(state):
    state.page.set_viewport_size(WIDE)
    return state


@pytest.fixture
def narrow(state):
    state.page.set_viewport_size(NARROW)
    return state


@pytest.fixture
def forced_colours(wide):
    wide.page.emulate_media(forced_colors="active")
    yield wide
    wide.page.emulate_media(forced_colors="none")


def test_axe_finds_nothing_at_1280_px(wide):
    assert violations(wide) == []


def test_axe_finds_nothing_at_320_px(narrow):
    assert violations(narrow) == []


def test_nothing_scrolls_sideways_at_320_px(narrow):
    assert narrow.page.evaluate(WIDER_THAN_THE_PAGE) == []


def test_axe_finds_nothing_in_forced_colours(forced_colours):
    assert violations(forced_colours) == []


def test_every_target_is_large_enough(narrow):
    assert narrow.page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == []


def test_there_is_exactly_one_live_region_in_a_block(state):
    regions = state.review.locator("[aria-live], [role=status], [role=alert], [role=log], output")

    assert regions.count() == state.review.count()


def test_tab_reaches_every_control_and_the_focus_is_always_visible(wide):
    missed, unseen = walk(wide.page)

    assert missed == []
    assert unseen == []


@pytest.fixture
def arabic(site, new_context):
    """Bring a page into a state for somebody who reads from right to left."""

    def build(name, viewport):
        context = new_context(viewport=viewport, locale="ar")
        context.add_init_script(
            "document.addEventListener('DOMContentLoaded', () => {"
            " document.querySelectorAll('html, .matrix-review')"
            ".forEach((each) => { each.dir = 'rtl'; }); });"
        )
        return STATES[name](Stage(site, context))

    return build


@pytest.mark.parametrize(
    ("name", "viewport"),
    [
        ("start", NARROW),
        ("with_details", WIDE),
        ("with_details", NARROW),
        ("two_versions", NARROW),
        ("check_with_problems", WIDE),
        ("signed_off", NARROW),
        ("cpd_full", NARROW),
        ("cpd_form_wrong", WIDE),
        ("plans_full", NARROW),
        ("progress_full", NARROW),
        ("record_full", WIDE),
        ("staff_list", NARROW),
        ("staff_person", WIDE),
        ("cohort", NARROW),
        ("commented", WIDE),
        ("editor_unfolded", NARROW),
        ("editor_problems", WIDE),
        ("unit_page", NARROW),
    ],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways_from_right_to_left(arabic, name, viewport):
    page = arabic(name, viewport)

    assert page.page.evaluate(WIDER_THAN_THE_PAGE) == []
    assert violations(page) == []


def test_without_a_catalogue_of_ours_no_word_of_another_comes_in(site, new_context):
    page = STATES["start"](Stage(site, new_context(locale="he")))

    words = page.review.inner_text()

    assert not [each for each in words if "HEBREW" in unicodedata.name(each, "")]


def test_in_forced_colours_only_the_current_round_is_underlined(site, new_context):
    page = STATES["in_progress"](Stage(site, new_context(forced_colors="active")))

    lines = page.review.locator(".matrix-rounds a").evaluate_all(
        """(links) => links.map((each) => getComputedStyle(each))
            .map((style) => `${style.borderBlockEnd} ${style.textDecorationLine}`)"""
    )

    assert lines[1] == lines[2] != lines[0]
