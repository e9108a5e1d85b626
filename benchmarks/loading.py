"""Measure in a browser how long a page keeps people waiting, beyond an empty page.

Ours is the installed form, at its first page with a review begun. The empty page has a block of one
line in the same frame, and Survey of xblock-poll, with the same areas and levels, stands beside it
where it is installed. The pages take turns, with the processor slowed down: fourfold, as everybody
does it, and twofold, as machines differ in what four times slower is. Total blocking time (TBT) is
what tasks take beyond 50 ms from the first paint on, as everybody counts it; the line after it
counts those before the first paint as well. A page is interactive (TTI) once it has loaded and its
last long task is over. Survey has shown nothing of its own by then: it asks the server whether to
show its form. So the last lines compare equal content: a page is interactive once the choices of
the block are on the screen and are answered. Nothing fails here: times are no tests.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from xml.sax.saxutils import quoteattr

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from browser.chromium import browsing  # noqa: E402
from browser.demo_site import Site, fill, framework, serving  # noqa: E402
from built import static_files  # noqa: E402

RUNS = 15
SLOWER = (4, 2)
QUIET = 1500
"""Milliseconds after the load in which nothing may happen any more."""
LONG = 50
"""Milliseconds from which on a task is long."""
EMPTY, OURS, SURVEY = "an empty page", "our first page", "a page with Survey"

OBSERVE = """
window.longTasks = [];
{
  const note = ({ startTime, duration }) => window.longTasks.push([startTime, duration]);
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
  observer.observe({ type: "longtask", buffered: true });
}
"""
ANSWERING = {
    EMPTY: "true",
    OURS: "true",  # its words come with the page, and its presses are heard once that has loaded
    SURVEY: "document.querySelector('.poll-block-form-wrapper').style.display",
}
"""What is true once a loaded page shows the choices of its block and hears them."""

WATCH = """
document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
  const watching = new MutationObserver(look);
  function look() {
    if (!(%s)) return;
    watching.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.answering = performance.now(); }));
  }
  watching.observe(document.body, { attributes: true, attributeFilter: ["style"], subtree: true });
  look();
}));
"""
LOADED = """() => ({
  answering: window.answering,
  tasks: window.longTasks,
  painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  loaded: performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
})"""


@dataclass(frozen=True)
class Loading:
    """One load of a page, in milliseconds."""

    blocking: float
    blocking_from_start: float
    interactive: float
    answering: float


def survey() -> str:
    """Write a survey with the areas and levels of our first page."""
    ours = framework("talent-development-v1")
    answers = [[level["id"], level["name"]] for level in ours["levels"]]
    questions = [
        [area["id"], {"label": area["name"], "img": None, "img_alt": None}]
        for area in ours["areas"]
    ]
    authored = {"answers": json.dumps(answers), "questions": json.dumps(questions)}
    return f"<survey {' '.join(f'{name}={quoteattr(each)}' for name, each in authored.items())}/>"


def pages(site: Site) -> dict[str, str]:
    """Give the addresses of the pages to compare."""
    placed = {EMPTY: "<html_demo>One line.</html_demo>"}
    if find_spec("poll"):
        placed[SURVEY] = survey()
    others = {
        name: f"{site.address}/unit/{site.add(olx)[0]}/?student=bench"
        for name, olx in placed.items()
    }
    return {**others, OURS: site.participant().start().address}


def load(browser: Browser, name: str, address: str, slower: int) -> Loading:
    """Load a page as on a slow machine, with nothing in the browser's cache."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(OBSERVE + WATCH % ANSWERING[name])
        slowed = context.new_cdp_session(page)
        slowed.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(address)
        page.wait_for_timeout(QUIET)
        seen = page.evaluate(LOADED)
    tasks = [(began, began + took) for began, took in seen["tasks"]]
    painted, loaded = seen["painted"], seen["loaded"]
    return Loading(
        sum(max(0, end - max(began, painted) - LONG) for began, end in tasks),
        sum(end - began - LONG for began, end in tasks),
        max(painted, loaded, *(end for _, end in tasks)),
        seen["answering"],
    )


def lines(loads: dict[str, list[Loading]], slower: int) -> Iterator[str]:
    """Say each median, and how much more that is than the empty page's."""
    yield f"Loading at a processor {slower} times slower, median of {RUNS} in turns"
    for label, name in (
        ("TBT", "blocking"),
        ("TBT and before the first paint", "blocking_from_start"),
        ("TTI", "interactive"),
        ("TTI at equal content", "answering"),
    ):
        usual = {page: median(getattr(each, name) for each in seen) for page, seen in loads.items()}
        for page, took in usual.items():
            more = "" if page == EMPTY else f"  {took - usual[EMPTY]:+7.0f} ms"
            yield f"  {label + ', ' + page:<56}{took:7.0f} ms{more}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        static_files(folder)
        os.environ["PYTHONPATH"] = folder  # goes before the checkout
        site_folder = Path(folder, "demo")
        fill(site_folder)
        with serving(site_folder) as site, browsing() as browser:
            compared = pages(site)
            for page, address in compared.items():
                load(browser, page, address, 1)  # compiles templates
            for slower in SLOWER:
                loads: dict[str, list[Loading]] = {page: [] for page in compared}
                for _ in range(RUNS):
                    for page, address in compared.items():
                        loads[page].append(load(browser, page, address, slower))
                print(*lines(loads, slower), sep="\n")


if __name__ == "__main__":
    main()
