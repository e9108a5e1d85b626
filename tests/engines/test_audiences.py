"""One page of each of the other audiences, in every engine."""

import secrets

from browser.author_states import AUTHOR, SMALL


def test_course_staff_find_somebody_in_their_list(page, site):
    colleague = site.participant()
    colleague.id = f"staff-{secrets.token_hex(4)}"
    page.open(colleague.address).says("Needs you (")

    page.type('input[type="search"]', "Hana")
    page.press("Show").says("Needs you (1)")

    page.click("tbody a", "Hana Yusuf").heading("Hana Yusuf")


def test_authors_rename_an_area_and_give_a_round_its_dates(page, site):
    author = site.participant(site.add_block(framework=SMALL, display_name="Our review"))
    author.id = AUTHOR
    page.open(f"{author.address}&edit=yes")
    page.run('document.querySelectorAll(".matrix-fold").forEach((e) => { e.open = true; })')

    page.write('[name="framework.areas[0].name"]', "Teaching well")
    page.type_day('[name="rounds[0].opens"]', "2026-09-07")
    page.press("Save").heading("Saved")

    page.open(f"{author.address}&edit=yes")
    name, opens = (
        f"document.querySelector('[name=\"{each}\"]').value"
        for each in ("framework.areas[0].name", "rounds[0].opens")
    )
    assert page.ask(f"[{name}, {opens}]") == ["Teaching well", "2026-09-07"]
