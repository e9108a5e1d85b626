"""`remind`: the daily summary for each course team, by the clock."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from matrix_xblock.host.placed_blocks import ClockHost, placed_blocks
from matrix_xblock.host.stored_blocks import courses_of
from matrix_xblock.participant.team import send_summary
from matrix_xblock.plugin.commands.console import Console, require_lms

__all__ = ["HELP", "add_arguments", "run"]

HELP = "Notify each course team of the reviews that need them, once a day at most."


def add_arguments(parser: ArgumentParser) -> None:
    """Ask of which organisations."""
    parser.add_argument("--org", action="append", help="of this organisation; can be repeated")


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Go through the blocks of all courses in which anything is stored."""
    require_lms()
    sent = reviews = 0
    for course in courses_of(options["org"]):
        console.say(course)
        for block in placed_blocks(course):
            reviews += 1
            sent += send_summary(ClockHost(block))
    body = {"reviews": reviews, "sent": sent}
    console.result(body, [f"{reviews} reviews; {sent} course teams were notified."])
