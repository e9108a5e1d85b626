"""A participant's page, in the words that the tests use."""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from browser.demo_site import Participant

SAVED = re.compile(r"Saved \d\d:\d\d")
# A page that finds its words saved already says no time: a try may get through as its tab closes.
SETTLED = re.compile(r"^\s*Saved")
SAVES = re.compile(r"/handler/[^/]+/save_")
HANDLERS = re.compile(r"/handler/")
PATIENCE = 20_000
"""Milliseconds that something may take on a slow machine with every core at work."""
HOMES = {"127.0.0.1", ""}
ARRIVAL = """
(pressed, patience) => {
  const asks = "[data-matrix-show], [data-matrix-send]";
  const element = pressed.matches(asks) ? pressed : pressed.closest(`form:is(${asks})`);
  const root = pressed.closest("[data-matrix-review], [data-matrix-studio]");
  const places = [
    window.MatrixAsks.place({ element }),
    element.closest("[data-matrix-entry]")?.querySelector("[data-matrix-message]"),
  ];
  const isThere = ({ type, target, removedNodes }) => (type === "childList"
    ? places.includes(target) || places.some((place) => Array.from(removedNodes).includes(place))
    : target.matches("[data-matrix-trouble]") && !target.hidden);
  const shown = new Promise((resolve, reject) => {
    const observer = new MutationObserver((changes) => {
      if (changes.some(isThere)) { observer.disconnect(); resolve(); }
    });
    observer.observe(root, { childList: true, subtree: true, attributeFilter: ["hidden"] });
    AbortSignal.timeout(patience).onabort = () => reject(new Error("Nothing came."));
  });
  shown.catch(() => {});
  return { shown };
}
"""
"""Watch where the answer to what is pressed belongs, or where the page says that there is none.

No other answer counts: a save may have one meanwhile, a field is read back. What follows an answer
at once, such as its address and the focus, is there when this is.
"""


@dataclass
class Watch:
    """What went on in the browser that nobody looks at."""

    page_errors: list = field(default_factory=list)
    console_errors: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)

    def over(self, context):
        context.on("weberror", lambda each: self.failed(each.error))
        context.on("console", self.heard)
        context.on("request", self.asked)

    def failed(self, error):
        self.page_errors.append(error.stack or str(error))

    def heard(self, message):
        if message.type == "error":
            self.console_errors.append(message.text)

    def asked(self, request):
        address = urlsplit(request.url)
        if (address.hostname or "") not in HOMES:
            self.elsewhere.append(request.url)


@dataclass
class Visit:
    """One page of one participant."""

    page: Page
    participant: Participant

    def open(self):
        """Open the page: where a review is written, the whole matrix at once, as many tests do."""
        self.page.goto(self.participant.address)
        return self.begun().whole()

    def reload(self):
        self.page.reload()
        return self.begun()

    def begun(self):
        """Wait for our scripts, without which nothing is heard that is pressed."""
        expect(self.review.locator("[data-matrix-without-scripts]")).to_have_count(0)
        return self

    def whole(self):
        """Go on from the overview to the whole matrix, unless the page does so by itself."""
        expect(self.heading.first).to_be_visible()
        if self.review.locator("[data-matrix-overview]").count():
            self.page.evaluate("document.querySelector('[data-matrix-way=whole]')?.click()")
            expect(self.review.locator(".matrix-area").first).to_be_visible()
        return self

    def back_to_whole(self):
        """Wait for the overview, and go on to the whole matrix."""
        expect(self.review.locator("[data-matrix-overview]")).to_be_visible()
        return self.whole()

    def overview(self):
        """Leave the whole matrix for the overview, which is remembered."""
        self.review.get_by_role("link", name="One area at a time").click()
        expect(self.review.locator("[data-matrix-overview]")).to_be_visible()
        return self

    @property
    def review(self):
        return self.page.locator("[data-matrix-review]")

    @property
    def heading(self):
        return self.review.locator("h2[data-matrix-heading]")

    @property
    def live(self):
        return self.review.locator("[data-matrix-live]")

    @property
    def head_state(self):
        return self.review.locator(".matrix-head [data-matrix-state]")

    def section(self, name):
        return self.review.locator(f'form[data-matrix-section="{name}"]')

    def area(self, area):
        return self.section(f"area-{area}")

    def state(self, area):
        return self.area(area).locator("[data-matrix-state]")

    def level(self, area, level):
        return self.area(area).locator(f'input[name="level_id"][value="{level}"]')

    def chosen(self, area):
        return self.area(area).locator('input[name="level_id"]:checked')

    def text(self, area, name="reflection"):
        return self.area(area).locator(f'textarea[name="{name}"]')

    def details(self, area):
        return self.area(area).locator("details")

    def open_details(self, area):
        if self.details(area).get_attribute("open") is None:
            self.details(area).locator("summary").click()
        return self

    def conflict(self, area):
        return self.area(area).locator("[data-matrix-conflict]")

    def button(self, name):
        return self.review.get_by_role("button", name=name, exact=True)

    def trouble(self, name):
        return self.review.locator(f'[data-matrix-trouble="{name}"]')

    def write(self, area, words, name="reflection"):
        """Write words behind the level and leave the field, which saves them at once."""
        self.open_details(area)
        self.text(area, name).fill(words)
        self.text(area, name).blur()

    def use(self, asks):
        """Press a button or a link, and wait for what it asks for, or for the reason why not."""
        arrival = asks.evaluate_handle(ARRIVAL, PATIENCE)
        asks.click()
        arrival.evaluate("({ shown }) => shown")
        return self

    def go(self, button):
        """Press a button by its name, and wait for the next screen."""
        return self.use(self.button(button))

    def follow(self, link):
        """Follow a link by its name, and wait for the next screen."""
        return self.use(self.review.get_by_role("link", name=link, exact=True))

    def sign_off(self):
        """Sign off in two presses: the first asks, the second does it."""
        self.button("Sign off").click()
        return self.go("Sign off now")

    @contextmanager
    def saved(self, area):
        """Do something and wait until the server has kept it and the page says so."""
        with self.page.expect_response(lambda answer: SAVES.search(answer.url) and answer.ok):
            yield
        expect(self.state(area)).to_have_text(SAVED)

    @contextmanager
    def refused(self):
        """Do something and wait until the server has refused it."""
        with self.page.expect_response(lambda answer: SAVES.search(answer.url) and not answer.ok):
            yield

    def choose(self, area, level):
        with self.saved(area):
            self.level(area, level).check()
        return self

    def choose_unsaved(self, area, level):
        """Choose a level when it is known that it cannot be saved now."""
        self.level(area, level).check()

    def break_saves(self, answer):
        """Let `answer` deal with every save from now on."""
        self.page.route(SAVES, answer)

    def hold_the_next(self, what):
        """Keep the next request of this kind on its way; give the list that it will be in."""
        requests = []

        def hold(route):
            requests.append(route)

        self.page.route(what, hold, times=1)
        return requests

    def hold_the_next_save(self):
        return self.hold_the_next(SAVES)

    def mend_saves(self):
        self.page.unroute(SAVES)
