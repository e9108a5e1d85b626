"""Tests that commit, on a database with a server: several threads write at once.

They run under .ci/databases alone: SQLite in memory has one connection.
"""

import os

import pytest

import django_host

collect_ignore_glob = [] if os.environ.get("MATRIX_TEST_DATABASE") else ["test_*.py"]

django_host.set_up()


@pytest.fixture(autouse=True)
def empty_tables():
    """Let go of everything that a test has committed."""
    from django.core.management import call_command

    yield
    call_command("flush", interactive=False, verbosity=0)
