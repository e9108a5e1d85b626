"""The states of the pages for authors, and of what a participant meets of their changes."""

from playwright.sync_api import expect

from browser.demo_site import LEVELS, TALENT
from browser.staff_states import opened
from browser.visit import HANDLERS, Visit

AUTHOR = "author-ruth"
SMALL = {
    "id": "small",
    "title": "Small framework",
    "levels": [
        {"id": "starting", "ordinal": 1, "name": "Starting out"},
        {"id": "growing", "ordinal": 2, "name": "Growing"},
    ],
    "areas": [
        {"id": "one", "name": "Teaching", "prompts": ["What went well?"]},
        {"id": "two", "name": "Leading", "descriptors": {"growing": "I lead a project."}},
    ],
    "prompts": [
        {
            "id": "moved",
            "text": "Have you moved forward?",
            "kind": "choice",
            "choices": [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "Not yet"}],
        },
        {"id": "why", "text": "What got in the way?", "show_if": {"moved": ["no"]}},
    ],
    "archived": {"areas": [{"id": "old", "name": "Old area"}]},
}


class AuthorVisit(Visit):
    """One page of one author in Studio."""

    @property
    def review(self):
        return self.page.locator("[data-matrix-studio]")

    def open(self, *, edit=True):
        """Come to the editor with every section open, or to the unit page."""
        address = self.participant.address + ("&edit=yes" if edit else "")
        self.page.goto(address)
        self.folds.evaluate_all("(all) => all.forEach((e) => { e.open = true; })")
        return self

    @property
    def folds(self):
        return self.review.locator(".matrix-fold")

    def fold(self, name):
        return self.review.locator(f'[data-matrix-fold="{name}"]')

    def field(self, name):
        return self.review.locator(f'[name="{name}"]')

    def press(self, do):
        """Press the button that does this, and wait for what the server makes of it."""
        return self.use(self.review.locator(f'button[name="do"][value="{do}"]').first)

    def unfold(self):
        self.review.locator("details").evaluate_all(
            "(all) => all.forEach((e) => { e.open = true; })"
        )
        return self


def author(stage, block=None, *, edit=True, **fields):
    """Let an author come to a small review of their own."""
    fields = {"framework": SMALL, "display_name": "Our review", **fields}
    person = stage.site.participant(block or stage.site.add_block(**fields))
    person.id = AUTHOR
    return AuthorVisit(stage.context.new_page(), person).open(edit=edit)


def used(stage):
    """Let somebody sign off a review, and an author come to it."""
    block = stage.site.add_block(display_name="Talent review")
    stage.site.participant(block).complete().sign_off()
    return author(stage, block)


def unit_page(stage):
    return author(stage, edit=False)


def unit_page_broken(stage):
    return author(stage, edit=False, framework={**SMALL, "areas": []})


def editor(stage):
    page = author(stage)
    page.page.reload()
    return page


def editor_sections(stage):
    return author(stage)


def editor_unfolded(stage):
    return author(stage).unfold()


def editor_preview(stage):
    page = author(stage)
    page.review.locator("[data-matrix-preview]").first.click()
    expect(page.review.locator("[data-matrix-row] .matrix-legend").first).to_be_visible()
    return page


def editor_problems(stage):
    page = author(stage)
    for name in ("display_name", "framework.areas[0].name", "credit.areas"):
        page.field(name).fill("")
    page.field("framework.areas[1].description").evaluate("(e) => { e.value = '<b>bold</b>'; }")
    page.press("save")
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    return page


def editor_archived(stage):
    return author(stage).press("archive:areas:1").press("add:rounds")


def editor_stray_condition(stage):
    page = author(stage).press("archive:prompts:0").press("save")
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    return page


def a_sharing_block(stage, sharing):
    return stage.site.add_block(display_name="Talent review", sharing=sharing)


def start_sharing_levels(stage):
    return stage.visit(stage.site.participant(a_sharing_block(stage, "levels")))


def check_sharing_answers(stage):
    participant = stage.site.participant(a_sharing_block(stage, "answers")).complete()
    page = stage.visit(participant).go("Check your answers")
    expect(page.heading).to_have_text("Check your answers")
    return page


def person_sharing_answers(stage):
    amina = stage.site.participant(a_sharing_block(stage, "answers"))
    amina.id = "amina"
    amina.complete().sign_off(sharing="answers")
    return opened(stage, amina)


