"""Reports of releases in a browser: on a screen, on paper, and their charts as pictures."""

import re
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

import django_host
from browser.barriers import NARROW, WIDE, barriers, report, wider_than_the_page
from matrix_xblock.codec.figures.releases import write_release
from matrix_xblock.domain.figures.trust_report import Share, add_up
from matrix_xblock.host.pages import render_alone
from matrix_xblock.screens.release_charts import charts_of
from matrix_xblock.screens.trust_report import page_of
from released import a_release, a_release_with_choices
from solver.courses import NOW

LONG = "Leading curriculum, assessment and inclusion & <b>all</b> phases of it " * 4
PAPER = {"width": 688, "height": 1028}
"""What is within the margins of A4."""
ROUNDS = [
    {"id": "baseline", "title": "Baseline review", "kind": "baseline"},
    {"id": "final", "title": "Final review", "kind": "final"},
]
USUAL = replace(a_release(6, size=400), id="usual")
LARGE = replace(
    a_release(
        size=400,
        areas=tuple(f"{LONG[:196]} {n}" for n in range(16)),
        levels=tuple(f"{LONG[:196]} {n}" for n in range(8)),
        groups=tuple(f"{LONG[:74]} {n}" for n in range(8)),
    ),
    id="large",
)
SMALL = replace(a_release(2, size=29, groups=()), id="small")
CHOICES = replace(a_release_with_choices(), id="choices")
# Gives words of a chart that stand beyond it, on each other, or on a bar.
MISPLACED = """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
    const texts = [...svg.querySelectorAll("text")].map((each) => [each, each.getBBox()]);
    const isBar = (each) => /^(#0b5563|#5a9fa8|url)/.test(each.getAttribute("fill"));
    const bars = [...svg.querySelectorAll(":scope > rect")].filter(isBar)
        .map((each) => [each, each.getBBox()]);
    const meet = (a, b) =>
        Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1 &&
        Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 2.5;
    const { width, height } = svg.viewBox.baseVal;
    return texts.flatMap(([text, box], at) => [
        box.x < -1 || box.x + box.width > width + 1 || box.y + box.height > height + 4
            ? `beyond: ${text.textContent}` : "",
        ...texts.slice(at + 1).filter(([, other]) => meet(box, other))
            .map(([other]) => `on each other: ${text.textContent} | ${other.textContent}`),
        ...bars.filter(([, bar]) => meet(box, bar)).map(() => `on a bar: ${text.textContent}`),
    ]).filter(Boolean);
})"""
# Gives the smallest and the largest letters of charts, in pixels of the page.
SIZES = """() => [...document.querySelectorAll("svg text")].map((each) =>
    parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)
    .reduce(([least, most], size) => [Math.min(least, size), Math.max(most, size)], [99, 0])"""
# Draws charts for a reader from right to left.
TURN = """() => document.querySelectorAll("svg").forEach((svg) => {
    const { width } = svg.viewBox.baseVal;
    svg.setAttribute("direction", "rtl");
    svg.querySelectorAll("text").forEach((each) => {
        each.setAttribute("x", width - each.getAttribute("x"));
    });
    svg.querySelectorAll(":scope > rect").forEach((each) => {
        each.setAttribute("x", width - each.x.baseVal.value - each.width.baseVal.value);
    });
})"""
PAINT = """async (drawn) => {
    const file = new Blob([drawn], { type: "image/svg+xml" });
    return [...new Uint8Array(await (await window.MatrixPicture.png(file)).arrayBuffer())];
}"""


@pytest.fixture(scope="module")
def staff(site):
    """Give somebody of the course staff of a block in which releases are stored."""
    block = site.add_block(display_name="Talent development review", rounds=ROUNDS)
    for release in (USUAL, LARGE, SMALL, CHOICES):
        site.send("/tests/releases/", {"usage": block.usage, "rows": write_release(release)})
    person = site.participant(block)
    person.id = "staff-of-pictures"
    return person


@pytest.fixture
def opened(site, staff, new_context):
    """Open the report of a release as it is printed."""

    def build(release, **options):
        page = new_context(viewport=WIDE, **options).new_page()
        query = f"{staff.query}&release={release.id}"
        page.goto(f"{site.address}/handler/{staff.block.usage}/print_report/?{query}")
        expect(page.get_by_role("heading", name="Final <review> in figures")).to_be_visible()
        return page

    return build


