"""One review as course staff answer it: what is sent, to whom, and what comes next."""

import re

import pytest
from playwright.sync_api import expect

from browser.letters import write_as_inter
from browser.staff_states import (
    NOTE,
    REASON,
    colleague,
    opened,
    somebody,
    staff_resubmitted,
    write_note,
    write_reason,
)
from browser.states import Stage

OUTCOME = "[data-matrix-outcome]"


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


@pytest.fixture
def own_stage(own_site, new_context):
    return Stage(own_site, new_context())


def place(page):
    return page.review.locator("[id$=-place]")


def first_of_the_queue(stage):
    page = colleague(stage)
    page.review.locator("tbody .matrix-anchor").first.click()
    expect(place(page)).to_have_text(re.compile("1 of "))
    return page


def undo(page):
    button = page.review.get_by_role("button", name=re.compile(r"^Undo \(until \d\d:\d\d\)$"))
    button.click()
    expect(page.review.locator(OUTCOME)).to_contain_text("Undone.")


def test_a_reason_is_asked_for_where_return_is_and_nowhere_else(stage):
    page = opened(stage)
    expect(page.review.get_by_label("Reason for returning")).to_be_hidden()

    page.review.locator("summary", has_text="Return").click()

    expect(page.review.get_by_label("Reason for returning")).to_be_visible()
    expect(page.review).to_contain_text("Amina Khan will see this with your comments.")


def test_a_missing_reason_is_said_at_its_field(stage):
    page = write_reason(opened(stage), "").go("Return the review")

    problem = page.review.locator("[data-matrix-problems]")
    expect(problem).to_contain_text("Enter a reason for returning this review")
    problem.get_by_role("link").click()
    field = page.review.get_by_label("Reason for returning")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


def test_a_reason_that_was_typed_does_not_go_with_accept_nor_after_undo(stage):
    amina = somebody(stage)
    page = write_reason(opened(stage, amina), REASON)

    page.go("Accept")
    expect(page.review.locator(OUTCOME)).to_contain_text("Accepted. Amina Khan will see this")
    undo(page)
    expect(page.review.get_by_label("Reason for returning")).to_have_value(REASON)
    page.go("Accept")

    hers = stage.visit(amina)
    expect(hers.review.get_by_text("accepted this on")).to_be_visible()
    expect(hers.review).not_to_contain_text(REASON)


def test_a_reason_that_the_browser_kept_is_not_sent_with_comments(stage):
    amina = somebody(stage)
    page = write_reason(opened(stage, amina), REASON)
    page.reload()
    expect(page.review.get_by_label("Reason for returning")).to_have_value(REASON)

    write_note(page, "Which year group was this?").go("Send comments")

    expect(page.review.locator(OUTCOME)).to_contain_text("Comments sent.")
    expect(stage.visit(amina).review).not_to_contain_text(REASON)


def test_a_return_that_was_taken_back_leaves_its_reason_with_whoever_wrote_it(stage):
    amina = somebody(stage)
    page = write_reason(opened(stage, amina), REASON).go("Return the review")
    expect(page.review.locator(OUTCOME)).to_contain_text("Returned. Amina Khan will see this")

    undo(page)

    expect(page.review.get_by_label("Reason for returning")).to_have_value(REASON)
    expect(stage.visit(amina).review).not_to_contain_text(REASON)


def test_comments_can_be_sent_after_accept(stage):
    amina = somebody(stage)
    page = opened(stage, amina).go("Accept")

    write_note(page, "Well done.").go("Send comments")

    expect(page.review.locator(OUTCOME)).to_contain_text("Comments sent.")
    expect(page.review).to_contain_text("Accepted by")
    expect(stage.visit(amina).review).to_contain_text("Well done.")


def test_fourteen_plain_accepts_are_at_most_sixteen_presses(own_stage):
    page = first_of_the_queue(own_stage)
    presses, reviews = 1, []

    for _ in range(14):
        name = page.heading.inner_text()
        reviews.append(page.page.url)
        page.go("Accept and next")
        presses += 1
        expect(page.review).to_contain_text(f"Accepted. {name} will see this")
        expect(page.heading).to_be_focused()

    assert presses <= 16
    assert len(set(reviews)) == 14
    page.go("Back to the list")
    expect(page.heading).to_contain_text("Needs you")


