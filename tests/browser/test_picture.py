"""The matrix picture in a browser: where it stands, how it is printed, and what is downloaded."""

import re
import struct

import pytest
from playwright.sync_api import expect

from browser.barriers import NARROW, WIDE
from browser.demo_site import FIRST_AREA, SECOND_AREA, THIRD_AREA
from browser.drawn import LETTERS, STRAY
from browser.levels import TURN
from browser.tab_states import tab

A4 = {"width": 718, "height": 1000}
PNG = b"\x89PNG\r\n\x1a\n"
# The middle of the filled dot of each row, and of the name of its level, both from the left.
COLUMNS = """(table) => {
    const middle = (each) => {
        const { left, width } = each.getBoundingClientRect();
        return Math.round(left + width / 2);
    };
    const heads = [...table.querySelectorAll(".matrix-picture-levels > span")];
    const dots = [...table.querySelectorAll(".matrix-picture-dot")];
    return [heads.map(middle), dots.map(middle)];
}"""
# The colours that a drawing is made of.
COLOURS = """(table) => [...table.querySelectorAll("svg *")].flatMap((each) => {
    const { fill, stroke } = getComputedStyle(each);
    return [fill, stroke];
})"""
# Gives the words of each cell that they do not fit into.
OUTSIDE = """(table) => [...table.querySelectorAll("tbody th, tbody td")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent)"""


@pytest.fixture
def moved(participant):
    """Somebody in the second round: up in one area, lower in one, at the aim in one."""
    participant.start()
    for area in participant.block.areas:
        participant.rate(area, level_id="growing")
    participant.answer().sign_off().start("mid-point")
    levels = {FIRST_AREA: "established", SECOND_AREA: "starting", THIRD_AREA: "leading"}
    for area in participant.block.areas:
        aim = {"target_level_id": "leading"} if area in levels else {}
        participant.rate(area, "mid-point", level_id=levels.get(area, "growing"), **aim)
    return participant.answer("mid-point")


@pytest.fixture
def checked(moved, visit):
    """Open the check page of that round."""

    def build(**options):
        page = visit(moved, **options).go("Check your answers")
        expect(page.heading).to_have_text("Check your answers")
        return page

    return build


def picture(page):
    return page.review.locator("table.matrix-picture")


def row(page, number):
    return picture(page).locator("tbody.matrix-picture-area").nth(number)


def test_each_dot_stands_under_the_name_of_its_level(checked):
    heads, dots = picture(checked()).evaluate(COLUMNS)

    expected = [heads[2], heads[0], heads[3], *[heads[1]] * 5]
    assert dots == pytest.approx(expected, abs=1)


@pytest.mark.parametrize("way", ["ltr", "rtl"])
def test_each_number_stands_in_its_circle(participant, visit, way):
    for round_id in ("baseline", "mid-point"):
        participant.complete(round_id).sign_off(round_id)
    page = visit(participant.complete("final")).go("Check your answers")
    expect(picture(page)).to_be_visible()

    page.page.evaluate(f"{TURN}('{way}')")

    assert page.page.evaluate(LETTERS) == ["1–2"] * 8
    assert page.page.evaluate(STRAY) == []


def test_a_row_says_in_words_what_it_shows(checked):
    page = checked()

    expect(row(page, 0).get_by_role("cell").nth(1)).to_have_text(
        "Established, up 1 since baseline, aiming for Leading others"
    )
    expect(row(page, 1).get_by_role("cell").nth(1)).to_contain_text("down 1 since baseline")
    expect(row(page, 2).get_by_role("cell").nth(1)).to_contain_text("where you want to be")


def test_where_there_is_room_the_rest_of_the_words_is_for_the_ear(checked):
    rest = row(checked(), 0).locator(".matrix-picture-more")

    assert rest.bounding_box()["width"] <= 1


