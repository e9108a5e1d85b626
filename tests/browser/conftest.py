"""A demo and a browser for each process, a fresh browser context for a test."""

import fcntl
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

import built
import tracking
from browser.chromium import browsing
from browser.demo_site import copied, fill, serving
from browser.visit import PATIENCE, Visit, Watch


# Playwright keeps an event loop running in its thread, which Django takes for asynchronous code:
# so the browser comes last, after the tests of every other folder.
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.path.parent.name == "browser")


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """Give a folder of all processes, with a built package and what a demo has at first.

    Of several processes one makes both for all.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "shared"
    with folder.with_name("sharing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = folder.with_name("being-made")
            built.static_files(made / "package")
            fill(made / "seeded")
            made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def seeded(shared):
    """Give a folder with what a demo has at first."""
    return shared / "seeded"


@contextmanager
def demo(seeded, folder):
    """Serve a demo as it is installed: a page loads two small files and not thirty sources.

    What the platform would log of it holds no words of a person.
    """
    with serving(copied(seeded, folder), package=seeded.parent / "package") as running:
        yield running
    leaks, number = tracking.words_in_file(folder / "data" / tracking.FILE, of_the_host={"student"})
    assert leaks == [], "The platform would log what people write."
    assert number


@pytest.fixture(scope="session")
def site(seeded, tmp_path_factory):
    with demo(seeded, tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def own_site(seeded, tmp_path):
    """Serve a demo to one test: what it does as a person of the demo, no other test meets."""
    with demo(seeded, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    expect.set_options(timeout=PATIENCE)
    with browsing() as running:
        yield running


@pytest.fixture
def new_context(browser):
    """Give browser contexts: each is a browser of its own, with its own cookies and storage."""
    contexts, watch = [], Watch()

    def new(**options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        contexts.append(context)
        return context

    yield new
    for context in contexts:
        context.close()
    assert watch.page_errors == []
    assert watch.elsewhere == []


@pytest.fixture(scope="session")
def static_files(shared):
    """Give the folder of static files as an installed package has it."""
    return shared / "package" / "matrix_xblock" / "static"


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
