"""What every screen of course staff has: tabs, rounds, and what is not known on this site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matrix_xblock.codec.review.ledger import mode_in_force
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page, address_of

__all__ = ["staff_page"]


def staff_page(
    host: StaffHost,
    tab: str,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    place: Mapping[str, str] | None = None,
) -> Page:
    """Show a screen of course staff. `place` says what of it, for its address: never a name."""
    setup = host.setup
    common = {
        "tab": tab,
        "setup": setup,
        "framework": setup.framework,
        "rounds": setup.rounds,
        "roster": host.roster,
        "has_mode_changed": mode_in_force(setup, host.ledger) is not setup.mode,
    }
    address = address_of(f"staff/{template}", **(place or {}))
    return Page(f"staff/{template}.html", {**common, **context}, status, address=address)
