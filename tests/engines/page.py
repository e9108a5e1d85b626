"""A page in any engine, in the words that the tests use."""

import base64
import time
from dataclasses import dataclass
from pathlib import Path

from engines.wire import ELEMENT

WITHIN = 20
ROOT = ".matrix-review"
# The first that can be seen of what matches a selector, and says these words where there are any.
SEEN = """
    const [selector, words] = arguments;
    return [...document.querySelectorAll(selector)]
        .filter((each) => each.checkVisibility())
        .find((each) => !words || each.textContent.trim().startsWith(words)) ?? null;
"""

ENTER, TAB = "\ue007", "\ue004"
DAY = ("{1}", "{2}", "{0}")  # in the order of the field
CHOOSE = """
    const list = document.querySelector(arguments[0]);
    list.focus();
    list.value = arguments[1];
    ["input", "change"].forEach((name) => list.dispatchEvent(new Event(name, { bubbles: true })));
"""


class Missing(AssertionError):
    """It never came."""


@dataclass
class Page:
    """The window of one engine."""

    session: object
    engine: str

    def open(self, address):
        self.session.command("open", url=address)
        self.until("document.readyState === 'complete'")
        return self

    def run(self, script, *arguments):
        return self.session.command("run", script=script, args=list(arguments))

    def ask(self, expression):
        return self.run(f"return {expression};")

    def until(self, expression, within=WITHIN):
        """Wait until that is so, and give it."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if seen := self.ask(expression):
                return seen
            time.sleep(0.05)
        raise Missing(f"{expression}\n{self.words()[:2000]}")

    def words(self):
        return self.ask(f"document.querySelector('{ROOT}')?.innerText ?? document.title")

    def element(self, selector, words=""):
        """Wait for something that can be seen, and give its name in the session."""
        deadline = time.monotonic() + WITHIN
        while time.monotonic() < deadline:
            if seen := self.run(SEEN, selector, words):
                return seen[ELEMENT]
            time.sleep(0.05)
        raise Missing(f"{selector} {words}\n{self.words()[:2000]}")

    def click(self, selector, words=""):
        self.session.command("click", id=self.element(selector, words))
        return self

    def press(self, words):
        return self.click(f"{ROOT} button", words)

    def type(self, selector, words):
        """Write at the keyboard into a field that is empty."""
        keys = words.replace("\n", ENTER)
        self.session.command("type", id=self.element(selector), text=keys)
        return self

    def write(self, selector, words):
        """Write into a field in place of what is there."""
        self.session.command("clear", id=self.element(selector))
        return self.type(selector, words)

    def choose(self, selector, value):
        """Choose from a list; its own window is the browser's, and no test can reach into it."""
        self.element(selector)
        self.run(CHOOSE, selector, value)
        return self

    def type_day(self, selector, day):
        """Type a day as people do in WebKit; Firefox's driver takes it as the field holds it."""
        keys = day if self.engine == "firefox" else TAB.join(DAY).format(*day.split("-"))
        return self.type(selector, keys)

    def says(self, words):
        self.until(f"document.querySelector('{ROOT}').innerText.includes({words!r})")
        return self

    def heading(self, words):
        title = f"document.querySelector('{ROOT} [data-matrix-heading]')?.innerText.trim()"
        self.until(f"{title} === {words!r}")
        return self

    def resize(self, width, height=900):
        self.session.command("resize", width=width, height=height)
        return self

    def picture(self, path):
        Path(path).write_bytes(base64.b64decode(self.session.command("picture")))