def printed(page):
    """Give how many sheets a report has; its charts fit on one, and their words into them."""
    sheets = len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    heights = page.locator(".report-chart").evaluate_all(
        "(charts) => charts.map((each) => each.getBoundingClientRect().height)"
    )
    least, most = page.evaluate(SIZES)
    assert max(heights) < PAPER["height"]
    assert 11 <= least <= most <= 13
    assert page.evaluate(MISPLACED) == []
    return sheets


def test_a_report_bars_nobody_and_is_printed_on_two_sheets(opened):
    page = opened(USUAL)

    breaches = barriers(page)

    # No part of a report changes, so it has no live region, as a block has one.
    breaches.pop("there is exactly one live region in a block", None)
    assert not breaches, report(breaches)
    least, most = page.evaluate(SIZES)
    assert 12 <= least <= most <= 14
    assert page.evaluate(MISPLACED) == []
    assert printed(page) == 2


def test_with_long_names_words_have_room_at_every_width_in_both_directions(opened):
    page = opened(LARGE)

    assert page.evaluate(MISPLACED) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate(SIZES)[0] >= 12
    assert page.evaluate(MISPLACED) == []
    assert wider_than_the_page(page) == []
    assert printed(page) <= 6
    page.evaluate(TURN)
    assert page.evaluate(MISPLACED) == []


def test_a_release_of_few_people_is_one_sheet(opened):
    assert printed(opened(SMALL)) == 1


def test_a_trust_report_bars_nobody_and_is_printed_on_two_sheets(new_context):
    page = new_context(viewport=WIDE).new_page()
    # Django refuses to be set up where Playwright has its loop.
    with ThreadPoolExecutor(1) as elsewhere:
        page.set_content(elsewhere.submit(a_trust_report).result())

    breaches = barriers(page)

    breaches.pop("there is exactly one live region in a block", None)
    assert not breaches, report(breaches)
    page.set_viewport_size(NARROW)
    assert page.evaluate(MISPLACED) == []
    assert wider_than_the_page(page) == []
    assert page.get_by_role("row", name="Middle leaders").first.is_visible()
    page.set_viewport_size(WIDE)
    assert printed(page) == 2


def a_trust_report():
    """Give the page of a report over courses with releases, and some that are left out."""
    django_host.set_up()
    names = [f"{each} programme" for each in ("Early career", "Middle leaders", "Aspiring heads")]
    parts = [
        Share(replace(a_release(6 + n, size=400 - 90 * n), id=name), (name,))
        for n, name in enumerate(names)
    ]
    titles = (("baseline", "Baseline review"), ("now", "Final review"))
    left_out = (("NPQ for headship", "no_round_closed"), ("Another course", "broken_content"))
    made = add_up(parts, report_id="one", at=NOW, titles=titles, left_out=left_out)
    return render_alone(page_of(made, "Northfold <Schools> Trust"))


def test_a_release_with_private_questions_is_two_sheets(opened):
    assert printed(opened(CHOICES)) == 2


def test_all_charts_come_in_one_zip_of_pngs(staff, visit):
    page = visit(staff)
    page.page.goto(staff.address_of(f"staff/releases?round=final&release={USUAL.id}"))
    page.page.reload()
    with page.page.expect_download() as given:
        page.review.get_by_role("button", name="Charts (PNG)").click()

    with ZipFile(given.value.path()) as packed:
        assert packed.testzip() is None
        files = {name: packed.read(name) for name in packed.namelist()}
    shown = [each.key for each in charts_of(USUAL) if not each.is_hidden]
    assert list(files) == [f"{key}.png" for key in shown]
    assert all(each.startswith(b"\x89PNG\r\n\x1a\n") for each in files.values())


def test_each_chart_can_be_a_png_twice_as_sharp(staff, visit):
    page = visit(staff).page

    for key in ("levels", "movement-since-baseline"):
        drawing = staff.post("draw_chart", {"release": USUAL.id, "chart": key})
        content = bytes(page.evaluate(PAINT, drawing))

        width, height = re.search(r' width="(\d+)" height="(\d+)"', drawing).groups()
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", content[16:24]) == (2 * int(width), 2 * int(height))
