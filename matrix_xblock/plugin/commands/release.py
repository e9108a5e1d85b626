"""`release`: share figures of a course by the rules of the page: list, show, make, withdraw."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError

from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.errors import MatrixError, Problem, Unknown
from matrix_xblock.domain.figures.groups import Group
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host.operator_host import SiteOperator
from matrix_xblock.operator.whole_files import write_whole
from matrix_xblock.plugin.commands.console import Console, file_to_write, require_lms
from matrix_xblock.plugin.commands.courses import in_sentences, operator_in
from matrix_xblock.report.csv_rows import release_lines
from matrix_xblock.report.release_rows import Row, release_rows
from matrix_xblock.staff import releases
from matrix_xblock.staff.releases import AskedRelease

__all__ = ["HELP", "add_arguments", "run"]

HELP = (
    "List, show, make or withdraw shared figures of a course. "
    "Without --yes it says what would be made or withdrawn."
)
STANDARD_OUTPUT = "-"


def add_arguments(parser: ArgumentParser) -> None:
    """Ask for what to do, and where."""
    parser.add_argument("action", choices=list(_ACTIONS))
    parser.add_argument("--course", required=True, help="the id of the course")
    parser.add_argument("--block", help="the usage key, where the course has several reviews")
    parser.add_argument("--release", help="show, withdraw: the id that list says")
    parser.add_argument("--to", help="show: a file, .csv or .json; - for standard output")
    parser.add_argument("--round", help="make: the id of the round")
    groups = parser.add_mutually_exclusive_group()
    groups.add_argument(
        "--group",
        nargs="+",
        action="append",
        metavar=("NAME", "COHORT"),
        help="make: a group and its cohorts; can be repeated; without it, as the page proposes",
    )
    groups.add_argument("--whole-course", action="store_true", help="make: no groups")
    parser.add_argument("--counted", help="make: refuse if other people are counted by now")
    parser.add_argument("--yes", action="store_true", help="make it, or withdraw it")


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Do what was asked for, in one review."""
    require_lms()
    try:
        _ACTIONS[options["action"]](
            console, operator_in(options["course"], options["block"]), options
        )
    except MatrixError as refused:
        raise CommandError(in_sentences(refused)) from None


def _list(console: Console, operator: SiteOperator, options: Mapping[str, Any]) -> None:
    del options
    past = releases.read(operator.ledger)
    listed = [
        {
            "release": each.id,
            "round": each.round_id,
            "at": iso(each.at),
            "is_interim": each.is_interim,
            "groups": [group.name for group in each.groups],
            "withdrawn": iso(each.withdrawn.at) if each.withdrawn else None,
        }
        for each in past.made
    ]
    lines = [
        f"{each['release']} {each['round']} {each['at']}{' withdrawn' if each['withdrawn'] else ''}"
        for each in listed
    ]
    if past.unreadable:
        lines.append(f"{past.unreadable} rows are of a newer version.")
    body = {"releases": listed, "unreadable": past.unreadable}
    console.result(body, lines or ["No figures have been shared."])


def _show(console: Console, operator: SiteOperator, options: Mapping[str, Any]) -> None:
    """Give a release as it was stored. One that was withdrawn is given to nobody."""
    asked, to = _needed(options, "release"), _needed(options, "to")
    past = releases.read(operator.ledger)
    release = next((each for each in past.shown if each.id == asked), None)
    if release is None:
        raise Unknown(Problem("release", "no_such_release"))
    if to == STANDARD_OUTPUT:
        console.result({"rows": _rows(operator, release)}, _csv(operator, release))
        return
    path = file_to_write(to)
    formats: Mapping[str, Callable[[], Iterable[str]]] = {
        ".csv": lambda: release_lines(release, made_on=operator.local_day(release.at)),
        ".json": lambda: [json.dumps({"rows": _rows(operator, release)}, ensure_ascii=False)],
    }
    if path.suffix not in formats:
        raise CommandError("The file has to end with .csv or .json.")
    try:
        write_whole(path, formats[path.suffix]())
    except OSError as error:
        raise CommandError(f"{path} could not be written: {error.strerror}.") from None
    console.result({"file": str(path)}, [f"Written to {path}."])


