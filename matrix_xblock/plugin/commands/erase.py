"""`erase`: everything that is stored about a person, with a receipt."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from matrix_xblock.domain.errors import Invalid
from matrix_xblock.host.archive import Archive
from matrix_xblock.operator.erasing import count, erase
from matrix_xblock.operator.one_at_a_time import claimed
from matrix_xblock.operator.receipts import Receipt, read_receipt, write_receipt
from matrix_xblock.operator.whole_files import write_whole
from matrix_xblock.plugin.commands.console import (
    LOOK_AT_IT,
    Console,
    add_person,
    archive_asked_for,
    file_to_write,
)

__all__ = ["HELP", "add_arguments", "run"]

HELP = "Erase everything that is stored about a person, in every course. Without --yes it counts."


def add_arguments(parser: ArgumentParser) -> None:
    """Ask for a person, a receipt and a yes."""
    add_person(parser)
    parser.add_argument("--yes", action="store_true", help="erase it")
    parser.add_argument(
        "--receipt", help="a file for the receipt; one that was stopped is taken up again"
    )


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Count, and with a yes erase, save the receipt with every step, and look again."""
    archive = archive_asked_for(options)
    if not options["yes"]:
        there = count(archive.parts())
        lines = [f"{number} x {what}" for what, number in there.items()] or ["Nothing is stored."]
        console.result({"before": there, "erased": {}}, [*lines, "Nothing was erased: add --yes."])
        return
    path = file_to_write(options["receipt"]) if options["receipt"] else None
    with _alone(path):
        _erase(console, archive, path)


@contextmanager
def _alone(path: Path | None) -> Iterator[None]:
    """Let no other erasure write the receipt: it would lose what this one has counted."""
    with ExitStack() as claims:
        if path is not None:
            try:
                claims.enter_context(claimed(path))
            except BlockingIOError:
                message = f"Another erasure is writing {path}. Wait until it has ended."
                raise CommandError(message) from None
            except OSError as error:
                message = f"{path} could not be written: {error.strerror}. Nothing was erased."
                raise CommandError(message) from None
        yield


def _erase(console: Console, archive: Archive, path: Path | None) -> None:
    begun = _begun(path, archive.account.key) or Receipt(
        archive.account.key, timezone.now(), before=count(archive.parts()), erased={}
    )

    def save(receipt: Receipt) -> None:
        console.say(f"Erased so far: {sum(receipt.erased.values())}.")
        if path is not None:
            _write(path, receipt)

    receipt = erase(archive, begun, save=save, now=timezone.now)
    left = dict(receipt.left or {})
    lines = [f"{number} x {what} erased" for what, number in receipt.erased.items()]
    body = {"before": dict(receipt.before), "erased": dict(receipt.erased), "left": left}
    console.result(body, [*lines, "Nothing is left." if receipt.is_complete else f"Left: {left}."])
    if not receipt.is_complete:
        message = "Something was written meanwhile, and is left: run it again."
        raise CommandError(message, returncode=LOOK_AT_IT)


def _begun(path: Path | None, account: int) -> Receipt | None:
    """Return the receipt that is there already, of the same person."""
    if path is None or not path.exists():
        return None
    try:
        receipt = read_receipt(path.read_text(encoding="utf-8"))
    except (Invalid, UnicodeDecodeError):
        raise CommandError(f"{path} is no receipt: name another file.") from None
    except OSError as error:
        raise CommandError(f"{path} could not be read: {error.strerror}.") from None
    if receipt.account != account:
        raise CommandError(f"{path} is the receipt of another account: name another file.")
    return receipt


def _write(path: Path, receipt: Receipt) -> None:
    try:
        write_whole(path, [write_receipt(receipt)])
    except OSError as error:
        message = f"{path} could not be written: {error.strerror}. Run it again to go on."
        raise CommandError(message) from None