def test_the_next_review_says_where_it_is_and_takes_the_last_one_back(own_stage):
    page = first_of_the_queue(own_stage)
    first = page.heading.inner_text()

    page.go("Accept and next")

    expect(page.heading).to_be_focused()
    expect(page.heading).to_have_accessible_description(
        re.compile(rf"^1 of \d+ Accepted\. {re.escape(first)} will see this .+ no notifications\.$")
    )
    undo(page)
    expect(page.heading).to_have_text(first)


def test_at_the_end_of_the_list_the_queue_says_what_was_done(stage):
    page = opened(stage)

    page.go("Accept and next")

    expect(page.heading).to_contain_text("Needs you")
    expect(page.review.locator(OUTCOME)).to_be_focused()
    expect(page.review.locator(OUTCOME)).to_contain_text("Accepted. Amina Khan will see this")
    undo(page)
    expect(page.heading).to_have_text("Amina Khan")


def test_a_double_click_accepts_one_review(own_stage):
    page = first_of_the_queue(own_stage)
    first = page.heading.inner_text()
    expect(page.button("Accept and next")).to_be_visible()

    page.button("Accept and next").dblclick()

    expect(page.review).to_contain_text(f"Accepted. {first} will see this")
    page.page.wait_for_timeout(1000)
    expect(page.review).to_contain_text(f"Accepted. {first} will see this")


def test_the_way_back_from_the_next_review_is_the_one_before(own_stage):
    page = first_of_the_queue(own_stage)
    first = page.heading.inner_text()
    page.go("Accept and next")
    expect(page.heading).not_to_have_text(first)

    page.page.go_back()

    expect(page.heading).to_have_text(first)
    expect(page.review).to_contain_text("Accepted by")


def test_a_draft_goes_with_accept_and_next(stage):
    amina = somebody(stage)
    page = opened(stage, amina)
    page.section(NOTE).locator("summary").click()
    page.section(NOTE).locator("textarea").fill("Typed in a hurry.")

    page.go("Accept and next")

    expect(page.review.locator(OUTCOME)).to_contain_text("Accepted.")
    expect(stage.visit(amina).review).to_contain_text("Typed in a hurry.")


def test_after_a_resubmission_what_changed_is_open_and_marked_and_the_rest_is_a_line(stage):
    page = staff_resubmitted(stage)

    area = page.review.locator(".matrix-review-area")
    expect(area).to_have_count(1)
    expect(area.locator("del").first).to_contain_text("Established")
    expect(area.locator("ins").first).to_contain_text("Leading others")
    expect(area.locator("ins").last).to_contain_text("By half term all five teachers")
    expect(area).to_contain_text("Which change did you lead?")
    expect(page.review.locator(".matrix-review-line")).to_have_count(7)
    expect(page.review.locator(".matrix-review-line[open]")).to_have_count(0)
    expect(page.review.locator(".matrix-resubmission")).to_contain_text(REASON)


def test_a_link_of_what_changed_leads_to_its_area(stage):
    page = staff_resubmitted(stage)

    page.review.locator(".matrix-changed-list a").click()

    expect(page.review.locator(".matrix-review-area h4")).to_be_focused()


def test_the_last_round_stands_at_the_side_and_below_where_there_is_no_room(stage):
    page = staff_resubmitted(stage)
    now, last = (page.review.locator(f".matrix-{each}-round").first for each in ("this", "last"))
    assert last.bounding_box()["x"] > now.bounding_box()["x"] + 100

    page.page.set_viewport_size({"width": 320, "height": 640})

    assert last.bounding_box()["y"] > now.bounding_box()["y"] + 50
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_first_review_has_every_area_open_and_no_note(stage):
    page = opened(stage)

    expect(page.review.locator(".matrix-review-area")).to_have_count(8)
    expect(page.review.locator(".matrix-resubmission, .matrix-last-round")).to_have_count(0)
    expect(page.review.locator(".matrix-picture")).to_be_visible()


def test_where_levels_are_not_shared_there_is_no_picture(stage):
    block = stage.site.add_block(display_name="Talent review", sharing="answers")
    amina = stage.site.participant(block)
    amina.id = "amina"
    amina.complete()
    amina.post("sign_off", {"round": "baseline", "revision": 1, "sharing": "answers"})
    page = colleague(stage, block).follow("Amina Khan")

    expect(page.review.locator(".matrix-review-area")).to_have_count(8)
    expect(page.review.locator(".matrix-picture")).to_have_count(0)
    expect(page.review).not_to_contain_text("I led a change.")


