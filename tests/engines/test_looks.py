"""Where things stand and how large they are, in every engine."""

import pytest

from browser.author_states import AUTHOR, SMALL
from browser.barriers import SMALL_TARGETS, SMALLEST_TARGET
from browser.demo_site import FIRST_AREA
from browser.drawn import LETTERS, STRAY
from browser.levels import LEGENDS, MISPLACED, RENAME, TURN

FRAME = 390
IN_A_FRAME = """
    document.body.innerHTML =
        `<iframe title="Unit" style="border:0;width:${arguments[1]}px;height:800px"></iframe>`;
    document.querySelector("iframe").src = arguments[0];
"""
IN_THE_FRAME = "document.querySelector('iframe').contentDocument"
WIDER = """(() => {
    const page = document.querySelector("iframe").contentDocument.documentElement;
    return page.scrollWidth - page.clientWidth;
})()"""
REFLECTION = f'form[data-matrix-section="area-{FIRST_AREA}"] textarea[name="reflection"]'


@pytest.mark.parametrize("way", ["ltr", "rtl"])
@pytest.mark.parametrize("legend", LEGENDS)
def test_each_level_stands_under_its_heading(page, participant, legend, way):
    page.open(participant.start().address_of("whole")).element(".matrix-area")

    page.run(f"{RENAME}(arguments[0]); {TURN}(arguments[1])", LEGENDS[legend], way)

    assert page.ask(MISPLACED) == []


@pytest.mark.parametrize("way", ["ltr", "rtl"])
def test_each_number_of_the_picture_stands_in_its_circle(page, participant, way):
    for round_id in ("baseline", "mid-point"):
        participant.complete(round_id).sign_off(round_id)
    page.open(participant.complete("final").address_of("check"))
    page.heading("Check your answers").element("table.matrix-picture")

    page.run(f"{TURN}(arguments[0])", way)

    assert page.ask(LETTERS) == ["1–2"] * 8
    assert page.ask(STRAY) == []


def test_each_level_of_a_preview_stands_beside_the_next(page, site):
    author = site.participant(site.add_block(framework=SMALL))
    author.id = AUTHOR
    page.open(f"{author.address}&edit=yes")
    page.run('document.querySelectorAll(".matrix-fold").forEach((e) => { e.open = true; })')

    page.click("[data-matrix-preview]").element("[data-matrix-row] .matrix-cell")

    tops = page.ask(
        "[...document.querySelectorAll('[data-matrix-row] .matrix-cell:not(.matrix-cell-none)')]"
        ".map((each) => each.getBoundingClientRect().top)"
    )
    assert len(tops) == 2
    assert tops[0] == tops[1]


@pytest.mark.parametrize("name", ["start", "review", "signed_off"])
def test_nothing_scrolls_sideways_and_targets_are_large_enough_on_a_telephone(
    page, participant, name
):
    openings = {"start": lambda: None, "review": participant.start}
    openings.get(name, lambda: participant.complete().sign_off())()
    page.open(participant.site.address)

    page.run(IN_A_FRAME, participant.address, FRAME)
    page.until(f"!!{IN_THE_FRAME}?.querySelector('.matrix-review [data-matrix-heading]')")

    small = SMALL_TARGETS.replace("document.", f"{IN_THE_FRAME}.")
    assert page.ask(WIDER) <= 0
    assert page.run(f"return ({small})(arguments[0])", SMALLEST_TARGET) == []


def test_a_text_box_grows_with_its_words(page, participant):
    page.open(participant.start().address_of("whole"))
    page.click(f'form[data-matrix-section="area-{FIRST_AREA}"] summary')
    box = f"document.querySelector('{REFLECTION}')"
    before = page.ask(f"{box}.offsetHeight")

    page.type(REFLECTION, "One line after another.\n" * 12)

    page.until(f"{box}.offsetHeight > {before} + 100")
    page.until(f"{box}.scrollHeight - {box}.clientHeight <= 1")


def test_a_text_box_shows_all_that_was_written_before(page, participant):
    participant.start().rate(FIRST_AREA, reflection="One line after another.\n" * 12 + "End.")
    page.open(participant.address_of("whole"))

    page.click(f'form[data-matrix-section="area-{FIRST_AREA}"] summary').element(REFLECTION)

    box = f"document.querySelector('{REFLECTION}')"
    page.until(f"{box}.scrollHeight - {box}.clientHeight <= 1")


def test_a_select_looks_like_the_fields_beside_it(page, participant):
    page.open(participant.address)
    page.click("[data-matrix-tab]", "CPD log").press("Add an entry").element('[name="type"]')

    line, select = page.ask(
        "['title', 'type'].map((name) => document.querySelector(`[name=${name}]`)).map((each) =>"
        " [each.offsetHeight, ...['background-color', 'border-top-color', 'font-size', 'color']"
        ".map((name) => getComputedStyle(each).getPropertyValue(name))])"
    )

    assert select == line
    assert page.ask("getComputedStyle(document.querySelector('[name=type]')).appearance") == "none"


def test_a_page_on_paper_has_room_for_the_numbers_that_a_browser_gives_it(page, participant):
    """Neither engine knows boxes in the margin; both print their own line there instead."""
    participant.complete().sign_off()
    query = f"{participant.query}&round=baseline"
    page.open(f"{participant.site.address}/handler/{participant.block.usage}/print_sheet/?{query}")

    margins = page.ask(
        "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])"
        ".flatMap((rule) => [...(rule.cssRules ?? [])])"
        ".filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.style.margin)"
    )

    assert margins == ["16mm 14mm"]
