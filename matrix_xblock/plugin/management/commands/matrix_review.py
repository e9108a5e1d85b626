"""`manage.py lms matrix_review`: commands for operators."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from matrix_xblock.plugin.commands import (
    audit,
    backfill,
    check,
    clickhouse,
    erase,
    find,
    release,
    remind,
    report,
    research,
    retain,
)
from matrix_xblock.plugin.commands.console import Console, Subcommand

__all__ = ["Command"]

COMMANDS: Mapping[str, Subcommand] = {
    "check": check,
    "find": find,
    "audit": audit,
    "erase": erase,
    "retain": retain,
    "research": research,
    "release": release,
    "remind": remind,
    "report": report,
    "backfill": backfill,
    "clickhouse": clickhouse,
}


class Command(BaseCommand):
    """One command with commands of its own."""

    help = "Commands of the talent matrix review."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare each of them."""
        subparsers = parser.add_subparsers(dest="command", required=True)
        for name, each in COMMANDS.items():
            subparser = subparsers.add_parser(name, help=each.HELP, description=each.HELP)
            subparser.add_argument("--json", action="store_true", help="write the result as JSON")
            each.add_arguments(subparser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the one that was named."""
        del args
        console = Console(self.stderr.write, self.stdout.write, is_json=options["json"])
        COMMANDS[options["command"]].run(console, options)
