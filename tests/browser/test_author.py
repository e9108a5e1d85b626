import pytest
from playwright.sync_api import expect

from browser.author_states import AuthorVisit, author, choose, told_of_a_change, used
from browser.demo_site import NPQSL
from browser.keyboard import tab_to
from browser.states import Stage
from browser.visit import HANDLERS, Visit


@pytest.fixture
def stage(site, new_context):
    return Stage(site, new_context())


def notices(page):
    """Note what the editor tells the runtime of Studio."""
    heard = []
    page.page.on("console", lambda message: heard.append(message.text))
    return heard


def paste(page, name, text):
    page.field(name).evaluate(
        """(cell, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const how = { clipboardData, bubbles: true, cancelable: true };
            cell.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        text,
    )


def test_a_facilitator_sets_a_review_up_by_keyboard_alone(stage):
    page = author(stage, stage.site.add_block(display_name="New review"))
    keys = page.page.keyboard

    tab_to(page.page, page.review.locator("#" + page.review.get_attribute("id") + "-framework_id"))
    keys.type("NPQ Senior")
    tab_to(page.page, page.button("Use this framework"))
    with page.page.expect_response(HANDLERS):
        keys.press("Enter")
    expect(page.field("framework.title")).to_be_focused()
    expect(page.field("framework.areas[0].name")).to_have_value("School Culture")
    page.field("framework.title").press("Control+A")
    keys.type("Our NPQ review")
    with page.page.expect_response(HANDLERS):
        keys.press("Enter")

    expect(page.heading).to_have_text("Saved")
    expect(page.heading).to_be_visible()


def test_studio_is_told_of_a_save_and_of_cancelling(stage):
    page = author(stage)
    heard = notices(page)

    page.button("Cancel").first.click()
    page.press("save")
    expect(page.heading).to_have_text("Saved")

    assert [each.split('"')[1] for each in heard if "Runtime event" in each] == [
        "cancel",
        "save",
        "save",
    ]


def test_a_problem_is_a_link_to_its_field_also_where_that_is_folded_away(stage):
    page = author(stage)
    page.field("framework.areas[1].description").evaluate("(e) => { e.value = '<i>x</i>'; }")
    page.press("save")
    page.review.locator("details").evaluate_all("(all) => all.forEach((e) => { e.open = false; })")

    page.review.locator("[data-matrix-problems] a").click()

    expect(page.field("framework.areas[1].description")).to_be_focused()
    expect(page.field("framework.areas[1].description")).to_have_value("<i>x</i>")


def test_the_editor_opens_short_and_a_fold_opens_by_keyboard(stage):
    page = author(stage).reload()
    keys = page.page.keyboard

    expect(page.fold("rounds")).to_have_attribute("open", "")
    assert page.folds.evaluate_all("(all) => all.filter((e) => e.open).length") == 1
    tab_to(page.page, page.fold("credit").locator("summary"))
    keys.press("Enter")

    expect(page.field("credit.areas")).to_be_visible()


def test_what_is_open_and_what_is_closed_stays_so_through_a_step(stage):
    page = author(stage).reload()
    page.fold("cpd").locator("summary").click()
    page.fold("matrix").locator("summary").first.click()
    page.fold("area-one").locator("summary").click()
    page.fold("rounds").locator("summary").click()

    page.press("add:areas")

    expect(page.field("framework.areas[2].name")).to_be_focused()
    expect(page.fold("cpd")).to_have_attribute("open", "")
    expect(page.fold("area-one")).to_have_attribute("open", "")
    expect(page.fold("rounds")).not_to_have_attribute("open", "")


def test_a_section_with_a_problem_in_it_opens(stage):
    page = author(stage).reload()
    page.field("credit.areas").evaluate("(e) => { e.value = 'many'; }")

    page.press("save")

    expect(page.fold("credit")).to_have_attribute("open", "")
    expect(page.fold("cpd")).not_to_have_attribute("open", "")


def test_a_step_keeps_the_focus_where_people_go_on(stage):
    page = author(stage)

    page.press("add:areas")
    expect(page.field("framework.areas[2].name")).to_be_focused()
    page.press("archive:areas:1")
    expect(page.review.locator('button[value="restore:areas:two"]')).to_be_focused()
    page.press("up:areas:1")
    expect(page.review.locator('button[value="down:areas:0"]')).to_be_focused()


def test_twelve_areas_by_six_levels_are_pasted_straight_in(stage):
    page = author(stage)
    for _ in range(4):
        page.press("add:levels")
    for place in range(2, 6):
        page.field(f"framework.levels[{place}].name").fill(f"Level {place}")
    rows = "\n".join(
        "\t".join([f"Area {row}", *(f"Cell {row}.{level}" for level in range(6))])
        for row in range(12)
    )

    with page.page.expect_response(HANDLERS):
        paste(page, "framework.areas[0].name", rows)
    expect(page.field("framework.areas[11].descriptors.level-4")).to_have_value("Cell 11.5")
    page.press("save")

    expect(page.heading).to_have_text("Saved")


def test_one_cell_is_pasted_as_anywhere_else(stage):
    page = author(stage)
    asked = []
    page.page.on("request", lambda request: asked.append(request.url))

    paste(page, "framework.areas[0].name", "only words")

    assert not [each for each in asked if "handler" in each]


def test_a_preview_follows_what_is_typed(stage):
    page = author(stage)
    page.review.locator("[data-matrix-preview]").first.click()
    row = page.review.locator("[data-matrix-row]").first
    expect(row).to_contain_text("Teaching")

    page.field("framework.areas[0].name").fill("Teaching and learning")

    expect(row).to_contain_text("Teaching and learning")


def test_a_change_of_what_is_used_is_shown_before_it_is_saved(stage):
    page = used(stage).press("archive:areas:1").press("save")

    expect(page.review.locator("[data-matrix-problems]")).to_contain_text(
        "1 signed-off review keeps its original wording."
    )
    page.press("confirm")

    expect(page.heading).to_have_text("Saved")


def test_somebody_who_is_writing_is_told_and_goes_on(stage):
    page = told_of_a_change(stage).go("Continue")

    expect(page.review).not_to_contain_text("This review has changed")
    page.review.get_by_role("link", name="My record", exact=True).click()
    with page.page.expect_download() as download:
        page.review.locator("a[download]").first.click()

    assert "Words of mine." in download.value.path().read_text()


def test_a_file_comes_into_the_form(stage):
    page = choose(author(stage), "area,Starting out,Growing\nEthos,I ask.,I show.\n")

    expect(page.field("framework.areas[0].name")).to_have_value("Ethos")


def test_without_a_network_nothing_is_lost_and_studio_is_told(stage):
    page = author(stage)
    heard = notices(page)
    page.field("display_name").fill("Typed")
    page.page.route(HANDLERS, lambda route: route.abort())

    page.review.locator('button[value="save"]').first.click()

    expect(page.live).to_contain_text("Nothing was saved. Your text is safe")
    expect(page.field("display_name")).to_have_value("Typed")
    assert any('"error"' in each for each in heard)


def test_a_refusal_is_said_and_never_takes_the_place_of_the_form(stage):
    page = author(stage)
    page.field("display_name").fill("Typed")
    refusal = {"status": 413, "headers": {"X-Matrix-Review": "too_large"}}
    page.page.route(
        HANDLERS,
        lambda route: route.fulfill(**refusal, body="<ul><li>Too much.</li></ul>"),
        times=1,
    )

    page.press("save")

    trouble = page.review.locator("[data-matrix-trouble]")
    expect(trouble).to_contain_text("Too much. Nothing was saved. Your text is safe.")
    expect(page.field("display_name")).to_have_value("Typed")
    page.press("save")
    expect(trouble).to_be_hidden()
    expect(page.heading).to_have_text("Saved")


def test_the_editor_works_in_an_iframe(stage):
    page = Visit(stage.context.new_page(), stage.site.participant(NPQSL))
    page.page.goto(stage.site.address)
    address = f"/unit/{NPQSL.scenario}/?student=author-owen&edit=yes"
    page.page.evaluate(
        """(address) => {
            document.body.innerHTML = `<iframe src="${address}" width="800" height="600"></iframe>`;
        }""",
        address,
    )
    frame = page.page.frame_locator("iframe")

    frame.locator('button[value="add:rounds"]').click()

    expect(frame.locator('[name="rounds[3].title"]')).to_be_focused()


def test_the_unit_page_in_studio_runs_no_script_of_ours(stage):
    page = AuthorVisit(stage.context.new_page(), author(stage).participant).open(edit=False)
    loaded = page.page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")

    assert not [each for each in loaded if "matrix_review" in each and each.endswith(".js")]
