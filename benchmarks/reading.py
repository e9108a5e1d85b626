"""Measure how long large content takes to be read, and what twice as much takes.

Ratios near 2 say that the time grows with the content. Nothing fails: times depend on the machine.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "matrix_xblock.demo.settings"
os.environ["MATRIX_DEMO_DATABASE"] = ":memory:"

import json
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import django

from matrix_xblock.codec.common.table import read_table
from matrix_xblock.codec.cpd import cpd_columns, cpd_rows
from matrix_xblock.codec.framework import framework_json
from matrix_xblock.codec.framework.framework_csv import read_grid
from matrix_xblock.codec.framework.setup_tree import read_tree
from matrix_xblock.domain.cpd.cpd import AreaRef
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.place import Place
from matrix_xblock.host.framework_catalogue import preset
from matrix_xblock.host.wording import label

django.setup()
FRAMEWORK = preset("talent-development-v1")


def file_of_keys(count: int) -> None:
    """Read a framework file with keys that nobody knows."""
    framework_json.read_file(json.dumps({f"k{n}": 1 for n in range(count)}).encode())


def conditions(count: int) -> None:
    """Read the editor's form with that many answers in a condition."""
    read_tree({"framework.prompts[0].show_if.p[]": [f"answer-{n}" for n in range(count)]})


def paste(count: int) -> None:
    """Read a pasted table."""
    read_grid("area\tOne\tTwo\n" + "Area\ta\tb\n" * count, FRAMEWORK)


def log(count: int) -> None:
    """Read a table of CPD."""
    lines = [f"Visit {n},13/3/2026,2,Visit or shadowing,Done,Online live" for n in range(count)]
    table = read_table("\n".join(["Title,Date,Hours,Type,Status,How", *lines]).encode())
    columns = cpd_columns.guess_columns(table, label=label)
    areas: dict[str, AreaRef] = {}
    here = Place("here", "Here")
    cpd_rows.read_rows(table, cpd_rows.ImportOptions(columns, False, 360, areas, here, label))  # noqa: FBT003


CASES: dict[str, tuple[Callable[[int], None], int]] = {
    "framework file, keys": (file_of_keys, 40_000),
    "conditions in the editor": (conditions, 50_000),
    "pasted rows": (paste, 50_000),
    "rows of CPD": (log, 500),
}


def seconds(act: Callable[[int], None], count: int) -> float:
    started = process_time()
    with suppress(Invalid):
        act(count)
    return process_time() - started


def main() -> None:
    """Print each case with twice its content."""
    for name, (act, count) in CASES.items():
        seconds(act, count)
        small, large = seconds(act, count), seconds(act, 2 * count)
        print(
            f"  {name}: {count:,} in {1000 * small:.0f} ms, twice in {1000 * large:.0f} ms, "
            f"ratio {large / small:.1f}"
        )


if __name__ == "__main__":
    main()
