"""The states of *Share figures*, in a course that is large enough for groups."""

import json
import secrets
from functools import cache

from playwright.sync_api import expect

from browser.demo_site import Block
from browser.staff_states import colleague, somebody
from matrix_xblock.codec.figures.releases import write_release
from released import a_release, a_release_with_choices


@cache
def large_course(site):
    """Give a block of 66 people in six schools: a release withdrawn, one shown, none of the last.

    Its people come from the server, which takes a moment: once for each site.
    """
    sent = json.loads(site.send("/tests/courses/", {"people": 66}))
    return Block(sent["name"], sent["usage"])


def opened(stage, block, screen):
    page = colleague(stage, block)
    page.page.goto(page.participant.address_of(screen))
    page.page.reload()
    expect(page.heading).to_have_text("Share figures")
    return page


def releases_waiting(stage):
    """Meet a round that is open, in a course in which few have signed it off."""
    page = opened(stage, somebody(stage).block, "staff/releases")
    expect(page.review.get_by_text("No release yet")).to_be_visible()
    return page


def release_preparing(stage):
    page = opened(stage, large_course(stage.site), "staff/releases?round=final")
    page.go("See what it shows")
    expect(page.review.get_by_role("heading", name="Preview")).to_be_visible()
    return page


def release_refused(stage):
    page = release_preparing(stage)
    page.review.get_by_label("Group 1", exact=True).fill("")
    page.review.get_by_label("Holy Trinity Primary").select_option("0")
    page.go("Make the release")
    expect(page.review.locator("[data-matrix-problems]")).to_be_focused()
    return page


def release_shown(stage):
    page = opened(stage, large_course(stage.site), "staff/releases?round=mid-point")
    for summary in page.review.locator("details > summary:visible").all():
        summary.click()
    return page


def release_withdrawn(stage):
    page = opened(stage, large_course(stage.site), "staff/releases?round=baseline&release=gone")
    expect(page.review.get_by_text("Withdrawn by").first).to_be_visible()
    return page


def stored(stage, rows):
    """Open the releases of the last round in a block with these rows."""
    rounds = [
        {"id": each, "title": f"{each.capitalize()} review"} for each in ("baseline", "final")
    ]
    block = stage.site.add_block(display_name="Talent review", rounds=rounds)
    stage.site.send("/tests/releases/", {"usage": block.usage, "rows": rows})
    return opened(stage, block, "staff/releases?round=final")


def release_unreadable(stage):
    """Meet a release of which a table is missing."""
    [row] = write_release(a_release())
    page = stored(stage, [{**row, "tables": row["tables"][1:]}])
    expect(page.review.get_by_text("This release cannot be read")).to_be_visible()
    return page


def release_private(stage):
    """Meet a release in which private choices are counted, one of them hidden with another."""
    page = stored(stage, write_release(a_release_with_choices()))
    expect(page.review.get_by_text("A private question.").first).to_be_visible()
    return page


def release_walled(stage):
    """Let somebody behind a wall read a release: making and withdrawing are not theirs."""
    person = stage.site.participant(large_course(stage.site))
    person.id = f"staff-walled-{secrets.token_hex(4)}"
    page = stage.visit(person)
    page.page.goto(person.address_of("staff/releases?round=mid-point"))
    page.page.reload()
    expect(page.review.get_by_text("You can read releases.")).to_be_visible()
    return page


RELEASE_STATES = {
    builder.__name__: builder
    for builder in (
        releases_waiting,
        release_preparing,
        release_refused,
        release_shown,
        release_private,
        release_unreadable,
        release_walled,
        release_withdrawn,
    )
}
