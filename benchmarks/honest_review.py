"""How long an honest review takes: somebody fills it in in a browser, and each act is counted.

The times are those of the keystroke-level model (Card, Moran and Newell): a key of an average
typist, pointing, pressing, moving a hand, and making up one's mind before each answer. To that
comes reading every word that a screen shows for the first time. Ends with status 1 where a review
of eight areas takes more than 15 minutes or 35 clicks.
"""

import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from browser.chromium import browsing  # noqa: E402
from browser.demo_site import copied, fill, serving  # noqa: E402

KEY, POINT, PRESS, HAND, THINK = 0.28, 1.1, 0.2, 0.4, 1.35
"""Seconds of the model."""
WORDS_A_MINUTE = 240
"""What adults read silently in English (Brysbaert 2019)."""
MOST_MINUTES, MOST_CLICKS = 15, 35
REFLECTIONS = 3
REFLECTION = (
    "I have led the planning of fractions in year four since September and we now start from what "
    "pupils can already explain. Two colleagues use the same steps. I still find it hard to leave "
    "enough time for talk before we write."
)


@dataclass
class Review:
    """Somebody at the page, with what they have done so far."""

    page: Page
    clicks: int = 0
    keys: int = 0
    decisions: int = 0
    hand_moves: int = 0
    seen: set[str] = field(default_factory=set)
    words: int = 0

    def read(self) -> None:
        """Read what this screen says, but for what has been read before."""
        text = self.page.locator("[data-matrix-main]").inner_text()
        for line in text.splitlines():
            if line not in self.seen:
                self.seen.add(line)
                self.words += len(re.findall(r"\w+", line))

    def click(self, name: str, role: str = "link") -> None:
        heading = self.page.locator("[data-matrix-heading]")
        before = heading.inner_text()
        self.page.get_by_role(role, name=re.compile(f"^{name}")).first.click()  # type: ignore[arg-type]
        self.clicks += 1
        expect(heading).not_to_have_text(before)
        self.read()

    def be_asked(self, name: str, final: str) -> None:
        """Press what asks in place before it is done, and read what it asks."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.clicks += 1
        expect(self.page.get_by_role("button", name=final, exact=True)).to_be_visible()
        self.read()

    def key(self, key: str) -> None:
        with self.page.expect_response(re.compile("/save_")):
            self.page.keyboard.press(key)
        self.keys += 1
        self.decisions += 1

    def write(self, field_name: str, text: str) -> None:
        self.page.locator(f"textarea[name={field_name}]").click()
        self.page.keyboard.insert_text(text)
        self.clicks += 1
        self.hand_moves += 2
        self.keys += len(text)
        self.decisions += 1

    def choose(self, name: str) -> None:
        with self.page.expect_response(re.compile("/save_")):
            self.page.get_by_label(name, exact=True).check()
        self.clicks += 1
        self.decisions += 1

    @property
    def seconds(self) -> float:
        """How long all of it takes."""
        reading = 60 * self.words / WORDS_A_MINUTE
        pointing = self.clicks * (POINT + PRESS)
        typing = self.keys * KEY + self.hand_moves * HAND
        return reading + pointing + typing + self.decisions * THINK


def fill_in(review: Review, areas: int) -> None:
    """Start, review each area, answer the questions, check and sign off."""
    review.read()
    review.click("Start", "button")
    review.click("Continue")
    for number in range(areas):
        review.key(str(2 + number % 2))
        if number < REFLECTIONS:
            review.write("reflection", REFLECTION)
        review.click("Save and next")
    review.choose("Yes")
    review.write("answer-next-career-step", "Lead a year group from September, with a mentor.")
    review.write("answer-school-commitment", "An afternoon each half term to visit another school.")
    review.click("Save and next")
    review.click("Check your answers")
    review.be_asked("Sign off", "Sign off now")
    review.click("Sign off now", "button")
    heading = review.page.locator("[data-matrix-heading]")
    expect(heading).to_have_text("Review sent to your course team")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "seeded")
        with (
            serving(copied(Path(folder) / "seeded", Path(folder) / "demo")) as site,
            browsing() as browser,
        ):
            page = browser.new_page()
            page.goto(site.participant().address)
            review = Review(page)
            fill_in(review, areas=8)
    minutes = review.seconds / 60
    print("An honest review: 8 areas, 3 reflections of 40 words, the questions, signed off")
    print(f"  {review.words} words read, {review.keys} keys, {review.clicks} clicks")
    print(f"  {minutes:.1f} minutes (at most {MOST_MINUTES}), clicks at most {MOST_CLICKS}")
    if minutes > MOST_MINUTES or review.clicks > MOST_CLICKS:
        sys.exit("An honest review takes too long.")


if __name__ == "__main__":
    main()
