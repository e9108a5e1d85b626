"""Inside our root everything looks the same, whatever the page around it gives to its elements.

The sheets below are what an LMS and Studio do, at its worst: another size at the root, a family for
each element, boxes without their border, and rules by class names that anybody might use.
"""

import re
from pathlib import Path

import pytest

from browser.author_states import AUTHOR_STATES
from browser.barriers import NARROW, WIDE, report, small_targets, wider_than_the_page
from browser.staff_states import STAFF_STATES
from browser.states import STATES, Stage
from browser.tab_states import TAB_STATES
from matrix_xblock.host import assets

STUDIO_ROOT = "html { font-size: 62.5%; }"
# The selectors of a course page have up to three classes; each of ours has to weigh more.
STATIC = Path(__file__).parents[2] / "static"
COURSE_PAGE = ("course-wrapper", "course-content", "xmodule_display")
ELEMENTS = """
    a, abbr, b, bdi, button, caption, code, dd, details, div, dl, dt, em, fieldset, form, h1, h2,
    h3, h4, h5, h6, header, input, label, legend, li, nav, ol, optgroup, option, p, progress,
    section, select, small, span, strong, summary, table, tbody, td, textarea, th, thead, time, tr,
    ul"""
HOSTILE = f"""
    {STUDIO_ROOT}
    body {{ color: #d0d; cursor: crosshair; font: italic 300 13px/3 fantasy; hyphens: auto;
        letter-spacing: 3px; line-break: anywhere; list-style: square; quotes: none; tab-size: 9;
        text-align: right; text-indent: 2em; text-shadow: 0 1px 0 #0f0; text-transform: uppercase;
        white-space: nowrap; word-break: break-all; word-spacing: 4px; }}
    *, *::before, *::after {{ box-sizing: content-box; transition: all 2s; }}
    .course-wrapper .course-content .xmodule_display :is({ELEMENTS}) {{
        background: #ff0 linear-gradient(#eee, #ccc); border: 3px solid red; border-radius: 9px;
        box-shadow: 0 0 4px red; box-sizing: content-box; color: #999; float: left;
        font: italic 100 22px/3 fantasy; letter-spacing: 2px; list-style: square outside;
        margin: 13px; max-width: 70px; min-height: 3em; opacity: .9; outline: 1px solid;
        overflow: hidden; padding: 11px; position: relative; text-align: center;
        text-shadow: 0 1px 0 #fff; text-transform: uppercase; vertical-align: top;
        white-space: nowrap;
        align-items: end; animation: blink 3s; appearance: none; caption-side: bottom; clear: both;
        cursor: wait; display: flex; filter: blur(2px); gap: 9px; height: 90px; inset: 3px;
        justify-content: end; min-width: 9px; outline-offset: 9px; pointer-events: none;
        resize: none; table-layout: fixed; text-decoration: overline; text-overflow: ellipsis;
        transform: rotate(2deg); user-select: none; visibility: hidden; width: 50px;
        word-break: break-all; z-index: 9; }}
    p, span, h1, h2, h3, h4, h5, h6, label {{ font-family: fantasy; }}
    .xmodule_display p.prompt, .xmodule_display [class*="button"] {{ background: #333; }}
    .xmodule_display :is(p, li, label, h3, h4)::before {{ content: "+"; }}
    .xmodule_display :is(h2, legend, button, summary)::after {{ content: "."; display: block; }}
    .xmodule_display :is(a, button, input):is(:link, :hover, :focus, :enabled) {{ color: #f0f; }}
    input[type="search"], input[type="text"] {{ box-sizing: content-box; height: 20px; }}
    .xmodule_display :is(textarea, input[type="text"], input[type="number"]) {{ width: 100px; }}
    .xmodule_display :is(table, th, td) {{ border-collapse: separate; border: 1px dotted; }}
    .xmodule_display svg {{ display: inline; fill: red; max-width: 20px; vertical-align: middle; }}
"""
# The same room for us in every host: what is in the way of the demo is not what is looked at.
ROOM = """
    .matrix-review, .matrix-review * { pointer-events: none !important; }
    .demo-unit, .course-wrapper { all: revert !important; width: min(1136px, 100vw) !important; }
    .course-wrapper { position: relative !important; }
    .demo-bar, .demo-crumbs, .demo-unit > :is(h1, p) { display: none !important; }
    body { margin: 0 !important; }
    .matrix-review * { transition: none !important; }
"""
HOSTS = {"studio": STUDIO_ROOT, "course": HOSTILE}

