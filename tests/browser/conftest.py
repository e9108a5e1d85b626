"""One demo for the whole folder, one browser for a file, a fresh browser context for a test."""

import pytest
from playwright.sync_api import expect

import tracking
from browser.chromium import browsing
from browser.demo_site import serving
from browser.visit import Visit, Watch


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    with serving(folder) as running:
        yield running
    log = folder / "data" / tracking.FILE
    leaks, number = tracking.words_in_file(log, of_the_host={"student"})
    assert leaks == [], "The platform would log what people write."
    assert number


# Playwright keeps an event loop running in this thread, which Django takes for asynchronous code:
# so it ends with each file, before the tests of other folders begin.
@pytest.fixture(scope="module")
def browser():
    expect.set_options(timeout=10_000)
    with browsing() as running:
        yield running


@pytest.fixture
def new_context(browser):
    """Give browser contexts: each is a browser of its own, with its own cookies and storage."""
    contexts, watch = [], Watch()

    def new(**options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(10_000)
        watch.over(context)
        contexts.append(context)
        return context

    yield new
    for context in contexts:
        context.close()
    assert watch.page_errors == []
    assert watch.elsewhere == []


@pytest.fixture
def visit(new_context):
    """Open a participant's page, in a new browser or in one that is open already."""

    def open_page(participant, context=None, **options):
        page = (context or new_context(**options)).new_page()
        return Visit(page, participant).open()

    return open_page


@pytest.fixture
def participant(site):
    return site.participant()


@pytest.fixture
def started(participant):
    return participant.start()