def editor_effect(stage):
    page = used(stage).press("archive:areas:1").press("save")
    expect(page.review.locator("[data-matrix-problems]")).to_contain_text("What this changes")
    return page


def editor_saved(stage):
    page = author(stage).press("save")
    expect(page.heading).to_have_text("Saved")
    return page


def editor_file_refused(stage):
    page = author(stage)
    look_at(page, "area,One\nTeaching,I try.\n")
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    return page


def editor_file_previewed(stage):
    """A table with all that can be named: groups, numbers, notes, and a level that has no words."""
    page = author(stage)
    look_at(
        page,
        "No,Domain,Competency,Definition,Emerging,Secure,Notes\n"
        "1,Planning,Sets goals,What it is,I try,I do,Ask Ruth\n"
        "2,,Uses data,<p>What it is</p>,I look,,\n"
        ",,,,I ask,,\n"
        ",Reviewed in March,,,,,\n",
    )
    expect(page.review.locator("[data-matrix-shown]")).to_be_focused()
    return page


def look_at(page, content):
    """Choose a file and see what is in it."""
    page.review.locator("input[type=file]").set_input_files(
        {"name": "framework.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    return preview(page)


def preview(page):
    with page.page.expect_response(HANDLERS):
        page.button("Preview import").click()
    return page


def choose(page, content):
    """Choose a file, see what is in it, and put it into the form."""
    return take_in(look_at(page, content), is_asked=True)


def take_in(page, *, is_asked=False):
    """Put what is chosen or pasted into the form, once it is shown."""
    if not page.button("Import 1 area").is_visible():
        preview(page)
    with page.page.expect_response(HANDLERS):
        page.button("Import 1 area").click()
        if is_asked:
            page.button("Replace it").click()
    return page


def editor_dates(stage):
    page = author(stage).reload()
    page.press("terms")
    page.fold("times-baseline").locator("summary").click()
    return page


def editor_leaving(stage):
    page = author(stage).reload()
    page.field("display_name").fill("Typed")
    page.button("Cancel").first.click()
    expect(page.button("Keep editing")).to_be_focused()
    return page


def editor_half_a_date(stage):
    page = author(stage).reload()
    page.field("rounds[0].opens").focus()
    page.page.keyboard.type("12")
    page.review.locator('button[value="save"]').first.click()
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    return page


def editor_own_areas(stage):
    page = author(stage, framework={}).unfold()
    page.field("import_pasted").fill("Area\tOne\tTwo\nEthos\tI ask\tI show")
    take_in(page)
    expect(page.field("framework.title")).to_be_focused()
    return page


def editor_fixed(stage):
    return used(stage)


def editor_whole(stage):
    page = author(stage).reload()
    with page.page.expect_response(HANDLERS):
        page.button("Preview whole review").click()
    expect(page.review.locator("[data-matrix-shown]")).to_be_focused()
    return page


def unit_page_dated(stage):
    dates = {"opens": "2027-06-01T00:00:00+01:00", "closes": "2027-07-31T16:30:00+01:00"}
    rounds = [
        {"id": "one", "title": "Baseline review", "kind": "baseline"},
        {"id": "two", "title": "Final review", "kind": "final", **dates},
    ]
    return author(stage, edit=False, rounds=rounds)


def told_of_a_change(stage):
    block = stage.site.add_block(display_name="Talent review")
    somebody = stage.site.participant(block).start()
    somebody.rate(TALENT.areas[0], level_id=LEVELS[1], reflection="Words of mine.")
    stage.site.participant(block).complete().sign_off()
    author(stage, block).press("archive:areas:0").press("save").press("confirm")
    page = stage.visit(somebody)
    expect(page.review).to_contain_text("This review has changed")
    return page


AUTHOR_STATES = {
    builder.__name__: builder
    for builder in (
        unit_page,
        unit_page_broken,
        unit_page_dated,
        editor,
        editor_sections,
        editor_unfolded,
        editor_preview,
        editor_problems,
        editor_archived,
        editor_stray_condition,
        editor_effect,
        editor_saved,
        editor_file_refused,
        editor_file_previewed,
        editor_dates,
        editor_leaving,
        editor_half_a_date,
        editor_own_areas,
        editor_fixed,
        editor_whole,
        told_of_a_change,
        start_sharing_levels,
        check_sharing_answers,
        person_sharing_answers,
    )
}
