"""What analytics get, by the packages that sites have for it: `make analytics` has them."""

import os

import pytest

# Not part of the other commands: these tests need packages of 500 MB, and a minute.
collect_ignore_glob = [] if os.environ.get("ANALYTICS") else ["test_*.py"]


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory):
    """One for all tests: a process has one ClickHouse. Each test empties it."""
    from analytics.warehouse import Warehouse

    return Warehouse(tmp_path_factory.mktemp("clickhouse"))
