"""What could bar somebody from a page: one look at it in every way, each by the claim it makes."""

from axe_playwright_python.sync_playwright import Axe

from browser.keyboard import walk

AXE = Axe()
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 800}  # the same as 1280 px at 400 % zoom
SMALLEST_TARGET = 24
# The rules that read colours. They take four fifths of the time of all.
OF_COLOUR = ("color-contrast", "link-in-text-block")

RUN_AXE = """async ([rules, without, where]) => {
    const within = where ? [...document.querySelectorAll(where)] : [document];
    if (!within.length) { return []; }
    const options = { resultTypes: ["violations"] };
    if (rules) { options.runOnly = rules; }
    options.rules = Object.fromEntries((without || []).map((rule) => [rule, { enabled: false }]));
    const result = await axe.run(where ? { include: within } : document, options);
    return result.violations.flatMap(({ id, nodes }) => nodes.map((node) =>
        `${id}: ${node.html.slice(0, 160)} ${(node.failureSummary || "").slice(0, 300)}`));
}"""

# Remembers what decides on contrast, and marks what looks otherwise than it was remembered.
LOOKS = """() => {
    const names = ["color", "backgroundColor", "backgroundImage", "opacity", "fontWeight"];
    const look = (each) => {
        const style = getComputedStyle(each);
        const isLarge = parseFloat(style.fontSize) >= 18.66;
        return each.checkVisibility() && [isLarge, ...names.map((name) => style[name])].join();
    };
    const before = window.looksBefore || new Map();
    window.looksBefore = new Map();
    for (const each of document.body.querySelectorAll("*")) {
        const now = look(each);
        window.looksBefore.set(each, now);
        each.toggleAttribute("data-looks-otherwise", now && before.get(each) !== now);
    }
    document.querySelectorAll("[data-looks-otherwise] [data-looks-otherwise]")
        .forEach((each) => { each.removeAttribute("data-looks-otherwise"); });
}"""

# Marks of all that looks alike the first, so that one speaks for all: of what has words of its own,
# by all that decides on contrast, down to the first background that nothing shines through, and by
# what axe leaves out. What is moved to where it stands may lie over anything: it speaks for itself.
ONE_OF_EACH_LOOK = """() => {
    const seen = new Set();
    const words = (each) => each.matches("input, textarea, select") ? each.value || each.placeholder
        : [...each.childNodes].map((node) => node.nodeType === 3 ? node.data.trim() : "").join("");
    const isOff = (each) => (each.control || each).matches(":disabled, [aria-disabled=true]")
        || Boolean(each.closest("[aria-disabled=true]"));
    const isMoved = ({ position, top, left }) => !(position === "static"
        || (position === "relative" && [top, left].every((side) => parseFloat(side || 0) === 0)));
    const layers = (each) => {
        const styles = [];
        for (let at = each; at; at = at.parentElement) {
            const style = getComputedStyle(at);
            styles.push([style.backgroundColor, style.backgroundImage, style.opacity]);
            if (isMoved(style)) { return null; }
            if (!/^rgba|transparent/.test(style.backgroundColor)) { break; }
        }
        return styles.join();
    };
    for (const each of document.body.querySelectorAll("*")) {
        const length = (words(each) || "").length;
        if (!length || !each.checkVisibility()) { continue; }
        const style = getComputedStyle(each);
        const under = layers(each);
        const look = [each.localName, style.color, getComputedStyle(each.parentElement).color,
            style.textDecorationLine, style.fontWeight, style.fontSize, under,
            isOff(each), length > 1].join();
        each.toggleAttribute("data-one-of-a-look", under === null || !seen.has(look));
        seen.add(look);
    }
}"""

