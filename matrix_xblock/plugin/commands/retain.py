"""`retain`: remove what is older than the period that the site has set, and what resets leave."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from matrix_xblock.domain.record.retention import (
    LEAST_MONTHS,
    MOST_MONTHS,
    Verdict,
    end_of,
    verdict,
)
from matrix_xblock.host.stored_blocks import (
    StoredBlock,
    StoredFields,
    courses_of,
    removing,
    stored_fields,
)
from matrix_xblock.plugin.commands.console import Console, require_lms

__all__ = ["HELP", "add_arguments", "run"]

HELP = (
    "Remove records of reviews that ended too long ago, and what resets have left. "
    "Without --yes it counts."
)
_SENTENCES = {
    Verdict.RUNNING: "has not ended",
    Verdict.WITHIN_PERIOD: "ended less than {months} months ago",
    Verdict.OVER: "ended {months} months ago or more",
    Verdict.NO_END: "has no end: neither its rounds nor its course say one",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Ask for the period, and of which organisations."""
    parser.add_argument(
        "--months",
        type=int,
        required=True,
        help="months after the last round has closed and the course has ended",
    )
    parser.add_argument("--org", action="append", help="of this organisation; can be repeated")
    parser.add_argument("--yes", action="store_true", help="remove it")


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Go through all blocks of which anything is stored."""
    require_lms()
    months = options["months"]
    if not LEAST_MONTHS <= months <= MOST_MONTHS:
        raise CommandError(f"Keep records for {LEAST_MONTHS} to {MOST_MONTHS} months.")
    decided = list(_decided(console, options))
    over = [block.usage for block, each in decided if each is Verdict.OVER]
    fields = stored_fields(over) if over else {}
    with removing():
        blocks = [_result(console, *each, fields, is_done=options["yes"]) for each in decided]
    lines = [line for each in blocks for line in _lines(each, months)]
    closing = "This is done." if options["yes"] else "Nothing was removed: add --yes."
    body = {"months": months, "is_done": options["yes"], "blocks": blocks}
    console.result(body, [*(lines or ["There is no review with records."]), closing])


def _decided(console: Console, options: Mapping[str, Any]) -> Iterator[tuple[StoredBlock, Verdict]]:
    """Yield each block with whether it is over."""
    months, zone = options["months"], timezone.get_default_timezone()
    for course, blocks in courses_of(options["org"]).items():
        console.say(course)
        for block in blocks:
            end = end_of(block.known())
            yield block, verdict(end, months=months, now=timezone.now(), zone=zone)


def _result(
    console: Console, block: StoredBlock, decided: Verdict, fields: StoredFields, *, is_done: bool
) -> dict[str, Any]:
    """Count or remove of one block what is over, or else what resets have left of it."""
    console.say(f"{block.usage}")
    counts: Counter[str] = Counter()
    if decided is Verdict.OVER:
        steps = block.remove(fields) if is_done else iter([block.count(fields)])
    else:
        steps = block.remove_left_over() if is_done else iter([block.count_left_over()])
    for step in steps:
        counts.update(step)
    return {
        "course": block.course,
        "block": block.usage,
        "verdict": decided.value,
        "left_by_resets": decided is not Verdict.OVER,
        "rows": dict(+counts),
    }


def _lines(block: Mapping[str, Any], months: int) -> Iterator[str]:
    yield f"{block['block']} {_SENTENCES[block['verdict']].format(months=months)}."
    number = sum(block["rows"].values())
    if block["left_by_resets"] and number:
        yield f"  {number} rows that resets have left."
    elif number:
        yield f"  {number} rows."
