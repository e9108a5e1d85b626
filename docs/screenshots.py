"""Take the pictures of docs/images: the demo's people in every state, at 1280 and at 320 px.

Run it with `make screenshots`. It serves a demo of its own, in a folder that it throws away.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, expect

DOCS = Path(__file__).resolve().parent
IMAGES = DOCS / "images"
sys.path.insert(0, str(DOCS.parent / "tests"))

from png import smaller  # noqa: E402 - as all of these, found by the lines above

from browser.chromium import browsing  # noqa: E402
from browser.demo_site import CLOSED, NPQSL, TALENT, Block, Participant, Site, serving  # noqa: E402
from browser.visit import HANDLERS, Visit  # noqa: E402

WIDTHS = (1280, 320)
HEIGHT = 960
LARGEST_FILE = 250_000
LARGEST_FOLDER = 6_900_000

AREA = TALENT.areas[0]
OTHER_AREA = TALENT.areas[5]
WORDS = "I led the change to our phonics scheme, and would like to see how others plan it."
EARLIER = re.compile("Signed off on")


@dataclass(frozen=True)
class Studio:
    """A demo and a browser of one width, to go to any of the demo's people."""

    site: Site
    context: BrowserContext

    def at(self, address: str) -> Visit:
        visit = Visit(self.context.new_page(), Participant(self.site, ""))
        visit.page.goto(self.site.address + address)
        return visit

    def meet(self, person: str, block: Block = TALENT) -> Visit:
        return Visit(self.context.new_page(), Participant(self.site, person, block)).open()


Picture = Callable[[Studio], tuple[Visit, Locator | None]]
"""Brings a page into a state; gives it with what has to be in the picture, or with its top."""