ELSEWHERE = "http://127.0.0.1:45999/unit"
FRAME_HOST = """<!DOCTYPE html><html lang="en"><title>Unit</title><body style="margin:0">
<p style="height:600px">Course</p>
<iframe src="%s" title="Unit" style="width:100%%;border:0;height:900px"></iframe>
<p style="height:600px">Footer</p></body></html>"""


def bar(page):
    return page.review.locator("[data-matrix-stay]")


def foot(bar):
    box = bar.bounding_box()
    return box["y"] + box["height"]


def test_the_bar_stays_in_view_and_ends_where_the_review_ends(stage):
    page = opened(stage)
    assert foot(bar(page)) == pytest.approx(900, abs=2)

    page.page.evaluate("scrollTo(0, 1500)")
    assert foot(bar(page)) == pytest.approx(900, abs=2)

    page.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert foot(bar(page)) < 900


def test_the_bar_does_not_stay_where_the_window_is_low(stage):
    page = opened(stage)

    page.page.set_viewport_size({"width": 1280, "height": 400})
    page.page.evaluate("scrollTo(0, 0)")

    assert foot(bar(page)) > 1000


def test_the_bar_never_hides_what_has_the_focus(stage):
    page = opened(stage)
    page.heading.focus()
    hidden = """() => {
        const at = document.activeElement, bar = document.querySelector("[data-matrix-stay]");
        if (bar.contains(at)) { return "done"; }
        const [box, over] = [at, bar].map((each) => each.getBoundingClientRect());
        return box.bottom > over.top && box.top < over.bottom ? at.outerHTML : "";
    }"""

    for _ in range(80):
        page.page.keyboard.press("Tab")
        focused = page.page.evaluate(hidden)
        if focused == "done":
            break
        assert focused == ""

    assert focused == "done"


def test_the_bar_fits_a_line_at_320_pixels(stage):
    page = staff_resubmitted(stage)
    write_as_inter(page.page)

    page.page.set_viewport_size({"width": 320, "height": 640})

    assert bar(page).bounding_box()["height"] <= 70
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.button("Accept")).to_be_hidden()
    page.review.locator("summary", has_text="More").click()
    expect(page.button("Accept")).to_be_in_viewport()
    expect(page.button("Previous review")).to_be_in_viewport()


def let_it_be_framed(route):
    """Answer as the site does, without the header by which the demo refuses frames."""
    answer = route.fetch()
    names = {name for name in answer.headers if name.lower() != "x-frame-options"}
    route.fulfill(response=answer, headers={name: answer.headers[name] for name in names})


@pytest.fixture
def framed(stage):
    """Show the review of Amina in a frame of another origin that is as tall as its content."""
    amina = somebody(stage)
    address = colleague(stage, amina.block).participant.address
    outer = stage.context.new_page()
    around = {"content_type": "text/html", "body": FRAME_HOST % address.replace("&", "&amp;")}
    outer.route(ELSEWHERE, lambda route: route.fulfill(**around))
    outer.route(address, let_it_be_framed)
    outer.goto(ELSEWHERE)
    frame = outer.frame_locator("iframe")
    frame.locator("a", has_text="Amina Khan").click()
    expect(frame.locator("[data-matrix-heading]")).to_have_text("Amina Khan")
    expect(frame.locator("[data-matrix-stay]")).to_be_attached()
    fit(outer)
    return outer


def fit(outer):
    tall = outer.frames[1].evaluate("document.documentElement.scrollHeight")
    outer.locator("iframe").evaluate("(frame, tall) => { frame.style.height = tall + 'px'; }", tall)
    outer.wait_for_timeout(300)


@pytest.mark.parametrize("scrolled", [700, 1000, 1500])
def test_in_a_frame_as_tall_as_its_content_the_bar_stays_in_view(framed, scrolled):
    framed.evaluate(f"scrollTo(0, {scrolled})")
    framed.wait_for_timeout(500)

    in_frame = framed.frame_locator("iframe").locator("[data-matrix-stay]")
    assert 0 <= 900 - foot(in_frame) <= 40


def test_in_a_frame_the_bar_ends_where_the_review_ends(framed):
    framed.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    framed.wait_for_timeout(500)

    in_frame = framed.frame_locator("iframe").locator("[data-matrix-stay]")
    assert in_frame.evaluate("(bar) => bar.style.transform") == ""
    assert foot(in_frame) < 900


