"""A person at the keyboard: what Tab reaches, and what the focus looks like there."""

LONGEST_WALK = 150

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
        assert focus_is_visible(page), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    raise Lost(str(locator))
