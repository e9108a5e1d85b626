"""`audit`: who opened records, took files and shared figures, of a person or of courses."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.record.trail import read_accesses
from matrix_xblock.domain.errors import MatrixError
from matrix_xblock.domain.record.stored_part import Part
from matrix_xblock.domain.values.ledger_rows import COURSE, EVERYBODY, Entry, Kind
from matrix_xblock.host.operator_host import SiteOperator
from matrix_xblock.operator.whole_files import ESCAPED, write_whole
from matrix_xblock.plugin.commands.console import (
    LOOK_AT_IT,
    Console,
    add_person_to,
    archive_asked_for,
    file_to_write,
    require_lms,
)
from matrix_xblock.plugin.commands.courses import (
    add_courses_to,
    courses_asked_for,
    in_sentences,
    operators_in,
)
from matrix_xblock.staff.course_log import log_lines

__all__ = ["HELP", "add_arguments", "run"]

HELP = "Write who opened records, took files and shared figures: of a person, or of courses."
STANDARD_OUTPUT = "-"
_COLUMNS = ("at", "who", "act", "round", "course", "block", "participant", "name")
_IN_ROWS = {"who": "who", "act": "what", "round": "round"}
"""What rows call the columns that are theirs."""

_AT_ONCE = 100

Line = Mapping[str, str | None]


def add_arguments(parser: ArgumentParser) -> None:
    """Ask for a person or for courses, and for a file."""
    about = parser.add_mutually_exclusive_group(required=True)
    add_person_to(about)
    add_courses_to(about)
    parser.add_argument(
        "--to", required=True, help="the file: .csv or .json; - for standard output"
    )


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Write the file whole, and say how many lines it has."""
    require_lms()
    problems: list[str] = []
    lines = _lines(console, options, problems)
    if options["to"] == STANDARD_OUTPUT:
        for each in _json(lines) if console.is_json else _csv(lines):
            console.out(each.rstrip("\r\n").encode(errors=ESCAPED).decode())
    else:
        path, number = file_to_write(options["to"]), Counter[str]()
        try:
            write_whole(path, _written(path, _counting(lines, number)))
        except OSError as error:
            raise CommandError(f"{path} could not be written: {error.strerror}.") from None
        total = number["lines"]
        body = {"file": str(path), "lines": total, "problems": problems}
        console.result(body, [f"{total} lines. Written to {path}."])
    if problems:
        raise CommandError(" ".join(problems), returncode=LOOK_AT_IT)


def _lines(console: Console, options: Mapping[str, Any], problems: list[str]) -> Iterator[Line]:
    if options["course"] is None and options["org"] is None:
        yield from map(_of_part, archive_asked_for(options).openings())
        return
    for course in courses_asked_for(options):
        console.say(course)
        operators = operators_in(course)
        if not operators:
            problems.append(f"There is no review in {course}.")
        for usage, operator in operators.items():
            try:
                for each in _of_review(operator):
                    yield {**each, "course": course, "block": usage}
            except MatrixError as refused:
                problems.append(f"{usage}: {in_sentences(refused)}")


def _of_part(part: Part) -> Line:
    """Return a line about somebody, out of what is stored of them."""
    body = part.body if isinstance(part.body, Mapping) else {}
    return {
        "at": iso(part.at),
        **{name: str(body.get(key, "")) for name, key in _IN_ROWS.items()},
        "course": part.course,
        "block": part.block,
    }


def _of_review(operator: SiteOperator) -> Iterator[Line]:
    """Yield the log of a review, the newest first, then what was opened of one after the other."""
    for each in log_lines(operator):
        yield {"at": iso(each.at), "who": each.who, "act": each.act.value, "round": each.round_id}
    trails = operator.ledger.all_of(Kind.ACCESS)
    people = (rows for rows in trails if rows[0].participant not in {COURSE, EVERYBODY})
    while some := list(islice(people, _AT_ONCE)):
        named = operator.roster.named([rows[0].participant for rows in some])
        for rows in some:
            who = rows[0].participant
            name = named[who].name if who in named else ""
            yield from _of_trail(rows, name)


def _of_trail(rows: tuple[Entry, ...], name: str) -> Iterator[Line]:
    for each in read_accesses(rows):
        line = {"at": iso(each.at), "who": each.who, "act": each.act, "round": each.round_id}
        yield {**line, "participant": rows[0].participant, "name": name}


def _counting(lines: Iterable[Line], number: Counter[str]) -> Iterator[Line]:
    for each in lines:
        number["lines"] += 1
        yield each


def _written(path: Path, lines: Iterable[Line]) -> Iterable[str]:
    match path.suffix:
        case ".csv":
            return chain(["\ufeff"], _csv(lines))
        case ".json":
            return _json(lines)
        case _:
            raise CommandError("The file has to end with .csv or .json.")


def _csv(lines: Iterable[Line]) -> Iterator[str]:
    yield csv_line(_COLUMNS)
    for each in lines:
        yield csv_line(each.get(name) or "" for name in _COLUMNS)


def _json(lines: Iterable[Line]) -> Iterator[str]:
    yield '{"lines": ['
    for number, each in enumerate(lines):
        yield (",\n" if number else "\n") + json.dumps(each, ensure_ascii=False)
    yield "\n]}\n"