PAGES = {
    name: {**STATES, **TAB_STATES, **STAFF_STATES, **AUTHOR_STATES}[name]
    for name in (
        "start",
        "with_details",
        "wrong_field",
        "check_with_problems",
        "signed_off",
        "commented",
        "cpd_form_wrong",
        "cpd_import",
        "plans_full",
        "progress_full",
        "record_full",
        "staff_list",
        "staff_person",
        "figures",
        "board_full",
        "exports",
        "unit_page",
        "editor_unfolded",
        "editor_preview",
        "editor_dates",
        "editor_leaving",
        "editor_whole",
        "unit_page_dated",
    )
}

# Every property of every element of ours, and of what may stand before and after it.
# Sizes along the line and across it are left out: they are width and height once more. So are
# names of ours: they stand for a length in one host and for another in the next.
LOOKS = """() => {
    const root = document.querySelector(".matrix-review");
    const names = [...getComputedStyle(root)].filter((name) => !/^--|(inline|block)-/.test(name));
    const looks = (each, part) => {
        const style = getComputedStyle(each, part || null);
        if (part && style.content === "none") { return []; }
        return names.map((name) => `${name}: ${style.getPropertyValue(name)}`);
    };
    return [root, ...root.querySelectorAll("*")]
        .filter((each) => each.checkVisibility())
        .flatMap((each) => ["", "::before", "::after"].map((part) => [
            `${each.localName}.${each.className.baseVal ?? each.className}${part}`,
            looks(each, part),
        ]));
}"""
REMEMBER = f"() => {{ window.looked = ({LOOKS})(); }}"
DIFFERENCES = f"""() => {{
    const lines = ({LOOKS})().flatMap(([name, now], at) => now
        .filter((line, nth) => line !== window.looked[at][1][nth])
        .map((line) => `${{name}} ${{line}}`));
    return [...new Set(lines)].slice(0, 60);
}}"""


AROUND = """(names) => {
    let each = document.querySelector(".matrix-review");
    names.toReversed().forEach((name) => {
        const around = document.createElement("div");
        around.className = name;
        each.replaceWith(around);
        around.append(each);
        each = around;
    });
}"""


@pytest.fixture(params=PAGES)
def page(request, site, new_context):
    """Bring a page into a state, within the elements of a course page."""
    page = PAGES[request.param](Stage(site, new_context())).page
    page.evaluate(AROUND, COURSE_PAGE)
    page.add_style_tag(content=ROOM)
    page.mouse.move(0, 0)
    return page


def problems_within(page, host):
    """Give what a host's styles do to a page, by the claim that it breaks."""
    page.set_viewport_size(WIDE)
    page.evaluate(REMEMBER)
    styles = page.add_style_tag(content=HOSTS[host])
    problems = {f"nothing looks otherwise in {host}": page.evaluate(DIFFERENCES)}
    page.set_viewport_size(NARROW)
    problems[f"nothing scrolls sideways at 320 px in {host}"] = wider_than_the_page(page)
    problems[f"every target is large enough in {host}"] = small_targets(page)
    styles.evaluate("(each) => each.remove()")
    return problems


def test_a_page_looks_and_works_the_same_in_every_host(page):
    by_claim = {
        claim: each for host in HOSTS for claim, each in problems_within(page, host).items()
    }

    assert report({claim: problems for claim, problems in by_claim.items() if problems}) == ""


def selectors(sheet):
    """Give each selector of a style sheet, with what stands in brackets taken out."""
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(), flags=re.DOTALL)
    rules = re.sub(r"@keyframes[^{]*\{([^{}]*\{[^{}]*\})*\s*\}", "", rules)
    for heads in re.findall(r"([^{};]+)\{", rules):
        bare = re.sub(r":not\(#m\b[^)]*\)", "!", heads.strip())
        while "(" in bare and not bare.startswith("@"):
            bare = re.sub(r"\([^()]*\)", "", bare)
        if not bare.startswith("@"):
            yield from bare.split(",")


@pytest.mark.parametrize("audience", assets.STYLES)
def test_every_rule_of_ours_weighs_more_than_a_class_of_a_host(audience):
    every = [each for sheet in assets.STYLES[audience] for each in selectors(sheet)]

    assert len(every) > 200
    assert [each for each in every if "!" not in each and "[hidden]" not in each] == []
