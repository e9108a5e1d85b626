"""What every screen of course staff has: tabs, rounds, and what is not known on this site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matrix_xblock.codec.review.ledger import mode_in_force
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.ports.roster import Roster
from matrix_xblock.screens.page import Context, Page, address_of
from matrix_xblock.staff.my_people import PeopleShown, people_shown

__all__ = ["StaffScreen", "staff_page"]


@wordless
@dataclass(frozen=True)
class StaffScreen:
    """What every screen of course staff has beside what it shows.

    `described_by` names the parts of the page that say more about its heading, to who hears it;
    `where` is the status that stands beside it, on the screen of one review.
    """

    tab: str
    setup: Setup
    framework: Framework
    rounds: tuple[Round, ...]
    roster: Roster
    has_mode_changed: bool
    people_shown: PeopleShown
    described_by: tuple[str, ...] = ()
    where: str = ""


def staff_page(
    host: StaffHost,
    tab: str,
    template: str,
    context: Context,
    *,
    beside: tuple[Context, ...] = (),
    status: int = 200,
    place: Mapping[str, str] | None = None,
    described_by: tuple[str, ...] = (),
) -> Page:
    """Show a screen of course staff. `place` says what of it, for its address: never a name."""
    setup = host.setup
    has_mode_changed = mode_in_force(setup, host.ledger) is not setup.mode
    common = StaffScreen(
        tab=tab,
        setup=setup,
        framework=setup.framework,
        rounds=setup.rounds,
        roster=host.roster,
        has_mode_changed=has_mode_changed,
        people_shown=people_shown(host),
        described_by=described_by,
    )
    address = address_of(f"staff/{template}", **(place or {}))
    name, beside = f"staff/{template}.html", (common, *beside)
    return Page(name, context, status, address=address, beside=beside)
