"""Where scripts are blocked the page says so, and sends nothing of what somebody types."""

import secrets

import pytest
from playwright.sync_api import expect

from browser.author_states import AuthorVisit
from browser.demo_site import FIRST_AREA
from browser.visit import Visit
from matrix_xblock.host import assets

BLOCKED = pytest.mark.parametrize("way", ["switched off", "blocked"])


def notice(page):
    return page.page.locator("[data-matrix-without-scripts]")


@pytest.fixture
def without_scripts(new_context):
    """Give browsers that run no script."""

    def new(way):
        context = new_context(java_script_enabled=way != "switched off")
        if way == "blocked":
            context.route("**/*.js", lambda route: route.abort())
        return context

    return new


def staff(site):
    person = site.participant()
    person.id = f"staff-{secrets.token_hex(4)}"
    return Visit, person


def participant(site):
    return Visit, site.participant().start()


def author(site):
    person = site.participant(site.add_block())
    person.id = "author-ruth"
    return AuthorVisit, person


AUDIENCES = pytest.mark.parametrize(
    "audience", [participant, staff, author], ids=lambda audience: audience.__name__
)


def opened(audience, site, context):
    kind, person = audience(site)
    page = kind(context.new_page(), person)
    page.page.goto(person.address + ("&edit=yes" if kind is AuthorVisit else ""))
    return page


@BLOCKED
@AUDIENCES
def test_a_page_whose_scripts_do_not_run_says_so(site, without_scripts, audience, way):
    page = opened(audience, site, without_scripts(way))

    expect(notice(page)).to_contain_text("This page needs JavaScript")
    expect(notice(page)).to_be_visible()


def test_who_sees_what_and_the_notice_can_be_read_without_scripts(site, without_scripts):
    page = opened(participant, site, without_scripts("switched off"))

    page.review.get_by_text("Who sees this, and privacy").click()

    expect(page.review.locator(".matrix-who")).to_be_visible()
    expect(page.review.locator(".matrix-scroll ~ .matrix-quiet")).to_be_visible()


@AUDIENCES
def test_a_page_whose_scripts_run_says_nothing_of_them(site, new_context, audience):
    page = opened(audience, site, new_context())

    expect(notice(page)).to_have_count(0)


def test_whoever_waits_for_scripts_sees_no_notice_and_nothing_moves_as_they_begin(
    site, new_context
):
    context = new_context()
    requests = []

    def keep(route):
        requests.append(route)

    context.route(f"**/{assets.built('participant', 'js')}", keep)
    person = site.participant().start()
    page = Visit(context.new_page(), person)
    page.page.goto(person.address, wait_until="commit")
    overview = page.review.locator("[data-matrix-overview]")
    expect(overview).to_be_visible()
    is_hidden, place = notice(page).is_hidden(), overview.bounding_box()
    for route in requests:
        route.continue_()

    assert is_hidden
    expect(notice(page)).to_have_count(0)
    assert overview.bounding_box() == place


@BLOCKED
def test_without_scripts_no_button_and_no_key_sends_what_is_typed(site, without_scripts, way):
    person = site.participant().complete().sign_off()
    person.handed_back(**{FIRST_AREA: "Which year group?"})
    page = Visit(without_scripts(way).new_page(), person)
    page.page.goto(person.address)
    address = page.page.url

    for summary in page.review.locator("details summary").all():
        summary.click()
    for area in page.review.locator("textarea:visible").all():
        area.fill("Mine alone.")
    for button in page.review.locator("button[type=submit]:visible").all():
        button.click()
    page.review.locator("textarea:visible").first.press("Enter")
    page.page.wait_for_timeout(300)

    assert page.page.url == address
