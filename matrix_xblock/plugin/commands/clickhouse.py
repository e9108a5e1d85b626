"""`clickhouse`: make the tables and views that charts read, and write releases as rows."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.domain.figures.disclosure import K
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.host.platform_modules import BLOCK_TYPE
from matrix_xblock.host.stored_blocks import StoredBlock, courses_of
from matrix_xblock.plugin.clickhouse.release_rows import release_rows
from matrix_xblock.plugin.clickhouse.schema import MONTHS, Places, check_places, statements
from matrix_xblock.plugin.clickhouse.server import Server, Unreachable, Unwilling
from matrix_xblock.plugin.commands.console import Console, require_lms
from matrix_xblock.staff import releases

__all__ = ["HELP", "add_arguments", "run"]

HELP = (
    "In ClickHouse: make the views that charts read (views), or write stored releases (releases). "
    "The password is read from CLICKHOUSE_PASSWORD or from the settings of Aspects."
)
OF_ASPECTS = "EVENT_SINK_CLICKHOUSE_BACKEND_CONFIG"
AGAIN = (
    "Run it again once that is mended: it makes what is missing, and nothing twice. "
    "--seconds says how long to wait for one statement."
)
SECONDS = 600
"""A view reads a million statements in 3 seconds; all statements of a large site are read once."""

MOST_SECONDS = 86_400
PASSWORD = "CLICKHOUSE_PASSWORD"  # noqa: S105 - the name of a variable


def add_arguments(parser: ArgumentParser) -> None:
    """Ask what to do, and where ClickHouse is, if the settings of Aspects do not say so."""
    parser.add_argument("what", choices=["views", "releases"], help="what to make or to write")
    parser.add_argument("--url", help="address of ClickHouse, such as http://clickhouse:8123")
    parser.add_argument("--user", help="the user to be there")
    parser.add_argument("--events", help="database of the parsed events")
    parser.add_argument("--reporting", default="reporting", help="database of the views")
    parser.add_argument("--stored-in", help="database of the releases")
    parser.add_argument("--cluster", default="", help="the cluster, where there is one")
    parser.add_argument("--months", type=int, default=MONTHS, help="how long acts stay")
    parser.add_argument(
        "--seconds", type=int, default=SECONDS, help="how long one statement may take"
    )
    parser.add_argument("--print", action="store_true", help="only print the SQL of the views")
    parser.add_argument("--org", action="append", help="releases of this organisation; repeatable")


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Do the one that was asked for. Where ClickHouse fails, it says so and stops."""
    places = _places(options)
    if options["print"]:
        console.out(";\n\n".join(statements(places)) + ";")
        return
    server = _server(options)
    try:
        if options["what"] == "views":
            _make_views(console, server, places)
        else:
            _write_releases(console, server, places, options["org"])
    except Unreachable as absent:
        raise CommandError(f"ClickHouse does not answer. {absent}. {AGAIN}") from absent
    except Unwilling as refused:
        raise CommandError(f"ClickHouse refused. {refused}. {AGAIN}") from refused


def _of_aspects() -> Mapping[str, Any]:
    return getattr(settings, OF_ASPECTS, None) or {}


def _places(options: Mapping[str, Any]) -> Places:
    aspects = _of_aspects()
    of_blocks: Any = getattr(settings, "XBLOCK_SETTINGS", None) or {}
    site = Reading.of(of_blocks.get(BLOCK_TYPE) or {})
    places = Places(
        events=options["events"] or aspects.get("xapi_database") or Places.events,
        reporting=options["reporting"],
        releases=options["stored_in"] or aspects.get("database") or Places.releases,
        cluster=options["cluster"],
        k=site.integer("k", K),
        months=options["months"],
    )
    if problems := (*site.problems, *check_places(places)):
        names = ", ".join(each.field for each in problems)
        raise CommandError(f"This cannot be used: {names}.")
    return places


def _server(options: Mapping[str, Any]) -> Server:
    aspects = _of_aspects()
    url = options["url"] or aspects.get("url")
    if not url:
        raise CommandError(f"Say where ClickHouse is: --url, or {OF_ASPECTS} in the settings.")
    user = options["user"] or aspects.get("username") or Server.user
    password = os.environ.get(PASSWORD) or aspects.get("password") or ""
    if not 1 <= options["seconds"] <= MOST_SECONDS:
        raise CommandError(f"This cannot be used: seconds (1 to {MOST_SECONDS}).")
    return Server(url, user, password, options["seconds"])


def _make_views(console: Console, server: Server, places: Places) -> None:
    steps = statements(places)
    for number, each in enumerate(steps, start=1):
        console.say(f"{number} of {len(steps)}")
        server.run(each)
    body = {
        "statements": len(steps),
        "k": places.k,
        "step": places.step,
        "months": places.months,
    }
    console.result(body, [f"The views are there, in steps of {places.step} (k = {places.k})."])


def _write_releases(
    console: Console, server: Server, places: Places, orgs: list[str] | None
) -> None:
    require_lms()
    table = f"{places.releases}.matrix_releases"
    answer = server.run(f"SELECT DISTINCT block, release_id FROM {table} FORMAT JSONCompactEachRow")  # noqa: S608
    there = {tuple(json.loads(line)) for line in answer.splitlines()}
    counts = {"written": 0, "withdrawn": 0, "unreadable": 0}
    for block in (each for course in courses_of(orgs).values() for each in course):
        for done in _write_block(server, table, block, there):
            console.say(f"{block.usage}: {done}")
            counts[done] += 1
    line = "{written} releases written, {withdrawn} taken out as withdrawn, {unreadable} unreadable"
    console.result(counts, [line.format(**counts) + "."])


def _write_block(
    server: Server, table: str, block: StoredBlock, there: Collection[tuple[str, str]]
) -> Iterator[str]:
    """Bring the releases of a block to ClickHouse, each with one insert: whole or not at all."""
    stored = releases.read(ledger_for(course=block.course, usage=block.usage, may_record=True))
    yield from ["unreadable"] * stored.unreadable
    place = {"org": block.org, "course_key": block.course, "block": block.usage}
    for each in stored.made:
        is_there = (block.usage, each.id) in there
        if each.withdrawn is None and not is_there:
            server.run(f"INSERT INTO {table} FORMAT JSONEachRow", release_rows(each, place))
            yield "written"
        elif each.withdrawn is not None and is_there:
            server.run(
                f"DELETE FROM {table} WHERE block = {_text(block.usage)}"  # noqa: S608
                f" AND release_id = {_text(each.id)}"
            )
            yield "withdrawn"


def _text(value: str) -> str:
    """Write a text as a literal of SQL."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
