"""`report`: the trust report across the courses of an organisation, or a list of courses."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from matrix_xblock.domain.errors import Invalid
from matrix_xblock.host.wording import label, words
from matrix_xblock.plugin import tasks
from matrix_xblock.plugin.commands.console import LOOK_AT_IT, Console, require_lms
from matrix_xblock.plugin.commands.courses import courses_of_organisations
from matrix_xblock.plugin.trust_reports import Outcome, ReportRequest, make_report

__all__ = ["HELP", "add_arguments", "run"]

HELP = (
    "Make a report for a board from the shared figures of several courses. Courses that have not "
    "shared figures of their last closed round are counted together, once and for good."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Ask for courses and a folder."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--organisation", "--org", dest="org", help="all courses of this organisation"
    )
    which.add_argument("--course", action="append", help="the id of a course; can be repeated")
    parser.add_argument("--out", required=True, help="the folder for the page, the CSV and JSON")
    parser.add_argument("--title", help="whose courses these are, for the head of the page")
    parser.add_argument(
        "--shared-only",
        action="store_true",
        help="only what course teams have shared: count nothing anew",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say which courses would be in it, and stop"
    )
    parser.add_argument(
        "--background",
        action="store_true",
        help="leave it to a worker, which writes to the folder on its own disk",
    )


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Make the report here, or hand it to a worker."""
    require_lms()
    request = _request(options)
    if options["background"]:
        _hand_over(console, request)
        return
    try:
        outcome = make_report(request, console.say)
    except Invalid as refused:
        raise CommandError(" ".join(map(words, refused.problems))) from None
    except OSError as error:
        message = f"The report could not be written: {error.strerror}. Run it again."
        raise CommandError(message) from None
    _tell(console, request, outcome)


def _request(options: Mapping[str, Any]) -> ReportRequest:
    org = options["org"]
    courses = tuple(dict.fromkeys(options["course"] or courses_of_organisations([org])))
    return ReportRequest(
        courses,
        options["title"] or org or "",
        str(Path(options["out"]).absolute()),
        may_release=not options["shared_only"],
        trial=options["dry_run"],
    )


def _hand_over(console: Console, request: ReportRequest) -> None:
    if tasks.trust_report is None:
        raise CommandError("There are no workers here: run it without --background.")
    task = tasks.trust_report.delay(request.as_json())
    console.result({"task": str(task.id)}, [f"A worker makes the report: task {task.id}."])


def _tell(console: Console, request: ReportRequest, outcome: Outcome) -> None:
    """Say what is in the report, and which courses are not. Its figures are in the files."""
    body = {
        "is_done": bool(outcome.files),
        "counted_anew": list(outcome.counted_anew),
        "as_released": list(outcome.as_released),
        "left_out": dict(outcome.left_out),
        "may_count_twice": list(outcome.may_count_twice),
        "files": list(outcome.files),
    }
    lines = [f"As shared: {each}." for each in outcome.as_released]
    lines += [f"Counted together: {each}." for each in outcome.counted_anew]
    lines += [f"Left out: {name}. {label(f'left_out.{why}')}" for name, why in _left(outcome)]
    lines += [f"May count people twice: {each}." for each in outcome.may_count_twice]
    if request.trial:
        lines.append("Nothing was stored or written.")
    lines += [f"Written to {each}." for each in outcome.files]
    console.result(body, lines)
    if not request.trial and not outcome.files:
        raise CommandError("No course has figures for a report.")
    if outcome.left_out and not request.trial:
        raise CommandError("Some courses are left out.", returncode=LOOK_AT_IT)


def _left(outcome: Outcome) -> list[tuple[str, str]]:
    return sorted(outcome.left_out.items())
