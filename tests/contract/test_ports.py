"""Doubles and real adapters offer the same as the ports say."""

from inspect import isfunction, signature

import pytest

from fakes import FakeHost, FakeLedger, FakeNotifications, FakeRoster, FakeStaff
from matrix_xblock.host.block_host import BlockHost
from matrix_xblock.host.cohorts_only import LedgerOfCohorts, RosterOfCohorts
from matrix_xblock.host.ledger import NoLedger, SubmissionsLedger
from matrix_xblock.host.notifications import NoNotifications, PlatformNotifications
from matrix_xblock.host.roster import NobodyListed, SqlRoster
from matrix_xblock.host.staff_host import BlockStaff
from matrix_xblock.ports.hosts import Host, StaffHost
from matrix_xblock.ports.ledger import Ledger, WaitingReviews
from matrix_xblock.ports.notifications import Notifications
from matrix_xblock.ports.roster import Roster

LEDGERS = (FakeLedger, SubmissionsLedger, NoLedger)


def methods(port):
    return {
        name: list(signature(member).parameters)
        for name, member in vars(port).items()
        if isfunction(member) and not name.startswith("_")
    }


def properties(port):
    return {name for name, member in vars(port).items() if isinstance(member, property)}


@pytest.mark.parametrize(
    ("adapter", "port"),
    [
        *((each, Ledger) for each in LEDGERS),
        *((each, WaitingReviews) for each in LEDGERS),
        (FakeHost, Host),
        (BlockHost, Host),
        (FakeStaff, StaffHost),
        (BlockStaff, StaffHost),
        (FakeRoster, Roster),
        (SqlRoster, Roster),
        (NobodyListed, Roster),
        (FakeNotifications, Notifications),
        (PlatformNotifications, Notifications),
        (NoNotifications, Notifications),
        (LedgerOfCohorts, Ledger),
        (RosterOfCohorts, Roster),
    ],
    ids=lambda kind: kind.__name__,
)
def test_an_adapter_takes_what_the_port_says(adapter, port):
    taken = {name: list(signature(getattr(adapter, name)).parameters) for name in methods(port)}

    assert taken == methods(port)


def test_the_host_in_memory_has_what_the_port_says():
    host = FakeHost()

    assert [name for name in properties(Host) if not hasattr(host, name)] == []


def test_the_host_of_a_block_has_what_the_port_says():
    assert [name for name in properties(Host) if not hasattr(BlockHost, name)] == []


@pytest.mark.parametrize("host", [FakeStaff(FakeLedger()), BlockStaff], ids=["in memory", "block"])
def test_a_host_for_staff_has_what_the_port_says(host):
    assert [name for name in properties(StaffHost) if not hasattr(host, name)] == []
