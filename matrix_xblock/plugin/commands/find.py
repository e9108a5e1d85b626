"""`find`: everything that is stored about a person, into a file for them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from uuid import uuid4

from django.core.management.base import CommandError
from django.utils import timezone

from matrix_xblock.domain.record.stored_part import Part
from matrix_xblock.host.archive import Archive
from matrix_xblock.host.pages import render_alone, render_each
from matrix_xblock.host.placed_blocks import framework_of
from matrix_xblock.host.wording import label
from matrix_xblock.operator.subject_access import Answer, Asked, Words, as_json
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
_CHUNK = 64 * 1024
_REMEMBERED = 64
"""Reviews whose words are remembered while a page is made."""


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
    archive, numbers = archive_asked_for(options), Counter[str]()
    console.say("Looking for everything that is stored about this person.")
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


def _written(archive: Archive, path: Path, numbers: Counter[str]) -> Iterable[str]:
    """Return the answer in pieces. How much there is, is counted while they are taken."""
    parts = _counting(archive.parts(), numbers)
    match path.suffix:
        case ".json":
            return as_json(_asked(archive), parts)
        case ".html":
            return _page(_asked(archive), parts, numbers, path.parent)
        case _:
            raise CommandError("The file has to end with .html or .json.")


def _counting(parts: Iterable[Part], numbers: Counter[str]) -> Iterator[Part]:
    for each in parts:
        numbers[each.what] += 1
        yield each


def _page(
    asked: Asked, parts: Iterable[Part], numbers: Counter[str], folder: Path
) -> Iterator[str]:
    """Yield the page: what it says before all of its parts is known when they have been made."""
    answer = Answer(asked, Words(label, lru_cache(maxsize=_REMEMBERED)(framework_of)))
    with TemporaryFile("w+", encoding="utf-8", errors=ESCAPED, dir=folder) as made:
        made.writelines(render_each(answer.pages(parts)))
        made.seek(0)
        place = uuid4().hex
        before, after = render_alone(answer.page(place, dict(numbers))).split(place)
        yield before
        yield from iter(partial(made.read, _CHUNK), "")
        yield after


def _asked(archive: Archive) -> Asked:
    account = archive.account
    return Asked(account.key, account.username, account.name, account.ids, timezone.now())