def test_keys_go_through_the_list_and_answer(own_stage):
    page = first_of_the_queue(own_stage)
    first = page.page.url
    page.heading.focus()
    page.page.keyboard.press("j")
    expect(place(page)).to_have_text(re.compile("2 of "))
    page.page.keyboard.press("k")
    expect(place(page)).to_have_text(re.compile("1 of "))
    assert page.page.url == first

    page.page.keyboard.press("r")
    expect(page.review.get_by_label("Reason for returning")).to_be_focused()
    page.page.keyboard.type("jack?")
    expect(page.review.get_by_label("Reason for returning")).to_have_value("jack?")
    page.heading.focus()
    page.page.keyboard.press("c")
    expect(page.section("overall").locator("textarea")).to_be_focused()

    page.heading.focus()
    name = page.heading.inner_text()
    page.page.keyboard.press("a")
    expect(page.review).to_contain_text(f"Accepted. {name} will see this")


def test_a_key_that_is_held_down_is_pressed_once(own_stage):
    page = first_of_the_queue(own_stage)
    total = int(place(page).inner_text().split()[-1])
    page.heading.focus()

    for _ in range(5):
        page.page.keyboard.down("a")  # repeated while it is held
        page.page.wait_for_timeout(300)
    page.page.keyboard.up("a")

    expect(place(page)).to_have_text(f"1 of {total - 1}")


def test_buttons_show_their_keys_to_who_sees_and_tell_them_to_who_listens(stage):
    page = opened(stage)
    button = page.button("Accept and next")

    expect(button.locator("kbd")).to_be_visible()
    expect(button).to_have_attribute("aria-keyshortcuts", "a")
    expect(page.review.locator(".matrix-return summary kbd")).to_have_text("r")
    page.page.set_viewport_size({"width": 320, "height": 800})
    expect(button.locator("kbd")).to_be_hidden()


def test_buttons_show_no_keys_where_these_are_turned_off(stage):
    page = opened(stage)
    page.review.locator("[data-matrix-shortcuts] summary").click()

    page.review.get_by_label("Use keyboard shortcuts").uncheck()

    expect(page.review.locator("kbd")).to_have_count(0)
    expect(page.review.locator("[aria-keyshortcuts]")).to_have_count(0)


def test_the_bar_says_how_many_comments_are_not_sent_yet(stage):
    page = opened(stage)
    unsent = page.review.locator(".matrix-unsent")
    expect(unsent).to_be_hidden()

    write_note(page, "Which year group was this?")
    expect(unsent).to_have_text("1 comment, not sent yet")
    write_note(page, "A good start.", "overall")
    expect(unsent).to_have_text("2 comments, not sent yet")
    write_note(page, "", "overall")
    expect(unsent).to_have_text("1 comment, not sent yet")
    page.reload()

    expect(unsent).to_have_text("1 comment, not sent yet")


def test_after_a_resubmission_one_press_opens_every_area_and_one_folds_them_again(stage):
    page = staff_resubmitted(stage)
    folds = page.review.locator(".matrix-review-line")
    everything = page.review.get_by_role("button", name="All areas 8")

    everything.click()
    expect(everything).to_have_attribute("aria-pressed", "true")
    assert all(each.get_attribute("open") is not None for each in folds.all())
    page.review.get_by_role("button", name="Changed 1").click()

    expect(everything).to_have_attribute("aria-pressed", "false")
    assert all(each.get_attribute("open") is None for each in folds.all())


def test_the_head_of_a_review_says_where_it_stands_and_how_long_it_has_waited(stage):
    page = staff_resubmitted(stage)

    expect(page.review.locator(".matrix-head .matrix-status")).to_have_text("Resubmitted")
    expect(page.review).to_contain_text("Waiting since today")
    page.go("Accept")
    expect(page.review.locator(".matrix-head .matrix-status")).to_have_text(
        "Asked for an opportunity"
    )


def test_keys_are_shown_and_can_be_turned_off(stage):
    page = opened(stage)
    page.heading.focus()
    page.page.keyboard.press("?")
    expect(page.review.get_by_text("show or hide this list")).to_be_visible()
    page.review.get_by_label("Use keyboard shortcuts").uncheck()
    page.reload()
    expect(page.heading).to_have_text("Amina Khan")

    page.heading.focus()
    page.page.keyboard.press("a")

    page.page.wait_for_timeout(500)
    expect(page.heading).to_have_text("Amina Khan")
    expect(page.review.locator(OUTCOME)).to_have_count(0)
    expect(page.review.locator("[data-matrix-shortcuts-on]")).not_to_be_checked()