def _make(console: Console, operator: SiteOperator, options: Mapping[str, Any]) -> None:
    """Make a release. Without a yes it says what would be made, as the page does before a press."""
    asked, preview = _preview(operator, options)
    if preview.problems:
        console.result({"is_done": False, **preview.body}, preview.lines)
        raise CommandError("This release cannot be made.")
    if not options["yes"]:
        again = f"Nothing was released: add --yes --counted {preview.counted}."
        console.result({"is_done": False, **preview.body}, [*preview.lines, again])
        return
    console.say(f"Making a release of {asked.round_id}.")
    made = releases.make(operator, asked)
    body = {"is_done": True, "release": made.id, "rows": _rows(operator, made)}
    console.result(body, [f"Release {made.id} is made. Course staff see it under Share figures."])


@wordless
@dataclass(frozen=True)
class _Preview:
    """What would be made: its cells as far as they can be seen before, and what forbids it."""

    counted: str
    groups: tuple[Group, ...]
    problems: tuple[Problem, ...]
    rows: tuple[Row, ...] | None
    lines: list[str]

    @property
    def body(self) -> dict[str, Any]:
        """It as JSON."""
        return {
            "counted": self.counted,
            "groups": {each.name: list(each.cohorts) for each in self.groups},
            "problems": [{"field": p.field, "problem": in_sentences([p])} for p in self.problems],
            "rows": self.rows,
        }


def _preview(operator: SiteOperator, options: Mapping[str, Any]) -> tuple[AskedRelease, _Preview]:
    past = releases.read(operator.ledger)
    signed = releases.signed_round(operator, _needed(options, "round"))
    if options["group"]:
        groups = tuple(Group(name, tuple(cohorts)) for name, *cohorts in options["group"])
    elif not options["whole_course"] and releases.can_group(operator, signed, past):
        groups = releases.proposed(operator, signed)
    else:
        groups = ()
    asked = AskedRelease(operator.new_id(), signed.round.id, groups, options["counted"] or "")
    problems = releases.problems_of(operator, signed, asked, past)
    lines = [f"{each.name}: {', '.join(each.cohorts)}" for each in groups]
    lines += [f"{each.field}: {in_sentences([each])}" for each in problems]
    rows = None
    if not problems and releases.is_private(operator, signed):
        lines.append("This course shares no levels: the figures can be seen once they are stored.")
    elif not problems:
        draft = releases.draft(operator, signed, asked, past)
        rows = tuple(_rows(operator, draft))
        lines += _csv(operator, draft)
    return asked, _Preview(signed.mark, groups, problems, rows, lines)


def _withdraw(console: Console, operator: SiteOperator, options: Mapping[str, Any]) -> None:
    """Withdraw a release. Twice is once."""
    asked = _needed(options, "release")
    if all(each.id != asked for each in releases.read(operator.ledger).made):
        raise Unknown(Problem("release", "no_such_release"))
    if options["yes"]:
        releases.withdraw(operator, asked)
    line = (
        f"Release {asked} is withdrawn." if options["yes"] else "Nothing is withdrawn: add --yes."
    )
    console.result({"release": asked, "is_done": options["yes"]}, [line])


def _needed(options: Mapping[str, Any], name: str) -> str:
    if not options[name]:
        raise CommandError(f"{options['action']} needs --{name}.", returncode=2)
    return str(options[name])


def _rows(operator: SiteOperator, release: Release) -> list[Row]:
    """Return the cells of a release, fit for JSON."""
    day = operator.local_day(release.at)
    rows = release_rows(release, made_on=day)
    return [{**each, "made_on": day.isoformat()} for each in rows]


def _csv(operator: SiteOperator, release: Release) -> list[str]:
    """Return the lines of a release for a screen: without the mark of its encoding."""
    lines = release_lines(release, made_on=operator.local_day(release.at))
    return [each.lstrip("\ufeff").rstrip("\r\n") for each in lines]


_ACTIONS = {"list": _list, "show": _show, "make": _make, "withdraw": _withdraw}
