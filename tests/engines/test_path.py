"""What a participant does, from the first page to the record, in every engine."""

from browser.demo_site import FIRST_AREA, LEVELS, TALENT

REFLECTION = "I led the phase meeting.\nNext I want to see how another school plans."
SAVED = "/^\\s*Saved/.test({} ?? '')"
HEAD = "document.querySelector('.matrix-head [data-matrix-state]')?.innerText"


def in_section(name, rest):
    return f'form[data-matrix-section="{name}"] {rest}'


def saved(page, section):
    """Wait until the page says of a section, and of all, that it is saved."""
    state = in_section(section, "[data-matrix-state]")
    page.until(SAVED.format(f"document.querySelector('{state}')?.innerText"))
    page.until(SAVED.format(HEAD))


def choose(page, area, level):
    page.click(in_section(f"area-{area}", f'input[name="level_id"][value="{level}"]'))
    saved(page, f"area-{area}")


def tab(page, name):
    page.click("[data-matrix-tab]", name)
    page.until(f"document.querySelector('[data-matrix-tab][aria-current]').innerText === '{name}'")


def test_a_review_is_done_from_start_to_sign_off(page, participant):
    page.open(participant.address).press("Start")
    page.click("a", "Whole matrix on one page")
    page.element(f'[data-matrix-section="area-{FIRST_AREA}"]')
    for index, area in enumerate(TALENT.areas):
        choose(page, area, LEVELS[index % len(LEVELS)])
    page.says("Levels in 8 of 8 areas")  # the first choice of an area opens what goes with it
    first = f"area-{FIRST_AREA}"
    page.type(in_section(first, 'textarea[name="reflection"]'), REFLECTION)
    saved(page, first)
    page.click(in_section("answers", 'input[value="not-yet"]'))
    page.click(in_section("answers", 'input[value="role-changed"]'))
    page.type(in_section("answers", '[name="answer-next-career-step"]'), "Lead a phase.")
    page.type(in_section("answers", '[name="answer-school-commitment"]'), "One afternoon.")
    saved(page, "answers")

    page.press("Check your answers").heading("Check your answers")
    page.press("Sign off").press("Sign off now").heading("Review sent to your course team")

    page.open(participant.address).heading("Your finished review")
    for words in (*REFLECTION.split("\n"), "Not yet", "Lead a phase.", "One afternoon."):
        page.says(words)


def test_a_cpd_entry_is_written_and_read_again(page, participant):
    page.open(participant.address)
    tab(page, "CPD log")

    page.press("Add an entry").heading("Add a CPD entry")
    page.type('[name="title"]', "A visit to Ashgrove")
    page.choose('[name="type"]', "visit")
    page.write('[name="start"]', "2 March 2026")
    page.type('[name="minutes"]', "1h 30")
    page.press("Save").heading("CPD log")

    page.open(participant.address)
    tab(page, "CPD log")
    page.says("A visit to Ashgrove").says("2 Mar 2026").says("1 h 30 min")


def test_a_next_step_is_added(page, participant):
    page.open(participant.address)
    tab(page, "Next steps")

    page.press("Add a next step").heading("Add a next step")
    page.type('textarea[name="text"]', "Sit in on a phase meeting.")
    page.type('[name="due"]', "31 June")
    page.press("Save").says("You entered: 31 June")
    page.write('[name="due"]', "27 March 2099").says("We read: Friday 27 March 2099")
    page.press("Save").heading("Next steps and opportunities")

    page.open(participant.address)
    tab(page, "Next steps")
    page.says("Sit in on a phase meeting.").says("By 27 Mar 2099")


def test_a_next_step_is_made_of_an_answer_by_the_day_that_is_chosen(page, participant):
    page.open(participant.start().address)
    page.click("a", "Whole matrix on one page")
    page.type(in_section("answers", '[name="answer-school-commitment"]'), "One afternoon.")
    page.type(in_section("answers", '[name="answer-school-commitment.when"]'), "next week")
    page.click(in_section("answers", '[name="answer-school-commitment.step"]'))
    page.says("Say which day you mean.")
    page.click(in_section("answers", "[data-matrix-put]"))
    saved(page, "answers")

    tab(page, "Next steps")
    page.says("One afternoon.").says("Planned")


def test_a_record_is_read_whole_and_downloaded(page, participant):
    page.open(participant.complete().sign_off().address)
    tab(page, "My record")

    page.press("View in full").says("I led a change.")

    page.press("Show my record")
    page.element("a[download]", "Download (web page)")
    content = page.ask(
        "(() => { const ask = new XMLHttpRequest();"
        " ask.open('GET', document.querySelector('a[download]').href, false);"
        " ask.send(); return ask.responseText; })()"
    )
    assert "I led a change." in content
