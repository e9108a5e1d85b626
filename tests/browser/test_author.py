import pytest
from playwright.sync_api import expect

from browser.author_states import (
    AuthorVisit,
    author,
    choose,
    look_at,
    preview,
    take_in,
    told_of_a_change,
    used,
)
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


def paste(page, name, text, kind="text/plain"):
    page.field(name).evaluate(
        """(cell, [text, kind]) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData(kind, text);
            const how = { clipboardData, bubbles: true, cancelable: true };
            cell.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        [text, kind],
    )


def test_a_facilitator_sets_a_review_up_by_keyboard_alone(stage):
    page = author(stage, stage.site.add_block(display_name="New review")).reload()
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
    tab_to(page.page, page.button("Save").last)
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
    page.fold("rounds").locator("summary").first.click()

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


def test_a_column_is_corrected_before_the_file_comes_into_the_form_and_for_the_next_file(stage):
    page = author(stage)
    table = "Competency,Emerging,Secure,Extra\nEthos,I ask.,I show.,x\n"
    look_at(page, table)
    page.review.get_by_role("combobox", name="Extra Use as").select_option("unused")
    look_at(page, table.replace("Ethos", "Teaching"))
    expect(page.review.get_by_role("combobox", name="Extra Use as")).to_have_value("unused")

    page.button("Import 1 area").click()
    with page.page.expect_response(HANDLERS):
        page.button("Replace it").click()

    expect(page.field("framework.areas[0].name")).to_have_value("Teaching")
    expect(page.review.locator(".matrix-edit-level")).to_have_count(2)


def test_a_file_above_the_limit_is_not_sent(stage):
    page = author(stage)
    page.review.locator("input[type=file]").set_input_files(
        {"name": "course.tar.gz", "mimeType": "application/gzip", "buffer": b"x" * 3_000_001}
    )

    page.button("Preview import").click()

    invalid = page.review.locator("input[type=file]:invalid")
    assert invalid.evaluate("(each) => each.validationMessage") == "This file is larger than 3 MB."
    expect(page.review.locator("[data-matrix-result]")).to_be_empty()


def test_without_a_network_nothing_is_lost_and_studio_is_told(stage):
    page = author(stage)
    heard = notices(page)
    page.field("display_name").fill("Typed")
    page.page.route(HANDLERS, lambda route: route.abort())

    page.review.locator('button[value="save"]').first.click()

    expect(page.live).to_contain_text("we cannot tell whether this is saved. Your text is safe")
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


def question(page):
    return page.review.locator("[data-matrix-asking]")


def events(heard):
    return [each.split('"')[1] for each in heard if "Runtime event" in each]


def take_back(page):
    """Undo the last replacement, and wait until the form is as it was."""
    page.button("Undo").first.click()
    expect(page.button("Undo")).to_have_count(0)


def type_half_a_date(page, name):
    page.field(name).focus()
    page.page.keyboard.type("12")


def test_enter_in_a_field_saves_nothing_and_closes_nothing(stage):
    page = author(stage)
    heard, asked = notices(page), []
    page.page.on("request", lambda request: asked.append(request.url))

    for name in ("display_name", "framework.title", "rounds[0].title", "rounds[0].opens", "weight"):
        page.field(name).press("Enter")

    expect(page.heading).to_have_text("Set up the review")
    assert [each for each in asked if "handler" in each] == events(heard) == []


def test_cancel_asks_only_where_something_would_be_lost(stage):
    page = author(stage)
    heard = notices(page)
    page.field("display_name").fill("Typed")

    page.button("Cancel").first.click()
    expect(question(page)).to_contain_text("Leave without saving?")
    expect(page.button("Keep editing")).to_be_focused()
    page.button("Keep editing").click()
    expect(question(page)).to_have_count(0)
    assert events(heard) == []
    expect(page.field("display_name")).to_have_value("Typed")

    page.button("Cancel").first.click()
    page.button("Leave without saving").click()
    assert events(heard) == ["cancel"]


def test_what_is_taken_back_by_hand_is_nothing_to_lose(stage):
    page = author(stage)
    heard = notices(page)
    page.press("down:areas:0").press("up:areas:1").press("add:rounds").press("archive:rounds:3")
    page.field("display_name").fill("Typed")
    page.field("display_name").fill("Our review")

    page.button("Cancel").first.click()

    assert events(heard) == ["cancel"]


def test_escape_asks_where_something_would_be_lost_and_then_answers_no(stage):
    page = author(stage)
    page.page.evaluate("document.addEventListener('keydown', (e) => { window.lastKey = e.key; })")
    page.field("display_name").press("Escape")
    assert page.page.evaluate("window.lastKey") == "Escape"

    page.field("display_name").fill("Typed")
    page.page.evaluate("window.lastKey = ''")
    page.field("display_name").press("Escape")
    expect(question(page)).to_contain_text("Leave without saving?")
    page.page.keyboard.press("Escape")

    expect(question(page)).to_have_count(0)
    expect(page.field("display_name")).to_be_focused()
    assert page.page.evaluate("window.lastKey") == ""


@pytest.mark.parametrize("is_saved", [False, True])
def test_leaving_the_page_asks_until_it_is_saved(stage, is_saved):
    page = author(stage)
    asked = []
    page.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.field("display_name").click()
    page.page.keyboard.type("Typed ")
    if is_saved:
        page.press("save")
        expect(page.heading).to_have_text("Saved")

    page.page.goto(stage.site.address)

    assert asked == ([] if is_saved else ["beforeunload"])


def test_a_framework_of_ones_own_is_replaced_only_after_a_question_and_comes_back(stage):
    page = author(stage).reload().unfold()
    page.field("framework.areas[0].name").fill("Typed by hand")
    page.field("framework_id").select_option(label="NPQ Senior leadership")

    page.button("Use this framework").click()
    expect(question(page)).to_contain_text("Replace your framework?")
    page.button("Keep mine").click()
    expect(page.field("framework.areas[0].name")).to_have_value("Typed by hand")
    page.button("Use this framework").click()
    with page.page.expect_response(HANDLERS):
        page.button("Replace it").click()
    expect(page.field("framework.areas[0].name")).to_have_value("School Culture")
    page.field("display_name").fill("Another title")
    take_back(page)

    expect(page.field("framework.areas[0].name")).to_have_value("Typed by hand")
    expect(page.field("framework.title")).to_be_focused()
    expect(page.field("display_name")).to_have_value("Another title")
    expect(page.button("Undo")).to_have_count(0)
    page.press("save")
    expect(page.heading).to_have_text("Saved")


def test_a_ready_made_framework_that_nobody_has_changed_is_replaced_at_once(stage):
    page = author(stage, framework={}).reload()
    page.field("framework_id").select_option(label="NPQ Senior leadership")

    page.press("preset")

    expect(page.field("framework.areas[0].name")).to_have_value("School Culture")


def test_what_was_changed_since_a_replacement_is_asked_about_before_it_is_undone(stage):
    page = author(stage, framework={}).reload().unfold()
    page.field("framework_id").select_option(label="NPQ Senior leadership")
    page.press("preset")
    page.field("framework.areas[0].name").fill("Typed since")

    page.button("Undo").first.click()
    expect(question(page)).to_contain_text("Undo the replacement?")
    page.button("Keep mine").click()

    expect(page.field("framework.areas[0].name")).to_have_value("Typed since")


def test_an_imported_file_asks_first_and_can_be_undone(stage):
    page = choose(author(stage), "area,One,Two\nEthos,I ask.,I show.\n")
    expect(page.field("framework.areas[0].name")).to_have_value("Ethos")
    take_back(page)

    expect(page.field("framework.areas[0].name")).to_have_value("Teaching")


def test_an_undo_that_does_not_get_through_can_be_tried_again(stage):
    page = author(stage).press("terms")
    page.page.route(HANDLERS, lambda route: route.abort(), times=1)
    page.button("Undo").first.click()
    expect(page.live).to_contain_text("we cannot tell whether this is saved. Your text is safe")

    take_back(page)

    expect(page.field("rounds[0].opens")).to_have_value("")


def test_three_terms_and_a_year_on_are_set_by_keyboard_and_undone(stage):
    page = author(stage)
    keys = page.page.keyboard

    page.field("terms_year").select_option("2027")
    page.button("Use three terms").focus()
    with page.page.expect_response(HANDLERS):
        keys.press("Enter")
    expect(page.field("rounds[0].opens")).to_be_focused()
    expect(page.field("rounds[0].opens")).to_have_value("2027-09-01")
    expect(page.field("rounds[2].closes")).to_have_value("2028-07-31")
    page.press("year")
    expect(page.field("rounds[2].closes")).to_have_value("2029-07-31")
    take_back(page)

    expect(page.field("rounds[2].closes")).to_have_value("2028-07-31")
    page.press("save")
    expect(page.heading).to_have_text("Saved")


@pytest.mark.parametrize("do", ["save", "add:rounds", "preset"])
def test_half_a_date_is_a_message_at_its_field_and_is_never_lost(stage, do):
    page = author(stage)
    asked = []
    page.page.on("request", lambda request: asked.append(request.url))
    type_half_a_date(page, "rounds[1].closes")

    page.review.locator(f'button[name="do"][value="{do}"]').first.click()

    problems = page.review.locator("[data-matrix-problems]")
    expect(problems).to_be_focused()
    expect(problems.get_by_role("link")).to_have_text(
        "Round 2, Closes: Finish this date, or clear it."
    )
    problems.get_by_role("link").click()
    expect(page.field("rounds[1].closes")).to_be_focused()
    expect(page.field("rounds[1].closes")).to_have_accessible_description(
        "Finish this date, or clear it."
    )
    assert page.field("rounds[1].closes").evaluate("(e) => e.validity.badInput")
    assert not [each for each in asked if "handler" in each]


def test_a_date_that_was_finished_is_saved(stage):
    page = author(stage)
    type_half_a_date(page, "rounds[1].closes")
    page.review.locator('button[value="save"]').first.click()

    page.field("rounds[1].closes").fill("2027-12-31")
    page.press("save")

    expect(page.heading).to_have_text("Saved")


def test_half_a_date_is_something_to_lose(stage):
    page = author(stage)
    type_half_a_date(page, "rounds[1].closes")

    page.button("Cancel").first.click()

    expect(question(page)).to_contain_text("Leave without saving?")


def test_a_table_of_ones_own_asks_for_its_name_and_its_source(stage):
    page = author(stage, framework={})
    page.unfold()
    page.field("import_pasted").fill("Area\tOne\tTwo\nEthos\tI ask\tI show")
    take_in(page)

    expect(page.field("framework.title")).to_be_focused()
    expect(page.field("framework.title")).to_have_value("")
    expect(page.field("framework.source")).to_have_value("")
    expect(page.review).to_contain_text("These areas are your own.")


WORD = (
    "<html><body><table><tr><td><p>Area</p><td><p>One</p><td><p>Two</p>"
    "<tr><td><p>Ethos</p><td><p>I ask.</p><p>I listen.</p><td><p>I show.</p></table></body></html>"
)


def test_a_table_out_of_word_keeps_its_cells_until_somebody_types_another(stage):
    page = author(stage, framework={}).unfold()
    box = page.field("import_pasted")
    paste(page, "import_pasted", WORD, "text/html")
    box.evaluate("(box) => { box.value = 'Area One Two Ethos I ask. I show.'; }")
    preview(page)
    expect(page.review.locator("[data-matrix-result]")).to_contain_text("I listen.")

    box.fill("Area\tOne\tTwo\nCare\tI hear\tI help")
    preview(page)
    expect(page.review.locator("[data-matrix-result]")).to_contain_text("Care")
    take_in(page)
    expect(page.field("framework.areas[0].name")).to_have_value("Care")


def test_what_gives_credit_cannot_be_chosen_once_somebody_has_signed_off(stage):
    page = used(stage)

    radios = page.fold("credit").get_by_role("radio")
    expect(radios).to_have_count(2)
    for radio in radios.all():
        expect(radio).to_be_disabled()
    group = page.fold("credit").get_by_role("group", name="What gives credit")
    expect(group).to_have_accessible_description("You cannot change this: someone has signed off.")
    page.press("save")
    expect(page.heading).to_have_text("Saved")


def test_the_whole_review_is_previewed_as_it_is_typed_and_put_away_by_keyboard(stage):
    page = author(stage).reload()
    page.field("framework.areas[0].name").evaluate("(e) => { e.value = 'Typed just now'; }")
    keys = page.page.keyboard

    page.button("Preview whole review").focus()
    with page.page.expect_response(HANDLERS):
        keys.press("Enter")
    shown = page.review.locator("[data-matrix-whole]")
    expect(page.review.locator("[data-matrix-shown]")).to_be_focused()
    expect(shown).to_contain_text("Typed just now")
    expect(shown).to_contain_text("Have you moved forward?")
    assert shown.locator("input:not(:disabled), textarea:not(:disabled)").count() == 0
    keys.press("Shift+Tab")
    expect(page.button("Close preview")).to_be_focused()
    keys.press("Enter")

    expect(page.button("Preview whole review")).to_be_focused()
    expect(shown).to_be_empty()
    assert page.heading.inner_text() == "Set up the review"
