"""`find`: everything that is stored about a person, into a file for them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from matrix_xblock.domain.record.stored_part import counted
from matrix_xblock.host.archive import Archive
from matrix_xblock.host.pages import render_alone
from matrix_xblock.operator.subject_access import Asked, as_json, as_page
from matrix_xblock.operator.whole_files import ESCAPED, write_whole
from matrix_xblock.plugin.commands.console import (
    Console,
    add_person,
    archive_asked_for,
    file_to_write,
)

__all__ = ["HELP", "add_arguments", "run"]

HELP = "Write everything that is stored about a person into a file, with who opened it."
STANDARD_OUTPUT = "-"


def add_arguments(parser: ArgumentParser) -> None:
    """Ask for a person and a file."""
    add_person(parser)
    parser.add_argument(
        "--to",
        required=True,
        help="the file: .html to read or .json; - writes JSON to standard output",
    )


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Write the file whole, and say how much there is."""
    archive = archive_asked_for(options)
    console.say("Looking for everything that is stored about this person.")
    numbers = counted(archive.parts())
    if options["to"] == STANDARD_OUTPUT:
        for each in as_json(_asked(archive), archive.parts()):
            console.out(each.rstrip("\n").encode(errors=ESCAPED).decode())
        return
    path = file_to_write(options["to"])
    try:
        write_whole(path, _written(archive, path, numbers))
    except OSError as error:
        raise CommandError(f"{path} could not be written: {error.strerror}.") from None
    lines = [f"{number} x {what}" for what, number in numbers.items()] or ["Nothing is stored."]
    console.result({"file": str(path), "parts": numbers}, [*lines, f"Written to {path}."])


def _written(archive: Archive, path: Path, numbers: Mapping[str, int]) -> Iterable[str]:
    match path.suffix:
        case ".json":
            return as_json(_asked(archive), archive.parts())
        case ".html":
            return _page(archive, numbers)
        case _:
            raise CommandError("The file has to end with .html or .json.")


def _page(archive: Archive, numbers: Mapping[str, int]) -> Iterator[str]:
    yield render_alone(as_page(_asked(archive), archive.parts(), numbers))


def _asked(archive: Archive) -> Asked:
    account = archive.account
    return Asked(account.key, account.username, account.name, account.ids, timezone.now())
