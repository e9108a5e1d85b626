"""The demo in Firefox and in WebKit, one after the other; `make engines` has both at hand."""

import os

import pytest

from browser.demo_site import serving
from engines.page import Page
from engines.wire import ENGINES, browsing

# Not part of the other commands: these tests need two browsers more, and a display.
collect_ignore_glob = [] if os.environ.get("ENGINES") else ["test_*.py"]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "engines":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="session", params=ENGINES)
def window(request):
    """Run one engine; a session of its own for each test would take longer than the tests."""
    with browsing(request.param) as session:
        yield Page(session, request.param)


@pytest.fixture
def page(window):
    """Give the window as wide as on a desk."""
    return window.resize(1280)


@pytest.fixture
def participant(site):
    return site.participant()
