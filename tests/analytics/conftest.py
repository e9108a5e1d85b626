"""What analytics get, by the packages that sites have for it: `make analytics` has them."""

import importlib
import json
import logging
import os
import sys
from pathlib import Path

import pytest

import django_host

VALIDATOR = Path(__file__).parents[2] / ".venv-analytics" / "validator"

# Not part of the other commands: these tests need packages of a gigabyte, and a minute.
collect_ignore_glob = [] if os.environ.get("ANALYTICS") else ["test_*.py"]
# Where there is no npm, `make analytics` says so.
collect_ignore = [] if VALIDATOR.is_dir() else ["test_by_a_second_validator.py"]

COURSE = "course-v1:Trust+NPQ+2026"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@talent"


@pytest.fixture(scope="session")
def platform():
    """An LMS with event routing, which has taken hold of what it needs of the LMS.

    The block must not take these few stand-ins for an LMS that knows people.
    """
    django_host.set_up("analytics.site")
    for name in importlib.import_module("analytics.site").STAND_INS:
        sys.modules.pop(name)


@pytest.fixture
def database(platform):
    with django_host.rolled_back():
        yield


@pytest.fixture
def amina(database):
    from django.contrib.auth.models import User

    return User.objects.create(pk=7, username="amina", email="amina@example.org")


class Statements(logging.Handler):
    """What the platform writes into its log of statements, from which collectors read."""

    def __init__(self):
        super().__init__()
        self.made = []

    def emit(self, record):
        self.made.append(json.loads(record.getMessage()))


@pytest.fixture
def statements(platform):
    """What the platform has made of events so far."""
    handler = Statements()
    logger = logging.getLogger("xapi_tracking")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler.made
    logger.removeHandler(handler)


@pytest.fixture
def tracker(platform):
    """The platform's tracker in a request of somebody to a handler of the block."""
    from eventtracking.tracker import get_tracker

    from analytics.facts import tracked

    tracker = get_tracker()
    with tracker.context("handler", tracked("", {})["context"]):
        yield tracker


@pytest.fixture
def make(amina):
    """Make statements of an event by the platform's own processor."""
    from event_routing_backends.processors.xapi.transformer_processor import XApiProcessor

    processor = XApiProcessor()
    return lambda event: processor([event])


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory):
    """One for all tests: a process has one ClickHouse. Each test empties it."""
    from analytics.warehouse import Warehouse

    return Warehouse(tmp_path_factory.mktemp("clickhouse"))
