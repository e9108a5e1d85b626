"""The look at a page finds each barrier, and says which claim it breaks."""

import pytest

from browser.barriers import WIDE, barriers, report

PAGE = """<!DOCTYPE html><html lang="en"><head><title>A page</title>
<meta name="viewport" content="width=device-width"><style>
    body { margin: 0; color: #000; background: #fff; }
    button { min-width: 44px; min-height: 44px; }
    :focus-visible { outline: 3px solid; }
    %s
</style></head><body><main data-matrix-review><h1>A page</h1><p role="status"></p>
<p>Some words.</p><button type="button">First</button> %s</main></body></html>"""


@pytest.fixture
def broken(new_context):
    """Give the claims that a page breaks which has these styles and this at its end."""

    def look(style="", end=""):
        page = new_context(viewport=WIDE).new_page()
        page.set_content(PAGE % (style, end))
        return barriers(page)

    return look


def test_a_page_without_a_barrier_breaks_no_claim(broken):
    assert broken() == {}


@pytest.mark.parametrize(
    ("claim", "style", "end"),
    [
        (
            "axe finds nothing at 1280 px",
            "@media (width > 400px) and (forced-colors: none) { p { color: #ccc } }",
            "",
        ),
        ("axe finds nothing at 320 px", "@media (width < 400px) { p { color: #ccc } }", ""),
        (
            "axe finds nothing at 320 px",
            "input { width: 44px; height: 44px } @media (width > 400px) { div { display: none } }",
            "<div><input></div>",
        ),
        (
            "axe finds nothing in forced colours",
            "@media (forced-colors: active) { p { forced-color-adjust: none; color: #ccc } }",
            "",
        ),
        (
            "axe finds nothing in forced colours",
            "@media (forced-colors: active) { i { forced-color-adjust: none; color: #ccc } }",
            "<p>Words, and <i>words.</i></p>",
        ),
        (
            "axe finds nothing in forced colours",
            "@media (forced-colors: active) { div { forced-color-adjust: none; background: #333 }}",
            "<div><p>Words that look like those above, but for what is under them.</p></div>",
        ),
        (
            "axe finds nothing in forced colours",
            """div { position: relative; height: 40px } b, div p { position: absolute; inset: 0 }
            @media (forced-colors: active) { b { forced-color-adjust: none; background: #333 } }""",
            "<div><b></b><p>Words that lie over something else.</p></div>",
        ),
        ("there is exactly one live region in a block", "", "<p role='status'></p>"),
        ("nothing scrolls sideways at 320 px", "p { width: 400px }", ""),
        ("every target is large enough", "button { min-height: 0; height: 20px }", ""),
        (
            "Tab reaches every control",
            "",
            "<button type='button' tabindex='-1'>Never</button>",
        ),
        ("the focus is always visible", "button:focus-visible { outline: none }", ""),
    ],
)
def test_a_barrier_is_found_by_the_claim_that_it_breaks(broken, claim, style, end):
    assert list(broken(style, end)) == [claim]


def test_all_barriers_of_a_page_are_told_together(broken):
    breaches = broken("p { width: 400px } button:focus-visible { outline: none }")

    assert report(breaches).count("Does not hold") == 2