@pytest.mark.parametrize("width", [320, 390, 500])
def test_where_there_is_none_it_is_a_list_with_every_word(checked, width):
    page = checked(viewport={"width": width, "height": 800})

    name, now = row(page, 0).locator("th"), row(page, 0).locator(".matrix-picture-now")
    drawing = row(page, 0).locator("svg")
    boxes = [each.bounding_box() for each in (name, now, drawing)]
    assert [box["y"] for box in boxes] == sorted(box["y"] for box in boxes)
    assert boxes[2]["width"] > width / 2
    expect(now).to_have_text("Established, up 1 since baseline, aiming for Leading others")
    assert now.locator(".matrix-picture-more").bounding_box()["width"] > 100
    assert picture(page).evaluate(OUTSIDE) == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_stays_a_table_for_who_listens(checked, viewport):
    page = checked(viewport=viewport)

    table = page.review.get_by_role("table", name="Levels by area")
    expect(table.get_by_role("columnheader")).to_have_count(4)
    expect(table.get_by_role("rowheader")).to_have_count(8)


def test_in_forced_colours_it_has_those_alone(checked):
    page = checked(forced_colors="active")
    system = page.page.evaluate(
        """() => ["Canvas", "CanvasText", "GrayText"].map((name) => {
            document.body.style.color = name;
            return getComputedStyle(document.body).color;
        })"""
    )

    colours = {each for each in picture(page).evaluate(COLOURS) if each != "none"}

    assert colours <= {*system, "rgb(0, 0, 0)"}
    assert len(colours) >= 2


def test_on_paper_it_keeps_its_columns_and_loses_its_buttons(checked):
    page = checked(viewport=A4)
    page.page.emulate_media(media="print")

    heads, dots = picture(page).evaluate(COLUMNS)
    assert dots[0] == pytest.approx(heads[2], abs=1)
    assert picture(page).get_by_role("button").count() == 0


def download(page, button):
    with page.page.expect_download() as downloaded:
        page.button(button).click()
    return downloaded.value


def progress(participant, visit):
    return tab(visit(participant.sign_off("mid-point")), "Progress")


def test_the_picture_can_be_taken_along_as_svg(moved, visit):
    file = download(progress(moved, visit), "Download SVG")

    assert file.suggested_filename == "matrix-picture.svg"
    content = file.path().read_text()
    assert content.startswith("<svg xmlns=")
    assert "up 1 since baseline" in content


def test_the_picture_can_be_taken_along_as_png_twice_as_sharp(moved, visit):
    page = progress(moved, visit)
    drawn = download(page, "Download SVG").path().read_text()

    file = download(page, "Download PNG")

    assert file.suggested_filename == "matrix-picture.png"
    content = file.path().read_bytes()
    size = struct.unpack(">II", content[16:24])
    width, height = re.search(r'width="(\d+)" height="(\d+)"', drawn).groups()
    assert content.startswith(PNG)
    assert size == (2 * int(width), 2 * int(height))


def test_after_sign_off_the_round_itself_can_be_taken_along(checked):
    page = checked().sign_off()
    expect(page.heading).to_have_text("Review sent to your course team")

    content = download(page, "Download SVG").path().read_text()

    assert ">Mid-point review<" in content
    assert ">Baseline review, " in content


def test_a_download_that_fails_is_said_and_can_be_tried_again(moved, visit):
    page = progress(moved, visit)
    page.page.route(re.compile("/draw_picture/"), lambda route: route.abort(), times=1)

    page.button("Download PNG").click()

    expect(page.trouble("failed")).to_be_visible()
    assert download(page, "Download PNG").suggested_filename == "matrix-picture.png"
    expect(page.trouble("failed")).to_be_hidden()


def test_progress_answers_whether_somebody_has_moved(moved, visit):
    page = progress(moved, visit)

    expect(page.review).to_contain_text("You are up in 2 of 8 areas since your baseline.")
    expect(page.review).to_contain_text("No change in 5 and lower in 1.")
    expect(page.review).to_contain_text("It is drawn as an open line.")
