"""A person at the keyboard: what Tab reaches, and what the focus looks like there."""

LONGEST_WALK = 250

HTML = "(each) => each.outerHTML.slice(0, 160)"
SEES_FOCUS = """() => {
    const at = document.activeElement;
    if (at === document.body) { return true; } // past the end: the browser's own bar
    const box = at.closest("label") || at;
    return [at, box].some((each) => {
        const style = getComputedStyle(each);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
}"""


class Lost(AssertionError):
    """Tab never came there."""


def is_at(page, locator):
    return locator.evaluate("(wanted) => document.activeElement === wanted")


def focus_is_visible(page):
    return page.evaluate(SEES_FOCUS)


def tab_to(page, locator):
    """Press Tab until the focus is there; every stop on the way has to be visible."""
    for _ in range(LONGEST_WALK):
        if is_at(page, locator):
            return
        page.keyboard.press("Tab")
        assert focus_is_visible(page), page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"
        )
    raise Lost(str(locator))


# Marks what Tab has to reach: of a group of radios only the one that is chosen, or the first.
MARK_STOPS = """() => {
    const radios = new Set();
    const isStop = (each) => {
        if (each.type !== "radio") { return true; }
        const group = [...each.form.elements].filter((one) => one.name === each.name);
        if (group.some((one) => one.checked)) { return each.checked; }
        if (radios.has(group[0])) { return false; }
        radios.add(group[0]);
        return true;
    };
    [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
        .filter((each) => each.type !== "hidden" && !each.matches(":disabled"))
        .filter((each) => each.checkVisibility())
        .filter(isStop)
        .forEach((each, index) => { each.dataset.stop = index; });
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    return document.querySelectorAll("[data-stop]").length;
}"""

HERE = """() => {
    const at = document.activeElement;
    return { stop: at.dataset.stop || "", isEnd: at === document.body, html: at.outerHTML };
}"""


def walk(page):
    """Press Tab from the top of the page to its end.

    Give what was never reached, and where the focus could not be seen.
    """
    count = page.evaluate(MARK_STOPS)
    missed, unseen = set(map(str, range(count))), []
    # A browser has a stop for each part of a date and its time, and one for its calendar.
    parts = 7 * page.locator("input[type=date], input[type=datetime-local]").count()
    for _ in range(count + parts + 10):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["isEnd"]:
            break
        missed.discard(here["stop"])
        if not focus_is_visible(page):
            unseen.append(here["html"][:160])
    return [page.locator(f"[data-stop='{stop}']").evaluate(HTML) for stop in missed], unseen
