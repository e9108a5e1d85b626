"""One demo and one browser for the whole folder; a fresh browser context for every test."""

import os
import shutil

import pytest
from browser.demo_site import serving
from browser.visit import Visit, Watch
from playwright.sync_api import expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


def chromium():
    """Find the browser, or say what is missing."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("The browser tests need Chromium: install it, or name one with CHROMIUM=.")
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("demo")) as running:
        yield running


# Playwright keeps an event loop running in this thread, which Django takes for asynchronous code:
# so it ends with this folder, before the tests of other folders begin.
@pytest.fixture(scope="package")
def browser():
    expect.set_options(timeout=10_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield launched
        launched.close()


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
