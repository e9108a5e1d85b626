import unicodedata

import pytest

from browser.author_states import AUTHOR_STATES
from browser.barriers import (
    NARROW,
    WIDE,
    barriers,
    report,
    small_targets,
    violations,
    violations_in_forced_colours,
    wider_than_the_page,
)
from browser.counted_states import COUNTED_STATES
from browser.release_states import RELEASE_STATES
from browser.staff_states import STAFF_STATES
from browser.states import STATES as REVIEW_STATES
from browser.states import Stage
from browser.tab_states import TAB_STATES, opportunity_menu

STATES = {
    **REVIEW_STATES,
    **TAB_STATES,
    **COUNTED_STATES,
    **STAFF_STATES,
    **RELEASE_STATES,
    **AUTHOR_STATES,
}


@pytest.mark.parametrize("name", STATES)
def test_a_state_bars_nobody(site, new_context, name):
    page = STATES[name](Stage(site, new_context(viewport=WIDE)))

    breaches = barriers(page.page)

    assert not breaches, report(breaches)


# A menu closes when the focus goes on: its keys are tried in test_plans.py.
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_an_open_menu_bars_nobody(site, new_context, viewport):
    page = opportunity_menu(Stage(site, new_context(viewport=viewport))).page

    assert not violations(page)
    assert not violations_in_forced_colours(page)
    assert not small_targets(page)
    assert not wider_than_the_page(page)
    assert page.locator("[data-matrix-menu][open]").count() == 1


TURNED_THE_OTHER_WAY = """() => [
    ...[document.documentElement, ...document.querySelectorAll("[data-matrix-review]")]
        .filter((each) => each.dir !== "rtl"),
    ...[...document.querySelectorAll("[data-matrix-review] th:not(.matrix-picture-end)")]
        .filter((each) => !["right", "center"].includes(getComputedStyle(each).textAlign)),
].map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture
def arabic(site, new_context):
    """Bring a page into a state for somebody who reads from right to left."""

    def build(name, viewport):
        context = new_context(viewport=viewport, locale="ar")
        return STATES[name](Stage(site, context))

    return build


@pytest.mark.parametrize(
    ("name", "viewport"),
    [
        ("start", NARROW),
        ("with_details", NARROW),
        ("area_with_last_time", NARROW),
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
        ("staff_resubmitted", NARROW),
        ("offer_open", NARROW),
        ("figures", NARROW),
        ("release_preparing", NARROW),
        ("release_shown", WIDE),
        ("release_private", NARROW),
        ("commented", WIDE),
        ("editor_unfolded", NARROW),
        ("editor_problems", WIDE),
        ("unit_page", NARROW),
    ],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways_from_right_to_left(arabic, name, viewport):
    page = arabic(name, viewport)

    assert wider_than_the_page(page.page) == []
    assert page.page.evaluate(TURNED_THE_OTHER_WAY) == []
    assert violations(page.page) == []


BARS = """() => [...document.querySelectorAll(".matrix-figure-bar")].map((bar) =>
    Math.round(bar.getBoundingClientRect().right -
        bar.querySelector("rect").getBoundingClientRect().right))"""


def test_bars_of_live_figures_grow_from_where_the_page_begins(arabic):
    gaps = arabic("figures", WIDE).page.evaluate(BARS)

    assert gaps
    assert max(gaps) <= 1


def test_without_a_catalogue_of_ours_no_word_of_another_comes_in(site, new_context):
    page = STATES["start"](Stage(site, new_context(locale="he")))

    words = page.review.inner_text()

    assert not [each for each in words if "HEBREW" in unicodedata.name(each, "")]


def test_in_forced_colours_only_the_current_round_is_underlined(site, new_context):
    page = STATES["in_progress"](Stage(site, new_context(forced_colors="active"))).overview()

    lines = page.review.locator(".matrix-stages a").evaluate_all(
        """(links) => links.map((each) => getComputedStyle(each))
            .map((style) => `${style.borderBlockEnd} ${style.textDecorationLine}`)"""
    )

    assert lines[1] == lines[2] != lines[0]