def landing(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.at("/"), None


def start(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.meet("amina"), None


def review(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.meet("ben").overview(), None


def area(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("erin").overview()
    page.review.locator(".matrix-picture a").first.click()
    expect(page.review.get_by_role("heading", name="Last time")).to_be_visible()
    return page, None


def whole(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.meet("ben"), None


def reflection(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("ben").open_details(AREA)
    return page, page.area(AREA)


def prompts(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("dev")
    return page, page.section("answers")


def only_you(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("ben")
    return page, page.section("private")


def npq(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.meet("grace", NPQSL), None


def second_round(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("erin").open_details(AREA)
    return page, page.area(AREA)


def returned(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.meet("dev"), None


def comment(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("dev")
    return page, page.review.locator(".matrix-comment").first


def earlier_version(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("dev")
    page.review.get_by_role("button", name=EARLIER).click()
    expect(page.heading).to_have_text("An earlier version")
    return page, None


def check(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("dev").go("Check your answers")
    expect(page.heading).to_have_text("Check your answers")
    return page, None


def problem(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("ben").go("Check your answers").go("Sign off")
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    return page, None


def sheet(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.at(f"/handler/{TALENT.usage}/print_sheet/?student=carys&round=baseline"), None


def closed(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.meet("farid", CLOSED), None


def too_long(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("ben")
    with page.refused():
        page.write(OTHER_AREA, "A link or a note. " * 60, name="evidence")
    wrong = page.area(OTHER_AREA).locator("[aria-invalid=true]")
    expect(wrong).to_be_visible()
    return page, wrong


def not_saved(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("ben")
    page.break_saves(lambda route: route.abort("internetdisconnected"))
    page.write(OTHER_AREA, WORDS)
    expect(page.state(OTHER_AREA)).to_have_text("Not saved yet, trying again")
    return page, None


def signed_out(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("ben")
    page.break_saves(lambda route: route.fulfill(status=403, body="Forbidden"))
    page.write(OTHER_AREA, WORDS)
    expect(page.trouble("signed-out")).to_be_visible()
    return page, None


def two_versions(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("ben")
    elsewhere = Participant(studio.site, "ben")
    elsewhere.rate(OTHER_AREA, level_id="growing", reflection="Two visits to a larger school.")
    with page.refused():
        page.write(OTHER_AREA, WORDS)
    expect(page.conflict(OTHER_AREA)).to_be_visible()
    return page, page.conflict(OTHER_AREA)


def signed_off(studio: Studio) -> tuple[Visit, Locator | None]:
    page = studio.meet("dev").go("Check your answers")
    page.button("Sign off").click()
    page.go("Sign off now")
    expect(page.heading).to_have_text("Review sent to your course team")
    return page, None


def tab(studio: Studio, person: str, name: str) -> Visit:
    page = studio.meet(person)
    page.review.get_by_role("link", name=name, exact=True).click()
    expect(page.review.locator('[data-matrix-tab][aria-current="page"]')).to_have_text(name)
    return page


def cpd(studio: Studio) -> tuple[Visit, Locator | None]:
    return tab(studio, "hana", "CPD log"), None


def cpd_entry(studio: Studio) -> tuple[Visit, Locator | None]:
    page = tab(studio, "hana", "CPD log").go("Add an entry")
    expect(page.heading).to_have_text("Add a CPD entry")
    return page, None


def steps(studio: Studio) -> tuple[Visit, Locator | None]:
    return tab(studio, "hana", "Next steps"), None


def progress(studio: Studio) -> tuple[Visit, Locator | None]:
    return tab(studio, "hana", "Progress"), None


def record(studio: Studio) -> tuple[Visit, Locator | None]:
    return tab(studio, "idris", "My record"), None


def portfolio(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.at(f"/handler/{TALENT.usage}/print_portfolio/?student=hana"), None


def author_unit(studio: Studio) -> tuple[Visit, Locator | None]:
    visit = studio.at(f"/unit/{TALENT.scenario}/?student=author-ruth")
    return visit, None


def author_editor(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.at(f"/unit/{TALENT.scenario}/?student=author-ruth&edit=yes"), None


def author_areas(studio: Studio) -> tuple[Visit, Locator | None]:
    visit, _ = author_editor(studio)
    visit.page.locator('[data-matrix-fold="matrix"] > summary').click()
    return visit, visit.page.locator("[data-matrix-card]").nth(1)


def author_effect(studio: Studio) -> tuple[Visit, Locator | None]:
    visit, _ = author_areas(studio)
    for do in ("archive:areas:1", "add:areas"):
        with visit.page.expect_response(HANDLERS):
            visit.page.locator(f'button[name="do"][value="{do}"]').click()
    visit.page.locator('[name="framework.areas[7].name"]').fill("Ethos and mission")
    with visit.page.expect_response(HANDLERS):
        visit.page.locator('button[name="do"][value="save"]').first.click()
    return visit, visit.page.locator("[data-matrix-problems]")


def staff_reviews(studio: Studio) -> tuple[Visit, Locator | None]:
    return studio.meet("staff-sam"), None


def staff_person(studio: Studio) -> tuple[Visit, Locator | None]:
    visit = studio.meet("staff-sam").follow("Daniel Moss")
    form = visit.section(f"note-{AREA}")
    form.locator("summary").click()
    form.locator("textarea").fill("Where did you see this work best, and what would you keep?")
    form.locator("textarea").blur()
    expect(form).to_contain_text("Draft saved")
    return visit, None


def staff_tab(studio: Studio, name: str) -> Visit:
    visit = studio.meet("staff-sam")
    visit.review.get_by_role("link", name=name, exact=True).click()
    expect(visit.review.locator('[data-matrix-tab][aria-current="page"]')).to_have_text(name)
    return visit


def staff_figures(studio: Studio) -> tuple[Visit, Locator | None]:
    visit = staff_tab(studio, "Figures")
    visit.review.get_by_label("Round").select_option("baseline")
    with visit.page.expect_response(HANDLERS):
        visit.review.get_by_role("button", name="Show", exact=True).click()
    return visit, visit.review.locator(".matrix-heat").first


def staff_movement(studio: Studio) -> tuple[Visit, Locator | None]:
    visit = staff_tab(studio, "Figures")
    return visit, visit.review.locator(".matrix-forks").first


def commented(studio: Studio) -> tuple[Visit, Locator | None]:
    visit = studio.meet("imran-sheikh")
    visit.review.locator("summary", has_text="Reply").click()
    return visit, visit.review.locator(".matrix-comment").first


# What changes the record of a person comes after the pictures that show it unchanged.
PICTURES: tuple[Picture, ...] = (
    author_unit,
    author_editor,
    author_areas,
    author_effect,
    landing,
    start,
    review,
    area,
    whole,
    reflection,
    prompts,
    only_you,
    npq,
    second_round,
    returned,
    comment,
    earlier_version,
    check,
    problem,
    sheet,
    cpd,
    cpd_entry,
    steps,
    progress,
    record,
    portfolio,
    staff_reviews,
    staff_figures,
    staff_movement,
    commented,
    closed,
    too_long,
    not_saved,
    signed_out,
    two_versions,
    staff_person,
    signed_off,
)


@contextmanager
def open_studio(browser: Browser, width: int) -> Iterator[Studio]:
    """Serve a fresh demo and open a browser of that width."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), ("-m", "matrix_xblock.demo")) as site,
    ):
        context = browser.new_context(viewport={"width": width, "height": HEIGHT})
        yield Studio(site, context)
        context.close()


def take(studio: Studio, picture: Picture, width: int) -> Path:
    """Take one picture: of the top of the page, or of what it is about in the middle."""
    visit, subject = picture(studio)
    visit.page.mouse.move(0, 0)
    if subject is None:
        visit.page.evaluate("window.scrollTo(0, 0)")
    else:
        subject.evaluate("(each) => each.scrollIntoView({ block: 'center' })")
    length = int(visit.page.evaluate("document.body.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": width, "height": min(HEIGHT, length)}
    path = IMAGES / f"{picture.__name__.replace('_', '-')}-{width}.png"
    path.write_bytes(smaller(visit.page.screenshot(clip=clip, animations="disabled")))
    visit.page.context.clear_cookies()
    visit.page.evaluate("localStorage.clear()")
    visit.page.close()
    return path


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    with browsing() as browser:
        for width in WIDTHS:
            with open_studio(browser, width) as studio:
                for picture in PICTURES:
                    print(take(studio, picture, width).relative_to(DOCS.parent))
    sizes = {path.name: path.stat().st_size for path in IMAGES.glob("*.png")}
    large = sorted(name for name, size in sizes.items() if size > LARGEST_FILE)
    if large or sum(sizes.values()) > LARGEST_FOLDER:
        sys.exit(f"The pictures are too large: {large or sum(sizes.values())}.")
    print(f"{len(sizes)} pictures, {sum(sizes.values()) // 1024} KB.")


if __name__ == "__main__":
    main()
