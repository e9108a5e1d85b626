"""A person at the keyboard: what Tab reaches, and what the focus looks like there."""

LONGEST_WALK = 250

HTML = "(each) => each.outerHTML.slice(0, 160)"
SEES_FOCUS = """() => {
    const at = document.activeElement;
    if (at === document.body) { return true; } // past the end: the browser's own bar
    const box = at.closest("label") || at;
    const styles = [getComputedStyle(at), getComputedStyle(box), getComputedStyle(at, "::after")];
    return styles.some((style) => {
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

# Remembers where the focus is whenever a key goes down: where the key before has brought it.
REMEMBER_STOPS = """(seesFocus) => {
    const isSeen = new Function(`return (${seesFocus})();`);
    window.stopsOfTab = [];
    addEventListener("keydown", () => {
        const at = document.activeElement;
        const html = at === document.body ? "" : at.outerHTML.slice(0, 160);
        window.stopsOfTab.push(
            { stop: at.dataset.stop || "", isEnd: at === document.body, isSeen: isSeen(), html });
    }, { capture: true });
}"""
STOPS = "() => window.stopsOfTab.splice(0)"
AT_ONCE = 12
# Tab acts as it goes down. A press of Playwright is two messages, half of what a walk costs.
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


def stops(page, longest):
    """Press Tab from the top of the page to its end; give what it stops at."""
    page.evaluate(REMEMBER_STOPS, SEES_FOCUS)
    keys = page.context.new_cdp_session(page)
    keys.send("Input.dispatchKeyEvent", TAB)
    page.evaluate(STOPS)
    for _ in range(0, longest, AT_ONCE):
        for _ in range(AT_ONCE):
            keys.send("Input.dispatchKeyEvent", TAB)
        for here in page.evaluate(STOPS):
            if here["isEnd"]:
                return
            yield here


def walk(page):
    """Press Tab from the top of the page to its end.

    Give what was never reached, and where the focus could not be seen.
    """
    count = page.evaluate(MARK_STOPS)
    missed, unseen = set(map(str, range(count))), []
    # A browser has a stop for each part of a date and its time, and one for its calendar.
    parts = 7 * page.locator("input[type=date], input[type=datetime-local]").count()
    for here in stops(page, count + parts + 10):
        missed.discard(here["stop"])
        if not here["isSeen"]:
            unseen.append(here["html"])
    return [page.locator(f"[data-stop='{stop}']").evaluate(HTML) for stop in missed], unseen