SMALL_TARGETS = """(least) => {
    const isRadio = (each) => each.matches("[type=radio], [type=checkbox]");
    const controls = "a[href], button, summary, select, textarea, input, [tabindex='0']";
    return [...document.querySelectorAll(controls)]
        .filter((each) => each.type !== "hidden" && each.checkVisibility())
        .map((each) => [each, isRadio(each) ? each.closest("label") : each])
        .map(([each, target]) => [each.outerHTML.slice(0, 120), target.getBoundingClientRect()])
        .filter(([, box]) => box.width + 0.01 < least || box.height + 0.01 < least)
        .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`);
}"""

WIDER_THAN_THE_PAGE = """() => {
    const page = document.documentElement;
    return page.scrollWidth <= page.clientWidth ? [] :
        [...document.querySelectorAll("body *")]
            .filter((each) => each.getBoundingClientRect().right > page.clientWidth + 1)
            .map((each) => each.outerHTML.slice(0, 120)).slice(0, 5);
}"""

LIVE_REGIONS = """() => [...document.querySelectorAll("[data-matrix-review], [data-matrix-studio]")]
    .map((each) => each.querySelectorAll(
        "[aria-live], [role=status], [role=alert], [role=log], output").length)
    .filter((count) => count !== 1).map((count) => `${count} live regions in a block`)"""

LEADS_NOWHERE = """() =>
    [...document.querySelectorAll("[data-matrix-problems] [data-matrix-field]")]
        .filter((each) => !document.getElementById(each.hash.slice(1)))
        .map((each) => each.outerHTML)"""


def violations(page, rules=None, without=None, where=None):
    """Run the rules of axe, best practice included: all, these alone, or all without those."""
    if page.evaluate("typeof window.axe === 'undefined'"):
        page.evaluate(AXE.axe_script)
    return page.evaluate(RUN_AXE, [rules, without, where])


def wider_than_the_page(page):
    return page.evaluate(WIDER_THAN_THE_PAGE)


def small_targets(page):
    return page.evaluate(SMALL_TARGETS, SMALLEST_TARGET)


def live_regions(page):
    return page.evaluate(LIVE_REGIONS)


def leads_nowhere(page):
    return page.evaluate(LEADS_NOWHERE)


def violations_in_forced_colours(page):
    """Run the rules of axe that read colours on one of each look.

    No other rule has an answer of its own there, and what lies where is as it was without.
    """
    page.emulate_media(forced_colors="active")
    page.evaluate(ONE_OF_EACH_LOOK)
    problems = violations(page, OF_COLOUR, where="[data-one-of-a-look]")
    page.emulate_media(forced_colors="none")
    return problems


def violations_when_narrow(page):
    """Run every rule, those of colour only where something looks otherwise than when wide."""
    page.set_viewport_size(WIDE)
    page.evaluate(LOOKS)
    page.set_viewport_size(NARROW)
    page.evaluate(LOOKS)
    changed = violations(page, OF_COLOUR, where="[data-looks-otherwise]")
    return violations(page, without=OF_COLOUR) + changed


def barriers(page):
    """Give what is wrong by the claim that it breaks; the page comes and goes wide."""
    breaches = {
        "axe finds nothing at 1280 px": violations(page),
        "axe finds nothing in forced colours": violations_in_forced_colours(page),
        "there is exactly one live region in a block": live_regions(page),
        "every link of an error summary leads to what is there": leads_nowhere(page),
        "axe finds nothing at 320 px": violations_when_narrow(page),
        "nothing scrolls sideways at 320 px": wider_than_the_page(page),
        "every target is large enough": small_targets(page),
    }
    page.set_viewport_size(WIDE)
    missed, unseen = walk(page)
    breaches["Tab reaches every control"] = missed
    breaches["the focus is always visible"] = unseen
    return {claim: problems for claim, problems in breaches.items() if problems}


def report(breaches):
    """Put every claim that does not hold, and what breaks it, into words."""
    return "\n".join(
        line
        for claim, problems in breaches.items()
        for line in (f"Does not hold: {claim}", *(f"    {each}" for each in problems))
    )
