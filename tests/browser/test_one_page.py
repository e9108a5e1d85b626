"""The one-page summary as it is printed: one sheet of A4, whatever a review holds."""

import re
from dataclasses import dataclass, replace
from functools import cache

import pytest
from playwright.sync_api import expect

from browser.barriers import NARROW
from browser.drawn import STRAY
from browser.levels import TURN
from builders import a_framework, a_level, a_prompt, an_area
from matrix_xblock.codec.framework.authored import write_framework

A4 = {"width": 688, "height": 1001}
"""What is within the margins."""
LONG = "Leading curriculum, assessment and inclusion across phases " * 4
WIDE = "WWWW MMMM " * 20
DUE = {"due-day": "30", "due-month": "9", "due-year": "2027"}
STARTED = {"start-day": "30", "start-month": "9", "start-year": "2026"}
AREAS = [f"talent:a{number}" for number in range(4)]
CPD = {"type": "visit", "minutes": "165 h 45", **STARTED, "areas": AREAS}
"""In which there is more time than has room in one line."""
ROUNDS = [{"id": f"r{n}", "title": f"{LONG[:200]} {n}"[-200:], "kind": "annual"} for n in range(6)]
# Gives what stands beyond the edges of the paper, and what hides a part of its words.
CLIPPED = """() => {
    const page = document.documentElement.clientWidth;
    const isCutAway = (each) => getComputedStyle(each).clipPath !== "none";
    const isUnseen = (each) => each.closest("svg") || isCutAway(each) ||
        each.parentElement !== document.body && isUnseen(each.parentElement);
    return [...document.querySelectorAll("main *")].filter((each) => !isUnseen(each)).filter(
        (each) => {
            const { left, right, width } = each.getBoundingClientRect();
            const isOut = width > 0 && (left < -1 || right > page + 1);
            return isOut || each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0;
        }).map((each) => `${each.tagName} ${each.className}: ${each.textContent.slice(0, 60)}`);
}"""


@dataclass(frozen=True)
class Size:
    """A framework of so many areas and levels, whose names begin with these words."""

    areas: int
    levels: int
    words: str = ""
    rounds: int = 2

    @property
    def framework(self):
        words = self.words[:190]
        return a_framework(
            areas=tuple(an_area(id=f"a{n}", name=f"{words}Area {n}") for n in range(self.areas)),
            levels=tuple(
                a_level(id=f"l{n}", ordinal=n, name=f"{words}Level {n}")
                for n in range(1, self.levels + 1)
            ),
            prompts=(a_prompt(names_next_step=True),),
        )


SIZES = {
    "4 areas, 2 levels": Size(4, 2),
    "8 areas, 4 levels": Size(8, 4),
    "9 areas, 5 levels": Size(9, 5, LONG),
    "12 areas, 6 levels": Size(12, 6, LONG),
    "16 areas, 8 levels, wide letters": Size(16, 8, WIDE, rounds=1),
    "16 areas, 8 levels, one word": Size(16, 8, "Verantwortungsübernahme" * 9, rounds=1),
    "16 areas, 8 levels, 6 rounds": Size(16, 8, LONG, rounds=6),
    "60 areas": Size(60, 4, LONG, rounds=1),
}


def placed(site, size):
    rounds = ROUNDS[: size.rounds]
    block = site.add_block(framework=write_framework(size.framework), rounds=rounds)
    return replace(block, areas=tuple(area.id for area in size.framework.areas))


def reviewed(site, size):
    """Have somebody sign off all rounds: up in some areas, down in others, with an aim in each."""
    someone = site.participant(placed(site, size))
    words = size.words * 12
    for number in range(4 if not size.words else 12):
        step = {"id": f"s{number}", "revision": 0, "text": f"{words[:900]} Step {number}."}
        someone.post("save_step", {**step, "owner": "both", **DUE})
    someone.post("save_cpd", {"id": "cpd", "revision": 0, **CPD, "title": f"{words[:180]} CPD"})
    for number in range(size.rounds):
        key = f"r{number}"
        someone.start(key)
        for place, area in enumerate(someone.block.areas):
            level, aim = 1 + (place + 3 * number) % size.levels, 1 + place % size.levels
            chosen = {"level_id": f"l{level}", "target_level_id": f"l{aim}"}
            if place == 2:
                chosen = {"level_id": "not-applicable"}
            someone.rate(area, key, **chosen, reflection=words[:2900])
        someone.post(
            "save_answers", {"round": key, "revision": 0, "answer-next-step": words or "Lead."}
        )
        someone.sign_off(key)
    return someone


@pytest.fixture(scope="module")
def somebody(site):
    """Give somebody whose reviews have a size: the same person to every test, who reads alone."""
    return cache(lambda size: reviewed(site, size))


@pytest.fixture
def summary(site, somebody, new_context):
    """Open the summary of the last round."""

    def build(size, **options):
        person = somebody(size)
        query = f"{person.query}&round=r{size.rounds - 1}"
        page = new_context(viewport=A4, **options).new_page()
        page.goto(f"{site.address}/handler/{person.block.usage}/print_summary/?{query}")
        expect(page.get_by_role("heading", name="What we agree")).to_be_visible()
        return page

    return build


def pages(paper):
    return len(re.findall(rb"/Type /Page\b", paper))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_it_is_one_page_and_nothing_is_clipped(summary, size):
    page = summary(size)

    assert pages(page.pdf(format="A4")) == 1
    page.emulate_media(media="print")
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(STRAY) == []


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_it_is_one_page_whatever_the_reader_has_set(summary, options):
    assert pages(summary(SIZES["8 areas, 4 levels"], **options).pdf(format="A4")) == 1


def test_from_right_to_left_it_is_one_page_and_its_numbers_stand_in_their_circles(summary):
    page = summary(SIZES["9 areas, 5 levels"])

    page.evaluate(f"{TURN}('rtl')")

    assert pages(page.pdf(format="A4")) == 1
    page.emulate_media(media="print")
    assert page.evaluate(STRAY) == []
    assert page.evaluate(CLIPPED) == []


def test_what_is_shortened_is_said_and_the_whole_is_on_the_conversation_sheet(summary):
    page = summary(SIZES["16 areas, 8 levels, 6 rounds"])

    expect(page.get_by_text("my conversation sheet has all of them")).to_be_visible()
    expect(page.get_by_text("9 more are on the page Next steps.")).to_be_visible()
    page.goto(page.url.replace("print_summary", "print_sheet"))
    expect(page.get_by_role("rowheader", name=f"{LONG[:190]}Area 15")).to_be_visible()


def test_at_320_px_it_is_a_list_and_nothing_is_clipped(summary):
    page = summary(SIZES["16 areas, 8 levels, 6 rounds"])

    page.set_viewport_size(NARROW)

    assert page.evaluate(CLIPPED) == []


@pytest.mark.parametrize("size", ["12 areas, 6 levels", "16 areas, 8 levels, one word"])
@pytest.mark.parametrize("handler", ["print_year", "print_portfolio"])
def test_on_the_other_pages_for_paper_no_column_is_clipped(
    site, somebody, new_context, handler, size
):
    person = somebody(SIZES[size])
    page = new_context(viewport=A4).new_page()
    page.goto(f"{site.address}/handler/{person.block.usage}/{handler}/?{person.query}")
    page.emulate_media(media="print")

    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(STRAY) == []
    expect(page.get_by_text("165 h 45 min").first).to_be_visible()
