"""How commands talk: progress on standard error, results on standard output, as text or JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser, _ArgumentGroup
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.core.management.base import CommandError

from matrix_xblock.domain.errors import Unknown
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host.accounts import find_account
from matrix_xblock.host.archive import Archive, archive_of
from matrix_xblock.host.platform_modules import COURSEWARE, platform_module

__all__ = [
    "LOOK_AT_IT",
    "Console",
    "Subcommand",
    "add_person",
    "add_person_to",
    "archive_asked_for",
    "file_to_write",
    "require_lms",
]

LOOK_AT_IT = 3
"""The exit code where a command has done its work, and somebody has to look at what it says.

0 is success, 1 an error, 2 a wrong use of the command.
"""


_PERSON = {"username": "username", "email": "email", "account": "pk"}
"""How a person can be asked for, and which field of an account that is."""


@wordless
@dataclass(frozen=True)
class Console:
    """Where a command writes. It says nothing of a person that was not asked for."""

    say: Callable[[str], None]
    out: Callable[[str], None]
    is_json: bool

    def result(self, body: Mapping[str, Any], lines: list[str]) -> None:
        """Write the result: an object for scripts, or sentences for people."""
        for each in [json.dumps(body)] if self.is_json else lines:
            self.out(each)


class Subcommand(Protocol):
    """A module with a command."""

    HELP: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare its arguments."""

    def run(self, console: Console, options: Mapping[str, Any]) -> None:
        """Do it. Raises `CommandError`."""


def add_person(parser: ArgumentParser) -> None:
    """Ask for a person."""
    add_person_to(parser.add_mutually_exclusive_group(required=True))


def add_person_to(person: _ArgumentGroup) -> None:
    """Ask for a person in one of three ways, beside what else is in a group."""
    person.add_argument("--username", help="the username of the person")
    person.add_argument("--email", help="the e-mail address of the person's account")
    person.add_argument("--account", help="the number of the account, also of a retired one")


def require_lms() -> None:
    """Refuse where there are no people: Studio has the command too."""
    if platform_module(COURSEWARE) is None or not apps.is_installed("submissions"):
        raise CommandError("Run this in the LMS, with edx-submissions installed.")


def archive_asked_for(options: Mapping[str, Any]) -> Archive:
    """Return everything of the person that was asked for."""
    require_lms()
    [name] = [each for each in _PERSON if options.get(each) is not None]
    try:
        return archive_of(find_account(_PERSON[name], options[name]))
    except (Unknown, ValueError):
        raise CommandError(f"No single account has this {name}.") from None


def file_to_write(text: str) -> Path:
    """Return the place of a file that is to be written. Its folder has to be there."""
    path = Path(text)
    if not path.parent.is_dir():
        raise CommandError(f"There is no folder {path.parent}.")
    return path
